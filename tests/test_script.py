"""Folding keeps lengths, converts Traditional and leaves Simplified alone."""

import pytest

from kb.script import fold, fold_query, is_traditional, to_simplified


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("發展壯大村級集體經濟", "发展壮大村级集体经济"),
        ("顯著提升,著力推進", "显著提升,着力推进"),
        ("隨著專著出版,圍繞著土著", "随着专著出版,围绕着土著"),
        ("成效显著，专著出版", "成效显著,专著出版"),
        ("ＡＢＣ１２３（％）　ｘ", "abc123(%) x"),
        ("“強村公司”『飛地』", '"强村公司""飞地"'),
        ("甲委发〔2020〕8号", "甲委发[2020]8号"),
        ("İstanbul 網", "İstanbul 网"),
        ("批覆盖面", "批覆盖面"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(folded) == len(text)


def test_every_character_keeps_its_place() -> None:
    every = "".join(map(chr, [*range(0x20, 0xD800), *range(0xE000, 0x10000)]))
    assert len(fold(every)) == len(every)
    assert len(to_simplified(every)) == len(every)
    assert len(fold_query(every)) == len(every)


def test_lines_convert_as_the_whole() -> None:
    text = "鄉村振興\n垃圾分類\n"
    assert fold(text) == "乡村振兴\n垃圾分类\n"


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("鄉村振興示範縣創建", True),
        ("乡村振兴示范县创建,乾县、瞭望塔、显著", False),
        ("本文引用“鄉”字一次,其余全是简体中文的长句子而已", False),
        ("", False),
        ("2020 abc", False),
    ],
)
def test_is_traditional(text: str, traditional: bool) -> None:
    assert is_traditional(text) is traditional


@pytest.mark.parametrize(
    ("query", "folded"),
    [("垃圾分類", "垃圾分类"), ("乾县显著", "乾县显著"), ("著力推進", "着力推进"), ("KPI", "kpi")],
)
def test_fold_query(query: str, folded: str) -> None:
    assert fold_query(query) == folded
