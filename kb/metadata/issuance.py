"""Who issued a document, under which number, and where a page took it from."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kb.metadata.dates import DATE, Found
from kb.metadata.textlines import Line, View, despaced

_LEXICON = Path(__file__).parent.parent / "lexicon"
_HEAD_LINES = 30
_LONGEST_LINE = 60
_MARK = r"[\u4e00-\u9fff]{1,14}(?:\([\u4e00-\u9fff]{1,4}\))?"
_NUMBER = re.compile(
    rf"({_MARK}\s*[\[(]\s*(?:19|20)\d\d\s*[\])]\s*第?\s*\d{{1,5}}\s*号"
    rf"|{_MARK}(?:令|公告|通告)\s*(?:(?:19|20)\d\d年)?\s*第?\s*\d{{1,5}}\s*号"
    rf"|(?:令|公告)?\s*(?:19|20)\d\d年\s*第\s*\d{{1,5}}\s*号)"
)
_NUMBER_LINE = re.compile(rf"[(\s]*{_NUMBER.pattern}[)\s]*(?:签发人\s*:?.*)?")
_NUMBER_LABEL = re.compile(r"(?:发文字号|文件编号|文件字号|公文字号|文\s?号)\s*[:\]]\s*")
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|内容来源|稿件来源|稿源|来源)\s*[:]\s*([^\s|,。;]{2,40})"
)
_ISSUER_LABEL = re.compile(
    r"(?:发文机关|发文单位|制发机关|制定机关|发布机构|发布机关|发布单位|公开机构|责任部门)\s*[:\]]\s*"
    r"([^\s|,。;:]{2,60})"
)
_NEXT_LABEL = re.compile(
    r"(?:(?:发布|发文|成文|公开|公布|更新)?(?:时间|日期)|浏览|点击|字体|字号|作者|编辑|责任|索引|统一|文号)"
)
_BEFORE_ABOUT = re.compile(r"^([\u4e00-\u9fff()、\s]{4,80}?)关于")
_HEADED = re.compile(r"([\u4e00-\u9fff()、]{4,40})文件")
_DATE_LINE = re.compile(rf"[(]?\s*{DATE}\s*[)]?")


@cache
def _organ_end() -> re.Pattern[str]:
    lines = (_LEXICON / "organs.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("(?:" + "|".join(x for x in lines if not x.startswith("#")) + ")$")


def is_organ(name: str) -> bool:
    """Whether a folded ``name`` reads as an issuing body: Han characters and the right noun."""
    tight = re.sub(r"\s+", "", name)
    whole = re.fullmatch(r"[\u4e00-\u9fff()、]{3,60}", tight)
    return bool(whole and _organ_end().search(tight.rstrip(")"))) and tight != "中共委"


def find_number(page: View) -> Found | None:
    """The document's own number: after its label, or alone on a line above the text.

    A number inside a sentence, or behind the name of another document, is a citation.
    """
    for label in _NUMBER_LABEL.finditer(page.folded):
        match = _NUMBER.match(page.folded, label.end())
        if match:
            return _number(page, match.start(1), match.end(1))
    for line in page.lines[:_HEAD_LINES]:
        match = _NUMBER_LINE.fullmatch(line.text) if len(line.text) <= _LONGEST_LINE else None
        if match:
            return _number(page, line.start + match.start(1), line.start + match.end(1))
    return None


def number_in_title(page: View, title: Found | None) -> Found | None:
    """A number in brackets at the end of the title line itself."""
    if title is None:
        return None
    match = re.search(rf"\(({_NUMBER.pattern})\)$", page.folded[title.start : title.end])
    return (
        _number(page, title.start + match.start(1), title.start + match.end(1)) if match else None
    )


def _number(page: View, start: int, end: int) -> Found:
    return Found(re.sub(r"\s+", "", page.text[start:end]), start, end)


def find_source(page: View) -> Found | None:
    """What stands behind 来源: up to the next label."""
    match = _SOURCE.search(page.folded)
    if not match:
        return None
    cut = _NEXT_LABEL.search(match[1])
    end = match.start(1) + (cut.start() if cut and cut.start() >= 2 else len(match[1]))
    return Found(page.text[match.start(1) : end], match.start(1), end)


def find_issuer(page: View, title: Found | None) -> Found | None:
    """The issuing body: before 关于 in the title, over the closing date, on the red head,
    or behind a label (发文机关, 发布单位 …), in this order."""
    return (
        (title and _of_title(page, title)) or _signing(page) or _red_head(page) or _labelled(page)
    )


def _of_title(page: View, title: Found) -> Found | None:
    match = _BEFORE_ABOUT.match(page.folded[title.start : title.end])
    if match and is_organ(match[1]):
        return _issuer(page, title.start, title.start + match.end(1))
    return None


def _signing(page: View) -> Found | None:
    for at, line in enumerate(page.lines):
        if at and _DATE_LINE.fullmatch(line.text):
            above = page.lines[at - 1]
            if len(above.text) <= _LONGEST_LINE and is_organ(above.text):
                return _first_signer(page, at - 1)
        signed = re.fullmatch(rf"(.{{4,40}}?)\s+{DATE}", line.text)
        if signed and is_organ(signed[1]) and at > 1:
            return _issuer(page, line.start, line.start + signed.end(1))
    return None


def _first_signer(page: View, at: int) -> Found:
    """Of several bodies that sign one above the other, the uppermost."""
    while at and len(page.lines[at - 1].text) <= 30 and is_organ(page.lines[at - 1].text):
        at -= 1
    line: Line = page.lines[at]
    return _issuer(page, line.start, line.end)


def _red_head(page: View) -> Found | None:
    for line in page.lines[:6]:
        match = _HEADED.fullmatch(line.tight)
        if match and is_organ(match[1]):
            end = line.start + line.text.rindex("文")
            return _issuer(page, line.start, end)
    return None


def _labelled(page: View) -> Found | None:
    match = _ISSUER_LABEL.search(page.folded)
    if not match:
        return None
    cut = _NEXT_LABEL.search(match[1])
    end = match.start(1) + (cut.start() if cut and cut.start() >= 2 else len(match[1]))
    return _issuer(page, match.start(1), end) if end - match.start(1) >= 2 else None


def _issuer(page: View, start: int, end: int) -> Found:
    """The name as printed; a notice of reprinting before it is no part of it."""
    reprint = re.match(r"\([^()]{2,4}\)\s*", page.folded[start:end])
    start += reprint.end() if reprint else 0
    return Found(despaced(page.text[start:end]), start, end)
