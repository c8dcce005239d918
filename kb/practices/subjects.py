"""Unnamed practices: a passage that tells how a thing is done, under the heading that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.practices.vocabulary import any_of
from kb.script import fold, to_simplified
from kb.types import Document, Passage, Span

_NUMBERING = re.compile(
    r"^[\s—─－-]*(?:第[\d零一二三四五六七八九十百]+[编章节条部]分?|[（(〔]?[\d零一二三四五六七八九十百]+"
    r"[）)〕、．.是要]+|[①-⑳]|首先[，,]|其次[，,]|第[一二三四五六七八九十][，,、])[\s、，,]*"
)
_HEAD = 20_000
"""Characters of a document that its title is looked for in."""
_TRAILING = "。.：:；;，,、 \n"


def subject_name(headings: Sequence[str], title: str = "") -> str:
    """The lowest heading without its number.

    One that says only when or how far (已做, 2024年计划) gives way to that above it; a single
    word, an article with its number, and a heading that every plan has (总体要求, 保障措施)
    stand behind what they are about: the next heading above that says it, or ``title``.
    """
    lowest = headings[-1].strip()
    bare = without_number(lowest)
    unsaid = title and _is_label(bare) and not _about(headings[:-1])
    if is_generic_heading(bare) or unsaid:
        above = _about(headings[:-1]) or title
        return f"{above}：{bare}" if above else bare
    if len(headings) == 1 or (len(bare) > 2 and not _is_label(bare)):
        return bare or lowest
    above = subject_name(headings[:-1], title)
    if not bare:
        return f"{without_number(headings[-2])} {lowest}".strip()
    if _is_label(above):
        return bare
    return above if _is_label(bare) else f"{above}：{bare}"


def _about(headings: Sequence[str]) -> str:
    """The lowest heading that says what it is about; ``""``: none."""
    for heading in reversed(headings):
        bare = without_number(heading)
        if len(bare) > 2 and not _is_label(bare) and not is_generic_heading(bare):
            return bare
    return ""


def without_number(heading: str) -> str:
    """A heading without its number and the marks around it."""
    return _NUMBERING.sub("", heading).strip(_TRAILING + "—─－-")


def _is_label(bare: str) -> bool:
    """Whether a heading is made of nothing but words of time and of planning."""
    return _label().fullmatch(fold(to_simplified(bare))) is not None


def is_generic_heading(bare: str) -> bool:
    """Whether a heading is one that every plan has, and says no subject."""
    return _generic().fullmatch(fold(to_simplified(bare))) is not None


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:\d{{4}}(?:-\d{{4}})?年?|{any_of('label_words')})+")


@cache
def _generic() -> re.Pattern[str]:
    years = r"\d{4}(?:[-—]\d{4})?年?"
    return re.compile(rf"(?:{years}|{any_of('generic_headings')}|[和与及、的])+")


def heading_span(document: Document, passage: Passage) -> tuple[str, Span]:
    """The name of an unnamed practice, and where the heading or title stands."""
    title = document.title.strip()
    if not passage.headings:
        at = document.text.find(title, 0, _HEAD)
        return title, (at, at + len(title)) if at >= 0 else (passage.start, passage.start)
    shown = subject_name(passage.headings, title)
    at = document.text.rfind(passage.headings[-1], 0, passage.end)
    found = (at, at + len(passage.headings[-1])) if at >= 0 else (passage.start, passage.start)
    return shown, found


def prose_start(text: str, passage: Passage) -> int:
    """Where the first sentence of a passage stands that begins with the lines over a text:
    title, place, number; its start where it has no sentence."""
    for line in re.finditer(r"[^\n]+", text[passage.start : passage.end]):
        if re.search(r"[。！？!?；;]", line.group()):
            lead = len(line.group()) - len(line.group().lstrip())
            return passage.start + line.start() + lead
    return passage.start
