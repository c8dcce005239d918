"""A name found in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name found: its span, whether it is one of a list, whether it is explained."""

    start: int
    end: int
    listed: bool = False
    explained: bool = False
