"""A case pack as a paper: fixed headings and sentences, and quotations; nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kb.casepacks.pack import CasePack
from kb.casepacks.parts import PARTS, Case, Piece
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Prose, Quoted, Region

NOT_SEEN = "库内未见"
_NUMBERS = "一二三四五六七八九十"
_CELL = 2
"""Quotations of a cell of the table; the cases have them all."""


def paper(pack: CasePack) -> Paper:
    """The pack: remarks, background, cases, table, questions. The exporter adds the
    sources."""
    sections: list[tuple[str, list[Block]]] = [
        ("背景", list(_background(pack))),
        ("各地做法", list(_cases(pack.cases))),
        ("对比表", [grid(pack.cases)] if pack.cases else [Prose(NOT_SEEN)]),
        ("讨论题", list(_questions(pack))),
    ]
    blocks: list[Block] = [Prose(pack.remarks, by_user=True)] if pack.remarks else []
    for number, (name, inner) in enumerate(sections):
        blocks += [Heading(f"{_NUMBERS[number]}、{name}"), *inner]
    return Paper(pack.title, tuple(blocks), asked="、".join(pack.asked))


def grid(cases: Sequence[Case]) -> Grid:
    """Places by what is told of them; the first quotations of each part. 责任单位 is a
    column where any is known."""
    led = any(case.leads for case in cases)
    return Grid(
        ("地区", *PARTS, *(("责任单位",) if led else ())),
        tuple(_row(case, led) for case in cases),
        caption="空格为库内未见，不表示当地没有做。",
    )


def place_name(region: Region) -> str:
    """浙江省杭州市西湖区; a name that is both province and city only once."""
    return "".join(dict.fromkeys(filter(None, (region.province, region.city, region.county))))


def _background(pack: CasePack) -> Iterator[Block]:
    places, provinces = pack.told_at
    yield Prose(
        f"库内有 {places} 个地方讲到“{pack.thing}”，分属 {provinces} 个省（区、市）；"
        f"本案例包选用 {len(pack.cases)} 个。"
    )
    yield Heading("（一）上级文件的要求", 2)
    yield from _quoted(pack.background)
    yield Heading("（二）选用的地方", 2)
    lines = tuple(_told(case) for case in pack.cases)
    yield Items(lines) if lines else Prose(NOT_SEEN)


def _told(case: Case) -> str:
    named = f"：{'、'.join(case.practices)}" if case.practices else ""
    return f"{place_name(case.region)}{named}（{case.depth}，{len(case.documents)} 份文件）"


def _cases(cases: Sequence[Case]) -> Iterator[Block]:
    for number, case in enumerate(cases, 1):
        yield Heading(f"（{chinese(number)}）{place_name(case.region)}", 2)
        if case.practices:
            yield Prose(f"所选做法：{'、'.join(case.practices)}。")
        for at, part in enumerate(PARTS, 1):
            yield Heading(f"{at}．{part}", 3)
            if part == "成效" and case.in_one:
                yield Prose("与举措写在同一句，见“主要举措”的引文。")
                continue
            yield from _quoted(case.parts[part])
        if case.leads:
            yield Heading(f"{len(PARTS) + 1}．责任单位", 3)
            yield from _quoted(case.leads)


def _quoted(pieces: Sequence[Piece]) -> Iterator[Block]:
    if not pieces:
        yield Prose(f"{NOT_SEEN}。")
    for piece in pieces:
        yield Quoted(piece.quotation, lead=piece.lead)


def _questions(pack: CasePack) -> Iterator[Block]:
    if not pack.questions:
        yield Prose("没有选用讨论题。")
    for kind, group in groupby(pack.questions, key=lambda question: question.kind):
        yield Heading(kind, 2)
        yield Items(tuple(question.text for question in group), numbered=True)


def _row(case: Case, led: bool) -> tuple[Cell, ...]:
    cells = [_cell(case.parts[part]) for part in PARTS]
    return (place_name(case.region), *cells, *((_cell(case.leads),) if led else ()))


def _cell(pieces: Iterable[Piece]) -> Cell:
    return tuple(piece.quotation for piece in pieces)[:_CELL]


def chinese(number: int) -> str:
    """1 to 99 in Chinese: 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMBERS[number - 1]
    first = "" if tens == 1 else _NUMBERS[tens - 1]
    return f"{first}十{_NUMBERS[ones - 1] if ones else ''}"
