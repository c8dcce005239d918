"""Messages of MIME, which mails and saved web pages share.

Old mailers and browsers break every rule of these headers, so they are read leniently:
bytes first, then whatever encoding they turn out to be in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime

from kb.errors import UnreadableError
from kb.reading.encodings import decode

MAX_PARTS = 2_000
_MAX_DEPTH = 30
_MAX_HEAD_BYTES = 256 * 1024
_MAX_HEADER = 2_000
_HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
_NESTED = re.compile(rb"^content-type:\s*multipart/", re.I | re.M)
# Every line of a message is held against every boundary that is open.
_MAX_NESTED = 200
_GAP_BETWEEN_WORDS = re.compile(r"(=\?[^?\s]{1,40}\?[bqBQ]\?[^?\s]*\?=)[ \t\r\n]+(?==\?)")


def parse(content: bytes) -> Message:
    """Take a message apart. Raises ``UnreadableError`` where it has no head or is nested
    too deeply."""
    body = content.lstrip(b"\xef\xbb\xbf\r\n\t ")
    head = _HEAD_END.search(body)
    if (head.start() if head else len(body)) > _MAX_HEAD_BYTES:
        raise UnreadableError("文件头长得不正常，为安全起见没有打开。请重新保存一份再添加。")
    if len(_NESTED.findall(body)) > _MAX_NESTED:
        raise UnreadableError("文件里一层套一层的部分太多，为安全起见没有打开。")
    try:
        message = message_from_bytes(body)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise UnreadableError("文件不完整或已损坏，打不开。请重新保存一份再添加。") from error
    if not message.keys():
        raise UnreadableError("文件里没有邮件头，不是有效的邮件或网页存档。请重新保存一份再添加。")
    return message


def leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold content, in order; an enclosed message is one of them.

    Raises ``UnreadableError`` where there are too many, or too deep.
    """
    stack: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while stack:
        part, depth = stack.pop()
        seen += 1
        if seen > MAX_PARTS or depth > _MAX_DEPTH:
            raise UnreadableError("文件里一层套一层的部分太多，为安全起见没有打开。")
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            stack.extend((p, depth + 1) for p in reversed(inside) if isinstance(p, Message))
        else:
            yield part


def header(message: Message, name: str) -> str | None:
    """The value of a header in plain characters on one line, at most 2,000 of them."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return plain(str(value)) or None
    return None


def plain(value: str) -> str:
    """A header's value with its encoded words (``=?gb2312?B?…?=``) and raw bytes decoded."""
    value = _GAP_BETWEEN_WORDS.sub(r"\1", " ".join(value[:_MAX_HEADER].split()))
    try:
        pieces = decode_header(_raw_bytes_decoded(value))
    except (HeaderParseError, ValueError, LookupError):
        return _raw_bytes_decoded(value)
    text = ""
    for piece, charset in pieces:
        text += piece if isinstance(piece, str) else _decoded(piece, charset)
    return " ".join(text.split())


def content_of(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone."""
    inside = part.get_payload(decode=True)
    return inside if isinstance(inside, bytes) else b""


def charset_of(part: Message) -> str | None:
    """The charset a part declares."""
    value = part.get_param("charset")
    name = collapse_rfc2231_value(value).strip("'\" ") if value else ""
    return name if name and name.isascii() else None


def text_of(part: Message) -> tuple[str, str]:
    """The text of a part and its encoding. Raises ``UnreadableError`` where it is none."""
    content = content_of(part)
    return decode(content, charset_of(part)) if content.strip() else ("", "ascii")


def name_of(part: Message) -> str | None:
    """The file name a part gives itself."""
    for name, within in (("filename", "content-disposition"), ("name", "content-type")):
        value = part.get_param(name, None, within)
        if value:
            return plain(collapse_rfc2231_value(value)) or None
    return None


def moment(message: Message) -> datetime | None:
    """When the message was written, by its ``Date``."""
    try:
        return parsedate_to_datetime(header(message, "Date") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _decoded(piece: bytes, charset: str | None) -> str:
    try:
        return decode(piece, charset)[0]
    except UnreadableError:
        return piece.decode("utf-8", "replace")


def _raw_bytes_decoded(value: str) -> str:
    if not any("\udc80" <= char <= "\udcff" for char in value):
        return value
    return _decoded(value.encode("utf-8", "surrogateescape"), None)
