"""Conditions on documents: which pass, in every combination."""

from types import SimpleNamespace

import numpy as np
import pytest

from kb.errors import UsageError
from kb.search.filters import DocumentFilter
from kb.types import Filters, Metadata, Region, RegionValue, Value

HANGZHOU, ANJI = Region("浙江省", "杭州市"), Region("浙江省", "湖州市", "安吉县")
CHENGDU = Region("四川省", "成都市")


def about(*regions: Region, years: tuple[int, ...] = (), **values: str) -> Metadata:
    """What a document says of itself."""
    own, *others = regions or (Region(),)
    named = {
        level: Value(name, "stated")
        for level in ("province", "city", "county")
        if (name := getattr(own, level))
    }
    single = {n: Value(t, "stated") for n, t in values.items() if n not in ("themes", "topics")}
    several = {
        n: tuple(Value(one, "inferred") for one in t.split())
        for n, t in values.items()
        if n in ("themes", "topics")
    }
    more = tuple(RegionValue(region, "stated") for region in others)
    return Metadata(years=years, others=more, **named, **single, **several)  # type: ignore[arg-type]


DOCUMENTS = (
    about(HANGZHOU, years=(2021, 2022), kind="方案", themes="产业 组织", issuer="甲办公室"),
    about(ANJI, years=(2023,), kind="通知", topics="垃圾分类", provenance="正式文件"),
    about(CHENGDU, years=(2024,), kind="方案", themes="生态", provenance="媒体门户"),
    about(HANGZHOU, CHENGDU, years=(2018, 2025), kind="报告"),
    about(),
)


@pytest.fixture
def here() -> DocumentFilter:
    """The documents, each of one passage but the second, which has two."""
    cards = [SimpleNamespace(metadata=metadata) for metadata in DOCUMENTS]
    rows = np.array([0, 1, 1, 2, 3, 4])
    return DocumentFilter(SimpleNamespace(cards=cards, document_rows=rows))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(provinces=("浙江",)), 3),
        (Filters(provinces=("浙江省", "四川省")), 4),
        (Filters(provinces=("浙江省",), cities=("成都市", "湖州市")), 2),
        (Filters(counties=("安吉",)), 1),
        (Filters(since=2023), 3),
        (Filters(until=2021), 2),
        (Filters(since=2022, until=2023), 2),
        (Filters(since=2019, until=2020), 0),
        (Filters(kinds=("方案", "报告")), 3),
        (Filters(themes=("组织", "生态")), 2),
        (Filters(topics=("垃圾分类",)), 1),
        (Filters(grades=("正式文件", "媒体门户")), 2),
        (Filters(issuers=("办公",)), 1),
        (Filters(without=(Region("浙江省"),)), 3),
        (Filters(without=(HANGZHOU, CHENGDU)), 2),
        (Filters(without=(ANJI,)), 4),
        (Filters(provinces=("四川",), since=2024, without=(CHENGDU,)), 1),
        (Filters(), 5),
    ],
)
def test_which_documents_pass(here: DocumentFilter, filters: Filters, documents: int) -> None:
    assert here.count(filters) == documents


def test_rows_are_those_of_the_documents_that_pass(here: DocumentFilter) -> None:
    assert here.rows(Filters()) is None
    rows = here.rows(Filters(provinces=("浙江",), without=(HANGZHOU,)))
    assert rows is not None and rows.tolist() == [1, 2, 4]


def test_a_place_left_out_leaves_what_also_tells_of_others(here: DocumentFilter) -> None:
    assert here.only_in([HANGZHOU]).tolist() == [True, False, False, False, False]
    both = [HANGZHOU, CHENGDU]
    assert here.only_in(both).tolist() == [True, False, True, True, False]


def test_one_unknown_kind_among_several_is_misuse(here: DocumentFilter) -> None:
    with pytest.raises(UsageError, match="没有“诗歌”这一文种"):
        here.rows(Filters(kinds=("方案", "诗歌")))
