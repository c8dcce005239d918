"""Files added through the app."""

from pathlib import Path

import pytest

from kb.errors import InputError, StorageError
from kb.settings import Settings
from kb.store.entries import FileReport
from kb.web.added import AddedFile, Saved, added_files, delete, safe_name, save
from kb.web.adding import addresses_in, state_of


def settings_in(folder: Path) -> Settings:
    """Settings whose documents lie below ``folder``."""
    return Settings(documents=folder / "documents", index=folder / "index")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("方案.docx", "方案.docx"),
        ("../../etc/方案.txt", "方案.txt"),
        ("C:\\用户\\方案.TXT", "方案.txt"),
        ('a<b>:"|?*\x00\u202e.md', "a_b________.md"),
        ("...隐藏.txt", "隐藏.txt"),
        ("~$方案.docx", "方案.docx"),
        ("CON.txt", "_CON.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("旧件.WPS", "旧件.wps"),
        ("材料\r\n<svg onload=alert(1)>.zip", "材料___svg onload=alert(1)_.zip"),
    ],
)
def test_names_are_made_safe(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@pytest.mark.parametrize("sent", ["", "..", "方案", "方案.exe", ".txt", "a/b/", "方案.txt/.."])
def test_names_that_cannot_be_are_refused(sent: str) -> None:
    with pytest.raises(InputError, match="不是可以收入的文件"):
        safe_name(sent)


def test_a_long_name_is_cut_between_characters() -> None:
    assert safe_name("村" * 300 + ".txt") == "村" * 66 + ".txt"


def test_collisions_are_kept_replaced_or_renamed(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    folder = given.documents / "added"
    assert save(given, "方案.txt", b"1", replace=False) == Saved("方案.txt", "新增")
    assert save(given, "方案.txt", b"1", replace=True) == Saved("方案.txt", "相同")
    assert save(given, "方案.txt", b"2", replace=False) == Saved("方案(2).txt", "改名")
    assert save(given, "方案.txt", b"3", replace=True) == Saved("方案.txt", "替换")
    assert save(given, "方案.TXT", b"4", replace=False) == Saved("方案(3).txt", "改名")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        "方案.txt": b"3",
        "方案(2).txt": b"2",
        "方案(3).txt": b"4",
    }


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.added.MAX_BYTES", 3)
    with pytest.raises(InputError):
        save(settings_in(tmp_path), "方案.txt", b"1234", replace=False)
    assert added_files(settings_in(tmp_path)) == ()


def test_only_files_that_were_added_can_be_deleted(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    save(given, "方案.txt", "甲县".encode(), replace=False)
    own = given.documents / "原有.txt"
    own.write_bytes(b"1")
    assert added_files(given) == (AddedFile("方案.txt", "added/方案.txt", 6),)
    assert delete(given, ["../原有.txt", "没有.txt", "方案.txt"]) == ("方案.txt",)
    assert own.is_file()
    assert added_files(given) == ()


def test_the_list_of_where_files_come_from_is_no_added_file(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    save(given, "方案.txt", b"1", replace=False)
    (given.documents / "added" / "来源.csv").write_text("文件,网址", encoding="utf-8")
    assert [file.name for file in added_files(given)] == ["方案.txt"]


def test_addresses_are_one_a_line_each_once() -> None:
    assert addresses_in(" https://a.example/ \n\n b \r\nhttps://a.example/") == [
        "https://a.example/", "b",
    ]  # fmt: skip
    assert addresses_in("  \n") == []


def test_an_added_file_tells_what_became_of_it_and_of_what_is_inside() -> None:
    reports = [
        FileReport("added/包.zip/甲.txt", "收入"),
        FileReport("added/包.zip/乙.txt", "收入"),
        FileReport("added/包.zip/丙.pdf", "未收入", reason="坏的。"),
        FileReport("added/包.zip.txt", "并入", leader="甲.txt"),
        FileReport("added/丁.pdf", "未收入", reason="打不开。"),
        FileReport("added/信.eml", "收入"),
        FileReport("added/信.eml/附件.docx", "并入"),
    ]
    told = {
        "added/包.zip": "里面的文件：收入 2 份，未收入 1 份",
        "added/包.zip.txt": "已并入 甲.txt",
        "added/丁.pdf": "未收入：打不开。",
        "added/信.eml": "已收入；里面的文件：并入 1 份",
        "added/新.txt": "还没有建入索引",
    }
    assert {path: state_of(path, reports) for path in told} == told


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    given.documents.write_bytes(b"a file where a folder should be")
    with pytest.raises(StorageError):
        save(given, "方案.txt", b"1", replace=False)
