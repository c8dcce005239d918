"""Jobs beside the pages: how far they are and how long they will still take."""

import pytest

from kb.errors import InputError
from kb.web.jobs import Job, Step, Steps, time_left


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_step_without_a_total_has_no_share() -> None:
    assert Step("准备", 0, 0).share == 0.0
    assert Step("读取文件", 3, 4).share == 0.75


def test_the_time_left_follows_the_pace_of_the_stage() -> None:
    clock = Clock()
    steps = Steps(clock)
    steps.tell("读取文件", 10, 50)
    assert steps.seconds_left() is None
    clock.now += 20
    steps.tell("读取文件", 20, 50)
    assert steps.seconds_left() == 60.0
    clock.now += 10
    assert steps.seconds_left() == 90.0
    steps.tell("编码段落", 0, 8)
    assert steps.seconds_left() is None


def test_pages_of_a_scan_count_as_parts_of_its_file() -> None:
    clock = Clock()
    steps = Steps(clock)
    steps.tell("读取文件", 0, 2)
    clock.now += 10
    steps.tell("识别图片页：甲.pdf", 5, 10)
    assert steps.step == Step("读取文件", 0, 2)
    assert steps.beside == (Step("识别图片页：甲.pdf", 5, 10),)
    assert steps.seconds_left() == 30.0
    steps.tell("识别图片页：甲.pdf", 10, 10)
    assert steps.beside == ()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, ""),
        (5, "还要不到 1 分钟"),
        (170, "约还要 3 分钟"),
        (3600, "约还要 1 小时"),
        (5400, "约还要 1 小时 30 分钟"),
    ],
)
def test_the_time_left_in_words(seconds: float | None, told: str) -> None:
    assert time_left(seconds) == told


def test_a_job_keeps_its_result_or_its_problem() -> None:
    good = Job("试读", lambda tell: tell("读取文件", 1, 1) or 7)
    good.start()
    good.wait(10)
    assert (good.finished, good.result, good.problem) == (True, 7, None)
    assert good.steps.step == Step("读取文件", 1, 1)

    def fail(_tell: object) -> int:
        raise InputError("没有文件。")

    bad = Job("试读", fail)
    bad.start()
    bad.wait(10)
    assert (bad.finished, bad.result, bad.problem, bad.busy) == (True, None, "没有文件。", False)
