"""Tables as text: what parts the values, and what is prose."""

import pytest

from kb.errors import UnreadableError
from kb.reading.delimited import read_csv
from kb.reading.limits import MAX_CELLS
from tests.test_reading_sheets import marked


def test_csv_values_are_found_whatever_parts_them() -> None:
    table = [("村\t收入\n甲, 村\t1 500\n\t3", 1)]
    for content in (
        '村,收入\n"甲, 村","1\n500"\n,3\n',
        '村\t收入\r\n甲, 村\t"1\r\n500"\r\n\t3\r\n',
        'sep=;\n村;收入\n甲, 村;"1 500"\n;3',
    ):
        raw = read_csv(content.encode("utf-8-sig"))
        assert (marked(raw, "table"), raw.encoding) == (table, "utf-8-sig")
    raw = read_csv("村名,收入情况说明\n甲村,收入增长很快\n".encode("gb18030"))
    assert (raw.text, raw.format, raw.encoding) == (
        "村名\t收入情况说明\n甲村\t收入增长很快\n", "csv", "gb18030",
    )  # fmt: skip


def test_a_csv_of_prose_is_lines() -> None:
    raw = read_csv("甲县乡村振兴\n第一段文字。\n".encode())
    assert raw.text == "甲县乡村振兴\n第一段文字。\n"
    assert marked(raw, "table") == []


def test_a_quote_that_never_ends_does_not_swallow_the_rows() -> None:
    rows = "".join(f"甲村{i},{i}\n" for i in range(100))
    raw = read_csv(f'村,收入\n"乙村,5\n{rows}'.encode())
    assert raw.text.startswith('村\t收入\n"乙村\t5\n甲村0\t0\n')
    assert raw.text.count("\n") == 102


def test_csv_of_too_many_cells_and_of_no_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="格的上限"):
        read_csv(b"a" + b"," * (MAX_CELLS + 1))
    with pytest.raises(UnreadableError, match="二进制"):
        read_csv(bytes(range(256)) * 40)
    with pytest.raises(UnreadableError, match="格的上限"):
        read_csv(b"1,2\n" * 3000 + b"," * 2000)
