"""A quotation's citation: in the way of official documents, and in the form of GB/T 7714.

What is not known is said to be unknown where the standard asks for it, and left out where it
does not; nothing is ever made up. The form is that of GB/T 7714-2015; the edition of 2025 was
not at hand, so full compliance is not claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.types import FLAGS, Quotation

DIGEST = "整理稿"
_LETTERS = {"报告": "R"}
_OTHER = "Z"
_ANNOUNCEMENT = "EB"
_NOBODY = "佚名"
_UNKNOWN_IMPRINT = "[出版地不详]: [出版者不详], {}"
_UNKNOWN_YEAR = "[出版年不详]"
_MOST_ISSUERS = 3
_ISSUERS = re.compile(r"[、，,;；]\s*|\s+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_WHOLE_TITLE = re.compile(r"《([^《》]*)》")


def official(quotation: Quotation) -> str:
    """《title》（number）. Where there is no number: the issuer, or the place the title does not
    name, and the date; a 整理稿 is called one in either case."""
    said = [quotation.number] if quotation.number else list(_origin(quotation))
    said += [DIGEST] if quotation.digest else []
    return bracketed(quotation.title) + (f"（{'，'.join(said)}）" if said else "")


def gbt7714(quotation: Quotation) -> str:
    """One entry of a list of references, without its number."""
    online = bool(quotation.address)
    author = _authors(quotation.issuer) if quotation.issuer else _NOBODY
    further = [part for part in (quotation.number, DIGEST if quotation.digest else None) if part]
    title = ": ".join((one_line(quotation.title), *further))
    letter = _LETTERS.get(quotation.kind or "", _ANNOUNCEMENT if online else _OTHER)
    tail = _online(quotation) if online else f". {_UNKNOWN_IMPRINT.format(_year(quotation))}."
    return f"{author}. {title}[{letter}{'/OL' if online else ''}]{tail}"


def place(quotation: Quotation) -> str:
    """Where in its document it stands: the heading path and the pages; ``""`` where neither
    is known."""
    headings = " › ".join(filter(None, map(one_line, quotation.headings)))
    if quotation.pages is None:
        return headings
    first, last = quotation.pages
    pages = f"第{first}页" if first == last else f"第{first}—{last}页"
    return f"{headings}，{pages}" if headings else pages


def doubts(quotation: Quotation) -> str:
    """What is doubted within the words, e.g. 原文数字缺失; ``""`` for nothing."""
    return "、".join(f"原文{FLAGS[flag]}" for flag in quotation.flags)


def cited(quotation: Quotation) -> str:
    """The words with their citation behind them, to be put into a text: “words”（《title》（number））."""
    return spoken(quotation) + behind(quotation)


def spoken(quotation: Quotation) -> str:
    """The words in quotation marks, without empty lines."""
    lines = (line.strip() for line in quotation.text.splitlines())
    return f"“{chr(10).join(filter(None, lines))}”"


def behind(quotation: Quotation) -> str:
    """The citation as it stands behind the words, with what is doubted: （《title》（number））."""
    return f"（{'；'.join(filter(None, (official(quotation), doubts(quotation))))}）"


def bracketed(title: str) -> str:
    """《title》; title marks inside become 〈〉, as the rules of punctuation have it."""
    plain = one_line(title)
    whole = _WHOLE_TITLE.fullmatch(plain)
    inside = whole[1] if whole else plain
    return f"《{inside.translate(str.maketrans('《》', '〈〉'))}》"


def chinese_date(date: str) -> str:
    """2020-05-08 as 2020年5月8日; anything else as it is."""
    found = _DATE.fullmatch(date)
    if not found:
        return date
    year, month, day = found.groups()
    return f"{year}年{f'{int(month)}月' if month else ''}{f'{int(day)}日' if day else ''}"


def one_line(text: str) -> str:
    """``text`` without line ends and runs of spaces."""
    return " ".join(text.split())


def _origin(quotation: Quotation) -> Iterator[str]:
    region = quotation.region
    name = region.county or region.city or region.province
    if quotation.issuer:
        yield one_line(quotation.issuer)
    elif name and name not in quotation.title:
        yield name
    if quotation.date:
        yield chinese_date(quotation.date)


def _authors(issuer: str) -> str:
    names = [name for name in _ISSUERS.split(issuer.strip()) if name]
    told = names[:_MOST_ISSUERS] + (["等"] if len(names) > _MOST_ISSUERS else [])
    return ", ".join(told)


def _year(quotation: Quotation) -> str:
    return quotation.date or _UNKNOWN_YEAR


def _online(quotation: Quotation) -> str:
    date = f"({quotation.date})" if quotation.date else ""
    accessed = f"[{quotation.captured}]" if quotation.captured else ""
    return f". {date}{accessed}{'. ' if date or accessed else ''}{quotation.address}."
