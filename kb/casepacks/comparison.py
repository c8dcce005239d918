"""A comparison as a paper: the whole matrix, or two pages of it to hand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from kb.casepacks.ordering import in_order
from kb.casepacks.papers import place_name
from kb.casepacks.parts import Case, Documents, Part, Piece, case_of, pieces
from kb.comparing import COLUMNS, Column, Matrix, Row
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Prose, Quoted

_WHOLE: tuple[Column, ...] = ("做法", "指标数据", "责任单位", "成效", "来源")
BRIEF_PLACES = 3
"""Places of the short form: what two pages hold."""
_NAMED = 8
"""Further places that the short form names."""
_CHARACTERS = 130
"""Up to which a quotation is preferred in the short form."""
_SAID: tuple[tuple[str, Part, int], ...] = (("做法", "主要举措", 2), ("成效", "成效", 1))
"""What the short form quotes of a place, and how many times at most."""
_NOTE = "各格均为原文摘录；“库内未见”不表示当地没有做。"

assert _WHOLE == COLUMNS


def compared(matrix: Matrix, of: Documents) -> Paper:
    """All rows and columns, every cell quoted. ``of``: document id → document."""
    several = len({row.practice for row in matrix.rows} - {None}) > 1
    named = ("所比做法",) if several else ()
    columns = tuple(c for c in _WHOLE if c != "来源")
    rows = tuple(
        (_place(row), *((row.practice or "",) if several else ()), *_cells(row, columns, of))
        for row in matrix.rows
    )
    blocks: list[Block] = [Prose(sentence) for sentence in matrix.understood]
    blocks.append(Grid(("地区", *named, *columns), rows, caption=_NOTE))
    if matrix.mentioned:
        places = "、".join(map(place_name, matrix.mentioned))
        blocks.append(Prose(f"另有 {len(matrix.mentioned)} 地只提到、没有讲怎么做：{places}。"))
    return Paper(title(matrix), tuple(blocks), asked=_asked(matrix), contents=False)


def compared_briefly(matrix: Matrix, of: Documents, most: int = BRIEF_PLACES) -> Paper:
    """About two pages: of each place what is done and what came of it, then a table of
    figures and bureaus. The ``most`` places of which most is told, unlike each other."""
    told = [row for row in matrix.rows if row.depth is not None]
    groups = [list(group) for _, group in groupby(told, key=lambda row: row.region)]
    cases = in_order([case_of(rows, of) for rows in groups])[:most]
    blocks: list[Block] = [Heading("一、各地怎么做")]
    for case in cases:
        blocks += _brief(case)
    blocks += [Heading("二、数据对照"), _figures(cases)]
    shown = {case.region for case in cases}
    rest = [place_name(rows[0].region) for rows in groups if rows[0].region not in shown]
    if rest:
        more = "等" if len(rest) > _NAMED else ""
        named = f"{'、'.join(rest[:_NAMED])}{more}"
        blocks.append(Prose(f"还有 {len(rest)} 地讲到，没有列入：{named}。"))
    absent = [place_name(row.region) for row in matrix.rows if row.depth is None]
    if absent:
        blocks.append(Items(tuple(f"{name}：库内未见" for name in absent)))
    return Paper(title(matrix), tuple(blocks), asked=_asked(matrix), contents=False)


def title(matrix: Matrix) -> str:
    """What the paper is called."""
    return f"各地做法对比：{_asked(matrix)}"


def _asked(matrix: Matrix) -> str:
    names = dict.fromkeys(row.practice for row in matrix.rows if row.practice)
    return "、".join(names or matrix.asked)


def _brief(case: Case) -> Iterable[Block]:
    named = f"（{'、'.join(case.practices)}）" if case.practices else ""
    yield Heading(f"{place_name(case.region)}{named}", 2)
    shown = dict[str, Quoted]()
    for lead, part, most in _SAID:
        for piece in _short_first(case.parts[part])[:most]:
            # Official prose often says both in one breath.
            if part != "成效" or not case.in_one:
                shown.setdefault(piece.id, Quoted(piece.quotation, lead=lead))
    yield from shown.values() if shown else [Prose("库内未见。")]


def _short_first(found: Sequence[Piece]) -> list[Piece]:
    """Those that fit into a short paper before those that do not, else as they are."""
    return sorted(found, key=lambda piece: len(piece.quotation.text) > _CHARACTERS)


def _figures(cases: Sequence[Case]) -> Grid:
    rows, led = [], any(case.leads for case in cases)
    for case in cases:
        figures, row = case.parts["指标数据"], list[Cell]([place_name(case.region)])
        for aimed in (False, True):
            row.append(tuple(p.quotation for p in figures if (p.lead == "目标") == aimed)[:2])
        leads = tuple(piece.quotation for piece in case.leads)[:2]
        rows.append((*row, *((leads,) if led else ())))
    named = ("责任单位",) if led else ()
    return Grid(("地区", "已完成或未判定", "目标", *named), tuple(rows), caption=_NOTE)


def _place(row: Row) -> str:
    depth = f"（{row.depth}）" if row.depth else ""
    return f"{place_name(row.region)}{depth}"


def _cells(row: Row, columns: Sequence[Column], of: Documents) -> Iterable[Cell]:
    for column in columns:
        yield tuple(piece.quotation for piece in pieces(row.cells[column], of, None))
