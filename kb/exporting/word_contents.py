"""The table of contents: a field, filled in so that it is not empty where nothing updates it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from kb.exporting.word_styles import CONTENTS
from kb.types import Heading

_WORDS = 'w:instrText xml:space="preserve"'


def bookmarked(paragraph: Paragraph, number: int) -> None:
    """Make a heading a place that the table of contents can lead to."""
    start = f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{_name(number)}"/>'
    end = f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, parse_xml(start))
    paragraph._p.append(parse_xml(end))


def add_contents(document: Document, headings: Sequence[Heading]) -> None:
    """The table at the end of what is written so far. Bookmark n is the n-th heading's,
    from 1. Word puts the page numbers in when it opens the document; without it there are
    none, which is better than wrong ones."""
    styles = document.styles
    head = styles[CONTENTS].style_id
    entries = [
        _entry(heading, number, styles[f"toc {heading.level}"].style_id)
        for number, heading in enumerate(headings, 1)
    ]
    opening = (
        f'{_field("begin")}<w:r><{_WORDS}> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        f"{_field('separate')}"
    )
    entries[0] = entries[0].replace("</w:pPr>", f"</w:pPr>{opening}", 1)
    entries[-1] = entries[-1].removesuffix("</w:p>") + f"{_field('end')}</w:p>"
    block = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
        f'<w:p><w:pPr><w:pStyle w:val="{head}"/></w:pPr><w:r><w:t>目录</w:t></w:r></w:p>'
        f"{''.join(entries)}</w:sdtContent></w:sdt>"
    )
    document.element.body.insert(len(document.element.body) - 1, parse_xml(block))
    _update_on_opening(document.settings.element)


def _entry(heading: Heading, number: int, style: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:hyperlink w:anchor="{_name(number)}" w:history="1">'
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">'
        f"{escape(heading.text)}</w:t></w:r></w:hyperlink></w:p>"
    )


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _name(number: int) -> str:
    return f"_Toc{number:08d}"


def _update_on_opening(settings: Any) -> None:
    """Have page numbers filled in; the order of the settings is fixed."""
    before = settings.find(qn("w:footnotePr"))
    before = before if before is not None else settings.find(qn("w:compat"))
    before.addprevious(parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
