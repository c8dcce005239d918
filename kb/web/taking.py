"""Taking a paper away: buttons for Word, Markdown, Excel and the evidence pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import streamlit as st

from kb.citing import official
from kb.drafts import FAULTS, MAX_DRAFT, check
from kb.exporting import (
    Problem,
    Proved,
    evidence_pack,
    file_stem,
    markdown,
    proved,
    word,
    workbook,
)
from kb.store.snapshot import Snapshot
from kb.types import Paper, Quotation
from kb.web import acting
from kb.web.frame import notice
from kb.web.marking import escaped
from kb.web.quotes import address_of
from kb.web.session import Opened

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 40
# What of a user's own words can be looked up at all; a term need not be in the library.
_LOOKED_UP = ("指标数据", "标题", "文号")


@dataclass(frozen=True, slots=True)
class Offer:
    """One file that can be taken. ``make``: its content, made when it is asked for."""

    label: str
    name: str
    mime: str
    make: Callable[[], bytes]


def exports(paper: Paper, ready: Opened, key: str) -> None:
    """Draw the download buttons for ``paper`` and what of it does not stand in the library;
    nothing for an empty one. ``key``: unique on the page."""
    if not paper.blocks:
        return
    snapshot = ready.searcher.snapshot
    found = _proved(str(snapshot.folder), hash(paper), paper, snapshot)
    if found.problems:
        _tell(found.problems)
    with st.container(horizontal=True, gap="small", key=f"kb-take-{key}"):
        for offer in offers(found, snapshot):
            st.download_button(
                offer.label, acting.taken(offer.name, offer.make), file_name=offer.name,
                mime=offer.mime, key=f"{key}-{offer.mime}", on_click="ignore",
            )  # fmt: skip


def offers(found: Proved, snapshot: Snapshot) -> tuple[Offer, ...]:
    """The files that a proved paper can be taken as."""
    paper, problems = found.paper, found.problems
    stem = file_stem(paper.title)
    return (
        Offer("Word 文档", f"{stem}.docx", _WORD, lambda: word(paper, problems)),
        Offer(
            "Markdown", f"{stem}.md", "text/markdown", lambda: markdown(paper, problems).encode()
        ),
        Offer("Excel 表格", f"{stem}.xlsx", _EXCEL, lambda: workbook(paper, problems)),
        Offer(
            "素材包（ZIP）", f"{stem}_素材包.zip", "application/zip",
            lambda: evidence_pack(paper, snapshot, problems),
        ),
    )  # fmt: skip


# Shared by sessions as it is never changed; a version's folder is another after each build.
@st.cache_resource(max_entries=64, show_spinner="正在核对……")
def _proved(folder: str, fingerprint: int, _paper: Paper, _snapshot: Snapshot) -> Proved:
    return proved(_paper, _snapshot.library, lambda words: own_words(words, _snapshot))


def own_words(words: str, snapshot: Snapshot) -> Iterator[str]:
    """What the check of a draft finds wrong with, or does not find for, a user's own words."""
    for item in check(words[:MAX_DRAFT], snapshot).items:
        missing = item.verdict == "未找到" and item.kind in _LOOKED_UP
        if missing or item.verdict in FAULTS:
            yield f"自己写的文字中，“{item.text}”{item.verdict}：{item.why}"


def _tell(problems: Sequence[Problem]) -> None:
    quoted = [problem for problem in problems if problem.quotation is not None]
    if quoted:
        notice(
            "bad",
            f"导出前核对：有 {len(quoted)} 处引文与库内文字不一致。仍可导出，导出的文件会逐处注明。",
        )
        st.html(problems_html(quoted))
    for problem in problems:
        if problem.quotation is None:
            notice("bad", problem.told)


def problems_html(problems: Sequence[Problem]) -> str:
    """What does not stand, with the way to the text as it is now."""
    rows = "".join(
        f"<li>“{escaped(_short(p.quotation))}”，{escaped(official(p.quotation))}："
        f"{escaped(p.told)}{_way(p)}</li>"
        for p in problems
        if p.quotation is not None
    )
    return f'<details class="kb-unproved"><summary>看是哪几处</summary><ul>{rows}</ul></details>'


def _short(quotation: Quotation) -> str:
    words = " ".join(quotation.text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}……"


def _way(problem: Problem) -> str:
    now = problem.standing.now if problem.standing else None
    if now is None:
        return ""
    address = escaped(address_of(now.document_id, now.start, now.end))
    return f' <a href="{address}" target="_self">看现在的文字</a>'
