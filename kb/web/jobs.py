"""Work that runs beside the pages, so that a click elsewhere does not stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.errors import BusyIndexError, KbError

Result = TypeVar("Result")
Tell = Callable[[str, int, int], None]
"""Takes a stage in the user's words, how much of it is done and how much there is."""

_LOG = logging.getLogger(__name__)
_BESIDE = "识别图片页"
_SURE_S = 3.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: the stage in the user's words, how much is done and there is."""

    stage: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total else 0.0


class Steps:
    """What a job has told of its way, and how long the stage it is in will still take.

    Pages of scanned files are told beside the files they are of. Safe between threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._step = Step("准备", 0, 0)
        self._beside: dict[str, Step] = {}
        self._began = (clock(), 0)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Note one step."""
        with self._guard:
            step = Step(stage, done, total)
            if stage.startswith(_BESIDE):
                self._beside.pop(stage, None)
                if done < total:
                    self._beside[stage] = step
                return
            if stage != self._step.stage or done < self._step.done:
                self._began = (self._clock(), done)
                self._beside.clear()
            self._step = step

    @property
    def step(self) -> Step:
        """The stage the job is in."""
        with self._guard:
            return self._step

    @property
    def beside(self) -> tuple[Step, ...]:
        """The scanned files that are being read, by pages."""
        with self._guard:
            return tuple(self._beside.values())

    def seconds_left(self) -> float | None:
        """Of this stage, at its pace so far; ``None`` while nothing can be said."""
        with self._guard:
            began, first = self._began
            done = self._step.done + sum(step.share for step in self._beside.values())
            spent = self._clock() - began
            if spent < _SURE_S or done <= first or done >= self._step.total:
                return None
            return spent / (done - first) * (self._step.total - done)


def time_left(seconds: float | None) -> str:
    """约还要 3 分钟, or nothing where it is not known."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "还要不到 1 分钟"
    if minutes < 60:
        return f"约还要 {minutes} 分钟"
    hours, rest = divmod(minutes, 60)
    return f"约还要 {hours} 小时" + (f" {rest} 分钟" if rest else "")


class Job(Generic[Result]):
    """One piece of work in its own thread. Once ``finished``, ``result`` or ``problem`` is set.

    ``problem``: a sentence for the user. ``busy``: another process is building.
    """

    def __init__(self, name: str, work: Callable[[Tell], Result]) -> None:
        """``name``: what the work is called, e.g. 建库."""
        self.name = name
        self.steps = Steps()
        self.result: Result | None = None
        self.problem: str | None = None
        self.busy = False
        self._work = work
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def finished(self) -> bool:
        """Whether it is over."""
        return self._over.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> None:
        """Until it is over."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self.result = self._work(self.steps.tell)
        except KbError as error:
            self.busy = isinstance(error, BusyIndexError)
            self.problem = str(error)
        except Exception as error:
            # The thread's rim: nobody else would ever hear of it.
            _LOG.exception("%s failed", self.name)
            name = type(error).__name__
            self.problem = f"{self.name}时程序出错（{name}），原有的索引没有改动。请再试一次。"
        finally:
            self._over.set()
