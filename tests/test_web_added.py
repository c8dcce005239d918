"""Files added through the app."""

from pathlib import Path

import pytest

from kb.errors import InputError, StorageError
from kb.settings import Settings
from kb.web.added import AddedFile, Saved, added_files, delete, safe_name, save


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


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    given.documents.write_bytes(b"a file where a folder should be")
    with pytest.raises(StorageError):
        save(given, "方案.txt", b"1", replace=False)
