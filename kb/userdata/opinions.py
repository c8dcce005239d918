"""What people thought of hits: useful or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.errors import InputError
from kb.userdata import limits
from kb.userdata.database import now, reading, writing
from kb.userdata.shapes import Judged, Opinion, Owner

_COLUMNS = "query, document_id, passage_id, start, end, path, text"


def give(owner: Owner, judged: Judged, useful: bool) -> None:
    """Keep an opinion; it takes the place of an earlier one on the same hit. Raises
    ``InputError`` where there are too many."""
    query = _line(judged.query)
    with writing(owner.folder) as connection:
        held = connection.execute(
            "SELECT count(*) FROM opinions WHERE person = ?", (owner.id,)
        ).fetchone()[0]
        if held >= limits.MAX_OPINIONS:
            raise InputError(f"评价已满 {limits.MAX_OPINIONS} 条，没有记下。请先导出再清空。")
        connection.execute(
            f"INSERT INTO opinions (person, {_COLUMNS}, useful, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, query, passage_id)"
            " DO UPDATE SET useful = excluded.useful, at = excluded.at",
            (
                owner.id, query, judged.document_id, judged.passage_id, judged.start,
                judged.end, judged.path, judged.text[: limits.MAX_WORDS], useful, now(),
            ),
        )  # fmt: skip


def withdraw(owner: Owner, query: str, passage_id: str) -> None:
    """Take an opinion back."""
    with writing(owner.folder) as connection:
        connection.execute(
            "DELETE FROM opinions WHERE person = ? AND query = ? AND passage_id = ?",
            (owner.id, _line(query), passage_id),
        )


def given(owner: Owner, query: str, passage_id: str) -> bool | None:
    """What the person thought of the hit, ``None`` where nothing was said."""
    with reading(owner.folder) as connection:
        row = connection.execute(
            "SELECT useful FROM opinions WHERE person = ? AND query = ? AND passage_id = ?",
            (owner.id, _line(query), passage_id),
        ).fetchone()
        return bool(row[0]) if row else None


def given_to(owner: Owner, query: str) -> dict[str, bool]:
    """What the person thought of the hits of a query, by the passage's id."""
    with reading(owner.folder) as connection:
        rows = connection.execute(
            "SELECT passage_id, useful FROM opinions WHERE person = ? AND query = ?",
            (owner.id, _line(query)),
        )
        return {passage: bool(useful) for passage, useful in rows}


def all_given(folder: Path) -> Iterator[Opinion]:
    """Everybody's opinions, the oldest first."""
    with reading(folder) as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS}, person, useful, at FROM opinions ORDER BY id"
        )
        for *judged, person, useful, at in rows:
            yield Opinion(Judged(*judged), person, bool(useful), at)


def _line(query: str) -> str:
    return limits.line(query, limits.MAX_LABEL)
