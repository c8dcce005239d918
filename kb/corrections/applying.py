"""What a document says of itself, with what users said of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kb.corrections.lines import ITEMS, LISTS, PLACES, Corrections, parts
from kb.types import Metadata, Region, RegionValue, Value


def apply(document_id: str, path: str, metadata: Metadata, corrections: Corrections) -> Metadata:
    """``metadata`` with what users said of this document.

    A value that was recognised alike keeps its evidence; a corrected one has none. A place
    recognised below a corrected one goes with it, unless it is corrected too.
    """
    said = {line.item: line.value for line in corrections.of(document_id, path)}
    changed = metadata
    for item, value in said.items():
        changed = _with_value(changed, ITEMS[item], value)
    return _without_strays(metadata, changed, {ITEMS[item] for item in said})


def _with_value(metadata: Metadata, name: str, value: str | None) -> Metadata:
    changed: dict[str, object]
    if name == "others":
        changed = {name: _regions(metadata.others, value)}
    elif name in LISTS:
        changed = {name: _values(getattr(metadata, name), value)}
    else:
        changed = {name: _confirmed(getattr(metadata, name), value)}
    if name == "covered":
        changed["years"] = _years(value)
    # The names come from ITEMS, and a test sets each of them.
    return replace(metadata, **changed)  # type: ignore[arg-type]


def _confirmed(recognised: Value | None, value: str | None) -> Value | None:
    if value is None:
        return None
    same = recognised is not None and recognised.value == value
    return Value(value, "confirmed", recognised.evidence if recognised and same else None)


def _values(recognised: Sequence[Value], value: str | None) -> tuple[Value, ...]:
    known = {found.value: found for found in recognised}
    made = (_confirmed(known.get(part), part) for part in parts(value))
    return tuple(found for found in made if found)


def _regions(recognised: Sequence[RegionValue], value: str | None) -> tuple[RegionValue, ...]:
    known = {found.region: found for found in recognised}
    made = []
    for part in parts(value):
        region = Region(*([*part.split("/"), None, None, None][:3]))
        made.append(
            RegionValue(region, "confirmed", known[region].evidence if region in known else None)
        )
    return tuple(made)


def _without_strays(before: Metadata, after: Metadata, said: Collection[str]) -> Metadata:
    for at, name in enumerate(PLACES[:-1]):
        old, new = getattr(before, name), getattr(after, name)
        if name in said and old and (new is None or new.value != old.value):
            lower = {low: None for low in PLACES[at + 1 :] if low not in said}
            after = replace(after, **lower)  # type: ignore[arg-type]
    return after


def _years(covered: str | None) -> tuple[int, ...]:
    if covered is None:
        return ()
    first, _, last = covered.partition("/")
    return tuple(range(int(first), int(last or first) + 1))
