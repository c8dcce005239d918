"""The dense leg: exact inner products over unit vectors in FAISS.

Exact search costs 6 ms at 100,000 passages, less than encoding the query, and misses
nothing; an approximate index pays only well above that.

faiss is imported here only. Its own file functions fail on non-ASCII Windows paths
(faiss#3073), so bytes go through numpy.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_FILE = "vectors.faiss.npy"
_SAMPLE = 2000


class DenseIndex:
    """Vectors of all passages, row by row. Scores are cosines, as rows have length 1."""

    def __init__(self, vectors: Vectors) -> None:
        """``vectors``: (n, d) float32, rows of unit length."""
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
        return self

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        np.save(folder / _FILE, faiss.serialize_index(self._index), allow_pickle=False)

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

    def search(
        self, query: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """The ``k`` best rows and their cosines, best first, ties by row.

        ``query``: (d,) float32 of unit length. ``allowed``: the only rows to look at.
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
        scores, rows = self._index.search(query.reshape(1, -1), k, params=parameters)
        found = rows[0] >= 0
        order = np.lexsort((rows[0][found], -scores[0][found]))
        return rows[0][found][order], scores[0][found][order]

    def background(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosines of ``query`` (d,) with the library, on
        an even sample of its rows; what makes a cosine comparable between queries."""
        sample = self.vectors()[:: max(1, self.rows // _SAMPLE)] @ query
        return float(sample.mean()), max(float(sample.std()), 1e-3)

    def cosines(self, query: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The cosines of ``query`` (d,) with the given rows."""
        return np.asarray(self.vectors()[rows] @ query, dtype=np.float32)
