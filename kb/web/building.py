"""Builds that run beside the pages, so that a click elsewhere does not stop them.

One at a time for each index in this process; another process is kept out by the lock of
the index itself.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BusyIndexError, KbError
from kb.settings import Settings
from kb.workspace import Built, build_index

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is: the stage in the user's words, how much is done and there is."""

    stage: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total else 0.0


class BuildJob:
    """One build in its own thread. Once ``finished``, either ``built`` or ``problem`` is set.

    ``problem``: a sentence for the user. ``busy``: another process is building.
    """

    def __init__(self, settings: Settings, *, rebuild: bool = False) -> None:
        self.step = Step("准备", 0, 0)
        self.built: Built | None = None
        self.problem: str | None = None
        self.busy = False
        self._settings = settings
        self._rebuild = rebuild
        self._thread = threading.Thread(target=self._run, name="build", daemon=True)

    @property
    def finished(self) -> bool:
        """Whether it is over."""
        return self.built is not None or self.problem is not None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> None:
        """Until it is over."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self.built = build_index(self._settings, rebuild=self._rebuild, progress=self._tell)
        except KbError as error:
            self.busy = isinstance(error, BusyIndexError)
            self.problem = str(error)
        except Exception as error:
            # The thread's rim: nobody else would ever hear of it.
            _LOG.exception("build failed")
            name = type(error).__name__
            self.problem = f"建库时程序出错（{name}），原有的索引没有改动。请再试一次。"

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.step = Step(stage, done, total)


_jobs: dict[Path, BuildJob] = {}
_guard = threading.Lock()


def start_build(settings: Settings, *, rebuild: bool = False) -> BuildJob:
    """Start a build. Raises ``BusyIndexError`` while one runs."""
    with _guard:
        running = _jobs.get(settings.index)
        if running and not running.finished:
            raise BusyIndexError("另一个窗口正在建库，请等它结束后再试；原有的索引照常可用。")
        job = BuildJob(settings, rebuild=rebuild)
        _jobs[settings.index] = job
        job.start()
    return job


def last_build(settings: Settings) -> BuildJob | None:
    """The running build of this index, else the last one since the app was started."""
    with _guard:
        return _jobs.get(settings.index)
