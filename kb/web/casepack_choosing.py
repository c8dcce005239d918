"""What a case pack is about, and what of it is taken: places, quotations, questions. All of
it is kept in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import streamlit as st

from kb.casepacks import PARTS, Case, CasePack, Material, Piece, questions
from kb.metadata.themes import THEMES, topic_names
from kb.types import Region
from kb.web import frame
from kb.web.cards import depth_badge
from kb.web.casepack_state import (
    MAX_CHOSEN,
    VIEWS,
    WAYS,
    CasePackState,
    casepack_from,
    casepack_params,
)
from kb.web.catalogue_listing import Catalogue
from kb.web.marking import escaped
from kb.web.paging import choose_page
from kb.web.picking import Box, pick
from kb.web.practice_finding import matching
from kb.web.state import MAX_PICKED
from kb.web.tables import region_name

REMARKS = "casepack-remarks"
"""Key of the session's state with the user's own words; they are in no address."""
TOPICS = (*THEMES, *topic_names())
"""What can be chosen as a theme."""
_KEY = "casepack-{}"
_LAST = "casepack"
_SIZE = 12


def take_over() -> CasePackState:
    """What the address names, put into the widgets where it is new to them."""
    state = casepack_from(st.query_params)
    new = st.session_state.get(_LAST) != state
    for name in ("by", "topic", "q", "title", "view"):
        # What was not drawn the last time is forgotten by its widget.
        if new or _KEY.format(name) not in st.session_state:
            st.session_state[_KEY.format(name)] = getattr(state, name)
    st.session_state[_LAST] = state
    return state


def write(state: CasePackState) -> None:
    """Make ``state`` the address."""
    st.query_params.from_dict(casepack_params(state))


def about(state: CasePackState, found_in: Catalogue, begun_with: Sequence[str]) -> None:
    """What the pack is about. ``begun_with``: ids of the practices it has now."""
    st.segmented_control(
        "按什么选材", WAYS, key=_KEY.format("by"), required=True, on_change=_said,
        format_func=lambda way: f"按{way}",
    )  # fmt: skip
    if state.by == WAYS[2]:
        st.text_input(
            "问题", key=_KEY.format("q"), type="search", placeholder="如：垃圾分类怎么做",
            on_change=_said,
        )  # fmt: skip
        return
    if state.by == WAYS[0]:
        st.selectbox(
            "主题或专题", TOPICS, index=None, key=_KEY.format("topic"),
            placeholder="选择一个主题或专题", on_change=_said, width=360,
            format_func=lambda name: f"{name}振兴" if name in THEMES else name,
        )  # fmt: skip
        if not state.topic:
            return
    names = {i: found_in.by_id[i].name for i in begun_with if i in found_in.by_id}
    box = Box(
        _KEY.format("pick"), "做法", "输入名称查找，再加一项",
        lambda words: matching(found_in, words), MAX_PICKED,
    )  # fmt: skip
    pick(box, names, _picked)


def places(found: Material, pack: CasePack) -> None:
    """Every place with what it has: those chosen in their order, then all others."""
    chosen = [case.region for case in pack.cases]
    for at, case in enumerate(pack.cases):
        whole = found.case(case.region) or case
        _place(whole, chosen, at)
    rest = [case for case in found.cases if case.region not in chosen]
    if not rest:
        return
    st.html(f"<h3>其他可选的地方 <small>{len(rest)} 地</small></h3>")
    full = len(chosen) >= MAX_CHOSEN
    if full:
        st.html(f'<p class="kb-meta">最多选 {MAX_CHOSEN} 地；去掉一地才能再选。</p>')
    for case in choose_page(rest, _SIZE, _KEY.format("page")):
        _tick(case, chosen, full)


def quotations(found: Material, state: CasePackState, pack: CasePack) -> None:
    """Of the background and each chosen place, every quotation with a box to leave it out."""
    if found.background:
        with st.expander(f"背景（{len(pack.background)} 条）", key=_KEY.format("above")):
            for piece in found.background:
                _piece(piece, "", state, "above")
    for case in pack.cases:
        whole = found.case(case.region) or case
        name = _name(case.region)
        counts = f"{len(case.pieces)} 条，共 {len(whole.pieces)} 条"
        with st.expander(f"{frame.plain(name)}（{counts}）", key=_KEY.format(f"of-{name}")):
            for part in PARTS:
                _pieces(whole.parts[part], part, state, name)
            _pieces(whole.leads, "责任单位", state, name)


def asking(found: Material, pack: CasePack) -> None:
    """Every question that fits, by kind, with a box."""
    offered = questions(found.thing, pack.cases, [p.quotation for p in pack.background])
    chosen = tuple(question.id for question in pack.questions)
    for kind, group in groupby(offered, key=lambda question: question.kind):
        st.html(f"<h3>{escaped(kind)}</h3>")
        for question in group:
            key, ticked = _KEY.format(f"ask-{question.id}"), question.id in chosen
            _set(key, ticked)
            st.checkbox(
                frame.plain(question.text), key=key, on_change=_asked,
                args=(question.id, chosen, tuple(q.id for q in offered)),
            )  # fmt: skip


def words(pack: CasePack) -> None:
    """The title and the user's own words."""
    st.text_input(
        "标题", key=_KEY.format("title"), placeholder=pack.title, max_chars=80, on_change=_said
    )
    kept = st.session_state.get(REMARKS, "")
    field = _KEY.format("remarks-field")
    st.session_state.setdefault(field, kept)
    st.session_state[REMARKS] = st.text_area(
        "教员说明（可不填，印在最前面）", key=field, max_chars=2000,
        help="说明只留在这个浏览器窗口里，不在网址中，关闭窗口后不再保留。",
    )  # fmt: skip


def view() -> str:
    """Which part of the page is shown, as the user chose."""
    st.segmented_control(
        "显示", VIEWS, key=_KEY.format("view"), required=True, on_change=_looked,
        label_visibility="collapsed",
    )  # fmt: skip
    return str(st.session_state[_KEY.format("view")])


def _name(region: Region) -> str:
    return region_name(region) or "地区不明"


def _place(case: Case, chosen: Sequence[Region], at: int) -> None:
    """A chosen place: its box, what it has, and the ways up and down."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _box(case, chosen, disabled=False)
        st.html(_held_html(case), width="stretch")
        name = frame.plain(_name(case.region))
        for label, to in (("上移", at - 1), ("下移", at + 1)):
            st.button(
                label, key=_KEY.format(f"{label}-{at}"), help=f"{label}：{name}",
                disabled=not 0 <= to < len(chosen), on_click=_moved, args=(tuple(chosen), at, to),
            )  # fmt: skip


def _tick(case: Case, chosen: Sequence[Region], full: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _box(case, chosen, disabled=full)
        st.html(_held_html(case), width="stretch")


def _box(case: Case, chosen: Sequence[Region], disabled: bool) -> None:
    key = _KEY.format(f"place-{_name(case.region)}")
    _set(key, case.region in chosen)
    st.checkbox(
        f"**{frame.plain(_name(case.region))}**", key=key, disabled=disabled,
        on_change=_ticked, args=(case.region, tuple(chosen)),
    )  # fmt: skip


def _held_html(case: Case) -> str:
    """A place in one line: how deep, which parts with how many quotations, what is not seen."""
    told = [f"{part} {len(case.parts[part])}" for part in PARTS if case.parts[part]]
    missing = [part for part in PARTS if not case.parts[part]]
    unseen = f"；库内未见：{'、'.join(missing)}" if missing else ""
    named = f"{'、'.join(case.practices)}；" if case.practices else ""
    line = f"{named}{'、'.join(told)}{unseen}"
    return (
        f'<div class="kb-held">{depth_badge(case.depth)} '
        f'<span class="kb-meta">{escaped(line)}</span></div>'
    )


def _pieces(found: Iterable[Piece], name: str, state: CasePackState, at: str) -> None:
    for piece in found:
        _piece(piece, f"{name}{f'·{piece.lead}' if piece.lead else ''}：", state, at)


def _piece(piece: Piece, lead: str, state: CasePackState, at: str) -> None:
    # One sentence may stand in two parts, and in the background too.
    key = _KEY.format(f"piece-{at}-{lead}-{piece.id}")
    _set(key, piece.id not in state.drop)
    said = " ".join(piece.quotation.text.split())
    st.checkbox(
        f"{frame.plain(lead)}{frame.plain(said)}〔《{frame.plain(piece.quotation.title)}》〕",
        key=key, on_change=_dropped, args=(piece.id,),
    )  # fmt: skip


def _set(key: str, value: bool) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _said() -> None:
    """Write what the widgets say; another matter has other places and quotations."""
    old = casepack_from(st.query_params)
    said = {n: st.session_state.get(_KEY.format(n)) for n in ("by", "topic", "q", "title")}
    texts = casepack_from({name: value for name, value in said.items() if value})
    # Of the fields only those of the chosen way are drawn.
    by = said["by"] or old.by
    topic = texts.topic if old.by == WAYS[0] else old.topic
    q = texts.q if old.by == WAYS[2] else old.q
    title = texts.title if _KEY.format("title") in st.session_state else old.title
    new = replace(old, by=by, topic=topic, q=q, title=title)
    if (new.by, new.topic, new.q) != (old.by, old.topic, old.q):
        new = CasePackState(by, topic, () if topic != old.topic else old.pick, q, view=old.view)
    write(new)


def _picked(ids: tuple[str, ...]) -> None:
    old = casepack_from(st.query_params)
    write(replace(old, pick=ids, places=None, drop=(), ask=None))


def _looked() -> None:
    shown = st.session_state[_KEY.format("view")]
    write(replace(casepack_from(st.query_params), view=shown))


def _ticked(region: Region, chosen: tuple[Region, ...]) -> None:
    rest = tuple(place for place in chosen if place != region)
    now = (*rest, region) if region not in chosen else rest
    write(replace(casepack_from(st.query_params), places=now))


def _moved(chosen: tuple[Region, ...], at: int, to: int) -> None:
    order = list(chosen)
    order[at], order[to] = order[to], order[at]
    write(replace(casepack_from(st.query_params), places=tuple(order)))


def _dropped(piece: str) -> None:
    old = casepack_from(st.query_params)
    rest = tuple(one for one in old.drop if one != piece)
    write(replace(old, drop=rest if piece in old.drop else (*rest, piece)))


def _asked(question: str, chosen: tuple[str, ...], offered: tuple[str, ...]) -> None:
    wanted = set(chosen) ^ {question}
    ask = tuple(one for one in offered if one in wanted)
    write(replace(casepack_from(st.query_params), ask=ask))
