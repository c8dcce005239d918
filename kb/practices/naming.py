"""Names of practices in running text: what a place itself calls a thing it does.

Four ways in which official prose names one, each with what speaks against it:
a quoted name with a class noun (“…”模式), a quoted coinage after an introducing verb
(创新开展“…”), the items of a list (推广甲、乙等机制), and a name without quotes (a known
one, or 实施…行动). Words are in ``lexicon/practice.toml``. Text is Simplified here; the
caller converts it, which keeps offsets.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).parent.parent / "lexicon" / "practice.toml"
_HAN = "\u4e00-\u9fff"
_QUOTE = r"[“「『‘\"]([^“”「」『』‘’\"\n。]{1,24})[”」』’\"]"
_TITLE = re.compile(r"《[^》\n]*》")
_COUNT = re.compile(r"[一二三四五六七八九十两百\dN]+(?:大|项|个一|个|条|种)")
_COINAGE = re.compile(
    r"[\d+＋]|([一二三四五六七八九十百千万两双]).+[一二三四五六七八九十百千万两双]"
)
_NUMBER = re.compile(r"^[一二三四五六七八九十\d]+、$", re.M)
_NUMERIC = re.compile(r"[\d一二三四五六七八九十百千万两双多N+＋\-—·.、XxNn×]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found: its span, whether it is one of a list, whether it is explained."""

    start: int
    end: int
    listed: bool = False
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, as read, and the patterns built of them."""

    words: dict[str, tuple[str, ...]]
    tail: re.Pattern[str]
    cut: re.Pattern[str]
    coined: re.Pattern[str]
    refused: re.Pattern[str]
    done: re.Pattern[str]
    bare: re.Pattern[str]
    known: re.Pattern[str]
    listing: re.Pattern[str]
    quotes: re.Pattern[str]
    measure: re.Pattern[str]
    generic: re.Pattern[str]
    counted: re.Pattern[str]
    bare_class: re.Pattern[str]


def either(words: Iterable[str]) -> str:
    """Alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def lexicon() -> Lexicon:
    """The lists of ``practice.toml``, read once."""
    loaded: dict[str, list[str]] = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    words = {key: tuple(values) for key, values in loaded.items()}
    item = rf"[{_HAN}A-Za-z0-9+＋—]{{2,10}}?"
    gap = rf"[{_HAN}A-Za-z]{{0,8}}"
    classes = either(words["class_nouns"])
    listed = either(words["list_class_nouns"])
    doing = (*words["doing_verbs"], *words["coining_verbs"])
    verbs = {*doing, *words["other_verbs"]} - {"组织", "创新", "培育"}
    return Lexicon(
        words=words,
        tail=re.compile(rf"的?[{_HAN}]{{0,14}}(?:{classes})"),
        cut=re.compile(
            either((verbs - {"组织", "创新", "培育"}) | set("和与及等在被为了并出让把是"))
            + "|"
            + "|".join(words["cut_patterns"])
        ),
        coined=re.compile(rf"(?:{either(words['coining_verbs'])}){gap}$"),
        refused=re.compile(
            rf"(?:{either((*words['honour_verbs'], *words['following_verbs']))})"
            rf"([{_HAN}\d]{{0,10}}[“「‘]?)$"
        ),
        done=re.compile(either(doing)),
        bare=re.compile(
            rf"(?:{either(words['bare_verbs'])})(?:了|好)?"
            rf"([{_HAN}A-Za-z0-9+＋·“”‘’]{{2,16}}?(?:{either(words['bare_class_nouns'])}))"
            rf"(?![{_HAN}])|(?:{either(words['bare_verbs'])})(?:了|好)?"
            rf"([{_HAN}A-Za-z0-9+＋]{{4,14}}?(?:行动计划|专项行动|行动|工程|工作法))"
        ),
        known=re.compile(either(words["bare_names"])),
        listing=re.compile(
            rf"(?:{either(words['list_verbs'])})((?:{item}、)+{item})等[{_HAN}]{{0,8}}?(?:{listed})"
        ),
        quotes=re.compile(
            rf"((?:{_QUOTE}[、，,和]?)+)等(?:{_QUOTE})?[{_HAN}]{{0,12}}?(?:{listed})"
        ),
        measure=re.compile(
            r"(?:出台|制定|首创|推出|制定出台)(?:了)?《([^》\n]{4,18}"
            r"(?:措施|[十百\d]条|机制|制度|公约|工作法|模式|积分办法))》"
        ),
        generic=re.compile(rf"(?:{either(words['generic'])})*"),
        counted=re.compile(rf"{_COUNT.pattern}[{_HAN}]{{0,4}}(?:{classes})"),
        bare_class=re.compile(rf"(?:{either(words['bare_class_nouns'])})$"),
    )


def names(text: str, start: int, end: int) -> list[Name]:
    """The practices named in ``text[start:end]`` (Simplified), in order, disjoint."""
    found: list[Name] = []
    cited = [m.span() for m in _TITLE.finditer(text, start, end)]
    for source in (_listed, _quoted, _measures, _bare, _known):
        for name in source(text, start, end):
            if source is not _measures and any(a <= name.start < b for a, b in cited):
                continue
            if not any(name.start < other.end and other.start < name.end for other in found):
                found.append(name)
    return sorted(found, key=lambda name: name.start)


def _clause_before(text: str, start: int, at: int) -> str:
    """What stands before ``at`` in its clause, quotes before it included."""
    begin = max(start, at - 30)
    window = text[begin:at]
    cut = max(window.rfind(mark) for mark in "，,。；;：:！？!?\n《》（(")
    return window[cut + 1 :]


def _refused(before: str) -> bool:
    """Whether a clause makes what follows an honour, a doctrine or a rule from above:
    such a verb governs it, and none of carrying out stands in between."""
    match = lexicon().refused.search(before)
    return match is not None and not lexicon().done.search(match.group(1))


def _listed(text: str, start: int, end: int) -> Iterator[Name]:
    """推广甲、乙、丙等机制, and “甲”“乙”等做法."""
    words = lexicon()
    for match in words.listing.finditer(text, start, end):
        for item in re.finditer(r"[^、]+", match.group(1)):
            if not _is_generic(item.group()) and not words.done.match(item.group()):
                at = match.start(1) + item.start()
                yield Name(at, at + len(item.group()), listed=True)
    for match in words.quotes.finditer(text, start, end):
        before = _clause_before(text, start, match.start(1))
        if _refused(before):
            continue
        items = list(re.finditer(_QUOTE, match.group(1)))
        for item in items:
            if _may_be_name(item.group(1)) and not _is_honour(item.group(1)):
                at = match.start(1) + item.start(1)
                yield Name(at, at + len(item.group(1)), listed=len(items) > 1)


def _quoted(text: str, start: int, end: int) -> Iterator[Name]:
    """A quoted name with a class noun, or a quoted coinage after an introducing verb."""
    last: Name | None = None
    for match in re.compile(_QUOTE).finditer(text, start, end):
        name = _judge(text, start, end, match, last)
        if name:
            yield name
            last = name


def _judge(text: str, start: int, end: int, match: re.Match[str], last: Name | None) -> Name | None:
    words = lexicon()
    content = match.group(1)
    before = _clause_before(text, start, match.start())
    tail = _tail(text, match.end(), end)
    bounded = not re.match(rf"[{_HAN}]", text[match.end() : match.end() + 1])
    after = text[match.end() : min(end, match.end() + 12)]
    explained = bool(re.match(r"[，,]?(?:即|就是)|[（(]“?[^）)]{2,8}”?[：:]", after))
    chained = last is not None and text[last.end : match.start()] in {"”", "”、", "、", ""}
    coined = bool(words.coined.search(before)) or chained
    if _refused(before) and not coined:
        return None
    whole = Name(match.start(), tail, chained, explained) if tail else None
    inner = Name(match.start(1), match.end(1), chained, explained)
    if not _may_be_name(content):
        return whole if whole and len(content) == 1 and not content.isdigit() else None
    if whole:
        return whole if _carries(content, text[match.end() : tail], coined) else None
    if _is_other(after) or _is_honour(content):
        return None
    own = len(content) >= 4 and content.endswith(words.words["own_class_nouns"])
    if "、" in content or _is_count(content) or _is_generic(content):
        return None
    if own or explained:
        return inner
    return inner if coined and len(content) >= 3 and (bounded or after[0] in "等之") else None


def _tail(text: str, at: int, end: int) -> int | None:
    """End of the class noun that follows a closing quote at ``at``."""
    words = lexicon()
    run = re.compile(rf"的?[{_HAN}]{{0,16}}").match(text, at, end)
    reach = run.end() if run else at
    stop = words.cut.search(text, at + text[at : at + 1].count("的"), reach)
    match = words.tail.match(text, at, stop.start() if stop else reach)
    if match is None or _is_other(text[at : at + 4].removeprefix("的")):
        return None
    rest = text[match.end() : match.end() + 3]
    return None if rest.startswith(words.words["meeting_nouns"]) else match.end()


def _carries(content: str, tail: str, coined: bool) -> bool:
    """Whether the class noun makes the quote a practice: a weak one needs a coinage."""
    words = lexicon().words
    if _COUNT.fullmatch(content):
        return False
    weak = [w for w in words["weak_class_nouns"] if tail.endswith(w)]
    strong = [w for w in words["class_nouns"] if w not in words["weak_class_nouns"]]
    if not weak or any(tail.endswith(w) for w in strong):
        return not _is_honour(content) or len(tail) > 2
    goal = tail.endswith(words["goal_nouns"])
    return coined or (not goal and bool(_COINAGE.search(content)))


def _may_be_name(content: str) -> bool:
    stripped = content.strip()
    if len(stripped) < 2 or stripped in lexicon().words["never"]:
        return False
    if re.search(r"[。！？!?；;：:]", stripped) or stripped.count("，") + stripped.count(",") > 1:
        return False
    return not stripped.isdigit() and not re.fullmatch(r"[\d.%％]+[万亿]?[个元亩]?", stripped)


def _is_honour(content: str) -> bool:
    words = lexicon().words
    return content.endswith(words["honour_ends"]) and not content.endswith(words["own_class_nouns"])


def _is_other(after: str) -> bool:
    if re.match(r"[”」』’\"]?[全省国市级]{1,2}[级]?(?:示范|先进|试点)", after):
        return True
    return after.removeprefix("的").startswith(lexicon().words["other_nouns"])


def _is_count(content: str) -> bool:
    """五大工程, 十大行动: a number of things, not the name of one."""
    return bool(lexicon().counted.fullmatch(content))


def _is_generic(name: str) -> bool:
    """Whether nothing but generic words is left of a name."""
    return bool(lexicon().generic.fullmatch(name))


def _measures(text: str, start: int, end: int) -> Iterator[Name]:
    """《…十条硬措施》 after 出台: the place's own measure, not a document cited."""
    for match in lexicon().measure.finditer(text, start, end):
        yield Name(match.start(1), match.end(1))


def _bare(text: str, start: int, end: int) -> Iterator[Name]:
    """实施…行动, 探索…机制 without quotes."""
    words = lexicon()
    for match in words.bare.finditer(text, start, end):
        group = 1 if match.group(1) else 2
        name = match.group(group)
        core = words.bare_class.sub("", name)
        if len(core) < 2 or _is_generic(core) or words.done.search(core[:-1]):
            continue
        if re.search(r"[的了和与及等在对将从向]|以及|推动|加快|助力|促进", core):
            continue
        if re.match(r"\d+余?[个项条处类]", core):
            continue
        if core.count("“") != core.count("”") or _NUMERIC.fullmatch(core):
            continue
        before = _clause_before(text, start, match.start())
        planned = text[match.end() : match.end() + 2] in {"方案", "规划", "计划", "意见"}
        if planned or before.endswith(("建立", "健全", "完善")):
            continue
        if not _refused(before):
            yield Name(match.start(group), match.end(group))


def _known(text: str, start: int, end: int) -> Iterator[Name]:
    """Known practices without quotes, or all of a quotation that ends in one."""
    quoted = [m.span(1) for m in re.compile(_QUOTE).finditer(text, start, end)]
    for match in lexicon().known.finditer(text, start, end):
        numbered = _NUMBER.search(text, max(start, match.start() - 4), match.start())
        before = "" if numbered else text[max(start, match.start() - 1)]
        around = before + text[match.end() : match.end() + 1]
        at, to = match.span()
        if _refused(_clause_before(text, start, at)):
            continue
        inside = next((span for span in quoted if span[0] <= at and to <= span[1]), None)
        if inside:
            joined = re.search(r"[、+＋，,]", text[inside[0] : inside[1]])
            if inside[1] == to and not joined and not _is_other(text[to + 1 : to + 8]):
                yield Name(*inside)
            continue
        yield Name(match.start(), match.end(), listed="、" in around)
