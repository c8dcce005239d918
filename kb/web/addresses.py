"""Values in an address, which come from outside: what cannot be is dropped, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from kb.regions import Level, resolve
from kb.types import Region

LIST = ","
MAX_NAME = 40
FIRST_YEAR, LAST_YEAR = 1900, 2100
Option = TypeVar("Option", bound=str)


def number(text: str | None) -> int | None:
    """A whole number of few digits."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)


def year(text: str | None) -> int | None:
    """A year that a document may be about."""
    found = number(text)
    return found if found is not None and FIRST_YEAR <= found <= LAST_YEAR else None


def official(name: str | None, level: Level) -> str | None:
    """The official name where a short form means only one; else what was given."""
    if not name or not name.strip():
        return None
    given = name.strip()[:MAX_NAME]
    found = {getattr(region, level) for region in resolve(given, level)} - {None}
    return str(found.pop()) if len(found) == 1 else given


def names(text: str | None, most: int) -> tuple[str, ...]:
    """A list of names, each once, at most ``most``."""
    found = (part.strip()[:MAX_NAME] for part in (text or "").split(LIST))
    return tuple(dict.fromkeys(filter(None, found)))[:most]


def one_of(text: str | None, offered: Sequence[Option]) -> Option | None:
    """One of ``offered``."""
    return next((option for option in offered if option == text), None)


def some_of(text: str | None, offered: Sequence[Option]) -> tuple[Option, ...]:
    """Those of ``offered`` that a list names, in its order."""
    given = names(text, len(offered))
    return tuple(option for name in given for option in offered if option == name)


def places(text: str | None, most: int) -> tuple[Region, ...]:
    """A list of places, each 省/市/县, of which any may be missing."""
    found = map(_place, (text or "").split(LIST)[:most])
    return tuple(dict.fromkeys(place for place in found if place != Region()))


def written_places(regions: Iterable[Region]) -> str:
    """The same as text."""
    return LIST.join(map(_written, regions))


def _place(text: str) -> Region:
    parts = [part.strip()[:MAX_NAME] or None for part in text.split("/")[:3]]
    return Region(*parts)


def _written(region: Region) -> str:
    parts = (region.province, region.city, region.county)
    return "/".join(part or "" for part in parts).rstrip("/")
