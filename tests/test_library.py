"""The store of one version's documents: its connections end with who uses them."""

import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest

from kb.store.library import Library
from kb.store.library_writing import write_library


class Counted(sqlite3.Connection):
    """A connection that tells when it is closed."""

    closed = 0

    def close(self) -> None:
        Counted.closed += 1
        super().close()


def test_connections_are_closed_with_their_thread_and_with_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_library(tmp_path, [], [])
    monkeypatch.setattr(Counted, "closed", 0)
    monkeypatch.setattr(
        "kb.store.library.sqlite3.connect", partial(sqlite3.connect, factory=Counted)
    )
    opened = Library(tmp_path)
    thread = threading.Thread(target=opened.failures)
    thread.start()
    thread.join()
    assert Counted.closed == 1
    del opened, thread
    assert Counted.closed == 2


def test_a_library_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    write_library(tmp_path, [], [])
    (tmp_path / "library.sqlite").unlink()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        Library(tmp_path)
