"""Pages that cost much are drawn in turn."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.web.turns import turn


def test_a_third_page_waits_until_one_of_two_is_done() -> None:
    leave, entered = threading.Event(), threading.Semaphore(0)

    def draw() -> None:
        with turn():
            entered.release()
            leave.wait(10)

    with ThreadPoolExecutor(3) as pool:
        drawn = [pool.submit(draw) for _ in range(3)]
        assert entered.acquire(timeout=5) and entered.acquire(timeout=5)
        assert not entered.acquire(timeout=0.2)
        leave.set()
        assert entered.acquire(timeout=5)
        for one in drawn:
            one.result()


def test_a_page_that_fails_gives_its_turn_back() -> None:
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), turn():
            raise ValueError("broken")
    with turn():
        pass
