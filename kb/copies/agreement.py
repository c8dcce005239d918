"""Whether two similar texts are one document, and how they differ if so.

What may differ: lines at the head and the end that a page or a reprint adds, captions and
other short lines between paragraphs, numbers of a list that one format does not write out,
single characters where one text was read from a picture or converted between scripts. A
figure, a name or a word that differs in the body makes two documents.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kb.copies.alignment import Block, align, distance
from kb.copies.plain import Plain, is_caption, is_note, squeeze

How = Literal[
    "同一文件", "文字相同", "繁简不同", "页面不同", "标题或按语不同", "扫描识别",
    "扫描识别，数字有出入", "不完整的副本",
]  # fmt: skip
_ANCHOR = 20
_LEAST_COMMON = 60
_WHOLE_SHARE = 0.6
_SCAN_ERRORS = 0.05
_SCAN_DIGITS = 0.03
_YEARS_APART = 0.2
_SCRIPT_ERRORS = 0.04
_LONGEST_MISREAD = 40
_INNER_ASIDES = 0.08
_LONGEST_ASIDE = 60
_SENTENCE_END = re.compile(r"[。.;；:：,，!！?？]$")
_NUMBERED = re.compile(
    r"\(?(?:[一二三四五六七八九十百]+|\d{1,3})[、.)．,]|第[一二三四五六七八九十百\d]+[条章节]|[①-⑳·*•-]"
)
_LABEL = re.compile(r"(?:第?[一二三四五六七八九十百]{1,4}[条章节是]?|\d{1,3}(?:\.\d{1,2}){0,3})")
_NUMERAL = re.compile(r"[\d.〇零一二三四五六七八九十百千两]+")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_PLACE_WORD = "省市县区州盟旗乡镇村局厅委办院"
_PLACE_NEXT = re.compile(f".?[{_PLACE_WORD}]")
_DATE_END = re.compile(
    r"[\d〇○一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_CLOSED = ("。", ".", "!", "！", "”", '"', ")")
_APPENDED = re.compile(r"附件|附表|附录|附[:：]|此件|抄送|主送|印发|公开方式")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two texts are one document. ``how``: in what they differ. ``cut``: which of them
    lacks the end."""

    how: How
    cut: Literal["a", "b"] | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    a: Plain
    b: Plain
    scanned: bool

    @property
    def converted(self) -> bool:
        return self.a.traditional != self.b.traditional


def agreement(a: Plain, b: Plain, scanned: bool) -> Agreement | None:
    """How ``a`` and ``b`` agree; ``None``: they are two documents.

    ``scanned``: at least one of them was read from pictures.
    """
    pair = _Pair(a, b, scanned)
    blocks = align(a.chars, b.chars)
    anchors = [at for at, block in enumerate(blocks) if block.equal and block.size >= _ANCHOR]
    if not anchors:
        return None
    head, tail = blocks[: anchors[0]], blocks[anchors[-1] + 1 :]
    body = blocks[anchors[0] : anchors[-1] + 1]
    common = sum(block.size for block in blocks if block.equal)
    errors = _inner_errors(pair, body, common)
    if errors is None or common < _LEAST_COMMON or not _edge_agrees(pair, blocks, head, common):
        return None
    cut = _cut(pair, blocks, tail, common)
    if cut is None and not _edge_agrees(pair, blocks, tail, common):
        return None
    if cut is None and common < _WHOLE_SHARE * max(len(a.chars), len(b.chars)):
        return None
    return Agreement(_how(pair, head + tail, errors, cut), cut)


@dataclass(slots=True)
class _Errors:
    characters: int = 0
    digits: int = 0
    asides: int = 0


def _inner_errors(pair: _Pair, body: list[Block], common: int) -> _Errors | None:
    """What differs between the first and the last long equal run; ``None``: too much."""
    errors = _Errors()
    for block in body:
        if block.equal:
            continue
        if _is_aside(pair, block) or _is_label(pair, block):
            errors.asides += block.size
        elif not _is_misread(pair, block):
            return None
        else:
            errors.characters += distance(*_sides(pair, block))
            errors.digits += _digits_differ(pair, block)
    if errors.asides > max(_LONGEST_ASIDE, _INNER_ASIDES * common):
        return None
    limit = _SCAN_ERRORS if pair.scanned else _SCRIPT_ERRORS
    if errors.characters > limit * common or _names_differ(pair, body):
        return None
    if _figures_differ(pair, body, errors, common):
        return None
    return errors


def _sides(pair: _Pair, block: Block) -> tuple[str, str]:
    return pair.a.chars[block.a0 : block.a1], pair.b.chars[block.b0 : block.b1]


def _is_misread(pair: _Pair, block: Block) -> bool:
    """Whether a difference can come from the reading of a picture or from a conversion."""
    left, right = _sides(pair, block)
    if pair.scanned:
        return block.size <= _LONGEST_MISREAD
    words = bool(left and right) and not re.search(r"\d", left + right)
    return pair.converted and words and block.size <= _LONGEST_MISREAD


def _names_differ(pair: _Pair, body: list[Block]) -> bool:
    """Whether the name of a place is another one throughout, which no misreading does."""
    swapped = Counter(
        _sides(pair, block)
        for at, block in enumerate(body)
        if not block.equal and _names_place(pair, body, at)
    )
    return any(
        times > 1 and min(len(left), len(right)) > 1 for (left, right), times in swapped.items()
    )


def _digits_differ(pair: _Pair, block: Block) -> int:
    left, right = ("".join(re.findall(r"\d", side)) for side in _sides(pair, block))
    return distance(left, right)


def _figures_differ(pair: _Pair, body: list[Block], errors: _Errors, common: int) -> bool:
    """Whether more digits differ than the reading of a picture explains: it misreads words
    as well, and does not turn the years of one text into other years."""
    if not errors.digits:
        return False
    figures = sum(map(str.isdigit, pair.a.chars))
    rate = min(_SCAN_DIGITS, 2 * (errors.characters - errors.digits) / common)
    if errors.digits > max(1, rate * figures):
        return True
    start_a, start_b = body[0].a0, body[0].b0
    years = [
        Counter(_YEAR.findall(text.chars[start:end]))
        for text, start, end in (
            (pair.a, start_a, body[-1].a1),
            (pair.b, start_b, body[-1].b1),
        )
    ]
    apart = max((years[0] - years[1]).total(), (years[1] - years[0]).total())
    return apart > _YEARS_APART * max(years[0].total(), years[1].total())


def _names_place(pair: _Pair, blocks: list[Block], at: int) -> bool:
    """Whether the piece that differs ends with, or stands right before, the word of a place
    or an organ."""
    block = blocks[at]
    following = pair.a.chars[block.a1 : block.a1 + 3]
    left, right = _sides(pair, block)
    ended = bool(left and right) and left[-1] in _PLACE_WORD and right[-1] in _PLACE_WORD
    return ended or bool(_PLACE_NEXT.match(following))


def _is_label(pair: _Pair, block: Block) -> bool:
    """Whether one text writes the number of a paragraph that the other leaves to the format."""
    left, right = _sides(pair, block)
    if left and right:
        return False
    text, start = (pair.a, block.a0) if left else (pair.b, block.b0)
    return bool(_LABEL.fullmatch(left or right)) and text.begins_line(start)


def _is_aside(pair: _Pair, block: Block) -> bool:
    """Whether one text has whole lines more that are no part of the words: captions,
    furniture."""
    left, right = _sides(pair, block)
    if left and right:
        return False
    text, start, end = (pair.a, block.a0, block.a1) if left else (pair.b, block.b0, block.b1)
    whole = _slid(text, start, end)
    return whole is not None and all(_is_beside(line) for line in text.lines_of(*whole))


def _slid(text: Plain, start: int, end: int) -> tuple[int, int] | None:
    """The same insertion moved so that it covers whole lines, if it can be: where it begins
    as the text after it does, an alignment may have cut it off too far along."""
    chars = text.chars
    left = 0
    while start - left > 0 and chars[start - left - 1] == chars[end - left - 1]:
        left += 1
    right = 0
    while end + right < len(chars) and chars[start + right] == chars[end + right]:
        right += 1
    for shift in range(-left, right + 1):
        if text.begins_line(start + shift) and text.begins_line(end + shift):
            return start + shift, end + shift
    return None


def _is_beside(line: str) -> bool:
    """Whether a line can stand between paragraphs without belonging to them."""
    if is_caption(line):
        return True
    return _is_title(line) and not re.search(r"\d", line)


def _edge_agrees(pair: _Pair, blocks: list[Block], edge: list[Block], common: int) -> bool:
    """Whether head or end differ in no more than a page, a heading or a note."""
    places = {id(block) for block in edge if not block.equal}
    for at, block in enumerate(blocks):
        if id(block) in places and _is_swap(pair, blocks, at):
            return False
    prose, lines = 0, 0
    for block in edge:
        if not block.equal:
            for text, start, end in (
                (pair.a, block.a0, block.a1),
                (pair.b, block.b0, block.b1),
            ):
                for line in text.lines_of(start, end):
                    if not _is_beside(line) and not is_note(line):
                        prose += min(len(squeeze(line)), end - start)
                    else:
                        lines += min(len(squeeze(line)), end - start)
    return prose <= min(max(80, 0.12 * common), 250) and lines <= max(200, 0.5 * common)


def _is_prose(line: str) -> bool:
    return len(line) > 20 and bool(_SENTENCE_END.search(line))


def _is_swap(pair: _Pair, blocks: list[Block], at: int) -> bool:
    """Whether a number or the name of a place was put for another in the same words."""
    left, right = _sides(pair, blocks[at])
    if not left or not right or max(len(left), len(right)) > 12:
        return False
    framed = at + 1 < len(blocks) and blocks[at + 1].size >= 2
    if pair.scanned and min(len(left), len(right)) < 2:
        return False
    numbers = bool(_NUMERAL.fullmatch(left) and _NUMERAL.fullmatch(right))
    return framed and (numbers or _names_place(pair, blocks, at))


def _cut(
    pair: _Pair, blocks: list[Block], tail: list[Block], common: int
) -> Literal["a", "b"] | None:
    """Which text stops early, the rest being the other's alone."""
    rest_a = sum(block.a1 - block.a0 for block in tail)
    rest_b = sum(block.b1 - block.b0 for block in tail)
    for name, short, long, rest_short, rest_long in (
        ("a", pair.a, pair.b, rest_a, rest_b),
        ("b", pair.b, pair.a, rest_b, rest_a),
    ):
        much = rest_long > max(_LONGEST_ASIDE, 2 * rest_short)
        if much and rest_short <= 2 * _LONGEST_ASIDE and common >= _WHOLE_SHARE * len(long.chars):
            following = long.chars[len(long.chars) - rest_long :]
            end = short.chars[: len(short.chars) - rest_short]
            if _begins_another(long, len(long.chars) - rest_long):
                return None
            closed = _DATE_END.search(end) and not _APPENDED.match(following)
            prose = any(map(_is_prose, long.lines_of(len(long.chars) - rest_long, len(long.chars))))
            if not closed and prose:
                return "a" if name == "a" else "b"
    return None


def _begins_another(text: Plain, offset: int) -> bool:
    """Whether another document's title follows at ``offset``, as in a compilation."""
    at = text.line_at(offset)
    if not at or not text.begins_line(offset):
        return False
    before, line = text.lines[at - 1], text.lines[at]
    closed = before.endswith(_CLOSED) or _DATE_END.search(squeeze(before)) is not None
    return closed and _is_title(line) and not _APPENDED.match(line)


def _is_title(line: str) -> bool:
    short = len(line) <= _LONGEST_ASIDE and "\t" not in line
    return short and not _SENTENCE_END.search(line) and not _NUMBERED.match(line)


def _how(pair: _Pair, edges: list[Block], errors: _Errors, cut: str | None) -> How:
    if cut:
        return "不完整的副本"
    if pair.scanned and errors.characters:
        return "扫描识别，数字有出入" if errors.digits else "扫描识别"
    if pair.converted:
        return "繁简不同"
    worded = any(
        is_note(line) or _is_prose(line) or text.line_at(start) == 0
        for block in edges
        if not block.equal
        for text, start, end in ((pair.a, block.a0, block.a1), (pair.b, block.b0, block.b1))
        for line in text.lines_of(start, end)
    )
    return "标题或按语不同" if worded else "页面不同"
