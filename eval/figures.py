"""Figures against numbers judged by hand, half of them set aside for the report.

Usage::

    python -m eval.figures                 the half for tuning, with every error
    python -m eval.figures --half odd      the half set aside: counts only
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.halves import Half
from kb.cleaning import clean
from kb.figures import Timeline, figures, timeline
from kb.metadata import recognise
from kb.outline import outline
from kb.passages import cut
from kb.reading import read
from kb.script import is_traditional, to_simplified
from kb.settings import ROOT
from kb.types import Figure, Passage

JUDGED = Path(__file__).with_name("figures_judged.tsv")
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the table; ``status``: all that are right."""

    path: str
    quotation: str
    number: str
    is_figure: bool
    unit: str
    value: str
    counts: str
    status: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the index walks it. ``plain``: its text in Simplified. ``read_s``: the
    seconds of processor its figures took."""

    text: str
    plain: str
    timeline: Timeline
    found: tuple[Figure, ...]
    read_s: float


def rows(half: Half) -> list[Judged]:
    """The judged numbers of a half: data lines are counted from 1."""
    lines = [ln for ln in JUDGED.read_text("utf-8").splitlines() if ln and not ln.startswith("#")]
    made = []
    for number, line in enumerate(lines, start=1):
        if half in ("all", "odd" if number % 2 else "even"):
            path, quotation, printed, figure, unit, value, counts, status = line.split("\t")
            made.append(Judged(path, quotation, printed, figure == "yes", unit, value, counts,
                               tuple(status.split("|"))))  # fmt: skip
    return [row for row in made if (SHARED / row.path).is_file()]


@cache
def page(path: str) -> Page:
    """Read a document and find the figures of its passages."""
    cleaned = clean(read(SHARED / path))
    known = recognise(cleaned, path.rsplit("/", 1)[-1])
    sections = outline(cleaned.text, cleaned.marks, known.title.value if known.title else None)
    plain = to_simplified(cleaned.text) if is_traditional(cleaned.text) else cleaned.text
    passages = cut(path, cleaned.text, sections, cleaned.marks)
    dated = known.written or known.issued or known.published
    began = time.process_time()
    line = timeline(plain, known.kind.value if known.kind else None, sections,
                    int(dated.value[:4]) if dated else None)  # fmt: skip
    found = tuple(f for p in passages for f in _of(plain, p, line))
    return Page(cleaned.text, plain, line, found, time.process_time() - began)


def _of(plain: str, passage: Passage, line: Timeline) -> tuple[Figure, ...]:
    return figures(plain, passage.start, passage.end, line)


def figure_at(row: Judged) -> Figure | None:
    """The figure found where the judged number stands."""
    here = page(row.path)
    at = here.text.index(row.quotation)
    inside = row.quotation.find(row.number.split("—")[0].split("-")[0])
    start = at + max(inside, 0)
    return next((f for f in here.found if f.start <= start < f.end), None)


def _same_unit(row: Judged, found: Figure) -> bool:
    wanted = "" if row.unit == "-" else to_simplified(row.unit).replace("％", "%")
    return found.unit.replace("％", "%") == wanted


def _same_number(row: Judged, found: Figure) -> bool:
    return _plain(found.number) in {_plain(row.number), _plain(row.value)}


def _plain(number: str) -> str:
    return (
        number.replace(",", "").replace("，", "").replace("．", ".").replace(" ", "")
        .replace("－", "-").replace("—", "-").replace("~", "-").replace("至", "-")
        .removesuffix("分之")
    )  # fmt: skip


def _same_counts(row: Judged, found: Figure) -> bool:
    if not found.counts:
        return False
    words = set(page(row.path).plain[slice(*found.counts)])
    return 2 * len(words & set(to_simplified(row.counts))) >= len(words)


def judge(half: Half) -> tuple[Counter[str], Counter[tuple[str, str]], list[str]]:
    """Counts by name, pairs of (judged, found) status, and errors in words."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    errors: list[str] = []
    for row in rows(half):
        found = figure_at(row)
        counts["figures" if row.is_figure else "no figures"] += 1
        if not row.is_figure:
            counts["wrongly found"] += found is not None
            wrong = ["figure"] if found else []
        else:
            wrong = _wrong(row, found)
            counts["right"] += not wrong
            if found:
                pairs[("|".join(row.status), found.status)] += 1
                counts.update({"found": 1, "counts agree": int(_same_counts(row, found))})
                for name in ("number", "unit", "status"):
                    counts[name] += name not in wrong
        if wrong:
            errors.append(f"{row.path}\t{row.quotation}\t{row.number}\t{row.unit}\t"
                          f"{'|'.join(row.status)}\t→ {'+'.join(wrong)}: {found}")  # fmt: skip
    return counts, pairs, errors


def _wrong(row: Judged, found: Figure | None) -> list[str]:
    if found is None:
        return ["missed"]
    right = {
        "number": _same_number(row, found),
        "unit": _same_unit(row, found),
        "status": found.status in row.status,
    }
    return [name for name, good in right.items() if not good]


def main(half: Half) -> None:
    """Print the report of a half; errors of the half for tuning only."""
    counts, pairs, errors = judge(half)
    total = counts["figures"]
    print(f"half {half}: {total} figures, {counts['no figures']} others")
    for name in ("found", "number", "unit", "status", "right", "counts agree"):
        print(f"  {name:13}{counts[name]:4}  {counts[name] / max(total, 1):.3f}")
    print(f"  wrongly found{counts['wrongly found']:4}")
    for (judged, found), count in sorted(pairs.items()):
        print(f"  {judged} → {found}: {count}")
    pages = [page(path) for path in {row.path for row in rows(half)}]
    size, seconds = sum(len(p.text) for p in pages), sum(p.read_s for p in pages)
    print(f"  {size / max(seconds, 1e-9) / 1e6:.2f} million characters a second of processor")
    if half == "even":
        print(*errors, sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="even")
    main(parser.parse_args().half)
