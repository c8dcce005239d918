"""What the styles and properties of Word say of a paragraph: heading level and number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from kb.reading.docx_package import W

_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_MAX_BASES = 12


@dataclass(frozen=True, slots=True)
class Style:
    """``level``: of a heading, from 1. ``number``: numbering and its level, from 0."""

    level: int | None = None
    number: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one document, what they inherit resolved."""

    by_name: dict[str | None, Style]

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        """Read ``word/styles.xml``; ``None`` gives no styles."""
        if root is None:
            return cls({})
        elements = {style.get(f"{W}styleId"): style for style in root.findall(f"{W}style")}
        return cls({name: _inherited(name, elements) for name in elements})

    def style_of(self, paragraph: etree._Element) -> Style:
        """What holds for a paragraph: its own properties before those of its style."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        name = named.get(f"{W}val") if named is not None else None
        style = self.by_name.get(name, Style())
        own = _properties(paragraph)
        return Style(own.level or style.level, own.number or style.number)


def _inherited(name: str | None, elements: dict[str | None, etree._Element]) -> Style:
    level, number = None, None
    for _ in range(_MAX_BASES):
        style = elements.get(name)
        if style is None:
            break
        own = _properties(style)
        title = style.find(f"{W}name")
        named = _HEADING_NAME.match(title.get(f"{W}val", "")) if title is not None else None
        level = level or (int(named[1]) if named else own.level)
        number = number or own.number
        based = style.find(f"{W}basedOn")
        name = None if based is None else based.get(f"{W}val")
    return Style(level, number)


def _properties(element: etree._Element) -> Style:
    """Read outline level and numbering off the properties of a paragraph or style."""
    outline = element.find(f"{W}pPr/{W}outlineLvl")
    shown = outline.get(f"{W}val", "9") if outline is not None else "9"
    level = int(shown) + 1 if shown in set("012345678") else None
    number = element.find(f"{W}pPr/{W}numPr/{W}numId")
    if number is None:
        return Style(level)
    depth = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
    at = depth.get(f"{W}val", "0") if depth is not None else "0"
    return Style(level, (number.get(f"{W}val", ""), int(at) if at in set("012345678") else 0))
