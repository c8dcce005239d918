"""The report as a table."""

import time

from kb.reading.programs import HOW_TO_GET
from kb.store.entries import FileReport
from kb.web.report_rows import chosen, counts, need_program, table_html
from kb.web.tables import program_told

GOOD = FileReport(
    "乙/方案.docx", "收入", "docx", "abc", "甲县<方案>", pages=None, characters=120, kept=100,
    removed=(("metadata", 20),), flags=(("missing_digits", 2),),
)  # fmt: skip
SCAN = FileReport("丙.pdf", "收入", "pdf", "def", "丙", pages=9, scanned=4, characters=5,
                  unread=("第 3 页没有读到文字。",))  # fmt: skip
COPY = FileReport(
    "丁.txt", "并入", "text", "ghi", "甲县方案", leader="乙/方案.docx", how="文字相同"
)
BAD = FileReport("坏\u202etxt\n<b>.doc", "未收入", reason=f"读不出这个<文件>。{HOW_TO_GET}。")
ALL = [GOOD, SCAN, COPY, BAD]


def test_choices_are_counted_and_empty_ones_left_out() -> None:
    assert counts(ALL) == {
        "全部": 4, "未收入": 1, "并入": 1, "收入": 2, "有没读到的内容": 1, "有存疑": 1, "有图片页": 1,
    }  # fmt: skip
    assert counts([COPY]) == {"全部": 1, "并入": 1}
    assert counts([]) == {"全部": 0}


def test_failures_come_first_then_what_was_not_read_whole() -> None:
    assert chosen(ALL, "全部", "") == [BAD, SCAN, COPY, GOOD]


def test_files_are_found_by_name_and_title_within_a_choice() -> None:
    assert chosen(ALL, "全部", "方案") == [COPY, GOOD]
    assert chosen(ALL, "收入", "方案") == [GOOD]
    assert chosen(ALL, "全部", "方案 乙") == [GOOD]
    assert chosen(ALL, "没有这一项", "丙") == [SCAN]


def test_everything_of_a_file_is_escaped_and_shown() -> None:
    shown = table_html([BAD])
    assert "坏\ufffdtxt\ufffd&lt;b&gt;.doc" in shown and "读不出这个&lt;文件&gt;。" in shown
    shown = table_html([GOOD])
    assert '<a href="original?id=abc" target="_self">甲县&lt;方案&gt;</a>' in shown
    assert "来源、日期、索引号等信息行 20 字" in shown and "数字缺失 2 处" in shown
    assert "<span>Word</span><span></span><span>120 字</span>" in shown
    assert "9 页<small>（识别 4 页）</small>" in table_html([SCAN])
    assert "第 3 页没有读到文字。" in table_html([SCAN])
    assert "与“乙/方案.docx”是同一份文件" in table_html([COPY])


def test_a_trial_leads_to_no_document() -> None:
    assert "<a " not in table_html([GOOD], linked=False)


def test_files_that_need_a_program_are_counted() -> None:
    also = FileReport("庚.doc", "未收入", reason="文件已损坏，LibreOffice 也打不开。")
    assert need_program([*ALL, also]) == 1
    assert "有 1 个文件直接读不出" in program_told(1)


def test_two_thousand_files_are_chosen_in_no_time() -> None:
    many = [FileReport(f"{n}.txt", "收入", title=f"第{n}号") for n in range(2000)]
    began = time.perf_counter()
    assert len(chosen(many, "收入", "第1999号")) == 1
    assert counts(many)["收入"] == 2000
    assert time.perf_counter() - began < 1
