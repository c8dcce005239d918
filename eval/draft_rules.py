"""How true paragraphs are altered and lightly rewritten by rule, for the check of a draft.

Every rule takes a text and a place in it and gives the new text, or ``None`` where it does
not fit. Which of several ways is taken is decided by ``turn``, so that a run repeats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.types import Figure

Kind = Literal["digit", "unit", "year", "target"]
KINDS: tuple[Kind, ...] = ("digit", "unit", "year", "target")
_UNITS = (
    ("亿元", "万元"), ("万元", "亿元"), ("元", "万元"), ("万亩", "亩"), ("亩", "公顷"),
    ("公顷", "亩"), ("万户", "户"), ("户", "人"), ("万人次", "人次"), ("万人", "人"), ("人", "户"),
    ("%", "个百分点"), ("个百分点", "%"), ("公里", "米"), ("万吨", "吨"), ("吨", "公斤"),
    ("个", "万个"), ("家", "万家"), ("名", "万名"), ("倍", "%"),
)  # fmt: skip
_SYNONYMS = (
    ("达到", "达"), ("实现", "达成"), ("完成", "办成"), ("新建", "新修建"), ("建成", "建起"),
    ("推进", "推动"), ("开展", "组织开展"), ("持续", "不断"), ("加快", "加速"), ("大力", "着力"),
    ("完善", "健全"), ("提升", "提高"), ("打造", "建设"), ("同比", "比上年"), ("群众", "老百姓"),
    ("培育", "培养"), ("引进", "引入"), ("带动", "拉动"), ("累计", "共"), ("农民", "农户"),
    ("以上", "以上的"), ("超过", "超"), ("全县", "县里"), ("全市", "市里"), ("总量", "总数"),
    ("改造", "改建"), ("设立", "设"), ("投入", "投放"), ("覆盖", "覆盖到"), ("创建", "创成"),
)  # fmt: skip
_DROPPED = re.compile(
    r"进一步|切实|不断|全面|大力|着力|积极|深入|扎实|有效|稳步|的(?=[\u4e00-\u9fff])"
)
_AIM = re.compile(
    r"到(?:20\d\d年|\d\d年|“十[三四五]五”)(?:底|末)?[，,]?|力争|努力|确保|争取|预计|计划|将要?"
    r"|(?:20\d\d|今)年[年底末]*(?=[，,]?(?:力争|确保|计划|预计|将))"
)
_REACHED = (
    ("达到", "已达到"), ("达", "已达"), ("完成", "已完成"), ("实现", "已实现"), ("建成", "已建成"),
    ("新增", "已新增"), ("新建", "已新建"), ("提高到", "已提高到"), ("增长", "已增长"),
    ("打造", "已打造"), ("培育", "已培育"), ("建设", "已建设"), ("改造", "已改造"),
)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_NO_BORDER = re.compile(
    r"^(?:其中|比|同比|并|使|到|达|和|及|从|由|较|分别|占|增|增长|下降|为|即|也|还|均)"
)


@dataclass(frozen=True, slots=True)
class Altered:
    """A text in which one thing was changed. ``at``: where it stands."""

    text: str
    at: int


def digit(text: str, figure: Figure, turn: int) -> Altered | None:
    """One digit of a figure becomes another, the first never 0."""
    places = [i for i in range(figure.start, figure.end) if text[i] in "0123456789"]
    if not places:
        return None
    at = places[turn % len(places)]
    old = int(text[at])
    new = (old + 1 + turn // 7 % 8) % 10
    if new == 0 and at == places[0]:
        new = 9 if old != 9 else 8
    return None if new == old else Altered(f"{text[:at]}{new}{text[at + 1 :]}", figure.start)


def unit(text: str, figure: Figure, turn: int) -> Altered | None:
    """The unit becomes another, or its magnitude does."""
    printed = text[figure.start : figure.end]
    for old, new in _UNITS:
        if printed.endswith(old) and figure.unit == old:
            start = figure.end - len(old)
            return Altered(f"{text[:start]}{new}{text[figure.end :]}", figure.start)
    return None


def year(text: str, turn: int) -> Altered | None:
    """A printed year becomes one that is one to three years off and is not in the text."""
    found = list(_YEAR.finditer(text))
    if not found:
        return None
    at = found[turn % len(found)].start()
    for off in (1, -1, 2, -2, 3, -3)[turn % 3 :]:
        new = str(int(text[at : at + 4]) + off)
        if new not in text:
            return Altered(f"{text[:at]}{new}{text[at + 4 :]}", at)
    return None


def target(text: str, figure: Figure, turn: int) -> Altered | None:
    """The words that aim are taken out of the figure's sentence and a result is claimed."""
    start = max(text.rfind(mark, 0, figure.start) for mark in "。；;\n") + 1
    head, tail = text[start : figure.start], text[figure.start :]
    bare = _AIM.sub("", head)
    if bare == head:
        return None
    at = max((bare.rfind(old), -len(old), old, new) for old, new in _REACHED)
    if at[0] < 0 or "，" in bare[at[0] :] or "," in bare[at[0] :]:
        return None
    place, _, old, new = at
    said = f"{bare[:place]}{new}{bare[place + len(old) :]}"
    return Altered(text[:start] + said + tail, start + len(said))


def rewritten(text: str, turn: int) -> str:
    """``text`` said a little otherwise: words exchanged and dropped, clauses turned, figures
    in another unit of the same value."""
    for number, (old, new) in enumerate(_SYNONYMS):
        if (turn >> (number % 16)) & 1 and new not in text:
            text = text.replace(old, new)
    if turn % 2:
        text = _DROPPED.sub("", text)
    if turn % 3 == 0:
        text = "。".join(_turned(sentence, turn) for sentence in text.split("。"))
    return _converted(text) if turn % 4 == 0 else text


def _turned(sentence: str, turn: int) -> str:
    """Two clauses beside each other change places, where neither leans on the other."""
    clauses = re.split(r"[，,]", sentence)
    if len(clauses) < 4:
        return sentence
    at = 1 + turn % (len(clauses) - 2)
    one, other = clauses[at], clauses[at + 1]
    if any(_NO_BORDER.match(c) or "“" in c or "：" in c or _AIM.search(c) for c in (one, other)):
        return sentence
    clauses[at : at + 2] = [other, one]
    return "，".join(clauses)


def _converted(text: str) -> str:
    """14984万元 becomes 1.4984亿元, 3.2万亩 becomes 32000亩."""
    text = re.sub(r"(?<![\d.—-])(\d{5,6})万元", lambda m: f"{int(m[1]) / 10000:g}亿元", text)
    text = re.sub(
        r"(?<![\d.—-])(\d{1,3}\.\d{1,2})万亩", lambda m: f"{round(float(m[1]) * 10000)}亩", text
    )
    return re.sub(
        r"(?<![\d.—-])(\d{1,3}\.\d{1,2})亿元", lambda m: f"{round(float(m[1]) * 10000)}万元", text
    )
