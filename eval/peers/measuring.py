"""One system in a process of its own: ``python -m eval.peers.measuring NAME FOLDER``.

Reads the material from ``FOLDER`` and writes what was measured to ``FOLDER/NAME.json``.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import psutil

from eval.legs import first_of_each
from eval.peers.material import Material, read_encoder, read_material
from eval.peers.registry import OURS, Entry, named
from eval.peers.system import RecordedEncoder, System, TimedEncoder
from kb.embedding.encoder import load_encoder, work_offline
from kb.settings import load_settings

_WARM_UP = 5
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Measurement:
    """``run``: query id → what was found, as judgments call it, best first. ``whole_ms``, ``search_ms``: of each
    query, with and without its encoding. ``index_s``: without encoding; ``None`` untimed. ``library_mib``:
    resident memory that importing the system added to a process with sentence-transformers
    imported (ours: with its encoder loaded); ``index_mib``: what the index and the queries
    added to that."""

    run: dict[str, list[str]]
    whole_ms: list[float]
    search_ms: list[float]
    index_s: float | None
    library_mib: float
    index_mib: float


def measure(entry: Entry, folder: Path) -> Measurement:
    """Build the system over the material in ``folder`` and ask it every query.

    Ours encodes by the app's encoder; the others have the recorded vectors of plain float32
    sentence-transformers.
    """
    is_ours = entry.name == OURS
    app = _app_encoder() if is_ours else None
    import_module("sentence_transformers")
    base = _resident()
    module = import_module(f"eval.peers.{entry.builder[0]}")
    if "jieba" in entry.packages:
        import_module("eval.peers.chinese").load()
    library = _resident()
    material, passages = read_material(folder)
    encoder = app or read_encoder(material, folder)
    began = time.perf_counter()
    system: System = getattr(module, entry.builder[1])(passages, encoder)
    opened_s = time.perf_counter() - began
    index_s = material.ours_index_s if is_ours else opened_s
    del passages
    run, whole, search = _ask_all(system, encoder, material)
    del material
    return Measurement(run, whole, search, index_s, library - base, _resident() - library)


def _app_encoder() -> TimedEncoder:
    encoder = load_encoder(None, load_settings().models)
    encoder.encode_queries(["预热"])
    return TimedEncoder(encoder)


def _ask_all(
    system: System, encoder: TimedEncoder | RecordedEncoder, material: Material
) -> tuple[dict[str, list[str]], list[float], list[float]]:
    """The run, and milliseconds of each query with and without its encoding, as that was
    timed before. The others are asked in the words that the recorded vectors are of."""
    typed = isinstance(encoder, TimedEncoder)
    asked = {name: pair[0 if typed else 1] for name, pair in material.queries.items()}
    for text in list(asked.values())[:_WARM_UP]:
        system.search(text)
    run: dict[str, list[str]] = {}
    whole, search = [], []
    encoding = material.ours_s if typed else material.plain_s
    for (name, text), encoding_s in zip(asked.items(), encoding, strict=True):
        spent = encoder.spent_s
        began = time.perf_counter()
        rows = system.search(text)
        took = time.perf_counter() - began - (encoder.spent_s - spent)
        search.append(1000 * took)
        whole.append(1000 * (took + encoding_s))
        run[name] = first_of_each(list(rows), material.labels.__getitem__)
    return run, whole, search


def _resident() -> float:
    """Resident memory in MiB, after what is free has been given back where that can be asked."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    return float(psutil.Process().memory_info().rss / _MIB)


def keep_offline() -> None:
    """Off the network, and no usage reports; before any of the libraries is imported."""
    work_offline()
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    os.environ["LANGCHAIN_TRACING_V2"] = "false"
    os.environ["LANGSMITH_TRACING"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"


if __name__ == "__main__":
    keep_offline()
    name, folder = sys.argv[1], Path(sys.argv[2])
    found = measure(named(name), folder)
    (folder / f"{name}.json").write_text(json.dumps(asdict(found)), "utf-8")
