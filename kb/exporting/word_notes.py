"""Footnotes of a Word document: a part of its own, which python-docx does not know."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from kb.exporting.word_styles import FOOTNOTE_MARK, FOOTNOTE_TEXT

_NAME = "/word/footnotes.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_RULES = ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))


class Footnotes:
    """Footnotes as they are added; ``attach`` writes them into the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        styles = document.styles
        self._text_style = styles[FOOTNOTE_TEXT].style_id
        self._mark_style = styles[FOOTNOTE_MARK].style_id
        self._bodies: list[str] = []

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put the next footnote's mark at the end of ``paragraph``."""
        number = len(self._bodies) + 1
        paragraph._p.append(
            parse_xml(
                f"<w:r {nsdecls('w')}>{self._mark_properties}"
                f'<w:footnoteReference w:id="{number}"/></w:r>'
            )
        )
        self._bodies.append(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{self._text_style}"/></w:pPr>'
            f"<w:r>{self._mark_properties}<w:footnoteRef/></w:r>"
            '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
            f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        )

    def attach(self) -> None:
        """Write the part with all footnotes and name it in the settings."""
        rules = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr>'
            '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" '
            f'w:firstLine="0"/></w:pPr><w:r><w:{element}/></w:r></w:p></w:footnote>'
            for number, kind, element in _RULES
        )
        content = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f"<w:footnotes {nsdecls('w')}>{rules}{''.join(self._bodies)}</w:footnotes>"
        ).encode()
        part = Part(PackURI(_NAME), _TYPE, content, self._document.part.package)
        self._document.part.relate_to(part, _RELATION)
        _name_rules(self._document.settings.element)

    @property
    def _mark_properties(self) -> str:
        return f'<w:rPr><w:rStyle w:val="{self._mark_style}"/></w:rPr>'


def _name_rules(settings: Any) -> None:
    """The settings list the two notes that are only rules; their order in it is fixed."""
    listed = "".join(f'<w:footnote w:id="{number}"/>' for number, _, _ in _RULES)
    before = settings.find(qn("w:compat"))
    before.addprevious(parse_xml(f"<w:footnotePr {nsdecls('w')}>{listed}</w:footnotePr>"))
