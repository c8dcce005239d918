"""What users make: baskets (素材夹), searches, opinions; one SQLite file in one folder.

Every function takes an ``Owner`` (the folder of ``Settings.userdata`` and whose data it is)
and sees nothing of anybody else's. Pages get theirs by ``kb.web.own.owner()``.

    baskets   all_of(owner) -> tuple[BasketCard, ...]      current(owner) -> BasketCard | None
              create(owner, name) -> BasketCard            choose(owner, basket_id)
              rename(owner, basket_id, name)               opened(owner, basket_id) -> Basket | None
              delete(owner, basket_id)                     undelete(owner, basket_id)
    items     collect(owner, quotation) -> Collected       collected(owner, quotation) -> Place | None
              all_collected(owner) -> dict[Span, Place]
              remove(owner, item_id)                       undo_remove(owner, item_id)
              write_note(owner, item_id, note)             move(owner, item_id, position)
              transfer(owner, item_id, basket_id)          removed(owner, basket_id) -> tuple[Item, ...]
    sharing   share(owner, basket_id) -> token             end(owner, basket_id)
              shared(folder, token) -> Basket | None       copy(owner, token) -> BasketCard
    searches  remember(owner, address, label)              history(owner) -> tuple[Search, ...]
              forget(owner, search_id)                     clear(owner)
              save(owner, address, name)                   saved(owner) -> tuple[Search, ...]
              unsave(owner, search_id)                     is_saved(owner, address) -> bool
    opinions  give(owner, judged, useful)                  withdraw(owner, query, passage_id)
              given(owner, query, passage_id)              all_given(folder) -> Iterator[Opinion]
    judged    judged_lines(opinions) -> list[str]: JSON lines as ``eval`` reads them
    papers    paper_of(basket) -> Paper

``address``: the parameters of an address, ``dict[str, str]``; ``label``: how it is told.
Pages that search need only ``kb.web.searches``: ``remember(params, label)``,
``history_view()``, ``save_button(params, label, key)``.
Raises ``InputError`` where a limit of ``kb.userdata.limits`` is met, ``StorageError`` where
the file cannot be read or written; a damaged file is set aside under another name first.
"""

from kb.userdata.shapes import (
    Basket,
    BasketCard,
    Collected,
    Item,
    Judged,
    Opinion,
    Owner,
    Place,
    Search,
)

__all__ = [
    "Basket",
    "BasketCard",
    "Collected",
    "Item",
    "Judged",
    "Opinion",
    "Owner",
    "Place",
    "Search",
]
