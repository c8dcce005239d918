"""Signs of page noise in one line, by ``lexicon/noise.toml``; nothing here knows a document.

Every function takes a line that ``script.fold`` has folded and that is stripped.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_DATE = (
    r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}\s*日?)?"
    r"(?:[\sT]*\d{1,2}\s*[:时]\s*\d{1,2}(?:\s*[:分]\s*\d{1,2}\s*秒?)?)?"
)
_BYLINE = re.compile(
    r"[^:\d]{0,30}(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?\s*"
    r"\d{1,2}:\d\d(?::\d\d)?[^:\d]{0,20}"
)
_CHINESE_DATE = re.compile(r"[〇○零一二三四五六七八九十年月日]+")
_ONLY_DATE = re.compile(_DATE)
_BULLET = re.compile(r"^[·•*▪■◆►▲△▼↑>\s-]+")
_SHORT_DATE = re.compile(r"\d{1,2}-\d{1,2}\s+\d{1,2}:\d\d(:\d\d)?")
_MENU_GAPS = re.compile(r"[\s|·/>»\-]+")
_GAPS = re.compile(r"[\s|·/【】\[\]()]+")
# The pattern of labels tries every width of a gap: squared where a line is padded.
_WIDE_GAP = re.compile(r"\s{3,}")
_LETTER = re.compile(r"[^\W\d_]")
_BRACKETS = frozenset("\"'();{}[]<>=")
_CODE = re.compile(
    r"</?[a-z!][^<>]*>|\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|/\*.*?\*/|(?<!:)//.*", re.I | re.S
)
_PROSE = re.compile(r"[\u3400-\u9fff](?:[^\x00-\x7f]|[\d.,:%]){4,}[。!?;\uff01\uff1f\uff1b]")
_NUMBERS = re.compile(r"[\d\s.,]+")
_SENTENCE = re.compile(r"[。;!?]")
_MAX_NAME = 20
MAX_VALUE = 60
_MAX_TOOLBAR = 40


def reason_of(line: str) -> str | None:
    """Return why ``line`` is noise wherever it stands, or ``None``."""
    bare = _BULLET.sub("", line)
    for reason, pattern in _patterns().items():
        if pattern.fullmatch(line) or pattern.fullmatch(bare):
            return reason
    return None


def goes_with(reason: str, line: str) -> bool:
    """Tell whether ``line`` is noise where it stands beside noise of ``reason``."""
    return any(re.fullmatch(p, line) for p in _table()["beside"].get(reason, ()))


def is_web_date(line: str) -> bool:
    """Tell whether ``line`` is a date as pages print it: 2020-11-16 08:46, not 2020年11月16日."""
    if _SHORT_DATE.fullmatch(line):
        return True
    return bool(_ONLY_DATE.fullmatch(line)) and ("年" not in line or ":" in line)


def is_byline(line: str) -> bool:
    """Tell whether ``line`` is a date with its time and at most names beside it."""
    return bool(_BYLINE.fullmatch(line)) and not re.search(r"时间|定于|举行|召开", line)


def is_menu(line: str) -> bool:
    """Tell whether ``line`` is a row of menu entries such as 首页 | 政务公开 | 互动交流."""
    words = [word for word in _MENU_GAPS.split(line) if word]
    known = sum(word in _menu() for word in words)
    return known >= 2 and known * 2 >= len(words) and all(len(word) <= 8 for word in words)


def is_symbols(line: str) -> bool:
    """Tell whether ``line`` holds no letter and no digit."""
    return not any(char.isalnum() for char in line)


def is_toolbar(line: str) -> bool:
    """Tell whether ``line`` is nothing but buttons such as 打印, 关闭, 大 中 小."""
    bare = _BULLET.sub("", line)
    words = [word for word in _GAPS.split(bare) if word]
    if words and all(word.strip(":") in _fillers() for word in words):
        return True
    return len(bare) <= _MAX_TOOLBAR and bool(_run_of_fillers().fullmatch(bare))


def is_metadata(line: str, among: bool = False) -> bool:
    """Tell whether ``line`` is nothing but labels with their values.

    ``来源:县农业农村局 发布时间:2020-11-16 浏览次数:`` is; prose that has a label in it is not.
    ``among``: it stands beside such lines, so that a weak label such as 名称 is enough.
    """
    bare = _narrowed(_BULLET.sub("", line))
    found = list(_labels().finditer(bare))
    if not found:
        return False
    before = bare[: found[0].start()].strip()
    if not _only_fillers(before) and not _ONLY_DATE.fullmatch(before):
        return False
    ends = [label.start() for label in found[1:]] + [len(bare)]
    values = [bare[label.end() : end].strip() for label, end in zip(found, ends, strict=True)]
    if any(len(value) > MAX_VALUE or _SENTENCE.search(value) for value in values):
        return False
    strong = any(label["strong"] for label in found)
    several = len(found) > 1 and all(len(value) <= _MAX_NAME for value in values)
    return strong or among or several or all(_plain_value(value) for value in values)


def is_label(line: str) -> bool:
    """Tell whether ``line`` is one label whose value stands elsewhere."""
    bare = _narrowed(line)
    found = _labels().match(bare)
    return bool(found and found.end() == len(bare) and found["strong"])


def is_date(line: str) -> bool:
    """Tell whether ``line`` is a date and nothing else."""
    return bool(_ONLY_DATE.fullmatch(line) or _CHINESE_DATE.fullmatch(line))


def is_stray_script(line: str) -> bool:
    """Tell whether ``line`` is left over from a script: brackets and quotes, no word."""
    return not _BRACKETS.isdisjoint(line) and not _LETTER.search(line)


def holds_prose(text: str) -> bool:
    """Tell whether ``text``, a line as printed, has a sentence beside the code in it.

    What stands in tags, in straight quotes and in comments of a script is code.
    """
    return bool(_PROSE.search(_CODE.sub(" ", text)))


def is_numbers(line: str) -> bool:
    """Tell whether ``line`` holds digits only."""
    return bool(_NUMBERS.fullmatch(line))


def begins_like_heading(line: str) -> bool:
    """Tell whether ``line`` begins as headings of policy documents do."""
    return line.startswith(tuple(_table()["headings"]["begins"]))


def ends_like_issuer(line: str) -> bool:
    """Tell whether ``line`` ends as the name of an organisation does."""
    return line.endswith(tuple(_table()["headings"]["signs"]))


def ends_unlike_caption(line: str) -> bool:
    """Tell whether ``line`` ends as the title of a table does, or as an organisation."""
    return line.endswith(tuple(_table()["headings"]["tables"])) or ends_like_issuer(line)


def _narrowed(line: str) -> str:
    """``line`` with its wide gaps as narrow ones that mean the same: a tab ends a label."""
    return _WIDE_GAP.sub(lambda gap: "\t" if "\t" in gap[0] else "  ", line)


def _only_fillers(text: str) -> bool:
    return all(word in _fillers() for word in _GAPS.split(text) if word)


def _plain_value(value: str) -> bool:
    return not value or value.isdigit() or is_web_date(value) or _only_fillers(value)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("kb.lexicon").joinpath("noise.toml").read_text("utf-8"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = _table()["patterns"]
    return {reason: re.compile("|".join(f"(?:{p})" for p in table[reason])) for reason in table}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(_table()["filler"]["words"])


@cache
def _run_of_fillers() -> re.Pattern[str]:
    # Buttons of a page come out without a gap: 打印关闭分享到.
    words = sorted((word for word in _fillers() if len(word) > 1), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, words))})[\s:|]*)+")


@cache
def _menu() -> frozenset[str]:
    return frozenset(_table()["menu"]["words"])


@cache
def _labels() -> re.Pattern[str]:
    def either(labels: list[str]) -> str:
        # Labels are often spaced out to one width: 文  号.
        spaced = (r"\s*".join(label) for label in sorted(labels, key=len, reverse=True))
        return "|".join(spaced)

    table = _table()["labels"]
    before = r"(?<![^\s|\t\[\](【】/·、])"
    return re.compile(
        rf"{before}[\[【(]?\s*(?:(?P<strong>{either(table['strong'])})|{either(table['weak'])})"
        r"\s*[\])】]?\s*[:\t丨|]\s*"
    )
