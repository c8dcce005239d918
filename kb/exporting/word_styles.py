"""The look of a Word document: A4, 仿宋 for text and 黑体 for headings, Chinese throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

TITLE = "Title"
QUOTED = "引文"
NOTE = "备注"
NOTICE = "核对提示"
CELL = "表格文字"
SOURCE = "来源条目"
CAPTION = "Caption"
CONTENTS = "目录标题"
FOOTNOTE_TEXT = "footnote text"
FOOTNOTE_MARK = "footnote reference"
BODY_FONT, HEAD_FONT, LATIN_FONT = "仿宋", "黑体", "Times New Roman"
# What stands in for a font where it is missing; Word and WPS read it from the font table.
_FALLBACKS = {
    BODY_FONT: ("FangSong,仿宋_GB2312,STFangsong,华文仿宋,FandolFang", "02010609060101010101"),
    HEAD_FONT: ("SimHei,STHeiti,华文黑体,Noto Sans CJK SC", "02010609060101010101"),
}
_LEADER = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:leader="dot" w:pos="8900"/></w:tabs>'
_QUOTE_BORDER = (
    f"<w:pBdr {nsdecls('w')}>"
    '<w:left w:val="single" w:sz="12" w:space="8" w:color="808080"/></w:pBdr>'
)


@dataclass(frozen=True, slots=True)
class _Look:
    """``size``, ``before``, ``after``: points. ``line``: a multiple of the line's height.
    ``indent``: characters of the first line."""

    name: str
    size: float
    font: str = BODY_FONT
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.5
    indent: int = 0
    align: str = "both"


_LOOKS = (
    _Look("Normal", 12, indent=2),
    _Look(TITLE, 20, HEAD_FONT, after=12, align="center"),
    _Look("Heading 1", 15, HEAD_FONT, before=14, after=4, align="left"),
    _Look("Heading 2", 13, HEAD_FONT, before=10, after=2, align="left"),
    _Look("Heading 3", 12, bold=True, before=6, align="left"),
    _Look(QUOTED, 12, after=2, line=1.4),
    _Look(NOTE, 11, before=0, after=3, line=1.3),
    _Look(NOTICE, 11, bold=True, before=3, after=3, line=1.3),
    _Look(CELL, 10, line=1.15, align="left"),
    _Look(SOURCE, 10.5, line=1.25, after=2, align="left"),
    _Look(CAPTION, 11, HEAD_FONT, before=8, after=4, line=1.2, align="center"),
    _Look("List Bullet", 12, align="left"),
    _Look("List Number", 12, align="left"),
    _Look(CONTENTS, 15, HEAD_FONT, before=6, after=6, align="center"),
    _Look("toc 1", 12, line=1.3, align="left"),
    _Look("toc 2", 12, line=1.3, align="left"),
    _Look("toc 3", 12, line=1.3, align="left"),
    _Look(FOOTNOTE_TEXT, 9, line=1.1, align="left"),
    _Look("Footer", 10.5, align="center", line=1),
)
_LEVELS = {"Heading 1": 0, "Heading 2": 1, "Heading 3": 2}
_CUSTOM = {QUOTED, NOTE, NOTICE, CELL, SOURCE, CONTENTS}


def dress(document: Document) -> None:
    """Give an empty document page, styles, language and fonts."""
    _page(document)
    _defaults(document)
    for look in _LOOKS:
        _style(document, look)
    _footnote_mark(document)
    _quote_and_lists(document)
    _font_table(document)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(28)
    section.left_margin, section.right_margin = Mm(27), Mm(26)


def _defaults(document: Document) -> None:
    """What holds wherever no style says otherwise. The template's theme fonts would win over
    fonts that are named, so they go."""
    properties = document.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
    )
    for child in list(properties):
        properties.remove(child)
    properties.append(parse_xml(_fonts_xml(BODY_FONT)))
    properties.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="24"/>'))
    language = f'<w:lang {nsdecls("w")} w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    properties.append(parse_xml(language))


def _fonts_xml(font: str) -> str:
    return (
        f'<w:rFonts {nsdecls("w")} w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" '
        f'w:eastAsia="{font}" w:cs="{LATIN_FONT}"/>'
    )


def _style(document: Document, look: _Look) -> None:
    """A style from nothing but ``look``: what the template gave it (colours, rules) goes."""
    styles = document.styles
    known = {style.name for style in styles}
    if look.name in known:
        element: Any = styles[look.name].element
    else:
        custom = look.name in _CUSTOM
        element = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, not custom).element
    for tag in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    if look.name != "Normal" and element.find(qn("w:basedOn")) is None:
        style = document.styles[look.name]
        style.base_style = document.styles["Normal"]
    element.append(parse_xml(_paragraph_xml(look)))
    element.append(parse_xml(_run_xml(look)))


def _paragraph_xml(look: _Look) -> str:
    heading = look.name in _LEVELS or look.name in (TITLE, CAPTION, CONTENTS)
    keep = "<w:keepNext/><w:keepLines/>" if heading else ""
    level = f'<w:outlineLvl w:val="{_LEVELS[look.name]}"/>' if look.name in _LEVELS else ""
    return (
        f"<w:pPr {nsdecls('w')}>{keep}"
        f'<w:spacing w:before="{look.before * 20:.0f}" w:after="{look.after * 20:.0f}" '
        f'w:line="{look.line * 240:.0f}" w:lineRule="auto"/>'
        f'<w:ind w:firstLineChars="{look.indent * 100}" '
        f'w:firstLine="{look.indent * look.size * 20:.0f}"/>'
        f'<w:jc w:val="{look.align}"/>{level}</w:pPr>'
    )


def _run_xml(look: _Look) -> str:
    bold = "<w:b/>" if look.bold else '<w:b w:val="0"/>'
    return (
        f"<w:rPr {nsdecls('w')}>{_fonts_xml(look.font)}{bold}"
        f'<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/></w:rPr>'
    )


def _footnote_mark(document: Document) -> None:
    style = document.styles.add_style(FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER, True)
    style.element.append(
        parse_xml(f'<w:rPr {nsdecls("w")}><w:vertAlign w:val="superscript"/></w:rPr>')
    )


def _quote_and_lists(document: Document) -> None:
    """What only some styles have: the line beside a quotation, hanging indents."""
    quoted = _properties(document, QUOTED)
    quoted.find(qn("w:spacing")).addprevious(parse_xml(_QUOTE_BORDER))
    for name in ("toc 1", "toc 2", "toc 3"):
        _properties(document, name).find(qn("w:spacing")).addprevious(parse_xml(_LEADER))
    for name, left, hanging in (
        (QUOTED, 420, 0), (NOTE, 420, 0), (SOURCE, 520, 520), ("toc 2", 420, 0), ("toc 3", 840, 0),
        ("List Bullet", 420, 420), ("List Number", 420, 420),
    ):  # fmt: skip
        indent = _properties(document, name).find(qn("w:ind"))
        for attribute in list(indent.attrib):
            del indent.attrib[attribute]
        indent.set(qn("w:left"), str(left))
        # Normal indents the first line by characters, which would win over a plain measure.
        indent.set(qn("w:firstLineChars"), "0")
        indent.set(qn("w:hanging" if hanging else "w:firstLine"), str(hanging))
    document.styles[FOOTNOTE_TEXT].paragraph_format.space_after = Pt(1)


def _properties(document: Document, style: str) -> Any:
    return document.styles[style].element.find(qn("w:pPr"))


def _font_table(document: Document) -> None:
    """Name what stands in for each font, for machines that have it under another name."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:panose1 w:val="{panose}"/>'
        '<w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>'
        for name, (others, panose) in _FALLBACKS.items()
    )
    latin = (
        f'<w:font w:name="{LATIN_FONT}"><w:charset w:val="00"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:fonts {nsdecls('w')}>{fonts}{latin}</w:fonts>"
    ).encode()
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = content
