"""Takes page noise out of a raw text, and remembers every piece.

Line by line, but for blanks inside digits, and by general rules only. What is in doubt stays: a sentence lost is worse
than a line of noise kept. The cleaned text is the raw text minus the removals, nothing
else is touched, so that offsets map both ways.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from kb.cleaning.page_lines import Line, lines_of
from kb.cleaning.rules import find_noise
from kb.cleaning.spacing import find_spacing
from kb.types import CleanedText, Mark, RawText, Removal

REASONS: dict[str, str] = {
    "navigation": "网站导航",
    "toolbar": "字体、打印、分享等页面按钮",
    "counter": "浏览计数",
    "captcha": "验证码",
    "comment": "网友评论区与声明",
    "qrcode": "扫码提示",
    "producer": "网站制作与备案信息",
    "caption": "图片说明",
    "site_name": "网站名称",
    "script": "残留的脚本代码",
    "page_header": "重复的页眉页脚",
    "page_number": "页码",
    "metadata": "来源、日期、索引号等信息行",
    "duplicate": "重复的内容",
    "spacing": "数字中间的字距空格",
    "invisible": "看不见的字符",
}
"""What each reason is called where users see it."""

_SENTENCE_ENDS = frozenset("。!?;:\uff01\uff1f\uff1b\uff1a…”」』")


def clean(raw: RawText) -> CleanedText:
    """Return ``raw`` without its page noise."""
    lines = lines_of(raw)
    reasons = find_noise(lines, raw)
    whole = [_removal(raw, lines, at, reasons) for at in sorted(reasons) if lines[at].text]
    inside = find_spacing(raw.text, lines, reasons)
    removals = tuple(sorted([*whole, *inside], key=lambda removal: removal.start))
    text, marks = _cut(raw, removals)
    return CleanedText(raw, text, removals, marks)


def source_offset(cleaned: CleanedText, offset: int) -> int:
    """Return where the character at ``offset`` of the cleaned text stands in the raw text.

    The end of the cleaned text maps to the end of the last piece kept. Raises
    ``ValueError`` outside ``0 <= offset <= len(cleaned.text)``.
    """
    if not 0 <= offset <= len(cleaned.text):
        raise ValueError(f"offset {offset} outside 0..{len(cleaned.text)}")
    at_end = offset > 0 and offset == len(cleaned.text)
    return (
        _source(cleaned.removals, offset - 1) + 1 if at_end else _source(cleaned.removals, offset)
    )


def text_offset(cleaned: CleanedText, raw_offset: int) -> int | None:
    """Return where the raw character at ``raw_offset`` stands in the cleaned text.

    ``None`` where it was removed. Raises ``ValueError`` outside the raw text.
    """
    if not 0 <= raw_offset <= len(cleaned.raw.text):
        raise ValueError(f"offset {raw_offset} outside 0..{len(cleaned.raw.text)}")
    starts, gone = _ladder(cleaned.removals)
    at = bisect_right(starts, raw_offset)
    if at and raw_offset < cleaned.removals[at - 1].end:
        return None
    return raw_offset - gone[at]


def _source(removals: tuple[Removal, ...], offset: int) -> int:
    starts, gone = _ladder(removals)
    firsts = [start - before for start, before in zip(starts, gone, strict=False)]
    return offset + gone[bisect_right(firsts, offset)]


def _ladder(removals: tuple[Removal, ...]) -> tuple[list[int], list[int]]:
    """Where each removal begins, and how many characters are gone before it."""
    gone = accumulate((removal.end - removal.start for removal in removals), initial=0)
    return [removal.start for removal in removals], list(gone)


def _removal(raw: RawText, lines: list[Line], at: int, reasons: dict[int, str]) -> Removal:
    line, reason = lines[at], reasons[at]
    start, end = line.start, min(line.end + 1, len(raw.text))
    if reason in {"page_header", "page_number"} and _splits_sentence(lines, at, reasons):
        # The line end before goes too, so that the two halves of the sentence meet.
        start -= 1
    return Removal(start, end, raw.text[start:end], reason)


def _splits_sentence(lines: list[Line], at: int, reasons: dict[int, str]) -> bool:
    """Tell whether a removed page line stands in the middle of a paragraph."""
    if at == 0 or at - 1 in reasons or not lines[at - 1].text:
        return False
    after = at + 1
    while after < len(lines) and (after in reasons or not lines[after].text):
        if not lines[after].text:
            return False
        after += 1
    if after == len(lines):
        return False
    one, other = lines[at - 1], lines[after]
    open_end = one.text[-1] not in _SENTENCE_ENDS and len(one.text) >= 15
    return open_end and one.is_prose_part and not other.number and not other.heading


def _cut(raw: RawText, removals: tuple[Removal, ...]) -> tuple[str, tuple[Mark, ...]]:
    pieces, position = [], 0
    for removal in removals:
        pieces.append(raw.text[position : removal.start])
        position = removal.end
    pieces.append(raw.text[position:])
    starts = [r.start for r in removals]
    gone = [0, *accumulate(r.end - r.start for r in removals)]

    def moved(offset: int) -> int:
        at = bisect_right(starts, offset)
        return min(offset, removals[at - 1].start if _inside(offset, at) else offset) - (
            gone[at - 1] if _inside(offset, at) else gone[at]
        )

    def _inside(offset: int, at: int) -> bool:
        return at > 0 and offset < removals[at - 1].end

    marks = (Mark(m.kind, moved(m.start), moved(m.end), m.level) for m in raw.marks)
    return "".join(pieces), tuple(mark for mark in marks if mark.end > mark.start)
