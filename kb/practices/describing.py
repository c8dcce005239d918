"""What is known of a mention beside its figures: place, actor, bureaus in charge, measures,
since and until when, honours, themes, and whether it is a programme from above.

Every value is a span of the document's text; offsets in the Simplified text are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.metadata.themes import is_rural_text
from kb.practices.actors import actor
from kb.practices.bureaus import Group, groups, of_row
from kb.practices.honours import honours
from kb.practices.measures import measures
from kb.practices.periods import period
from kb.practices.placing import headed_place, inner_place, opening_place
from kb.practices.themes import is_programme, themes_of
from kb.types import Document, Mention, Passage, Region, Section, Span

_BEFORE = 12
_LONGEST = 2000
"""Characters of a telling that are read."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A passage as the details of its mentions are read from it; see ``tellings``.

    ``simplified``: the document's text in Simplified. ``headings``: the heading path,
    Simplified. ``kind``: of the document. ``sections``: those the passage stands in,
    outermost first. ``groups``: every list of bureaus of the document, in order. ``several``:
    the document is about several places. ``headed``: the place the headings name. ``told``:
    the last year the document reports on. ``rural``: it is about the countryside.
    """

    document: Document
    simplified: str
    passage: Passage
    headings: tuple[str, ...]
    kind: str | None
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    several: bool
    headed: tuple[Region, Span] | None
    told: int | None
    rural: bool


def tellings(document: Document, simplified: str, passages: Sequence[Passage]) -> Iterator[Telling]:
    """A ``Telling`` for each passage; what is the same for all is read once.

    ``simplified``: the document's text in Simplified (``kb.script.to_simplified``).
    """
    found = groups(simplified)
    kind = document.metadata.kind.value if document.metadata.kind else None
    own = document.metadata.region
    several = bool(document.metadata.others)
    told = _told(document, kind)
    rural = is_rural_text(simplified)
    for passage, sections in zip(passages, _sections(document, passages), strict=True):
        titles = tuple(simplified[s.start : s.title_end].strip() for s in sections)
        headed = headed_place(simplified, sections, own) if several else None
        yield Telling(
            document, simplified, passage, titles, kind, sections, found, several, headed, told,
            rural,
        )  # fmt: skip


def _told(document: Document, kind: str | None) -> int | None:
    """The last year a document reports on, by the period it covers, else its date."""
    about = document.metadata
    if about.covered and kind in {"报告", "经验", "新闻"}:
        return int(about.covered.value[-4:])
    dated = about.written or about.issued or about.published
    return int(dated.value[:4]) - 1 if dated and dated.value[:4].isdigit() else None


def _sections(document: Document, passages: Sequence[Passage]) -> Iterator[tuple[Section, ...]]:
    """For each passage the sections around it, outermost first; passages in order."""
    stack: list[Section] = []
    at = 0
    outline = document.outline
    for passage in passages:
        while at < len(outline) and outline[at].start <= passage.start:
            while stack and stack[-1].level >= outline[at].level:
                stack.pop()
            stack.append(outline[at])
            at += 1
        yield tuple(s for s in stack if s.end > passage.start)[: len(passage.headings)]


def describe(mention: Mention, view: Telling) -> Mention:
    """``mention`` with every detail that ``view`` tells of it filled in."""
    text = view.simplified
    start, end = _scope(mention, view)
    name = (mention.name_start, mention.name_end)
    said = text[start:end]
    own = name if mention.named else None
    since, until = period(text, min(start, mention.start), end, own, view.told)
    region, place = _place(mention, view)
    themes, topics = themes_of(text[slice(*name)], view.headings, said, view.rural)
    return replace(
        mention,
        region=region,
        place=place,
        actor=actor(text, start, end, name) if mention.named else None,
        leads=_leads(mention, view),
        measures=measures(text, start, end, own),
        since=since,
        until=until,
        honours=honours(text, start, end, own),
        themes=themes,
        topics=topics,
        programme=is_programme(
            mention.name,
            text[max(start, name[0] - _BEFORE) : name[0]],
            view.document.metadata.region.province,
        ),
    )


def _scope(mention: Mention, view: Telling) -> Span:
    """What tells of a mention: its sentence, or all of the passage where its name stands in
    the heading, or where it is the subject."""
    start, end = mention.start, min(mention.end, mention.start + _LONGEST)
    lowest = view.sections[-1] if view.sections else None
    if not mention.named and lowest and start <= lowest.title_end < end:
        start = lowest.title_end
    if mention.named and lowest and lowest.start <= mention.name_start < lowest.title_end:
        end = max(end, min(view.passage.end, start + _LONGEST))
    return start, end


def _place(mention: Mention, view: Telling) -> tuple[Region | None, Span | None]:
    own, text = view.document.metadata.region, view.simplified
    found = None
    if mention.named:
        found = inner_place(text, mention.start, (mention.name_start, mention.name_end), own)
    if not found and view.several:
        line = text.rfind("\n", 0, mention.start) + 1
        found = opening_place(text, (mention.start, line), own) or view.headed
    return found if found else (None, None)


def _leads(mention: Mention, view: Telling) -> tuple[Span, ...]:
    """The bureaus in charge: of the row, of the item that holds it, of the sentence."""
    if row := _row(mention, view):
        return row
    if not view.groups:
        return ()
    starts = [g.start for g in view.groups]
    inside = view.groups[bisect_left(starts, mention.start) : bisect_left(starts, mention.end)]
    if inside and not mention.named:
        return _joined(view.simplified, inside)
    if closing := _closing(mention, view, starts):
        return closing.bureaus
    return inside[0].bureaus if inside else ()


def _closing(mention: Mention, view: Telling, starts: Sequence[int]) -> Group | None:
    """The bureaus that close the item a mention stands in: the next of its paragraph or of
    its section; else those right behind the section's heading."""
    section = view.sections[-1] if view.sections else None
    line_end = view.simplified.find("\n", mention.start)
    limit = line_end if line_end >= 0 else len(view.simplified)
    limit = max(limit, section.end if section else 0)
    for group in view.groups[bisect_left(starts, mention.name_end) :]:
        if group.start >= limit:
            break
        if group.closing:
            return group
    if section is None:
        return None
    opening = view.groups[bisect_left(starts, section.start) : bisect_right(starts, mention.start)]
    closing = [g for g in opening if g.closing]
    heads = len(closing) == 1 and closing[0].start <= section.title_end + 2
    return closing[0] if heads else None


def _joined(text: str, found: Sequence[Group]) -> tuple[Span, ...]:
    """The bureaus of several groups, those that lead first, each name once."""
    spans = [s for g in found for s in g.leads] + [s for g in found for s in g.others]
    first: dict[str, Span] = {}
    for span in spans:
        first.setdefault(text[slice(*span)], span)
    return tuple(first.values())


def _row(mention: Mention, view: Telling) -> tuple[Span, ...]:
    """The bureaus of the table's row the name stands in, by the table's header."""
    text, passage = view.simplified, view.passage
    at = max(mention.name_start, passage.start)
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    row = (start, end if end >= 0 else len(text))
    if "\t" not in text[slice(*row)]:
        return ()
    header = passage.header
    if header is None:
        begin = passage.start
        first = text.find("\n", begin)
        header = (begin, first if first >= 0 else passage.end)
    return of_row(text, row, header) if header[0] < row[0] else ()
