"""Themes and topics of one telling, by its name, its headings and its sentence; whether its
name is that of a programme from above."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kb.metadata.themes import THEMES, speaks_of_villages, theme_words, topic_words, topics
from kb.practices.details import LEXICON, pattern, words
from kb.script import fold

_NAME, _LOWEST, _ABOVE, _SAID = 4.0, 2.5, 1.0, 1.0
_LEAST = 2.5
_LEAST_SHARE = 0.5
_MOST_TOPICS = 3
_MOST_THEMES = 2
_NOISE = re.compile(r"[\s\"'《》<>,，、。:：;；()（）的·-]")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Every word of the topics and themes, and what each tells."""

    every: tuple[str, ...]
    topics: Mapping[str, tuple[str, ...]]
    themes: Mapping[str, str]


@cache
def _vocabulary() -> _Vocabulary:
    told: dict[str, list[str]] = defaultdict(list)
    for topic, listed in topic_words().items():
        for word in listed:
            told[word].append(topic)
    themes = {word: theme for theme, listed in theme_words().items() for word in listed}
    return _Vocabulary(
        tuple({**told, **themes}), {word: tuple(found) for word, found in told.items()}, themes
    )


def _folded(piece: str) -> str:
    """Simplified text as the words of topics are written; cheaper than folding in full."""
    return piece.lower().replace("\uff0b", "+")


@lru_cache(maxsize=8192)
def _words(piece: str) -> frozenset[str]:
    """Words of topics in a piece of Simplified text."""
    folded = _folded(piece)
    # Measured: five times as fast as one pattern of all words.
    found = [word for word in _vocabulary().every if word in folded]
    return frozenset(w for w in found if not any(w != other and w in other for other in found))


def themes_of(
    name: str, headings: Sequence[str], said: str, rural: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Themes and topics, most fitting first; none where nothing tells them clearly.

    ``name``: of the practice; ``headings``: the path, outermost first; ``said``: its sentence.
    ``rural``: the document is about the countryside; in any other only what is said of
    villages, or a topic that cannot be of towns, counts.
    """
    weights: dict[str, float] = defaultdict(float)
    by_theme: dict[str, float] = defaultdict(float)
    sources = [(name, _NAME), (said, _SAID), *((h, _ABOVE) for h in headings[:-1])]
    sources += [(headings[-1], _LOWEST)] if headings else []
    for piece, weight in sources:
        found = _words(piece)
        _add(found, weight, weights, by_theme)
    if not rural and not any(map(_of_villages, (name, said, *headings[-1:]))):
        by_theme.clear()
        weights = {n: w for n, w in weights.items() if n in words()["topics_anywhere"]}
    kept = _kept(weights, _MOST_TOPICS)
    for topic in topics():
        if topic.theme and topic.name in kept:
            by_theme[topic.theme] += weights[topic.name]
    order = [t for t in THEMES if by_theme[t] >= _LEAST]
    best = max((by_theme[t] for t in order), default=0.0)
    order = [t for t in order if by_theme[t] >= _LEAST_SHARE * best]
    order.sort(key=lambda t: -by_theme[t])
    return tuple(order[:_MOST_THEMES]), kept


@lru_cache(maxsize=8192)
def _of_villages(piece: str) -> bool:
    return speaks_of_villages(_folded(piece))


def _add(
    found: frozenset[str],
    weight: float,
    weights: dict[str, float],
    by_theme: dict[str, float],
) -> None:
    """Add what one source tells: a topic counts once and a half where two words tell it."""
    told: dict[str, int] = defaultdict(int)
    for word in found:
        for topic in _vocabulary().topics.get(word, ()):
            told[topic] += 1
        if theme := _vocabulary().themes.get(word):
            by_theme[theme] += weight / 2
    for name, count in told.items():
        weights[name] += weight * (1 if count == 1 else 1.5)


def _kept(weights: Mapping[str, float], most: int) -> tuple[str, ...]:
    best = max(weights.values(), default=0.0)
    order = {topic.name: at for at, topic in enumerate(topics())}
    kept = [n for n, w in weights.items() if w >= max(_LEAST, _LEAST_SHARE * best)]
    return tuple(sorted(kept, key=lambda n: (-weights[n], order[n]))[:most])


@cache
def _programmes() -> dict[str, tuple[str, ...]]:
    """Folded name of each programme from above, in all its forms → its levels."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (LEXICON / "programmes.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, others, levels, _ = line.split("\t")
        for form in (name, *others.split("/")):
            found[_plain(form)] = tuple(levels.split("、"))
    return found


_CLASS = re.compile(r"(?:工程|行动|计划|制度|建设|试点|工作|改革|政策|项目|专项行动)$")


def _plain(name: str) -> str:
    return _NOISE.sub("", fold(name))


def is_programme(name: str, before: str, province: str | None) -> bool:
    """Whether ``name`` is that of a programme from above and the words right ``before`` it
    tell of no own form. ``province``: of the place; a province's programme is none in
    another, where the same words name another thing."""
    plain = _plain(name)
    levels = _programmes().get(plain) or _programmes().get(_CLASS.sub("", plain), ())
    holds = "国家" in levels or (bool(levels) and province in (None, *levels))
    return holds and not pattern("own_form").search(before)
