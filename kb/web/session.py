"""The opened index, shared by all sessions; nothing in it is ever changed."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from kb.embedding.model import is_prepared
from kb.errors import BrokenIndexError, ModelError
from kb.search import Searcher
from kb.settings import ROOT, Settings, load_settings
from kb.store.versions import current_version
from kb.workspace import NO_MODEL, open_index, open_searcher

_WARM_UP = "乡村振兴"


@dataclass(frozen=True, slots=True)
class Opened:
    """A searcher that is ready. ``lexical_only``: why it works without meaning, if so."""

    searcher: Searcher
    lexical_only: str | None


def settings() -> Settings:
    """The settings in force. Raises ``UsageError``."""
    told = tuple(sorted(pair for pair in os.environ.items() if pair[0].startswith("KB_")))
    return _settings(told, file_stamp(ROOT / "kb.toml"))


# A page asks for them with each quotation it shows, and every path in them costs the disk.
@lru_cache(maxsize=8)
def _settings(environment: tuple[tuple[str, str], ...], written: int) -> Settings:
    return load_settings()


def opened() -> Opened:
    """The served version, opened once for all sessions and as soon as it changes.

    Raises ``BrokenIndexError`` where no index can serve.
    """
    given = settings()
    folder = current_version(given.index)
    ready = given.model is not None or is_prepared(given.models)
    return _open(str(folder), file_stamp(folder / "manifest.json"), str(given.model), ready, given)


def index_problem() -> BrokenIndexError | None:
    """Why no index can serve, if so."""
    try:
        opened()
    except BrokenIndexError as error:
        return error
    return None


@st.cache_resource(max_entries=1, show_spinner="正在打开索引和模型……")
def _open(folder: str, stamp: int, model: str, ready: bool, _settings: Settings) -> Opened:
    # What stays as long as the program is left out when garbage is looked for: with the model
    # and the index in it one look took as long as a search.
    gc.unfreeze()
    found = _read(_settings, ready)
    gc.collect()
    gc.freeze()
    return found


def _read(given: Settings, ready: bool) -> Opened:
    try:
        searcher = open_searcher(given)
    except ModelError as error:
        return Opened(Searcher(open_index(given), None), model_told(given, str(error)))
    lexical_only = _why_lexical(searcher, given, ready)
    try:
        # The model is loaded here, once, rather than by two first queries at a time.
        searcher.search(_WARM_UP, 1)
    except ModelError as error:
        return Opened(Searcher(searcher.snapshot, None), model_told(given, str(error)))
    return Opened(searcher, lexical_only)


def model_told(given: Settings, problem: str) -> str:
    """Why there is no model, for a page: a model that was set is named by its folder's
    path, which is nobody's business in a browser."""
    if given.model is None:
        return problem
    return "设置中指定的语义模型打不开；请检查模型设置后重新启动乡鉴。"


def _why_lexical(searcher: Searcher, given: Settings, ready: bool) -> str | None:
    if given.model == NO_MODEL:
        return "设置中关闭了语义模型。"
    if not ready:
        return "语义模型还没有准备好；联网后在“文库”页重新建库即可补上。"
    if searcher.snapshot.dense is None:
        return "索引建立时没有语义模型；在“文库”页重新建库即可补上。"
    return None


def file_stamp(path: Path) -> int:
    """When a file was written last, 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
