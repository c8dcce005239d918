"""Words covered up or replaced, advertising put into the text, places made anonymous."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).parent.parent / "lexicon"
_HAN = r"[\u4e00-\u9fff]"
_PLACE = r"省|市|县|区|旗|镇|乡|村|街|社区"
_RUN = r"&{2,}|\*{2,}|[×╳✕]{2,}|[Xx]{2,}|[□■▇█]{2,}|[●○◯]{2,}|[Ｘｘ]{2,}|＊{2,}|＆{2,}"
# Years, numbers and dates left open are blanks of a form: 20XX年, 第XX号.
_COVERED = re.compile(
    rf"(?<![0-9A-Za-z&*×□■第〔\[(])(?:{_RUN})(?![0-9A-Za-z&*×□■]|年|月|日|号|{_PLACE})"
    rf"|某某(?!{_PLACE})"
)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_ANONYMOUS = re.compile(
    r"某(?:省|市|县|区|旗|镇|乡镇|乡|村|州|街道)(?![民级场域间些委干部])"
    rf"|(?:某某|[×Xx]{{1,4}}|[Ｘｘ]{{1,4}}|\*{{2,4}}|[○□]{{2,3}})(?:{_PLACE})(?![级域])"
    r"|(?<![A-Za-z0-9.\-－])[A-Z](?:省|市|县|镇|乡|村)(?![场级民域村])"
)
_SINGLE = re.compile(r"[Xx×](?=[省市县区旗镇乡村街社])")
# Where a text says how something is to be named, the letters are a pattern.
_PATTERN_OF_NAME = re.compile(r"(?:命名|名称|格式|样式|模板|例如|例:|依次为|写作)[^。\n]*$")
_BACK = 150  # characters looked back for it


@cache
def _advertising() -> re.Pattern[str]:
    lines = (_LEXICON / "advertising.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{x})" for x in lines if x and not x.startswith("#")))


def covered(text: str) -> Iterator[tuple[int, int]]:
    """Runs of signs that stand for words, inside running text."""
    bold = {at for m in _BOLD.finditer(text) for at in (m.start(), m.end() - 2)}
    for match in _COVERED.finditer(text):
        start, end = match.span()
        if start in bold:
            continue
        if _PATTERN_OF_NAME.search(text, max(0, start - _BACK), start):
            continue
        if re.search(_HAN, text[max(0, start - 1) : start] + text[end : end + 1]):
            yield start, end


def advertised(folded: str) -> Iterator[tuple[int, int]]:
    """Advertising in a folded text of the same length as the original."""
    for match in _advertising().finditer(folded.lower()):
        yield match.span()


def anonymous(text: str) -> Iterator[tuple[int, int]]:
    """Places named 某县, ××镇, A市."""
    for match in _ANONYMOUS.finditer(text):
        start, end = match.span()
        lone = _SINGLE.match(match.group())
        joined = start and re.match(r"[A-Za-z0-9×]", text[start - 1])
        if (lone and joined) or _PATTERN_OF_NAME.search(text, max(0, start - _BACK), start):
            continue
        yield start, end
