"""Lists of a Word document: real numbering, begun anew with every list."""

from __future__ import annotations

from typing import Literal

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

ListKind = Literal["bullet", "number", "source"]
_FORMS: dict[ListKind, tuple[int, str, str]] = {
    "bullet": (901, "bullet", "•"),
    "number": (902, "decimal", "%1."),
    "source": (903, "decimal", "[%1]"),
}


class Lists:
    """The lists of one document."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        first = self._numbering.find(qn("w:num"))
        for number, form, text in _FORMS.values():
            first.addprevious(parse_xml(_abstract_xml(number, form, text)))
        taken = [int(num.get(qn("w:numId"))) for num in self._numbering.findall(qn("w:num"))]
        self._next = max(taken, default=0) + 1

    def begin(self, kind: ListKind) -> int:
        """A list that counts from 1; its number, for ``put``."""
        number, self._next = self._next, self._next + 1
        self._numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}">'
                f'<w:abstractNumId w:val="{_FORMS[kind][0]}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        return number

    def put(self, paragraph: Paragraph, number: int) -> None:
        """Make ``paragraph`` the next entry of a list."""
        properties = paragraph._p.get_or_add_pPr()
        numbering = properties.get_or_add_numPr()
        numbering.get_or_add_ilvl().val = 0
        numbering.get_or_add_numId().val = number


def _abstract_xml(number: int, form: str, text: str) -> str:
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="480" w:hanging="480"/></w:pPr></w:lvl></w:abstractNum>'
    )
