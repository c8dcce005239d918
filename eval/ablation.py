"""What each part of the search is worth: ``python -m eval.ablation [--beir DIR …]``.

Every row is the search without one part, or with another in its place; the difference in
nDCG@10 to the whole is paired by query, with its 95 % interval and the p of a randomisation
test. Below zero: the part is worth that much. First the variants that ask the same index
otherwise, over whole sets; then those that need an index of their own, over small ones
(``documents`` and ``seeds``; of a BEIR set the judged documents and others up to
``--documents``), since each is encoded with the real model. ``--whole``: no set made small.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.ablation_sets import BeirPart, JudgedPart, Part, values
from eval.beir import read_beir
from eval.halves import Half
from eval.judged import JudgedQuery, read_judged
from eval.patching import changed
from eval.remembering import RememberingEncoder
from eval.statistics import Paired, paired
from eval.tables import shown_pair
from eval.variants import WHOLE, Variant, asked_otherwise, indexed_otherwise
from kb.cli.bar import bar
from kb.embedding.encoder import Encoder
from kb.errors import KbError
from kb.settings import load_settings
from kb.workspace import encoder_for

SMALL = ("documents", "seeds")
"""Collections that are indexed anew for each variant."""
DOCUMENTS = 600

Source = JudgedPart | BeirPart


@dataclass(frozen=True, slots=True)
class Row:
    """One variant on one set; ``change``: against the whole, ``None`` for the whole itself."""

    dataset: str
    group: str
    variant: str
    ndcg: float
    queries: int
    change: Paired | None


def main() -> int:
    """Print the table, block by block as it is measured."""
    options = _parser().parse_args()
    try:
        with bar() as tell:
            loaded = encoder_for(load_settings(), tell)
        if loaded is None:
            print("没有向量模型，无法比较。请先运行 python -m kb prepare。", file=sys.stderr)
            return 1
        encoder = RememberingEncoder(loaded)
        for row in _rows(options, encoder):
            told = json.dumps(asdict(row), ensure_ascii=False) if options.json else line(row)
            print(told, flush=True)
    except (KbError, OSError, ValueError, KeyError, AttributeError) as error:
        print(str(error), file=sys.stderr)
        return 1
    return 0


def line(row: Row) -> str:
    """A row for a terminal; that of the whole heads its block."""
    if row.change is None:
        head = f"\n{row.dataset}, {row.queries} queries, {row.group}: nDCG@10, change [95 %], p\n"
        return f"{head}{row.variant:34}{row.ndcg:8.4f}"
    return f"{row.variant:34}{row.ndcg:8.4f}  {shown_pair(row.change)}"


def ablate_asked(name: str, parts: Sequence[Part], encoder: Encoder) -> Iterator[Row]:
    """The variants over one index."""
    whole = values(parts, WHOLE, encoder)
    yield _row(name, "asked otherwise", WHOLE, whole, None)
    for variant in asked_otherwise():
        with changed(variant.changes):
            found = values(parts, variant, encoder)
        yield _row(name, "asked otherwise", variant, found, whole)


def ablate_indexed(name: str, sources: Sequence[Source], encoder: Encoder) -> Iterator[Row]:
    """The variants that need an index of their own."""
    whole: dict[str, float] | None = None
    for variant in (WHOLE, *indexed_otherwise()):
        with changed(variant.changes):
            parts = [source.indexed(variant, encoder) for source in sources]
            found = values(parts, variant, encoder)
        yield _row(name, "indexed otherwise", variant, found, whole)
        whole = whole or found


def _rows(options: argparse.Namespace, encoder: Encoder) -> Iterator[Row]:
    judged = _judged(options.half, options.kind)
    small = [part for part in judged if options.whole or part.collection in SMALL]
    most = 0 if options.whole else options.documents
    sets: list[tuple[str, Sequence[Source], Sequence[Source]]] = []
    if judged:
        sets.append(("judged", judged, small))
    for folder in options.beir:
        beir = [BeirPart(read_beir(folder, options.half), most)]
        sets.append((beir[0].beir.name, beir, beir))
    for name, whole, reduced in sets:
        if options.group != "indexed":
            yield from ablate_asked(name, [part.opened(encoder) for part in whole], encoder)
        if options.group != "asked" and reduced:
            yield from ablate_indexed(name, reduced, encoder)


def _judged(half: Half, kind: str | None) -> list[JudgedPart]:
    by_collection: dict[str, list[JudgedQuery]] = {}
    for query in read_judged(half):
        if query.relevant and kind in (None, query.kind):
            by_collection.setdefault(query.collection, []).append(query)
    return [JudgedPart(name, tuple(found)) for name, found in sorted(by_collection.items())]


def _row(
    name: str,
    group: str,
    variant: Variant,
    found: dict[str, float],
    whole: dict[str, float] | None,
) -> Row:
    mean = sum(found.values()) / max(len(found), 1)
    change = None if whole is None else paired(found, whole)
    return Row(name, group, variant.name, mean, len(found), change)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=__doc__)
    parser.add_argument("--beir", type=Path, nargs="+", default=[], help="BEIR folders, too")
    parser.add_argument("--half", choices=("all", "even", "odd"), default="even")
    parser.add_argument("--kind", help="judged queries of one kind only")
    parser.add_argument("--group", choices=("all", "asked", "indexed"), default="all")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--json", action="store_true", help="a JSON line for each row")
    return parser


if __name__ == "__main__":
    sys.exit(main())
