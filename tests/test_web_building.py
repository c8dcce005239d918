"""Builds beside the pages."""

from pathlib import Path

import pytest

from kb.errors import BusyIndexError
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
    assert job.problem is None and job.built is not None
    assert job.built.report.documents == 4
    assert [f.path for f in job.built.report.failures] == ["空文件.txt"]
    assert job.step.share == 1.0


def test_a_second_build_is_refused_while_one_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = building.BuildJob(settings)
    monkeypatch.setitem(building._jobs, settings.index, job)
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


def test_a_step_without_a_total_has_no_share() -> None:
    assert building.Step("准备", 0, 0).share == 0.0
    assert building.Step("读取文件", 3, 4).share == 0.75
