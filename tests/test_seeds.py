"""The five documents the product was conceived from, read, recognised and proven.

Skipped where ``../shared`` is absent. Facts only; no sentence of theirs stands here.
"""

import pytest

from kb.doctor import examine
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.settings import Settings
from kb.store.snapshot import open_snapshot
from tests.conftest import SHARED

SEEDS = SHARED / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")

PLACES = {
    "000": ("浙江省", "衢州市", "衢江区"),
    "001": ("浙江省", "湖州市", "德清县"),
    "002": ("甘肃省", "金昌市", "永昌县"),
    "003": ("浙江省", "杭州市", "西湖区"),
    "004": ("四川省", "绵阳市", "三台县"),
}
NOISE = (
    "字体", "打印本文", "扫一扫", "网友评论", "Produced By", "看不清", "浏览次数", "信息索引号",
    "公开方式", "网友 分享", "35 2726197",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The seeds indexed without a model, and the settings they were indexed under."""
    settings = Settings(documents=SEEDS, index=tmp_path_factory.mktemp("seeds"), model="none")
    build(settings.documents, settings.index, None)
    return open_snapshot(settings.index, recipe()), settings


def cards(built):
    return {card.path[:3]: card for card in built[0].library.cards}


def test_every_place(built):
    found = {
        name: (r.province, r.city, r.county)
        for name, card in cards(built).items()
        if (r := card.metadata.region)
    }
    assert found == PLACES


def test_unnamed_places_are_inferred(built):
    for name in ("002", "004"):
        assert cards(built)[name].metadata.county.status == "inferred"


def test_number_and_dates(built):
    second, third = cards(built)["002"].metadata, cards(built)["003"].metadata
    assert second.number.value == "县委发〔2020〕8号"
    assert (second.written.value, second.published.value) == ("2020-05-08", "2020-11-16")
    assert (third.written.value, third.published.value) == ("2023-09-13", "2023-11-17")


def test_page_noise_is_gone_and_told(built):
    library = built[0].library
    texts = [library.document(card.id) for card in library.cards]
    assert not [word for word in NOISE for d in texts if word in d.text]
    assert all(d.removals for d in texts if d.path[:3] != "004")


def test_most_of_each_document_is_kept(built):
    # What is removed is furniture: a few hundred characters at most.
    for card in built[0].library.cards:
        document = built[0].library.document(card.id)
        removed = sum(len(r.text.strip()) for r in document.removals)
        assert removed < 300, card.path


def test_headings_nest(built):
    answer = Searcher(built[0], None).search("发展壮大村级集体经济 强村公司")
    path = answer.hits[0].passage.headings
    assert [p[:3] for p in path] == ["二、主", "(四)", "12."]


def test_simplified_finds_traditional(built):
    answer = Searcher(built[0], None).search("强村六式")
    assert "強村六式" in answer.hits[0].text
    assert answer.practices[0].regions[0].county == "德清县"


def test_a_practice_in_a_list_is_only_mentioned(built):
    answer = Searcher(built[0], None).search("强村公司")
    assert (answer.practices[0].name, answer.practices[0].depth) == ("强村公司", "仅提及")


def test_the_proof_of_every_quotation(built):
    found = examine(built[1], None, lambda *_: None)
    assert found.problems == () and found.checked["documents"] == 5
