"""Families of numbering in official Chinese documents, one line or one sentence at a time.

Everything here looks at single lines: what number of which family a line begins with,
and where its heading ends. How the families nest is decided in ``outline``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_TITLE = 40
"""Longest run-in heading, in characters, its number included."""

_HAN = "零〇一二三四五六七八九十百两"
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = "年月日时万亿元%％个亩倍公米吨户人岁"

# Outermost first: the order in which official documents nest the families. A document
# that nests them otherwise is recognised by its restarts (see outline).
FAMILIES: tuple[tuple[str, str], ...] = (
    ("编", rf"第\s?([{_HAN}\d]+)\s?编"),
    ("部分", rf"第\s?([{_HAN}\d]+)\s?部分"),
    ("章", rf"第\s?([{_HAN}\d]+)\s?章"),
    ("节", rf"第\s?([{_HAN}\d]+)\s?节"),
    ("条", rf"第\s?([{_HAN}\d]+)\s?条(?![例款理件约])"),
    ("一、", rf"([{_HAN}]{{1,3}})\s?[、．.](?![{_HAN}][、产级类线等])"),
    ("(一)", rf"[（(〔]\s?([{_HAN}]{{1,3}})\s?[）)〕]、?"),
    ("1.", r"(\d{1,2})\s?(?:[.．](?!\d)|、(?!\d))"),
    ("1.1", rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[.．、]?(?![\d{_UNITS}])"),
    ("(1)", r"[（(]\s?(\d{1,2})\s?[）)]"),
    ("1)", r"(\d{1,2})\s?[）)]"),
    ("①", r"([①-⑳⑴-⒇])"),
)
ORDINAL, RUN_IN, INLINE = "第一", "段首", "一是"
"""第一,… on lines of their own; and what begins inside a paragraph and ends with it."""
RANK = {f: i for i, f in enumerate((*(name for name, _ in FAMILIES), ORDINAL, RUN_IN, INLINE))}
ATTACHMENT, HEADING = "附件", "标题"
"""Headings without a number: of what is attached, and those the format marks."""
NESTED = "内"
"""Suffix of a family whose list stands inside an item of its own family."""

_FAMILY = re.compile("|".join(f"(?P<f{i}>{p})" for i, (_, p) in enumerate(FAMILIES)))
_ORDINALS = (
    ("是", re.compile(rf"(?:^|(?<=[。！？!?：:\n]))\s*(([{_HAN}]{{1,2}})是)")),
    ("第", re.compile(rf"(?:^|(?<=[。！？!?：:\n]))\s*(第([{_HAN}]{{1,2}})[，,、])")),
    ("先", re.compile(r"(?:^|(?<=[。！？!?：:\n]))\s*((首先|其次|再次|最后)[，,])")),
)
_RUN_IN = re.compile(r"[—─－-]{0,2}\s*[^\s。，,；;：:！!？?、“”（()）\d]{4,20}。(?=.{30})")
_ADDRESS = re.compile(r"我|各位|同志|代表|一年来|过去|今年|去年|这些|同时|其中|此外|可以|已经|是")
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_CONTENTS = re.compile(r"[.．…·]{4,}\s*\d*$")
_SENTENCE = re.compile(r"[。！？!?]")
_BARE_TITLE = 24
"""Up to this long a line of an upper family without a sentence end is a heading whole,
with its colon (一、垃圾分类：山岗模式); further down what follows a label is its text."""
_UPPER = {"一、", "(一)"}
_COLON = re.compile(r"[：:](?=.{3})")
_CLAUSE = re.compile(r"[，,；;：:]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line or sentence that begins with a number, or that its format calls a heading.

    ``number``: the counter's value, 0 where it has none. ``title_end``: equal to ``start``
    where the line counts on but begins no heading. ``line_end``: end of the line
    it stands on. ``mark_level``: the format's own heading level.
    """

    family: str
    number: int
    start: int
    title_end: int
    line_end: int
    mark_level: int | None = None

    @property
    def alone(self) -> bool:
        """Whether the heading has its line to itself."""
        return self.title_end >= self.line_end


def value(numeral: str) -> int:
    """The value of a Chinese or Arabic numeral below 1000, or of a circled digit."""
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral[0] <= "⑳":
        return ord(numeral[0]) - ord("①") + 1
    if "⑴" <= numeral[0] <= "⒇":
        return ord(numeral[0]) - ord("⑴") + 1
    if "." in numeral or "．" in numeral:
        return int(re.split(r"[.．]", numeral)[-1])
    total, digit = 0, 0
    for char in numeral:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGIT.get(char, 0) if char in "零〇" else _DIGIT.get(char, 0)
    return total + digit


def at_line(text: str, start: int, end: int) -> Candidate | None:
    """The numbered heading that the line ``text[start:end]`` (stripped) begins with."""
    match = _FAMILY.match(text, start, end)
    if match is None or match.lastgroup is None:
        return None
    family = FAMILIES[int(match.lastgroup[1:])][0]
    numeral = next(g for g in match.groups()[match.lastindex or 0 :] if g)
    if _CONTENTS.search(text, match.end(), end):
        return None
    title_end = _title_end(text, match.end(), end, family)
    return Candidate(family, value(numeral), start, start if title_end is None else title_end, end)


def _title_end(text: str, body: int, end: int, family: str) -> int | None:
    """Where the heading whose number ends at ``body`` ends; ``None``: it is no heading."""
    if not text[body:end].strip():
        return end if family in {"编", "部分", "章", "节", "条"} else None
    if family == "条":
        return _article_end(text, body, end)
    if family == "1.1" and (end - body > MAX_TITLE or _SENTENCE.search(text, body, end)):
        return None
    if family in _UPPER and end - body <= _BARE_TITLE and not _SENTENCE.search(text, body, end):
        return end
    return run_in_end(text, body, end)


def _article_end(text: str, body: int, end: int) -> int:
    """An article's heading is its number, with a title in 【】 or a short bare one."""
    bracket = re.compile(r"\s*[【\[（(][^】\]）)]{1,30}[】\]）)]").match(text, body, end)
    if bracket:
        return bracket.end()
    bare = end - body <= 16 and not _SENTENCE.search(text, body, end)
    return end if bare and not _CLAUSE.search(text, body, end) else body


def run_in_end(text: str, body: int, end: int) -> int | None:
    """End of a heading that runs on into its paragraph: the first sentence where it is
    short, else the first clause; a line without a sentence end is a heading if short."""
    sentence = _SENTENCE.search(text, body, end)
    stop = sentence.start() if sentence else end
    if stop - body <= MAX_TITLE:
        colon = _COLON.search(text, body + 2, min(stop, body + 20))
        return colon.start() if colon else stop
    for clause in _CLAUSE.finditer(text, body, stop):
        if clause.start() - body > MAX_TITLE:
            break
        # A label is two characters at least (改厕:…), a first clause is more.
        if clause.start() - body >= (2 if clause.group() in "：:" else 4):
            return clause.start()
    return None


def run_in(text: str, start: int, end: int) -> Candidate | None:
    """The short sentence that opens the paragraph ``text[start:end]`` as its heading."""
    match = _RUN_IN.match(text, start, end)
    if match is None or _ADDRESS.search(match.group()):
        return None
    return Candidate(RUN_IN, 0, start, match.end() - 1, end)


def ordinals(text: str, start: int, end: int) -> list[tuple[str, int, int, int]]:
    """Sentences of ``text[start:end]`` that begin with 一是, 第一, 首先 …

    Each is ``(kind, number, start, end of the marker)``, by position.
    """
    found = []
    for kind, pattern in _ORDINALS:
        for match in pattern.finditer(text, start, end):
            word = match.group(2)
            number = _WORDS.get(word) or value(word)
            found.append((kind, number, match.start(1), match.end(1)))
    return sorted(found, key=lambda item: item[2])
