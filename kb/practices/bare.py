"""Names without quotes that end in a class noun: 实施…行动, …改革纵深推进.

A clause is read from its class nouns to the left: the name begins behind the verb that
governs it, behind a 的, or behind another name it is joined to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kb.practices.name import Name
from kb.practices.refusing import clause_before, is_plain, refused
from kb.practices.vocabulary import HAN, QUOTED, any_of, begins, words

CLAUSE = re.compile(
    rf"(?:{QUOTED.replace('([^', '(?:[^')}|《[^》\n]{{1,60}}》|[（(][^（）()\n]{{1,4}}[）)]"
    r"|[^，,。；;：:！？!?\n\t（）()《》“”])+"
)
_NUMBERING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[是、要]|\d+[.．、]\s*"
    r"|[①-⑳]|第[一二三四五六七八九十]+[，,是])*\s*"
)
_CONJUNCTION = re.compile(r"以及|及其|[和与及并]")
_JOINTS = frozenset("和与及")
_LONGEST = 24
_ORDINARY = 6
"""Characters of ordinary words that are no name before a campaign; more are one."""
_USUAL = frozenset({"机制", "制度", "模式", "平台", "管理系统", "信息系统", "服务系统"})
_INSTITUTION = re.compile(
    r"(?:医|法|学|检察|保健)院|[^普]中学|[一二三四五六七八九十]中|小学|幼儿园|水库|大[道桥]|机场"
    r"|图书馆|体育馆|校区|[东南西北]岸|电厂|水厂|电站|送出|[东西南北中]路|站前|[GS]\d{2,3}"
)
"""A building in the name of a 工程 makes it a work of building."""
_PRAISED = re.compile(
    r"(?:在全[国省市区州县]|向全[国省市区州县]|获[^得取]{2,8}(?:推广|表扬|肯定|认可|评为)|获评|荣获|入选"
    r"|(?:经验|做法)[^，。]{0,6}(?:推广|入选|获))"
)
"""What says that others praise or copy it: whatever has that is a practice."""
_SPECIFIC = 4
_PLAIN_YEAR = 3
"""Characters before 提升年 and the like that make a campaign, however ordinary they are."""
_SMART = re.compile(r"智慧|云|码|通(?!用)|数字|大数据|一体化|综合|运营")
_CUT = ("领域", "第", "与", "和", "及", "等")
_BUILT = ("开工", "竣工", "建成", "全面开工", "通车", "主体", "封顶", "前期")
_PLANNED = ("方案", "规划", "意见", "办法", "细则", "纲要", "指南", "大纲")


@dataclass(frozen=True, slots=True)
class _Rules:
    heads: re.Pattern[str]
    weak: frozenset[str]
    carrying: re.Pattern[str]
    opening: re.Pattern[str]
    ended: re.Pattern[str]
    broken: re.Pattern[str]
    building: re.Pattern[str]
    lead: re.Pattern[str]
    plain: re.Pattern[str]
    keeping: re.Pattern[str]
    usual: re.Pattern[str]
    campaigns: frozenset[str]


@cache
def _rules() -> _Rules:
    follow = rf"$|[^{HAN}]|{any_of('follow_words', 'follow_patterns')}"
    heads = any_of("bare_heads", "weak_heads", "head_words", "head_patterns")
    first = begins("bare_heads", "weak_heads", "head_words", "numerals")
    adverbs = any_of("adverbs", "adverb_patterns")
    verbs = any_of("governing_verbs")
    return _Rules(
        heads=re.compile(rf"{first}(?:{heads})(?={follow})"),
        weak=frozenset(words("weak_heads")),
        carrying=re.compile(rf"(?:{any_of('carrying_verbs')})(?:了|好|实(?!施))?"),
        opening=re.compile(rf"(?:{adverbs})*(?:(?:{verbs})(?:了|好|实(?!施)|细)?(?:{adverbs})*)+"),
        ended=re.compile(rf"(?:{heads}|{any_of('bare_names')}|[”」』\"])$"),
        broken=re.compile(any_of("broken_words", "broken_patterns")),
        building=re.compile(rf"(?:{any_of('building_ends')})$"),
        lead=re.compile(rf"(?:{any_of('lead_words', 'lead_patterns')})+"),
        plain=re.compile(rf"(?:{any_of('plain_names')})$"),
        campaigns=frozenset(words("campaign_nouns")),
        usual=re.compile(rf"(?:{any_of('usual_ends')})$"),
        keeping=re.compile(rf"(?:{any_of('keeping_verbs')})$"),
    )


def bare(text: str, start: int, end: int) -> Iterator[Name]:
    """The names without quotes of ``text[start:end]`` that end in a class noun, in order."""
    for clause in CLAUSE.finditer(text, start, end):
        numbering = _NUMBERING.match(text, clause.start(), clause.end())
        begin = numbering.end() if numbering else clause.start()
        governed = False
        at = begin
        for head in _rules().heads.finditer(text, begin, clause.end()):
            if text[at : at + 1] in _JOINTS:
                at += 1
            if head.start() - at < 1:
                continue
            first, governed = _begin(text, at, head.start(), governed)
            if _is_name(text, first, head, governed, clause.end()) and not refused(
                clause_before(text, max(start, at), first)
            ):
                yield Name(first, head.end(), listed=_in_list(text, first, head.end()))
            at = head.end()


def _in_list(text: str, at: int, to: int) -> bool:
    return "、" in (text[to : to + 1], text[max(0, at - 1) : at])


def _begin(text: str, at: int, to: int, governed: bool) -> tuple[int, bool]:
    """Where a name that ends behind ``to`` begins, and whether a verb governs it."""
    rules = _rules()
    first = max(at, text.rfind("、", at, to) + 1)
    last = max(rules.carrying.finditer(text, first, to), key=re.Match.start, default=None)
    opening = rules.opening.match(text, last.end() if last else first, to)
    if last:
        first, governed = last.end(), True
    if opening and to - opening.end() >= 2:
        first, governed = opening.end(), True
    first = max(first, *(text.rfind(mark, first, to) + 1 for mark in "的等"))
    first = _behind_conjunction(text, first, to)
    lead = rules.lead.match(text, first, to)
    return (lead.end() if lead else first), governed


def _behind_conjunction(text: str, first: int, to: int) -> int:
    """和 parts two names where the left one is whole, or where a verb follows it."""
    rules = _rules()
    for joint in _CONJUNCTION.finditer(text, first + 1, to):
        opening = rules.opening.match(text, joint.end(), to)
        if opening and to - opening.end() >= 2:
            first = opening.end()
        elif rules.ended.search(text[first : joint.start()]):
            first = joint.end()
    return first


def _is_name(text: str, first: int, head: re.Match[str], governed: bool, end: int) -> bool:
    rules = _rules()
    core, noun = text[first : head.start()], head.group()
    if first and text[first - 1] in '”」』"':
        return False
    if not 2 <= len(core) <= _LONGEST or core.strip() != core or core[0] in "+＋":
        return False
    if any(mark in core for mark in '“”‘’《》"') or rules.broken.search(core):
        return False
    if text.startswith(_PLANNED, head.end()) or rules.plain.search(core + noun):
        return False
    if core.endswith(_CUT) or text.startswith(_BUILT, head.end()):
        return False
    campaign = noun.endswith("战") or (noun in rules.campaigns and len(core) > _ORDINARY)
    campaign = campaign or ("年" in noun and len(core) >= _PLAIN_YEAR)
    if is_plain(core) and not campaign:
        return False
    if noun == "工程" and (rules.building.search(core) or _INSTITUTION.search(core)):
        return False
    praised = noun in rules.weak and _PRAISED.match(text, head.end(), end) is not None
    if praised and len(core) >= _SPECIFIC and not core.endswith(("新", *_CUT)):
        return True
    if noun == "平台" and not _SMART.search(core):
        return False
    if noun in _USUAL and core.endswith("新"):
        return False
    if noun in rules.weak:
        kept = rules.keeping.search(text, max(0, first - 4), first)
        return (
            governed
            and not kept
            and len(core) >= 4
            and not (noun in _USUAL and rules.usual.search(core))
        )
    return governed or (len(core) >= 4 and not core[0].isdigit())
