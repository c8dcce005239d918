"""The lines of the table, and what each is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

FILE_NAME = "更正.csv"
COLUMNS = ("文件编号", "文件", "项目", "值", "说明")
ITEMS: dict[str, str] = {
    "标题": "title",
    "发文机关": "issuer",
    "发文字号": "number",
    "成文日期": "written",
    "印发日期": "issued",
    "发布日期": "published",
    "施行日期": "in_force",
    "失效日期": "expires",
    "涉及时间": "covered",
    "文种": "kind",
    "来源": "source",
    "省": "province",
    "市": "city",
    "县": "county",
    "其他地区": "others",
    "主题": "themes",
    "专题": "topics",
    "来源等级": "provenance",
}
"""What can be corrected, in the user's words → the field of ``Metadata``."""


LISTS = ("others", "themes", "topics")
PLACES = ("province", "city", "county")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line. ``item``: a key of ``ITEMS``. ``value``: ``None``: no value is right.
    ``line``: its 1-based number in the file, ``None`` where it is not in one yet."""

    document_id: str
    path: str
    item: str
    value: str | None
    note: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be used: ``told`` is a sentence for the user that names it."""

    line: int
    told: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """All usable lines, in the order of the file, and what is wrong with the others.

    ``ids``: of the documents the library holds; a line with none of these is matched by its
    path (the file was changed since), see ``within``.
    """

    lines: tuple[Correction, ...] = ()
    problems: tuple[Problem, ...] = ()
    ids: frozenset[str] = frozenset()

    def within(self, ids: Iterable[str]) -> Corrections:
        """The same, knowing which documents the library holds."""
        return replace(self, ids=frozenset(ids))

    def of(self, document_id: str, path: str) -> tuple[Correction, ...]:
        """The lines for one document: those with its path come first, so that a line with its
        id overrules them."""
        return (*self.by_path(document_id, path), *self.by_id(document_id))

    def by_id(self, document_id: str) -> tuple[Correction, ...]:
        """The lines that name the document by its id."""
        return tuple(line for line in self.lines if line.document_id == document_id)

    def by_path(self, document_id: str, path: str) -> tuple[Correction, ...]:
        """The lines that name its path and an id that the library no longer holds: the file
        was changed, and the user should look whether they still hold."""
        return tuple(
            line
            for line in self.lines
            if line.path == path and line.document_id not in {document_id, *self.ids}
        )

    def unused(self, documents: Iterable[tuple[str, str]]) -> tuple[Correction, ...]:
        """The lines that fit none of ``documents`` (id, path)."""
        known = list(documents)
        ids, paths = {i for i, _ in known}, {p for _, p in known}
        return tuple(x for x in self.lines if x.document_id not in ids and x.path not in paths)


def parts(value: str | None) -> list[str]:
    """The values of an item that may have several, written with 、 or a semicolon between."""
    return [part.strip() for part in re.split(r"[、;；,，]", value or "") if part.strip()]
