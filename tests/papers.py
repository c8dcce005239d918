"""A paper about invented counties and the library that it quotes from."""

from __future__ import annotations

from pathlib import Path

from kb.citing import quote
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.library import Library
from kb.store.snapshot import Snapshot, open_snapshot
from kb.types import Grid, Heading, Items, Paper, Prose, Quotation, Quoted
from tests.conftest import MADE_UP, write_files

DOUBTED = "2021年全县预算投入亿元,支持产业园建设"
DIGEST = "丁县把12个村的闲置农房交给合作社统一经营"
FILES = MADE_UP | {
    "丁县/产业情况.txt": f"""丁县特色产业发展情况汇报

一、基本情况

{DOUBTED}。园区带动农户增收,占总收入的%。
""",
    "丁县/农房整理.md": f"""# 丁县盘活闲置农房做法整理

地区:某省某市丁县

整理稿,据《丁县政府工作报告(2024年)》

一、做法

{DIGEST}。
""",
}
COMPANY = "甲县由12个村共同出资组建强村公司,承接绿化养护和物业服务"
INCOME = "2022年全县强村公司实现营业收入3500万元"
SORTING = "建立“户分类、村收集、镇转运”机制"
LINES = "一、基本情况\n\n全县建成村级幸福院86个,为高龄老人提供午餐。"


def snapshot_of(folder: Path) -> Snapshot:
    """The made-up library, written and indexed below ``folder`` without a model."""
    build(write_files(folder / "文件", FILES), folder / "索引", None)
    return open_snapshot(folder / "索引", recipe())


def taken(library: Library, words: str) -> Quotation:
    """``words`` as a quotation of the document that has them."""
    for card in library.cards:
        document = library.document(card.id)
        at = document.text.find(words) if document else -1
        if document and at >= 0:
            return quote(document, at, at + len(words))
    raise AssertionError(words)


def paper_of(library: Library) -> Paper:
    """One of every block, with a doubt, a 整理稿, a quotation of several lines, empty cells."""
    company, income, sorting, doubted, digest, lines = (
        taken(library, words) for words in (COMPANY, INCOME, SORTING, DOUBTED, DIGEST, LINES)
    )
    grid = Grid(
        ("地区", "做法", "指标数据"),
        (
            ("甲县", (company,), (income,)),
            ("乙县", (sorting,), ()),
            ("丁县", (digest, doubted), ()),
        ),
        "各地对比",
    )
    return Paper(
        "强村公司怎么办",
        (
            Heading("一、背景"), Prose("以下均为原文。"), Quoted(company, lead="做法"),
            Heading("（一）成效", 2), Quoted(income, note="拿去与乙县比较"), Quoted(lines),
            Heading("二、各地", 1), Quoted(doubted), Quoted(digest), grid,
            Heading("三、讨论", 1), Items(("为什么能成？", "条件是什么？"), numbered=True),
            Items(("其一", "其二")),
        ),
        asked="强村公司",
    )  # fmt: skip
