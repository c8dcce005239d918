"""The check of a draft on the documents of the project, altered by rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.draft_rules import KINDS, digit, rewritten, target, unit, year
from eval.drafts import cases, measure, paragraphs
from kb.figures import Outlook, figures
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.settings import ROOT
from kb.store.snapshot import Snapshot, open_snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index: Path = tmp_path_factory.mktemp("documents")
    build(ROOT / "documents", index, None)
    return open_snapshot(index, recipe())


@pytest.mark.parametrize("half", ["even", "odd"])
def test_altered_figures_are_caught_and_true_ones_are_not_wronged(snapshot, half):
    found = measure(snapshot, list(cases(paragraphs(snapshot, half), 6)))
    altered = sum(found.caught.values()) + sum(found.missed.values())
    assert altered == 24
    assert sum(found.caught.values()) >= 0.95 * altered, found.errors
    assert found.true >= 100
    assert found.wronged <= 0.03 * found.true, found.errors


def first(text: str):
    return figures(text, 0, len(text), Outlook.OPEN, None)[0]


def test_the_rules_alter_what_they_say():
    text = "到2025年，全县培育合作社120家。"
    assert digit(text, first(text), 0).text == "到2025年，全县培育合作社220家。"
    assert unit(text, first(text), 0).text == "到2025年，全县培育合作社120万家。"
    assert year(text, 0).text == "到2026年，全县培育合作社120家。"
    altered = target(text, first(text), 0)
    assert altered.text == "全县已培育合作社120家。"
    assert altered.text[altered.at :] == "120家。"
    assert KINDS == ("digit", "unit", "year", "target")


def test_rewriting_keeps_every_value():
    assert rewritten("收入14984万元，完成3.25万亩。", 4) == "收入1.4984亿元，办成32500亩。"
    assert rewritten("大力推进的事", 1 << 5 | 1) == "推动事"
