"""How much of one file is read at most, so that no file can exhaust the machine."""

from __future__ import annotations

from kb.errors import UnreadableError

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_PACKING_RATIO = 200
MAX_CHARACTERS = 10_000_000
MAX_PDF_PAGES = 3_000
MAX_CELLS = 4_000_000


def check_size(size: int, limit: int = MAX_FILE_BYTES) -> None:
    """Raise ``UnreadableError`` where ``size`` bytes are none or more than ``limit``."""
    if size == 0:
        raise UnreadableError("文件是空的（0 字节）。请重新下载或另存一份完整的文件。")
    if size > limit:
        raise UnreadableError(
            f"文件有 {_mebibytes(size)}，超过了单个文件 {_mebibytes(limit)} 的上限。"
            "请拆分成几个文件，或去掉其中的图片后再添加。"
        )


def check_characters(count: int, limit: int = MAX_CHARACTERS) -> None:
    """Raise ``UnreadableError`` where a text of ``count`` characters is too long."""
    if count > limit:
        raise UnreadableError(
            f"文件里有 {count} 个字符，超过了 {limit} 个的上限。请拆分成几个文件后再添加。"
        )


def check_pages(count: int, limit: int = MAX_PDF_PAGES) -> None:
    """Raise ``UnreadableError`` where a PDF of ``count`` pages is too long."""
    if count > limit:
        raise UnreadableError(
            f"这份 PDF 有 {count} 页，超过了 {limit} 页的上限。请拆分成几个文件后再添加。"
        )


def check_unpacked(packed: int, unpacked: int, limit: int = MAX_UNPACKED_BYTES) -> None:
    """Raise ``UnreadableError`` where an archive swells suspiciously (a ZIP bomb)."""
    if unpacked > limit or (unpacked > limit // 16 and unpacked > packed * MAX_PACKING_RATIO):
        raise UnreadableError(
            f"文件解压后有 {_mebibytes(unpacked)}，大得不正常，为安全起见没有打开。"
            "请用 Word 打开后另存一份再添加。"
        )


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


def check_cells(count: int, limit: int = MAX_CELLS) -> None:
    """Raise ``UnreadableError`` where a table of ``count`` cells, empty ones too, is too large."""
    if count > limit:
        raise UnreadableError(
            f"表格有 {count} 格（含空格子），超过了 {limit} 格的上限。"
            "请删掉多余的空白行列，或拆分成几个文件后再添加。"
        )
