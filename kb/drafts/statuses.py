"""Whether a draft takes a target of its source for a result, or the other way round."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from kb.drafts.alignment import Pair
from kb.drafts.sources import year_of
from kb.figures import Outlook, Timeline, figures, looks_ahead, timeline
from kb.figures.cues import deciding, sentence_at
from kb.figures.outlook import outlook
from kb.script import is_traditional, to_simplified
from kb.types import Document, Figure, FigureStatus

Mistaken = Literal["目标误作结果", "结果误作目标"]
_HEADING = 40
"""Characters of a line that may be a heading."""


class Told:
    """A document and what it says of time, worked out once. ``text``: Simplified."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def text(self) -> str:
        """The document's text, Simplified."""
        text = self.document.text
        return to_simplified(text) if is_traditional(text) else text

    @cached_property
    def line(self) -> Timeline:
        """The outlook of each of its places."""
        kind = self.document.metadata.kind
        return timeline(
            self.text, kind.value if kind else None, self.document.outline, year_of(self.document)
        )


class Draft:
    """The draft's figures as they would read in a source's place. ``plain``: Simplified."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self._read: dict[tuple[int, Outlook, int | None], tuple[Figure, ...]] = {}

    def status(self, at: int, place: Outlook, written: int | None) -> FigureStatus:
        """Of the figure at ``at``, if what surrounds it were of that outlook and year."""
        start, end = self.line_of(at)
        known = (start, place, written)
        if known not in self._read:
            self._read[known] = figures(self.plain, start, end, place, written)
        return next((f.status for f in self._read[known] if f.start == at), "未判定")

    def line_of(self, at: int) -> tuple[int, int]:
        """The line around ``at``."""
        start = self.plain.rfind("\n", 0, at) + 1
        end = self.plain.find("\n", at)
        return start, end if end >= 0 else len(self.plain)

    def by_year(self, at: int, written: int | None) -> bool:
        """Whether a year is what tells of the figure at ``at`` when it is."""
        start, end = self.line_of(at)
        sentence = sentence_at(self.plain, at, start, end, written)
        cue = deciding(self.plain, sentence, at, False)
        return cue is not None and cue.group in ("year", "expired")

    def looks_ahead(self, at: int, written: int | None) -> bool:
        """Whether anything before ``at`` in its line, or the heading above, aims ahead."""
        start, end = self.line_of(at)
        sentence = sentence_at(self.plain, at, start, end, written)
        if deciding(self.plain, sentence, at, False):
            return True
        above = self.plain[:start].rstrip("\n").rpartition("\n")[2].strip()
        headed = 0 < len(above) <= _HEADING and "。" not in above
        if headed and outlook("报告", (above,), written) is Outlook.AHEAD:
            return True
        return looks_ahead(self.plain, start, at, written)


def source_status(told: Told, pair: Pair) -> FigureStatus:
    """The status of the figure of a source."""
    at, (start, end) = _place(pair)
    found = figures(told.text, start, end, told.line)
    return next((f.status for f in found if f.start == at), "未判定")


def mistaken(draft: Draft, told: Told, pair: Pair, status: FigureStatus) -> Mistaken | None:
    """What the draft makes of a figure of that ``status``, ``None`` where it says the same or
    leaves it open.

    The draft is read as if it stood in the place of the source, so that only its own words
    can change what it says.
    """
    at, (start, end) = _place(pair)
    place, written = told.line.at(at), told.line.written
    mine = draft.status(pair.pin.mark.start, place, written)
    if draft.by_year(pair.pin.mark.start, written):
        # Another year is said to be another year; it says nothing more.
        return None
    if status == "目标" and mine == "已完成":
        return "目标误作结果"
    if status == "已完成" and mine == "目标":
        return "结果误作目标"
    if status != "目标":
        return None
    sentence = sentence_at(told.text, at, start, end, written)
    cue = deciding(told.text, sentence, at, place is Outlook.BACK)
    dropped = cue is not None and cue.aims and not draft.looks_ahead(pair.pin.mark.start, written)
    return "目标误作结果" if dropped else None


def _place(pair: Pair) -> tuple[int, tuple[int, int]]:
    offset = pair.source.offset
    return offset + pair.other.mark.start, (offset, offset + len(pair.source.folded))
