"""Following a link to a place, be it older than the document: where it leads today, and what
the reader has to know about that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.citing.finding import find
from kb.store.library import Library
from kb.types import Document
from kb.web.location import Location, path_key
from kb.web.marking import Span

TextOf = Callable[[Document], str]
"""A document → the text that the place is of."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """``document``: ``None`` where the library has it no longer. ``span``: where the words
    are, ``None`` where the link names none or they are not to be found. ``told``: what the
    reader has to know, ``""`` for nothing."""

    document: Document | None
    span: Span | None = None
    told: str = ""


def arrive(place: Location, library: Library, text_of: TextOf) -> Arrival:
    """Where a link leads."""
    document = library.document(place.document_id)
    if document is not None:
        return _arrived(place, document, text_of(document), changed=False)
    successor = _of_path(place.key, library)
    if successor is None:
        return Arrival(None, told=_gone(place))
    return _arrived(place, successor, text_of(successor), changed=True)


def _of_path(key: str, library: Library) -> Document | None:
    """The document that is read from the file of that path now."""
    if not key:
        return None
    found = next((record for record in library.files() if path_key(record.path) == key), None)
    return library.document(found.id) if found else None


def _arrived(place: Location, document: Document, text: str, *, changed: bool) -> Arrival:
    clue = place.clue
    if clue is None:
        return _by_offsets(place, document, text, changed=changed)
    found = find(text, clue)
    said = f"链接里的话是：“{_said(place)}”。"
    if found is None:
        return Arrival(
            document, None, f"原文已有变动，没有找到链接所指的位置，以下从头显示。{said}"
        )
    span = (found.start, found.end)
    if found.how == "near":
        return Arrival(document, span, f"原文已有变动，下面是最接近的位置。{said}")
    if changed or found.how == "moved":
        return Arrival(document, span, "这份文件已有变动，链接所指的话还在，下面是它现在的位置。")
    return Arrival(document, span)


def _by_offsets(place: Location, document: Document, text: str, *, changed: bool) -> Arrival:
    """An older link, which says nothing but numbers."""
    told = "这份文件已有变动，链接没有记下原话，位置可能不准。" if changed else ""
    if place.start is None or place.end is None:
        return Arrival(document, None, "这份文件的内容已有更新。" if changed else "")
    if place.start >= len(text):
        return Arrival(document, None, "链接里的位置超出了这份文件，以下从头显示。")
    return Arrival(document, (place.start, min(place.end, len(text))), told)


def _gone(place: Location) -> str:
    said = f"链接里的话是：“{_said(place)}”。" if place.words else ""
    return (
        f"这份文件已不在库内：没有编号为“{place.document_id}”的文件，"
        f"它可能已被删除，或内容改动后换了编号。{said}可以回到检索页重新查找。"
    )


def _said(place: Location) -> str:
    """The words of a link, on one line."""
    gap = "……" if place.tail else ""
    return " ".join(f"{place.words}{gap}{place.tail}".split())
