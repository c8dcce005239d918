"""The proof can fail: each kind of damage is found."""

from dataclasses import replace

import pytest

from kb.doctor import _span_problems, without
from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.snapshot import open_snapshot
from kb.types import Removal


@pytest.fixture
def entry(documents, index):
    build(documents, index, HashEncoder())
    library = open_snapshot(index, recipe()).library
    return library.entry(library.cards[2].path)


def test_removals_are_taken_out():
    removals = (Removal(0, 3, "首页>", "navigation"),)
    with pytest.raises(ValueError, match="does not fit"):
        without("首页 正文", removals)
    assert without("首页正文尾", (Removal(0, 2, "首页", "n"), Removal(4, 5, "尾", "n"))) == "正文"


def test_overlapping_removals_are_refused():
    with pytest.raises(ValueError, match="does not fit"):
        without("一二三", (Removal(0, 2, "一二", "n"), Removal(1, 3, "二三", "n")))


def test_a_sound_entry_has_no_problem(entry):
    assert _span_problems(entry) == []


def test_a_passage_out_of_place_is_found(entry):
    first = replace(entry.passages[0], end=10**6)
    found = _span_problems(replace(entry, passages=(first, *entry.passages[1:])))
    assert any("不是正文中的一段" in problem for problem in found)


def test_text_outside_every_passage_is_found(entry):
    found = _span_problems(replace(entry, passages=entry.passages[:-1]))
    assert found == ["最后一个段落之后还有正文没有收入任何段落。"]
    found = _span_problems(replace(entry, passages=entry.passages[1:]))
    assert "之前有正文没有收入" in found[0]
