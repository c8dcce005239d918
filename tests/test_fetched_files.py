"""What was fetched from the web, kept as files beside the documents."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.errors import InputError, StorageError
from kb.fetching import SOURCES_NAME, Fetched, Origin, addresses, save
from kb.fetching import fetching as fetching_module
from kb.reading import read

PAGE = "<html><head><title>甲县通知</title></head><body><p>甲县推行垃圾分类。</p></body></html>"
WHEN = datetime(2021, 3, 9, 16, 20, tzinfo=UTC)


def fetched(content: bytes, kind: str, path: str = "/a.html") -> Fetched:
    address = f"http://a.example{path}"
    return Fetched(address, address, WHEN, kind, content)


def test_page_is_kept_with_its_address_and_its_day(tmp_path: Path) -> None:
    path = save(
        fetched(PAGE.encode("gb18030"), "text/html; charset=gb2312", "/" + "a" * 300), tmp_path
    )
    raw = read(path)
    assert path.name == "甲县通知.mht"
    assert (raw.text, raw.captured) == ("甲县推行垃圾分类。\n", "2021-03-09")
    assert raw.address == "http://a.example/" + "a" * 300
    assert not (tmp_path / SOURCES_NAME).exists()


@pytest.mark.parametrize(
    "kind", ["text/html; charset=iso-8859-1", "text/html; charset=no", "text/html", ""]
)
def test_wrong_charset_of_a_server_is_not_believed(tmp_path: Path, kind: str) -> None:
    page = PAGE.replace("<head>", "<head><meta charset=gbk>").encode("gbk")
    assert read(save(fetched(page, kind), tmp_path)).text == "甲县推行垃圾分类。\n"


def test_same_page_again_is_the_same_file_and_another_page_is_not(tmp_path: Path) -> None:
    first = save(fetched(PAGE.encode(), "text/html"), tmp_path)
    before = first.read_bytes()
    later = Fetched(
        "http://a.example/a.html",
        "http://a.example/a.html",
        WHEN.replace(year=2022),
        "text/html",
        PAGE.encode(),
    )
    assert save(later, tmp_path) == first
    assert first.read_bytes() == before
    changed = fetched(PAGE.replace("推行", "停止").encode(), "text/html")
    assert save(changed, tmp_path) == first
    assert "停止" in read(first).text
    assert save(fetched(PAGE.encode(), "text/html", "/b.html"), tmp_path).name == "甲县通知 (2).mht"


def test_page_the_user_saved_is_never_replaced(tmp_path: Path) -> None:
    own = save(fetched(PAGE.encode(), "text/html"), tmp_path)
    own.write_bytes(own.read_bytes().replace(b"Saved by Xiangjian", b"Saved by Blink"))
    before = own.read_bytes()
    assert (
        save(fetched(b"<html>" + PAGE.encode(), "text/html"), tmp_path).name == "甲县通知 (2).mht"
    )
    assert own.read_bytes() == before


def test_file_is_kept_as_it_is_and_its_address_in_a_list(tmp_path: Path) -> None:
    pdf = fetched(b"%PDF-1.4 x", "application/octet-stream", "/%E7%94%B2%E5%8E%BF.pdf?id=1")
    path = save(pdf, tmp_path / "新")
    assert (path.name, path.read_bytes()) == ("甲县.pdf", b"%PDF-1.4 x")
    assert save(pdf, tmp_path / "新") == path
    save(fetched(b"a plain text", "text/plain; charset=utf-8", "/=cmd.txt"), tmp_path)
    assert addresses(tmp_path) == {
        "新/甲县.pdf": Origin("http://a.example/%E7%94%B2%E5%8E%BF.pdf?id=1", "2021-03-09"),
        "cmd.txt": Origin("http://a.example/=cmd.txt", "2021-03-09"),
    }
    assert (tmp_path / "新" / SOURCES_NAME).read_bytes().startswith(b"\xef\xbb\xbf")


def test_list_edited_by_hand_is_read_and_nonsense_in_it_passed_over(tmp_path: Path) -> None:
    rows = (
        "文件,网址,保存日期\r\n甲.pdf,http://a.example/甲.pdf,2021/3/9\r\n../乙.pdf,http://a.example/,\r\n"
        "丙.pdf,file:///etc/passwd,\r\n丁.pdf\r\n\r\n"
    )
    (tmp_path / SOURCES_NAME).write_bytes(rows.encode("gb18030"))
    assert addresses(tmp_path) == {"甲.pdf": Origin("http://a.example/甲.pdf", "2021-03-09")}
    (tmp_path / SOURCES_NAME).write_bytes(b"\0\xff" * 500)
    assert addresses(tmp_path) == {}


def test_names_are_safe(tmp_path: Path) -> None:
    for title in (
        "../../etc/passwd",
        "a/b\\c",
        "con",
        "甲" * 200,
        "\u202e<>:*?",
        "",
        "...",
        "=1+1",
    ):
        path = save(fetched(PAGE.replace("甲县通知", title).encode(), "text/html"), tmp_path)
        assert path.parent == tmp_path and path.is_file()
        assert len(path.name) <= 70 and not set(path.name) & set('/\\:*?"<>|\u202e')
        assert not path.name.startswith(("=", ".")) and path.stem.lower() != "con"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\0\0\0 ftypisom", "video/mp4"),
        (b"Rar!\x1a\x07", "application/x-rar"),
        (b"{}", "application/json"),
    ],
)
def test_what_is_neither_page_nor_document_is_not_kept(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    with pytest.raises(InputError):
        save(fetched(content, kind), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(StorageError, match="写不进去"):
        save(fetched(PAGE.encode(), "text/html"), tmp_path / "a" / "b")


def test_limits_are_those_that_are_stated() -> None:
    assert (fetching_module.MAX_BYTES, fetching_module.TOTAL_SECONDS) == (20 * 1024 * 1024, 30.0)
