"""What a file really is, by its content rather than by its name."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import olefile

from kb.errors import UnreadableError
from kb.reading.archives import check_listing

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")
_WORD_PART = re.compile(
    rb"(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)"
    rb"\.macroEnabled(?:Template)?)\.main\+xml"
)
# Possessive: comment after comment could otherwise be cut up in endlessly many ways.
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
# A message begins with its head: names in ASCII, at least two of them, one of these.
_MESSAGE_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,8}(?:[A-Za-z][!-9;-~]{0,60}:[^\r\n]{0,4000}\r?\n"
    rb"(?:[ \t][^\r\n]{0,4000}\r?\n)*+){2,}+"
)
_MESSAGE_SIGN = re.compile(rb"^(?:MIME-Version|Message-ID|Received|Return-Path):", re.I | re.M)
_PAGE_SIGN = re.compile(
    rb"^(?:Snapshot-Content-Location:|From:[^\r\n]*<Saved by |Content-Type:\s*multipart/related)",
    re.I | re.M,
)
_POSTED_SIGN = re.compile(rb"^(?:Message-ID|Received|Return-Path|To|Delivered-To):", re.I | re.M)


def sniff(content: bytes) -> str | None:
    """Return the format the bytes themselves show, or ``None`` where they show none.

    Raises ``UnreadableError`` for what is recognised and cannot be read here.
    """
    if content.lstrip(b"\r\n\t \xef\xbb\xbf")[:5] == b"%PDF-" or b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _sniff_zip(content)
    if content.startswith(_OLE2):
        return _sniff_ole2(content)
    if content.startswith(b"{\\rtf"):
        return "doc"
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return "picture"
    if content.startswith(_ARCHIVES):
        raise UnreadableError("这种压缩包打不开，只能打开 .zip。请先解压，再添加里面的文件。")
    return "html" if _HTML_START.match(content[:4096]) else _sniff_message(content[:65536])


def _sniff_message(content: bytes) -> str | None:
    head = _MESSAGE_HEAD.match(content)
    if head is None or not _MESSAGE_SIGN.search(head[0]):
        return None
    saved = _PAGE_SIGN.search(head[0]) and not _POSTED_SIGN.search(head[0])
    return "mht" if saved else "mail"


def _sniff_zip(content: bytes) -> str:
    check_listing(content)
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnreadableError("文件不完整或已损坏，打不开。请重新下载或另存一份。") from error
    if "word/document.xml" in names or _is_word(content, names):
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "sheet"
    if "ppt/presentation.xml" in names:
        return "slides"
    if "OFD.xml" in names:
        return "ofd"
    raise UnreadableError("这是一个压缩包，不是文档。请改用 .zip 后缀，里面的文件会逐个收入。")


def _is_word(content: bytes, names: list[str]) -> bool:
    """Whether a package says of a part of another name that it is a Word document."""
    if "[Content_Types].xml" not in names:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)).open("[Content_Types].xml") as types:
            return bool(_WORD_PART.search(types.read(1 << 20)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return False


def _sniff_ole2(content: bytes) -> str:
    root = _root_names(content)
    padded = b"" if root else content + b"\0\0"

    def has(name: str) -> bool:
        # A name ends in a zero; the same word in a text does not.
        return name in root if root else (name + "\0").encode("utf-16-le") in padded

    if has("EncryptedPackage"):
        raise UnreadableError(
            "文件设有打开密码，无法读取。请用 Word 打开，取消密码后另存一份再添加。"
        )
    if has("PowerPoint Document"):
        raise UnreadableError("这是旧版演示文稿（.ppt）。请打开后另存为 .pptx 再添加。")
    if has("WordDocument"):
        return "doc"
    if has("Workbook") or has("Book"):
        return "sheet"
    if not root:
        raise UnreadableError("文件不完整或已损坏，打不开。请重新下载或另存一份。")
    raise UnreadableError("这种旧版 Office 文件无法识别。请打开后另存为 .docx 再添加。")


def _root_names(content: bytes) -> set[str]:
    """The streams of the file itself, not of objects in it; none where it is damaged."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as storage:
            return {path[0] for path in storage.listdir() if len(path) == 1}
    except (OSError, ValueError, IndexError, struct.error, RecursionError):
        return set()
