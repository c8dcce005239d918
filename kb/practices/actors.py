"""Who does it: the actor a sentence names before the verb of carrying out."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.details import HAN, either, pattern, words
from kb.types import Span

_REACH = 80
_LONGEST = 44
_LEAD_IN = re.compile(
    r"[“”\s]*(?:同时|此外|近年来|目前|其中|另外|例如|比如|如|今年以来|截至目前"
    r"|20\d{2}年(?:\d{1,2}月)?(?:以来|起|底|初)?)[，,]?"
)


@cache
def _by() -> re.Pattern[str]:
    return re.compile(
        rf"由([{HAN}A-Za-z“”、]{{2,{_LONGEST}}}?)(?:来|共同|自主|具体)?"
        rf"(?:{either(words()['by_verbs'])})"
    )


@cache
def _subject() -> re.Pattern[str]:
    ends = either(words()["actor_ends"])
    return re.compile(
        rf"([{HAN}A-Za-z、]{{0,{_LONGEST}}}?(?:{ends}))(?:还|也|已|又|均|都|正|则|便)?"
        rf"(?={either(words()['actor_verbs'])})"
    )


@cache
def _end() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words()['actor_ends'])})$")


def actor(text: str, start: int, end: int, name: Span) -> Span | None:
    """Who does what is named at ``name`` in the sentence ``text[start:end]``; ``None`` unless
    it is said clearly."""
    if "由" in text[start:end]:
        for match in _by().finditer(text, start, end):
            if _is_actor(text, match.span(1)) and abs(match.start() - name[0]) <= _REACH:
                return match.span(1)
    best: Span | None = None
    for clause in re.compile(r"[^。！？!?；;，,：:\n\t]+").finditer(text, start, min(name[0], end)):
        begin = clause.start()
        if lead := _LEAD_IN.match(clause.group()):
            begin += lead.end()
        found = _subject().match(text, begin, min(clause.end() + 4, name[0]))
        if found and _is_actor(text, found.span(1)):
            best = found.span(1)
    return best


def _is_actor(text: str, span: Span) -> bool:
    found = text[slice(*span)]
    if len(found) < 2 or found in words()["nobody"] or found.startswith(("全县", "全市", "全省")):
        return False
    if found.startswith(words()["no_actor_start"]) or found.endswith(words()["no_actor_end"]):
        return False
    return bool(_end().search(found)) and not pattern("no_actor").search(found)
