"""Files as they come: encodings, wrong names, and everything that cannot be read."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from kb.errors import UnreadableError
from kb.reading import READERS, limits, read, supported
from kb.reading.encodings import decode
from kb.reading.limits import check_characters, check_pages, check_size, check_unpacked

SIMPLIFIED = "某县全面推进乡村振兴,发展壮大村级集体经济。\n一、总体要求\n"
TRADITIONAL = "某縣全面推進鄉村振興,發展壯大村級集體經濟。\n一、總體要求\n"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(path)
    message = str(caught.value)
    assert str(path.parent) not in message
    assert message.endswith("。")
    return message


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "某县")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        ("系统", "gb18030", "gb18030"),
        ("垃圾分類", "big5", "big5hkscs"),
        ("集体经济", "gb18030", "gb18030"),
        ("集体经济", "utf-16-le", "utf-16-le"),
        ("Rural revitalisation.", "ascii", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    raw = read(write(tmp_path, "a.txt", text.encode(encoding)))
    assert (raw.text, raw.encoding, raw.format) == (text, name, "text")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_file_cut_off_inside_a_character(encoding: str) -> None:
    whole = SIMPLIFIED.rstrip()
    assert decode(whole.encode(encoding)[:-1])[0] == whole[:-1]


def test_declared_encoding_of_a_page(tmp_path: Path) -> None:
    page = f"<html><head><meta charset=gb2312></head><body><p>{TRADITIONAL}</p></body></html>"
    raw = read(write(tmp_path, "a.html", page.encode("gb18030")))
    assert raw.text == TRADITIONAL.replace("\n", "") + "\n"


def test_line_ends_are_one(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "甲县\r\n乙乡\r丙村\f丁组\u2028戊户".encode())
    assert read(path).text == "甲县\n乙乡\n丙村\n丁组\n戊户"


@pytest.mark.parametrize(
    ("name", "is_supported"),
    [
        ("甲.txt", True),
        ("甲.TXT", True),
        ("甲.md", True),
        ("甲.htm", True),
        ("甲.docx", True),
        ("甲.pdf", True),
        ("甲.xlsx", True),
        ("甲.zip", True),
        ("甲.psd", False),
        ("甲", False),
        (".甲.txt", False),
        ("~$甲.docx", False),
    ],
)
def test_supported(name: str, is_supported: bool) -> None:
    assert supported(Path(name)) is is_supported


def test_registry_names_every_format() -> None:
    assert set(READERS) == {
        "text", "markdown", "html", "mht", "mail", "csv", "docx", "doc", "sheet", "slides",
        "pdf", "ofd", "picture",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.html", "a.md"])
def test_word_file_under_another_name(tmp_path: Path, name: str) -> None:
    raw = read(write(tmp_path, name, word("甲县乡村振兴规划")))
    assert (raw.format, raw.text) == ("docx", "甲县乡村振兴规划\n")


def test_page_and_text_under_another_name(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><body><p>甲县</p><p>乙乡</p></body></html>".encode()
    for name in ("a.txt", "a.docx"):
        raw = read(write(tmp_path, name, page))
        assert (raw.format, raw.text) == ("html", "甲县\n乙乡\n")
    raw = read(write(tmp_path, "b.pdf", SIMPLIFIED.encode()))
    assert (raw.format, raw.text) == ("text", SIMPLIFIED)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "空的"),
        ("a.txt", b" \n\t\n", "没有文字"),
        ("a.txt", bytes(range(256)) * 40, "不是文字文件"),
        ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(400), "不是文字文件"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
        ("a.docx", b"\xff\xd8\xff\xe0" + bytes(50), "图片"),
        ("a.docx", OLE2 + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.docx", OLE2 + bytes(512) + "WordDocument".encode("utf-16-le"), ".docx"),
        ("a.docx", OLE2 + bytes(512) + "Workbook".encode("utf-16-le"), "表格文件不完整"),
        ("a.docx", word("甲县")[:2000], "不完整"),
        ("a.docx", bytes(2000), "不是有效的 .docx"),
        (
            "a.docx",
            word("甲县").replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x67"),
            "不完整",
        ),
        ("a.docx", archive("xl/workbook.xml"), "表格文件不完整"),
        ("a.docx", archive("甲.txt"), "压缩包"),
        ("a.docx", archive("word/document.xml"), "不完整或已损坏"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", "不完整"),
        ("a.txt", b"Rar!\x1a\x07\x00" + bytes(50), "压缩包"),
        ("a.txt", b"{\\rtf1\\ansi}", "没有文字"),
        ("a.html", b"<html><body></body></html>", "没有文字"),
        ("a.xyz", b"abc", ".xyz"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert said in refusal(write(tmp_path, name, content))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "不存在" in refusal(tmp_path / "a.txt")
    (tmp_path / "b.txt").mkdir()
    assert "文件夹" in refusal(tmp_path / "b.txt")


def test_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as sparse:
        sparse.truncate(limits.MAX_FILE_BYTES + 1)
    assert "64.0 MB" in refusal(path)


def test_archive_that_swells(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(20 * 1024 * 1024))
    assert "大得不正常" in refusal(write(tmp_path, "a.docx", buffer.getvalue()))


def test_limits() -> None:
    check_size(10, limit=10)
    check_characters(10, limit=10)
    check_pages(10, limit=10)
    check_unpacked(1, 10, limit=10 * 16)
    for check in (check_size, check_characters, check_pages):
        with pytest.raises(UnreadableError, match="拆分"):
            check(11, limit=10)
    with pytest.raises(UnreadableError, match="解压"):
        check_unpacked(5, 11, limit=10)


def test_entities_of_a_word_file_are_not_resolved(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", "机密".encode())
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{space}">'
        "<w:body><w:p><w:r><w:t>甲县&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("word/document.xml", xml)
    assert read(write(tmp_path, "a.docx", buffer.getvalue())).text == "甲县\n"


def test_many_comments_before_a_page_are_passed_at_once(tmp_path: Path) -> None:
    comments = "<!-- 甲 -->\n" * 100
    page = write(tmp_path, "网页.txt", f"{comments}<html><p>甲县推行垃圾分类。</p></html>".encode())
    assert read(page).format == "html"
    text = write(tmp_path, "文字.txt", f"{comments}甲县推行垃圾分类。".encode())
    assert read(text).format == "text"
