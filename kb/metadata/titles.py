"""The printed title of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kb import regions
from kb.metadata.dates import DATE, Found
from kb.metadata.issuance import is_order_head, is_organ
from kb.metadata.kindnouns import noun_pattern
from kb.metadata.textlines import Line, View, despaced
from kb.script import fold
from kb.types import Mark

_HEAD_LINES = 40
_PROSE = re.compile(
    r"。.|。$|;$|^.{16,},.{6,}|^为(?:了|深入|全面|进一步|认真|切实|加快|推动|规范|贯彻|落实|加强)"
)
_HEAD_BELOW = 4  # lines between a web title and the head of the document it shows
_MOST_TITLE = 160  # characters of a title joined over several lines
_MOST_LINES = 6
_LONGEST_LINE = 90
_ENDS_SENTENCE = re.compile(r"[。;,、]$")
_SALUTATION = re.compile(r"[:]$")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[.、]|第[一二三四五六七八九十百]+(?:[章节条编]|部分)"
    r"|[\u4e00-\u9fff]{2}[一二三四五六七八九十]+[:、])"
)
_LABEL = re.compile(
    r"\S{0,6}(?:来源|发布|索引|文号|公开|日期|时间|单位|机构|机关|分类|主题|作者|记者|编辑|字号|编号|状态"
    r"|有效|浏览|点击|责任|联系|电话|地址|附件|审核|签发)\S{0,4}\s?:"
)
_APART = re.compile(
    rf"[(]?\s*-*\s*{DATE}\s*(?:.{{0,60}}(?:会议|大会|通过|修订|上|起施行))?[)]?|[-\d\s/.]+"
    r"|[(].*(?:会议|大会|通过|修订|公布).*[)]"
    r"|.*(?:[市州县省区盟旗局]长|主任|书记|主席)\s+\S(?:\s*\S){1,3}|.*文件|.*会议上[)]?|附件\s*\d*"
    rf"|(?:{DATE})工作回顾"
)
_NUMBER_LINE = re.compile(r".{0,20}\[?\d{4}\]?第?\d+号(?:签发人.*)?")
_TAIL = re.compile(
    r"\((?:(?:19|20)\d\d[^月日]{0,14}|试行|征求意见稿|修订.{0,6}|.{0,6}稿|暂行|全文|摘要)\)"
)
_REPORT_TO = re.compile(
    r"^(?:各位代表|各位委员|同志们|主任、)|我代表[^。]{1,24}(?:报告|汇报|作[^。]{0,6}报告)"
)
_NAVIGATION = re.compile(
    r"(?:首页|当前位置|您的位置|网站|导航$|网站导航|登录|注册|打印|字体|字号|分享|浏览|收藏|返回|上一篇|下一篇"
    r"|扫一扫|无障碍|长者|copyright|javascript|版权|备案|基本情况$|经验做法$)"
)


_DECLARED_LINES = 12
_SITE = re.compile(
    r"首页|正文|网站首页|通知公告|政务公开|信息公开|无标题(?:文档)?|新建.{0,12}文档|.*(?:网|门户网站)"
)


def find_title(page: View, marks: tuple[Mark, ...], declared: str | None) -> Found | None:
    """The title as printed, joined over the lines it is broken across.

    In this order: the line the format declares to be the title; the first heading mark
    of the highest level; the first lines that end in the noun of a document type or
    run 关于 … 的 …; the first line set apart above the text; ``None`` where the text
    begins at once.
    """
    head = _head(page)
    web = _declared(page, declared) or _marked(page, marks)
    official = _typed([x for x in head if x.start > web[-1].start]) if web else None
    if web and official and _is_official(page, web, official):
        web = official
    chosen = web or _typed(head) or _first(head) or _after_opening(page)
    return _joined(page, chosen) if chosen else None


def _is_official(page: View, web: list[Line], typed: list[Line]) -> bool:
    """Whether a document's own head (… 关于 … 的通知) stands right under a short web title."""
    below = page.lines.index(typed[0]) - page.lines.index(web[-1])
    official = "关于" in "".join(x.tight for x in typed)
    return official and 0 < below <= _HEAD_BELOW and not any("关于" in x.text for x in web)


def _head(page: View) -> list[Line]:
    """The lines above the text proper: up to the salutation, the first paragraph or the
    first numbered heading below another line."""
    head: list[Line] = []
    for at, line in enumerate(page.lines[:_HEAD_LINES]):
        if _REPORT_TO.search(line.tight) or _is_prose(page, at):
            break
        if _NUMBERED.match(line.text) or (head and _is_salutation(line.text)):
            break
        head.append(line)
    return head


def _is_prose(page: View, at: int) -> bool:
    """Whether a line is a paragraph or the first line of one that is broken into lines."""
    text = page.lines[at].text
    if _PROSE.search(text) or (len(text) > _LONGEST_LINE and text[-1] in "。;:"):
        return True
    block = page.lines[at : at + 3]
    if len(block) < 3 or len(text) < 18 or _complete(page.lines[at].tight):
        return False
    adjacent = page.folded[block[0].end : block[1].start].count("\n") == 1
    even = abs(len(block[0].text) - len(block[1].text)) <= 4
    return adjacent and even and re.search("[,。]", block[1].text + block[2].text) is not None


def _is_salutation(text: str) -> bool:
    """各乡镇党委和人民政府: but not a label whose value is missing (统一编号:)."""
    return (
        text.endswith(":")
        and ":" not in text[:-1]
        and bool(len(text) > 10 or re.search(r"^各|们:|领导:|代表:|委员:|单位:|部门:|政府:", text))
    )


def _can_stand(line: Line) -> bool:
    text = line.text
    return not (
        len(line.tight) < 2
        or len(text) > _MOST_TITLE
        or _ENDS_SENTENCE.search(text)
        or _SALUTATION.search(text)
        or _NUMBERED.match(text)
        or _APART.fullmatch(text)
        or _NUMBER_LINE.fullmatch(line.tight)
        or (_LABEL.match(text) and "关于" not in text)
        or (_NAVIGATION.search(line.tight) and len(text) < 40)
        or "\t" in text  # a row of a table
        or not re.search(r"[\u4e00-\u9fff]{2}", line.tight)
        or regions.is_chain(text)
        or re.match(r"[、,。;:!?)\]》]", text)
    )


def _declared(page: View, declared: str | None) -> list[Line] | None:
    if not declared:
        return None
    wanted = re.sub(r"\s+", "", fold(declared))
    for line in page.lines[:_DECLARED_LINES]:
        if line.tight in (wanted, re.split(r"[-_|]", wanted)[0]) and _is_name(line):
            return [line]
    for line in page.lines[:_HEAD_LINES]:
        tight = line.tight
        if len(tight) >= 6 and _can_stand(line) and (tight in wanted or wanted in tight):
            return [line]
    return None


def _is_name(line: Line) -> bool:
    """Whether a line the format itself calls the title can be one, be it as short as a place."""
    return (
        re.search(r"[\u4e00-\u9fff]{2}", line.tight) is not None
        and not is_organ(line.text)
        and not _NUMBERED.match(line.text)
        and not _SITE.fullmatch(line.tight)
    )


def _marked(page: View, marks: tuple[Mark, ...]) -> list[Line] | None:
    headings = [m for m in marks if m.kind == "heading" and m.level is not None]
    if not headings:
        return None
    top = min(m.level for m in headings if m.level is not None)
    first = next(m for m in headings if m.level == top)
    lines = [x for x in page.lines if x.start < first.end and x.end > first.start and _can_stand(x)]
    repeated = sum(m.level == top for m in headings) > 3
    return None if repeated or not lines else lines


def _typed(head: list[Line]) -> list[Line] | None:
    """The first lines that together end in the noun of a document type; the head over an
    order (甲县人民政府令) only where no title stands below it."""
    order: list[Line] | None = None
    for at in range(len(head)):
        group = _group(head, at)
        if group and not is_order_head(group[0]):
            return group
        order = order or group
    return order


def _group(head: list[Line], at: int) -> list[Line] | None:
    red = at > 0 and head[at - 1].tight.endswith("文件") and is_organ(head[at].text)
    if red or not _can_stand(head[at]):
        return None
    group: list[Line] = []
    for line in head[at : at + _MOST_LINES]:
        if not _can_stand(line) and not _TAIL.fullmatch(line.tight):
            return None
        group.append(line)
        joined = "".join(x.tight for x in group)
        if len(joined) > _MOST_TITLE:
            return None
        if _complete(joined):
            return group
    return None


def _complete(title: str) -> bool:
    """Whether a joined title ends in the noun of a document type, brackets closed."""
    bare = re.sub(r"(?:\([^()]*\))+$", "", title)
    if bare.count("《") != bare.count("》") or len(bare) < 6:
        return False
    found = list(noun_pattern().finditer(bare.rstrip('"》')))
    return bool(found) and found[-1].end() == len(bare.rstrip('"》'))


def _first(head: list[Line]) -> list[Line] | None:
    standing = [
        x
        for x in _outside_names(head)
        if _can_stand(x) and len(x.tight) >= 4 and not is_organ(x.text)
    ]
    if len(head) == _HEAD_LINES:  # a list or a table: no text begins, so nothing stands over it
        standing = [x for x in standing if x is head[0]]
    return [standing[0]] if standing else None


def _outside_names(lines: list[Line]) -> Iterator[Line]:
    """Lines that no name in 《》 runs into or out of: a paragraph broken into lines is none."""
    depth = 0
    for line in lines:
        before = depth
        depth += line.text.count("《") - line.text.count("》")
        if before == depth == 0:
            yield line


def _after_opening(page: View) -> list[Line] | None:
    """A line apart between the opening paragraphs and the first numbered heading: pages
    of a portrait and a report in one head the report so."""
    lines = page.lines[:_HEAD_LINES]
    numbered = next((i for i, line in enumerate(lines) if _NUMBERED.match(line.text)), 0)
    if any(_REPORT_TO.search(line.tight) for line in lines[:numbered]):
        return None
    for at in range(numbered - 1, max(0, numbered - 4), -1):
        line = lines[at]
        apart = 12 <= len(line.tight) <= _LONGEST_LINE and not re.search("[,。;《-]", line.text)
        ends = re.search("[。!?:]$", lines[at - 1].text)
        if apart and ends and _can_stand(line) and not is_organ(line.text):
            return [line]
    return None


def _joined(page: View, lines: list[Line]) -> Found:
    """The chosen lines, with a parenthesis that belongs to the title on the next line."""
    at = page.lines.index(lines[-1])
    follower = page.lines[at + 1] if at + 1 < len(page.lines) else None
    if follower and _TAIL.fullmatch(follower.tight):
        lines = [*lines, follower]
    value = "".join(_glued([despaced(page.text[x.start : x.end]) for x in lines]))
    return Found(value, lines[0].start, lines[-1].end)


def _glued(pieces: list[str]) -> list[str]:
    """Latin words that meet at a line's end keep a blank between them."""
    glued: list[str] = []
    for piece in pieces:
        latin = glued and re.search(r"[A-Za-z]$", glued[-1]) and re.match(r"[A-Za-z]", piece)
        glued.append(f" {piece}" if latin else piece)
    return glued


def file_title(path: str) -> str:
    """The file's name without its extension: the last resort."""
    return PurePosixPath(path).stem
