"""Themes: which of the five revitalisations a document is about, and which finer topics.

Decided by its title, its headings and how much more often than usual the words of a topic
stand in it. A document that is not about the countryside has none.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kb.metadata.textlines import View
from kb.types import Evidence, Mark, Value

THEMES: tuple[str, ...] = ("产业", "人才", "文化", "生态", "组织")
_LEXICON = Path(__file__).parent.parent / "lexicon"
_SHORTEST = 300  # characters: a shorter text counts as so long, one word makes no density
_HEADING = 40  # characters of a numbered line that are its heading
_NUMBERED = re.compile(
    r"(?:[#*\s]*(?:第[一二三四五六七八九十]+[章节部]|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)"
    r"|\d{1,2}[、.](?!\d)|[一二三四五六七八九十]是))\s*([^。;:,]{2,40})"
)
# Weights and bounds fitted on the half of the judged documents for tuning (python -m eval.themes).
_TITLE, _HEADED = 6.0, 1.5
_LEAST_LIFT = 2.0
_MOST_LIFT = 6.0
_LEAST_HITS = 3
_LEAST_TOPIC = 3.0
_MOST_TOPICS = 6
_LEAST_SHARE = 0.55  # of what the strongest theme weighs
_SPOKEN_BY = 2
_LEAST_THEME = 3.5
_BY_THEME_WORD = 0.5


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the finer list. ``theme``: ``None`` where it belongs to none of the five.
    ``background``: occurrences of its words in 10,000 characters of usual texts."""

    name: str
    theme: str | None
    words: re.Pattern[str]
    background: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    rural: re.Pattern[str]
    least_rural: float
    themes: Mapping[str, re.Pattern[str]]
    topics: tuple[Topic, ...]


@cache
def _lexicon() -> _Lexicon:
    table = _table()
    topics = tuple(
        Topic(name, row["theme"] or None, _any(row["words"]), table["background"].get(name, 1.0))
        for name, row in table["topics"].items()
    )
    return _Lexicon(
        _any(table["rural"]),
        table["least_rural_density"],
        {theme: _any(words) for theme, words in table["themes"].items()},
        topics,
    )


def topic_names() -> tuple[str, ...]:
    """The finer list, in its order."""
    return tuple(topic.name for topic in _lexicon().topics)


def topics() -> tuple[Topic, ...]:
    """The finer list with its words, in its order."""
    return _lexicon().topics


def theme_words() -> Mapping[str, tuple[str, ...]]:
    """Words that tell one of the five themes itself."""
    return {theme: tuple(words) for theme, words in _table()["themes"].items()}


def topic_words() -> Mapping[str, tuple[str, ...]]:
    """Words that tell each of the finer list."""
    return {name: tuple(row["words"]) for name, row in _table()["topics"].items()}


def _table() -> dict[str, Any]:
    return tomllib.loads((_LEXICON / "themes.toml").read_text(encoding="utf-8"))


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Scored:
    """``at``: where the topic shows best: in the title, a heading, or first in the text."""

    topic: Topic
    score: float
    at: tuple[int, int]


def is_rural(page: View) -> bool:
    """Whether a text is about the countryside, by how often its words occur."""
    return is_rural_text(page.folded)


def is_rural_text(folded: str) -> bool:
    """The same of a folded text."""
    found = len(_lexicon().rural.findall(folded))
    return found * 1000 >= _lexicon().least_rural * max(len(folded), _SHORTEST)


def speaks_of_villages(folded: str) -> bool:
    """Whether any word of the countryside stands in a folded text."""
    return _lexicon().rural.search(folded) is not None


def themes_of(
    page: View, marks: tuple[Mark, ...], title: tuple[int, int] | None
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """Themes and topics of a document, most fitting first, each inferred with the term
    that shows it best. ``title``: its span."""
    if not is_rural(page):
        return (), ()
    headings = tuple(_headings(page, marks, title))
    scored = [s for topic in _lexicon().topics if (s := _score(page, topic, headings, title))]
    scored.sort(key=lambda s: -s.score)
    kept = [s for s in scored if s.score >= _LEAST_TOPIC][:_MOST_TOPICS]
    topics = tuple(Value(s.topic.name, "inferred", Evidence(*s.at)) for s in kept)
    return _themes(page, headings, title, scored), topics


def densities(page: View) -> dict[str, float]:
    """Topic → occurrences of its words in 10,000 characters of one text."""
    length = max(len(page.folded), _SHORTEST)
    return {
        topic.name: len(topic.words.findall(page.folded)) * 10_000 / length
        for topic in _lexicon().topics
    }


def _headings(
    page: View, marks: tuple[Mark, ...], title: tuple[int, int] | None
) -> Iterable[tuple[int, int]]:
    """Spans of headings: marked ones, and what a numbered line begins with."""
    marked = [m for m in marks if m.kind == "heading" and m.end - m.start <= 2 * _HEADING]
    spans = {(m.start, m.end) for m in marked}
    for line in page.lines:
        if match := _NUMBERED.match(line.text):
            spans.add((line.start + match.start(1), line.start + match.end(1)))
    for start, end in sorted(spans):
        if title is None or end <= title[0] or start >= title[1]:
            yield start, end


def _score(
    page: View,
    topic: Topic,
    headings: tuple[tuple[int, int], ...],
    title: tuple[int, int] | None,
) -> _Scored | None:
    hits = [m.span() for m in topic.words.finditer(page.folded)]
    if not hits:
        return None
    in_title = topic.words.search(page.folded, *title) if title else None
    headed = [m for start, end in headings if (m := topic.words.search(page.folded, start, end))]
    density = len(hits) * 10_000 / max(len(page.folded), _SHORTEST)
    lift = min(density / max(topic.background, 1.0), _MOST_LIFT)
    frequent = lift if len(hits) >= _LEAST_HITS and lift >= _LEAST_LIFT else 0.0
    share = len(headed) / max(len(headings), 4)
    score = _TITLE * bool(in_title) + _HEADED * min(len(headed), 2) + 4 * share + frequent
    if not score:
        return None
    best = in_title or next(iter(headed), None)
    return _Scored(topic, score, best.span() if best else hits[0])


def _themes(
    page: View,
    headings: tuple[tuple[int, int], ...],
    title: tuple[int, int] | None,
    scored: list[_Scored],
) -> tuple[Value, ...]:
    """The themes with a fair share of what all topics and the themes' own words weigh."""
    best: dict[str, list[float]] = defaultdict(list)
    shown: dict[str, tuple[int, int]] = {}
    for one in scored:
        if one.topic.theme:
            best[one.topic.theme].append(one.score)
            shown.setdefault(one.topic.theme, one.at)
    # The list has more topics of some themes than of others: the best few speak for each.
    weights = defaultdict(float, {t: sum(found[:_SPOKEN_BY]) for t, found in best.items()})
    for theme, words in _lexicon().themes.items():
        for start, end in (*((title,) if title else ()), *headings):
            if match := words.search(page.folded, start, end):
                in_title = (start, end) == title
                weights[theme] += _TITLE if in_title else _BY_THEME_WORD
                shown.setdefault(theme, match.span())
    most = max(weights.values(), default=0.0)
    kept = [t for t in THEMES if weights[t] >= max(_LEAST_THEME, _LEAST_SHARE * most)]
    kept.sort(key=lambda t: -weights[t])
    return tuple(Value(theme, "inferred", Evidence(*shown[theme])) for theme in kept)
