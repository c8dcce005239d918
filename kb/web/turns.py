"""Pages that cost much are drawn in turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# A search computes outside of Python for a while: with one turn nobody would draw meanwhile.
_turns = threading.BoundedSemaphore(2)


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is this page's turn; it lasts as long as the block.

    Python computes in one thread at a time. Twenty pages that are drawn at once hand that on at
    every element, and all of them come late; in turn most come soon and none later.
    """
    with _turns:
        yield
