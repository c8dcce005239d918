"""The bar above the text of a document: from hit to hit, from word to word, and what can be
done with the place that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from kb.citing import official, quote
from kb.errors import KbError
from kb.types import Document, Hit
from kb.web import collecting, frame, searching, walking
from kb.web.article import Part
from kb.web.before import raw_span, text_span
from kb.web.copying import copy_button
from kb.web.location import Location, View, location_params, params_of, placed
from kb.web.marking import Span, escaped
from kb.web.original_marks import words_in
from kb.web.search_state import SearchState, search_from, search_params
from kb.web.session import Opened
from kb.web.walking import Steps

_VIEWS = {"text": "正文", "raw": "清理前的样子"}


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What is looked at: ``text``, the document's or its raw one, ``part`` of it, and
    ``here`` in it. ``place``: its whole address. ``found``: where the words sought stand."""

    document: Document
    text: str
    part: Part
    place: Location
    here: Span | None = None
    found: tuple[Span, ...] = ()

    def at(self, span: Span | None) -> Location:
        """The address of another place of the same text, looked at in the same way."""
        return placed(self.place, self.document, self.text, span)


def address(point: Standpoint) -> str:
    """The lasting address of what is looked at, relative and not escaped."""
    kept = replace(point.at(point.here), page=point.place.page)
    return f"original?{urlencode(params_of(kept))}"


def searched(place: Location, ready: Opened) -> tuple[SearchState, tuple[Hit, ...]] | None:
    """The search whose hits are walked, and its hits; ``None`` where there is none."""
    state = search_from(dict(place.search))
    if not state.q:
        return None
    try:
        return state, searching.answer_of(ready, state).hits[: state.k]
    except KbError:
        return None


def view_row(point: Standpoint, marked: str) -> None:
    """Which text is looked at, what is marked in it, and the words sought within it.
    ``marked``: how much there is to mark, ``""`` for nothing."""
    _taken_over(point.place)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="kb-look"):
        st.text_input(
            "文内查找", key="find-within", placeholder="在这份文件里查找", width=260,
            on_change=_find, args=(point,),
        )  # fmt: skip
        st.segmented_control(
            "文字", list(_VIEWS), key="view-of", format_func=_VIEWS.__getitem__, required=True,
            on_change=_look, args=(point,),
        )  # fmt: skip
        if marked and point.place.view == "text":
            st.toggle(
                f"标出{marked}", key="marks-shown", on_change=_mark, args=(point,),
            )  # fmt: skip


def bar(point: Standpoint, ready: Opened) -> None:
    """What leads on from the place that is looked at, and what can be done with it."""
    with st.container(key="kb-dock", gap="xsmall"):
        walked = searched(point.place, ready)
        if walked and point.place.view == "text":
            _walk(point, ready, *walked)
        if point.place.find:
            _steps(point, f"文内“{point.place.find}”", walking.steps(point.found, point.here),
                   point.found, "处")  # fmt: skip
        _chosen(point)


def _walk(point: Standpoint, ready: Opened, state: SearchState, hits: Sequence[Hit]) -> None:
    """The hits of the search the document was found by: here, and in other documents."""
    own = walking.within(hits, point.document.id)
    here = walking.steps(own, point.here)
    ranks = walking.rank_steps(hits, point.document.id, point.here)
    at = f"，这是第 {ranks.at + 1} 条" if ranks.at is not None else ""
    told = f"检索“{state.q}”的命中 {ranks.count} 条{at}；本文件 {here.count} 处"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="kb-meta">{escaped(told)}</span>', width="content")
        _step("本文件上一处命中", point, own, here.back)
        _step("本文件下一处命中", point, own, here.on)
        for label, number in (("上一条命中", ranks.back), ("下一条命中", ranks.on)):
            _hit_step(label, point, ready, hits, number)
        st.page_link(frame.SEARCH, label="回到检索结果", query_params=search_params(state))


def _hit_step(
    label: str, point: Standpoint, ready: Opened, hits: Sequence[Hit], number: int | None
) -> None:
    passage = hits[number].passage if number is not None else None
    document = ready.searcher.snapshot.library.document(passage.document_id) if passage else None
    if passage is None or document is None:
        return
    plain = replace(point.place, view="text", find="", page=None)
    target = placed(plain, document, document.text, (passage.start, passage.end))
    title = "" if document.id == point.document.id else f"：《{document.title[:16]}》"
    st.page_link(
        frame.ORIGINAL, label=frame.plain(f"{label}{title}"), query_params=params_of(target)
    )


def _steps(point: Standpoint, what: str, steps: Steps, spans: Sequence[Span], unit: str) -> None:
    """Back and on among ``spans``."""
    at = f"，这是第 {steps.at + 1} {unit}" if steps.at is not None else ""
    told = f"{what}共 {steps.count} {unit}{at}" if steps.count else f"{what}没有找到"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="kb-meta" role="status">{escaped(told)}</span>', width="content")
        _step(f"上一{unit}", point, spans, steps.back)
        _step(f"下一{unit}", point, spans, steps.on)


def _step(label: str, point: Standpoint, spans: Sequence[Span], number: int | None) -> None:
    if number is not None:
        st.page_link(frame.ORIGINAL, label=label, query_params=params_of(point.at(spans[number])))


def _chosen(point: Standpoint) -> None:
    """The paragraph before and behind, and what is chosen as a quotation with its link."""
    text, part = point.text, point.part
    lines = walking.paragraphs(text, part.start, part.end)
    near = walking.steps(lines, point.here)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if point.here is None:
            _step("选中第一段", point, lines, near.on)
        else:
            _step("上一段", point, lines, near.back)
            _step("下一段", point, lines, near.on)
        copy_button(address(point))
        if point.here and point.place.view == "text":
            _quoted(point.document, point.here)


def _quoted(document: Document, here: Span) -> None:
    offers = walking.quotable(document, here)
    names = list(offers)
    name = names[0]
    if len(names) > 1:
        name = st.selectbox(
            "引用", names, key=f"quoted-{document.id}-{here[0]}-{here[1]}", width=230,
            label_visibility="collapsed",
        )  # fmt: skip
    start, end = offers[name]
    if start < end:
        quotation = quote(document, start, end)
        collecting.actions(quotation, "original-place")
        st.html(f'<p class="kb-printonly">{escaped(official(quotation))}</p>', width="content")


def _taken_over(place: Location) -> None:
    """Put what the address says into the widgets where it is new to them."""
    said = (place.document_id, place.find, place.view, place.plain)
    if st.session_state.get("original-said") != said or "find-within" not in st.session_state:
        st.session_state["original-said"] = said
        st.session_state["find-within"] = place.find
        st.session_state["view-of"] = place.view
        st.session_state["marks-shown"] = not place.plain


def _find(point: Standpoint) -> None:
    """Lead to the first place of the words, from where we are on."""
    words = " ".join(str(st.session_state["find-within"]).split())
    spans = words_in(point.text, words)
    first = point.here[0] if point.here else point.part.start
    span = next((s for s in spans if s[0] >= first), spans[0] if spans else point.here)
    st.query_params.from_dict(params_of(replace(point.at(span), find=words)))


def _mark(point: Standpoint) -> None:
    kept = replace(point.at(point.here), page=point.place.page)
    st.query_params.from_dict(params_of(replace(kept, plain=not st.session_state["marks-shown"])))


def _look(point: Standpoint) -> None:
    """The same place in the other text."""
    view: View = "raw" if st.session_state["view-of"] == "raw" else "text"
    document, here = point.document, point.here
    span: Span | None = None
    if here is not None:
        span = raw_span(document, *here) if view == "raw" else text_span(document, *here)
    target = replace(point.place, view=view)
    params = params_of(target) | location_params(document.id, *(span or (None, None)))
    for name in ("w", "e", "b", "page") + (() if span else ("start", "end")):
        params.pop(name, None)
    st.query_params.from_dict(params)
