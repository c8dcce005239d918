"""Shared material: a small made-up library about places that do not exist, and the marks.

Texts about real places come from ``documents/`` or from ``../shared`` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kb.embedding.encoder import HashEncoder
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.search import Searcher
from kb.settings import ROOT
from kb.store.snapshot import open_snapshot
from tests.browser_app import launched

SHARED = ROOT.parent / "shared"

MADE_UP = {
    "甲县/强村公司经验.txt": """甲县发展强村公司的做法

一、总体要求

以增加村集体收入为目标,推动各村抱团发展。

二、主要做法

(一)组建强村公司。甲县由12个村共同出资组建强村公司,承接绿化养护和物业服务。2022年全县强村公司实现营业收入3500万元。

(二)推行“百事通”积分超市模式。村民参加公益劳动可以换取积分,在超市兑换日用品。
""",
    "乙县/垃圾分类方案.md": """# 乙县农村垃圾分类实施方案

一、目标任务

到2027年,全县行政村垃圾分类实现全覆盖。

二、工作措施

1.建立“户分类、村收集、镇转运”机制。每个村配备两名保洁员,每天上门收集。

2.建设阳光堆肥房。易腐垃圾就地堆肥,还田利用。
""",
    "丙县/养老服务.txt": """丙县农村养老服务工作情况汇报

一、基本情况

全县建成村级幸福院86个,为高龄老人提供午餐。

二、下一步打算

继续推广邻里互助的养老办法。
""",
}


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write ``files`` (relative path → text) below ``folder``."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def userdata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where users' data goes: never beside the checkout."""
    folder = tmp_path / "用户数据"
    monkeypatch.setenv("KB_USERDATA", str(folder))
    return folder


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with the made-up library."""
    return write_files(tmp_path / "文件 夹", MADE_UP)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where the index goes."""
    return tmp_path / "索引"


@pytest.fixture
def searcher(documents: Path, index: Path) -> Searcher:
    """A searcher over the made-up library, with the deterministic encoder."""
    build(documents, index, HashEncoder())
    return Searcher(open_snapshot(index, recipe()), HashEncoder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    with launched() as started:
        yield started
