"""What speaks against a name: honours, doctrine, figures of speech, counts, generic words."""

from __future__ import annotations

import re
from functools import cache

from kb.practices.vocabulary import HAN, any_of, either, words

_COUNT = re.compile(r"[一二三四五六七八九十两百\dN]+(?:大|项|个一|个|条|种)")
_RUN = re.compile(rf"的?[{HAN}\\d]*")
_MANY = "一二三四五六七八九十两双多"
_SHAPE = re.compile(
    rf"[^\d\W]\d+号$|^[{HAN}]{{2,6}}新[{HAN}]{{2}}$"
    rf"|^[{_MANY}]大(?:基地|集群|中心|板块|园区|片区|组团|高地|市场|通道|平台|名片)$"
    rf"|^[两三四五六七八九十]个(?![一百千全])[{HAN}]{{2}}$|^\d+个\d+[万亿]?$|[{_MANY}]+连[冠好优胜增丰]$"
    rf"|^(?:[{_MANY}](?:核心?|轴|翼|带|心|廊|环|圈|极|横|纵|港|组团|片区?|屏|谷|走廊"
    rf"|市|城|江|岸|地|区块?|脊|枢纽|典范|基地|样板|县)[、，]?){{2,}}$"
)
_FIGURE = re.compile(
    rf"[总大主新金硬软微慢快热冷](?!走访|起底|排查|调研|整治|练兵|比武|督查|接访|讨论)"
    rf"[{HAN}](?![条贷码办通制])[{HAN}]"
)
_ENDS = "，,。；;：:！？!?\n《》（("


def clause_before(text: str, start: int, at: int) -> str:
    """What stands before ``at`` in its clause, quotes before it included."""
    begin = max(start, at - 30)
    window = text[begin:at]
    return window[max(map(window.rfind, _ENDS)) + 1 :]


def refused(before: str) -> bool:
    """Whether a clause makes what follows an honour, a doctrine or a rule from above:
    such a verb governs it, and none of carrying out stands in between."""
    match = _refusing().search(before)
    return match is not None and not _doing().search(match.group(1))


def honoured(before: str) -> bool:
    """Whether a verb of honour or of study governs what follows."""
    return _honouring().search(before) is not None


@cache
def _honouring() -> re.Pattern[str]:
    verbs = any_of("honour_verbs", "study_verbs")
    return re.compile(rf"(?:{verbs})(?:[{HAN}\d]{{0,6}}[“「‘])?[{HAN}\d]{{0,3}}$")


@cache
def _refusing() -> re.Pattern[str]:
    verbs = any_of("honour_verbs", "following_verbs")
    return re.compile(rf"(?:{verbs})([{HAN}\d]{{0,10}}[“「‘]?)$")


@cache
def _doing() -> re.Pattern[str]:
    return re.compile(any_of("doing_verbs", "coining_verbs"))


def may_be_name(content: str) -> bool:
    """Whether what stands in quotation marks can be a name at all."""
    stripped = content.strip()
    if len(stripped) < 2 or stripped in _never():
        return False
    if re.search(r"[。！？!?；;：:]", stripped) or stripped.count("，") + stripped.count(",") > 1:
        return False
    if any(part in _never() for part in stripped.split("、")):
        return False
    if re.match(r"\d+[种个](?!\d)", stripped):
        return False
    return not stripped.isdigit() and not re.fullmatch(r"[\d.%％]+[万亿]?[个元亩]?", stripped)


@cache
def _never() -> frozenset[str]:
    return frozenset(words("never"))


def is_honour(content: str) -> bool:
    """Whether a quotation ends like an honour or a place, or is the number of a variety, a
    row of wins, a shape of space (一核两翼)."""
    if "·" in content or content.endswith("上市"):
        return False
    if content.endswith(("+", "＋")) or _SHAPE.search(content):
        return True
    if "+" in content or "＋" in content:
        return False
    return content.endswith(words("honour_ends")) and not content.endswith(words("own_class_nouns"))


def is_figure(content: str) -> bool:
    """Whether a quotation of three characters is a figure of speech: 总抓手, 大枢纽, 金钉子."""
    return _FIGURE.fullmatch(content) is not None


def is_other(after: str) -> bool:
    """Whether the words behind a closing quote say that it is no practice."""
    run = _RUN.match(after)
    if run and run.group().endswith(words("tail_ends")) and not _turning().search(run.group()):
        return True
    if re.match(r"[”」』’\"]?[全省国市级]{1,2}[级]?(?:示范|先进|试点)", after):
        return True
    return _other().match(after) is not None


@cache
def _other() -> re.Pattern[str]:
    """A noun of one character counts only where it is the whole word."""
    long = either(w for w in words("other_nouns") if len(w) > 1)
    short = either(w for w in words("other_nouns") if len(w) == 1)
    several = rf"[{_MANY}]+[个大类种篇](?![{_MANY}])"
    return re.compile(rf"的?(?:{long}|(?:{short})(?![{HAN}])|{several})")


@cache
def _turning() -> re.Pattern[str]:
    """A verb, behind which the words are no longer about the quotation."""
    return re.compile(any_of("honour_verbs", "other_verbs", "doing_verbs"))


def is_bare_count(content: str) -> bool:
    """五个: nothing but a number of things."""
    return _COUNT.fullmatch(content) is not None


def is_count(content: str) -> bool:
    """五大工程, 十大行动: a number of things, not the name of one."""
    return _counted().fullmatch(content) is not None


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"{_COUNT.pattern}[{HAN}]{{0,4}}(?:{any_of('class_nouns')})")


def is_generic(name: str) -> bool:
    """Whether nothing but generic words is left of a name."""
    return _generic().fullmatch(name) is not None


def is_plain(core: str) -> bool:
    """Whether what stands before a class noun is only words of a field, or generic."""
    return _plain().fullmatch(core) is not None


@cache
def _plain() -> re.Pattern[str]:
    numbers = r"\d+|[一二三四五六七八九十两]+[个项大条]?"
    return re.compile(rf"(?:{any_of('generic', 'plain_nouns')}|{numbers}|[和与及、])*")


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('generic')})*")
