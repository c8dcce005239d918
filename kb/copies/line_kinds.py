"""What a line can be, told by its form alone: a title, an aside, a sentence of the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST_ASIDE = 60

_WORDS = Path(__file__).parent.parent / "lexicon" / "reprint_lines.toml"
_SENTENCE_END = re.compile(r"[。.;；:：,，!！?？]$")
_SALUTATION = re.compile(r"[^,，。]{2,58}[:：]|[^。]{4,120}(?:政府|委员会|部门|单位|直属机构)[:：]")
_NUMBERED = re.compile(
    r"\(?(?:[一二三四五六七八九十百]+|\d{1,3})[、.)．,]|第[一二三四五六七八九十百\d]+[条章节]"
    r"|[①-⑳·*•-]"
)
_FIRST = re.compile(r"一[、.．]|第一[条章]")


@dataclass(frozen=True, slots=True)
class _Patterns:
    ignored: re.Pattern[str]
    captions: re.Pattern[str]
    notes: re.Pattern[str]


def is_ignored(line: str) -> bool:
    """Whether every page and reprint writes a folded line anew: dates of publishing, page
    numbers, captions."""
    return bool(_patterns().ignored.fullmatch(line) or _patterns().captions.fullmatch(line))


def is_note(line: str) -> bool:
    """Whether a folded line is what an editor writes above a reprint."""
    return bool(_patterns().notes.fullmatch(line))


def is_title(line: str) -> bool:
    """Whether a folded line can be a title: short, no sentence, no numbered heading."""
    short = len(line) <= LONGEST_ASIDE and "\t" not in line
    return short and not _SENTENCE_END.search(line) and not _NUMBERED.match(line)


def is_beside(line: str) -> bool:
    """Whether a folded line can stand between paragraphs without belonging to them."""
    return is_title(line) and not re.search(r"\d", line)


def is_prose(line: str) -> bool:
    """Whether a folded line is a sentence or more."""
    return len(line) > 20 and bool(_SENTENCE_END.search(line))


def is_salutation(line: str) -> bool:
    """Whether a folded line addresses those to whom a document goes."""
    return bool(_SALUTATION.fullmatch(line)) and not _NUMBERED.match(line)


def is_first(line: str) -> bool:
    """Whether a folded line begins a numbering of the uppermost kinds."""
    return bool(_FIRST.match(line))


@cache
def _patterns() -> _Patterns:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return _Patterns(*(re.compile("|".join(words[k])) for k in ("ignored", "captions", "notes")))
