"""The bureaus in charge (责任单位), as documents print them: lists behind a label, lists in
brackets after an item, 由…牵头 in a sentence, a column of a table."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.practices.details import HAN, either, stripped, words
from kb.types import Span

_MARKS = ("单位", "部门", "牵头", "负责", "责任", "处室", "科室", "主体", "配合", "[", "【", "［")
_OPEN, _CLOSE = "（(〔［[【", "）)〕］]】"
_LONGEST = 400
_WINDOW = 80
_PARTS = re.compile(r"[^、，,；;：:\s（(]+(?:[（(][^）)\n]*[）)])?[^、，,；;：:\s（(]*")
_TRAILING = re.compile(
    r"(?:等?(?:部门|单位)?(?:按照?职责分工|按职责|按照?职能|按照?分工|分别|共同|具体|分工)*"
    r"(?:牵头)?(?:负责|牵头|配合|参与|参加|实施|落实|组织实施|协助|协同)+)$"
    r"|等(?:有关|相关)?(?:部门|单位)?$"
)
_LEADING = re.compile(r"^(?:由|以及|及|和|会同|联合|其中|请)")
_NO_BUREAU = re.compile(
    r"[0-9\d%]|领导$|责任人|联系人|电话|时限|完成时间|长期|持续|^各级$|^等$|^无$"
)
_AND = re.compile(r"和|及|与")


@dataclass(frozen=True, slots=True)
class Group:
    """Bureaus named together at one place of a text. ``start``/``end``: all of it.
    ``closing``: it closes an item and holds for what stands before it."""

    start: int
    end: int
    leads: tuple[Span, ...]
    others: tuple[Span, ...]
    closing: bool

    @property
    def bureaus(self) -> tuple[Span, ...]:
        """All of them, those that lead first, each once."""
        return (*self.leads, *(s for s in self.others if s not in self.leads))


@cache
def _labels() -> re.Pattern[str]:
    lead, duty = either(words()["lead_labels"]), either(words()["duty_labels"])
    return re.compile(
        rf"(?:(?P<lead>{lead})|(?P<duty>{duty}))(?:及[{HAN}]{{2,8}})?[】\]）)]?\s?[：:]\s?"
    )


@cache
def _bureau() -> re.Pattern[str]:
    ends, names = either(words()["bureau_ends"]), either(words()["bureau_names"])
    tail = r"(?:[（(][^）)\n]{1,20}[）)])?"
    return re.compile(rf"(?:{names}|[{HAN}A-Za-z]{{1,24}}?(?:{ends}))(?:等?部门|等?单位)?{tail}")


def groups(text: str) -> tuple[Group, ...]:
    """Every place of a document's Simplified text that names bureaus in charge, in order."""
    if not any(mark in text for mark in _MARKS):
        return ()
    found: list[Group] = []
    for source in (_labelled, _bracketed, _led):
        taken = [(g.start, g.end) for g in found]
        for group in source(text):
            at = bisect_left(taken, (group.end, 0)) - 1
            if at < 0 or taken[at][1] <= group.start:
                found.append(group)
        found.sort(key=lambda g: g.start)
    return tuple(found)


def _labelled(text: str) -> Iterator[Group]:
    """(牵头单位：…；责任单位：…): labels that follow each other on a line are one group."""
    found: list[tuple[bool, int, int, tuple[Span, ...]]] = []
    for match in _labels().finditer(text):
        end = _list_end(text, match.end())
        spans = tuple(_parts(text, match.end(), end, loose=True))
        if not spans:
            continue
        if (
            found
            and "\n" not in text[found[-1][1] : match.start()]
            and (match.start() - found[-1][2] <= 3)
        ):
            found.append((match["lead"] is not None, found[-1][1], end, spans))
            continue
        if found:
            yield _group(found)
        found = [(match["lead"] is not None, match.start(), end, spans)]
    if found:
        yield _group(found)


def _group(found: Sequence[tuple[bool, int, int, tuple[Span, ...]]]) -> Group:
    leads = tuple(s for lead, _, _, spans in found if lead for s in spans)
    others = tuple(s for lead, _, _, spans in found if not lead for s in spans)
    return Group(found[0][1], found[-1][2], leads, others, True)


def _list_end(text: str, at: int) -> int:
    """Where a list of bureaus that begins at ``at`` ends: its line, a full stop, the bracket
    around it, the next label."""
    depth, end = 0, min(len(text), at + _LONGEST)
    for i in range(at, end):
        char = text[i]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        if depth < 0 or char in "\n\t。":
            end = i
            break
    following = _labels().search(text, at, end)
    return following.start() if following else end


def _parts(text: str, start: int, end: int, loose: bool) -> Iterator[Span]:
    """The bureaus of a list. ``loose``: a label stands before it, so that any short run of
    Chinese is one; otherwise each must end like one."""
    for match in _PARTS.finditer(text, start, end):
        begin, stop = stripped(text, match.start(), match.end())
        begin += len(m.group()) if (m := _LEADING.match(text[begin:stop])) else 0
        if cut := _TRAILING.search(text, begin, stop):
            stop = cut.start()
        while stop > begin and text[stop - 1] in "。.；;":
            stop -= 1
        yield from _one_or_two(text, begin, stop, loose)


def _one_or_two(text: str, begin: int, stop: int, loose: bool) -> Iterator[Span]:
    """A bureau, or two joined by 和 that both end like one."""
    for joined in _AND.finditer(text, begin + 2, stop):
        left, right = (begin, joined.start()), (joined.end(), stop)
        if all(_bureau().fullmatch(text, *span) for span in (left, right)) and (
            text[joined.start() - 1] in "局委厅办府部会"
        ):
            yield left
            yield right
            return
    piece = text[begin:stop]
    if not 2 <= len(piece) <= 40 or _NO_BUREAU.search(piece):
        return
    if loose or _bureau().fullmatch(piece):
        yield begin, stop


_CLAUSE = re.compile(r"[^，,；;]+")
_BRACKET = re.compile(
    r"[（(\[【［]([^（()）\[\]【】\n。]{3,300}(?:[（(][^）)\n]{1,20}[）)][^（()）\n。]{0,200})*)[）)\]】］]"
)


def _bracketed(text: str) -> Iterator[Group]:
    """(县农业农村局牵头，县财政局配合), [县住建局]: a bracket that holds bureaus alone."""
    for match in _BRACKET.finditer(text):
        start, end = match.span(1)
        inner = match.group(1)
        duty = inner.endswith(("负责", "牵头", "配合", "参与", "参加", "落实", "实施"))
        if not duty and (match.group()[0] not in "[【［" and "、" not in inner):
            continue
        if not duty and text[match.end() : match.end() + 1] not in {"\n", "。", "", "；", ";"}:
            continue
        leads: list[Span] = []
        others: list[Span] = []
        sound = True
        for clause in _CLAUSE.finditer(text, start, end):
            spans = _all_bureaus(text, *clause.span())
            sound = sound and bool(spans)
            (leads if "牵头" in clause.group() else others).extend(spans)
        if sound:
            yield Group(match.start(), match.end(), tuple(leads), tuple(others), True)


_BREAK = re.compile(r"[。；;，,：:！？（(\n\t]|(?<![自事理缘])由")
_HELPED = re.compile(
    rf"[^。；;\n]{{0,30}}?[，,]([{HAN}、A-Za-z]{{2,80}}?)(?:等部门|等单位|等)?"
    r"(?:积极|协同|密切)?(?:配合|参与|协助)"
)


def _led(text: str) -> Iterator[Group]:
    """由县委组织部牵头，…配合 in a sentence."""
    at = text.find("牵头")
    while at >= 0:
        ends = [m.end() for m in _BREAK.finditer(text, max(0, at - _WINDOW), at)]
        begin = ends[-1] if ends else max(0, at - _WINDOW)
        stop = at - 2 if text.endswith("共同", 0, at) else at
        if leads := _all_bureaus(text, begin, stop):
            helped = _HELPED.match(text, at + 2)
            others = _all_bureaus(text, *helped.span(1)) if helped else ()
            end = helped.end() if helped and others else at + 2
            yield Group(begin, end, leads, others, False)
        at = text.find("牵头", at + 2)


def _all_bureaus(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The bureaus of a list that holds nothing else."""
    pieces = sum(1 for _ in _PARTS.finditer(text, start, end))
    spans = tuple(_parts(text, start, end, loose=False))
    return spans if len(spans) >= pieces else ()


_COLUMN = re.compile(
    r"牵头|责任单位|责任部门|责任主体|主责|配合单位|参与单位|承办单位|实施单位|落实单位"
)


def of_row(text: str, row: Span, header: Span) -> tuple[Span, ...]:
    """The bureaus of a table's row, by the columns its header (rows of cells parted by tabs)
    names; those of a leading column first."""
    columns: dict[int, str] = {}
    for line in text[slice(*header)].split("\n"):
        for number, cell in enumerate(line.split("\t")):
            if _COLUMN.search(cell) and len(cell) <= 20:
                columns.setdefault(number, cell)
    leads: list[Span] = []
    others: list[Span] = []
    at = row[0]
    for number, cell in enumerate(text[slice(*row)].split("\t")):
        if number in columns:
            spans = _parts(text, at, at + len(cell), loose=True)
            (leads if "牵头" in columns[number] else others).extend(spans)
        at += len(cell) + 1
    return (*leads, *(s for s in others if s not in leads))
