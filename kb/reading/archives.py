"""ZIP archives: their members, read one at a time and counted while they unpack.

What the archive says of its own sizes is never believed. Only the two ways of packing
that every program writes are opened: the others can swell a thousandfold in one step.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from kb.errors import UnreadableError
from kb.reading.encodings import legible_share
from kb.reading.limits import MAX_FILE_BYTES, MAX_PACKING_RATIO
from kb.reading.member import Member
from kb.reading.names import climbs, distinct, safe_path

MAX_MEMBERS = 5_000
MAX_TOTAL_BYTES = 1024 * 1024 * 1024
_SUSPICIOUS_BYTES = 16 * 1024 * 1024
_STEP = 256 * 1024
_LOCAL_HEAD = 30
_UTF8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_OPENED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def zip_members(content: bytes) -> Iterator[Member]:
    """Yield the files of a ZIP archive in its order; folders, hidden files and what
    systems leave behind are skipped.

    Raises ``UnreadableError`` where it is no archive, is damaged, holds more than
    ``MAX_MEMBERS`` files or files that lie over each other.
    """
    archive = _open(content)
    infos = archive.infolist()
    _check_overlap(content, infos)
    taken: set[str] = set()
    left = MAX_TOTAL_BYTES
    for info in infos:
        path = _decoded_name(info)
        if path.endswith(("/", "\\")) or _is_left_behind(path):
            continue
        name = distinct(safe_path(path), taken)
        reason = _refused(info, path)
        if reason is None and left <= 0:
            reason = f"压缩包解压后超过 {_mb(MAX_TOTAL_BYTES)} 的上限，这个文件没有读。请分开添加。"
        if reason is not None:
            yield Member(name, None, reason)
            continue
        member = _read(archive, info, name, left)
        left -= len(member.content) if member.content is not None else MAX_FILE_BYTES
        yield member


def check_listing(content: bytes) -> None:
    """Raise ``UnreadableError`` where an archive lists more than ``MAX_MEMBERS`` files:
    every one costs a thousandfold of its entry in memory once the list is opened."""
    end = content.rfind(b"PK\x05\x06")
    size = struct.unpack("<I", content[end + 12 : end + 16].ljust(4, b"\0"))[0]
    listed = content if size == 0xFFFFFFFF else content[max(0, end - size) : max(0, end)]
    if (count := listed.count(b"PK\x01\x02")) > MAX_MEMBERS:
        raise UnreadableError(
            f"压缩包里有 {count} 个文件，超过了 {MAX_MEMBERS} 个的上限。请解压后再添加文件夹。"
        )


def _open(content: bytes) -> zipfile.ZipFile:
    if b"PK\x05\x06" not in content:
        raise UnreadableError("这不是有效的 .zip 压缩包，或者没有下载完整。请重新下载或重新压缩。")
    check_listing(content)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise UnreadableError("压缩包不完整或已损坏，打不开。请重新下载或重新压缩。") from error


def _check_overlap(content: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """A bomb without nesting lets thousands of entries share the same packed bytes."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise UnreadableError("压缩包里的文件互相重叠，为安全起见没有打开。请重新压缩一份。")
        head = content[info.header_offset : info.header_offset + _LOCAL_HEAD]
        if len(head) < _LOCAL_HEAD or not head.startswith(b"PK\x03\x04"):
            continue
        names = sum(struct.unpack("<HH", head[26:30]))
        end = info.header_offset + _LOCAL_HEAD + names + info.compress_size


def _refused(info: zipfile.ZipInfo, path: str) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if climbs(path):
        return "文件名指向压缩包之外，为安全起见没有读。"
    if kind not in (0, stat.S_IFREG):
        return "这是指向别处的链接或设备，不是文件，没有读。"
    if info.flag_bits & _ENCRYPTED:
        return "压缩包设有密码，打不开这个文件。请输入密码解压后再添加。"
    if info.compress_type not in _OPENED:
        return "压缩方式不常见，打不开。请解压后添加，或用普通的 .zip 方式重新压缩。"
    return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, left: int) -> Member:
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_STEP):
                pieces.append(piece)
                size += len(piece)
                if reason := _too_much(size, info.compress_size, left):
                    return Member(name, None, reason)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return Member(name, None, "压缩包里的这个文件已损坏，没有读成。请重新下载或重新压缩。")
    return Member(name, b"".join(pieces))


def _too_much(size: int, packed: int, left: int) -> str | None:
    if size > MAX_FILE_BYTES:
        return f"解压后超过了单个文件 {_mb(MAX_FILE_BYTES)} 的上限，没有读。"
    if size > _SUSPICIOUS_BYTES and size > packed * MAX_PACKING_RATIO:
        return "解压后大得不正常（可能是压缩炸弹），为安全起见没有读。"
    if size > left:
        return f"压缩包解压后超过 {_mb(MAX_TOTAL_BYTES)} 的上限，这个文件没有读。请分开添加。"
    return None


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding it was written in: old Chinese programs write GBK."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    if stated := _unicode_path(info.extra):
        return stated
    try:
        written = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    if written.isascii():
        return info.orig_filename
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return _most_legible(written) or info.orig_filename


def _most_legible(written: bytes) -> str | None:
    best, share = None, 0.6
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = written.decode(encoding)
        except UnicodeDecodeError:
            continue
        if legible_share(text) > share:
            best, share = text, legible_share(text)
    return best


def _unicode_path(extra: bytes) -> str | None:
    """The name in the extra field that Info-ZIP writes beside a name in another encoding."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and length > 5:
            try:
                return extra[9 : 4 + length].decode("utf-8")
            except UnicodeDecodeError:
                return None
        extra = extra[4 + length :]
    return None


def _is_left_behind(path: str) -> bool:
    names = path.replace("\\", "/").split("/")
    return any(
        (name.startswith((".", "~$")) and name not in (".", "..")) or name.lower() in _IGNORED
        for name in names
    )


def _mb(size: int) -> str:
    return f"{size // 1024 // 1024} MB"
