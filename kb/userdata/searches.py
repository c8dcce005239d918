"""What a person searched for, and the searches kept by name."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kb.errors import InputError
from kb.userdata import limits
from kb.userdata.database import now, reading, writing
from kb.userdata.shapes import Owner, Search


def remember(owner: Owner, address: Mapping[str, str], label: str) -> None:
    """Put a search at the head of the history; one that is there already moves up. An address
    that is too long to be one is passed over."""
    written, kept = _written(address), limits.line(label, limits.MAX_LABEL)
    if not kept or len(written) > limits.MAX_ADDRESS:
        return
    with writing(owner.folder) as connection:
        connection.execute(
            "DELETE FROM history WHERE person = ? AND address = ?", (owner.id, written)
        )
        connection.execute(
            "INSERT INTO history (person, address, label, at) VALUES (?, ?, ?, ?)",
            (owner.id, written, kept, now()),
        )
        connection.execute(
            "DELETE FROM history WHERE person = ? AND id NOT IN"
            " (SELECT id FROM history WHERE person = ? ORDER BY id DESC LIMIT ?)",
            (owner.id, owner.id, limits.MAX_HISTORY),
        )


def history(owner: Owner, most: int = limits.MAX_HISTORY) -> tuple[Search, ...]:
    """What was searched for, the last one first."""
    return _listed(owner, "history", most)


def forget(owner: Owner, search_id: int) -> None:
    """Take one search out of the history."""
    with writing(owner.folder) as connection:
        connection.execute("DELETE FROM history WHERE id = ? AND person = ?", (search_id, owner.id))


def clear(owner: Owner) -> None:
    """Empty the history; saved searches stay."""
    with writing(owner.folder) as connection:
        connection.execute("DELETE FROM history WHERE person = ?", (owner.id,))


def save(owner: Owner, address: Mapping[str, str], name: str) -> None:
    """Keep a search by a name; one of the same address gets the new name. Raises
    ``InputError`` where the name is empty, or there are too many."""
    written, kept = _written(address), limits.name(name)
    if len(written) > limits.MAX_ADDRESS:
        raise InputError("检索条件太多，无法保存。请减少一些再试。")
    with writing(owner.folder) as connection:
        held = connection.execute(
            "SELECT count(*) FROM saved WHERE person = ? AND address != ?", (owner.id, written)
        ).fetchone()[0]
        if held >= limits.MAX_SAVED:
            raise InputError(f"保存的检索最多 {limits.MAX_SAVED} 条。请先删去不用的。")
        connection.execute(
            "INSERT INTO saved (person, address, label, at) VALUES (?, ?, ?, ?) ON CONFLICT"
            " (person, address) DO UPDATE SET label = excluded.label, at = excluded.at",
            (owner.id, written, kept, now()),
        )


def saved(owner: Owner) -> tuple[Search, ...]:
    """The searches kept by name, the last one first."""
    return _listed(owner, "saved", limits.MAX_SAVED)


def is_saved(owner: Owner, address: Mapping[str, str]) -> bool:
    """Whether a search of this address is kept."""
    with reading(owner.folder) as connection:
        found = connection.execute(
            "SELECT 1 FROM saved WHERE person = ? AND address = ?", (owner.id, _written(address))
        ).fetchone()
        return found is not None


def unsave(owner: Owner, search_id: int) -> None:
    """Keep a search no longer."""
    with writing(owner.folder) as connection:
        connection.execute("DELETE FROM saved WHERE id = ? AND person = ?", (search_id, owner.id))


def _listed(owner: Owner, table: str, most: int) -> tuple[Search, ...]:
    with reading(owner.folder) as connection:
        rows = connection.execute(
            f"SELECT id, address, label, at FROM {table} WHERE person = ? ORDER BY id DESC LIMIT ?",
            (owner.id, most),
        )
        return tuple(Search(id_, _read(address), label, at) for id_, address, label, at in rows)


def _written(address: Mapping[str, str]) -> str:
    kept = {key: limits.line(value, limits.MAX_ADDRESS + 1) for key, value in address.items()}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _read(text: str) -> dict[str, str]:
    """An address; nothing of what is none, as a file may come from elsewhere."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
