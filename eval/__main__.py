"""``python -m eval``: BM25, dense and hybrid side by side, by kind, with intervals and tests."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from eval.beir import read_beir
from eval.halves import Half, in_half
from eval.judged import read_judged, read_queries
from eval.measured import Measured
from eval.results import compare, save
from eval.run import measure_beir, measure_judged
from eval.tables import table
from kb.cli.bar import bar
from kb.embedding.encoder import Encoder
from kb.errors import KbError
from kb.indexing import Progress
from kb.settings import load_settings
from kb.workspace import encoder_for


def main() -> int:
    """Measure the judged queries, or BEIR folders; print tables or a JSON line for each."""
    options = _parser().parse_args()
    try:
        if options.compare:
            print(compare(*options.compare))
            return 0
        with bar() as tell:
            encoder = encoder_for(load_settings(), tell)
            if encoder is None:
                print("没有向量模型，无法比较。请先运行 python -m kb prepare。", file=sys.stderr)
                return 1
            for found in _measured(options, encoder, tell):
                told = json.dumps(found.json(), ensure_ascii=False) if options.json else None
                print(told or table(found), flush=True)
                if options.save:
                    save(found, options.save, encoder.name)
    except (KbError, OSError, ValueError, KeyError) as error:
        print(str(error), file=sys.stderr)
        return 1
    return 0


def _measured(options: argparse.Namespace, encoder: Encoder, tell: Progress) -> Iterator[Measured]:
    half: Half = options.half
    for folder in options.beir:
        yield measure_beir(read_beir(folder, half), encoder, tell=tell, half=half)
    if options.judged:
        given = read_queries(options.judged)
        chosen = [query for query in given if in_half(query.id, half)]
        yield measure_judged(chosen, encoder, tell=tell, half=half, twins=given)
    elif not options.beir:
        yield measure_judged(read_judged(half), encoder, tell=tell, half=half, twins=read_judged())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("--beir", type=Path, nargs="+", default=[], help="BEIR folders")
    parser.add_argument("--judged", type=Path, help="queries of a file, as of kb feedback --out")
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path, help="write TREC runs and a result file into it")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"), help="result files")
    return parser


if __name__ == "__main__":
    sys.exit(main())
