"""Document numbers in a query, and the documents that have or cite them."""

import pytest

from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.search.numbers import FULL, PARTIAL, likeness, marks, numbers_in, own_number
from kb.store.snapshot import open_snapshot
from tests.conftest import write_files

FILES = {
    "通知.txt": """甲县人民政府关于印发《养殖管理办法》的通知

甲政发〔2021〕19号

各乡镇人民政府:

现将《养殖管理办法》印发给你们,请认真贯彻执行。

一、养殖场应当登记。

二、养殖场应当每年检疫一次。
""",
    "目录.txt": "文件目录\n\n甲政发2021-19号 养殖管理办法\n",
    "解读.txt": """养殖管理办法政策解读

一、出台背景

为落实《甲县人民政府关于印发〈养殖管理办法〉的通知》(甲政发〔2021〕19号),现作如下解读。
""",
    "别的.txt": """甲县人民政府关于做好防汛工作的通知

甲政办发〔2021〕19号

各乡镇人民政府:

现就防汛工作通知如下。

一、加强巡查。
""",
}


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbered")
    build(write_files(folder / "documents", FILES), folder / "index", HashEncoder())
    return Searcher(open_snapshot(folder / "index", recipe()), HashEncoder)


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2023〕12号",
        "国办发【2023】12号",
        "国办发(2023)第12号",
        "國辦發（２０２３）第１２號",
        "国办发2023年12号",
        "国办发2023年第012号文",
        "国办发 2023 12号",
        "国办发2023-12",
        "国办发〔二〇二三〕十二号",
        "国办发 〔2023〕 12 号",
        "关于国办发〔2023〕12号的解读",
    ],
)
def test_every_way_of_writing_it(written):
    (number,) = numbers_in(written)
    assert likeness(number, own_number("国办发〔2023〕12号")) == FULL


@pytest.mark.parametrize(
    ("asked", "own", "alike"),
    [
        ("国办发〔2023〕12号", "国办发〔2023〕13号", 0.0),
        ("国办发〔2023〕12号", "国办发〔2022〕12号", 0.0),
        ("国发〔2023〕12号", "国办发〔2023〕12号", 0.0),
        ("国办发〔2023〕", "国办发〔2023〕12号", PARTIAL),
        ("国办发12号文", "国办发〔2023〕12号", PARTIAL),
        ("〔2023〕12号", "国办发〔2023〕12号", PARTIAL),
        ("市政府令第179号", "某市人民政府令第179号", FULL),
        ("市政府令第178号", "某市人民政府令第179号", 0.0),
        ("第179号令", "某市人民政府令第179号", PARTIAL),
        ("第179号令", "某建〔2023〕179号", 0.0),
        ("商业部公告2020年第3号", "2020年第3号公告", PARTIAL),
        ("粤卫字第201号", "粤卫字第201号", FULL),
    ],
)
def test_how_alike(asked, own, alike):
    assert likeness(numbers_in(asked)[0], own_number(own)) == alike


@pytest.mark.parametrize("query", ["积分超市怎么做", "2023年12个村", "5号文件", "增长12%"])
def test_what_is_no_number(query):
    assert numbers_in(query) == ()


def test_a_place_and_a_year_are_no_document_of_that_year():
    (number,) = numbers_in("甲县2021年养殖收入")
    assert likeness(number, own_number("甲政发〔2021〕19号")) == 0.0
    assert marks(number) == ()


def test_two_numbers():
    first, second = numbers_in("国发(2021)5号 国办发[2022]3号")
    assert (first.year, first.serial, second.year, second.serial) == ("2021", "5", "2022", "3")


@pytest.mark.parametrize("query", ["甲政发〔2021〕19号", "甲政发2021年第19号文", "甲政发[2021]19"])
def test_who_has_it_comes_before_who_cites_it(numbered, query):
    hits = numbered.search(query, k=20).hits
    paths = [numbered.snapshot.library.card_of(hit.row).path for hit in hits]
    order = list(dict.fromkeys(paths))
    assert order[0] == "通知.txt"
    assert set(order[1:3]) == {"目录.txt", "解读.txt"}
    assert "文号就是检索词里的文号" in hits[0].why.notes
    assert "文号就是检索词里的文号" not in hits[paths.index("目录.txt")].why.notes


def test_what_else_is_asked_decides_within_the_document(numbered):
    hits = numbered.search("甲政发〔2021〕19号 养殖场应当登记 每年检疫一次").hits
    assert "检疫一次" in hits[0].text


def test_who_has_it_is_found_though_its_text_has_it_not(tmp_path):
    files = {
        "a.txt": FILES["通知.txt"].replace("甲政发〔2021〕19号\n\n", ""),
        "b.txt": "甲政发目录",
    }
    folder = write_files(tmp_path / "documents", files)
    line = "文件编号,文件,项目,值,说明\n,a.txt,发文字号,甲政发〔2021〕19号,\n"
    (folder / "更正.csv").write_text(line, "utf-8")
    build(folder, tmp_path / "index", HashEncoder())
    found = Searcher(open_snapshot(tmp_path / "index", recipe()), None)
    hit = found.search("甲政发〔2021〕19号").hits[0]
    assert found.snapshot.library.card_of(hit.row).path == "a.txt"
