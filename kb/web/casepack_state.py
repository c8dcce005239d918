"""What the page of case packs shows, and its address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.casepacks import Options
from kb.types import Region
from kb.web import addresses
from kb.web.state import picked_from

WAYS = ("主题", "做法", "问题")
VIEWS = ("编排", "预览和导出")
MAX_CHOSEN = 8
MAX_DROPPED = 80
_NONE = "-"
_MAX_TEXT = 300
_MAX_TITLE = 80
_ID = re.compile(r"[0-9a-f]{8}")
_QUESTION = re.compile(r"[a-z]{1,3}\d{1,2}")


@dataclass(frozen=True, slots=True)
class CasePackState:
    """``by``: one of ``WAYS``; ``topic``: a theme or topic; ``pick``: ids or names of
    practices, of a topic those it begins with where empty; ``q``: a question. ``places``: the
    chosen ones in order, ``ask``: ids of questions; ``None``: those proposed. ``drop``: ids of
    pieces left out. ``view``: one of ``VIEWS``."""

    by: str = WAYS[0]
    topic: str | None = None
    pick: tuple[str, ...] = ()
    q: str = ""
    places: tuple[Region, ...] | None = None
    drop: tuple[str, ...] = ()
    ask: tuple[str, ...] | None = None
    title: str = ""
    view: str = VIEWS[0]

    def options(self, remarks: str) -> Options:
        """What was chosen, with the user's ``remarks``."""
        return Options(self.places, frozenset(self.drop), self.ask, self.title, remarks)


def casepack_from(params: Mapping[str, str]) -> CasePackState:
    """Read what is shown from an address."""
    q = " ".join(params.get("q", "").split())[:_MAX_TEXT]
    pick, topic = picked_from(params), params.get("topic", "").strip()[:_MAX_TITLE] or None
    by, view = params.get("by"), params.get("view")
    place, ask = params.get("place"), params.get("ask")
    dropped = params.get("drop", "").split(addresses.LIST)
    return CasePackState(
        by=by if by in WAYS else _way(topic, pick, q),
        topic=topic,
        pick=pick,
        q=q,
        places=addresses.places("" if place == _NONE else place, MAX_CHOSEN) if place else None,
        drop=tuple(dict.fromkeys(filter(_ID.fullmatch, dropped)))[:MAX_DROPPED],
        ask=tuple(filter(_QUESTION.fullmatch, ask.split(addresses.LIST))) if ask else None,
        title=" ".join(params.get("title", "").split())[:_MAX_TITLE],
        view=view if view in VIEWS else VIEWS[0],
    )


def casepack_params(state: CasePackState) -> dict[str, str]:
    """Write what is shown into an address, without what is at its default."""
    told = {
        "by": "" if state.by == _way(state.topic, state.pick, state.q) else state.by,
        "topic": state.topic or "",
        "pick": addresses.LIST.join(state.pick),
        "q": state.q,
        "place": _several(state.places, addresses.written_places(state.places or ())),
        "drop": addresses.LIST.join(state.drop),
        "ask": _several(state.ask, addresses.LIST.join(state.ask or ())),
        "title": state.title,
        "view": "" if state.view == VIEWS[0] else state.view,
    }
    return {name: value for name, value in told.items() if value}


def _several(chosen: Sequence[object] | None, written: str) -> str:
    """Nothing for what is proposed, a sign for nothing chosen."""
    return "" if chosen is None else written or _NONE


def _way(topic: str | None, pick: tuple[str, ...], q: str) -> str:
    if topic:
        return WAYS[0]
    if pick:
        return WAYS[1]
    return WAYS[2] if q else WAYS[0]
