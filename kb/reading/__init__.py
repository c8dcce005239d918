"""From the bytes of one file to its raw text.

``READERS`` is the one registry: a format slots in with its name, its suffixes and its
reader. What a file is called only decides whether it is looked at; what it contains
decides how it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import UnreadableError
from kb.reading.containers import CONTAINERS
from kb.reading.delimited import read_csv
from kb.reading.doc import read_doc
from kb.reading.docx import read_docx
from kb.reading.html import read_html
from kb.reading.inside import container_for
from kb.reading.limits import check_characters, check_size
from kb.reading.mail import read_mail
from kb.reading.markdown import read_markdown
from kb.reading.mht import read_mht
from kb.reading.ofd import read_ofd
from kb.reading.pdf import read_pdf
from kb.reading.picture import read_picture
from kb.reading.sheet import read_sheet
from kb.reading.slides import read_slides
from kb.reading.sniffing import sniff
from kb.reading.text import read_text
from kb.types import RawText


@dataclass(frozen=True, slots=True)
class Reader:
    """One file format. ``binary``: its files are recognised by content, never by name.
    ``pictured``: its pages may be pictures, which take far more memory to read."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], RawText]
    binary: bool = False
    pictured: bool = False


READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("text", (".txt", ".text"), read_text),
        Reader("markdown", (".md", ".markdown"), read_markdown),
        Reader("html", (".html", ".htm", ".xhtml", ".shtml"), read_html),
        Reader("mht", (".mht", ".mhtml"), read_mht),
        Reader("mail", (".eml",), read_mail),
        Reader("csv", (".csv", ".tsv"), read_csv),
        Reader("docx", (".docx", ".docm", ".dotx"), read_docx, binary=True),
        Reader("doc", (".doc", ".wps", ".wpt", ".dot", ".rtf"), read_doc, binary=True),
        Reader("sheet", (".xlsx", ".xls", ".xlsm", ".xlsb", ".et"), read_sheet, binary=True),
        Reader("slides", (".pptx",), read_slides, binary=True),
        Reader("pdf", (".pdf",), read_pdf, binary=True, pictured=True),
        Reader("ofd", (".ofd",), read_ofd, binary=True, pictured=True),
        Reader(
            "picture",
            (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
            read_picture,
            binary=True,
            pictured=True,
        ),
    )
}
_BY_SUFFIX = {suffix: reader for reader in READERS.values() for suffix in reader.suffixes}
SUFFIXES: tuple[str, ...] = (
    *_BY_SUFFIX,
    *(s for c in CONTAINERS.values() for s in c.suffixes if s not in _BY_SUFFIX),
)


def supported(path: Path) -> bool:
    """Tell by its name whether ``path`` is a file this package reads.

    Hidden files and the lock files Word leaves (``~$…``) are not.
    """
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))


def may_be_pictured(path: Path) -> bool:
    """Tell by its name whether pages of ``path`` may be pictures."""
    reader = _BY_SUFFIX.get(path.suffix.lower())
    return reader is not None and reader.pictured


def is_container(path: Path) -> bool:
    """Tell by its name whether ``path`` may hold other files: an archive or a mail."""
    return container_for(path.name) is not None


def read(path: Path) -> RawText:
    """Read the file at ``path``.

    Raises ``UnreadableError`` with a sentence for the user, free of any path, where the
    file is missing, empty, too large, damaged, locked by a password or of another format.
    """
    content = _load(path)
    raw = _reader_for(content, path.suffix.lower()).read(content)
    check_characters(len(raw.text))
    if not any(char.isalnum() for char in raw.text):
        raise UnreadableError("文件里没有文字。请确认选对了文件；若是扫描件，请先做文字识别。")
    return raw


def _load(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError("文件不存在，可能已被移动或删除。请刷新文件夹后再试。") from error
    except IsADirectoryError as error:
        raise UnreadableError("这是一个文件夹，不是文件。") from error
    except PermissionError as error:
        raise UnreadableError("没有权限读取这个文件，或它正被占用。请关闭它或改权限。") from error
    except OSError as error:
        raise UnreadableError("磁盘读取出错，文件没有读成。请检查磁盘或重新复制文件。") from error


def _reader_for(content: bytes, suffix: str) -> Reader:
    shown = sniff(content)
    if shown is not None:
        return READERS[shown]
    named = _BY_SUFFIX.get(suffix)
    if named is None:
        given = suffix or "没有后缀"
        raise UnreadableError(f"不支持 {given} 的文件。可用的格式：{' '.join(SUFFIXES)}。")
    if not named.binary:
        return named
    if b"\0" in content[:4096]:
        raise UnreadableError(
            f"文件不完整或已损坏，不是有效的 {suffix} 文件。请重新下载或另存一份。"
        )
    return READERS["text"]
