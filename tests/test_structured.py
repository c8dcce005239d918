"""A word of another language counts once, by the best of its translations."""

import numpy as np
import pytest

from kb.search.alternatives import Subject
from kb.search.structured import rarity_of, structured_scores
from kb.search.understanding import understand
from kb.store.lexical import build_lexical
from kb.words import tokens

TEXTS = ("垃圾分类与垃圾处理", "厕所改造", "种植水稻", "种植大豆", "养殖", "生活垃圾和厕所")
INDEX = build_lexical([tokens(text) for text in TEXTS])
WASTE = Subject("waste", ("垃圾", "生活垃圾", "废弃物", "废物"))
TOILET = Subject("toilet", ("厕所",))


def test_a_word_of_many_names_weighs_no_more_than_one_of_few():
    scores, most = structured_scores((WASTE, TOILET), {}, INDEX)
    assert scores.argmax() == 5
    assert scores[1] == pytest.approx(scores[0], rel=0.5)
    assert np.all(scores <= most) and most > 0
    assert not scores[2:5].any()


def test_a_word_is_as_rare_as_all_its_names_together():
    assert rarity_of(WASTE, INDEX) == rarity_of(Subject("waste", ("垃圾",)), INDEX)
    assert rarity_of(Subject("both", ("垃圾", "厕所")), INDEX) < rarity_of(TOILET, INDEX)
    assert rarity_of(Subject("xylophone"), INDEX) > rarity_of(TOILET, INDEX)


def test_figures_are_the_same_in_any_language():
    index = build_lexical([["2022", "垃圾"], ["2023", "垃圾"]])
    scores, _ = structured_scores((Subject("waste", ("垃圾",)),), {"waste": 1, "2023": 1}, index)
    assert scores[1] > scores[0] > 0


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("garbage sorting in villages", True),
        ("who scored the winning touchdown", False),
        ("垃圾分类 app", False),
    ],
)
def test_only_what_is_read_in_chinese_is_scored_by_it(query, read):
    assert bool(understand(query).glossed) is read
