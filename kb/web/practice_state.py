"""The address of 做法: which practice, and what of it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.types import FIGURE_STATUSES
from kb.web.location import whole_number
from kb.web.practice_figures import ORDERS
from kb.web.state import practice_from, practice_params

_MAX_PLACE = 80


@dataclass(frozen=True, slots=True)
class PracticeState:
    """``name``: as in the address, a name or an id. ``place``: the only one that is shown, by
    its whole name. ``order``: of the figures, one of ``ORDERS``; ``status``: the only one
    shown of them. ``places``, ``figures``: pages of the two lists, from 1."""

    name: str = ""
    place: str | None = None
    order: str = ORDERS[0]
    status: str | None = None
    places: int = 1
    figures: int = 1


def practice_state_from(params: Mapping[str, str]) -> PracticeState:
    """Read what is looked at from an address; what cannot be is dropped."""
    order, status = params.get("order"), params.get("status")
    return PracticeState(
        practice_from(params),
        place=" ".join(params.get("place", "").split())[:_MAX_PLACE] or None,
        order=order if order in ORDERS else ORDERS[0],
        status=next((one for one in FIGURE_STATUSES if one == status), None),
        places=whole_number(params.get("places")) or 1,
        figures=whole_number(params.get("figures")) or 1,
    )


def practice_state_params(state: PracticeState) -> dict[str, str]:
    """Write what is looked at into an address; what is at its default is left out."""
    told = {
        "place": state.place,
        "order": None if state.order == ORDERS[0] else state.order,
        "status": state.status,
        "places": None if state.places == 1 else state.places,
        "figures": None if state.figures == 1 else state.figures,
    }
    own = practice_params(state.name) if state.name else {}
    return own | {name: str(value) for name, value in told.items() if value}
