"""Passages: half-open spans of the cleaned text that respect headings and sentences.

The walk: the leaves of the outline → bare headings and lead-ins join what they lead
into → leaves that are too long are cut → small neighbours are merged. Spans are
stripped, in order, disjoint, and cover everything but white space. Tables stay whole; one
that is too long is cut between rows, and its pieces know their header.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from kb.passages.tables import Table, lines_of, table_at, tables_of
from kb.types import Mark, PageSpan, Passage, Section

TARGET = 400
"""Size, in characters, up to which small neighbours are merged."""
TINY = 80
"""Sibling leaves shorter than this may share a passage under their common parent."""
LEAD_IN = 60
"""Longest text under a heading that counts as the lead-in of its first subsection."""

_SENTENCE_END = r"[。！？!?]+[”’」』）)》〕】]*"
_SEPARATORS = ["\n", _SENTENCE_END, r"[；;]", r"[，,]", r"[、：:]", ""]
_SENTENCE = re.compile(rf"(?:(?!{_SENTENCE_END}|\n).)*(?:{_SENTENCE_END}|\n|$)", re.S)
_ARTICLE = re.compile(r"第\s?[零〇一二三四五六七八九十百\d]+\s?条")

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span under one heading path (indices of sections, outermost first).

    ``table``: rows of a table. ``leaves``: several leaves merged under their parent.
    """

    start: int
    end: int
    path: Path
    table: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    """A text, the same with headings glued to what follows, its tables and the limit of a
    piece."""

    text: str
    glued: str
    tables: Sequence[Table]
    max_chars: int


def cut(
    document_id: str,
    text: str,
    sections: tuple[Section, ...],
    marks: tuple[Mark, ...] = (),
    max_chars: int = 500,
    pages: tuple[PageSpan, ...] = (),
) -> tuple[Passage, ...]:
    """The passages of ``text``, at most ``max_chars`` characters each but for tables.

    ``sections``: the outline of ``text``. ``marks``: a table of up to ``max_chars`` is never
    cut, a longer one between rows only; a row longer than that stays whole, as does nothing
    else. ``pages``: those of the document, in order.
    """
    tables = tables_of(text, marks)
    leaves = _leaves(text, sections, tables, max_chars)
    leaves = _joined(text, sections, leaves, tables, max_chars)
    source = _Source(text, _glued(text, sections), tables, max_chars)
    pieces = [p for leaf in leaves for p in _cut_leaf(source, leaf)]
    merged = _merged(text, sections, pieces, max_chars)
    return tuple(_passages(document_id, source, sections, merged, pages))


def _leaves(
    text: str, sections: tuple[Section, ...], tables: Sequence[Table], max_chars: int
) -> list[_Piece]:
    """The stretches between section borders, each under its deepest section."""
    found = {s.start for s in sections} | {s.end for s in sections}
    borders = sorted({0, len(text)} | {b for b in found if _may_cut(text, b, tables, max_chars)})
    pieces: list[_Piece] = []
    open_: list[int] = []
    following = 0
    for start, end in pairwise(borders):
        open_ = [i for i in open_ if sections[i].end > start]
        while following < len(sections) and sections[following].start <= start:
            if sections[following].end > start:
                open_.append(following)
            following += 1
        span = _stripped(text, start, end)
        if span:
            pieces.append(_Piece(*span, tuple(open_)))
    return pieces


def _may_cut(text: str, at: int, tables: Sequence[Table], max_chars: int) -> bool:
    """Whether a section border falls outside tables, or between rows of a long one."""
    table = table_at(tables, at)
    if table is None or at == table.start:
        return True
    between_rows = not text[text.rfind("\n", 0, at) + 1 : at].strip()
    below_header = table.header is None or at >= table.header[1]
    return table.end - table.front > max_chars and between_rows and below_header


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    stripped = body.strip()
    return (start + left, start + left + len(stripped)) if stripped else None


def _joined(
    text: str,
    sections: tuple[Section, ...],
    leaves: Sequence[_Piece],
    tables: Sequence[Table],
    max_chars: int,
) -> list[_Piece]:
    """Leaves with the bare headings and lead-ins above them joined to their front."""
    joined: list[_Piece] = []
    front: int | None = None
    for i, leaf in enumerate(leaves):
        start = leaf.start if front is None else front
        follower = leaves[i + 1] if i + 1 < len(leaves) else None
        below = follower is not None and follower.path[: len(leaf.path)] == leaf.path
        fits = leaf.end - start <= max_chars // 2
        if below and fits and leaf.path and _leads_in(text, sections, leaf):
            front = start
            continue
        in_row = table_at(tables, leaf.end - 1) is not None
        tail = _colon_tail(text, leaf, start) if below and not in_row else None
        if tail is not None:
            joined.append(_Piece(start, _rstrip(text, start, tail), leaf.path))
            front = tail
            continue
        joined.append(_Piece(start, leaf.end, leaf.path))
        front = None
    return joined


def _leads_in(text: str, sections: tuple[Section, ...], leaf: _Piece) -> bool:
    """Whether a leaf is a heading alone, or little more than one."""
    section = sections[leaf.path[-1]]
    body = leaf.end - max(leaf.start, min(section.title_end, leaf.end))
    return body <= LEAD_IN


def _colon_tail(text: str, leaf: _Piece, start: int) -> int | None:
    """Start of a leaf's last sentence where that ends in a colon: it leads into the next."""
    if text[leaf.end - 1] not in "：:":
        return None
    ends = [m.end() for m in re.finditer(rf"{_SENTENCE_END}|\n", text[start : leaf.end])]
    span = _stripped(text, start + ends[-1], leaf.end) if ends else None
    return span[0] if span and span[1] - span[0] <= LEAD_IN * 2 else None


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _glued(text: str, sections: tuple[Section, ...]) -> str:
    """``text`` without the line breaks after headings, length kept: a leaf that is too
    long is not cut there, which would leave a heading alone."""
    parts, at = [], 0
    for section in sections:
        gap = re.compile(r"[。.]?\s*").match(text, section.title_end)
        if gap and gap.start() >= at:
            parts += [text[at : gap.start()], gap.group().replace("\n", " ")]
            at = gap.end()
    return "".join((*parts, text[at:]))


def _cut_leaf(source: _Source, leaf: _Piece) -> Iterator[_Piece]:
    """A leaf as it is where it fits, else its tables by rows and its prose by sentences."""
    if leaf.end - leaf.start <= source.max_chars:
        yield leaf
        return
    at = leaf.start
    first = bisect_right(source.tables, leaf.start, key=lambda table: table.end)
    for table in islice(source.tables, first, None):
        if table.start >= leaf.end:
            break
        front, end = max(table.front, at), min(table.end, leaf.end)
        yield from _cut_prose(source, at, front, leaf.path)
        yield from _cut_table(source, table, front, end, leaf.path)
        at = end
    yield from _cut_prose(source, at, leaf.end, leaf.path)


def _cut_table(source: _Source, table: Table, start: int, end: int, path: Path) -> Iterator[_Piece]:
    """A table whole where it fits, else its rows packed up to what the header leaves; a
    row is never cut."""
    if end - start <= source.max_chars:
        yield from [_Piece(*span, path) for span in [_stripped(source.text, start, end)] if span]
        return
    header = table.header[1] - table.header[0] if table.header else 0
    room = max(source.max_chars - header, source.max_chars // 2)
    opened: tuple[int, int] | None = None
    for span in lines_of(source.text, start, end):
        limit = room if opened and table.header_of(opened[0]) else source.max_chars
        if opened and span[1] - opened[0] > limit:
            yield _Piece(*opened, path, True)
            opened = None
        opened = (opened[0] if opened else span[0], span[1])
    if opened:
        yield _Piece(*opened, path, True)


def _cut_prose(source: _Source, start: int, end: int, path: Path) -> Iterator[_Piece]:
    """Prose in even pieces that end with a sentence; only a sentence that is itself too
    long is cut, at its weaker punctuation."""
    span = _stripped(source.text, start, end)
    if span is None:
        return
    body = source.glued[span[0] : span[1]]
    if len(body) <= source.max_chars:
        yield _Piece(*span, path)
        return
    if _longest_sentence(body) > source.max_chars:
        body = source.text[span[0] : span[1]]
    starts = [span[0] + at for at in _split_starts(body, source.max_chars)]
    for at, after in zip(starts, [*starts[1:], span[1]], strict=True):
        yield _Piece(at, _rstrip(source.text, at, after), path)


def _longest_sentence(body: str) -> int:
    return max(len(match.group()) for match in _SENTENCE.finditer(body))


def _split_starts(body: str, max_chars: int) -> list[int]:
    """Where langchain's splitter begins each piece of ``body``."""
    # Imported here: it takes a second, and most calls have nothing to cut.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    count = -(-len(body) // max_chars)
    even = min(max_chars, -(-len(body) // count) + max_chars // 10)
    longest = _longest_sentence(body)
    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=even if longest <= even else max_chars,
        chunk_overlap=0,
        add_start_index=True,
    )
    starts = [d.metadata["start_index"] for d in splitter.create_documents([body])]
    if starts[0] != 0 or starts != sorted(set(starts)):
        raise ValueError(f"the splitter lost its place: {starts}")
    return starts


def _merged(
    text: str, sections: tuple[Section, ...], pieces: Sequence[_Piece], max_chars: int
) -> list[_Piece]:
    """Small neighbours under one heading, and tiny leaves of one parent, as one piece."""
    merged: list[_Piece] = []
    limit = min(TARGET, max_chars)
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and not (last.table or piece.table):
            size = piece.end - last.start
            small = min(piece.end - piece.start, last.end - last.start) < TINY
            room = limit if not small else max_chars
            if last.path == piece.path and size <= room:
                merged[-1] = _Piece(last.start, piece.end, piece.path)
                continue
            if size <= limit and _tiny_siblings(text, sections, last, piece):
                merged[-1] = _Piece(last.start, piece.end, piece.path[:-1], leaves=True)
                continue
        merged.append(piece)
    return merged


def _tiny_siblings(text: str, sections: tuple[Section, ...], last: _Piece, piece: _Piece) -> bool:
    """Whether two neighbours are tiny leaves of one parent that may lose their headings."""
    parent = piece.path[:-1]
    if not piece.path or piece.end - piece.start >= TINY:
        return False
    if _ARTICLE.match(sections[piece.path[-1]].title):
        return False
    if last.path == parent:
        # Tiny leaves merged before, or the parent's own short text.
        return last.end - last.start < TARGET - TINY and (bool(parent) or last.leaves)
    return last.path[:-1] == parent and last.end - last.start < TINY


def _passages(
    document_id: str,
    source: _Source,
    sections: tuple[Section, ...],
    pieces: Sequence[_Piece],
    pages: Sequence[PageSpan],
) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    for piece in pieces:
        headings = tuple(sections[i].title.rstrip("。.：: ") for i in piece.path)
        parts = (document_id, "\x1f".join(headings), source.text[piece.start : piece.end])
        digest = hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:20]
        seen[digest] += 1
        identity = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        table = table_at(source.tables, piece.start)
        header = table.header_of(piece.start) if table else None
        spread = _pages_of(piece, pages)
        yield Passage(identity, document_id, headings, piece.start, piece.end, header, spread)


def _pages_of(piece: _Piece, pages: Sequence[PageSpan]) -> tuple[int, int] | None:
    """The first and the last page a piece stands on."""
    first = bisect_right(pages, piece.start, key=lambda page: page.end)
    after = bisect_left(pages, piece.end, key=lambda page: page.start)
    return (pages[first].number, pages[after - 1].number) if first < after else None
