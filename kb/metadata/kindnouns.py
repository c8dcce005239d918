"""The nouns of document types, and the kind of document a title tells by them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kb.types import Kind

_LEXICON = Path(__file__).parent.parent / "lexicon"
_INNER = re.compile(
    r"(?:印发|转发|批转|发布|下发|公布)[^《]{0,30}《(.+)》|(?:印发|转发|批转|发布)(.{6,})的(?:通知|公告|通告)"
)
_NEWS_END = re.compile(r"(?:公布|发布|出台|启动|举行|召开|举办|开幕|揭晓|来了|实施)[!?]?$")


@cache
def _kind_nouns() -> dict[str, Kind]:
    nouns: dict[str, Kind] = {}
    for line in (_LEXICON / "kinds.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, words = line.split("\t")[:2]
            nouns.update(dict.fromkeys(words.split(), kind))  # type: ignore[arg-type]
    return nouns


@cache
def noun_pattern() -> re.Pattern[str]:
    """Any noun of a document type, the longest first."""
    nouns = sorted(_kind_nouns(), key=len, reverse=True)
    return re.compile("|".join(nouns))


def inner_title(title: str) -> str | None:
    """The document a notice passes on: what stands in 《》 behind 印发, 转发 …"""
    match = _INNER.search(title)
    return (match[1] or match[2]) if match else None


def kind_of_title(title: str) -> Kind | None:
    """The kind a folded title tells, of the attached document where it passes one on.

    The noun the title ends in decides (通知, where the attached document's tells nothing); then a noun of experience anywhere in it
    (模式, 做法 …); ``None`` where neither is there.
    """
    inner = inner_title(title)
    passed_on = kind_of_title(inner) if inner else None
    if passed_on not in (None, "其他"):
        return passed_on
    bare = re.sub(r"\([^()]*\)|[\"《》\s]", "", title)
    found = list(noun_pattern().finditer(bare))
    if found and found[-1].end() == len(bare):
        return _kind_nouns()[found[-1].group()]
    for match in found:
        if _kind_nouns()[match.group()] == "经验" and len(match.group()) > 1:
            return "经验"
    return "新闻" if _NEWS_END.search(bare) else None
