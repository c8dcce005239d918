"""Baskets: several named ones a person, one of which takes what is collected."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import UTC, datetime, timedelta

from kb.errors import InputError
from kb.userdata import limits
from kb.userdata.database import now, reading, writing
from kb.userdata.shapes import Basket, BasketCard, Item, Owner
from kb.userdata.stored import quotation_from

FIRST = "我的素材"
"""What the basket is called that is made by the first click."""
_GONE = "这个素材夹不在了。请刷新页面。"
_CARD = """SELECT b.id, b.name, b.created, b.changed, b.token, c.basket IS NOT NULL,
    (SELECT count(*) FROM items i WHERE i.basket = b.id AND i.deleted IS NULL)
    FROM baskets b LEFT JOIN current c ON c.basket = b.id AND c.person = b.person"""


def all_of(owner: Owner, deleted: bool = False) -> tuple[BasketCard, ...]:
    """A person's baskets, the oldest first; or those that can be brought back, the one
    deleted last first."""
    which = "NOT NULL ORDER BY b.deleted DESC" if deleted else "NULL ORDER BY b.created"
    with reading(owner.folder) as connection:
        rows = connection.execute(
            f"{_CARD} WHERE b.person = ? AND b.deleted IS {which}, b.rowid", (owner.id,)
        )
        return tuple(_card(row) for row in rows)


def current(owner: Owner) -> BasketCard | None:
    """The basket that takes what is collected, ``None`` where the person has none yet."""
    return next((card for card in all_of(owner) if card.current), None)


def create(owner: Owner, name: str) -> BasketCard:
    """A new basket, which becomes the current one. Raises ``InputError`` where the name is
    empty or taken, or the person has too many."""
    with writing(owner.folder) as connection:
        return made(connection, owner, limits.name(name))


def choose(owner: Owner, basket_id: str) -> None:
    """Make a basket the current one. Raises ``InputError`` where it is gone."""
    with writing(owner.folder) as connection:
        card_in(connection, owner, basket_id)
        make_current(connection, owner, basket_id)


def rename(owner: Owner, basket_id: str, name: str) -> None:
    """Give a basket another name. Raises ``InputError`` where it is empty or taken."""
    kept = limits.name(name)
    with writing(owner.folder) as connection:
        card_in(connection, owner, basket_id)
        _refuse_taken(connection, owner, kept, basket_id)
        connection.execute(
            "UPDATE baskets SET name = ?, changed = ? WHERE id = ?", (kept, now(), basket_id)
        )


def delete(owner: Owner, basket_id: str) -> None:
    """Take a basket away; it can be brought back for ``KEPT_DAYS``. It is no longer shared."""
    with writing(owner.folder) as connection:
        card_in(connection, owner, basket_id)
        connection.execute(
            "UPDATE baskets SET deleted = ?, token = NULL WHERE id = ?", (now(), basket_id)
        )
        connection.execute("DELETE FROM current WHERE basket = ?", (basket_id,))
        _make_last_current(connection, owner)
        _sweep(connection)


def undelete(owner: Owner, basket_id: str) -> None:
    """Bring a basket back. Raises ``InputError`` where it is gone for good."""
    with writing(owner.folder) as connection:
        row = connection.execute(
            "SELECT name FROM baskets WHERE id = ? AND person = ? AND deleted IS NOT NULL",
            (basket_id, owner.id),
        ).fetchone()
        if row is None:
            raise InputError(_GONE)
        connection.execute(
            "UPDATE baskets SET deleted = NULL, name = ? WHERE id = ?",
            (free_name(connection, owner, row[0]), basket_id),
        )
        make_current(connection, owner, basket_id)


def opened(owner: Owner, basket_id: str) -> Basket | None:
    """A basket whole, ``None`` where the person has none of that id."""
    with reading(owner.folder) as connection:
        row = connection.execute(
            f"{_CARD} WHERE b.id = ? AND b.person = ? AND b.deleted IS NULL", (basket_id, owner.id)
        ).fetchone()
        return whole(connection, _card(row)) if row else None


def shared_card(connection: sqlite3.Connection, token: str) -> BasketCard | None:
    """The basket that is shared by ``token``, whoever's it is."""
    row = connection.execute(
        f"{_CARD} WHERE b.token = ? AND b.deleted IS NULL", (token,)
    ).fetchone()
    return _card(row) if row else None


def whole(connection: sqlite3.Connection, card: BasketCard) -> Basket:
    """A basket with its items in order."""
    return Basket(card, items_in(connection, card.id))


def items_in(
    connection: sqlite3.Connection, basket_id: str, removed: bool = False
) -> tuple[Item, ...]:
    """The items of a basket in order, or those taken out of it, the last one first."""
    which = "NOT NULL ORDER BY deleted DESC, id DESC" if removed else "NULL ORDER BY position"
    rows = connection.execute(
        f"SELECT id, quotation, note, collected FROM items WHERE basket = ? AND deleted IS {which}",
        (basket_id,),
    )
    found = ((id_, quotation_from(text), note, at) for id_, text, note, at in rows)
    return tuple(Item(id_, quoted, note, at) for id_, quoted, note, at in found if quoted)


def made(connection: sqlite3.Connection, owner: Owner, name: str) -> BasketCard:
    """Make a basket within a transaction; see ``create``."""
    held = connection.execute(
        "SELECT count(*) FROM baskets WHERE person = ? AND deleted IS NULL", (owner.id,)
    ).fetchone()[0]
    if held >= limits.MAX_BASKETS:
        raise InputError(f"素材夹最多 {limits.MAX_BASKETS} 个。请先删去不用的。")
    _refuse_taken(connection, owner, name)
    id_, at = secrets.token_hex(8), now()
    connection.execute(
        "INSERT INTO baskets (id, person, name, created, changed) VALUES (?, ?, ?, ?, ?)",
        (id_, owner.id, name, at, at),
    )
    make_current(connection, owner, id_)
    return BasketCard(id_, name, 0, at, at, current=True)


def card_in(connection: sqlite3.Connection, owner: Owner, basket_id: str) -> BasketCard:
    """A person's basket. Raises ``InputError`` where the person has none of that id."""
    row = connection.execute(
        f"{_CARD} WHERE b.id = ? AND b.person = ? AND b.deleted IS NULL", (basket_id, owner.id)
    ).fetchone()
    if row is None:
        raise InputError(_GONE)
    return _card(row)


def make_current(connection: sqlite3.Connection, owner: Owner, basket_id: str) -> None:
    """Make a basket, known to be the person's, the current one."""
    connection.execute(
        "INSERT INTO current VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET basket = excluded.basket",
        (owner.id, basket_id),
    )


def free_name(connection: sqlite3.Connection, owner: Owner, name: str) -> str:
    """``name``, with a number behind it where it is taken."""
    rows = connection.execute(
        "SELECT name FROM baskets WHERE person = ? AND deleted IS NULL", (owner.id,)
    )
    taken = {row[0] for row in rows}
    numbered = (f"{name[: limits.MAX_NAME - 6]}（{n}）" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _refuse_taken(
    connection: sqlite3.Connection, owner: Owner, name: str, own: str | None = None
) -> None:
    taken = connection.execute(
        "SELECT 1 FROM baskets WHERE person = ? AND name = ? AND deleted IS NULL AND id IS NOT ?",
        (owner.id, name, own),
    ).fetchone()
    if taken:
        raise InputError(f"已有名为“{name}”的素材夹。请换一个名称。")


def _make_last_current(connection: sqlite3.Connection, owner: Owner) -> None:
    """After a deletion: the basket changed last takes what is collected."""
    if connection.execute("SELECT 1 FROM current WHERE person = ?", (owner.id,)).fetchone():
        return
    row = connection.execute(
        "SELECT id FROM baskets WHERE person = ? AND deleted IS NULL ORDER BY changed DESC, rowid DESC",
        (owner.id,),
    ).fetchone()
    if row:
        make_current(connection, owner, row[0])


def _sweep(connection: sqlite3.Connection) -> None:
    """Drop for good what was deleted long ago."""
    limit = datetime.now(UTC) - timedelta(days=limits.KEPT_DAYS)
    before = limit.strftime("%Y-%m-%dT%H:%M:%SZ")
    for table in ("items", "baskets"):
        connection.execute(f"DELETE FROM {table} WHERE deleted < ?", (before,))


def _card(row: tuple[str, str, str, str, str | None, int, int]) -> BasketCard:
    id_, name, created, changed, token, is_current, items = row
    return BasketCard(id_, name, items, created, changed, token, bool(is_current))
