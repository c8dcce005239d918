"""Word files from before .docx, RTF, and the program that helps to read them."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import psutil
import pytest

from kb.errors import UnreadableError
from kb.reading import doc, programs
from kb.reading.doc import read_doc
from kb.reading.libreoffice import to_docx
from kb.reading.rtf import read_rtf
from kb.reading.sniffing import sniff
from kb.types import RawText

KEPT = Path(__file__).parent / "data" / "word97.doc"
"""Invented text, saved by LibreOffice in the format of Word 97."""

TABLE = "任务\t单位\t年份\n道路硬化\t乙镇\t2027\n道路硬化\t丙镇\t2028"
TEXT = (
    "甲县文件页眉\n一、甲县总体要求\n甲县推行积分制。\t说明\n"
    f"{TABLE}\n前增加的字\n1.第一条\n2.第二条\n末段“引号”，3％。\n"
)

needs_libreoffice = pytest.mark.skipif(
    programs.libreoffice() is None, reason="LibreOffice is not installed"
)
needs_scripts = pytest.mark.skipif(os.name != "posix", reason="runs a shell script")


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "libreoffice", lambda: None)


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


# .doc


@pytest.mark.usefixtures("without_libreoffice")
def test_word97_without_any_program() -> None:
    content = KEPT.read_bytes()
    assert sniff(content) == "doc"
    raw = read_doc(content)
    assert raw.text == TEXT
    assert raw.format == "doc"
    assert marked(raw, "heading") == [("一、甲县总体要求", 1)]
    assert marked(raw, "table") == [(TABLE, None)]
    assert marked(raw, "furniture") == [("甲县文件页眉", None)]
    assert raw.unread == ()


@needs_libreoffice
def test_both_ways_to_read_word97_agree() -> None:
    program = programs.libreoffice()
    assert program is not None
    from kb.reading.docx import read_docx

    assert read_docx(to_docx(KEPT.read_bytes(), ".doc", program)).text == TEXT


@pytest.mark.usefixtures("without_libreoffice")
@pytest.mark.parametrize("kept", [600, 5_000, 15_000])
def test_a_cut_off_file_is_refused_with_a_way_out(kept: int) -> None:
    with pytest.raises(UnreadableError, match=r"另存为 \.docx"):
        read_doc(KEPT.read_bytes()[:kept])


def test_a_file_cut_before_its_directory_is_damaged_not_some_other_format() -> None:
    with pytest.raises(UnreadableError, match="不完整"):
        sniff(KEPT.read_bytes()[:12_000])


@pytest.mark.usefixtures("without_libreoffice")
def test_a_locked_file_is_told() -> None:
    content = bytearray(KEPT.read_bytes())
    start = content.index(b"\xec\xa5")
    content[start + 0x0B] |= 0x01  # FibBase.fEncrypted
    with pytest.raises(UnreadableError, match="密码"):
        read_doc(bytes(content))


@pytest.mark.usefixtures("without_libreoffice")
def test_random_damage_is_read_or_refused_and_nothing_else() -> None:
    rng = random.Random(5)
    sound = KEPT.read_bytes()
    outcomes = set()
    for _ in range(30):
        content = bytearray(sound)
        for _ in range(rng.randint(1, 20)):
            content[rng.randrange(512, len(content))] = rng.randrange(256)
        try:
            outcomes.add(type(read_doc(bytes(content))))
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert outcomes == {RawText, UnreadableError}


# RTF


def rtf(body: str, head: str = r"\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}") -> bytes:
    """An RTF file; characters above ASCII as bytes of GBK, the second byte plain if it is
    an ASCII character, as Word writes it."""
    out = b""
    for char in "{\\rtf1\\ansi" + head + body + "}":
        code = char.encode("gb18030")
        out += code if len(code) == 1 else b"\\'%02x" % code[0] + (
            code[1:] if 0x40 <= code[1] < 0x7B and code[1] != 0x5C else b"\\'%02x" % code[1]
        )  # fmt: skip
    return out


def test_rtf_text_in_bytes_and_in_unicode() -> None:
    raw = read_rtf(rtf(r"甲县\b 積分制\b0 推行\par \u30002?\u-10179 ?\u-8704 ?\par 丏俠"))
    assert raw.text == "甲县積分制推行\n甲\U0001f600\n丏俠\n"
    assert raw.format == "doc"


def test_rtf_stand_ins_are_skipped_as_far_as_they_go() -> None:
    raw = read_rtf(rtf(r"{\uc2\u30002甲}{\uc0\u30002}{\u30002\'3f}乙"))
    assert raw.text == "甲甲甲乙\n"


def test_rtf_rows_of_a_table() -> None:
    body = (
        r"前文\par\trowd\cellx1\cellx2\pard\intbl 任务\cell 单位\cell{\trowd\row}"
        r"\trowd\intbl 道路\par 硬化\cell 乙镇\cell\row\pard 后文\par"
    )
    raw = read_rtf(rtf(body))
    assert raw.text == "前文\n任务\t单位\n道路 硬化\t乙镇\n后文\n"
    assert marked(raw, "table") == [("任务\t单位\n道路 硬化\t乙镇", None)]


def test_rtf_leaves_out_what_is_no_text() -> None:
    body = (
        r"{\info{\title 题}}{\*\generator 乙;}甲{\deleted 删}{\v 藏}\v 藏\v0 县"
        r"{\field{\*\fldinst PAGE}{\fldrslt 3}}{\pict\pngblip 0102ab}{\header 页眉\par}"
        r"{\footnote 注释}{\listtext\f1\'b7\tab}项"
    )
    fonts = r"\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Symbol;}}"
    assert read_rtf(rtf(body, fonts)).text == "甲县3项\n注释\n"


def test_rtf_binary_data_is_no_markup() -> None:
    content = rtf("甲{\\pict\\bin6 @@}乙").replace(b"@@", b"}{\\par")
    assert read_rtf(content).text == "甲乙\n"


@pytest.mark.usefixtures("without_libreoffice")
def test_rtf_without_libreoffice_says_what_is_missing() -> None:
    assert read_doc(rtf("甲县")).unread == ()
    (said,) = read_doc(rtf(r"{\header 页眉}甲县")).unread
    assert "页眉页脚" in said
    assert "LibreOffice" in said


@needs_libreoffice
def test_rtf_by_libreoffice_keeps_its_header_apart() -> None:
    raw = read_doc(rtf(r"{\header\f0 页眉\par}\f0 甲县推行积分制。\par"))
    assert marked(raw, "furniture") == [("页眉", None)]
    assert raw.text == "页眉\n甲县推行积分制。\n"


@needs_libreoffice
def test_libreoffice_follows_no_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    field = r"{\field{\*\fldinst INCLUDETEXT \"%s\"}{\fldrslt 旧}}".replace('\\"', '"')
    assert read_doc(rtf(f"甲{field % secret.as_uri()}乙")).text == "甲旧乙\n"


def test_rtf_without_an_end_is_refused_or_read_in_linear_time() -> None:
    with pytest.raises(UnreadableError, match="嵌套太深"):
        read_rtf(b"{\\rtf1" + b"{" * 100_000)
    start = time.monotonic()
    assert read_rtf(b"{\\rtf1 a" + b"{\\field{\\*\\fldinst{HYPERLINK" * 600 * 1).text == "a\n"
    read_rtf(b"{\\rtf1{\\fonttbl" + b"{\\f1" * 900 + b"\\trowd a\\cell" * 50_000)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "junk", [b"\\", b"}}}}", b"\\u99999999999", b"\\'zz", b"\\ansicpg99999 \\'ff"]
)
def test_rtf_junk_is_no_text_but_no_error(junk: bytes) -> None:
    assert read_rtf(b"{\\rtf1 \\u30002?" + junk).text.startswith("甲")


# The program


def test_libreoffice_is_found_where_installers_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "LibreOffice" / "program" / "soffice.com"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "platform", "win32")
    for name in ("ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    programs.libreoffice.cache_clear()
    try:
        monkeypatch.setenv("ProgramFiles", str(tmp_path / "nowhere"))
        assert programs.available() == ""
        programs.libreoffice.cache_clear()
        monkeypatch.setenv("ProgramFiles", str(tmp_path))
        assert programs.libreoffice() == program
        assert programs.available() == "libreoffice"
    finally:
        programs.libreoffice.cache_clear()


@needs_scripts
def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    program, noted = tmp_path / "soffice", tmp_path / "pid"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > '{noted}'\nwait\n")
    program.chmod(0o755)
    with pytest.raises(UnreadableError, match="超过了 1 秒"):
        to_docx(b"x", ".doc", program, limit_s=1.0)
    child = int(noted.read_text())
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"


@needs_scripts
def test_a_program_that_writes_nothing_is_told(tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(UnreadableError, match="LibreOffice 也打不开"):
        to_docx(b"x", ".doc", program)
