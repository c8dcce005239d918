"""Names in quotation marks: with a class noun, after a verb of carrying out, as a subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kb.practices.name import Name
from kb.practices.refusing import (
    clause_before,
    honoured,
    is_bare_count,
    is_count,
    is_figure,
    is_generic,
    is_honour,
    is_other,
    may_be_name,
    refused,
)
from kb.practices.vocabulary import HAN, QUOTED, any_of, either, words

_QUOTE = re.compile(QUOTED)
_COINAGE = re.compile(
    r"[\d+＋×]|([一二三四五六七八九十百千万两双]).+[一二三四五六七八九十百千万两双]"
    r"|^(.).+\2"
)
_RUN = re.compile(rf"的?[{HAN}]{{0,16}}")
_CHAIN = frozenset({"”", "”、", "、", "", "”和", "和", "”与", "与", "”及", "及"})
_CHAINED = re.compile(rf"(?:[、和与及]?{QUOTED})+")
_SHORT_OWN = re.compile(
    rf"(?!.{{0,2}}不)[{HAN}]{{2,3}}[办贷]|[{HAN}]{{2,8}}(?:\\d+|[一二三四五六七八九十]+)条"
)
"""一码办, 科创贷, 人才金政40条: a name by its last character."""
_EXPLAINED = re.compile(r"[，,]?(?:即|就是)|[（(]“?[^）)]{2,8}”?[：:]")


_BARE_TAIL = 3
_PAUSES = frozenset("，,。；;、“")
_SHORTEST = 2
"""A quotation no longer is mostly a figure of speech: a name only as the whole object."""


@dataclass(frozen=True, slots=True)
class _Rules:
    tail: re.Pattern[str]
    cut: re.Pattern[str]
    coined: re.Pattern[str]
    governed: re.Pattern[str]
    at_once: re.Pattern[str]
    predicate: re.Pattern[str]


@cache
def _rules() -> _Rules:
    doing = {*words("doing_verbs"), *words("coining_verbs"), *words("other_verbs")}
    doing |= set(words("honour_verbs"))
    cut = doing - {"组织", "创新", "培育"} | set("和与及等在被为了并出让把是")
    classes = any_of("class_nouns")
    gap = rf"[{HAN}A-Za-z]{{0,8}}"
    adverbs = any_of("adverbs", "adverb_patterns")
    return _Rules(
        tail=re.compile(rf"的?[{HAN}]{{0,14}}(?:{classes})"),
        cut=re.compile(f"{either(cut)}|{any_of('cut_patterns')}"),
        coined=re.compile(rf"(?:{any_of('coining_verbs')}){gap}$"),
        governed=re.compile(
            rf"(?:(?:^|[、和及并]|{adverbs})(?:{any_of('governing_verbs')})"
            rf"|(?:{any_of('carrying_verbs')}))(?:了|好|实(?!施))?[{HAN}A-Za-z0-9·、]{{0,16}}$"
        ),
        at_once=re.compile(rf"(?:{any_of('carrying_verbs')})$|[”」]$"),
        predicate=re.compile(rf"[”」』\"](?:{any_of('predicate_words')}|\d)"),
    )


def quoted(text: str, start: int, end: int) -> Iterator[Name]:
    """The quoted names of ``text[start:end]``, with the class noun joined to them."""
    last: Name | None = None
    for match in _QUOTE.finditer(text, start, end):
        name = _judge(text, start, end, match, last)
        if name:
            yield name
            last = name


def _judge(text: str, start: int, end: int, match: re.Match[str], last: Name | None) -> Name | None:
    rules = _rules()
    content = match.group(1)
    before = clause_before(text, start, match.start())
    tail = _tail(text, match.end(), end)
    after = text[match.end() : min(end, match.end() + 12)]
    explained = _EXPLAINED.match(after) is not None
    chained = last is not None and text[last.end : match.start()] in _CHAIN
    coined = chained or rules.coined.search(before) is not None
    own = len(content) >= 4 and content.endswith(words("own_class_nouns"))
    own = own or _SHORT_OWN.fullmatch(content) is not None
    if refused(before) and not coined and (not own or honoured(before)):
        return None
    whole = Name(match.start(), tail, chained, explained) if tail else None
    inner = Name(match.start(1), match.end(1), chained, explained)
    if not may_be_name(content):
        return whole if whole and _is_code(content, text[match.end() : whole.end], before) else None
    governed = coined or rules.governed.search(before) is not None
    if whole:
        kept = _carries(content, text[match.end() : tail], governed)
        return whole if kept else None
    if is_other(after) or is_honour(content) or is_figure(content):
        return None
    if (own and not before.endswith("等")) or explained:
        return inner
    if is_generic(content) or (is_count(content) and before.endswith("等")):
        return None
    if governed:
        ends = text[match.end() : match.end() + 1] in _PAUSES
        return (
            inner if len(content) > _SHORTEST or (ends and rules.at_once.search(before)) else None
        )
    behind = _CHAINED.match(text, match.end(), end)
    closing = (behind.end() if behind else match.end()) - 1
    subject = not before.strip('“「『" ') and rules.predicate.match(text, closing)
    return inner if subject and len(content) >= 3 else None


def _is_code(content: str, tail: str, before: str) -> bool:
    """“321”特色产业体系, “双”改革, “家门口”就业三年行动: no name without what follows."""
    if content.isdigit():
        return len(tail) >= 3 or (len(content) >= 3 and tail.endswith(_strong()))
    if len(content) == 1:
        return True
    known = len(tail) >= 4 and tail.endswith(words("campaign_nouns"))
    return known and "、" not in content and _rules().governed.search(before) is not None


def _tail(text: str, at: int, end: int) -> int | None:
    """End of the class noun that follows a closing quote at ``at``."""
    rules = _rules()
    run = _RUN.match(text, at, end)
    reach = run.end() if run else at
    stop = rules.cut.search(text, at + text[at : at + 1].count("的"), reach)
    match = rules.tail.match(text, at, stop.start() if stop else reach)
    if match is None:
        return None
    campaign = match.group().endswith(words("campaign_nouns"))
    if is_other(text[at : at + 16]) and not campaign:
        return None
    rest = text[match.end() : match.end() + 3]
    return None if rest.startswith(words("meeting_nouns")) else match.end()


@cache
def _strong() -> tuple[str, ...]:
    return tuple(w for w in words("class_nouns") if w not in words("weak_class_nouns"))


def _carries(content: str, tail: str, governed: bool) -> bool:
    """Whether the class noun makes the quote a practice: a weak one needs a verb that
    governs it, or a coinage."""
    if is_bare_count(content) and len(tail) <= _BARE_TAIL:
        return False
    if not tail.endswith(words("weak_class_nouns")) or tail.endswith(_strong()):
        whole = len(tail) > 2 or tail in words("campaign_nouns")
        return not is_honour(content) or whole or content.endswith(("+", "＋"))
    goal = tail.endswith(words("goal_nouns"))
    if goal and is_honour(content):
        return False
    return governed or (not goal and _COINAGE.search(content) is not None)
