"""How often sign-in may be tried, of one name and of all."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Throttle:
    """Failures of the last while. Safe between threads.

    After ``per_name`` failures of one name within ``window_s`` it has to wait until the
    oldest is that old; after ``overall`` failures of any names everybody has to.
    """

    def __init__(
        self,
        per_name: int = 5,
        overall: int = 50,
        window_s: float = 15 * 60,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_name, self._overall, self._window_s = per_name, overall, window_s
        self._clock = clock
        self._guard = threading.Lock()
        self._failures: deque[tuple[float, str]] = deque()

    def wait_s(self, name: str) -> float:
        """How long ``name`` has to wait before the next try; 0: not at all."""
        with self._guard:
            return self._wait_s(name)

    def take(self, name: str) -> float:
        """Count a try as failed before it is made, so that many at once are no way around;
        how long to wait, and then it is not counted."""
        with self._guard:
            wait_s = self._wait_s(name)
            if not wait_s:
                self._failures.append((self._clock(), name))
            return wait_s

    def succeed(self, name: str) -> None:
        """The try was right: the failures of ``name`` are forgotten."""
        with self._guard:
            self._failures = deque(one for one in self._failures if one[1] != name)

    def _wait_s(self, name: str) -> float:
        now = self._clock()
        while self._failures and self._failures[0][0] <= now - self._window_s:
            self._failures.popleft()
        own = [at for at, who in self._failures if who == name]
        waits = [own[-self._per_name]] if len(own) >= self._per_name else []
        if len(self._failures) >= self._overall:
            waits.append(self._failures[-self._overall][0])
        return max((at + self._window_s - now for at in waits), default=0.0)
