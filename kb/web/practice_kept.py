"""What of a practice is looked at, between the address, the widgets and back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from kb.types import Practice
from kb.web.practice_state import PracticeState, practice_state_from, practice_state_params


def key(name: str, practice: Practice) -> str:
    """Under which the session keeps one thing of what is looked at."""
    return f"{name}-{practice.id}"


def take_over(practice: Practice, places: Collection[str]) -> None:
    """Put what the address says into the widgets where it is new to them. ``places``: the
    names of those there are."""
    state = practice_state_from(st.query_params)
    said = key("practice-state", practice)
    if st.session_state.get(said) == state and key("order", practice) in st.session_state:
        return
    st.session_state[said] = state
    st.session_state[key("place", practice)] = state.place if state.place in places else None
    for name in ("order", "status", "places", "figures"):
        st.session_state[key(name, practice)] = getattr(state, name)


def shown(practice: Practice) -> PracticeState:
    """What the widgets say."""
    said = {
        name: st.session_state.get(key(name, practice))
        for name in ("place", "order", "status", "places", "figures")
    }
    default = PracticeState(practice.name)
    return replace(
        default,
        place=said["place"],
        order=said["order"] or default.order,
        status=said["status"],
        places=said["places"] or 1,
        figures=said["figures"] or 1,
    )


def keep(practice: Practice) -> None:
    """Write what the widgets say into the address."""
    before = practice_state_from(st.query_params)
    now = replace(shown(practice), name=before.name)
    if now != before:
        st.session_state[key("practice-state", practice)] = now
        st.query_params.from_dict(practice_state_params(now))
