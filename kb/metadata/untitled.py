"""A title for a document that prints none, put together from what its text says of itself.

Every such title is inferred: it is made of the words of one sentence, which is its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.metadata import periods
from kb.metadata.dates import Found
from kb.metadata.textlines import View

_HEAD = 3000  # characters within which a text says what it is
_MOST_SUBJECT, _LEAST_SUBJECT = 60, 4
REPORT = "工作报告"
_NOUN = (
    r"指导意见|实施意见|若干意见|意见|(?:实施|行动|工作|建设|推进|总体)?方案|(?:行动|实施|工作)?计划"
    r"|(?:专项|发展)?规划|纲要|(?:实施|管理|暂行|试行)?办法|条例|规定|(?:实施)?细则|规则|规范|指南|指引"
    r"|(?:若干)?(?:政策)?措施|(?:若干)?政策|战略|准则|章程|制度|要点"
)
_SPEAKER = re.compile(
    r"代表([\u4e00-\u9fff]{1,24}?),?\s*(?:向(?:大会|会议|各位[\u4e00-\u9fff]{2,6})[^。\n]{0,12}?(?:报告|汇报)(?:[^。,\n]{0,6}?工作)?|作[^。,\n]{0,6}工作报告)"
)
_NAMED = r"《[^《》。]{6,90}》"  # PDF breaks names over lines
_PASSES_ON = re.compile(
    rf"({_NAMED})(?:\([^()\n]{{1,20}}\))?(?:(印发|转发)(?:给你们|你们|执行)"
    rf"|[^《》。]{{0,60}}?,\s*现(?:予以)?(印发|转发|发布|公布))"
    rf"|现(印发|转发|发布|公布)({_NAMED})"
)
_RECEIVED = re.compile(
    r"(《[^《》\n]{0,60}(?:函|请示|报告|申请)》)[^《》。\n]{0,30}收悉[^\n]{0,300}?(函复|批复|答复|复函|回复)"
)
_ON = re.compile(
    rf"现(?:就|将)([^。,;:\n]{{4,60}}?)(?:有关|相关)?(?:事项|事宜|工作|问题|要求)?"
    rf"(?:(通知|通告|公告|公示)如下|(?:提出|制定)(?:如下|以下)({_NOUN}))"
)
_LAUNCHES = re.compile(
    r"(?:现|决定)((?:组织|联合|共同)?(?:开展|启动|实施)[^。,;\n]{4,50})[。,]"
    r"(?:现将|现就)?(?:有关|相关|具体)(?:事项|事宜|要求|工作)(通知|通告|公告)如下"
)
_PUBLISHES = re.compile(r"现将([^。,;\n]{6,60}?)予以(公布|公示|发布)")
_SETS_OUT = re.compile(
    rf"(?:现提出([^。,;\n]{{4,40}}?(?:{_NOUN}))"
    rf"|(?:组织)?(?:编制|制定|制订)了?《([^《》。]{{6,90}})》。\s*\n\s*(?:一、|\(一\)|第一))"
)
_REPORTS_ON = re.compile(r"现(?:就|将)([^。,;:\n]{4,50}?(?:情况|工作))(?:报告|汇报)如下")
_MADE = re.compile(
    rf"(?:制[定订]|提出|编制|出台)(?:了)?(?:如下|以下|本)({_NOUN})"
    rf"|制[定订]({_NOUN})如下|(?:有关|相关)(?:事项|事宜|工作|问题|要求)(通知|通告|公告)如下"
)
_PURPOSE = re.compile(r"(?:^|[,\s])为了?(?=[\u4e00-\u9fff《\"])")
_ADVERBS = r"(?:深入|全面|认真|切实|进一步|坚决|积极|主动|加快|着力|更好地?|充分|大力|有效)*"
_PIOUS = re.compile(_ADVERBS + r"(?:学习|贯彻|落实|实施《|根据|按照|依据)")
_WEAK = re.compile(
    _ADVERBS + r"(?:抢抓|抢占|顺应|适应|应对|满足|构筑|发挥|坚持|遵循|围绕|响应|实施[^,]{0,12}战略$"
    r"|实施\"|保障|维护|保证|打造|[^,]*(?:强国|强省|强市|创新型国家)|[^,]*(?:中的(?:重要)?作用|基础上)$)"
)
_PURPOSE_ENDS = re.compile(r"(?:根据|依据|按照|结合|经|现|特|我[省市县区部局委]|遵照|参照)")
_SENTENCE_END = re.compile(r"。|(?<=[:;!?])[^\S\n]*\n|\n\s*\n|\n(?=\s*(?:第一条|一、))")
_OWN_AIM = re.compile(r"》([^《》)(、和等及的对中提关明有][^《》]{7,})$")
_ABBREVIATED = re.compile(r"\s*[(\uff08](?:以下|下)?[简统]称[^()\uff08\uff09]*[)\uff09]")
_PAIRS = ("()", "\uff08\uff09", "《》", "“”", "〈〉", "[]", "〔〕")
_EVENT = re.compile(
    r"(?:[^。\n]{0,80}[,的日])?([^,。;:\n]{6,60}?(?:会议?|论坛|对话|活动|仪式)(?:开幕式)?)"
    r"在([^,。;\n]{1,24}?)(召开|举行|举办|开幕)[。,]"
)


def compose(page: View) -> Found | None:
    """A title made of one sentence of the head of ``page``, or ``None``.

    A report to a congress is called after who speaks; a notice after what it passes on,
    answers or is about (现就…通知如下); else 关于 and the first purpose that is more than
    carrying out another document, of a sentence that ends 制定本方案; news after its event.
    """
    rules = (
        *(_report, _answer, _passed_on, _about, _launched, _published),
        *(_set_out, _reported, _purposeful, _event),
    )
    for rule in rules:
        found = rule(page)
        if found and _is_sound(found.value):
            return found
    return None


def _is_sound(title: str) -> bool:
    """Whether no bracket is cut in two: a title that is half a phrase is none."""
    return all(title.count(pair[0]) == title.count(pair[1]) for pair in _PAIRS)


def _report(page: View) -> Found | None:
    match = _SPEAKER.search(page.folded[:_HEAD])
    if not match:
        return None
    speaker = match[1]
    if re.search(r"(?:政府|国务院)$", speaker):
        return Found("政府" + REPORT, match.start(), match.end())
    own = re.search(r"行署|(?:中级|高级|最高)?人民(?:法院|检察院)|人大常委会|政协常委会", speaker)
    return Found(own[0] + REPORT, match.start(), match.end()) if own else None


def _passed_on(page: View) -> Found | None:
    match = _PASSES_ON.search(page.folded[:_HEAD])
    if not match:
        return None
    verb, name = (match[2] or match[3], 1) if match[1] else (match[4], 5)
    return _about_what(verb + _printed(page, match, name), "通知", match)


def _answer(page: View) -> Found | None:
    match = _RECEIVED.search(page.folded[:_HEAD])
    if not match:
        return None
    noun = match[2] if match[2] in ("批复", "答复") else "复函"
    return Found(f"关于{_printed(page, match, 1)}的{noun}", match.start(1), match.end(1))


def _about(page: View) -> Found | None:
    match = _ON.search(page.folded[:_HEAD])
    if not match or re.match(r"有关|相关|具体", match[1]):
        return None
    return _about_what(_printed(page, match, 1), match[2] or match[3], match)


def _launched(page: View) -> Found | None:
    match = _LAUNCHES.search(page.folded[:_HEAD])
    return _about_what(_printed(page, match, 1), match[2], match) if match else None


def _published(page: View) -> Found | None:
    match = _PUBLISHES.search(page.folded[:_HEAD])
    if not match:
        return None
    verb, noun = ("", "公示") if match[2] == "公示" else (match[2], "通知")
    return _about_what(verb + _printed(page, match, 1), noun, match)


def _set_out(page: View) -> Found | None:
    match = _SETS_OUT.search(page.folded[:_HEAD])
    if not match:
        return None
    group = 1 if match[1] else 2
    return Found(_printed(page, match, group), match.start(group), match.end(group))


def _reported(page: View) -> Found | None:
    match = _REPORTS_ON.search(page.folded[:_HEAD])
    return _about_what(_printed(page, match, 1), "报告", match) if match else None


def _purposeful(page: View) -> Found | None:
    match = _MADE.search(page.folded[:_HEAD])
    if not match:
        return None
    ends = [m.end() for m in _SENTENCE_END.finditer(page.folded, 0, match.start())]
    start = ends[-1] if ends else 0
    clauses = [
        (begin, subject)
        for begin, end in _purposes(page.folded, start, match.start())
        if _LEAST_SUBJECT <= len(subject := _tight(page.text[begin:end])) <= _MOST_SUBJECT
    ]
    telling = [one for one in clauses if not _WEAK.match(one[1])]
    if not clauses:
        return None
    begin, subject = (telling or clauses)[0]
    noun = match[1] or match[2] or match[3]
    return Found(f"关于{subject}的{noun}", begin, match.end())


def _purposes(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence that say what it is for, without those that only carry out
    another document; what follows that document's name in the same clause is one."""
    aim = _PURPOSE.search(folded[start:end])
    if not aim:
        return
    at = start + aim.end()
    for clause in re.compile(r"[^,;]+").finditer(folded, at, end):
        text = clause.group()
        if clause.start() > at and _PURPOSE_ENDS.match(text):
            return
        if not _PIOUS.match(text):
            yield clause.span()
        elif rest := _OWN_AIM.search(text):
            yield clause.end() - len(rest[1]), clause.end()


def _event(page: View) -> Found | None:
    first = page.lines[0] if page.lines else None
    match = _EVENT.match(first.text) if first else None
    if not first or not match:
        return None
    start, end = first.start + match.start(1), first.start + match.end(3)
    return Found(_tight(page.text[start:end]), start, end)


def _printed(page: View, match: re.Match[str], group: int) -> str:
    return _tight(page.text[match.start(group) : match.end(group)])


def _about_what(subject: str, noun: str, match: re.Match[str]) -> Found | None:
    return Found(f"关于{subject}的{noun}", match.start(), match.end())


def _tight(text: str) -> str:
    """Without the blanks a PDF leaves between Han characters, and without 以下简称 ….."""
    closed = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)
    return _ABBREVIATED.sub("", closed).strip()


def speaker_level(page: View) -> str | None:
    """The word for whom a report to a congress speaks: 省, 市, 县 …, 国务院; else ``None``."""
    match = _SPEAKER.search(page.folded[:_HEAD])
    level = (
        re.search(r"(国务院|自治区|省|市|州|盟|县|区|旗|行署)(?:(?:人民)?政府)?$", match[1])
        if match
        else None
    )
    return level[1] if level else None


def delivered(page: View, written: str | None) -> int | None:
    """The year a report was given in: that of its date, or the later of the two its headings
    name, one looking back and one ahead."""
    if written:
        return int(written[:4])
    years = {year for year, _ in periods.heading_years(page)}
    return max(years) if len(years) == 2 and max(years) - min(years) == 1 else None
