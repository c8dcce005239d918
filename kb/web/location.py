"""The address of a place in a document: what finds it now, and again once the file or the
program has changed.

``id``, ``start`` and ``end`` are the place. ``p`` tells the file by its path, ``w``, ``e`` and
``b`` the words at the beginning, at the end and right before: see ``kb.citing.finding``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from kb.citing.finding import Clue
from kb.types import Document

View = Literal["text", "raw"]
"""The cleaned text, or the text as it was read with what cleaning took out."""
_MAX_ID = 40
_MAX_WORDS = 60
_MAX_FIND = 60
_MAX_SEARCH = 2000
_HEAD, _TAIL, _BEFORE = 16, 8, 8
_WHOLE = _HEAD + _TAIL
"""Characters up to which all words of a place stand in its address."""
_TELLING = 12
"""Characters below which words need those before them to be told from their like."""
_KEY = 10


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document: characters of its text, half-open; ``None``: no place.

    ``page``: the page that is looked at by itself, beside its picture, from 1. ``key``: of
    the file's path, see ``path_key``. ``words``, ``tail``, ``before``: as in ``Clue``.
    ``view``: which text, ``start`` and ``end`` being of it. ``find``: what is looked for
    within the document. ``search``: the parameters of the search whose hits are walked.
    ``plain``: practices and figures are not marked.
    """

    document_id: str
    start: int | None = None
    end: int | None = None
    page: int | None = None
    key: str = ""
    words: str = ""
    tail: str = ""
    before: str = ""
    view: View = "text"
    find: str = ""
    search: tuple[tuple[str, str], ...] = ()
    plain: bool = False

    @property
    def clue(self) -> Clue | None:
        """What finds the place again, where the address says so."""
        if self.start is None or self.end is None or not self.words:
            return None
        return Clue(self.start, self.end, self.words, self.tail, self.before)


def location_from(params: Mapping[str, str]) -> Location | None:
    """Read a place in a document from an address; ``None`` where no document is named."""
    document_id = params.get("id", "").strip()[:_MAX_ID]
    if not document_id:
        return None
    start, end = whole_number(params.get("start")), whole_number(params.get("end"))
    placed = start is not None and end is not None and start < end
    view = params.get("view", "")
    return Location(
        document_id,
        start if placed else None,
        end if placed else None,
        page=whole_number(params.get("page")) or None,
        key=params.get("p", "")[:_KEY],
        words=params.get("w", "")[:_MAX_WORDS] if placed else "",
        tail=params.get("e", "")[:_MAX_WORDS] if placed else "",
        before=params.get("b", "")[:_MAX_WORDS] if placed else "",
        view="raw" if view in get_args(View) and view == "raw" else "text",
        find=" ".join(params.get("find", "").split())[:_MAX_FIND],
        search=tuple(parse_qsl(params.get("from", "")[:_MAX_SEARCH])),
        plain=params.get("marks") == "0",
    )


def location_params(
    document_id: str, start: int | None = None, end: int | None = None
) -> dict[str, str]:
    """Write a place into an address by its offsets alone; the page of the document makes the
    lasting address of it. ``place_params`` writes that at once."""
    if start is None or end is None:
        return {"id": document_id}
    return {"id": document_id, "start": str(start), "end": str(end)}


def place_params(
    document: Document, start: int | None = None, end: int | None = None
) -> dict[str, str]:
    """Write a place of ``document``, or the whole of it, into an address that finds it again
    after a change of the file or of the program."""
    plain = location_params(document.id, start, end)
    told = {**plain, "p": path_key(document.path)}
    if start is None or end is None:
        return told
    return told | _told(document.text, start, end)


def params_of(place: Location) -> dict[str, str]:
    """Write a whole location into an address; what is at its default is left out."""
    told = {
        **location_params(place.document_id, place.start, place.end),
        "p": place.key,
        "w": place.words,
        "e": place.tail,
        "b": place.before,
        "page": str(place.page or ""),
        "view": "" if place.view == "text" else place.view,
        "find": place.find,
        "from": urlencode(place.search),
        "marks": "0" if place.plain else "",
    }
    return {name: value for name, value in told.items() if value}


def placed(
    place: Location, document: Document, text: str, span: tuple[int, int] | None
) -> Location:
    """``place`` led to ``span`` of ``text``, the document's or its raw one, with all that
    finds it again."""
    told = _told(text, *span) if span else {}
    return Location(
        document.id,
        span[0] if span else None,
        span[1] if span else None,
        key=path_key(document.path),
        words=told.get("w", ""),
        tail=told.get("e", ""),
        before=told.get("b", ""),
        view=place.view,
        find=place.find,
        search=place.search,
        plain=place.plain,
    )


def path_key(path: str) -> str:
    """A short name of a file's path, for an address: the path itself is nobody's business."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


def whole_number(text: str | None) -> int | None:
    """A number written in plain digits, ``None`` for anything else."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)


def _told(text: str, start: int, end: int) -> dict[str, str]:
    """The words at a place, for its address."""
    span = text[start:end]
    whole = len(span) <= _WHOLE
    told = {
        "w": span if whole else span[:_HEAD],
        "e": "" if whole else span[-_TAIL:],
        "b": text[max(0, start - _BEFORE) : start] if len(span) < _TELLING else "",
    }
    return {name: value for name, value in told.items() if value}
