"""What of a practice can be collected: choose one of its quotations, then take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.citing import quote
from kb.types import Quotation
from kb.web import collecting, practice_places
from kb.web.cards import Documents
from kb.web.figureview import Stated, counts_quote
from kb.web.practice_figures import sentence_around
from kb.web.practice_places import Place
from kb.web.quotes import Quote

_MOST = 12
_LONG = 34


def take(offered: Mapping[str, Quotation], key: str) -> None:
    """Draw the choice among ``offered`` and what can be done with the chosen one."""
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = list(offered)
        name = st.selectbox(
            "引用哪一句", names, key=f"quoted-{key}", width=420, label_visibility="collapsed"
        )
        collecting.actions(offered[name or names[0]], f"take-{key}")


def of_place(place: Place, of: Documents) -> dict[str, Quotation]:
    """The quotations of a place by what they say and how they begin."""
    told = [mention for mention in place.mentions if mention.depth != "仅提及"]
    groups = {
        "怎么做": practice_places.measures_of(told, of),
        "责任单位": practice_places.spans_of(place.mentions, of, lambda mention: mention.leads),
        "成效": practice_places.results_of(place.mentions, of),
        "提到": practice_places.sentences_of(place.mentions, of) if not told else iter(()),
    }
    offered: dict[str, Quotation] = {}
    for label, found in groups.items():
        for one in practice_places.chosen(found):
            offered.setdefault(f"{label}：{_begins(one.text)}", plain(one))
            if len(offered) == _MOST:
                return offered
    return offered


def of_figures(figures: Sequence[Stated], of: Documents) -> dict[str, Quotation]:
    """The sentences of figures by number and what is counted."""
    offered: dict[str, Quotation] = {}
    for one in figures:
        document = of(one.mention.document_id)
        if document is not None:
            number = document.text[one.figure.start : one.figure.end]
            counted = counts_quote(one.figure, document)
            about = f" {_begins(counted.text)}" if counted else ""
            span = sentence_around(document.text, one.figure.start, one.figure.end)
            offered.setdefault(
                f"{number}{about}（{one.figure.status}）", plain(Quote(document, *span))
            )
    return offered


def plain(one: Quote) -> Quotation:
    """The words without the blanks around them."""
    text = one.text
    start = one.start + len(text) - len(text.lstrip())
    return quote(one.document, start, max(start + 1, one.start + len(text.rstrip())))


def _begins(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONG else f"{words[:_LONG]}……"
