"""The nouns of what users make. Times are UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.types import Quotation


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose data: ``folder`` of users' data and an opaque ``id`` of the person."""

    folder: Path
    id: str


@dataclass(frozen=True, slots=True)
class BasketCard:
    """A basket without what lies in it. ``token``: by which it is shared, ``None`` where it
    is not. ``current``: what is collected goes into it."""

    id: str
    name: str
    items: int
    created: str
    changed: str
    token: str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A collected quotation with the user's ``note`` (``""``: none). ``collected``: when."""

    id: int
    quotation: Quotation
    note: str
    collected: str


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket whole; ``items`` in the order the user gave them."""

    card: BasketCard
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation lies among a person's baskets."""

    item_id: int
    basket_id: str
    basket: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting did. ``already``: it lay there before, nothing was added."""

    place: Place
    already: bool


@dataclass(frozen=True, slots=True)
class Search:
    """A search in the history or saved. ``address``: the parameters of its page's address;
    ``label``: the query as typed, or the name it was saved by; ``at``: when it was last
    asked or saved."""

    id: int
    address: dict[str, str]
    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit that can be judged: ``text`` is ``document.text[start:end]`` of ``passage_id``."""

    query: str
    document_id: str
    passage_id: str
    start: int
    end: int
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person thought of a hit."""

    judged: Judged
    person: str
    useful: bool
    at: str
