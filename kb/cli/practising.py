"""``practices`` and ``practice``: all practices of the library, and one whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from kb.cli import plain, streams
from kb.errors import InputError
from kb.jsonview_practices import listed_json, texts_of, whole_json
from kb.practices.browsing import Choice, chosen, near_names
from kb.regions import resolve
from kb.settings import Settings
from kb.store.library import Library
from kb.types import Mention, Practice, Region, Span
from kb.workspace import open_index


def listing(options: argparse.Namespace, settings: Settings) -> int:
    """List the practices of the library, those that meet every condition given."""
    library = open_index(settings).library
    choice = Choice(options.theme, _places(options.place), options.year, options.depth)
    cards = chosen(library.practice_cards(), choice)
    if not options.json:
        streams.print_lines(plain.catalogue(cards))
        return 0
    text = texts_of(library)
    whole = (library.practice(card.id) for card in cards)
    streams.print_json([listed_json(practice, text) for practice in whole if practice is not None])
    return 0


def one(options: argparse.Namespace, settings: Settings) -> int:
    """Show one practice whole. Raises ``InputError`` where the library has none of the name,
    with the names that are near."""
    library = open_index(settings).library
    name = streams.well_formed(" ".join(options.name))
    practice = library.practice(name)
    if practice is None:
        near = "、".join(f"“{known}”" for known in near_names(name, library.practice_cards()))
        hint = f"名称相近的有：{near}。" if near else "用 python -m kb practices 查看全部做法。"
        raise InputError(f"库内未见名为“{name[:40]}”的做法。{hint}")
    if options.json:
        streams.print_json(whole_json(practice, library))
    else:
        streams.print_lines(_lines(practice, library))
    return 0


def _places(name: str | None) -> tuple[Region, ...]:
    """What ``--place`` may mean. Raises ``InputError`` for what is no place."""
    if name is None:
        return ()
    found = tuple(resolve(streams.well_formed(name)))
    if not found:
        raise InputError(f"“{name}”不是已知的地名。请写省、市、县的名称，例如：--place 浙江省")
    return found


def _lines(practice: Practice, library: Library) -> Iterator[str]:
    places = "、".join(filter(None, map(plain.region_name, practice.regions))) or "地区不明"
    yield f"【{practice.name}】{practice.depth} {places}"
    if practice.aliases:
        yield f"又作：{'、'.join(practice.aliases)}"
    kinds = (*practice.themes, *practice.topics)
    if kinds:
        yield f"主题：{'、'.join(kinds)}"
    text = texts_of(library)
    for mention in practice.mentions:
        yield from _mention_lines(mention, text(mention.document_id), library)
    for related in practice.related:
        yield f"相关：{related.name}（{related.why}）"


def _mention_lines(mention: Mention, text: str, library: Library) -> Iterator[str]:
    card = library.cards[library.row_of_document[mention.document_id]]
    label = f"（{plain.DIGEST}）" if card.metadata.digest else ""
    where = plain.region_name(mention.region or card.metadata.region) or "地区不明"
    yield f"\n{where} {mention.depth} {card.title}{label} [{card.id} {mention.start}-{mention.end}]"
    yield " ".join(text[mention.start : mention.end].split())

    def said(spans: Iterable[Span]) -> str:
        return "、".join(" ".join(text[slice(*span)].split()) for span in spans)

    if mention.leads:
        yield f"  责任单位：{said(mention.leads)}"
    for figure in mention.figures:
        counted = f"{text[slice(*figure.counts)]} " if figure.counts else ""
        yield f"  {counted}{text[figure.start : figure.end]}（{figure.status}）"
