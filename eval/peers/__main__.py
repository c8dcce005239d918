"""``python -m eval.peers --beir DIR``: ours beside hybrids from known libraries.

All search the passages that our code cut, by the vectors of our model; each leg offers 100
passages, a document is scored by its best one, Traditional text and queries are made
Simplified for all, and whoever splits at white space gets the words of jieba. Needs
``pip install -r requirements-peers.txt``; a system whose library is missing is named as such.

query: with the query's encoding, by plain float32 sentence-transformers, by the app's own
encoder for ours; search: without it. index: from the passages, vectors known; ours from the
documents, cut and written to disk. import, index: resident memory beyond a process that has
sentence-transformers imported; ours opens its index from disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from eval.beir import BeirSet, read_beir
from eval.machine import commit, processor
from eval.peers.material import Material, write_material
from eval.peers.measuring import Measurement
from eval.peers.registry import SYSTEMS, Entry, named, versions
from eval.peers.table import Row, beside_ours, not_installed, row, table
from kb.cli.bar import bar
from kb.embedding.encoder import load_encoder
from kb.errors import KbError
from kb.settings import ROOT, load_settings
from kb.workspace import encoder_for

FAILED = "failed"


def main() -> int:
    """Measure the systems one after another; print a table or JSON. 1 where one failed."""
    options = _parser().parse_args()
    try:
        beir = read_beir(options.beir, options.half)
        entries = [named(name) for name in options.only] if options.only else list(SYSTEMS)
        with tempfile.TemporaryDirectory() as folder:
            material = _prepare(beir, Path(folder))
            rows = beside_ours([_row(entry, beir, Path(folder)) for entry in entries])
    except (KbError, OSError, ValueError) as error:
        print(str(error), file=sys.stderr)
        return 1
    if options.json:
        said = {
            "dataset": beir.name,
            "half": options.half,
            "queries": len(beir.queries),
            "commit": str(commit()),
            "processor": processor(),
        }
        print(json.dumps({**said, "systems": [one.json() for one in rows]}, ensure_ascii=False))
    else:
        print(table(_head(beir, options.half, material), rows))
    return int(any(one.told.startswith(FAILED) for one in rows))


def _prepare(beir: BeirSet, folder: Path) -> Material:
    with bar() as tell:
        settings = load_settings()
        ours = encoder_for(settings, tell)
        if ours is None:
            raise ValueError("no model here; first run python -m kb prepare")
        plain = load_encoder(None, settings.models, precision="float32")
        return write_material(beir, ours, plain, folder, tell)


def _row(entry: Entry, beir: BeirSet, folder: Path) -> Row:
    """The system measured in a process of its own."""
    found = versions(entry.packages)
    missing = not_installed(entry, found)
    if missing:
        return missing
    print(entry.title, file=sys.stderr, flush=True)
    command = (sys.executable, "-m", "eval.peers.measuring", entry.name, str(folder))
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if ended.returncode:
        print(ended.stderr, file=sys.stderr)
        last = ended.stderr.strip().splitlines() or [f"exit {ended.returncode}"]
        return Row(entry, found, None, f"{FAILED}: {last[-1]}")
    measured = json.loads((folder / f"{entry.name}.json").read_text("utf-8"))
    return row(entry, found, Measurement(**measured), beir.qrels)


def _head(beir: BeirSet, half: str, material: Material) -> str:
    return (
        f"{beir.name}, half {half}: {len(beir.queries)} queries, {len(beir.corpus)} documents, "
        f"{len(material.texts)} passages; commit {commit()}; {processor()}, "
        f"{os.cpu_count()} processors"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--beir", type=Path, required=True, help="a folder in BEIR layout")
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    parser.add_argument(
        "--only",
        action="append",
        choices=[entry.name for entry in SYSTEMS],
        help="measure this system; may be given again",
    )
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
