"""The address of the page 素材夹 and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ID = re.compile(r"[0-9a-f]{16}")
_TOKEN = re.compile(r"[\w-]{20,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BasketState:
    """``basket``: id of one of the person's own, ``None`` for the current one; ``shared``:
    the token of one that somebody shows."""

    basket: str | None = None
    shared: str | None = None


def basket_from(params: Mapping[str, str]) -> BasketState:
    """Read which basket is shown from an address."""
    basket, token = params.get("b", ""), params.get("shared", "")
    return BasketState(
        basket if _ID.fullmatch(basket) else None, token if _TOKEN.fullmatch(token) else None
    )


def basket_params(state: BasketState) -> dict[str, str]:
    """Write which basket is shown into an address."""
    told = {"b": state.basket, "shared": state.shared}
    return {name: value for name, value in told.items() if value}
