"""A stretch of a document, quoted word for word with the way back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.types import Document, Metadata
from kb.web.article import flags_within
from kb.web.grids import passage_html
from kb.web.location import location_params, path_key, place_params
from kb.web.marking import Layer, Span, escaped, layered, merged
from kb.web.tables import date_of, digest_label

_NOISE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """``document.text[start:end]``."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.start : self.end]

    @property
    def address(self) -> str:
        """Of the place in the page of the document, relative and not escaped; it finds the
        words again where the document has changed."""
        return f"original?{urlencode(place_params(self.document, self.start, self.end))}"


def address_of(
    document_id: str, start: int | None = None, end: int | None = None, path: str | None = None
) -> str:
    """The address of a place in a document, or of the whole, relative and not escaped, for
    want of the document. ``path``: of its file, which finds it again once it has changed."""
    told = location_params(document_id, start, end)
    return f"original?{urlencode(told | ({'p': path_key(path)} if path else {}))}"


def block_html(quote: Quote, marks: Iterable[Span] = ()) -> str:
    """The words with their line ends and tables; ``marks``: spans of the document that are
    made to stand out."""
    layers = _layers(quote, marks)
    return passage_html(quote.document.text, quote.start, quote.end, None, layers)


def words_html(quote: Quote, marks: Iterable[Span] = ()) -> str:
    """The words in one line of text."""
    return layered(quote.document.text, quote.start, quote.end, _layers(quote, marks))


def linked_html(quote: Quote, marks: Iterable[Span] = ()) -> str:
    """The words as a link to their place."""
    return (
        f'<a class="kb-said" href="{escaped(quote.address)}" target="_self" '
        f'title="看原文出处">{words_html(quote, marks)}</a>'
    )


def digest_html(document: Document) -> str:
    """The label of a text that is no original, for values that are told without source."""
    label = digest_label(document.metadata)
    return f" {label}" if label else ""


def source_html(quote: Quote) -> str:
    """Which document says so: 整理稿, title and date, as a link to the place."""
    metadata, title = quote.document.metadata, escaped(quote.document.title)
    return (
        f'<span class="kb-from">{digest_label(metadata)}'
        f'<a href="{escaped(quote.address)}" target="_self" title="{title}">《{title}》</a>'
        f"{dated_html(metadata)}</span>"
    )


def dated_html(metadata: Metadata) -> str:
    """· and the date a document is best known by, or nothing."""
    date = date_of(metadata)
    return f' <span class="kb-date">· {escaped(date)}</span>' if date else ""


def distinct(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Each wording once, the first that has it; none that lies in a stretch before it."""
    kept: list[Quote] = []
    seen: set[str] = set()
    for quote in quotes:
        words = _NOISE.sub("", quote.text)
        if words and words not in seen and not within(quote, kept):
            seen.add(words)
            kept.append(quote)
    return tuple(kept)


def within(quote: Quote, others: Sequence[Quote]) -> bool:
    """Whether one of ``others`` holds all of the words."""
    return any(
        other.document.id == quote.document.id
        and other.start <= quote.start
        and quote.end <= other.end
        for other in others
    )


def _layers(quote: Quote, marks: Iterable[Span]) -> list[Layer]:
    shown = [Layer(start, end, "mark", "") for start, end in merged(marks)]
    return shown + flags_within(quote.document, quote.start, quote.end)
