"""The package of a Word document: its parts, found by their relations, as XML trees.

ECMA-376 part 2: a part need not have its usual name; the package says which one is the
document, and the document which ones are its styles, notes and headers.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from kb.errors import UnreadableError
from kb.reading.limits import check_unpacked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DAMAGED = "Word 文件不完整或已损坏，打不开。请用 Word 打开后另存一份，或重新下载。"
_LOCKED = "文件设有打开密码，无法读取。请取消密码后另存一份再添加。"
_USUAL = "word/document.xml"
# The strict form of the standard says the same under other names.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
_BROKEN = (
    zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, KeyError, EOFError, OSError,
    NotImplementedError, ValueError, RuntimeError,
)  # fmt: skip


class Package:
    """An open Word document. ``unread``: what could not be read, a sentence each."""

    def __init__(self, content: bytes) -> None:
        """Raises ``UnreadableError`` where the archive is damaged, locked or a bomb."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise UnreadableError(DAMAGED) from error
        entries = self._archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableError(_LOCKED)
        check_unpacked(len(content), sum(entry.file_size for entry in entries))
        self._names = {entry.filename.lower(): entry.filename for entry in entries}
        self.unread: list[str] = []
        self._main = self._main_name()
        self._relations = self._relations_of(self._main)

    def document(self) -> etree._Element:
        """The document itself. Raises ``UnreadableError`` where it is missing or damaged."""
        try:
            return self._tree(self._main)
        except _BROKEN as error:
            raise UnreadableError(DAMAGED) from error

    def part(self, name: str, loss: str) -> etree._Element | None:
        """The part the document calls ``name`` (``styles``, ``footnotes``…).

        ``None`` where it has none, or a damaged one; ``loss`` is what to tell the user then.
        """
        targets = [target for kind, target in self._relations.values() if kind == name]
        folder = posixpath.dirname(self._main)
        return self._tolerated([*targets, posixpath.join(folder, f"{name}.xml")], loss)

    def related(self, identity: str | None) -> str | None:
        """The name of the part with this relation id; ``None`` where there is none."""
        _, target = self._relations.get(identity or "", ("", ""))
        return self._names.get(target.lower())

    def related_tree(self, identity: str | None, loss: str) -> etree._Element | None:
        """The tree of that part, as ``part`` gives it."""
        name = self.related(identity)
        return None if name is None else self._tolerated([name], loss)

    def bytes_of(self, name: str) -> bytes | None:
        """The bytes of the part ``name``; ``None`` where it is damaged."""
        try:
            return self._archive.read(name)
        except _BROKEN:
            return None

    def title(self) -> str | None:
        """The title among the properties of the file."""
        core = self._tolerated(
            ["docProps/core.xml"], "文件属性（标题、作者等）已损坏，没有读；正文不受影响。"
        )
        found = None if core is None else core.find("{http://purl.org/dc/elements/1.1/}title")
        return (found.text or "").strip() or None if found is not None else None

    def _tolerated(self, names: list[str], loss: str) -> etree._Element | None:
        present = [name for name in names if name.lower() in self._names]
        if not present:
            return None
        try:
            return self._tree(present[0])
        except _BROKEN:
            if loss not in self.unread:
                self.unread.append(loss)
            return None

    def _tree(self, name: str) -> etree._Element:
        content = self._archive.read(self._names[name.lower()])
        if b"purl.oclc.org/ooxml" in content:
            for strict, usual in _STRICT:
                content = content.replace(strict, usual)
        # No entity of a stranger's file is resolved, nothing is fetched, no tree too deep.
        # A comment would hide the text after it.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(content, parser)

    def _main_name(self) -> str:
        for kind, target in self._relations_of("").values():
            if kind == "officeDocument" and target.lower() in self._names:
                return target
        return _USUAL

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of each relation of ``part`` inside the package, by its id."""
        folder, name = posixpath.split(part)
        try:
            root = self._tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        except _BROKEN:
            return {}
        relations = {}
        for relation in root:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            target = unquote(relation.get("Target", ""))
            joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            relations[relation.get("Id", "")] = (kind, joined)
        return relations
