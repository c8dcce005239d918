"""Precision and recall of title, issuer, number, dates and kind against a judged table.

``metadata_judged.tsv`` was made by reading ``../shared``; its head says how values are
written. Files whose md5 of the name is even are for tuning, the others for reports. Usage::

    python -m eval.metadata [--half even|odd] [--wrong]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.halves import Half, in_half
from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.metadata import recognise
from kb.reading import read
from kb.types import Metadata, Value

TABLE = Path(__file__).with_name("metadata_judged.tsv")
SHARED = Path(__file__).parents[2] / "shared"
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one file. ``wanted``: as in the table; ``found``: the value recognised."""

    name: str
    field: str
    wanted: str
    found: str | None

    @property
    def right(self) -> bool:
        """Whether what was found, be it nothing, is one of the values wanted."""
        return any(agrees(value, self.found) for value in self.wanted.split("|"))


def agrees(wanted: str, found: str | None) -> bool:
    """Whether ``found`` is the one value ``wanted`` stands for; blanks do not count."""
    if wanted == NOTHING or found is None:
        return wanted == NOTHING and found is None
    found, wanted = re.sub(r"\s", "", found), re.sub(r"\s", "", wanted)
    if wanted.startswith("~"):
        return all(part in found for part in wanted[1:].split("+"))
    begin, gap, end = wanted.partition("…")
    if gap:
        return found.startswith(begin) and found.endswith(end)
    return found == wanted


def judged_rows() -> Iterator[tuple[str, str, str]]:
    """File name, field and value of every line of the table."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, field, value = line.split("\t")
            yield name, field, value


def shown(field: str, found: Metadata) -> str | None:
    """The value recognised; a title without evidence is the file's name and counts as none."""
    value: Value | None = getattr(found, field)
    if value is None or (field == "title" and value.evidence is None):
        return None
    return value.value


def judge(half: Half) -> Iterator[Judged]:
    """Every judged field of every file of one half, under its real name."""
    paths = {path.name: path for path in SHARED.rglob("*") if path.is_file()}
    read_before: dict[str, Metadata] = {}
    for name, field, wanted in judged_rows():
        if not in_half(name, half) or name not in paths:
            continue
        if name not in read_before:
            try:
                read_before[name] = recognise(clean(read(paths[name])), name)
            except UnreadableError as error:
                print(f"{name}: {error}", file=sys.stderr)
                read_before[name] = Metadata()
        yield Judged(name, field, wanted, shown(field, read_before[name]))


def table(rows: list[Judged]) -> str:
    """A line a field: of the values found how many are right, of those wanted how many found."""
    found, right, wanted, met = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        needed = NOTHING not in row.wanted.split("|")
        found[row.field] += row.found is not None
        right[row.field] += row.found is not None and row.right
        wanted[row.field] += needed
        met[row.field] += needed and row.right
    lines = [f"{'field':12}{'precision':>18}{'recall':>18}"]
    for field in dict.fromkeys(row.field for row in rows):
        precision = _share(right[field], found[field])
        lines.append(f"{field:12}{precision:>18}{_share(met[field], wanted[field]):>18}")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole:.3f}" if whole else "0/0     -"


def main() -> int:
    """Print the table of each half, with ``--wrong`` what is not right; 1 without files."""
    parser = argparse.ArgumentParser(prog="python -m eval.metadata", description=__doc__)
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--wrong", action="store_true", help="list what is not right")
    options = parser.parse_args()
    halves: tuple[Half, ...] = (options.half,) if options.half else ("even", "odd")
    for half in halves:
        rows = list(judge(half))
        if not rows:
            print(f"{SHARED}: none of the judged files is there", file=sys.stderr)
            return 1
        files = len({row.name for row in rows})
        print(f"{half} ({'tuning' if half == 'even' else 'report'}), {files} files")
        print(table(rows))
        for row in rows:
            if options.wrong and not row.right:
                print(f"  {row.name} {row.field}: {row.wanted} / {row.found}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
