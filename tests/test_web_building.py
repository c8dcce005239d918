"""Builds beside the pages."""

from pathlib import Path

import pytest

from kb.errors import BusyIndexError, InputError
from kb.settings import Settings
from kb.store.versions import build_lock
from kb.web import building
from tests.web_library import make_library


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for a small library without a model."""
    make_library(tmp_path / "文库")
    return Settings(tmp_path / "文库", tmp_path / "index", tmp_path / "models", "none")


def test_a_build_tells_what_it_did(settings: Settings) -> None:
    assert building.last_build(settings) is None
    job = building.start_build(settings)
    job.wait(60)
    assert building.last_build(settings) is job
    assert job.problem is None and job.result is not None
    assert job.result.report.documents == 4
    assert [f.path for f in job.result.report.failures] == ["空文件.txt"]
    assert job.steps.step.share == 1.0


def test_a_second_build_is_refused_while_one_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = building.build_job(settings)
    monkeypatch.setitem(building._jobs, ("建库", settings.index), job)
    with pytest.raises(BusyIndexError, match="另一个窗口正在建库"):
        building.start_build(settings)


def test_a_build_of_another_process_is_told_as_such(settings: Settings) -> None:
    with build_lock(settings.index):
        job = building.start_build(settings)
        job.wait(60)
    assert job.busy and job.problem is not None and "另一个建库过程" in job.problem


def test_an_empty_folder_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    job = building.start_build(
        Settings(tmp_path / "空", tmp_path / "index", tmp_path / "models", "none")
    )
    job.wait(60)
    assert job.problem is not None and "没有可以收入的文件" in job.problem
    assert not job.busy


def test_an_unforeseen_error_ends_the_job(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("甲")

    monkeypatch.setattr(building, "build_index", fail)
    job = building.start_build(settings)
    job.wait(60)
    assert job.finished and job.problem is not None and "RuntimeError" in job.problem


def test_a_trial_reads_every_file_and_writes_no_index(settings: Settings) -> None:
    job = building.start_trial(settings)
    job.wait(60)
    assert job.problem is None and job.result is not None
    assert {r.path: r.outcome for r in job.result} == {
        "丁县总结.txt": "收入",
        "丙县 <i>.txt": "收入",
        "乙县通知.txt": "收入",
        "甲县方案.md": "收入",
        "空文件.txt": "未收入",
    }
    assert not list(settings.index.glob("**/manifest.json"))
    assert building.last_trial(settings) is job


def test_a_trial_is_refused_while_a_build_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = building.build_job(settings)
    monkeypatch.setitem(building._jobs, ("建库", settings.index), job)
    with pytest.raises(BusyIndexError, match="正在建库，请等它结束后再试读"):
        building.start_trial(settings)


def test_addresses_are_fetched_told_and_built_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(given: Settings, address: str) -> str:
        if "bad" in address:
            raise InputError("网站没有这个网页（404）。")
        target = given.documents / "added" / "戊县.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text("戊县乡村夜校每周三开课。", encoding="utf-8")
        return "added/戊县.txt"

    monkeypatch.setattr(building, "fetch_into", fetch)
    job = building.start_fetching(settings, ["https://a.example/1", "https://bad.example/"])
    job.wait(60)
    assert job.result == [
        ("https://a.example/1", "已存为 戊县.txt"),
        ("https://bad.example/", "没有取到：网站没有这个网页（404）。"),
    ]
    build = building.last_build(settings)
    assert build is not None
    build.wait(60)
    assert build.result is not None and "added/戊县.txt" in build.result.report.added


def test_nothing_fetched_starts_no_build(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_given: Settings, _address: str) -> str:
        raise InputError("网址写错了。")

    monkeypatch.setattr(building, "fetch_into", fail)
    building.start_fetching(settings, ["x"]).wait(60)
    assert building.last_build(settings) is None
