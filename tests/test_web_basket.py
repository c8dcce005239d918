"""素材夹: collecting, ordering, notes, sharing, bringing back; without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.citing import quote
from kb.settings import Settings
from kb.userdata import Owner, baskets, items, limits, opinions, searches, sharing
from kb.web import person
from kb.web.basket_state import BasketState, basket_from, basket_params
from kb.workspace import build_index, open_index
from tests.web_app import document_id, page, pointed_indexed, press, shown


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed, and the environment that points there."""
    return pointed_indexed(tmp_path, monkeypatch)


@pytest.fixture
def me(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The person of every page of the test."""
    monkeypatch.setattr(person, "current", lambda: person.Person("我", "管理员"))
    return Owner(settings.userdata, "我")


def quoted(settings: Settings, path: str, words: str):
    library = open_index(settings).library
    document = library.document(document_id(settings, path))
    start = document.text.index(words)
    return quote(document, start, start + len(words))


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def keyed(app: AppTest, key: str):
    return next(button for button in app.button if button.key == key)


def test_an_empty_page_tells_how_to_collect(me: Owner) -> None:
    app = page("basket")
    assert "按它下面的“收入素材夹”" in shown(app)


def test_items_are_ordered_noted_taken_out_and_brought_back(settings: Settings, me: Owner) -> None:
    first = items.collect(me, quoted(settings, "甲县方案.md", "村均分红8.5万元")).place
    second = items.collect(me, quoted(settings, "甲县方案.md", "由乡镇逐月核对")).place
    app = page("basket")
    assert shown(app).index("村均分红8.5万元") < shown(app).index("由乡镇逐月核对")
    assert "核对：与库内文字一致。" in shown(app)

    app = keyed(app, f"down-{first.item_id}").click().run()
    assert shown(app).index("由乡镇逐月核对") < shown(app).index("村均分红8.5万元")

    app = app.text_area(key=f"note-{second.item_id}").set_value("用在第二部分").run()
    kept = baskets.opened(me, first.basket_id)
    assert [(item.id, item.note) for item in kept.items] == [
        (second.item_id, "用在第二部分"),
        (first.item_id, ""),
    ]

    app = keyed(app, f"out-{second.item_id}").click().run()
    assert [item.id for item in baskets.opened(me, first.basket_id).items] == [first.item_id]
    app = press(app, "撤销取出")
    kept = baskets.opened(me, first.basket_id)
    assert [item.note for item in kept.items] == ["用在第二部分", ""]


def test_baskets_are_made_renamed_deleted_and_brought_back(me: Owner) -> None:
    app = page("basket")
    app.text_input(key="basket-new-name").set_value("甲县调研")
    app = press(app, "新建素材夹")
    card = baskets.current(me)
    assert card.name == "甲县调研"
    assert basket_from(app.query_params).basket == card.id

    app.text_input(key=f"basket-name-{card.id}").set_value("乙县 调研")
    app = press(app, "改名")
    assert baskets.current(me).name == "乙县 调研"

    app = press(app, "删除素材夹“乙县 调研”")
    assert baskets.all_of(me) == ()
    app = press(app, "恢复“乙县 调研”（0 条）")
    assert [one.name for one in baskets.all_of(me)] == ["乙县 调研"]


def test_a_shared_basket_is_read_only_copied_and_ended(settings: Settings, me: Owner) -> None:
    other = Owner(settings.userdata, "别人")
    place = items.collect(other, quoted(settings, "甲县方案.md", "村均分红8.5万元")).place
    items.write_note(other, place.item_id, "给我看的<b>备注</b>")
    token = sharing.share(other, place.basket_id)
    app = page("basket", shared=token)
    assert "村均分红8.5万元" in shown(app)
    assert "给我看的&lt;b&gt;备注&lt;/b&gt;" in shown(app)
    assert not any(label in ("取出", "上移") for label in labels(app))

    app = press(app, "复制到我的素材夹")
    mine = baskets.current(me)
    assert [i.quotation.text for i in baskets.opened(me, mine.id).items] == ["村均分红8.5万元"]

    sharing.end(other, place.basket_id)
    assert "已不再共享" in shown(page("basket", shared=token))


def test_another_persons_basket_is_not_shown(settings: Settings, me: Owner) -> None:
    theirs = baskets.create(Owner(settings.userdata, "别人"), "别人的")
    app = page("basket", b=theirs.id)
    assert "不在了，或者不是你的" in shown(app)
    assert "别人的" not in shown(app)


def test_words_that_changed_are_told(settings: Settings, me: Owner) -> None:
    items.collect(me, quoted(settings, "甲县方案.md", "2022年,全县强村公司实现营业收入3200万元"))
    path = settings.documents / "甲县方案.md"
    path.write_text(path.read_text("utf-8").replace("3200万元", "3900万元"), encoding="utf-8")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    text = shown(page("basket"))
    assert "实现营业收入3200万元" in text
    assert "文字已有改动" in text
    assert "3900万元" in text


def test_a_damaged_file_is_told_and_set_aside(me: Owner) -> None:
    baskets.create(me, "甲")
    (me.folder / "userdata.sqlite").write_bytes("不是数据库".encode() * 900)
    assert "已损坏，已原样另存为" in shown(page("basket"))
    assert "曾经损坏" in shown(page("basket"))


@pytest.mark.parametrize("junk", ["", "../x", "x" * 99, "<script>", "0123456789abcdeg"])
def test_an_address_that_cannot_be_is_dropped(junk: str) -> None:
    assert basket_from({"b": junk, "shared": junk}) == BasketState()


def test_the_address_is_read_as_it_was_written() -> None:
    state = BasketState("0123456789abcdef", "A-_" * 8)
    assert basket_from(basket_params(state)) == state


def test_a_hit_is_collected_by_a_press_and_taken_out_by_the_next(
    settings: Settings, me: Owner
) -> None:
    app = page(q="强村公司")
    hit = next(b for b in app.button if b.label == "收入素材夹" and "hit-" in b.key)
    app = hit.click().run()
    (card,) = baskets.all_of(me)
    (item,) = baskets.opened(me, card.id).items
    assert "强村公司" in item.quotation.text
    assert keyed(app, hit.key).label == "已在素材夹，取出"
    app = keyed(app, hit.key).click().run()
    assert baskets.opened(me, card.id).items == ()
    assert keyed(app, hit.key).label == "收入素材夹"


def test_a_full_basket_is_told(
    settings: Settings, me: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ITEMS", 0)
    app = press(page(q="强村公司"), "收入素材夹")
    assert [toast.value for toast in app.toast] == [
        "素材夹“我的素材”已有 0 条，最多 0 条。请换一个素材夹。"
    ]


def test_an_opinion_is_given_changed_and_taken_back(settings: Settings, me: Owner) -> None:
    app = press(page(q="强村公司"), "有用")
    (said,) = opinions.all_given(me.folder)
    assert (said.judged.query, said.judged.path, said.useful) == ("强村公司", "甲县方案.md", True)
    document = open_index(settings).library.document(said.judged.document_id)
    assert document.text[said.judged.start : said.judged.end] == said.judged.text
    app = press(app, "没用")
    assert [said.useful for said in opinions.all_given(me.folder)] == [False]
    press(app, "已评为没用，撤回")
    assert list(opinions.all_given(me.folder)) == []


def test_searches_are_remembered_once_saved_and_forgotten(settings: Settings, me: Owner) -> None:
    app = page(q="强村公司")
    app.run()
    page(q="垃圾分类", year="2021")
    assert [s.label for s in searches.history(me)] == ["垃圾分类", "强村公司"]
    name = next(field for field in app.text_input if field.key == "save-search-name")
    name.set_value("公司 <b>")
    app = press(app, "保存")
    assert [s.label for s in searches.saved(me)] == ["公司 <b>"]
    app = page()
    assert "保存的检索" in shown(app)
    app = keyed(app, f"history-{searches.history(me)[0].id}").click().run()
    assert [s.label for s in searches.history(me)] == ["强村公司"]
    app = press(app, "清空最近检索")
    assert searches.history(me) == ()
    keyed(app, f"saved-{searches.saved(me)[0].id}").click().run()
    assert searches.saved(me) == ()
