"""``python -m eval.peers --beir DIR`` or ``--judged COLLECTION``: ours beside hybrids from known libraries.

All search the passages that our code cut, by the vectors of our model; each leg offers 100
passages, a document is scored by its best one, Traditional text and queries are made
Simplified for all, and whoever splits at white space gets the words of jieba. Needs
``pip install -r requirements-peers.txt``; a system whose library is missing is named as such.

query: with the query's encoding, by plain float32 sentence-transformers, by the app's own
encoder for ours; search: without it. index: from the passages, vectors known; ours from the
documents, cut and written to disk. import, index: resident memory beyond a process that has
sentence-transformers imported; ours opens its index from disk. Times hold only where the load
told at the beginning is near 0: threads that wait for each other slow torch most of all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from eval.beir import read_beir
from eval.judged import COLLECTIONS
from eval.machine import commit, processor
from eval.peers.asked import Asked, of_beir, of_judged
from eval.peers.material import write_material
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
    busy = psutil.getloadavg()[0]
    try:
        entries = [named(name) for name in options.only] if options.only else list(SYSTEMS)
        with tempfile.TemporaryDirectory() as folder:
            asked = _prepare(options, Path(folder))
            rows = beside_ours([_row(entry, asked, Path(folder)) for entry in entries])
    except (KbError, OSError, ValueError) as error:
        print(str(error), file=sys.stderr)
        return 1
    if options.json:
        said = {
            "dataset": asked.name,
            "half": asked.half,
            "queries": len(asked.queries),
            "commit": str(commit()),
            "processor": processor(),
        }
        print(json.dumps({**said, "systems": [one.json() for one in rows]}, ensure_ascii=False))
    else:
        where = f"commit {commit()}; {processor()}, {os.cpu_count()} processors, load {busy:.1f}"
        print(table(f"{asked.head()}; {where}", rows))
    return int(any(one.told.startswith(FAILED) for one in rows))


def _prepare(options: argparse.Namespace, folder: Path) -> Asked:
    with bar() as tell:
        settings = load_settings()
        ours = encoder_for(settings, tell)
        if ours is None:
            raise ValueError("no model here; first run python -m kb prepare")
        if options.beir:
            beir = read_beir(options.beir, options.half)
            asked = of_beir(beir, options.half, ours, tell)
        else:
            asked = of_judged(options.judged, options.half, ours, tell)
        plain = load_encoder(None, settings.models, precision="float32", adapted=False)
        write_material(asked, plain, ours, folder, tell)
        return asked


def _row(entry: Entry, asked: Asked, folder: Path) -> Row:
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
    return row(entry, found, Measurement(**measured), asked.qrels)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--beir", type=Path, help="a folder in BEIR layout")
    what.add_argument("--judged", choices=list(COLLECTIONS), help="our queries over a collection")
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
