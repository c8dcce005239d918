"""The judged details of mentions: form of the table, its measure, and the rules held to it;
and the form of the table of programmes."""

from collections import defaultdict
from pathlib import Path

import pytest

from eval.details import ITEMS, JUDGED, Counts, compare, fits, judged
from kb.settings import ROOT

SHARED = ROOT.parent / "shared" / "library"
PROGRAMMES = Path(__file__).parents[1] / "kb" / "lexicon" / "programmes.tsv"


def rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_judged_rows_are_short_quotations_of_known_items() -> None:
    for path, quotation, name, item, value in rows(JUDGED):
        assert path.startswith(("library/", "seeds/", "documents/"))
        assert len(quotation) <= 20
        assert name
        assert item in (*ITEMS, "-")
        assert all(len(part) <= 20 for part in value.removeprefix("?").split("|"))
    assert len(judged()) == 129


def test_a_value_fits_one_of_those_wanted() -> None:
    assert fits("leads", "甲局", "甲局")
    assert not fits("leads", "甲局", "甲局办公室")
    assert fits("honours", "?入选全省", "入选全省典型案例")
    assert fits("since", "2011|2014-06", "2014-06")
    assert not fits("since", "2011", "2011-06")


def test_the_line_of_an_item_has_both_shares_and_their_cases() -> None:
    assert Counts(4, 3, 5, 2).line("leads") == "leads    precision 0.75 of   4  recall 0.40 of   5"
    assert Counts(0, 0, 0, 0).line("actor") == "actor    precision   -  of   0  recall   -  of   0"


def test_programmes_have_a_level_and_a_source_with_its_year() -> None:
    names = [row[0] for row in rows(PROGRAMMES)]
    assert len(names) == len(set(names)) > 100
    for name, others, level, source in rows(PROGRAMMES):
        assert name
        assert others
        assert all(part == "国家" or part.endswith("省") for part in level.split("、"))
        assert any(mark in source for mark in ("年", "一大", "全会"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared on this machine")
def test_the_rules_hold_on_the_half_for_tuning() -> None:
    counts: dict[str, Counts] = defaultdict(Counts)
    list(compare("even", counts))
    for item in ("leads", "honours", "until"):
        assert counts[item].right >= 0.9 * counts[item].found
        assert counts[item].met >= 0.85 * counts[item].wanted
    assert counts["leads"].wanted == 21
