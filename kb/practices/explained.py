"""What a name is said to stand for right behind it: “百千万工程”（百县…工程）, 简称“…”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.practices.mentions import key_of
from kb.script import to_simplified
from kb.types import Document, Mention

_AHEAD = 48
_BRACKET = re.compile(
    r"[”』」\"]?[\u4e00-\u9fff]{0,6}[（(](?:以下)?(?:统一|合并|一并)?(?:简称|统称|称为|称)?[为:：]?"
    r"[“『「\"]?([^“”『』「」\"（()）。；;]{2,30})[”』」\"]?([\u4e00-\u9fff]{0,6})[）)]"
)
_SHORT = ("简称", "统称", "简稱", "統稱")


def other_names(mention: Mention, document: Document) -> Iterator[str]:
    """Keys of what a bracket behind a name says that it stands for, or is called for short:
    the bracket says so, or one is made of characters of the other in their order."""
    behind = document.text[mention.name_end : mention.name_end + _AHEAD]
    if "（" not in behind and "(" not in behind:
        return
    match = _BRACKET.match(behind)
    if match is None:
        return
    said = to_simplified(match.group(1) + match.group(2))
    key = key_of(said)
    told = any(word in match.group() for word in _SHORT)
    short, long = sorted((key, mention.key), key=len)
    if len(short) >= 2 and short != long and (told or _abbreviates(short, long)):
        yield key


def _abbreviates(short: str, long: str) -> bool:
    """Whether the characters of ``short`` stand in ``long`` in order, and begin it."""
    if len(short) < 3 or len(long) < len(short) + 2:
        return False
    rest = iter(long)
    return short[0] in long[:2] and all(char in rest for char in short)
