"""The page of searching, run without a browser on a small library and without a model."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from kb.search import Searcher
from kb.search.searcher import NOT_IN_LIBRARY
from kb.settings import Settings
from kb.types import Heading, Prose, Quoted
from kb.web.search_filters import OWN_PLACE
from kb.web.search_paper import paper
from kb.web.search_state import SearchState
from kb.workspace import build_index, open_index
from tests.web_app import page, pointed, shown

COPIED = (
    "一、总体要求\n\n账目清楚,公开透明。\n\n二、主要做法\n\n推行强村公司月报制度,由十二个村轮流记账,"
    "每月二十日前把账目贴到公示栏,接受村民查询,对记账不清的限期改正,并在下一次村民议事会上说明原因。\n\n"
)
FILES = {
    "甲县/月报.txt": f"甲县强村公司月报办法\n\n{COPIED}三、组织领导\n\n"
    + "".join(f"甲县第{n}镇由分管镇长牵头,农经站每季抽查一次。" for n in range(30)),
    "乙县/月报.txt": f"乙县强村公司月报办法\n\n{COPIED}三、保障措施\n\n"
    + "".join(f"乙县{n}号片区聘请会计下村辅导,费用列入预算。" for n in range(30)),
    "丁县/试点.txt": "丁县强村公司试点情况\n\n丁县在三个镇开展强村公司试点,村均增收两万元。\n",
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The small library with two documents that have a passage in common, indexed."""
    with pytest.MonkeyPatch.context() as patch:
        settings = pointed(tmp_path_factory.mktemp("search"), patch)
        for name, text in FILES.items():
            path = settings.documents / name
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
        build_index(settings, rebuild=False, progress=lambda *_: None)
        yield settings


def links(app: AppTest) -> dict[str, str]:
    """The links of the page: what they say → their parameters."""
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


def test_a_word_left_out_is_told_and_taken_back(indexed: Settings) -> None:
    text = shown(page(q="强村公司"))
    assert "丁县强村公司试点情况" in text
    app = page(q="强村公司 -试点")
    text = shown(app)
    assert "丁县强村公司试点情况" not in text and "甲县强村公司月报办法" in text
    assert "排除</b> “试点”" in text
    assert "不再排除“试点”" in links(app)


def test_ways_that_are_joined_find_both(indexed: Settings) -> None:
    text = shown(page(q="河道守护员 OR 积分兑换"))
    assert "乙县" in text and "丙县" in text and "任意一个" in text


def test_what_says_the_same_is_told_once(indexed: Settings) -> None:
    text = shown(page(q="强村公司月报制度"))
    assert "另有 1 份文件有相同内容" in text
    hits = [part.split("<details")[0] for part in text.split('class="kb-text')[1:]]
    assert ["每月二十日前把账目贴到公示栏" in hit for hit in hits].count(True) == 1
    assert "乙县强村公司月报办法</a>" in text or "甲县强村公司月报办法</a>" in text


def test_passages_like_one_come_from_other_documents(indexed: Settings) -> None:
    library = open_index(indexed).library
    wanted = next(
        passage for passage in library.passages(range(library.rows))
        if "三个镇" in library.text(passage)
    )  # fmt: skip
    app = page(q="强村公司", like=wanted.id)
    text = shown(app)
    assert "更多类似段落" in text and text.count('class="kb-rank"') > 0
    assert text.count("在三个镇开展") == 1
    assert "回到检索“强村公司”" in links(app)
    assert "这一段已不在库内" in shown(page(like="gone"))


def test_sorting_is_kept_in_the_address(indexed: Settings) -> None:
    app = page(q="村 垃圾分类 强村公司")
    app.selectbox(key="sort").select("日期").run()
    assert app.query_params["sort"] == "日期"
    dates = re.findall(r'<p class="kb-meta">[^<]*?(\d{4}-\d\d-\d\d)', shown(app))
    assert dates == sorted(dates, reverse=True) and set(dates) == {"2023-05-06", "2021-03-09"}


def test_conditions_that_leave_nothing_say_which_to_give_up(indexed: Settings) -> None:
    app = page(q="积分兑换", kind="方案", since="2020")
    assert "库内未见" in shown(app)
    offers = [label for label in links(app) if label.startswith("去掉")]
    assert any("文种“方案”" in label and "找到" in label for label in offers)
    assert not any("年份" in label for label in offers)


def test_what_is_misspelt_is_offered_as_the_library_has_it(indexed: Settings) -> None:
    app = page(q="叁账一单管李")
    assert "库内未见" in shown(app)
    assert any("三账一单" in label for label in links(app))
    assert "库内讲得多的做法" in shown(page(q="量子计算机"))


def test_what_is_nearest_can_be_looked_at_all_the_same(indexed: Settings) -> None:
    query = "积分的量子计算机纠错码芯片"
    app = page(q=query)
    assert "nearest=1" in links(app)["最接近的段落（多半不相干）"]
    near = shown(page(q=query, nearest="1"))
    assert "多半不相干，请自行判断" in near and 'class="kb-rank"' in near
    assert "最接近的段落（多半不相干）" not in links(page(q="强村公司", since="1900", until="1901"))
    assert "最接近的段落（多半不相干）" not in links(page(q="量子计算机"))


def test_what_is_taken_away_says_that_it_is_only_nearest(indexed: Settings) -> None:
    snapshot = open_index(indexed)
    answer = Searcher(snapshot, None).search("积分的量子计算机纠错码芯片", nearest=True)
    blocks = paper(answer, snapshot.library, SearchState(q=answer.query)).blocks
    assert Prose(NOT_IN_LIBRARY) in blocks and Heading("做法", 1) not in blocks
    assert any(isinstance(block, Quoted) for block in blocks)


def test_the_own_place_stays_for_the_session(indexed: Settings) -> None:
    app = page()
    app.session_state[OWN_PLACE] = "甲省/甲市/甲县"
    app.run()
    assert links(app)["强村公司"] == (
        "q=%E5%BC%BA%E6%9D%91%E5%85%AC%E5%8F%B8"
        "&without=%E7%94%B2%E7%9C%81%2F%E7%94%B2%E5%B8%82%2F%E7%94%B2%E5%8E%BF"
    )


def test_only_words_left_out_is_told(indexed: Settings) -> None:
    assert "只写了要排除的词" in shown(page(q="-试点"))


def test_without_synonyms_the_address_says_so(indexed: Settings) -> None:
    assert "不查同义说法" in shown(page(q="垃圾分类", exact="1"))
    assert "也查同义说法" in links(page(q="垃圾分类", exact="1"))


def test_a_corrected_query_says_so_and_is_taken_back(indexed: Settings) -> None:
    app = page(q="强村工司")
    text = shown(app)
    assert "已按</b> “强村公司”检索" in text and "丁县强村公司试点情况" in text
    assert text.count("“强村公司”检索") == 1
    assert "typed=1" in links(app)["仍按原词检索"]
    assert "已按" not in shown(page(q="强村工司", typed="1"))
