"""Our own search, over the index on disk that the app would open."""

from __future__ import annotations

from eval.legs import best_rows
from eval.peers.system import Passages, System, TimedEncoder
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.search.understanding import understand
from kb.store.snapshot import open_snapshot


def build(passages: Passages, encoder: TimedEncoder) -> System:
    """Open the index of ``passages``, which was built before."""
    return _Ours(passages, encoder)


class _Ours:
    def __init__(self, passages: Passages, encoder: TimedEncoder) -> None:
        snapshot = open_snapshot(passages.index, recipe())
        self._searcher = Searcher(snapshot, lambda: encoder)

    def search(self, query: str) -> list[int]:
        return best_rows(self._searcher.candidates(understand(query)), "hybrid")
