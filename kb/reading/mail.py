"""Mails (.eml): the message as a document, its attachments as files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from kb.errors import UnreadableError
from kb.reading import mime
from kb.reading.html import read_html_text
from kb.reading.limits import MAX_FILE_BYTES
from kb.reading.lines import LineCollector, unify_line_ends
from kb.reading.member import Member
from kb.reading.names import distinct, safe_path
from kb.types import RawText

_HEAD = {"From": "发件人", "To": "收件人", "Cc": "抄送"}
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_BESIDE = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_OUTLOOK = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# A picture shown inside the text and smaller than this is a logo or a signature.
_LITTLE_PICTURE = 30 * 1024
_SUFFIXES = {
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "message/rfc822": ".eml",
}


def read_mail(content: bytes) -> RawText:
    """Read a mail: its subject as the heading, then who, whom and when, then its text.

    The text part is read where the mail has one and the HTML part where not. Raises
    ``UnreadableError`` where it is no mail.
    """
    message = mime.parse(content)
    collector = LineCollector()
    subject = mime.header(message, "Subject")
    if subject:
        collector.add(subject, "heading", 1)
    for name, label in _HEAD.items():
        if value := mime.header(message, name):
            collector.add(f"{label}：{value}", "furniture")
    if when := mime.moment(message):
        collector.add(f"日期：{when:%Y-%m-%d %H:%M}", "furniture")
    unread = _add_body(message, collector)
    raw = collector.finish("mail", subject)
    return RawText(raw.text, "mail", raw.marks, subject, unread=unread)


def attachments(content: bytes) -> Iterator[Member]:
    """Yield what is attached to a mail, an enclosed mail as an ``.eml``.

    Little pictures shown inside the text (logos, signatures) are left out. Raises
    ``UnreadableError`` where it is no mail.
    """
    taken: set[str] = set()
    for part in mime.leaves(mime.parse(content)):
        kind = part.get_content_type()
        if not _is_attached(part) or kind in _BESIDE:
            continue
        name = distinct(_name(part), taken)
        if kind in _OUTLOOK or name.lower().endswith("winmail.dat"):
            reason = (
                "附件被 Outlook 装进了专用格式 winmail.dat，打不开。"
                "请让发件人改用 HTML 或纯文本格式重发，或从 Outlook 里把附件另存出来。"
            )
            yield Member(name, None, reason)
            continue
        yield _member(name, part)


def _member(name: str, part: Message) -> Member:
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        enclosed = inside[0] if isinstance(inside, list) and inside else None
        content = enclosed.as_bytes() if isinstance(enclosed, Message) else b""
    else:
        content = mime.content_of(part)
    if not content:
        return Member(name, None, "附件是空的。")
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        return Member(name, None, f"附件超过了单个文件 {limit} MB 的上限，没有读。")
    return Member(name, content)


def _is_attached(part: Message) -> bool:
    disposition = part.get_content_disposition()
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return True
    if part.get_content_maintype() == "image" and disposition != "attachment":
        return len(mime.content_of(part)) >= _LITTLE_PICTURE
    if disposition == "attachment":
        return True
    return kind not in {"text/plain", "text/html"} or bool(mime.name_of(part))


def _name(part: Message) -> str:
    kind = part.get_content_type()
    given = mime.name_of(part)
    if given:
        return safe_path(given.replace("\\", "/").rstrip("/").rpartition("/")[2])
    inside = part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and isinstance(inside[0], Message):
        subject = mime.header(inside[0], "Subject") or "转发的邮件"
        return safe_path(subject.replace("/", "_").replace("\\", "_") + ".eml")
    return "附件" + _SUFFIXES.get(kind, ".bin")


def _add_body(message: Message, collector: LineCollector) -> tuple[str, ...]:
    """Add the text of the mail; return what could not be read."""
    plains: list[str] = []
    pages: list[str] = []
    unread: list[str] = []
    for part in mime.leaves(message):
        kind = part.get_content_type()
        if kind in _ENCRYPTED:
            unread.append("邮件经过加密或整体签名，里面的内容没有读。请在邮件程序里打开后另存。")
        if kind not in {"text/plain", "text/html"} or _is_attached(part):
            continue
        try:
            text, _ = mime.text_of(part)
        except UnreadableError:
            unread.append("邮件里有一段正文认不出编码，没有读。")
            continue
        (plains if kind == "text/plain" else pages).append(text)
    if any(text.strip() for text in plains):
        for line in unify_line_ends("\n".join(plains)).split("\n"):
            collector.add(line.rstrip())
    else:
        for page in pages:
            _add_page(page, collector)
    return tuple(dict.fromkeys(unread))


def _add_page(page: str, collector: LineCollector) -> None:
    if not page.strip():
        return
    raw = read_html_text(page)
    base = collector.position
    for line in raw.text.removesuffix("\n").split("\n"):
        collector.add(line)
    for mark in raw.marks:
        # A mail has no page around it: what looks like furniture is a quoted history.
        if mark.kind != "furniture":
            collector.mark(mark.kind, base + mark.start, base + mark.end, mark.level)
