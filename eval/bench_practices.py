"""Finding practices against encoding, in one run, on the same passages.

``python -m eval.bench_practices [FOLDER …]`` reads every document of the folders (without
one: the real library where it is on this machine, else ``documents/``), finds the practices
of all of them with everything that is told of each, encodes a spread of the passages, and
prints both speeds and their ratio. Needs the embedding model.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from eval.judged import SHARED
from kb.embedding.encoder import load_encoder
from kb.errors import UnreadableError
from kb.indexing.ingest import index_texts, ingest
from kb.practices import mentions
from kb.practices.gathering import gather
from kb.settings import load_settings
from kb.store.entries import Entry, Stamp
from kb.types import Mention

_ENCODED = 160
_WARM_UP = 16
LEAST_RATIO = 20
"""How many times faster than encoding it must be."""


def main(folders: Sequence[Path]) -> int:
    """Measure and print JSON; 1 where the ratio is below ``LEAST_RATIO``."""
    entries = list(_entries(folders))
    passages = sum(len(entry.passages) for entry in entries)
    began = time.perf_counter()
    found = [mentions(entry.document, entry.passages) for entry in entries]
    extracting_s = time.perf_counter() - began
    began = time.perf_counter()
    gathered = gather(
        _rows(entries, found),
        {entry.document.id: entry.document for entry in entries},
        np.repeat(np.arange(len(entries), dtype=np.int32), [len(e.passages) for e in entries]),
    )
    gathering_s = time.perf_counter() - began
    encoding_s = _encoding(entries)
    ratio = encoding_s / ((extracting_s + gathering_s) / passages)
    told = {
        "documents": len(entries),
        "passages": passages,
        "mentions": sum(map(len, found)),
        "practices": len(gathered.practices),
        "extracting_s": round(extracting_s, 2),
        "gathering_s": round(gathering_s, 2),
        "ms_per_passage": round(1000 * (extracting_s + gathering_s) / passages, 3),
        "encoding_ms_per_passage": round(1000 * encoding_s, 2),
        "ratio": round(ratio, 1),
    }
    print(json.dumps(told, ensure_ascii=False))
    return int(ratio < LEAST_RATIO)


def _entries(folders: Sequence[Path]) -> Iterator[Entry]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.name.startswith("MANIFEST"):
                continue
            try:
                number = f"{len(str(path))}-{path.name}"
                yield ingest(path, path.name, "0" * 64, number, Stamp(0, 0, 0))
            except UnreadableError:
                continue


def _rows(
    entries: Sequence[Entry], found: Sequence[Sequence[Mention]]
) -> list[tuple[int, Mention]]:
    """Every mention with the row of its passage in the library."""
    rows, first = [], 0
    for entry, told in zip(entries, found, strict=True):
        starts = np.array([p.start for p in entry.passages])
        rows += [
            (first + int(np.searchsorted(starts, m.start, "right")) - 1, m) for m in told if m.named
        ]
        first += len(entry.passages)
    return rows


def _encoding(entries: Sequence[Entry]) -> float:
    """Seconds a passage, over a spread of the library."""
    texts = [t.text for entry in entries for t in index_texts(entry.document, entry.passages)]
    chosen = texts[:: max(1, len(texts) // _ENCODED)][:_ENCODED]
    encoder = load_encoder(None, load_settings().models)
    encoder.encode_passages(chosen[:_WARM_UP])
    began = time.perf_counter()
    encoder.encode_passages(chosen)
    return (time.perf_counter() - began) / len(chosen)


def _default() -> list[Path]:
    library = SHARED / "library"
    names = ("city_reports_docx", "county_html", "guangzhou_html", "policies")
    real = [library / name for name in names if (library / name).is_dir()]
    return real or [load_settings().documents]


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or _default()))
