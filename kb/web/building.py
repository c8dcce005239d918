"""What the pages start and follow: builds, trial readings, adding by address.

One of each at a time for each index in this process; another process is kept out of
building by the lock of the index itself.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

from kb.errors import BusyIndexError, KbError
from kb.settings import Settings
from kb.store.entries import FileReport
from kb.web import acting, person
from kb.web.jobs import Job, Tell
from kb.workspace import Built, build_index, fetch_into, try_reading

BuildJob = Job[Built]
TrialJob = Job[list[FileReport]]
FetchJob = Job[list[tuple[str, str]]]
_Result = TypeVar("_Result")

_jobs: dict[tuple[str, Path], Job[object]] = {}
_guard = threading.Lock()


def start_build(settings: Settings, *, rebuild: bool = False) -> BuildJob:
    """Start a build. Raises ``BusyIndexError`` while one runs."""
    job = build_job(settings, rebuild=rebuild)
    return _start(settings, job, "另一个窗口正在建库，请等它结束后再试；原有的索引照常可用。")


def build_job(settings: Settings, *, rebuild: bool = False) -> BuildJob:
    """A build that has not been started."""
    return Job("建库", lambda tell: build_index(settings, rebuild=rebuild, progress=tell))


def last_build(settings: Settings) -> BuildJob | None:
    """The running build of this index, else the last one since the app was started."""
    return cast("BuildJob | None", _last(settings, "建库"))


def start_trial(settings: Settings) -> TrialJob:
    """Read every file and write nothing. Raises ``BusyIndexError`` while that or a build runs,
    ``InputError`` where the person may not."""
    person.must_edit()
    build = last_build(settings)
    if build and not build.finished:
        raise BusyIndexError("正在建库，请等它结束后再试读。")
    job: TrialJob = Job("试读", lambda tell: try_reading(settings, tell))
    return _start(settings, job, "已经在试读，请等它结束。")


def last_trial(settings: Settings) -> TrialJob | None:
    """The running trial reading, else the last one since the app was started."""
    return cast("TrialJob | None", _last(settings, "试读"))


def start_fetching(settings: Settings, addresses: Sequence[str]) -> FetchJob:
    """Fetch web addresses, one after the other, and then start a build.

    The result: each address with what became of it. Raises ``BusyIndexError`` while
    addresses are being fetched, ``InputError`` where the person may not add.
    """
    person.must_edit()

    def work(tell: Tell) -> list[tuple[str, str]]:
        told = _fetch_all(settings, addresses, tell)
        if any(kept for _, _, kept in told):
            _build_after(settings)
        return [(address, sentence) for address, sentence, _ in told]

    job: FetchJob = _start(settings, Job("取网页", work), "正在取另一批网址，请等它结束。")
    acting.note("取网页", "、".join(addresses))
    return job


def last_fetching(settings: Settings) -> FetchJob | None:
    """The fetching that runs, else the last one since the app was started."""
    return cast("FetchJob | None", _last(settings, "取网页"))


def _fetch_all(
    settings: Settings, addresses: Sequence[str], tell: Tell
) -> list[tuple[str, str, bool]]:
    told = []
    for number, address in enumerate(addresses):
        tell("取网页", number, len(addresses))
        try:
            name = fetch_into(settings, address).rsplit("/", 1)[-1]
            told.append((address, f"已存为 {name}", True))
        except KbError as error:
            told.append((address, f"没有取到：{error}", False))
    tell("取网页", len(addresses), len(addresses))
    return told


def _build_after(settings: Settings) -> None:
    """Start a build; where one runs, wait for it first: it may have begun without the files."""
    running = last_build(settings)
    if running and not running.finished:
        running.wait()
    start_build(settings)


def _start(settings: Settings, job: Job[_Result], refused: str) -> Job[_Result]:
    key = (job.name, settings.index)
    with _guard:
        running = _jobs.get(key)
        if running and not running.finished:
            raise BusyIndexError(refused)
        _jobs[key] = cast("Job[object]", job)
        job.start()
    return job


def _last(settings: Settings, name: str) -> Job[object] | None:
    with _guard:
        return _jobs.get((name, settings.index))
