"""Which mentions of a library are one practice, and what stands of it over all of them."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.indexing.ingest import ingest
from kb.indexing.practices import told_practices
from kb.practices.browsing import Choice, chosen, near_names
from kb.practices.forms import form_of, level, stem, strength
from kb.practices.gathering import card, gather, telling
from kb.practices.identity import bare, canonical, groups
from kb.practices.mentions import key_of
from kb.practices.proving import mention_problems, practice_problems
from kb.script import to_simplified
from kb.store.entries import Stamp
from kb.types import (
    Depth,
    Document,
    Evidence,
    Figure,
    Mention,
    Metadata,
    Passage,
    Practice,
    Region,
    Value,
)

CITIES = Path(__file__).resolve().parents[2] / "shared" / "library" / "city_reports_docx"


def document(name: str, text: str, province: str = "某省", year: int = 2023) -> Document:
    """A document about the county that it is named after."""
    place = Metadata(
        province=Value(province, "stated"), county=Value(f"{name}县", "stated"), years=(year,)
    )
    return Document(name, f"{name}.txt", name, "text", text, place)


def mention(doc: Document, name: str, depth: Depth = "仅提及", **more: object) -> Mention:
    """The mention of ``name`` in the sentence of ``doc`` that it stands in."""
    at = doc.text.index(name)
    start = doc.text.rfind("。", 0, at) + 1
    end = doc.text.index("。", at) + 1
    key = key_of(to_simplified(name))
    return Mention(
        key,
        name,
        True,
        doc.id,
        start,
        end,
        at,
        at + len(name),
        depth,
        **more,  # type: ignore[arg-type]
    )


def gathered(
    told: list[tuple[Document, str, Depth]], vectors: list[list[float]] | None = None
) -> list[Practice]:
    """The practices of one mention each, every one in a passage of its own."""
    documents = {doc.id: doc for doc, _, _ in told}
    number = {name: n for n, name in enumerate(documents)}
    rows = np.array([number[doc.id] for doc, _, _ in told], np.int32)
    found = [(row, mention(doc, name, depth)) for row, (doc, name, depth) in enumerate(told)]
    made = None if vectors is None else np.array(vectors, np.float32)
    return list(gather(found, documents, rows, made).practices)


def names_of(*told: tuple[str, str, str]) -> list[set[tuple[str, str]]]:
    """(place, name, sentence) → the groups, each as (place, name) pairs."""
    documents = {place: document(place, text) for place, _, text in told}
    for place, _, text in told:
        if documents[place].text != text:
            documents[place] = document(place, documents[place].text + text)
    mentions = [mention(documents[place], name) for place, name, _ in told]
    return sorted(
        ({(m.document_id, m.name) for m in g.mentions} for g in groups(mentions, documents)),
        key=sorted,
    )


@pytest.mark.parametrize(
    "names",
    [
        ("“村企银”三方联动", "“村企银”", "村企银三方联动机制"),
        ("“1+10+4”的农业社会化服务平台", "“1+10+4”农业社会化服务平台"),
        ("“灵鹊回收”模式", "灵鹊回收", "「靈鵲回收」機制"),
        ("富民强村贷款试点", "“富民强村贷款”", "富民强村贷款"),
        ("三评两议专项行动", "“三评两议”行动", "三评两议三年行动"),
        ("垃圾分类", "生活垃圾分类", "农村生活垃圾分类"),
        ("撂荒地整治", "撂荒耕地整治"),
    ],
)
def test_aliases_are_one_practice(names: tuple[str, ...]) -> None:
    told = [("甲", name, f"甲县推行{name}，效果好。") for name in names]
    (only,) = names_of(*told)
    assert only == {("甲", name) for name in names}


def test_a_short_name_explained_is_one_with_what_it_stands_for() -> None:
    (one,) = names_of(
        ("甲", "百村千户改造提升工程", "甲县实施百村千户改造提升工程（以下简称“百千工程”）。"),
        ("甲", "百千工程", "又推进百千工程到村到户。"),
    )
    assert {name for _, name in one} == {"百村千户改造提升工程", "百千工程"}


def test_the_same_count_in_two_places_is_not_forced_together() -> None:
    apart = names_of(
        ("甲", "“三个一”", "甲县党建引领推行“三个一”，村村建支部活动室。"),
        ("乙", "“三个一”", "乙县招商引资落实“三个一”，每周会见客商企业。"),
    )
    assert len(apart) == 2
    alike = "推行“三个一”，村村建支部活动室，户户有明白人，月月开庭院会。"
    assert len(names_of(("甲", "“三个一”", alike), ("乙", "“三个一”", alike))) == 1


def test_what_is_told_apart_has_its_place_in_its_name() -> None:
    first = document("甲", "甲县党建引领推行“三个一”，村村建支部活动室。")
    second = document("乙", "乙县招商引资落实“三个一”，每周会见客商企业。")
    found = gathered([(first, "“三个一”", "有做法"), (second, "“三个一”", "仅提及")])
    assert [p.name for p in found] == ["三个一（甲县）", "三个一（乙县）"]
    assert found[0].id != found[1].id
    (alone,) = gathered([(first, "“三个一”", "有做法")])
    assert (alone.name, alone.id) == ("三个一", found[0].id)


def test_one_count_with_other_class_nouns_in_one_place_is_several() -> None:
    assert len(names_of(
        ("甲", "“三个一”工作法", "甲县推行“三个一”工作法，一户一卡。"),
        ("甲", "“三个一”工程", "甲县建设“三个一”工程，一村一站。"),
    )) == 2  # fmt: skip
    assert len(names_of(
        ("甲", "“一户一策”帮扶计划", "甲县制定“一户一策”帮扶计划。"),
        ("乙", "“一户一策”节水项目", "乙县建设“一户一策”节水项目。"),
    )) == 2  # fmt: skip


def test_a_practice_known_everywhere_is_one_whatever_stands_beside_it() -> None:
    (one,) = names_of(
        ("甲", "强村公司", "甲县办起强村公司。"),
        ("乙", "“强村公司”联盟", "乙县组建“强村公司”联盟。"),
        ("丙", "“国有平台+强村公司”混合改革", "丙县探索“国有平台+强村公司”混合改革。"),
        ("丁", "镇级强村公司", "丁县有镇级强村公司9家。"),
    )
    assert {place for place, _ in one} == {"甲", "乙", "丙", "丁"}
    assert len(names_of(
        ("甲", "积分超市", "甲县开办积分超市。"),
        ("乙", "“灵鹊换宝”积分超市", "乙县开办“灵鹊换宝”积分超市。"),
    )) == 2  # fmt: skip


def test_a_programme_from_above_takes_in_no_local_practice_of_a_similar_name() -> None:
    doc = document("甲", "甲县落实富民强村行动。又自创“富民强村”积分改革。")
    own = mention(doc, "“富民强村”积分改革")
    programme = mention(doc, "富民强村行动", programme=True)
    assert len(groups([own, programme], {"甲": doc})) == 2
    assert len(groups([own, mention(doc, "富民强村行动")], {"甲": doc})) == 1


def test_a_province_s_name_is_one_in_all_its_places() -> None:
    texts = {place: f"{place}县深入实施“双百”工程，县镇村全域整治提升。" for place in "甲乙丙"}
    documents = {place: document(place, text) for place, text in texts.items()}
    documents["丁"] = document("丁", "丁县“双百”工程开局良好。")
    documents["戊"] = document("戊", "戊县引进“双百”工程人才。", province="别省")
    mentions = [mention(doc, "“双百”工程") for doc in documents.values()]
    found = {frozenset(m.document_id for m in g.mentions) for g in groups(mentions, documents)}
    assert found == {frozenset("甲乙丙丁"), frozenset("戊")}


@pytest.mark.parametrize(
    ("label", "told"),
    [("强村公司", "known"), ("三诺三评双结合", "distinct"), ("三个一", "generic"),
     ("一核两翼", "generic"), ("1+n", "generic"), ("村企银", "short")],
)  # fmt: skip
def test_how_much_a_label_tells(label: str, told: str) -> None:
    assert level(label) == told


def test_stems_and_forms() -> None:
    assert stem("村企银三方联动机制") == "村企银三方联动"
    assert stem("绿盾行动") == "绿盾行动"
    assert (strength("一企一策"), strength("四议两公开")) == ("generic", "distinct")
    assert form_of("“村企银”三方联动机制", "村企银三方联动机制").labels == (
        "村企银三方联动机制", "村企银三方联动", "村企银",
    )  # fmt: skip
    # What asks to be joined stands for nothing by itself.
    assert "党建+" not in form_of("“党建+”治理模式", "党建+治理模式").labels


def test_the_name_shown_is_the_most_frequent_but_not_the_longest() -> None:
    assert canonical(["“灵鹊”", "“灵鹊”机制", "“灵鹊”机制"]) == "灵鹊"
    assert canonical(["甲乙行动", "甲乙行动", "甲乙", "甲乙专项行动"]) == "甲乙行动"
    assert canonical(["「數字鄉村」", "“数字乡村”"]) == "数字乡村"
    assert (bare("“甲乙”"), bare("“甲”和“乙”"), bare("《甲》")) == ("甲乙", "“甲”和“乙”", "甲")


def test_an_id_is_that_of_the_key_whatever_else_is_in_the_library() -> None:
    first = document("甲", "甲县推行“灵鹊回收”模式，效果好。")
    second = document("乙", "乙县推行灵鹊回收，又开办富民夜校。")
    (alone,) = gathered([(second, "灵鹊回收", "仅提及")])
    more = gathered([
        (first, "“灵鹊回收”模式", "有做法"), (second, "灵鹊回收", "仅提及"), (second, "富民夜校", "仅提及"),
    ])  # fmt: skip
    assert [(p.name, p.id == alone.id) for p in more] == [("灵鹊回收", True), ("富民夜校", False)]
    assert re.fullmatch(r"[0-9a-f]{12}", alone.id)


def test_what_is_known_of_a_practice_over_all_its_mentions() -> None:
    first = document("甲", "甲县推行灵鹊回收。", year=2021)
    second = document("乙", "乙县推行“灵鹊回收”模式。", year=2023)
    since = Value("2019-05", "stated", Evidence(0, 2))
    figure = Figure(0, 2, "9", "万元", 90000.0, "元", "已完成")
    found = [
        (0, mention(first, "灵鹊回收", "仅提及", themes=("生态",), topics=("垃圾分类",), since=since)),
        (1, mention(second, "“灵鹊回收”模式", "有成效", themes=("生态", "组织"), figures=(figure,))),
    ]  # fmt: skip
    documents = {"甲": first, "乙": second}
    (only,) = gather(found, documents, np.array([0, 1], np.int32)).practices
    assert (only.name, only.aliases) == ("灵鹊回收", ("“灵鹊回收”模式",))
    assert (only.depth, only.years) == ("有成效", (2019, 2021, 2023))
    assert [m.document_id for m in only.mentions] == ["乙", "甲"]
    assert [r.county for r in only.regions] == ["乙县", "甲县"]
    assert (only.themes, only.topics) == (("生态",), ("垃圾分类",))
    shown = card(only)
    assert (shown.mentions, shown.documents, shown.figures, shown.depths) == (2, 2, 1, (1, 0, 1))


def test_the_place_a_mention_tells_of_comes_before_that_of_its_document() -> None:
    doc = document("甲", "甲县各地做法。乙县推行灵鹊回收。")
    told = mention(doc, "灵鹊回收", region=Region("某省", None, "乙县"))
    (only,) = gather([(0, told)], {"甲": doc}, np.zeros(1, np.int32)).practices
    assert only.regions == (Region("某省", None, "乙县"),)


def test_related_by_company_and_by_meaning_with_the_reason() -> None:
    both = document("甲", "甲县推行灵鹊回收和富民夜校。")
    lists = [mention(both, "灵鹊回收", "有做法"), mention(both, "富民夜校", "有做法")]
    others = [document(place, f"{place}县开办{name}。") for place, name in
              (("乙", "旧物换宝站"), ("丙", "青苗守护站"), ("丁", "连心议事亭"), ("戊", "山水画廊社"))]  # fmt: skip
    names = ("旧物换宝站", "青苗守护站", "连心议事亭", "山水画廊社")
    found = [(0, m) for m in lists]
    found += [
        (row, mention(doc, name, "有做法"))
        for row, (doc, name) in enumerate(zip(others, names, strict=True), 1)
    ]
    documents = {doc.id: doc for doc in (both, *others)}
    rows = np.arange(5, dtype=np.int32)
    plain = {p.name: p for p in gather(found, documents, rows).practices}
    (beside,) = plain["灵鹊回收"].related
    assert (beside.name, beside.why, beside.together, beside.alike) == (
        "富民夜校", "1 个段落里同时出现", 1, None,
    )  # fmt: skip
    assert plain["旧物换宝站"].related == ()


def test_likeness_counts_only_far_above_that_of_any_two() -> None:
    told = [
        (document(f"甲{n}", f"办起站点之{n}号灵鹊驿。"), f"站点之{n}号灵鹊驿") for n in range(40)
    ]
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(40, 24)).astype(np.float32)
    vectors[1] = vectors[0] + 0.05 * rng.normal(size=24)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = gathered([(doc, name, "有做法") for doc, name in told], vectors.tolist())
    first = next(p for p in found if p.name == "站点之0号灵鹊驿")
    assert [(r.name, r.why) for r in first.related] == [("站点之1号灵鹊驿", "讲的内容相近")]
    assert first.related[0].alike is not None and first.related[0].alike > 0.9
    assert sum(bool(p.related) for p in found) == 2
    named = gathered([(doc, name, "仅提及") for doc, name in told], vectors.tolist())
    assert not any(p.related for p in named)


def test_browsing_by_theme_place_year_and_depth() -> None:
    first = document("甲", "甲县推行灵鹊回收。", year=2021)
    second = document("乙", "乙县开办富民夜校。", province="别省", year=2023)
    found = [
        (0, mention(first, "灵鹊回收", "有做法", topics=("垃圾分类",))),
        (1, mention(second, "富民夜校", themes=("人才",))),
    ]
    made = gather(found, {"甲": first, "乙": second}, np.array([0, 1], np.int32)).practices
    cards = [card(practice) for practice in made]
    names = {
        "theme": chosen(cards, Choice(theme="垃圾分类")),
        "place": chosen(cards, Choice(places=(Region("别省"),))),
        "year": chosen(cards, Choice(year=2021)),
        "depth": chosen(cards, Choice(depth="仅提及")),
        "none": chosen(cards, Choice(theme="人才", year=2021)),
    }
    assert {k: [c.name for c in v] for k, v in names.items()} == {
        "theme": ["灵鹊回收"], "place": ["富民夜校"], "year": ["灵鹊回收"],
        "depth": ["富民夜校"], "none": [],
    }  # fmt: skip
    assert near_names("灵鹊回收站", cards) == ["灵鹊回收"]
    assert near_names("富民学校", cards) == [] and near_names("夜校", cards) == ["富民夜校"]


def test_every_value_of_a_mention_is_proven() -> None:
    doc = document("甲", "一、做法。由县供销社牵头推行灵鹊回收，已投入90万元。别的。")
    passage = Passage("p", "甲", (), 5, len(doc.text))
    at = doc.text.index("90万元")
    figure = Figure(at, at + 4, "90", "万元", 900000.0, "元", "已完成", (at - 2, at))
    sound = mention(doc, "灵鹊回收", "有成效", figures=(figure,), actor=(6, 10), leads=((6, 10),))
    assert mention_problems(sound, doc, passage) == []

    def wrong(**values: object) -> list[str]:
        told = mention_problems(mention(doc, "灵鹊回收", **values), doc, passage)  # type: ignore[arg-type]
        return [re.sub(r"^做法“灵鹊回收”的|与原文不符。$", "", problem) for problem in told]

    assert wrong(actor=(0, 3)) == ["主体"]
    assert wrong(leads=((8, 8),)) == ["责任单位"]
    assert wrong(honours=((40, 60),)) == ["荣誉"]
    assert wrong(since=Value("2020", "stated")) == ["起始时间"]
    assert wrong(figures=(Figure(at, at + 4, "91", "万元", 910000.0, "元", "已完成"),)) == [
        "指标数据“90万元”"
    ]
    assert wrong(figures=(Figure(at, at + 3, "90", "万元", 900000.0, "元", "已完成"),)) == [
        "指标数据“90万”"
    ]


def test_names_of_a_practice_are_printed_or_given_by_a_user() -> None:
    doc = document("甲", "甲县推行“灵鹊回收”模式。")
    (practice,) = gathered([(doc, "“灵鹊回收”模式", "仅提及")])
    assert len(practice_problems(practice, ())) == 1  # its mention is not yet assigned
    told = mention(doc, "“灵鹊回收”模式", practice=practice.id)
    sound = Practice("“灵鹊回收”模式", True, "仅提及", (), (told,), id=practice.id)
    assert practice_problems(sound, ()) == []
    renamed = Practice("旧物换宝", True, "仅提及", (), (told,), id=practice.id)
    assert practice_problems(renamed, ()) == ["做法“旧物换宝”的名称没有一处这样印。"]
    assert practice_problems(renamed, ("旧物换宝",)) == []
    other = Practice(
        "“灵鹊回收”模式", True, "仅提及", (), (told,), aliases=("灵鹊",), id=practice.id
    )
    assert practice_problems(other, ()) == ["做法““灵鹊回收”模式”的别名“灵鹊”没有一处这样印。"]


def _with_word(word: str) -> list[Path]:
    """The reports of cities that print ``word``, told without reading them as documents."""
    found = []
    for path in sorted(CITIES.glob("*.docx")):
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml").decode("utf-8")
        if word in re.sub(r"<[^>]*>", "", body):
            found.append(path)
    return found


@pytest.mark.skipif(not CITIES.is_dir(), reason="../shared/library is absent")
@pytest.mark.parametrize(("word", "cities"), [("强村公司", 10), ("共富工坊", 7)])
def test_a_known_practice_over_the_reports_of_cities_is_one(word: str, cities: int) -> None:
    paths = _with_word(word)
    assert len(paths) == cities
    stamp = Stamp(0, 0, 0)
    entries = [ingest(path, path.name, path.stem, path.stem, stamp) for path in paths]
    assigned, practices = told_practices(entries, None)
    (one,) = [p for p in practices if any(word in m.name for m in p.mentions)]
    assert one.name == word
    assert {m.document_id for m in one.mentions} == {path.stem for path in paths}
    assert len({region.city for region in one.regions}) == cities
    ids = {m.practice for e in assigned for ms in e.mentions.values() for m in ms if word in m.name}
    assert ids - {""} == {one.id}


def test_what_is_about_a_practice_and_says_how_comes_before_its_place_in_a_list() -> None:
    doc = document(
        "甲", "甲县修路900公里、改厕5万户、建房80座、植树30万株，灵鹊回收试点推进。推行灵鹊回收。"
    )
    listed = mention(
        doc, "灵鹊回收", "有成效", figures=(Figure(5, 8, "900", "公里", 9e5, "米", "已完成"),)
    )
    at = doc.text.rindex("推行")
    about = replace(listed, start=at, name_start=at + 2, name_end=at + 6, figures=())
    how = replace(about, measures=((at, at + 6),))
    assert sorted([listed, about, how], key=telling) == [how, about, listed]
