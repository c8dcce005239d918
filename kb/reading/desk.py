"""What a reader that takes long may use while it works: tell its progress, keep results.

Whoever runs a reader lays the desk; without one nothing is told and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Desk:
    """Keeps nothing and tells nobody. ``kept`` is never shared between files."""

    def page_done(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` slow pages are finished. Whoever waits takes it as
        a sign of life."""

    def recall(self, key: str) -> str | None:
        """What was kept under ``key`` before, ``None`` where nothing was."""
        return None

    def keep(self, key: str, value: str) -> None:
        """Keep ``value`` for the next time. ``key``: letters, digits and ``-``; it names the
        content and the engine, so that nothing stale is ever recalled."""


_DESK: ContextVar[Desk] = ContextVar("desk", default=Desk())  # noqa: B039  it has no state


def desk() -> Desk:
    """The desk laid for the reader that runs now."""
    return _DESK.get()


@contextmanager
def laid(at: Desk) -> Iterator[None]:
    """Lay ``at`` for the readers that run inside the ``with`` block."""
    token = _DESK.set(at)
    try:
        yield
    finally:
        _DESK.reset(token)
