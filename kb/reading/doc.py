"""Word files from before .docx: Word 97–2003 and WPS by a library, RTF and what the library
cannot open by LibreOffice where the computer has it. RTF has a plainer reader without."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from doc2docx import convert
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

from kb.errors import UnreadableError
from kb.reading.docx import read_docx
from kb.reading.libreoffice import to_docx
from kb.reading.programs import HOW_TO_GET, libreoffice
from kb.reading.rtf import read_rtf
from kb.types import RawText

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "文件设有打开密码，无法读取。请用 Word 打开，取消密码后另存一份再添加。"
_NO_PROGRAM = (
    f"文件不完整、已损坏或版本太旧，直接读不出。{HOW_TO_GET}后重新收入，"
    "或用 Word、WPS 打开后另存为 .docx 再添加。"
)
_PLAIN_RTF = (
    f"这个 RTF 文件只读了文字和表格，页眉页脚、文本框和图片没有读。{HOW_TO_GET}后可读得更全。"
)
_MORE_IN_RTF = re.compile(rb"\\(?:headerl?|footerl?|pict|shp|object)(?![a-z])")
# What the library says of parts it leaves out, as far as they are text, and what to tell.
_LOSSES = {
    "MAIN_TEXTBOX_TABLE_MALFORMED": "文本框已损坏，里面的文字没有读。",
    "HEADER_FOOTER_TABLE_MALFORMED": "页眉页脚已损坏，没有读。",
    "NUMBERING_TABLE_MALFORMED": "自动编号已损坏，段落前的编号没有读出。",
    "MALFORMED_TABLE_FLATTENED": "有的表格已损坏，按一般文字读出。",
    "TABLE_DEPTH_LIMITED": "有的表格嵌套太深，按一般文字读出。",
    "INVALID_UTF16": "有的字符已损坏，没有读出。",
    "OFFICEART_MALFORMED": "有的图形已损坏，其中的文字可能没有读。",
    "PICTURES_DEFERRED": "有的图片没有读，图里的文字查不到。",
    "OLE_OBJECT_OMITTED": "有嵌入的对象（如表格、演示文稿）没有读。",
}


def read_doc(content: bytes) -> RawText:
    """Read a .doc, .wps or .rtf.

    Raises ``UnreadableError`` where it is damaged, locked, or needs LibreOffice and the
    computer has none.
    """
    if content.startswith(b"{\\rtf"):
        return _by_program(content, ".rtf") if libreoffice() else _plain_rtf(content)
    if not content.startswith(_OLE2):
        raise UnreadableError(_NO_PROGRAM)
    try:
        return _by_library(content)
    except EncryptedDocumentError as error:
        raise UnreadableError(_LOCKED) from error
    except Doc2DocxError:
        return _by_program(content, ".doc")


def _by_library(content: bytes) -> RawText:
    with tempfile.TemporaryDirectory(prefix="kb-", ignore_cleanup_errors=True) as name:
        source = Path(name) / "source.doc"
        source.write_bytes(content)
        conversion = convert(source, Path(name) / "source.docx")
        raw = read_docx((Path(name) / "source.docx").read_bytes())
    codes = {diagnostic.code for diagnostic in conversion.report.diagnostics}
    losses = [said for code, said in _LOSSES.items() if code in codes]
    return replace(raw, format="doc", unread=(*raw.unread, *losses))


def _plain_rtf(content: bytes) -> RawText:
    raw = read_rtf(content)
    return replace(raw, unread=(_PLAIN_RTF,)) if _MORE_IN_RTF.search(content) else raw


def _by_program(content: bytes, suffix: str) -> RawText:
    program = libreoffice()
    if program is None:
        raise UnreadableError(_NO_PROGRAM)
    return replace(read_docx(to_docx(content, suffix, program)), format="doc")
