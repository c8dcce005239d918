"""Progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from kb.indexing import Progress


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress callback that draws one bar a stage; silent where nobody watches."""
    shown: dict[str, tqdm[None]] = {}

    def tell(stage: str, done: int, total: int) -> None:
        if stage not in shown:
            _close(shown)
            shown[stage] = tqdm(
                total=total, desc=stage, file=sys.stderr, disable=None, unit="", leave=True
            )
        drawn = shown[stage]
        drawn.total = total
        drawn.update(done - drawn.n)

    try:
        yield tell
    finally:
        _close(shown)


def _close(shown: dict[str, tqdm[None]]) -> None:
    for drawn in shown.values():
        drawn.close()
