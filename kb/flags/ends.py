"""Whether a text breaks off: in the middle of a sentence, at “点击查看全文”, at a bare heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_CLOSED = re.compile(r"[。！？!?；;：:…”\"'’）)】》〉\]>.]\s*$")
_OPEN = re.compile(r"[,，、(（《“]\s*$|(?:和|与|及|的|把|将|为|对|在|以|向)\s*$")
_PROSE = 30  # characters from which a line is a paragraph
_LONG = 60  # a last line without an end must be so long where no sign shows that it is cut
_LEAST_PARAGRAPHS = 5
_CLOSED_SHARE = 0.9  # of the paragraphs that must be closed for the rest to be prose
_LAST_LINES = 4
_CUE = re.compile(
    r"\s*[(（\[【.…]*\s*(?:未完待续|未完|待续|点击(?:此处)?(?:查看|阅读|展开)(?:全文|更多|原文|剩余.{0,6})"
    r"|(?:展开|阅读|查看|余下)(?:全文|剩余.{0,6})|下载后(?:阅读|可阅读|查看).{0,10}|登录后(?:阅读|查看).{0,8}"
    r"|剩余.{0,8}(?:未读|内容|页).{0,12}|(?:试读|预览)(?:已)?结束.{0,12}|下载(?:文档)?(?:阅读|查看)全文)"
    r"\s*[)）\]】.…>》]*\s*"
)
_NEXT_PAGE = re.compile(r"\s*[\[【(（]?下一页[\]】)）]?\s*[>»›]*\s*")
_FOLDED_OUT = re.compile(
    r"^(?:附|注|抄送|联系|电话|地址|主题词|来源|作者|编辑|责任|签发|印发|发布|下载|网址|邮箱|\d|[(（]?\d|[-—·•*#|>])"
)
# A closing sentence without its full stop is whole all the same, and so is an address.
_WHOLE = re.compile(
    r"(?:奋斗|努力|贡献|力量|篇章|施行|执行|解释|谢谢)\s*$|https?:|www\.|[a-z]/[a-z]"
)
_NUMBERED = re.compile(r"\s*([一二三四五六七八九十]{1,3})、\s*(\S.{1,28})$")
_LEAST_SECTION = 120  # characters of every section before a bare last heading


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def truncated(text: str, tables: tuple[tuple[int, int], ...] = ()) -> list[tuple[int, int]]:
    """Spans that show that the text breaks off; empty where it seems whole.

    ``tables``: spans that are no running text.
    """
    lines = [_Line(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    if not lines:
        return []
    found = [(x.start, x.end) for x in lines if _CUE.fullmatch(x.text)]
    found += [(x.start, x.end) for x in lines[-_LAST_LINES:] if _NEXT_PAGE.fullmatch(x.text)]
    last = lines[-1]
    in_table = any(start <= last.start < end for start, end in tables)
    if not found and not in_table and (_cut_off(lines) or _bare_heading(lines)):
        tail = max(last.start, last.end - _PROSE)
        found.append((tail, last.end))
    return sorted(found)


def _cut_off(lines: list[_Line]) -> bool:
    last = lines[-1].text.strip()
    paragraphs = [x.text for x in lines[:-1] if len(x.text.strip()) >= _PROSE]
    if len(paragraphs) < _LEAST_PARAGRAPHS or _CLOSED.search(last) or _FOLDED_OUT.match(last):
        return False
    if _WHOLE.search(last):
        return False
    closed = sum(bool(_CLOSED.search(p)) for p in paragraphs)
    if closed < len(paragraphs) * _CLOSED_SHARE:
        return False
    return len(last) >= _LONG or bool(len(last) >= 12 and _OPEN.search(last))


def _bare_heading(lines: list[_Line]) -> bool:
    """Whether the last line is a heading 三、… with nothing below, where the others have text."""
    heads = [x for x in lines if _NUMBERED.match(x.text) and not _CLOSED.search(x.text)]
    if len(heads) < 3 or heads[-1] is not lines[-1]:
        return False
    gaps = [after.start - one.end for one, after in pairwise(heads)]
    return min(gaps) >= _LEAST_SECTION
