"""``python -m eval``: BM25, dense and hybrid side by side."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from eval.beir import read_beir
from eval.judged import read_judged, read_queries
from eval.run import Measured, measure_beir, measure_judged
from kb.cli.bar import bar
from kb.errors import KbError
from kb.settings import load_settings
from kb.workspace import encoder_for


def main() -> int:
    """Measure the judged queries, or a BEIR folder; print a table or JSON."""
    options = _parser().parse_args()
    try:
        with bar() as tell:
            encoder = encoder_for(load_settings(), tell)
            if encoder is None:
                print("没有向量模型,无法比较。请先运行 python -m kb prepare。", file=sys.stderr)
                return 1
            if options.beir:
                found = measure_beir(read_beir(options.beir, options.half), encoder, tell=tell)
            else:
                given: Path | None = options.judged
                queries = read_queries(given) if given else read_judged(options.half)
                found = measure_judged(queries, encoder, tell=tell)
    except (KbError, OSError, ValueError, KeyError) as error:
        print(str(error), file=sys.stderr)
        return 1
    print(json.dumps(found.json(), ensure_ascii=False) if options.json else table(found))
    return 0


def table(found: Measured) -> str:
    """The figures as lines for a terminal."""
    lines = [f"{found.dataset}: {found.documents} documents, {found.queries} queries"]
    lines.append(f"{'':10}" + "".join(f"{name:>12}" for name in found.legs["hybrid"].mean))
    for leg, scores in found.legs.items():
        lines.append(f"{leg:10}" + "".join(f"{value:12.4f}" for value in scores.mean.values()))
    lines.append(f"median query: {found.query_ms:.1f} ms")
    if found.unanswerable:
        lines.append(f"unanswerable told: {found.told} of {found.unanswerable}")
        lines.append(f"silenced: {len(found.silenced)} {' '.join(found.silenced)}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("--beir", type=Path, help="a folder in BEIR layout")
    parser.add_argument("--judged", type=Path, help="queries of a file, as of kb feedback --out")
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
