"""The provinces of a comparison on a schematic map of tiles: no boundary is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kb.comparing.matrix import Matrix, Row
from kb.types import DEPTHS, Depth, Region
from kb.words import read_lexicon


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the 34 provincial units. ``row``, ``column``: from 0, at the top left.
    ``places``: how many of its places are rows; ``depth``: the deepest of them, ``None``
    where there is none."""

    province: str
    short: str
    row: int
    column: int
    places: int = 0
    depth: Depth | None = None


def provinces(matrix: Matrix) -> tuple[Tile, ...]:
    """All 34 tiles, in the order of the data file, with what ``matrix`` has of each."""
    return tuple(_counted(tile, matrix.rows) for tile in tiles())


@cache
def tiles() -> tuple[Tile, ...]:
    """The layout: every provincial unit on a tile of its own."""
    rows = (line.split("\t") for line in read_lexicon("province_tiles.tsv"))
    return tuple(Tile(name, short, int(row), int(column)) for name, short, row, column in rows)


def _counted(tile: Tile, rows: Iterable[Row]) -> Tile:
    told: dict[Region, Depth] = {}
    for row in rows:
        if row.region.province == tile.province and row.depth is not None:
            deepest = max(told.get(row.region, DEPTHS[0]), row.depth, key=DEPTHS.index)
            told[row.region] = deepest
    depth = max(told.values(), key=DEPTHS.index, default=None)
    return Tile(tile.province, tile.short, tile.row, tile.column, len(told), depth)
