"""Who issued a document, and where a page took it from."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kb.metadata.dates import DATE, Found
from kb.metadata.textlines import Line, View, spaced

_LEXICON = Path(__file__).parent.parent / "lexicon"
_LONGEST_LINE = 60
_LONGEST_NAME = 30
_RED_HEAD_LINES = 10
_JOINT = "、"
_SOURCE = re.compile(
    rf"(?:{spaced('信息来源|文章来源|内容来源|稿件来源|稿源|来源')})\s*[:]\s*([^\s|,。;]{{2,40}})"
)
_ISSUER_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{spaced('发文机关|发文单位|发文机构|制发机关|制定机关|印发机关|印发单位')}"
    rf"|{spaced('发布机构|发布机关|发布单位|公开机构|责任部门')})(?:\s?[:\]]\s*|\s+)([^\s|,。;:]{{2,60}})"
)
_NEXT_LABEL = re.compile(
    r"(?:(?:发布|发文|成文|公开|公布|更新)?(?:时间|日期)|浏览|点击|字体|字号|作者|编辑|责任|索引|统一|文号"
    r"|主题|分类|发文|成文|公开|信息)"
)
_BEFORE_ABOUT = re.compile(
    r"([\u4e00-\u9fff()、\s]{3,120}?)(?:关于|印发|转发|批转|公布|对[\"《]|令第|公告第)"
)
_SEAL = re.compile(r"\((?:盖章|公章|印章|代章|章|印)\)")
_ORDER = re.compile(r"([\u4e00-\u9fff]{3,40})(?:令|公告|通告)(?:\(?(?:\d{4}年)?第?.{1,6}号\)?)?")
_NUMBERED = re.compile(r"\d\s*号$")
_OPENING = re.compile(
    r"(?:中共)?[\u4e00-\u9fff]{1,5}?[省市县区州盟旗]|国家|中国|[\u4e00-\u9fff]{2,8}?部"
)
_TAIL_NAME = re.compile(r"(?:工作|建设)?(?:领导小组|协调小组|委员会|联席会议|指挥部)?办公室|办公厅")
_DATE_LINE = re.compile(rf"[(]?\s*{DATE}\s*[)]?(?:\s*[(]?(?:印发|盖章|章|印)[)]?)?")


@cache
def _organ_end() -> re.Pattern[str]:
    lines = (_LEXICON / "organs.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("(?:" + "|".join(x for x in lines if not x.startswith("#")) + ")$")


def is_organ(name: str) -> bool:
    """Whether a folded ``name`` reads as an issuing body: Han characters and the right noun."""
    tight = re.sub(r"\s+", "", name)
    whole = re.fullmatch(r"[\u4e00-\u9fff()、]{3,60}", tight)
    return bool(whole and _organ_end().search(tight.rstrip(")"))) and tight != "中共委"


def find_source(page: View) -> Found | None:
    """What stands behind 来源: up to the next label."""
    match = _SOURCE.search(page.folded)
    if not match:
        return None
    cut = _NEXT_LABEL.search(match[1])
    end = match.start(1) + (cut.start() if cut and cut.start() >= 2 else len(match[1]))
    return Found(page.text[match.start(1) : end], match.start(1), end)


def find_issuer(page: View, title: Found | None) -> Found | None:
    """The issuing bodies, joined by 、.

    Before 关于 in the title, over the closing date (on the red head, where it names more),
    before 令 or 公告, or behind a label (发文机关 …), in this order.
    """
    return (
        (title and _of_title(page, title))
        or _fuller(_signing(page), _red_head(page))
        or _order(page)
        or _labelled(page)
    )


def _fuller(signed: Found | None, headed: Found | None) -> Found | None:
    """The signature, unless the red head names more bodies: a signature that a page broke
    into pieces is read in part only."""
    if signed and headed:
        return headed if headed.value.count(_JOINT) > signed.value.count(_JOINT) else signed
    return signed or headed


def _of_title(page: View, title: Found) -> Found | None:
    folded = page.folded[title.start : title.end]
    reprint = re.match(r"\([^()]{2,4}\)\s*", folded)
    skipped = reprint.end() if reprint else 0
    match = _BEFORE_ABOUT.match(folded, skipped)
    if match and is_organ(match[1]):
        return _joint(page, title.start + skipped, title.start + match.end(1))
    return None


def _signing(page: View) -> Found | None:
    for at, line in enumerate(page.lines):
        if at and _DATE_LINE.fullmatch(line.text) and _signs(page.lines[at - 1]):
            return _signers(page, at - 1)
        signed = re.fullmatch(rf"(.{{3,40}}?)\s+{DATE}", line.text)
        if signed and is_organ(signed[1]) and at > 1:
            return _joint(page, line.start, line.start + signed.end(1))
    return None


def _signs(line: Line) -> bool:
    return len(line.text) <= _LONGEST_LINE and is_organ(re.sub(rf"{_SEAL.pattern}$", "", line.text))


def _signers(page: View, last: int) -> Found:
    """Of several bodies that sign one above the other, all; a name broken over two lines
    whole, where the lower one is the end of a name and no name itself."""
    first = last
    while first > 1 and len(page.lines[first - 1].text) <= _LONGEST_LINE:
        above = page.lines[first - 1]
        broken = _TAIL_NAME.fullmatch(page.lines[first].tight) and re.fullmatch(
            r"[\u4e00-\u9fff\s]{6,30}", above.text
        )
        if not (_signs(above) or broken):
            break
        first -= 1
    return _joint(page, page.lines[first].start, page.lines[last].end)


def _red_head(page: View) -> Found | None:
    """The bodies over 文件 in large letters; the word stands behind any one of them, or
    alone below them, at times with the number between."""
    lines = page.lines[:_RED_HEAD_LINES]
    for at, line in enumerate(lines):
        if not line.tight.endswith("文件") or len(line.tight) > _LONGEST_NAME:
            continue
        alone = line.tight == "文件"
        last = at - 1 if alone else at
        if alone and last > 0 and _NUMBERED.search(lines[last].text):
            last -= 1
        first = last
        while first > 0 and is_organ(lines[first - 1].text):
            first -= 1
        while not alone and last + 1 < len(lines) and is_organ(lines[last + 1].text):
            last += 1
        found = _joint(page, lines[first].start, lines[last].end) if last >= 0 else None
        return found if found and all(map(is_organ, found.value.split(_JOINT))) else None
    return None


def is_order_head(line: Line) -> bool:
    """Whether a line is the head over an order or a public notice: 甲县人民政府令."""
    match = _ORDER.fullmatch(line.tight)
    return match is not None and is_organ(match[1])


def _order(page: View) -> Found | None:
    for line in page.lines[:_RED_HEAD_LINES]:
        match = _ORDER.fullmatch(line.tight.strip("()"))
        if match and is_organ(match[1]):
            start = line.start + line.text.index(match[1][0])
            return Found(match[1], start, line.end)
    return None


def _labelled(page: View) -> Found | None:
    for match in _ISSUER_LABEL.finditer(page.folded):
        cut = _NEXT_LABEL.search(match[1])
        end = match.start(1) + (cut.start() if cut else len(match[1]))
        if is_organ(page.folded[match.start(1) : end]) and match.group().count("\n") <= 1:
            return Found(page.text[match.start(1) : end], match.start(1), end)
    return None


def _joint(page: View, start: int, end: int) -> Found:
    """The bodies named in a span, as printed, joined by 、; 文件 and seals are no part."""
    lines = [_name_pieces(page, m.start(), m.end()) for m in _lines_of(page, start, end)]
    pieces = [piece for line in lines for piece in line]
    if all(is_organ(page.folded[a:b]) or _TAIL_NAME.fullmatch(page.folded[a:b]) for a, b in pieces):
        names = [page.text[a:b] for a, b in pieces]
    else:
        names = ["".join(page.text[a:b] for a, b in line) for line in lines]
        folded = ["".join(page.folded[a:b] for a, b in line) for line in lines]
        names = names if all(map(is_organ, folded)) else ["".join(names)]
    return Found(_JOINT.join(_mended([one for name in names for one in _parted(name)])), start, end)


def _parted(name: str) -> list[str]:
    """Names printed without anything between them: the second begins as the first does."""
    opening = _OPENING.match(name)
    if opening is None:
        return [name]
    for again in re.finditer(rf"{opening[0]}|国家|中共", name[4:]):
        cut = again.start() + 4
        if is_organ(name[:cut]) and is_organ(name[cut:]):
            return [name[:cut], *_parted(name[cut:])]
    return [name]


def _lines_of(page: View, start: int, end: int) -> list[re.Match[str]]:
    return list(re.compile(r"[^\n]+").finditer(page.folded, start, end))


def _name_pieces(page: View, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of one line between blanks, without a seal or 文件 at its end."""
    tail = re.search(rf"(?:文\s*件|{_SEAL.pattern})\s*$", page.folded[start:end])
    end = start + tail.start() if tail else end
    return [m.span() for m in re.compile(r"[^\s、]+").finditer(page.folded, start, end)]


def _mended(names: list[str]) -> list[str]:
    """Names broken over two lines made whole, each once."""
    mended: list[str] = []
    for name in names:
        if mended and _TAIL_NAME.fullmatch(name):
            mended[-1] += name
        elif name and name not in mended:
            mended.append(name)
    return mended
