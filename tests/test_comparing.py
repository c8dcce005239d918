"""Places side by side: who is a row, what stands in the cells."""

import json

import pytest

from kb.cli.main import main
from kb.comparing import COLUMNS, compare, leaders, leaders_of, provinces
from kb.comparing.bureaus import bureau_name
from kb.comparing.ordering import in_usual_order
from kb.comparing.subjects import named
from kb.comparing.telling import Read, told_by_passage
from kb.comparing.tiles import tiles
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.store.snapshot import open_snapshot
from kb.types import Passage, Region
from tests.conftest import write_files

FIRST = Region("浙江省", "甲市", "甲县")
SECOND = Region("甘肃省", "乙市", "乙县")
THIRD = Region("四川省", "丙市", "丙县")
FILES = {
    "一.txt": """甲县农村垃圾分类工作情况汇报

一、主要做法

(一)推行积分兑换。甲县建立“户分类、村收集”机制，每户发放两个垃圾桶，保洁员每天上门开展垃圾分类收运。2022年全县建成垃圾分类示范村120个。

(二)抓好养老服务。建立老年食堂，为高龄老人送餐。
""",
    "二.txt": """乙县乡村建设实施方案

一、重点任务

(一)垃圾治理。推行垃圾分类积分制，建立村民评议机制，到2027年建成垃圾分类示范村50个。(牵头单位：县住建局；责任单位：县农业农村局、各乡镇)

(二)道路养护。组建养护队，落实管护责任。
""",
    "三.txt": """丙县农村工作总结

一、工作回顾

(一)人居环境。开展厕所革命、垃圾分类等工作。

(二)产业发展。流转土地3000亩，建设蔬菜大棚。
""",
}


PLACES = "文件,项目,值\n" + "".join(
    f"{file},{item},{value}\n"
    for file, region in zip(FILES, (FIRST, SECOND, THIRD), strict=True)
    for item, value in zip("省市县", (region.province, region.city, region.county), strict=True)
)
"""Invented places are in no gazetteer: the user says where they lie."""


@pytest.fixture
def real(tmp_path):
    """A searcher over made-up sentences about invented places."""
    documents = write_files(tmp_path / "文件", {**FILES, "更正.csv": PLACES})
    build(documents, tmp_path / "索引", None)
    return Searcher(open_snapshot(tmp_path / "索引", recipe()), None)


def words(searcher, cell):
    texts = {q.document_id: searcher.snapshot.library.document(q.document_id).text for q in cell}
    return [texts[q.document_id][q.start : q.end] for q in cell]


def test_a_place_is_a_row_only_where_it_is_told(real):
    found = compare(real, "垃圾分类怎么做")
    assert [row.region for row in found.rows] == [FIRST, SECOND]
    assert found.mentioned == (THIRD,)
    first, second = found.rows
    assert all(tuple(row.cells) == COLUMNS for row in found.rows)
    [measure] = words(real, first.cells["做法"])
    assert measure.startswith("甲县建立“户分类、村收集”机制")
    assert "养老" not in "".join(w for row in found.rows for w in words(real, row.cells["做法"]))
    assert "养护队" not in "".join(words(real, second.cells["做法"]))


def test_a_place_without_anything_is_a_row_of_empty_cells(real):
    absent = Region("浙江省", "杭州市")
    found = compare(real, "垃圾分类", [absent, Region("甘肃省")])
    assert [row.region for row in found.rows] == [absent, SECOND]
    assert found.rows[0].depth is None
    assert found.rows[0].cells == dict.fromkeys(COLUMNS, ())
    assert found.mentioned == ()
    assert {source.path for source in found.sources.values()} == {"二.txt"}


def test_a_question_the_library_does_not_know(real):
    found = compare(real, "航天发射")
    assert found.rows == () and found.sources == {}


def test_a_question_of_a_number_alone(real):
    assert compare(real, "120").rows == ()


def test_a_question_that_nobody_answers_whole(real):
    found = compare(real, "道路养护的蔬菜大棚")
    assert found.rows == ()
    assert found.notes == ("另有 1 地只讲到“道路”，要看可只问“道路”。",)


def test_a_question_that_few_answer_whole_is_told_what_a_narrower_one_finds(tmp_path):
    # Other texts, so that what is asked is rare among the passages.
    others = {f"旁{n}.txt": f"某县第{n}次会议纪要\n\n会议研究了第{n}项事项。\n" for n in range(20)}
    documents = write_files(tmp_path / "文件", {**FILES, **others, "更正.csv": PLACES})
    build(documents, tmp_path / "索引", None)
    searcher = Searcher(open_snapshot(tmp_path / "索引", recipe()), None)
    found = compare(searcher, "垃圾分类的评议")
    assert [row.region for row in found.rows] == [SECOND]
    assert found.notes == ("另有 2 地只讲到“垃圾分类”，要看可只问“垃圾分类”。",)


def test_places_in_the_question_are_those_compared(real):
    found = compare(real, "甘肃和杭州的垃圾分类")
    assert [row.region for row in found.rows] == [Region("浙江省", "杭州市"), SECOND]
    assert found.rows[0].depth is None
    assert found.understood[-1] == "只看问题提到的地方：甘肃、杭州。"


def test_practices_are_rows_of_their_own_within_a_place(real):
    found = compare(real, ["户分类、村收集", "没有的做法"])
    assert [(row.region, row.practice is not None) for row in found.rows] == [(FIRST, True)]
    assert found.notes == ("库内没有名为“没有的做法”的做法。",)


def test_all_34_provincial_units_have_a_tile_of_their_own(real):
    assert len(tiles()) == 34
    assert len({(tile.row, tile.column) for tile in tiles()}) == 34
    told = {t.short: (t.places, t.depth) for t in provinces(compare(real, "垃圾分类")) if t.places}
    assert set(told) == {"浙江", "甘肃"}
    assert told["甘肃"][0] == 1


def test_order_of_places():
    places = [THIRD, Region("浙江省", "甲市"), FIRST, Region("浙江省"), Region("北京市")]
    assert sorted(places, key=in_usual_order) == [
        Region("北京市"), Region("浙江省"), Region("浙江省", "甲市"), FIRST, THIRD,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("县农业农村局", "农业农村局"),
        ("湖州市农业农村局", "农业农村局"),
        ("省农业农村厅", "农业农村局"),
        ("縣農業農村局", "农业农村局"),
        ("市市场监管局", "市场监督管理局"),
        ("市民政局", "民政局"),
        ("乡村振兴局", "乡村振兴局"),
        ("永昌县委组织部", "组织部"),
        ("县委办公室", "党委办公室"),
        ("区政府办公室", "政府办公室"),
        ("县住建局（县城管局）", "住房和城乡建设局"),
        ("团县委", "团委"),
        ("县妇联", "妇联"),
        ("各乡镇", None),
        ("有关部门", None),
        ("梅花镇政府", None),
        ("甲县人民政府", None),
        ("市民营经济发展局", "民营经济发展局"),
    ],
)
def test_a_bureau_without_its_place(printed, name):
    assert bureau_name(printed) == name


def test_json_and_plain_text(real, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KB_INDEX", str(tmp_path / "索引"))
    monkeypatch.setenv("KB_MODEL", "none")
    assert main(["compare", "垃圾分类", "--place", "浙江", "--place", "杭州", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["columns"] == list(COLUMNS)
    assert [row["region"]["county"] for row in told["rows"]] == [None, "甲县"]
    quotation = told["rows"][1]["cells"]["做法"][0]
    text = real.snapshot.library.document(quotation["document_id"]).text
    assert quotation["text"] == text[quotation["start"] : quotation["end"]]
    assert told["rows"][1]["cells"]["来源"][0]["path"] == "一.txt"
    assert main(["compare", "垃圾分类", "--place", "浙江"]) == 0
    assert "【浙江省甲市甲县】" in capsys.readouterr().out
    assert main(["compare", "垃圾分类", "--place", "没有的地方"]) == 1
    assert main(["compare"]) == 1


def test_leaders_are_counted_by_place(real):
    library = real.snapshot.library
    found = {leader.name: leader for leader in leaders(library)}
    assert found["住房和城乡建设局"].places == (SECOND,)
    assert set(found) == {"住房和城乡建设局", "农业农村局"}
    assert leaders_of(compare(real, "垃圾分类"), library)


def test_a_heading_of_two_things_leaves_to_each_sentence_what_it_is_about():
    below = "已做：撤并行政村890个。发展富村公司，由镇里统一经营，村民入股分红。"
    for heading, sentences in (("一、富村公司", 2), ("一、富村公司与村级经济", 1)):
        text = f"{heading}\n{below}"
        passage = Passage("p", "甲", (heading,), 0, len(text))
        told = told_by_passage(Read(passage, (), text, "", Region("某省")), named("富村公司"))
        assert told is not None
        quoted = [text[a:b] for a, b in told.measures if text[a:b] != heading]
        assert len(quoted) == sentences and quoted[-1].startswith("发展富村公司")


def test_documents_about_no_place_are_told_of(tmp_path):
    documents = write_files(tmp_path / "文件", FILES)
    build(documents, tmp_path / "索引", None)
    searcher = Searcher(open_snapshot(tmp_path / "索引", recipe()), None)
    found = compare(searcher, ["户分类、村收集"])
    assert found.rows == ()
    assert found.notes == ("另有 1 份文件讲到，看不出是哪个地方，不在表内。",)
