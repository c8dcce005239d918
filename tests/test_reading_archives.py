"""ZIP archives: names, limits, and everything that may be wrong with one."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from kb.errors import UnreadableError
from kb.reading import archives
from kb.reading.archives import zip_members
from kb.reading.containers import container_of
from kb.reading.member import Member
from kb.reading.sniffing import sniff


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


def named(name: bytes, utf8: bool = False, extra: bytes = b"") -> bytes:
    """An archive of one stored file whose name is these very bytes."""
    content, check = b"x", zlib.crc32(b"x")
    head = struct.pack(
        "<HHHHHIIIHH", 20, 0x800 if utf8 else 0, 0, 0, 33, check, 1, 1, len(name), len(extra)
    )
    local = b"PK\3\4" + head + name + extra + content
    listed = (
        b"PK\1\2"
        + struct.pack("<H", 20)
        + head
        + struct.pack("<HHHII", 0, 0, 0, 0, 0)
        + name
        + extra
    )
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local), 0)
    return local + listed + b"PK\5\6" + end


def only(content: bytes) -> Member:
    (member,) = zip_members(content)
    return member


def test_members_in_order_and_what_systems_leave_is_skipped() -> None:
    content = packed(
        ("通知.docx", b"1"),
        ("表/", b""),
        ("表/甲.xlsx", b"2"),
        ("__MACOSX/表/._甲.xlsx", b"3"),
        (".hidden/a.txt", b"4"),
        ("表/~$甲.docx", b"5"),
        ("表/Thumbs.db", b"6"),
        ("desktop.ini", b"7"),
        ("内.zip", packed(("a.txt", b"8"))),
    )
    members = list(zip_members(content))
    assert [member.name for member in members] == ["通知.docx", "表/甲.xlsx", "内.zip"]
    assert [member.content for member in members[:2]] == [b"1", b"2"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("垃圾分类通知.docx".encode("gbk"), "垃圾分类通知.docx"),
        ("垃圾分類公告.docx".encode("big5"), "垃圾分類公告.docx"),
        ("垃圾分类通知.docx".encode(), "垃圾分类通知.docx"),
        ("国\\誠.txt".encode("gbk"), "国/誠.txt"),
        ("caf\u00e9.txt".encode("cp437"), "caf\u00e9.txt"),
        (b"a.txt", "a.txt"),
    ],
)
def test_names_in_the_encoding_they_were_written_in(written: bytes, name: str) -> None:
    assert only(named(written)).name == name


def test_name_in_the_extra_field() -> None:
    true = "通知.txt".encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(true), 1, 0) + true
    assert only(named(b"????.txt", extra=extra)).name == "通知.txt"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("\\\\host\\share\\a.txt", "host/share/a.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("a\x07\nb.txt", "ab.txt"),
        ("a<b>:c?.txt", "a_b__c_.txt"),
        ("con.txt", "_con.txt"),
        ("甲 .txt. ", "甲 .txt"),
        ("甲" * 300 + ".docx", "甲" * 95 + ".docx"),
        ("a/" * 100 + "b.txt", "a/" * 11 + "b.txt"),
        ("???", "___"),
        ("\u200b", "未命名"),
    ],
)
def test_names_are_made_safe(given: str, name: str) -> None:
    member = only(named(given.encode(), utf8=True))
    assert (member.name, member.content) == (name, b"x")


@pytest.mark.parametrize("given", ["../a.txt", "甲/../../a.txt", "..\\a.txt", "/../a.txt"])
def test_names_that_climb_out_are_refused(given: str) -> None:
    member = only(named(given.encode(), utf8=True))
    assert member.content is None and ".." not in member.name
    assert member.reason == "文件名指向压缩包之外，为安全起见没有读。"


def test_same_names_are_numbered() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = packed(("甲.txt", b"1"), ("甲.txt", b"2"), ("./甲.TXT", b"3"), ("甲", b"4"))
    found = [(member.name, member.content) for member in zip_members(content)]
    assert [name for name, _ in found] == ["甲.txt", "甲 (2).txt", "甲 (3).TXT", "甲"]


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("甲.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    member = only(packed((link, b"/etc/passwd")))
    assert member.content is None and "链接" in (member.reason or "")


def test_locked_members_are_refused() -> None:
    content = bytearray(packed(("甲.txt", b"1"), ("乙.txt", b"2"), kind=zipfile.ZIP_STORED))
    for at in (6, content.index(b"PK\1\2") + 8):
        content[at] |= 1
    first, second = zip_members(bytes(content))
    assert first.content is None and "密码" in (first.reason or "")
    assert second.content == b"2"


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_packing_is_refused(kind: int) -> None:
    member = only(packed(("甲.txt", b"1" * 100), kind=kind))
    assert member.content is None and "压缩方式不常见" in (member.reason or "")


def test_bomb_is_stopped_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    member = only(packed(("甲.txt", bytes(60 * 1024 * 1024))))
    assert member.content is None and "压缩炸弹" in (member.reason or "")
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1_000)
    assert "上限" in (only(packed(("甲.txt", b"ab" * 600))).reason or "")


def test_size_the_archive_states_is_not_believed() -> None:
    content = bytearray(packed(("甲.txt", bytes(60 * 1024 * 1024))))
    for at in (22, content.index(b"PK\1\2") + 24):
        content[at : at + 4] = struct.pack("<I", 10)
    member = only(bytes(content))
    # zipfile stops at the stated size, and then the checksum is wrong.
    assert member.content is None


def test_total_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 2_500)
    content = packed(*((f"{n}.txt", bytes([n]) * 1_000) for n in range(5)))
    assert [member.content is not None for member in zip_members(content)] == [True] * 2 + [
        False
    ] * 3


def test_too_many_members_are_refused_before_they_are_listed() -> None:
    content = packed(*((f"{n}.txt", b"") for n in range(5_001)), kind=zipfile.ZIP_STORED)
    for look in (lambda: list(zip_members(content)), lambda: sniff(content)):
        with pytest.raises(UnreadableError, match="5001 个文件"):
            look()


def test_overlapping_members_are_refused() -> None:
    content = packed(("甲.txt", b"1" * 5_000), kind=zipfile.ZIP_STORED)
    at, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry = content[at:end]
    listed = entry * 3
    tail = struct.pack("<HHHHIIH", 0, 0, 3, 3, len(listed), at, 0)
    with pytest.raises(UnreadableError, match="重叠"):
        list(zip_members(content[:at] + listed + b"PK\5\6" + tail))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\3\4",
        "甲县推行垃圾分类。".encode(),
        packed(("甲.txt", b"1" * 900))[:-30],
        b"PK\5\6" + b"\xff" * 18,
    ],
)
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="压缩包"):
        list(zip_members(content))


def test_damaged_member_is_told_and_the_others_are_read() -> None:
    content = bytearray(
        packed(("甲.txt", b"1" * 50), ("乙.txt", b"2" * 50), kind=zipfile.ZIP_STORED)
    )
    content[content.index(b"1" * 50)] ^= 1
    first, second = zip_members(bytes(content))
    assert first.content is None and "已损坏" in (first.reason or "")
    assert second.content == b"2" * 50


@pytest.mark.parametrize("at", range(0, 330, 7))
def test_no_damage_raises_anything_else(at: int) -> None:
    content = bytearray(packed(("甲.txt", b"12" * 50), ("乙.txt", b"34" * 50)))
    content[at : at + 3] = b"\xff\x7f\x01"
    try:
        assert all(m.content is not None or m.reason for m in zip_members(bytes(content)))
    except UnreadableError as error:
        assert str(error).endswith("。")


def test_archive_is_a_container_and_no_document() -> None:
    container = container_of(".zip")
    assert container is not None and not container.is_document
    assert container.members is zip_members
