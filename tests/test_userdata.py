"""What users make: baskets, searches and opinions, each person's own."""

import sqlite3

import pytest

from eval.judged import read_queries
from kb.errors import InputError, StorageError
from kb.types import Paper, Quotation, Quoted, Region
from kb.userdata import (
    Judged,
    Owner,
    baskets,
    database,
    items,
    limits,
    opinions,
    schema,
    searches,
    sharing,
)
from kb.userdata.judged import judged_lines, opinion_rows
from kb.userdata.papers import paper_of

HOSTILE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script>'); DROP TABLE baskets;-- \u202e\0\x07 名\ud800字"
)


def quotation(start: int, text: str = "强村公司", document_id: str = "d1") -> Quotation:
    return Quotation(
        document_id=document_id, start=start, end=start + len(text), text=text,
        title="甲县方案", path="甲县/方案.txt", sha256="0" * 64,
        region=Region("某省", "某市", "甲县"), number="甲发〔2020〕8号", digest=True,
        headings=("一、总则", "（一）目标"), pages=(2, 3), flags=("missing_digits",),
    )  # fmt: skip


@pytest.fixture
def me(userdata):
    return Owner(userdata, "me")


@pytest.fixture
def other(userdata):
    return Owner(userdata, "other")


def starts(owner: Owner, basket_id: str) -> list[int]:
    return [item.quotation.start for item in baskets.opened(owner, basket_id).items]


class TestBaskets:
    def test_the_first_click_makes_a_basket_and_keeps_all_of_the_quotation(self, me):
        done = items.collect(me, quotation(7))
        assert (done.already, done.place.basket) == (False, "我的素材")
        assert items.collect(me, quotation(7)).already
        (item,) = baskets.opened(me, done.place.basket_id).items
        assert item.quotation == quotation(7)
        assert items.all_collected(me) == {("d1", 7, 11): done.place}

    def test_collecting_goes_into_the_current_basket(self, me):
        first = baskets.create(me, "一")
        second = baskets.create(me, "二")
        assert baskets.current(me).id == second.id
        baskets.choose(me, first.id)
        assert items.collect(me, quotation(0)).place.basket == "一"
        assert items.collected(me, quotation(0)) is not None
        baskets.choose(me, second.id)
        assert items.collected(me, quotation(0)) is None

    def test_items_move_to_a_position_and_stay_within_the_ends(self, me):
        for start in (10, 20, 30, 40):
            place = items.collect(me, quotation(start)).place
        items.move(me, place.item_id, 2)
        assert starts(me, place.basket_id) == [10, 40, 20, 30]
        items.move(me, place.item_id, 99)
        assert starts(me, place.basket_id) == [10, 20, 30, 40]
        items.move(me, place.item_id, -5)
        assert starts(me, place.basket_id) == [40, 10, 20, 30]

    def test_what_is_taken_out_comes_back_to_its_place_with_its_note(self, me):
        places = [items.collect(me, quotation(start)).place for start in (10, 20, 30)]
        items.write_note(me, places[1].item_id, "二\r\n行")
        items.remove(me, places[1].item_id)
        assert starts(me, places[0].basket_id) == [10, 30]
        assert [i.id for i in items.removed(me, places[0].basket_id)] == [places[1].item_id]
        items.undo_remove(me, places[1].item_id)
        assert starts(me, places[0].basket_id) == [10, 20, 30]
        assert baskets.opened(me, places[0].basket_id).items[1].note == "二\n行"

    def test_what_was_collected_again_is_not_brought_back_twice(self, me):
        place = items.collect(me, quotation(1)).place
        items.remove(me, place.item_id)
        items.collect(me, quotation(1))
        with pytest.raises(InputError, match="已经重新收入"):
            items.undo_remove(me, place.item_id)

    def test_an_item_goes_to_another_basket_with_its_note(self, me):
        one, two = baskets.create(me, "一"), baskets.create(me, "二")
        kept = items.collect(me, quotation(5)).place
        baskets.choose(me, one.id)
        place = items.collect(me, quotation(9)).place
        twice = items.collect(me, quotation(5)).place
        items.write_note(me, place.item_id, "注")
        assert items.transfer(me, place.item_id, two.id).name == "二"
        assert [i.note for i in baskets.opened(me, two.id).items] == ["", "注"]
        # The other basket has this quotation already: it only leaves.
        items.transfer(me, twice.item_id, two.id)
        assert [i.id for i in baskets.opened(me, two.id).items] == [kept.item_id, place.item_id]
        assert starts(me, one.id) == []

    def test_a_basket_is_deleted_with_a_way_back(self, me):
        one, two = baskets.create(me, "一"), baskets.create(me, "二")
        items.collect(me, quotation(3))
        sharing.share(me, two.id)
        baskets.delete(me, two.id)
        assert [card.id for card in baskets.all_of(me)] == [one.id]
        assert baskets.current(me).id == one.id
        assert baskets.opened(me, two.id) is None
        baskets.create(me, "二")
        baskets.undelete(me, two.id)
        back = baskets.current(me)
        assert (back.id, back.name, back.items, back.token) == (two.id, "二（2）", 1, None)

    def test_what_was_deleted_long_ago_is_gone_for_good(self, me):
        one, two = baskets.create(me, "一"), baskets.create(me, "二")
        items.collect(me, quotation(3))
        baskets.delete(me, two.id)
        with database.writing(me.folder) as connection:
            connection.execute(
                "UPDATE baskets SET deleted = '2020-01-01T00:00:00Z' WHERE id = ?", (two.id,)
            )
        baskets.delete(me, one.id)
        with pytest.raises(InputError, match="不在了"):
            baskets.undelete(me, two.id)
        with database.reading(me.folder) as connection:
            assert connection.execute("SELECT count(*) FROM items").fetchone()[0] == 0

    def test_nobody_sees_or_changes_what_is_anothers(self, me, other):
        card = baskets.create(me, "我的")
        place = items.collect(me, quotation(1)).place
        assert baskets.all_of(other) == ()
        assert baskets.opened(other, card.id) is None
        for change in (
            lambda: baskets.rename(other, card.id, "x"),
            lambda: baskets.delete(other, card.id),
            lambda: baskets.choose(other, card.id),
            lambda: sharing.share(other, card.id),
            lambda: items.remove(other, place.item_id),
            lambda: items.move(other, place.item_id, 1),
            lambda: items.write_note(other, place.item_id, "x"),
            lambda: items.transfer(other, place.item_id, baskets.create(other, "他的").id),
        ):
            with pytest.raises(InputError, match="不在了"):
                change()

    def test_names_are_one_clean_line_and_not_taken_twice(self, me):
        card = baskets.create(me, f"  {HOSTILE} ")
        assert card.name == "=cmd|' /C calc'!A0 <script>alert(1)</script>'); DROP TABLE baske"[:60]
        with pytest.raises(InputError, match="已有名为"):
            baskets.create(me, HOSTILE)
        for empty in ("", " \n\t", "\u202e\0"):
            with pytest.raises(InputError, match="名称是空的"):
                baskets.rename(me, card.id, empty)

    def test_limits_are_told_and_nothing_is_half_done(self, me, monkeypatch):
        place = items.collect(me, quotation(1)).place
        monkeypatch.setattr(limits, "MAX_ITEMS", 2)
        items.collect(me, quotation(2))
        with pytest.raises(InputError, match="已有 2 条，最多 2 条"):
            items.collect(me, quotation(3))
        with pytest.raises(InputError, match="最多 2000 字"):
            items.write_note(me, place.item_id, "字" * 2001)
        monkeypatch.setattr(limits, "MAX_BASKETS", 1)
        with pytest.raises(InputError, match="最多 1 个"):
            baskets.create(me, "又一个")
        with pytest.raises(InputError, match="一条素材最多 20000 字"):
            items.collect(Owner(me.folder, "new"), quotation(0, "字" * 20_001))
        assert baskets.all_of(Owner(me.folder, "new")) == ()

    def test_hostile_notes_stay_what_they_are(self, me):
        place = items.collect(me, quotation(1)).place
        items.write_note(me, place.item_id, HOSTILE)
        (item,) = baskets.opened(me, place.basket_id).items
        assert item.note == (
            "=cmd|' /C calc'!A0 <script>alert(1)</script>'); DROP TABLE baskets;--  名?字"
        )

    def test_a_basket_becomes_a_paper_in_its_order(self, me):
        for start in (10, 20):
            place = items.collect(me, quotation(start)).place
        items.write_note(me, place.item_id, "先用这条")
        items.move(me, place.item_id, 1)
        assert paper_of(baskets.opened(me, place.basket_id)) == Paper(
            "我的素材",
            (Quoted(quotation(20), note="先用这条"), Quoted(quotation(10))),
            contents=False,
        )


class TestSharing:
    def test_a_link_shows_copies_and_ends(self, me, other):
        card = baskets.create(me, "课题")
        place = items.collect(me, quotation(1)).place
        items.write_note(me, place.item_id, "注")
        token = sharing.share(me, card.id)
        assert len(token) >= 22
        assert sharing.share(me, card.id) == token
        assert baskets.opened(me, card.id).card.token == token
        assert [i.note for i in sharing.shared(me.folder, token).items] == ["注"]
        baskets.create(other, "课题")
        copied = sharing.copy(other, token)
        assert copied.name == "课题（2）"
        assert [i.note for i in baskets.opened(other, copied.id).items] == ["注"]
        sharing.end(me, card.id)
        assert sharing.shared(me.folder, token) is None
        with pytest.raises(InputError, match="不再共享"):
            sharing.copy(other, token)
        assert sharing.share(me, card.id) != token


class TestSearches:
    def test_the_last_search_comes_first_and_each_once(self, me, other):
        searches.remember(me, {"q": "甲", "year": "2020"}, "甲")
        searches.remember(me, {"q": "乙"}, "乙")
        searches.remember(me, {"year": "2020", "q": "甲"}, "甲")
        assert [(s.label, s.address) for s in searches.history(me)] == [
            ("甲", {"q": "甲", "year": "2020"}),
            ("乙", {"q": "乙"}),
        ]
        assert searches.history(other) == ()
        searches.forget(other, searches.history(me)[0].id)
        searches.forget(me, searches.history(me)[1].id)
        assert [s.label for s in searches.history(me)] == ["甲"]
        searches.clear(me)
        assert searches.history(me) == ()

    def test_the_history_keeps_only_so_many(self, me, monkeypatch):
        monkeypatch.setattr(limits, "MAX_HISTORY", 3)
        for word in "甲乙丙丁":
            searches.remember(me, {"q": word}, word)
        assert [s.label for s in searches.history(me)] == ["丁", "丙", "乙"]

    def test_a_saved_search_is_known_by_its_address(self, me, monkeypatch):
        searches.save(me, {"q": "甲"}, " 甲县的\n做法 ")
        assert searches.is_saved(me, {"q": "甲"})
        assert not searches.is_saved(me, {"q": "甲", "k": "20"})
        searches.save(me, {"q": "甲"}, "改名")
        assert [s.label for s in searches.saved(me)] == ["改名"]
        monkeypatch.setattr(limits, "MAX_SAVED", 1)
        with pytest.raises(InputError, match="最多 1 条"):
            searches.save(me, {"q": "乙"}, "乙")
        searches.clear(me)
        searches.unsave(me, searches.saved(me)[0].id)
        assert searches.saved(me) == ()

    def test_what_can_be_no_address_is_passed_over(self, me):
        searches.remember(me, {"q": "长" * 5000}, "长")
        searches.remember(me, {"q": ""}, " ")
        assert searches.history(me) == ()


def judged(passage: str, query: str = "强村公司", text: str = "甲县组建强村公司") -> Judged:
    return Judged(query, "d1", passage, 3, 3 + len(text), "甲县/方案.txt", text)


class TestOpinions:
    def test_an_opinion_is_kept_changed_and_taken_back(self, me):
        opinions.give(me, judged("p1"), True)
        assert opinions.given(me, "强村公司", "p1") is True
        opinions.give(me, judged("p1"), False)
        opinions.give(me, judged("p2"), True)
        assert opinions.given_to(me, "强村公司") == {"p1": False, "p2": True}
        opinions.withdraw(me, "强村公司", "p1")
        assert opinions.given(me, "强村公司", "p1") is None
        assert [o.judged for o in opinions.all_given(me.folder)] == [judged("p2")]

    def test_the_export_is_read_by_the_reader_of_eval(self, me, other, tmp_path):
        opinions.give(me, judged("p1", text="组建强村公司"), True)
        opinions.give(me, judged("p2", text="有人说好"), True)
        opinions.give(other, judged("p2", text="有人说好"), False)
        opinions.give(me, judged("p3", "没有好的"), False)
        path = tmp_path / "评价.jsonl"
        path.write_text("\n".join(judged_lines(opinions.all_given(me.folder))), "utf-8")
        (query,) = read_queries(path)
        assert (query.query, query.kind, query.collection) == ("强村公司", "feedback", "documents")
        assert [(j.path, j.quotation, j.grade) for j in query.relevant] == [
            ("甲县/方案.txt", "组建强村公司", 1)
        ]

    def test_the_table_holds_every_opinion_and_no_formula(self, me):
        opinions.give(me, judged("p1", "=1+1", "两\n行\t字"), False)
        assert opinion_rows(opinions.all_given(me.folder))[1][:3] == (
            "'=1+1",
            "没用",
            "甲县/方案.txt",
        )
        assert opinion_rows(opinions.all_given(me.folder))[1][-1] == "两 行 字"


class TestFile:
    def test_a_damaged_file_is_set_aside_whole_and_told(self, me):
        baskets.create(me, "甲")
        path = me.folder / database.FILE
        content = b"SQLite format 3\0" + b"\xff" * 9000
        path.write_bytes(content)
        with pytest.raises(StorageError, match="已原样另存为"):
            baskets.all_of(me)
        (name,) = database.damaged(me.folder)
        assert (me.folder / name).read_bytes() == content
        assert baskets.all_of(me) == ()

    def test_a_file_that_is_damaged_within_is_found_by_the_check(self, me):
        for start in range(300):
            items.collect(me, quotation(start, "文" * 50))
        path = me.folder / database.FILE
        content = bytearray(path.read_bytes())
        content[8192:40960] = b"\x55" * (40960 - 8192)
        path.write_bytes(bytes(content))
        with pytest.raises(StorageError, match="已损坏"):
            database.check(me.folder)
        assert len(database.damaged(me.folder)) == 1

    def test_a_file_of_a_newer_program_is_left_alone(self, me):
        baskets.create(me, "甲")
        with sqlite3.connect(me.folder / database.FILE) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        with pytest.raises(InputError, match="更新版本的乡鉴"):
            baskets.all_of(me)
        assert database.damaged(me.folder) == ()

    def test_a_file_of_an_older_program_gains_the_new_tables_and_keeps_what_it_holds(
        self, me, monkeypatch
    ):
        baskets.create(me, "甲")
        step = ("ALTER TABLE baskets ADD COLUMN colour TEXT",)
        monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, step))
        assert [card.name for card in baskets.all_of(me)] == ["甲"]
        with database.reading(me.folder) as connection:
            assert connection.execute("SELECT name, colour FROM baskets").fetchall() == [
                ("甲", None)
            ]

    def test_a_job_that_fails_leaves_nothing_behind(self, me):
        baskets.create(me, "甲")
        with pytest.raises(ZeroDivisionError), database.writing(me.folder) as connection:
            connection.execute("UPDATE baskets SET name = '乙'")
            raise ZeroDivisionError
        assert baskets.current(me).name == "甲"

    def test_the_stamp_differs_after_a_change_and_only_then(self, me):
        baskets.create(me, "甲")
        before = database.stamp(me.folder)
        baskets.all_of(me)
        assert database.stamp(me.folder) == before
        baskets.create(me, "乙")
        assert database.stamp(me.folder) != before
