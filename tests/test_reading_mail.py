"""Mails: head, text, attachments, and what is broken or hostile about them."""

from email.message import EmailMessage
from email.mime.base import MIMEBase

import pytest

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading import read
from kb.reading.containers import container_of
from kb.reading.mail import attachments, read_mail
from kb.reading.sniffing import sniff

TEXT = "各乡镇：\n\n请于三月底前报送垃圾分类台账。\n\n> 原文：台账样式见附件。\n"


def mail(text: str | None = TEXT, page: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "甲某 <a@a.example>"
    message["To"] = "乙某 <b@b.example>, 丙某 <c@c.example>"
    message["Subject"] = "关于报送甲县垃圾分类台账的通知"
    message["Date"] = "Tue, 09 Mar 2021 16:20:30 +0800"
    if text is not None:
        message.set_content(text, charset="gb18030")
    if page is not None:
        if text is None:
            message.set_content(page, subtype="html")
        else:
            message.add_alternative(page, subtype="html")
    return message


def names(message: EmailMessage) -> list[str]:
    return [member.name for member in attachments(message.as_bytes())]


def test_head_and_text() -> None:
    raw = read_mail(mail().as_bytes())
    assert raw.declared_title == "关于报送甲县垃圾分类台账的通知"
    assert raw.text == (
        "关于报送甲县垃圾分类台账的通知\n发件人：甲某 <a@a.example>\n"
        "收件人：乙某 <b@b.example>, 丙某 <c@c.example>\n日期：2021-03-09 16:20\n" + TEXT + "\n"
    )
    assert [(m.kind, m.level) for m in raw.marks] == [("heading", 1)] + [("furniture", None)] * 3
    cleaned = clean(raw)
    assert {r.reason for r in cleaned.removals} == {"metadata"}
    assert cleaned.text == f"关于报送甲县垃圾分类台账的通知\n{TEXT}\n"


def test_raw_bytes_in_the_head() -> None:
    head = b"MIME-Version: 1.0\nSubject: " + "关于垃圾分类的通知".encode("gb18030") + b"\n"
    raw = read_mail(head + b"Content-Type: text/plain; charset=gb2312\n\n" + TEXT.encode("gb18030"))
    assert raw.declared_title == "关于垃圾分类的通知"
    assert "请于三月底前报送" in raw.text


def test_encoded_words_broken_in_the_middle() -> None:
    head = (
        b"MIME-Version: 1.0\nMessage-ID: <a@a>\n"
        b"Subject: =?gb2312?B?udjT2sCsu/g=?=\n =?gb2312?B?t9bA4LXEzajWqg==?=\n\n"
    )
    assert read_mail(head + "甲县".encode()).declared_title == "关于垃圾分类的通知"


def test_page_is_read_where_there_is_no_text() -> None:
    page = "<p>请报送台账。</p><table><tr><td>甲乡</td><td>三</td></tr><tr><td>乙乡</td><td>四</td></tr></table>"
    raw = read_mail(mail(None, page).as_bytes())
    assert raw.text.endswith("请报送台账。\n甲乡\t三\n乙乡\t四\n")
    table = next(mark for mark in raw.marks if mark.kind == "table")
    assert raw.text[table.start : table.end] == "甲乡\t三\n乙乡\t四"
    assert "甲乡" not in read_mail(mail(TEXT, page).as_bytes()).text


def test_attachments_in_order_under_their_names() -> None:
    message = mail()
    message.add_attachment(
        b"%PDF-1.4", maintype="application", subtype="pdf", filename="台账 样式.pdf"
    )
    message.add_attachment(b"a,b", maintype="text", subtype="csv", filename="../../etc/表.csv")
    message.add_attachment(b"a,c", maintype="text", subtype="csv", filename="C:\\表\\甲.csv")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="台账 样式.pdf")
    assert names(message) == [
        "台账 样式.pdf",
        "表.csv",
        "甲.csv",
        "台账 样式 (2).pdf",
    ]
    assert next(attachments(message.as_bytes())).content == b"%PDF-1.4"


def test_enclosed_mail_is_a_mail_of_its_own() -> None:
    message = mail()
    message.add_attachment(mail("里面的正文。\n"))
    (member,) = attachments(message.as_bytes())
    assert member.name == "关于报送甲县垃圾分类台账的通知.eml"
    assert member.content is not None
    assert "里面的正文。" in read_mail(member.content).text
    assert "里面的正文。" not in read_mail(message.as_bytes()).text


def test_little_pictures_in_the_text_are_passed_over_and_large_ones_are_not() -> None:
    message = mail(None, "<p>请报送。<img src='cid:a'></p>")
    for size, name in ((2_000, "logo.png"), (50_000, "scan.png")):
        picture = MIMEBase("image", "png")
        picture.set_payload("x" * size)
        picture["Content-ID"] = "<a>"
        picture["Content-Disposition"] = f'inline; filename="{name}"'
        message.make_mixed() if not message.is_multipart() else None
        message.attach(picture)
    assert names(message) == ["scan.png"]


def test_outlook_packet_is_told_not_opened() -> None:
    message = mail()
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (member,) = attachments(message.as_bytes())
    assert member.content is None
    assert member.reason is not None and "Outlook" in member.reason


def test_encrypted_mail_says_so() -> None:
    head = b"MIME-Version: 1.0\nSubject: a\nContent-Type: application/pkcs7-mime\n\nxxxx"
    raw = read_mail(head)
    assert raw.unread == ("邮件经过加密或整体签名，里面的内容没有读。请在邮件程序里打开后另存。",)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", "甲县推行垃圾分类。".encode(), b"%PDF-1.4", b"\0" * 50, b"A: b\n" * 100_000],
)
def test_what_is_no_mail_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_mail(content)
    with pytest.raises(UnreadableError):
        list(attachments(content))


def test_cut_off_mail_gives_what_is_there() -> None:
    message = mail()
    message.add_attachment(b"x" * 5_000, maintype="application", subtype="pdf", filename="甲.pdf")
    cut = message.as_bytes()[:-3_000]
    assert "报送垃圾分类台账" in read_mail(cut).text
    assert [member.name for member in attachments(cut)] == ["甲.pdf"]


@pytest.mark.parametrize("at", range(0, 1_200, 37))
def test_no_damage_raises_anything_else(at: int) -> None:
    message = mail(TEXT, "<p>甲</p>")
    message.add_attachment(b"x" * 99, maintype="application", subtype="pdf", filename="甲.pdf")
    content = bytearray(message.as_bytes())
    content[at : at + 9] = b'\xff\n=?;"\0:%'
    try:
        assert read_mail(bytes(content)).format == "mail"
        list(attachments(bytes(content)))
    except UnreadableError as error:
        assert str(error).endswith("。")


def test_mail_under_another_name_and_prose_that_is_none(tmp_path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(mail().as_bytes())
    assert read(path).format == "mail"
    for prose in (
        "发件人：甲某\n主题：通知\n\n请报送台账。",
        "To: all\nFrom: us\nSubject: this is a note\n\nplain text",
        "Note: one\nReceived opinions: many\nText",
        "# 标题\n\nMIME-Version: 1.0 是邮件头\n",
    ):
        assert sniff(prose.encode()) is None


def test_mail_is_a_document_that_holds_others() -> None:
    container = container_of(".eml")
    assert container is not None and container.is_document
    assert container.members is attachments
