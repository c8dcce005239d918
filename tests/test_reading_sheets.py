"""What is read out of spreadsheets and CSV files."""

import datetime
import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from kb.errors import UnreadableError
from kb.reading.limits import MAX_CELLS
from kb.reading.sheet import read_sheet
from kb.reading.sheet_cells import shown
from kb.types import RawText

SHARED = Path(__file__).resolve().parents[2] / "shared" / "library" / "formats"


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def workbook(fill, *names: str) -> bytes:
    """Return an .xlsx file; ``fill(book, *sheets)`` fills it."""
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    fill(book, *(book.add_worksheet(name) for name in names or ("Sheet1",)))
    book.close()
    return into.getvalue()


def rows_of(*rows):
    def fill(book, sheet):
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value)

    return fill


def rewritten(content: bytes, name: str, part: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(into, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, part if entry.filename == name else source.read(entry))
    return into.getvalue()


# Cells


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3.0, None, "3"),
        (504.76980851135437, None, "504.7698085"),
        (15.594000000000001, "General", "15.594"),
        (0.1 + 0.2, None, "0.3"),
        (-0.000001, None, "-0.000001"),
        (1e20, None, "1e+20"),
        (0.48125, "0.00%", "48.13%"),
        (0.16, "0%", "16%"),
        (1234567.891, "#,##0.00", "1234567.89"),
        (-12.5, '0.0_ ;[Red]-0.0"', "-12.5"),
        (3, '0.0##"亿元"', "3.0亿元"),
        (-0.001, "0.0", "0.0"),
        (12.5, "# ?/?", "12.5"),
        (float("inf"), None, ""),
        (True, None, "TRUE"),
        (datetime.date(2021, 3, 4), None, "2021-03-04"),
        (datetime.datetime(2021, 3, 4), 'yyyy"年"m"月"', "2021-03"),
        (datetime.datetime(2021, 3, 4, 8, 5), "yyyy/m/d h:mm", "2021-03-04 08:05"),
        (datetime.time(8, 5), None, "08:05"),
        (datetime.timedelta(hours=30, minutes=5), None, "30:05:00"),
        ("甲县", None, "甲县"),
    ],
)
def test_cells_are_written_as_they_are_shown(value, code, text) -> None:
    assert shown(value, code) == text


# Sheets


def test_a_sheet_is_its_name_a_title_a_table_and_notes() -> None:
    raw = read_sheet(
        workbook(
            lambda book, a, b: [
                rows_of(
                    ("甲县2021年项目表",),
                    ("填报单位：甲县农业农村局", None, None, "单位：万元"),
                    ("项目", "地点", "投资", "进度"),
                    ("道路\n硬化", "甲镇", 3.0, 0.5),
                    (),
                    ("水渠", None, 12.25, 1),
                    ("注：进度为年底数。",),
                )(book, a),
                rows_of(("村", "收入"), ("甲村", 10))(book, b),
            ],
            "项目库", "收入",
        )
    )  # fmt: skip
    assert raw.text == (
        "项目库\n甲县2021年项目表\n填报单位：甲县农业农村局 单位：万元\n"
        "项目\t地点\t投资\t进度\n道路 硬化\t甲镇\t3\t0.5\n水渠\t\t12.25\t1\n注：进度为年底数。\n"
        "收入\n村\t收入\n甲村\t10\n"
    )
    assert marked(raw, "heading") == [("项目库", 1), ("收入", 1)]
    assert marked(raw, "table") == [
        ("项目\t地点\t投资\t进度\n道路 硬化\t甲镇\t3\t0.5\n水渠\t\t12.25\t1", 1),
        ("村\t收入\n甲村\t10", 1),
    ]
    assert [level for _, level in marked(raw, "page")] == [1, 2]
    assert (raw.format, raw.pages, raw.unread) == ("sheet", 2, ())


def test_a_name_that_says_nothing_is_left_out_until_one_that_does() -> None:
    two = (("甲", "乙"), ("丙", 1))
    raw = read_sheet(
        workbook(
            lambda book, *sheets: [rows_of(*two)(book, sheet) for sheet in sheets],
            "Sheet1", "汇总", "Sheet3",
        )
    )  # fmt: skip
    table = "甲\t乙\n丙\t1\n"
    assert raw.text == f"{table}汇总\n{table}Sheet3\n{table}"


def test_heads_over_several_columns_and_rows_are_repeated_and_figures_are_not() -> None:
    def fill(book, sheet):
        sheet.merge_range("A1:A2", "时期")
        sheet.merge_range("B1:B2", "年份")
        sheet.merge_range("C1:D1", "粮食")
        for column, text in enumerate(("产量", "增长率", "备注"), 2):
            sheet.write(1, column, text)
        sheet.write("E1", "其他")
        sheet.merge_range("A3:A4", "一五")
        sheet.write_row("B3", (1953, 5))
        sheet.write_row("B4", (1954, 6))
        sheet.write("D3", 0.0504, book.add_format({"num_format": "0.00%"}))
        sheet.merge_range("E3:E4", 100)

    raw = read_sheet(workbook(fill))
    assert marked(raw, "table") == [
        (
            "时期\t年份\t粮食\t粮食\t其他\n\t\t产量\t增长率\t备注\n"
            "一五\t1953\t5\t5.04%\t100\n一五\t1954\t6",
            2,
        )
    ]


def test_years_head_columns_and_a_table_of_figures_alone_has_no_header() -> None:
    raw = read_sheet(workbook(rows_of(("指标", 2020, 2021), ("收入", 1.5, 2.5))))
    assert marked(raw, "table") == [("指标\t2020\t2021\n收入\t1.5\t2.5", 1)]
    raw = read_sheet(workbook(rows_of((1.5, 2.5), (3, 4))))
    assert marked(raw, "table") == [("1.5\t2.5\n3\t4", 0)]


def test_two_tables_of_one_sheet_are_two() -> None:
    raw = read_sheet(
        workbook(
            rows_of(
                ("表一 收入",), ("村", "收入"), ("甲村", 1), ("乙村", 2), (),
                ("表二 支出",), ("村", "支出"), ("甲村", 3),
            )
        )
    )  # fmt: skip
    assert marked(raw, "table") == [("村\t收入\n甲村\t1\n乙村\t2", 1), ("村\t支出\n甲村\t3", 1)]
    assert raw.text.split("\n")[0] == "表一 收入"
    assert "\n表二 支出\n" in raw.text


def test_a_very_wide_table_is_cut_between_its_heads_and_repeats_the_names_of_rows() -> None:
    def fill(book, sheet):
        sheet.merge_range(0, 0, 1, 0, "村")
        for group in range(6):
            sheet.merge_range(0, 1 + 8 * group, 0, 8 + 8 * group, f"类{group}")
            for j in range(8):
                sheet.write(1, 1 + 8 * group + j, f"项{j}")
        sheet.write_column(2, 0, ("甲村", "乙村", "丙村"))
        sheet.write_row(2, 1, range(10, 58))
        sheet.write(3, 9, 99)

    tables = marked(read_sheet(workbook(fill)), "table")
    assert len(tables) == 6
    assert tables[0][0].split("\n")[2:] == [
        "甲村\t10\t11\t12\t13\t14\t15\t16\t17",
        "丙村",
    ]
    assert tables[1] == (
        "村" + "\t类1" * 8 + "\n" + "".join(f"\t项{j}" for j in range(8))
        + "\n甲村\t18\t19\t20\t21\t22\t23\t24\t25\n乙村\t99",
        2,
    )  # fmt: skip


def test_a_sheet_of_one_column_is_text() -> None:
    raw = read_sheet(workbook(rows_of(("第一条 甲",), ("第二条 乙",))))
    assert raw.text == "第一条 甲\n第二条 乙\n"
    assert marked(raw, "table") == []


def test_hidden_sheets_pictures_and_comments_are_told_and_not_read() -> None:
    def fill(book, a, b):
        a.write("A1", "看得见")
        a.write_comment("A1", "批注内容")
        a.insert_textbox("C3", "框里的字")
        b.write("A1", "看不见")
        b.hide()

    raw = read_sheet(workbook(fill, "明细", "底稿"))
    assert raw.text == "明细\n看得见\n"
    assert raw.unread == (
        "有 1 张隐藏的工作表没有读：“底稿”。要收入请取消隐藏后另存。",
        "有 1 处批注没有读。",
        "有 1 个文本框没有读。",
    )


# Limits, damage, hostility


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_sheet(content)
    return str(caught.value)


def test_a_sheet_that_reaches_to_the_last_cell_is_left_out_and_told() -> None:
    def fill(book, a, b):
        a.write("A1", "甲")
        a.write(1_048_575, 16_383, "乙")
        b.write_row("A1", ("丙", "丁"))

    raw = read_sheet(workbook(fill, "大", "小"))
    assert raw.text == "小\n丙 丁\n"
    assert raw.unread == (
        "工作表“大”没有读：已用区域有 1048576 行 16384 列，"
        f"超过了 {MAX_CELLS} 格的上限。请删掉多余的空白行列后另存。",
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_cut_off_is_damaged(share: float) -> None:
    content = workbook(rows_of(("村", "收入"), ("甲村", 1)))
    assert refused(content[: int(len(content) * share)]).startswith("表格文件不完整或已损坏")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        ("xl/workbook.xml", b""),
        ("xl/styles.xml", b"\0\0"),
        ("xl/_rels/workbook.xml.rels", b"<a/>"),
    ],
)
def test_a_damaged_part_ends_in_a_sentence(name: str, part: bytes) -> None:
    content = workbook(rows_of(("村", "收入"), ("甲村", 1)))
    assert refused(rewritten(content, name, part)).startswith("表格文件不完整或已损坏")


def test_a_bomb_and_a_password_are_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (300 * 1024 * 1024))
    assert "大得不正常" in refused(into.getvalue())
    locked = bytearray(workbook(rows_of(("甲", "乙"))))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "密码" in refused(bytes(locked))


def test_entities_are_not_expanded() -> None:
    content = workbook(rows_of(("甲",)))
    bomb = (
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x&b;</t></is></c></row></sheetData></worksheet>'
    )
    try:
        assert "aaaa" not in read_sheet(rewritten(content, "xl/worksheets/sheet1.xml", bomb)).text
    except UnreadableError as error:
        assert str(error).startswith("表格文件不完整或已损坏")


# The old format, written by hand: a compound file with one stream


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x204, head + encoded)


def biff(cells: bytes, code: str = "0.0%", extra: bytes = b"") -> bytes:
    """Return a workbook stream with one sheet; its cells may use style 1, shown by ``code``."""
    bof = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)
    font = record(
        0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A"
    )
    shown_as = code.encode("utf-16-le")
    number = record(0x41E, struct.pack("<HHB", 164, len(code), 1) + shown_as)
    styles = b"".join(
        record(0xE0, struct.pack("<HHHBBBBIIH", 0, form, 1, 0x20, 0, 0, 0, 0, 0, 0))
        for form in (0, 164)
    )
    name = "数据".encode("utf-16-le")
    begin = record(0x809, bof) + extra + font * 5 + number + styles
    sheet_head = struct.pack("<IHBB", 0, 0, 2, 1) + name
    start = len(begin) + len(record(0x85, sheet_head)) + 4
    bound = record(0x85, struct.pack("<IHBB", start, 0, 2, 1) + name)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells
    return begin + bound + record(0x0A, b"") + sheet + record(0x0A, b"")


def compound(stream: bytes) -> bytes:
    """Return a compound file that holds ``stream`` as its workbook."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    chain = [*range(3, count + 2), 0xFFFFFFFE]
    table = [0xFFFFFFFD, 0xFFFFFFFE, *chain]
    fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )  # fmt: skip

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(
        "Workbook", 2, 0xFFFFFFFF, 2, len(stream)
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + folder.ljust(512, b"\0") + stream


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


OLD = label(0, 0, "村") + label(0, 1, "增长率") + label(1, 0, "甲村") + number(1, 1, 0.0504, 1)


def test_the_old_format_gives_percentages_as_they_are_shown() -> None:
    raw = read_sheet(compound(biff(OLD)))
    assert raw.text == "数据\n村\t增长率\n甲村\t5.0%\n"
    assert marked(raw, "table") == [("村\t增长率\n甲村\t5.0%", 1)]
    assert raw.unread == ()


def test_an_old_workbook_with_a_password_or_damage_ends_in_a_sentence() -> None:
    locked = biff(OLD, extra=record(0x2F, b"\x01\0" + b"\x01\0\x01\0" + b"\0" * 48))
    assert "密码" in refused(compound(locked))
    content = compound(biff(OLD))
    assert refused(content[:600]).startswith("表格文件不完整或已损坏")
    assert refused(content[:512] + b"\xff" * len(content[512:])).startswith("表格文件不完整")


def test_counts_no_file_can_hold_are_damage_and_not_the_end_of_the_process() -> None:
    content = bytearray(compound(biff(OLD)))
    for at in (40, 44, 64, 72):
        huge = bytes(content[:at]) + b"\xf0\xff\xff\x0f" + bytes(content[at + 4 :])
        assert refused(huge).startswith("表格文件不完整或已损坏")


def test_a_table_of_sectors_cut_short_is_damage() -> None:
    # calamine panics over a stream of sectors that is no multiple of four.
    content = compound(biff(OLD))
    assert refused(content[:1022]).startswith("表格文件不完整或已损坏")


def test_an_old_workbook_that_reaches_to_its_last_cell_is_refused() -> None:
    assert "16777216 格" in refused(compound(biff(OLD + number(65_535, 255, 1.0))))


def test_a_binary_workbook_that_reaches_to_its_last_cell_is_refused() -> None:
    cells = b"".join(
        bytes((kind, len(body))) + body
        for kind, body in (
            (0, struct.pack("<I", 1_048_575) + b"\0" * 13),
            (5, struct.pack("<IId", 16_383, 0, 1.0)),
        )
    )
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", cells)
    assert "17179869184 格" in refused(into.getvalue())


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not here")
def test_the_plan_of_a_province_reads_row_by_row() -> None:
    raw = read_sheet(next(SHARED.glob("*计划情况表.xls")).read_bytes())
    lines = raw.text.split("\n")
    assert lines[4] == "一五计划\t\t1953\t504.8\t66.87%\t865.6\t54.44%\t\t9.30%\t\t17.8%"
    assert lines[14].startswith("三年调整时期\t\t1963")
    tables = [(text, level) for text, level in marked(raw, "table") if level]
    assert {level for _, level in tables} == {2, 3, 4}
    assert tables[0][0].split("\n")[0].startswith("\t\t\t农业\t农业")
    assert "\n备注： 1.原表表头出现了两个" in raw.text
    assert all("备注：" not in text for text, _ in tables)
