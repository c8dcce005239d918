"""A basket shown to others on the same installation by a link nobody can guess."""

from __future__ import annotations

import secrets
from pathlib import Path

from kb.errors import InputError
from kb.userdata import baskets, items
from kb.userdata.database import reading, writing
from kb.userdata.shapes import Basket, BasketCard, Owner

_TOKEN_BYTES = 16


def share(owner: Owner, basket_id: str) -> str:
    """The token by which a basket is shared, the same one as long as it is."""
    with writing(owner.folder) as connection:
        card = baskets.card_in(connection, owner, basket_id)
        token = card.token or secrets.token_urlsafe(_TOKEN_BYTES)
        connection.execute("UPDATE baskets SET token = ? WHERE id = ?", (token, basket_id))
        return token


def end(owner: Owner, basket_id: str) -> None:
    """End the sharing of a basket: its link leads nowhere from now on."""
    with writing(owner.folder) as connection:
        baskets.card_in(connection, owner, basket_id)
        connection.execute("UPDATE baskets SET token = NULL WHERE id = ?", (basket_id,))


def shared(folder: Path, token: str) -> Basket | None:
    """The basket of a link, ``None`` where it is shared no longer."""
    with reading(folder) as connection:
        card = baskets.shared_card(connection, token)
        return baskets.whole(connection, card) if card else None


def copy(owner: Owner, token: str) -> BasketCard:
    """A copy of a shared basket among the person's own, which becomes the current one.
    Raises ``InputError`` where it is shared no longer."""
    with writing(owner.folder) as connection:
        card = baskets.shared_card(connection, token)
        if card is None:
            raise InputError("这个素材夹已不再共享。")
        held = baskets.items_in(connection, card.id)
        made = baskets.made(connection, owner, baskets.free_name(connection, owner, card.name))
        for item in held:
            items.put(connection, made, item.quotation, item.note)
        return made
