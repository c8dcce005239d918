"""The parts of an OFD file (GB/T 33190): which XML stands where, and which pages there are."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kb.errors import UnreadableError

_LOCKED = "这份 OFD 文件加了密，无法读取。请用 OFD 阅读器打开，取消加密后另存一份再添加。"
_MAX_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class PagePart:
    """One page: its content and what lies under or over it. ``area``: its box as the document
    says, x y width height. ``templates``: the content of template pages, by ID."""

    content: etree._Element
    area: str | None
    templates: dict[str, str]
    annotations: tuple[str, ...]
    resources: Resources


@dataclass(frozen=True, slots=True)
class Resources:
    """What pages refer to by ID: composite graphics, and the parts that hold pictures and
    fonts."""

    composites: dict[str, etree._Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)


class Package:
    """An opened OFD file. Every ``part`` is a path in the archive, ``/`` between its steps.

    Raises ``UnreadableError`` where it is encrypted.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        locked = any(entry.flag_bits & 1 for entry in archive.infolist())
        if locked or "encryptions.xml" in self._names:
            raise UnreadableError(_LOCKED)
        self._root = self.xml("OFD.xml")

    def bytes_of(self, part: str) -> bytes:
        """Return the bytes of ``part``. Raises ``KeyError`` where there is none."""
        return self._archive.read(self._names[part.lower()])

    def has(self, part: str) -> bool:
        """Tell whether there is such a part."""
        return part.lower() in self._names

    def xml(self, part: str) -> etree._Element:
        """Return the root of an XML part. Raises ``KeyError`` or ``etree.XMLSyntaxError``."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(self.bytes_of(part), parser)

    def title(self) -> str | None:
        """Return the title the file itself carries."""
        return text_of(self._root, "{*}DocBody/{*}DocInfo/{*}Title")

    def pages(self) -> Iterator[PagePart | None]:
        """Yield the pages of all documents in order; ``None`` where one is missing."""
        for root in self._documents():
            yield from self._document(root)

    def count(self) -> int:
        """Return the number of pages of all documents."""
        return sum(len(self.xml(part).findall("{*}Pages/{*}Page")) for part in self._documents())

    def _documents(self) -> Iterator[str]:
        for body in self._root.findall("{*}DocBody")[:_MAX_DOCUMENTS]:
            root = self._current_version(body) or text_of(body, "{*}DocRoot")
            if root:
                yield resolved("", root)

    def _current_version(self, body: etree._Element) -> str | None:
        """Return the root of the version that is in force, where the file keeps several."""
        for version in body.findall("{*}Versions/{*}Version"):
            part = resolved("", version.get("BaseLoc", ""))
            if version.get("Current", "").lower() == "true" and self.has(part):
                root = text_of(self.xml(part), "{*}DocRoot")
                return resolved(part, root) if root else None
        return None

    def _document(self, part: str) -> Iterator[PagePart | None]:
        root = self.xml(part)
        templates = {
            page.get("ID", ""): resolved(part, page.get("BaseLoc", ""))
            for page in root.findall("{*}CommonData/{*}TemplatePage")
        }
        area = text_of(root, "{*}CommonData/{*}PageArea/{*}PhysicalBox")
        shared = Resources()
        for kind in ("PublicRes", "DocumentRes"):
            for found in root.findall(f"{{*}}CommonData/{{*}}{kind}"):
                self._load(resolved(part, found.text or ""), shared)
        annotations = self._annotations(part, text_of(root, "{*}Annotations"))
        for page in root.findall("{*}Pages/{*}Page"):
            own = resolved(part, page.get("BaseLoc", ""))
            if not self.has(own):
                yield None
                continue
            content = self.xml(own)
            for found in content.findall("{*}PageRes"):
                self._load(resolved(own, found.text or ""), shared)
            notes = tuple(annotations.get(page.get("ID", ""), ()))
            own_area = text_of(content, "{*}Area/{*}PhysicalBox")
            yield PagePart(content, own_area or area, templates, notes, shared)

    def _load(self, part: str, into: Resources) -> None:
        if not self.has(part):
            return
        root = self.xml(part)
        base = posixpath.join(posixpath.dirname(part), root.get("BaseLoc", ""))
        for unit in root.iter("{*}CompositeGraphicUnit"):
            into.composites[unit.get("ID", "")] = unit
        for media in root.iter("{*}MultiMedia"):
            name = text_of(media, "{*}MediaFile")
            if name and media.get("Type", "").lower() == "image":
                into.pictures[media.get("ID", "")] = resolved(f"{base}/", name)
        for font in root.iter("{*}Font"):
            name = text_of(font, "{*}FontFile")
            if name:
                into.fonts[font.get("ID", "")] = resolved(f"{base}/", name)

    def _annotations(self, part: str, index: str | None) -> dict[str, list[str]]:
        """Return the parts of annotations by the ID of their page."""
        found: dict[str, list[str]] = {}
        listing = resolved(part, index) if index else ""
        if self.has(listing):
            for page in self.xml(listing).iter("{*}Page"):
                name = text_of(page, "{*}FileLoc")
                if name and self.has(resolved(listing, name)):
                    found.setdefault(page.get("PageID", ""), []).append(resolved(listing, name))
        return found


def resolved(part: str, location: str) -> str:
    """Return the part ``location`` names inside ``part``; one with ``/`` starts at the top."""
    location = location.strip().replace("\\", "/")
    if not location.startswith("/"):
        location = posixpath.join(posixpath.dirname(part), location)
    return posixpath.normpath(location.lstrip("/"))


def text_of(element: etree._Element, path: str) -> str | None:
    """Return the text of the first element at ``path``, ``None`` where empty or missing."""
    found = element.find(path)
    return (found.text or "").strip() or None if found is not None else None
