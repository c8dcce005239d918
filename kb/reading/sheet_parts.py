"""What the spreadsheet library does not tell of an .xlsx file: number formats, how far its
sheets reach, and what hangs beside the cells.

How far a sheet reaches has to be known before the library lays it out: it takes memory for
every cell of the rectangle, be they two.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

LOCKED = "文件设有打开密码，无法读取。请取消密码后另存一份再添加。"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# The strict form of the same format lives under an address of its own.
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_REL_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d",
    17: "mmm-yy", 22: "yyyy-m-d h:mm", 27: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 52: 'yyyy"年"m"月"',
}  # fmt: skip
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet: ``rows`` and ``columns`` up to its last cell, ``codes``: the number format of
    cells that have one, by (row, column) from 0."""

    rows: int = 0
    columns: int = 0
    codes: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetParts:
    """The sheets by name, and how many pictures, notes and text boxes hang beside the cells.
    ``formats_known``: whether number formats could be read at all."""

    sheets: dict[str, SheetPart] = field(default_factory=dict)
    pictures: int = 0
    notes: int = 0
    boxes: int = 0
    formats_known: bool = True


def sheet_parts(archive: zipfile.ZipFile) -> SheetParts:
    """Look through the parts of an .xlsx file.

    Raises ``etree.XMLSyntaxError``, ``KeyError`` and what ``zipfile`` raises where it is damaged.
    """
    names = archive.namelist()
    codes = _formats(archive) if "xl/styles.xml" in names else []
    sheets = {
        name: _sheet(archive, part, codes)
        for name, part in _sheet_names(archive).items()
        if part in names
    }
    return SheetParts(
        sheets,
        sum(name.startswith("xl/media/") for name in names),
        sum(_count(archive, name, "comment") for name in names if _is(name, "comments")),
        sum(_count(archive, name, "txBody") for name in names if _is(name, "drawings/drawing")),
    )


def _is(name: str, kind: str) -> bool:
    return name.startswith(f"xl/{kind}") and name.endswith(".xml")


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _count(archive: zipfile.ZipFile, name: str, tag: str) -> int:
    elements = _root(archive, name).iter(f"{{*}}{tag}")
    return sum(bool("".join(element.itertext()).strip()) for element in elements)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _root(archive, "xl/_rels/workbook.xml.rels")
        if isinstance(relation.tag, str)
    }
    found = {}
    for sheet in _root(archive, "xl/workbook.xml").iter("{*}sheet"):
        identifier = next((sheet.get(key) for key in _REL_IDS if sheet.get(key)), None)
        target = targets.get(identifier, "")
        found[sheet.get("name", "")] = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    return found


def _formats(archive: zipfile.ZipFile) -> list[str | None]:
    """Return the number format of every cell style, ``None`` for the ordinary one."""
    root = _root(archive, "xl/styles.xml")
    codes = dict(_BUILT_IN)
    for own in root.iter("{*}numFmt"):
        number = own.get("numFmtId", "")
        if number.isdigit():
            codes[int(number)] = own.get("formatCode", "")
    styles = root.find("{*}cellXfs")
    numbers = [style.get("numFmtId", "0") for style in ([] if styles is None else styles)]
    return [codes.get(int(number)) if number.isdigit() else None for number in numbers]


def _sheet(archive: zipfile.ZipFile, part: str, codes: list[str | None]) -> SheetPart:
    rows = columns = row = column = 0
    found: dict[tuple[int, int], str] = {}
    wanted = [f"{{{space}}}{tag}" for space in (_MAIN, _STRICT) for tag in ("c", "row")]
    source = io.BytesIO(archive.read(part))
    for event, element in etree.iterparse(
        source, events=("start", "end"), tag=wanted, resolve_entities=False, no_network=True
    ):
        if event == "start":
            if element.tag.endswith("row"):
                given = element.get("r", "")
                row, column = (int(given) if given.isdigit() else row + 1), 0
            continue
        if element.tag.endswith("}c"):
            # A cell may leave its place to be counted.
            place = _place(element.get("r", "")) or (row - 1, column)
            column = place[1] + 1
            if len(element):
                rows, columns = max(rows, place[0] + 1), max(columns, column)
                style = element.get("s", "")
                code = codes[int(style)] if style.isdigit() and int(style) < len(codes) else None
                if code:
                    found[place] = code
        else:
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return SheetPart(rows, columns, found)


def _place(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
