"""The store of one version's documents: its connections are handed on and end with it."""

import sqlite3
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.library import Library
from kb.store.library_writing import write_library
from kb.store.snapshot import open_snapshot


class Counted(sqlite3.Connection):
    """A connection that tells when it is opened and closed."""

    opened = closed = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        Counted.opened += 1
        super().__init__(*given, **named)

    def close(self) -> None:
        Counted.closed += 1
        super().close()


def test_a_connection_is_handed_on_to_the_next_thread_and_closed_with_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_library(tmp_path, [], [])
    monkeypatch.setattr(Counted, "opened", 0)
    monkeypatch.setattr(Counted, "closed", 0)
    monkeypatch.setattr(
        "kb.store.library.sqlite3.connect", partial(sqlite3.connect, factory=Counted)
    )
    opened = Library(tmp_path)
    for _ in range(3):
        thread = threading.Thread(target=opened.failures)
        thread.start()
        thread.join()
    assert (Counted.opened, Counted.closed) == (1, 0)
    del opened, thread
    assert Counted.closed == 1


def test_a_library_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    write_library(tmp_path, [], [])
    (tmp_path / "library.sqlite").unlink()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        Library(tmp_path)


def test_practices_are_found_by_id_name_and_alias(documents: Path, index: Path) -> None:
    build(documents, index, None)
    library = open_snapshot(index, recipe()).library
    shown = next(card for card in library.practice_cards() if card.name == "强村公司")
    found = library.practice(shown.id)
    assert found is not None and found.named and len(found.mentions) == shown.mentions
    assert {m.practice for m in found.mentions} == {shown.id}
    assert library.practice("「強村公司」") == library.practice("强村公司") == found
    assert library.practice("没有这个") is None and library.practice("") is None
    for document_id in {m.document_id for m in found.mentions}:
        assert shown in library.practices_of(document_id)
    assert library.practices_of("没有") == ()
    assert library.practices_by_id[shown.id] is shown
    listed = [m for m in library.all_mentions() if m.practice == shown.id]
    assert sorted(listed, key=lambda m: (m.document_id, m.start)) == sorted(
        found.mentions, key=lambda m: (m.document_id, m.start)
    )


def test_a_rebuild_gives_the_same_practices(documents: Path, index: Path) -> None:
    build(documents, index, None)
    first = open_snapshot(index, recipe()).library
    build(documents, index, None, rebuild=True)
    again = open_snapshot(index, recipe()).library
    assert again.practice_cards() == first.practice_cards() != ()
    (documents / "新增.txt").write_text("# 戊县工作\n\n戊县办起强村公司,村民入股。\n", "utf-8")
    build(documents, index, None)
    more = open_snapshot(index, recipe()).library
    before, after = first.practice("强村公司"), more.practice("强村公司")
    assert before is not None and after is not None and before.id == after.id
    assert len(after.mentions) == len(before.mentions) + 1
