"""The dense leg: inner products over unit vectors in FAISS.

Every vector is looked at; an approximate index pays only well above 100,000 passages. What
that costs is reading the memory, so a large library is looked through in half the bytes
first (FAISS's ``ScalarQuantizer``, 16-bit floats: a quarter of the time, as measured at
100,000), and twice as many as are wanted are then compared exactly.

faiss is imported here only. Its own file functions fail on non-ASCII Windows paths
(faiss#3073), so bytes go through numpy.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_FILE = "vectors.faiss.npy"
_USUAL_FILE = "usual_query.npy"
_SAMPLE = 2000
_LARGE = 20_000
"""Vectors from which on they are looked through in half the bytes first."""
_SPARE = 2
SHARED = 0.4
"""How much of what all queries share is taken out of one; on the tuning halves of the public
sets 0.3 to 0.5 are alike (eval/README.md)."""


class DenseIndex:
    """Vectors of all passages, row by row, of unit length."""

    def __init__(self, vectors: Vectors, usual: Vectors | None = None) -> None:
        """``vectors``: (n, d) float32, rows of unit length. ``usual``: (d,), the mean query."""
        self._usual = usual
        self._index: faiss.IndexFlatIP = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    @classmethod
    def load(cls, folder: Path) -> DenseIndex:
        """Read what ``save`` wrote. Raises ``RuntimeError``, ``ValueError`` or ``OSError``
        where the file is damaged."""
        self = cls.__new__(cls)
        index = faiss.deserialize_index(np.load(folder / _FILE, allow_pickle=False))
        if not isinstance(index, faiss.IndexFlatIP):
            raise ValueError("not a flat index")
        self._index = index
        usual = folder / _USUAL_FILE
        self._usual = np.load(usual, allow_pickle=False) if usual.is_file() else None
        if self._usual is not None and self._usual.shape != (self.dimension,):
            raise ValueError("not a vector of this index")
        _ = self._coarse  # made before the first query needs it
        return self

    @cached_property
    def _coarse(self) -> faiss.Index:
        """What is looked through: all vectors in half the bytes, beside the whole ones (half
        as much memory again); of a small library as they are."""
        if self.rows < _LARGE:
            return self._index
        kind = faiss.ScalarQuantizer.QT_fp16
        halved = faiss.IndexScalarQuantizer(self.dimension, kind, faiss.METRIC_INNER_PRODUCT)
        halved.train(self.vectors()[:1])  # 16-bit floats learn nothing, but FAISS asks for it
        halved.add(self.vectors())
        return halved

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        np.save(folder / _FILE, faiss.serialize_index(self._index), allow_pickle=False)
        if self._usual is not None:
            np.save(folder / _USUAL_FILE, self._usual, allow_pickle=False)

    @property
    def rows(self) -> int:
        """Number of passages."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """(n, d) float32: all rows, a view that lives as long as the index."""
        pointer = self._index.get_xb()
        flat: Vectors = faiss.rev_swig_ptr(pointer, self.rows * self.dimension)
        return flat.reshape(self.rows, self.dimension)

    def peculiar(self, query: Vectors) -> Vectors:
        """(d,) float32: ``query`` (d,) without part of what all queries share, so that no
        passage stands high for being near to any query (``kb.indexing.usual_query``)."""
        if self._usual is None:
            return query
        return np.asarray(query - np.float32(SHARED) * self._usual, np.float32)

    def search(
        self, query: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """The ``k`` best rows and their inner products, best first, ties by row.

        ``query``: (d,) float32; with one of unit length the products are cosines. ``allowed``: the only rows to look at.
        Fewer than ``k`` come back where there are fewer; never a padding row.
        """
        k = min(k, self.rows if allowed is None else len(allowed))
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters()
            # Python must hold the selector for as long as FAISS looks at it.
            selector = faiss.IDSelectorBatch(allowed)
            parameters.sel = selector
        _, offered = self._coarse.search(query.reshape(1, -1), _SPARE * k, params=parameters)
        rows = offered[0][offered[0] >= 0]
        scores = self.products(query, rows)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def background(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the inner products of ``query`` (d,) with the
        library, on an even sample of its rows; what makes them comparable between queries."""
        sample = self.vectors()[:: max(1, self.rows // _SAMPLE)] @ query
        return float(sample.mean()), max(float(sample.std()), 1e-3)

    def products(self, query: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The inner products of ``query`` (d,) with the given rows; its cosines, where it is
        of unit length."""
        return np.asarray(self.vectors()[rows] @ query, dtype=np.float32)
