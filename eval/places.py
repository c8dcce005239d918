"""Whether the place of a document is read from its text alone.

Every Word file of a folder is copied under a neutral name (a hash), read, cleaned and
recognised; the file's own name is the place it should be about. ``places_known.tsv``
lists the files whose own name is not the whole truth. Usage::

    python -m eval.places [FOLDER]
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.metadata import recognise
from kb.reading import read
from kb.regions import resolve
from kb.settings import ROOT
from kb.types import Region

DEFAULT = ROOT.parent / "shared" / "library" / "city_reports_docx"
KNOWN = Path(__file__).with_name("places_known.tsv")
NOWHERE = "-"
Verdict = Literal["right", "wrong", "none"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One file: ``wanted`` by its name or the list, ``found`` by recognising its text."""

    name: str
    wanted: Region
    found: Region

    @property
    def verdict(self) -> Verdict:
        """``none``: a place was wanted and none was found."""
        if self.found == self.wanted:
            return "right"
        return "none" if self.found == Region() else "wrong"


def known() -> dict[str, str]:
    """File stem to what its text is really about, ``-`` for no place."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {stem: wanted for stem, wanted, *_ in rows}


def wanted_of(stem: str, exceptions: dict[str, str]) -> Region:
    """The region a file is named after: a city before a county before a province.

    Raises ``ValueError`` where the gazetteer knows no such place, or several.
    """
    name = exceptions.get(stem, stem)
    if name == NOWHERE:
        return Region()
    for level in ("city", "county", "province"):
        found = resolve(name, level)
        if len(found) == 1:
            return found[0]
    raise ValueError(f"{stem}: no single place of this name")


def judge(folder: Path) -> Iterator[Judged]:
    """Every .docx of ``folder``, read from a copy whose name says nothing."""
    exceptions = known()
    with tempfile.TemporaryDirectory() as neutral:
        for path in sorted(folder.glob("*.docx")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            copy = Path(shutil.copyfile(path, Path(neutral) / f"{digest}.docx"))
            try:
                found = recognise(clean(read(copy)), copy.name).region
            except UnreadableError:
                found = Region()
            yield Judged(path.stem, wanted_of(path.stem, exceptions), found)


def main(folder: Path) -> int:
    """Print every file that is not right, then the counts; 1 where any is not."""
    judged = list(judge(folder))
    for one in judged:
        if one.verdict != "right":
            print(f"{one.verdict}\t{one.name}\t{_name(one.found)}\t(wanted {_name(one.wanted)})")
    for label, group in (
        ("about a place", [j for j in judged if j.wanted != Region()]),
        ("about none", [j for j in judged if j.wanted == Region()]),
    ):
        counts = {v: sum(j.verdict == v for j in group) for v in ("right", "wrong", "none")}
        print(f"{label}: {len(group)} files, {counts}")
    return int(any(j.verdict != "right" for j in judged))


def _name(region: Region) -> str:
    parts = (region.province, region.city, region.county)
    return "".join(dict.fromkeys(part for part in parts if part)) or NOWHERE


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
