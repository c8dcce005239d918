"""Named practices and their depth against sentences judged by hand, half of them set aside.

Usage::

    python -m eval.practices                 the half for tuning, with every error
    python -m eval.practices --half odd      the half set aside: numbers only
    python -m eval.practices --judged FILE   another table of judgments

800 of the mentions were read a second time for their depth: how far two readers agree is
printed beside how far the program agrees with them.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.halves import Half
from kb.cleaning import clean
from kb.metadata import recognise
from kb.outline import outline
from kb.passages import cut
from kb.practices import mentions
from kb.practices.naming import names
from kb.reading import read
from kb.script import fold
from kb.settings import ROOT
from kb.types import Document, Mention, Passage

JUDGED = Path(__file__).with_name("practices_judged.tsv")
SECOND = Path(__file__).with_name("practices_depth_second.tsv")
SHARED = ROOT.parent / "shared"
_LEAST_OVERLAP = 0.6
_MOST_LONGER = 2.5
_REACH = 60
_QUOTED = re.compile(r'"[^"]{2,}"')
_NOISE = re.compile(r"[\s\"'《》的]")


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the table. ``start``/``end``: the name in the document's text. ``depths``:
    all that are right; ``again``: those of the second reader, empty where there was none."""

    start: int
    end: int
    name: str
    core: bool
    depths: tuple[str, ...]
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A judged document, its rows, and the named mentions found in it. ``names_s``,
    ``mentions_s``: the seconds that names alone, and everything of mentions, took."""

    path: str
    document: Document
    judged: tuple[Judged, ...]
    found: tuple[Mention, ...]
    names_s: float
    mentions_s: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one document or of several; ``depth_right`` of ``depth_cases`` mentions."""

    found: int = 0
    right: int = 0
    right_core: int = 0
    core: int = 0
    reached: int = 0
    depth_cases: int = 0
    depth_right: int = 0
    twice: int = 0
    readers_agree: int = 0
    as_first: int = 0
    as_either: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(
            getattr(self, field) + getattr(other, field) for field in self.__slots__
        ))  # fmt: skip

    def line(self, label: str) -> str:
        """A row of the report."""
        shares = (
            ("precision", self.right, self.found),
            ("strict", self.right_core, self.found),
            ("recall", self.reached, self.core),
            ("depth", self.depth_right, self.depth_cases),
        )
        cells = (f"{name} {a / max(b, 1):.3f} ({a}/{b})" for name, a, b in shares)
        return f"{label:12} " + "  ".join(cells)

    def readers(self) -> str:
        """How far two readers, and the program with them, agree on depth."""
        shares = (
            ("the readers agree", self.readers_agree),
            ("the program with the first", self.as_first),
            ("with one of them", self.as_either),
        )
        cells = (f"{name} {n / max(self.twice, 1):.3f} ({n}/{self.twice})" for name, n in shares)
        return "depth read twice: " + ", ".join(cells)


def rows(half: Half, judged: Path = JUDGED) -> dict[str, list[list[str]]]:
    """Path below the shared folder → its rows: quotation, name, class, depth."""
    made: dict[str, list[list[str]]] = {}
    for line in judged.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            which, path, *cells = line.split("\t")
            if half in ("all", which) and (SHARED / path).is_file():
                made.setdefault(path, []).append(cells)
    return made


@cache
def second_readings() -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Path, quotation and name → the depths that the second reader found right."""
    made = {}
    for line in SECOND.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, path, quotation, name, depth = line.split("\t")
            made[path, quotation, name] = tuple(depth.split("|"))
    return made


def page(path: str, cells: Iterable[Sequence[str]]) -> Page:
    """Read a document as the index does and find the practices it names."""
    cleaned = clean(read(SHARED / path))
    known = recognise(cleaned, path)
    sections = outline(cleaned.text, cleaned.marks, known.title.value if known.title else None)
    document = Document(path, path, path, "", cleaned.text, known, sections)
    passages = cut(path, cleaned.text, sections, cleaned.marks)
    began = time.process_time()
    _names_alone(cleaned.text, passages)
    named = time.process_time()
    found = tuple(m for m in mentions(document, passages) if m.named)
    judged = tuple(row for c in cells if (row := _located(path, cleaned.text, c)))
    return Page(path, document, judged, found, named - began, time.process_time() - named)


def _names_alone(text: str, passages: Sequence[Passage]) -> None:
    for passage in passages:
        names(text, passage.start, passage.end)


def _located(path: str, text: str, cells: Sequence[str]) -> Judged | None:
    """A row with the place of its name; ``None`` where cleaning took its quotation out."""
    quotation, name, kind, depth = cells
    at = text.find(quotation)
    if at < 0:
        return None
    start = text.find(name, max(0, at - _REACH), at + _REACH + len(name))
    while start >= 0 and not (start < at + len(quotation) and at < start + len(name)):
        start = text.find(name, start + 1, at + _REACH + len(name))
    start, end = (start, start + len(name)) if start >= 0 else (at, at + len(quotation))
    again = second_readings().get((path, quotation, name), ())
    return Judged(start, end, name, kind == "core", tuple(depth.split("|")), again)


def same(mention: Mention, row: Judged) -> bool:
    """Whether what was found is what was judged: the one holds the other, at its place or
    elsewhere in the same sentence, with at most a class noun and modifiers between them. What
    is quoted stands for the name without its class noun."""
    wanted, found = _plain(row.name), _plain(mention.name)
    over = mention.name_start < row.end and row.start < mention.name_end
    beside = mention.start <= row.start < mention.end and (wanted in found or found in wanted)
    if not (over and (wanted in found or found in wanted)) and not beside:
        return False
    core = _QUOTED.search(fold(row.name))
    least = len(_plain(core.group())) if core else _LEAST_OVERLAP * len(wanted)
    least = min(least, _LEAST_OVERLAP * len(wanted))
    return least <= len(found) <= max(_MOST_LONGER * len(wanted), 12)


def _plain(name: str) -> str:
    return _NOISE.sub("", fold(name))


def tally(this: Page) -> tuple[Tally, list[str]]:
    """The counts of a document, and its errors in words."""
    pairs = [(m, [row for row in this.judged if same(m, row)]) for m in this.found]
    reached = {id(row) for _, matched in pairs for row in matched}
    core = [row for row in this.judged if row.core]
    deep = [(m, row) for m, matched in pairs for row in matched[:1]]
    wrong_depth = [(m, row) for m, row in deep if m.depth not in row.depths]
    twice = [(m.depth, row) for m, row in deep if row.again]
    text = this.document.text
    errors = [f"MISSED  {_shown(text, r.start, r.end)}" for r in core if id(r) not in reached]
    errors += [f"FALSE   {_shown(text, m.name_start, m.name_end)}" for m, ok in pairs if not ok]
    errors += [
        f"DEPTH   {m.depth} for {'|'.join(row.depths)}: {m.name}: {text[m.start : m.end]}"
        for m, row in wrong_depth
    ]
    counts = Tally(
        found=len(pairs),
        right=sum(bool(matched) for _, matched in pairs),
        right_core=sum(any(row.core for row in matched) for _, matched in pairs),
        core=len(core),
        reached=sum(id(row) in reached for row in core),
        depth_cases=len(deep),
        depth_right=len(deep) - len(wrong_depth),
        twice=len(twice),
        readers_agree=sum(bool({*row.depths} & {*row.again}) for _, row in twice),
        as_first=sum(found in row.depths for found, row in twice),
        as_either=sum(found in (*row.depths, *row.again) for found, row in twice),
    )
    return counts, errors


def _shown(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 20) : start]
    return f"{before}【{text[start:end]}】{text[end : end + 14]}".replace("\n", "⏎")


def main(half: Half, judged: Path = JUDGED) -> None:
    """Print the report of a half; errors of the half for tuning only."""
    total = Tally()
    told: list[str] = []
    size, named_s, all_s = 0, 0.0, 0.0
    for path, cells in rows(half, judged).items():
        this = page(path, cells)
        counts, errors = tally(this)
        total = total.plus(counts)
        told += [f"--- {path}", *errors]
        size, named_s, all_s = (
            size + len(this.document.text), named_s + this.names_s, all_s + this.mentions_s,
        )  # fmt: skip
        print(counts.line(path.rsplit("/", 1)[-1][:10]))
    print(total.line(f"half {half}"))
    if total.twice:
        print(total.readers())
    print(
        f"names {named_s:.2f} s, mentions with all details {all_s:.2f} s over {size} characters: "
        f"{size / max(named_s, 1e-9) / 1e6:.2f} and {size / max(all_s, 1e-9) / 1e6:.2f} "
        "million characters a second"
    )
    if half == "even":
        print(*told, sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="even")
    parser.add_argument("--judged", type=Path, default=JUDGED)
    chosen = parser.parse_args()
    main(chosen.half, chosen.judged)
