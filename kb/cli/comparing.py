"""``compare``: a question or practices, place by place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from kb.cli import plain, streams
from kb.comparing import COLUMNS, Matrix, Quotation, compare, leaders_of
from kb.errors import InputError
from kb.jsonview_comparing import matrix_json, quoted
from kb.regions import resolve
from kb.settings import Settings
from kb.store.library import Library
from kb.types import Region
from kb.workspace import open_searcher

NOTHING = "库内未见"
_LEADERS = 10


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Compare places. A single word or sentence is a question, several names after
    ``--practice`` are practices."""
    regions = _places(options.place)
    searcher = open_searcher(settings)
    asked = streams.well_formed(" ".join(options.asked))
    names = [streams.well_formed(name) for name in options.practice]
    if bool(asked) == bool(names):
        raise InputError("请写一个问题，或用 --practice 写做法的名称，二者取一。")
    matrix = compare(searcher, names or asked, regions)
    library = searcher.snapshot.library
    if options.json:
        streams.print_json(matrix_json(matrix, library))
    else:
        streams.print_lines(_lines(matrix, library))
    return 0


def _places(names: Sequence[str]) -> list[Region] | None:
    """The places that ``--place`` names. Raises ``InputError`` for one that is none."""
    found: list[Region] = []
    for name in names:
        regions = resolve(streams.well_formed(name))
        if not regions:
            raise InputError(f"“{name}”不是已知的地名。请写省、市、县的名称，例如：--place 浙江省")
        found += regions
    return found or None


def _lines(matrix: Matrix, library: Library) -> Iterator[str]:
    yield from matrix.understood
    yield from matrix.notes
    if not matrix.rows:
        yield f"{NOTHING}。"
    for row in matrix.rows:
        of = f"·{row.practice}" if row.practice else ""
        yield f"\n【{plain.region_name(row.region)}{of}】{row.depth or NOTHING}"
        if row.depth is None:
            continue
        for column in COLUMNS:
            yield f"  {column}："
            yield from _cell(row.cells[column], matrix, library)
    if matrix.mentioned:
        yield f"\n只是提到：{'、'.join(map(plain.region_name, matrix.mentioned))}"
    leading = leaders_of(matrix, library)[:_LEADERS]
    if leading:
        yield f"\n责任单位：{'、'.join(f'{x.name}（{len(x.places)} 地）' for x in leading)}"


def _cell(cell: Sequence[Quotation], matrix: Matrix, library: Library) -> Iterator[str]:
    if not cell:
        yield f"    {NOTHING}"
    for quotation in cell:
        said = " ".join(quoted(quotation, library).split())
        if quotation.column == "来源":
            source = matrix.sources[quotation.document_id]
            said = f"{source.title}{f'（{plain.DIGEST}）' if source.digest else ''}"
            said += f" {source.date}" if source.date else ""
        if quotation.figure is not None:
            said += f"（{quotation.figure.status}）"
        yield f"    {said} [{quotation.document_id} {quotation.start}-{quotation.end}]"
