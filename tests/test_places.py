"""The place a document is about, the further places of one about several, and how a number,
a township or a neighbour's name is read."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from kb.cleaning import clean
from kb.metadata import recognise
from kb.metadata.bodyplaces import place_of_text
from kb.metadata.places import place_of_number, place_of_township
from kb.metadata.several import further_regions, listed
from kb.metadata.textlines import view
from kb.search.filters import DocumentFilter
from kb.types import Filters, Mark, Metadata, RawText, Region, RegionValue, Value

NOWHERE = Region()
DEQING = Region("浙江省", "湖州市", "德清县")
ANJI = Region("浙江省", "湖州市", "安吉县")
KUNSHAN = Region("江苏省", "苏州市", "昆山市")
FENGYANG = Region("安徽省", "滁州市", "凤阳县")


def of(text: str) -> Region:
    return recognise(clean(RawText(text, "text")), "无题.txt").region


def further(text: str, own: Region = NOWHERE, marks: tuple[Mark, ...] = ()) -> list[Region]:
    title = (0, text.index("\n"))
    return [o.region for o in further_regions(view(text), marks, title, own)]


def test_headings_with_places_of_their_own() -> None:
    text = (
        "乡村治理典型案例\n案例一 浙江省德清县：数字一张图\n甲做法,学习了江苏省昆山市的经验。\n"
        "案例二 安徽省凤阳县小岗村：改革\n乙做法。\n"
    )
    found = further_regions(view(text), (), (0, 8), Region())
    assert [o.region for o in found] == [DEQING, FENGYANG]
    assert [text[o.evidence.start : o.evidence.end] for o in found if o.evidence] == [
        "浙江省德清县",
        "安徽省凤阳县",
    ]


def test_a_round_up_whose_paragraphs_open_with_places() -> None:
    text = (
        "各地动态\n【江苏昆山】近日召开会议，部署工作。\n【浙江德清】今年以来推进改革，成效明显。\n"
        "【安徽凤阳】日前启动试点，群众满意。\n"
    )
    assert further(text) == [KUNSHAN, DEQING, FENGYANG]


def test_a_title_that_joins_places() -> None:
    assert further("浙江省德清县、安吉县推进乡村旅游的做法\n正文。\n") == [DEQING, ANJI]
    assert further("湖州市学习借鉴昆山市、常熟市经验的方案\n正文。\n") == []


def test_places_in_passing_are_none_of_them() -> None:
    assert further("工作情况\n一、基本情况\n我市学习德清县、昆山市的经验。\n二、下一步\n") == []
    assert further("名单\n一、杭州市人民政府\n二、宁波市人民政府\n三、湖州市财政局\n") == []


def test_parts_of_the_own_place_count_and_outsiders_do_not() -> None:
    text = "湖州市各县做法\n一、德清县\n内容。\n二、安吉县\n内容。\n三、昆山市\n内容。\n"
    assert further(text, Region("浙江省", "湖州市")) == [DEQING, ANJI]


def test_rows_of_a_table_are_no_headings() -> None:
    text = "资金分配表\n德清县\n安吉县\n昆山市\n"
    assert further(text, marks=(Mark("table", 6, len(text)),)) == []


def test_the_places_a_label_lists() -> None:
    assert listed("浙江省德清县、江苏省昆山市") == (DEQING, KUNSHAN)
    assert listed("某地") == ()


def test_a_digest_of_two_places_is_found_under_both() -> None:
    text = "# 两地做法整理\n\n地区：浙江省湖州市德清县、浙江省湖州市安吉县\n\n整理稿，据《甲报告》\n\n正文。\n"
    found = recognise(clean(RawText(text, "markdown")), "两地.md")
    assert found.region == Region("浙江省", "湖州市")
    assert [o.region for o in found.others] == [DEQING, ANJI]


@pytest.mark.parametrize(
    "text",
    [
        "智能化建设情况\n该矿隶属于乌海能源有限责任公司,由乌海能源有限责任公司管理,乌海能源有限责任公司负责。\n",
        "会议召开\n北京市顺义区委常委、副区长张某出席。顺义区副区长李某讲话。顺义区委书记王某主持。\n",
    ],
)
def test_names_inside_other_names_and_offices_are_no_place(text: str) -> None:
    assert place_of_text(view(text)) is None


def test_a_short_text_about_one_county_named_once() -> None:
    assert of("水利资源\n德清县境内水系发达,河流众多。\n建有水库多座。\n") == DEQING
    assert of("某镇\n某镇位于德清县东部,南与安吉县接壤。\n全镇面积不大。\n") == DEQING


def test_a_township_as_the_title() -> None:
    text = "朱王堡镇\n一、基本情况\n全镇有耕地。\n"
    place = place_of_township(view(text), (0, 4))
    assert place is not None
    assert place.region == Region("甘肃省", "金昌市", "永昌县")
    assert place.parts["county"] == ("inferred", 0, 4)
    assert place_of_township(view("城关镇\n正文。\n"), (0, 3)) is None


def test_a_number_tells_its_province_where_no_county_could_write_it() -> None:
    page = view("浙政发〔2020〕1号\n正文。\n")
    place = place_of_number(page, "浙政发〔2020〕1号", (0, 11))
    assert place is not None and place.region == Region("浙江省")
    assert place_of_number(page, "新政发〔2020〕1号", (0, 11)) is None
    spoken = view("全省各地要抓好落实。全省推进。我省实际。我省经验。我省做法。\n")
    named = place_of_number(spoken, "鲁政发〔2020〕1号", (0, 11))
    assert named is not None and named.region == Region("山东省")


def test_a_known_village_leads_to_its_county() -> None:
    assert of("安徽小岗村的改革经验\n正文。\n") == FENGYANG
    found = recognise(clean(RawText("安徽小岗村的改革经验\n正文。\n", "text")), "无题.txt")
    assert found.county is not None and found.county.status == "inferred"


def test_city_reports_under_neutral_names() -> None:
    from eval.places import DEFAULT, judge

    if not Path(DEFAULT).is_dir():
        pytest.skip("the reports are not on this machine")
    judged = list(judge(DEFAULT))
    about = [one for one in judged if one.wanted != Region()]
    assert len(about) == 140
    assert sum(one.verdict == "right" for one in about) >= 139
    assert [one.found for one in judged if one.wanted == Region()] == [Region()] * 3


def test_a_filter_matches_any_of_the_places() -> None:
    several = Metadata(province=Value("浙江省", "stated"), others=(RegionValue(KUNSHAN, "stated"),))
    cards = [SimpleNamespace(metadata=m) for m in (several, Metadata())]
    library = SimpleNamespace(cards=cards, document_rows=np.array([0, 0, 1]))
    here = DocumentFilter(library)  # type: ignore[arg-type]
    assert here.from_places([Region("江苏省")]).tolist() == [True, False]
    assert here.from_places([Region("浙江省")]).tolist() == [True, False]
    assert here.from_places([ANJI]).tolist() == [False, False]
    rows = here.rows(Filters(counties=("昆山市",)))
    assert rows is not None and rows.tolist() == [0, 1]
