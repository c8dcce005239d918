"""Which encoding a text file is in.

A byte order mark decides, then strict UTF-8. What is left is decoded each possible way,
and the decoding with the most common characters wins: text read in the wrong encoding
turns into rare characters. ``lexicon/frequent_characters.txt`` says what is common.
"""

from __future__ import annotations

import codecs
from functools import cache
from importlib.resources import files

from kb.errors import UnreadableError

_SAMPLE_BYTES = 64 * 1024
_MAX_DAMAGE = 0.02
_ACCIDENT = 8
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_PUNCTUATION = frozenset(
    ",。、;:“”()《》〔〕!?—…·「」『』\u3000\uff0c\uff1b\uff1a\uff08\uff09\uff01\uff1f"
)


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return ``content`` as text, and the name of its encoding.

    ``declared``: what the file says of itself; believed where it fits. Raises
    ``UnreadableError`` where the bytes are not text in any encoding known here.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content, marked), marked
    for name in (_known(declared or ""), "utf-8"):
        if name is not None and b"\0" not in content and _fits(content, name):
            return _decoded(content, name), name
    best = _best_candidate(_sample(content))
    text = _decoded(content, best)
    _refuse_binary(text)
    return text, best


def legible_share(text: str) -> float:
    """Return the share of common characters, letters and digits in ``text``, from 0 to 1.

    Low where the characters are real and the text is not: a font whose codes mean nothing.
    """
    seen = [char for char in text if not char.isspace()]
    if not seen:
        return 0.0
    return sum(_is_legible(char) for char in seen) / len(seen)


def _is_legible(char: str) -> bool:
    return char in _common() or char in _PUNCTUATION or (char < "\u0250" and char.isalnum())


def _sample(content: bytes) -> bytes:
    return content[:_SAMPLE_BYTES]


def _fits(content: bytes, name: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(name)("strict").decode(content)
    except UnicodeDecodeError:
        return False
    return _is_plausible(text) if name == "utf-8" else _score(text) > 0.5


def _is_plausible(text: str) -> bool:
    """Tell whether text that is UTF-8 by its bytes may be so by its characters.

    A few bytes of another encoding can be UTF-8 by accident: 系统 in GB18030 is.
    """
    if any(char < " " and char not in "\t\n\r\f" for char in text[:_SAMPLE_BYTES]):
        return False
    strange = [char for char in text[:_ACCIDENT] if not char.isascii()]
    return len(text) > _ACCIDENT or not strange or any(char in _common() for char in strange)


def _known(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared.strip()).name
    except LookupError:
        return None
    # Any bytes fit these; servers and mailers declare them without looking.
    if name in {"iso8859-1", "cp1252", "ascii"}:
        return None
    # Pages declare gb2312 and big5 and use characters of the larger sets.
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}.get(
        name, name
    )


def _best_candidate(sample: bytes) -> str:
    return max(_CANDIDATES, key=lambda name: _score(sample.decode(name, "replace")))


def _score(text: str) -> float:
    """Share of common characters minus what cannot stand in a text, per character."""
    seen = [char for char in text if not char.isspace()]
    if not seen:
        return 0.0
    return sum(map(_weight, seen)) / len(seen)


def _weight(char: str) -> float:
    if char in _common() or char in _PUNCTUATION:
        return 1.0
    if " " < char < "\x7f":
        return 0.8
    if char == "\ufffd" or char < " " or "\x7f" <= char < "\xa0" or "\ue000" <= char <= "\uf8ff":
        return -2.0
    return 0.0


@cache
def _common() -> frozenset[str]:
    text = files("kb.lexicon").joinpath("frequent_characters.txt").read_text("utf-8")
    return frozenset("".join(line for line in text.splitlines() if not line.startswith("#")))


def _decoded(content: bytes, name: str) -> str:
    text = content.decode(name, "replace")
    # A file cut off in the middle of a character ends in one or two replacements.
    text = text.rstrip("\ufffd")
    if text.count("\ufffd") > len(text) * _MAX_DAMAGE:
        raise UnreadableError(
            "认不出文件的文字编码，或内容已损坏。请用记事本打开，另存为 UTF-8 再添加。"
        )
    return text


def _refuse_binary(text: str) -> None:
    odd = sum(char < " " and char not in "\t\n\r\f\v\x1a" for char in text)
    if odd > len(text) * _MAX_DAMAGE or _score(text[:_SAMPLE_BYTES]) < 0.35:
        raise UnreadableError(
            "这不是文字文件（内容是二进制数据或已损坏）。请确认文件没有选错或改错后缀。"
        )
