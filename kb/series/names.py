"""Titles and document numbers in the one form in which they are compared."""

from __future__ import annotations

import re

from kb.script import fold

NUMBER = (
    r"[\u4e00-\u9fff]{1,20}(?:\([\u4e00-\u9fff]{1,4}\))?\s*"
    r"(?:[\[(<]\s*(?:19|20)\d\d\s*[\])>]\s*第?\s*\d{1,5}\s*号"
    r"|(?:令|公告|通告)\s*(?:(?:19|20)\d\d年)?\s*第?\s*\d{1,5}\s*号)"
)
_DROPPED = re.compile(r"[\W_]+")
_EDITION = re.compile(
    r"\((?:(?:19|20)\d\d年?)?(?:第?[一二三四五六七八九十]*次?)?(?:修订|修正|修改|试行|暂行|草案|征求意见稿|全文|[\u4e00-\u9fff]{0,4}稿|(?:19|20)\d\d年?版?)+(?:版|稿|本)?\)"
)
_INNER = re.compile(r"(?:印发|发布|公布|颁布|转发|批转)(?:.*?)《(.+)》")
_INNER_PLAIN = re.compile(
    r"关于(?:印发|发布|公布|颁布)(?:实施)?([^《》]+?)的(?:通知|公告|决定|令|通告)$"
)
_ABOUT = re.compile(r"^[\u4e00-\u9fff、()\s]{2,40}?(?=关于)")
_TIME = re.compile(
    r"(?:19|20)\d\d(?:\s*[-—~至]\s*(?:(?:19|20)?\d\d))?(?:年度?|学年)?"
    r"|[二〇○零一九]{4}年度?|第?[一二三四五六七八九十]{1,3}(?:届|次(?:会议)?|期|号)"
    r"|第[一二三四五六七八九十]{1,3}个(?=五年)|十[一二三四五六](?=五)"
    r"|[上下]半年|第?[一二三四1-4]季度"
)


def number_key(number: str) -> str:
    """A document number with one kind of brackets, no blanks and no 第."""
    folded = re.sub(r"\s+", "", fold(number))
    return re.sub(r"[(<]((?:19|20)\d\d)[)>]", r"[\1]", folded).replace("第", "")


def title_key(title: str) -> str:
    """A title without punctuation and white space."""
    return _DROPPED.sub("", fold(title))


def names_of(title: str) -> frozenset[str]:
    """The keys by which a document with this title may be cited: the whole title, the title
    without the body that issues it, and the document that it issues."""
    folded = re.sub(r"\s+", "", fold(title))
    forms = {folded, _ABOUT.sub("", folded)}
    for pattern in (_INNER, _INNER_PLAIN):
        found = pattern.search(folded)
        # A notice that passes on another's document is not that document.
        if found and not re.search(r"转发|批转", folded[: found.start(1)]):
            forms.add(found[1])
    forms |= {_EDITION.sub("", form) for form in forms}
    return frozenset(key for key in map(title_key, forms) if len(key) >= 4)


def series_key(title: str) -> str:
    """A title without years, numbers of meetings and five-year periods, so that those of a
    series are equal."""
    folded = re.sub(r"\s+", "", fold(title))
    return title_key(_TIME.sub("", _EDITION.sub("", folded)))


def times_in(title: str) -> tuple[str, ...]:
    """The years, meetings and periods a title names, in order."""
    return tuple(match.group() for match in _TIME.finditer(re.sub(r"\s+", "", fold(title))))
