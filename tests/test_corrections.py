"""What users correct in the table beside the documents."""

import threading
from dataclasses import replace

import pytest

from kb.corrections import (
    COLUMNS,
    FILE_NAME,
    ITEMS,
    Checks,
    Correction,
    Corrections,
    apply,
    read_corrections,
    write_correction,
)
from kb.errors import InputError, StorageError
from kb.types import Evidence, Metadata, Region, RegionValue, Value

HEAD = ",".join(COLUMNS)


def put(folder, text, encoding="utf-8-sig"):
    (folder / FILE_NAME).write_bytes(text.encode(encoding))


def text_of(folder):
    return (folder / FILE_NAME).read_bytes().decode("utf-8-sig")


def line(item, value, document_id="abc", path="甲.txt", note=""):
    return Correction(document_id, path, item, value, note)


def applied(metadata, *lines):
    return apply("abc", "甲.txt", metadata, Corrections(lines))


def regions(name):
    known = {
        "某省": [Region("某省")],
        "甲市": [Region("某省", "甲市")],
        "乙县": [Region("某省", "甲市", "乙县")],
        "某省甲市乙县": [Region("某省", "甲市", "乙县")],
    }
    return known.get(name, [])


def test_no_file_is_no_correction(tmp_path):
    assert read_corrections(tmp_path) == Corrections()


def test_what_is_written_is_read_and_opens_in_excel(tmp_path):
    written = line("发文机关", "甲县人民政府", note="封面上写着,第1页")
    write_correction(tmp_path, written)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_corrections(tmp_path).lines == (replace(written, line=2),)


def test_the_same_item_is_replaced_and_others_keep_their_place(tmp_path):
    put(tmp_path, f"{HEAD}\r\nabc,甲.txt,标题,旧,\r\n随手写的一行\r\nxyz,乙.txt,标题,别动,\r\n")
    write_correction(tmp_path, line("标题", "新"))
    assert text_of(tmp_path) == (
        f"{HEAD}\r\nabc,甲.txt,标题,新,\r\n随手写的一行\r\nxyz,乙.txt,标题,别动,\r\n"
    )


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "gb18030"), ("\t", "utf-16"), (",", "utf-8"), ("，", "utf-8-sig")],
)
def test_a_file_as_other_programs_save_it(tmp_path, delimiter, encoding):
    rows = [COLUMNS, ("abc", "甲.txt", "标题", "旧题", ""), ("不懂", "的行")]
    put(tmp_path, "".join(delimiter.join(row) + "\r\n" for row in rows), encoding)
    assert read_corrections(tmp_path).lines[0].value == "旧题"
    write_correction(tmp_path, line("文种", "通知"))
    assert text_of(tmp_path) == "".join(
        delimiter.join(row) + "\r\n" for row in [*rows, ("abc", "甲.txt", "文种", "通知", "")]
    )


def test_columns_in_another_order_and_a_users_own(tmp_path):
    put(tmp_path, "项目,值,文件,经办人,文件编号,说明\n标题,旧,甲.txt,张某,abc,\n")
    write_correction(tmp_path, line("标题", "新"))
    assert text_of(tmp_path) == ("项目,值,文件,经办人,文件编号,说明\n标题,新,甲.txt,张某,abc,\r\n")


def test_a_file_without_its_head_or_last_line_break(tmp_path):
    put(tmp_path, "abc,甲.txt,标题,旧,")
    write_correction(tmp_path, line("文种", "通知"))
    assert [(x.item, x.value) for x in read_corrections(tmp_path).lines] == [
        ("标题", "旧"),
        ("文种", "通知"),
    ]


def test_bad_lines_are_told_by_number_and_stop_nothing(tmp_path):
    rows = [
        "abc,甲.txt,题目,甲,",
        "abc,甲.txt,成文日期,2021年2月30日,",
        ",,标题,甲,",
        'abc,"甲.txt,标题,没有关上的引号,',
        "abc,甲.txt,标题,好的,",
    ]
    put(tmp_path, "\r\n".join([HEAD, *rows]))
    read = read_corrections(tmp_path)
    assert [(x.item, x.value, x.line) for x in read.lines] == [("标题", "好的", 6)]
    assert [problem.line for problem in read.problems] == [2, 3, 4, 5]
    assert read.problems[1].told == (
        "更正.csv 第 3 行没有采用：“2021年2月30日”不是日期。请写成 2021-03-05、2021-03 或 2021。"
    )


def test_a_cell_with_a_line_break_stays_one_line(tmp_path):
    put(tmp_path, f'{HEAD}\nabc,甲.txt,标题,新,"第一行\n第二行"\nxyz,乙.txt,文种,通知,\n')
    assert [(x.document_id, x.line) for x in read_corrections(tmp_path).lines] == [
        ("abc", 2),
        ("xyz", 4),
    ]


def test_a_file_that_is_no_text_is_told_and_never_touched(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"PK\x03\x04\xff\xff\x80\x81")
    assert "没有采用" in read_corrections(tmp_path).problems[0].told
    with pytest.raises(InputError, match="没有改动它"):
        write_correction(tmp_path, line("标题", "新"))
    assert (tmp_path / FILE_NAME).read_bytes() == b"PK\x03\x04\xff\xff\x80\x81"


def test_what_excel_would_take_for_a_number_or_a_formula(tmp_path):
    risky = Correction("123456789012", "=1+1.txt", "标题", "+甲", "-")
    write_correction(tmp_path, risky)
    assert text_of(tmp_path).splitlines()[1] == "'123456789012,'=1+1.txt,标题,'+甲,'-"
    assert read_corrections(tmp_path).lines == (replace(risky, line=2),)
    put(tmp_path, f'{HEAD}\n"=""123e45678901""",甲.txt,标题,甲,\n')
    assert read_corrections(tmp_path).lines[0].document_id == "123e45678901"


@pytest.mark.parametrize(
    ("item", "value", "kept"),
    [
        ("成文日期", "2021/3/5", "2021-03-05"),
        ("成文日期", "2021年3月", "2021-03"),
        ("施行日期", "2021", "2021"),
        ("涉及时间", "2021—2025年", "2021/2025"),
        ("文种", "通知", "通知"),
        ("市", "甲市", "甲市"),
        ("县", "某省甲市乙县", "乙县"),
        ("其他地区", "甲市、乙县", "某省/甲市、某省/甲市/乙县"),
        ("主题", "产业;生态", "产业;生态"),
        ("标题", " ", None),
    ],
)
def test_values_in_one_form(tmp_path, item, value, kept):
    checks = Checks(themes=("产业", "生态"), region=regions)
    write_correction(tmp_path, line(item, value), checks)
    assert read_corrections(tmp_path, checks).lines[0].value == kept


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("成文日期", "去年"),
        ("成文日期", "2021-13"),
        ("涉及时间", "2025/2021"),
        ("文种", "小说"),
        ("县", "丁县"),
        ("其他地区", "甲市、丁县"),
        ("主题", "产业、房产"),
        ("来源等级", "最好"),
    ],
)
def test_values_that_cannot_be_right(tmp_path, item, value):
    checks = Checks(themes=("产业", "生态"), grades=("正式文件",), region=regions)
    with pytest.raises(InputError, match="没有保存"):
        write_correction(tmp_path, line(item, value), checks)
    assert not (tmp_path / FILE_NAME).exists()


def test_every_item_reaches_its_field():
    values = {"涉及时间": "2021/2022", "其他地区": "某省/甲市"}
    for item, name in ITEMS.items():
        said = values.get(item, "值")
        made = getattr(applied(Metadata(), line(item, said)), name)
        if name == "others":
            assert made == (RegionValue(Region("某省", "甲市"), "confirmed"),)
        else:
            expected = Value(said, "confirmed")
            assert made == ((expected,) if name in ("themes", "topics") else expected)
    assert applied(Metadata(), line("涉及时间", "2021/2023")).years == (2021, 2022, 2023)


def test_a_confirmed_value_keeps_its_evidence_and_a_corrected_one_has_none():
    recognised = Metadata(issuer=Value("甲县", "inferred", Evidence(3, 5)))
    assert applied(recognised, line("发文机关", "甲县")).issuer == Value(
        "甲县", "confirmed", Evidence(3, 5)
    )
    assert applied(recognised, line("发文机关", "乙县")).issuer == Value("乙县", "confirmed")
    assert applied(recognised, line("发文机关", None)).issuer is None
    assert applied(recognised, line("发文机关", "甲县", "xyz", "乙.txt")) == recognised


def test_a_place_below_a_corrected_one_goes_with_it():
    recognised = Metadata(
        province=Value("某省", "stated"),
        city=Value("甲市", "stated"),
        county=Value("乙县", "stated"),
    )
    assert applied(recognised, line("省", "别省")).region == Region("别省")
    assert applied(recognised, line("省", "某省")).region == Region("某省", "甲市", "乙县")
    both = applied(recognised, line("市", "丙市"), line("县", "丁县"))
    assert both.region == Region("某省", "丙市", "丁县")


def test_a_changed_file_is_found_by_its_path_and_told_apart():
    old, other = line("标题", "旧号", "old"), line("标题", "别的", "other")
    corrections = Corrections((old, other)).within({"abc", "other"})
    assert corrections.by_path("abc", "甲.txt") == (old,)
    assert corrections.by_id("abc") == ()
    assert apply("abc", "甲.txt", Metadata(), corrections).title == Value("旧号", "confirmed")
    newer = replace(corrections, lines=(line("标题", "新号"), old))
    assert apply("abc", "甲.txt", Metadata(), newer).title == Value("新号", "confirmed")
    assert corrections.unused([("abc", "乙.txt")]) == (old, other)
    assert corrections.unused([("abc", "甲.txt")]) == ()


def test_two_editors_lose_nothing(tmp_path):
    def edit(start):
        for number in range(start, start + 10):
            write_correction(tmp_path, line("标题", f"题{number}", f"id{number}", f"{number}.txt"))

    editors = [threading.Thread(target=edit, args=(start,)) for start in (0, 10)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert {x.value for x in read_corrections(tmp_path).lines} == {f"题{n}" for n in range(20)}
    assert [p.name for p in tmp_path.iterdir()] == [FILE_NAME]


def test_a_change_by_another_program_meanwhile_is_kept(tmp_path, monkeypatch):
    from kb.corrections import files

    real, times = files.with_line, []

    def slow(text, *rest):
        if not times:
            times.append(1)
            put(tmp_path, f"{HEAD}\r\nxyz,乙.txt,标题,刚改的,\r\n")
        return real(text, *rest)

    monkeypatch.setattr(files, "with_line", slow)
    write_correction(tmp_path, line("标题", "新"))
    assert [x.value for x in read_corrections(tmp_path).lines] == ["刚改的", "新"]


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StorageError, match="打不开"):
        read_corrections(tmp_path)
