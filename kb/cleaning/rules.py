"""Which lines of a text are page noise, and why: one function a rule, by place and sign."""

from __future__ import annotations

from collections import Counter

from kb.cleaning import noise
from kb.cleaning.captions import find_captions
from kb.cleaning.page import MAX_NOISE, SAVED_PAGES, Page, page_of
from kb.cleaning.page_lines import Line
from kb.types import RawText

_ANYWHERE = frozenset({"script", "page_number"})
_HEAD_LINES = 80
_MENU_LINES = 24
_MAX_HEAD = 40
_OFTEN = 3
_DOCUMENTARY = ':()《》[]"附0123456789'
_SITE_ENDS = ("网", "网站", "门户", "频道", "在线", ".cn", ".com")


def find_noise(lines: list[Line], raw: RawText) -> dict[int, str]:
    """Return the reason for every line of ``raw`` that is to go, by its place in ``lines``."""
    page = page_of(lines, raw)
    for rule in (
        _furniture,
        _marked_noise,
        _running_heads,
        _metadata,
        _byline,
        _beside_metadata,
        _paired_metadata,
        _before_title,
        _repeated_head,
        _bulleted_head,
        _links,
        _stray_script,
        _site_name,
    ):
        rule(page)
    saved_page = raw.format in {"text", *SAVED_PAGES}
    page.found |= find_captions(lines, page.first, page.last, page.found, saved_page)
    return page.found


def _furniture(page: Page) -> None:
    """What the format itself puts outside the text."""
    kept = "".join("".join(x.folded.split()) for x in page.lines if not x.furniture)
    title = _title_among_furniture(page)
    for i in page.filled:
        line = page.lines[i]
        if not line.furniture or i == title:
            continue
        if page.raw.format in {"pdf", "docx", "doc"}:
            has_word = any(char.isalpha() and char not in "第页共" for char in line.text)
            page.found[i] = "page_header" if has_word else "page_number"
        elif page.raw.format in {"markdown", "mail"} or noise.is_metadata(line.folded):
            page.found[i] = "metadata"
        elif len(line.text) > 60 and _middle(line.folded) in kept:
            page.found[i] = "duplicate"
        else:
            page.found[i] = noise.reason_of(line.folded) or "navigation"


def _title_among_furniture(page: Page) -> int | None:
    """The last title before the prose, where the page has none outside its furniture."""
    titles = [i for i in page.filled if page.is_title(i)]
    if any(not page.lines[i].furniture for i in titles):
        return None
    before = (i for i in reversed(titles) if i < page.first and not page.lines[i].linked)
    return next(before, None) if page.raw.format in SAVED_PAGES else None


def _middle(text: str) -> str:
    squeezed = "".join(text.split())
    half = len(squeezed) // 2
    return squeezed[half : half + 25]


def _marked_noise(page: Page) -> None:
    """Lines whose words give them away; the ambiguous ones only outside the prose."""
    for i in page.filled:
        line = page.lines[i]
        if i in page.found or line.table or len(line.text) > MAX_NOISE or page.is_title(i):
            continue
        reason = noise.reason_of(line.folded)
        outside = i < page.first or i > page.last
        if line.number and line.number[0] != "bullet" and reason != "page_number":
            continue
        if reason == "script" and noise.holds_prose(line.text):
            continue
        if reason and reason != "caption" and (outside or reason in _ANYWHERE):
            page.found[i] = reason
        elif outside and noise.is_toolbar(line.folded):
            page.found[i] = "toolbar"
        elif outside and noise.is_menu(line.folded):
            page.found[i] = "navigation"
    _drop_lone_page_number(page)
    _beside_producer(page)


def _beside_producer(page: Page) -> None:
    for i in list(page.tail()):
        near = any(page.found.get(j) == "producer" for j in range(i - 4, i + 5))
        if near and noise.goes_with("producer", page.lines[i].folded):
            page.found[i] = "producer"


def _drop_lone_page_number(page: Page) -> None:
    numbers = [i for i, reason in page.found.items() if reason == "page_number"]
    if len(numbers) == 1 and not page.lines[numbers[0]].furniture:
        del page.found[numbers[0]]


def _running_heads(page: Page) -> None:
    """Short lines that come again and again beside the page numbers of a printed text."""
    numbers = {i for i, reason in page.found.items() if reason == "page_number"}
    places = {i: at for at, i in enumerate(page.filled)}
    beside: dict[str, list[int]] = {}
    for number in numbers:
        at = places[number]
        for i in page.filled[max(0, at - 1) : at + 2]:
            line = page.lines[i]
            if i not in page.found and len(line.text) <= _MAX_HEAD and not line.is_prose_part:
                beside.setdefault(line.folded, []).append(i)
    for same in beside.values():
        if len(same) >= _OFTEN and not page.lines[same[0]].number:
            page.found |= dict.fromkeys(same, "page_header")


def _metadata(page: Page) -> None:
    """Lines of labels: 来源, 发布时间, 信息索引号."""
    outside = [*list(page.head())[:_HEAD_LINES], *page.tail()]
    for i in outside:
        line = page.lines[i]
        labels = not line.number and not page.is_title(i) and noise.is_metadata(line.folded)
        if labels or (i < page.first and noise.is_web_date(line.folded)):
            page.found[i] = "metadata"
        elif page.raw.format in SAVED_PAGES and noise.is_symbols(line.text):
            page.found[i] = "toolbar"


def _byline(page: Page) -> None:
    """On a web page, who published it and when, on one line right below the title."""
    if page.raw.format not in SAVED_PAGES:
        return
    head = list(page.head())
    titles = [at for at, i in enumerate(head) if page.is_title(i)]
    for i in head[titles[-1] + 1 : titles[-1] + 3] if titles else ():
        line = page.lines[i]
        if not line.is_prose_part and not line.number and noise.is_byline(line.folded):
            page.found[i] = "metadata"


def _beside_metadata(page: Page) -> None:
    """Lines of weaker labels among those lines: 名称, 编辑."""
    for i in [*list(page.head())[:_HEAD_LINES], *page.tail()]:
        line = page.lines[i]
        near = any(page.found.get(j) == "metadata" for j in range(i - 2, i + 3) if j != i)
        if near and not line.number and noise.is_metadata(line.folded, among=True):
            page.found[i] = "metadata"


def _paired_metadata(page: Page) -> None:
    """Labels on one line and their values on the next, as tables of a page come out.

    A value counts only between two labels, or where it can be nothing else: after the last
    label of a table, whose value may be missing, comes the title of the document.
    """
    filled = [i for i in page.filled if i < page.first][:_HEAD_LINES]
    for at, i in enumerate(filled[:-1]):
        value = filled[at + 1]
        if not noise.is_label(page.lines[i].folded) or not _may_be_value(page, value):
            continue
        following = filled[at + 2] if at + 2 < len(filled) else None
        closed = following is not None and noise.is_metadata(page.lines[following].folded)
        only = noise.is_web_date(page.lines[value].folded) or page.lines[value].text.isascii()
        if closed or only:
            page.found.setdefault(value, "metadata")


def _may_be_value(page: Page, at: int) -> bool:
    line = page.lines[at]
    plain = not line.heading and not page.is_title(at) and not line.number
    return plain and len(line.text) <= noise.MAX_VALUE and not noise.is_label(line.folded)


def _before_title(page: Page) -> None:
    """On a web page, what stands before the title is not the document."""
    if page.raw.format not in SAVED_PAGES:
        return
    titles = [i for i in page.filled if i < page.first and page.is_title(i)]
    if not titles:
        return
    for i in list(page.head()):
        if i < titles[0] and not page.lines[i].table:
            page.found[i] = "navigation"


def _repeated_head(page: Page) -> None:
    """A menu saved with a page comes twice: two or more short lines of the head repeated."""
    head = list(page.head())[:_MENU_LINES]
    short = [i for i in head if len(page.lines[i].text) <= 20 and not page.is_title(i)]
    counts = Counter(page.lines[i].folded for i in short)
    repeated = {text for text, count in counts.items() if count > 1}
    if len(repeated) < 2:
        return
    for i in short:
        if page.lines[i].folded in repeated:
            page.found[i] = "navigation"


def _bulleted_head(page: Page) -> None:
    """A bulleted list of the head that holds a toolbar is the page's, not the document's."""
    bulleted = [i for i in page.head() if page.lines[i].text[0] in "•·▪◆■►"]
    tools = [i for i in page.filled if page.found.get(i) in {"toolbar", "metadata", "counter"}]
    for i in bulleted:
        if len(page.lines[i].text) <= 30 and any(abs(i - tool) <= 3 for tool in tools):
            page.found[i] = "navigation"


def _links(page: Page) -> None:
    """Short lines that are nothing but links, outside the prose; attachments stay."""
    attached = False
    for i in [*list(page.head()), *list(page.tail())]:
        line = page.lines[i]
        if not line.linked or "附件" in line.text:
            attached = "附件" in line.text
            continue
        own = "." in line.text[-6:] or line.number or page.is_title(i) or line.is_lettered
        if not attached and not own and len(line.text) <= 60:
            page.found[i] = "navigation"


def _stray_script(page: Page) -> None:
    """Brackets left over from a script, and the numbers beside them."""
    outside = [*page.head(), *page.tail()]
    for at, i in enumerate(outside):
        if noise.is_stray_script(page.lines[i].folded):
            page.found[i] = "script"
            for beside in outside[max(0, at - 1) : at + 2]:
                if noise.is_numbers(page.lines[beside].folded):
                    page.found[beside] = "script"


def _site_name(page: Page) -> None:
    """A last line that is neither sentence nor signature, after the document has ended."""
    left = [i for i in page.filled if i not in page.found]
    if len(left) < 5 or left[-1] <= page.last:
        return
    line = page.lines[left[-1]]
    plain = not line.number and not line.table and not line.is_prose_part and len(line.text) <= 14
    if not plain or noise.is_date(line.folded) or any(c in line.folded for c in _DOCUMENTARY):
        return
    named = line.folded.endswith(_SITE_ENDS) and not line.folded.endswith("联网")
    strange = not noise.begins_like_heading(line.folded) and not noise.ends_unlike_caption(
        line.folded
    )
    alone = len(line.text) >= 4 and not any(c in line.folded for c in " 、")
    if named or (strange and alone and _ended(page, left[:-1])):
        page.found[left[-1]] = "site_name"


def _ended(page: Page, left: list[int]) -> bool:
    """Tell whether the lines end as a document does: with a date or a list of attachments."""
    if noise.is_date(page.lines[left[-1]].folded):
        return True
    for i in reversed(left[-20:]):
        line = page.lines[i]
        if line.folded.startswith("附件"):
            return True
        if not line.number:
            return False
    return False
