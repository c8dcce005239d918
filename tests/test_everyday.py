"""Everyday words and what documents call them."""

from collections import Counter

import pytest

from kb.search.alternatives import Subject, subjects
from kb.words import read_lexicon

ROWS = [line.split("\t") for line in read_lexicon("everyday.tsv")]


def others_of(found: tuple[Subject, ...]) -> set[str]:
    return {other for subject in found for other in subject.others}


def test_each_is_said_once_and_means_something_else():
    assert [said for said, count in Counter(row[0] for row in ROWS).items() if count > 1] == []
    assert [row for row in ROWS if len(set(row)) < len(row)] == []
    assert [row for row in ROWS if any(not cell or cell != cell.strip() for cell in row)] == []


def test_a_saying_has_parts_and_a_meaning():
    sayings = [row for row in ROWS if "…" in row[0]]
    assert sayings
    for said, *official in sayings:
        parts = [part.split("/") for part in said.split("…")]
        assert len(parts) > 1 and all(all(part) for part in parts) and official, said


@pytest.mark.parametrize("asked", ["爷爷没法自己做饭", "做饭的事，奶奶家里没人会"])
def test_words_that_mean_something_only_together(asked: str):
    named = {subject.word: subject.others for subject in subjects(asked)}
    assert "老年助餐" in named["做饭"]


def test_neither_of_them_means_it_alone():
    assert not {"老年助餐", "长者饭堂"} & others_of(subjects("学生做饭比赛"))
    assert "老年助餐" not in others_of(subjects("爷爷的房子"))


def test_parts_of_a_saying_begin_and_end_where_words_do():
    assert "河长制" not in others_of(subjects("河北地方很脏"))
    assert "河长制" in others_of(subjects("河里很脏"))


def test_a_saying_adds_nothing_to_what_is_known_by_it():
    known = next(s for s in subjects("小块地怎么并成大块") if s.word == "小块地")
    assert "土地整治" not in known.others


def test_long_entries_are_found_however_the_rest_is_cut():
    assert "五好两宜" in {s.word for s in subjects("上门五好两宜家")}


def test_words_of_ordinary_talk_name_no_subject():
    assert [s.word for s in subjects("突然没工作了")] == ["没工作"]
    assert [s.word for s in subjects("突然")] == ["突然"]
