"""Which condition to give up where a search with all of them finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from kb.search.searcher import Searcher
from kb.types import Filters

_PERIOD = ("since", "until")
_NOTHING = Filters()


@dataclass(frozen=True, slots=True)
class Wider:
    """The search without the condition ``dropped``, a field of ``Filters`` (``since`` stands
    for the period). ``documents``: how many pass the others; ``hits``: passages found
    among them, at most as many as were asked for."""

    dropped: str
    filters: Filters
    documents: int
    hits: int


def wider(
    searcher: Searcher,
    query: str,
    filters: Filters,
    *,
    exact: bool = False,
    as_typed: bool = False,
    most: int = 10,
) -> tuple[Wider, ...]:
    """What giving up each condition alone would find, what finds most first; of several
    conditions, also giving up all, as ``dropped`` ``""``, where no single one helps."""
    found = []
    search = partial(searcher.search, query, most, exact=exact, as_typed=as_typed)
    for name, without in _without_one(filters):
        documents = searcher.documents(without)
        if documents > 0:
            hits = len(search(without).hits)
            found.append(Wider(name, without, documents, hits))
    if len(set_names(filters)) > 1 and not any(one.hits for one in found):
        hits = len(search().hits)
        found.append(Wider("", _NOTHING, searcher.documents(_NOTHING), hits))
    return tuple(sorted(found, key=lambda one: (-min(one.hits, 1), -one.hits, -one.documents)))


def set_names(filters: Filters) -> tuple[str, ...]:
    """The conditions that are set; ``since`` stands for the period."""
    names = [f.name for f in fields(Filters) if getattr(filters, f.name) not in ((), None)]
    return tuple(dict.fromkeys("since" if name in _PERIOD else name for name in names))


def _without_one(filters: Filters) -> Iterator[tuple[str, Filters]]:
    for name in set_names(filters):
        if name == "since":
            yield name, replace(filters, since=None, until=None)
        else:
            nothing: dict[str, Any] = {name: ()}
            yield name, replace(filters, **nothing)
