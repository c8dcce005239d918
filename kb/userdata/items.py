"""What lies in baskets: quotations in the user's order, with notes."""

from __future__ import annotations

import sqlite3

from kb.errors import InputError
from kb.types import Quotation
from kb.userdata import baskets, limits
from kb.userdata.database import now, reading, writing
from kb.userdata.shapes import BasketCard, Collected, Item, Owner, Place
from kb.userdata.stored import quotation_text

Span = tuple[str, int, int]
"""Of a quotation: id of its document, start, end."""
_GONE = "这条素材不在了。请刷新页面。"


def collect(owner: Owner, quotation: Quotation) -> Collected:
    """Put a quotation at the end of the current basket, which is made where there is none.

    Raises ``InputError`` where the basket is full or the quotation too long.
    """
    with writing(owner.folder) as connection:
        found = _place(connection, owner, quotation)
        if found:
            return Collected(found, already=True)
        card = _current(connection, owner)
        item_id = put(connection, card, quotation, "")
        return Collected(Place(item_id, card.id, card.name), already=False)


def collected(owner: Owner, quotation: Quotation) -> Place | None:
    """Where the quotation lies in the current basket, if it does."""
    with reading(owner.folder) as connection:
        return _place(connection, owner, quotation)


def all_collected(owner: Owner) -> dict[Span, Place]:
    """Where each quotation of the current basket lies."""
    with reading(owner.folder) as connection:
        rows = connection.execute(
            "SELECT i.document_id, i.start, i.end, i.id, b.id, b.name FROM current c"
            " JOIN baskets b ON b.id = c.basket JOIN items i ON i.basket = b.id"
            " WHERE c.person = ? AND i.deleted IS NULL",
            (owner.id,),
        )
        return {(row[0], row[1], row[2]): Place(*row[3:]) for row in rows}


def remove(owner: Owner, item_id: int) -> None:
    """Take an item out of its basket; it can be brought back for ``KEPT_DAYS``."""
    with writing(owner.folder) as connection:
        basket_id = _basket_of(connection, owner, item_id)
        connection.execute("UPDATE items SET deleted = ? WHERE id = ?", (now(), item_id))
        _touch(connection, basket_id)


def removed(owner: Owner, basket_id: str) -> tuple[Item, ...]:
    """What was taken out of a basket and can be brought back, the last one first."""
    with reading(owner.folder) as connection:
        baskets.card_in(connection, owner, basket_id)
        return baskets.items_in(connection, basket_id, removed=True)


def undo_remove(owner: Owner, item_id: int) -> None:
    """Bring an item back to its old place. Raises ``InputError`` where it is gone for good,
    the basket is full, or the quotation was collected again meanwhile."""
    with writing(owner.folder) as connection:
        basket_id = _basket_of(connection, owner, item_id, removed=True)
        _refuse_full(connection, baskets.card_in(connection, owner, basket_id))
        try:
            connection.execute("UPDATE items SET deleted = NULL WHERE id = ?", (item_id,))
        except sqlite3.IntegrityError as error:
            raise InputError("这条引文已经重新收入，不用恢复。") from error
        _touch(connection, basket_id)


def write_note(owner: Owner, item_id: int, note: str) -> None:
    """Put ``note`` for the item's. Raises ``InputError`` where it is too long."""
    kept = limits.note(note)
    with writing(owner.folder) as connection:
        basket_id = _basket_of(connection, owner, item_id)
        connection.execute("UPDATE items SET note = ? WHERE id = ?", (kept, item_id))
        _touch(connection, basket_id)


def move(owner: Owner, item_id: int, position: int) -> None:
    """Put an item at ``position``, from 1; what lies beyond an end is that end."""
    with writing(owner.folder) as connection:
        basket_id = _basket_of(connection, owner, item_id)
        rows = connection.execute(
            "SELECT id FROM items WHERE basket = ? AND deleted IS NULL ORDER BY position",
            (basket_id,),
        )
        order = [row[0] for row in rows if row[0] != item_id]
        order.insert(max(0, position - 1), item_id)
        connection.executemany(
            "UPDATE items SET position = ? WHERE id = ?",
            [(at, id_) for at, id_ in enumerate(order, 1)],
        )
        _touch(connection, basket_id)


def transfer(owner: Owner, item_id: int, basket_id: str) -> BasketCard:
    """Put an item with its note at the end of another basket, which is returned. Where that
    has the quotation already, the item only leaves its own.

    Raises ``InputError`` where the other basket is full.
    """
    with writing(owner.folder) as connection:
        source = _basket_of(connection, owner, item_id)
        card = baskets.card_in(connection, owner, basket_id)
        if source == basket_id:
            return card
        _refuse_full(connection, card)
        _touch(connection, source)
        try:
            connection.execute(
                "UPDATE items SET basket = ?, position = ? WHERE id = ?",
                (basket_id, _end(connection, basket_id), item_id),
            )
        except sqlite3.IntegrityError:
            connection.execute("UPDATE items SET deleted = ? WHERE id = ?", (now(), item_id))
        _touch(connection, basket_id)
        return card


def put(connection: sqlite3.Connection, card: BasketCard, quotation: Quotation, note: str) -> int:
    """Add an item within a transaction; its id. Raises ``InputError`` where the basket is
    full."""
    _refuse_full(connection, card)
    made = connection.execute(
        "INSERT INTO items (basket, position, document_id, start, end, quotation, note, collected)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            card.id,
            _end(connection, card.id),
            quotation.document_id,
            quotation.start,
            quotation.end,
            quotation_text(quotation),
            note,
            now(),
        ),
    )
    _touch(connection, card.id)
    assert made.lastrowid is not None
    return made.lastrowid


def _place(connection: sqlite3.Connection, owner: Owner, quotation: Quotation) -> Place | None:
    row = connection.execute(
        "SELECT i.id, b.id, b.name FROM current c JOIN baskets b ON b.id = c.basket"
        " JOIN items i ON i.basket = b.id WHERE c.person = ?"
        " AND i.document_id = ? AND i.start = ? AND i.end = ? AND i.deleted IS NULL",
        (owner.id, quotation.document_id, quotation.start, quotation.end),
    ).fetchone()
    return Place(*row) if row else None


def _current(connection: sqlite3.Connection, owner: Owner) -> BasketCard:
    row = connection.execute("SELECT basket FROM current WHERE person = ?", (owner.id,)).fetchone()
    if row:
        return baskets.card_in(connection, owner, row[0])
    return baskets.made(connection, owner, baskets.free_name(connection, owner, baskets.FIRST))


def _basket_of(
    connection: sqlite3.Connection, owner: Owner, item_id: int, removed: bool = False
) -> str:
    """The basket an item of the person's lies in. Raises ``InputError`` where there is none."""
    row = connection.execute(
        "SELECT b.id FROM items i JOIN baskets b ON b.id = i.basket WHERE i.id = ?"
        " AND b.person = ? AND b.deleted IS NULL AND (i.deleted IS NOT NULL) = ?",
        (item_id, owner.id, removed),
    ).fetchone()
    if row is None:
        raise InputError(_GONE)
    return str(row[0])


def _refuse_full(connection: sqlite3.Connection, card: BasketCard) -> None:
    held = connection.execute(
        "SELECT count(*) FROM items WHERE basket = ? AND deleted IS NULL", (card.id,)
    ).fetchone()[0]
    if held >= limits.MAX_ITEMS:
        raise InputError(
            f"素材夹“{card.name}”已有 {held} 条，最多 {limits.MAX_ITEMS} 条。请换一个素材夹。"
        )


def _end(connection: sqlite3.Connection, basket_id: str) -> int:
    last = connection.execute(
        "SELECT max(position) FROM items WHERE basket = ?", (basket_id,)
    ).fetchone()[0]
    return int(last or 0) + 1


def _touch(connection: sqlite3.Connection, basket_id: str) -> None:
    connection.execute("UPDATE baskets SET changed = ? WHERE id = ?", (now(), basket_id))
