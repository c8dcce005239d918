"""Citations in two forms, and whether a quotation still stands."""

from dataclasses import replace

import pytest

from kb.citing import behind, cited, gbt7714, official, place, quote, spoken, stand
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.snapshot import open_snapshot
from kb.types import Quotation, Region
from tests.conftest import MADE_UP, write_files

PLAN = "甲县/强村公司经验.txt"


def quotation(**values):
    """A notice of an invented county; ``values`` replace what is known of it."""
    known = Quotation(
        document_id="d1", start=0, end=7, text="建成幸福院3个", title="甲县养老服务工作方案",
        path="甲县/方案.txt", sha256="0" * 64, region=Region("某省", "某市", "甲县"),
        number="甲政发〔2023〕8号", issuer="甲县人民政府", date="2023-05-08", kind="方案",
    )  # fmt: skip
    return replace(known, **values)


@pytest.mark.parametrize(("values", "told"), [
    ({}, "《甲县养老服务工作方案》（甲政发〔2023〕8号）"),
    ({"number": None}, "《甲县养老服务工作方案》（甲县人民政府，2023年5月8日）"),
    ({"number": None, "issuer": None, "date": "2023-05"}, "《甲县养老服务工作方案》（2023年5月）"),
    ({"number": None, "issuer": None, "title": "工作方案", "date": "2023"},
     "《工作方案》（甲县，2023年）"),
    ({"number": None, "issuer": None, "title": "报告", "date": None, "region": Region()}, "《报告》"),
    ({"digest": True}, "《甲县养老服务工作方案》（甲政发〔2023〕8号，整理稿）"),
    ({"digest": True, "number": None, "issuer": None, "date": None},
     "《甲县养老服务工作方案》（整理稿）"),
    ({"title": "关于印发《甲县\n方案》的通知"}, "《关于印发〈甲县 方案〉的通知》（甲政发〔2023〕8号）"),
    ({"title": "《甲县方案》"}, "《甲县方案》（甲政发〔2023〕8号）"),
])  # fmt: skip
def test_official_citation(values, told):
    assert official(quotation(**values)) == told


@pytest.mark.parametrize(("values", "told"), [
    ({}, "甲县人民政府. 甲县养老服务工作方案: 甲政发〔2023〕8号[Z]. "
         "[出版地不详]: [出版者不详], 2023-05-08."),
    ({"issuer": None, "number": None, "date": None, "kind": "报告"},
     "佚名. 甲县养老服务工作方案[R]. [出版地不详]: [出版者不详], [出版年不详]."),
    ({"address": "https://www.example.gov.cn/a.html", "captured": "2024-01-02"},
     "甲县人民政府. 甲县养老服务工作方案: 甲政发〔2023〕8号[EB/OL]. (2023-05-08)[2024-01-02]. "
     "https://www.example.gov.cn/a.html."),
    ({"address": "https://www.example.gov.cn/a.html", "date": None, "kind": "报告"},
     "甲县人民政府. 甲县养老服务工作方案: 甲政发〔2023〕8号[R/OL]. "
     "https://www.example.gov.cn/a.html."),
    ({"issuer": "甲局、乙局、丙局、丁局", "digest": True, "number": None},
     "甲局, 乙局, 丙局, 等. 甲县养老服务工作方案: 整理稿[Z]. [出版地不详]: [出版者不详], 2023-05-08."),
    ({"issuer": "中共甲县委 甲县人民政府", "number": None},
     "中共甲县委, 甲县人民政府. 甲县养老服务工作方案[Z]. [出版地不详]: [出版者不详], 2023-05-08."),
])  # fmt: skip
def test_entry_of_a_list_of_references(values, told):
    assert gbt7714(quotation(**values)) == told


def test_the_place_is_headings_and_pages():
    assert place(quotation()) == ""
    assert place(quotation(headings=("一、目标", "(一)总体"))) == "一、目标 › (一)总体"
    assert place(quotation(headings=("一、目标",), pages=(3, 3))) == "一、目标，第3页"
    assert place(quotation(pages=(3, 5))) == "第3—5页"


def test_words_with_their_citation_name_missing_digits():
    doubted = quotation(text="投入亿元\n\n 建成 \n", flags=("missing_digits",))
    assert spoken(doubted) == "“投入亿元\n建成”"
    assert behind(doubted) == "（《甲县养老服务工作方案》（甲政发〔2023〕8号）；原文数字缺失）"
    assert cited(doubted) == spoken(doubted) + behind(doubted)


@pytest.fixture
def library(documents, index):
    build(documents, index, None)
    return open_snapshot(index, recipe()).library


def rebuilt(documents, index):
    build(documents, index, None)
    return open_snapshot(index, recipe()).library


def taken(library, words):
    """``words`` as a quotation of the document that has them."""
    for card in library.cards:
        document = library.document(card.id)
        at = document.text.find(words)
        if at >= 0:
            return quote(document, at, at + len(words))
    raise AssertionError(words)


def test_a_quotation_that_stands(library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    standing = stand(kept, library)
    assert (standing.state, standing.stands, standing.now) == ("未变", True, kept)


def test_its_citation_is_brought_up_to_the_library(library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    assert stand(replace(kept, title="旧标题", number="旧号"), library).now == kept


def test_the_same_words_elsewhere_have_moved(library):
    kept = taken(library, "承接绿化养护和物业服务")
    moved = replace(kept, start=kept.start + 5, end=kept.end + 5)
    standing = stand(moved, library)
    assert (standing.state, standing.stands, standing.now) == ("移位", True, kept)


def test_words_that_differ_in_blanks_alone_have_moved(library):
    kept = taken(library, "承接绿化养护和物业服务")
    spaced = replace(kept, text="承接绿化养护\n和物业服务", end=kept.end + 1)
    assert (stand(spaced, library).state, stand(spaced, library).now) == ("移位", kept)


def test_another_version_of_the_file_is_found_by_its_path(documents, index, library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    write_files(documents, {PLAN: "甲县发展强村公司的做法(修订)\n\n" + MADE_UP[PLAN]})
    standing = stand(kept, rebuilt(documents, index))
    assert standing.state == "移位" and standing.succeeded
    assert standing.now.text == kept.text and standing.now.document_id != kept.document_id
    assert standing.told == "文字未变，在同一文件的新版本中换了位置。"


def test_changed_words_show_the_nearest_text(documents, index, library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    write_files(documents, {PLAN: MADE_UP[PLAN].replace("3500万元", "4500万元")})
    standing = stand(kept, rebuilt(documents, index))
    assert (standing.state, standing.stands) == ("有改动", False)
    assert standing.now.text == "2022年全县强村公司实现营业收入4500万元"


def test_a_figure_altered_in_the_quotation_does_not_stand(library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    forged = replace(kept, text=kept.text.replace("3500", "3600"))
    assert (stand(forged, library).state, stand(forged, library).now) == ("有改动", kept)


def test_full_width_digits_are_other_words_to_a_verbatim_quotation(library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    wide = replace(kept, text=kept.text.replace("3500", "３５００"))
    assert stand(wide, library).state == "有改动"


@pytest.mark.parametrize("text", ["深海采矿船队年内完成第七次环球航行任务", " \n ", ""])
def test_words_of_nowhere_are_gone(library, text):
    kept = taken(library, "承接绿化养护和物业服务")
    standing = stand(replace(kept, text=text, end=kept.start + len(text)), library)
    assert (standing.state, standing.now) == ("已不在", None)


def test_a_document_that_left_the_library_is_gone(documents, index, library):
    kept = taken(library, "2022年全县强村公司实现营业收入3500万元")
    (documents / PLAN).unlink()
    assert stand(kept, rebuilt(documents, index)).state == "已不在"
