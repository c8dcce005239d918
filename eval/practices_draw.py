"""Draws what is judged of practices and figures: reports, and numbers in any document.

The random seed is printed with the draw, so that anybody can draw the same again. Numbers are
found by a plain pattern, not by the rules that are to be judged. Usage::

    python -m eval.practices_draw reports
    python -m eval.practices_draw numbers
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from kb.cleaning import clean
from kb.errors import UnreadableError
from kb.reading import read
from kb.settings import ROOT

SHARED = ROOT.parent / "shared"
SEED = 20261123
REPORTS = 8
QUOTED = 20
"""Characters of a document that a judgment may quote."""
SHARES = {
    "seeds": 70,
    "library/city_reports_docx": 214,
    "library/county_html": 35,
    "library/policies": 45,
}
"""Numbers drawn from each folder: more than 300, as some turn out to be no figures."""
NATIONAL = {"台州", "襄阳", "贵阳"}
_NUMBER = re.compile(
    r"\d[\d,.，]*\d|\d|[二三四五六七八九十两半]+(?:成|倍|分之[一二三四五六七八九十百]+)|翻[一两]番"
)
_NO_FIGURE = re.compile(r"年|月|日|号|〕|、|．|\.|条|\)|）|届|次会议")


def draw_reports() -> list[str]:
    """Paths below the shared folder of the city reports to be judged whole."""
    folder = SHARED / "library" / "city_reports_docx"
    names = sorted(p.name for p in folder.glob("*.docx") if p.stem not in NATIONAL)
    return [
        f"library/city_reports_docx/{n}" for n in sorted(random.Random(SEED).sample(names, REPORTS))
    ]


def draw_numbers() -> list[tuple[str, str, str]]:
    """(path below the shared folder, quotation, the number in it), folder by folder."""
    drawn: list[tuple[str, str, str]] = []
    for folder, count in SHARES.items():
        found = sorted(_numbers(SHARED / folder))
        drawn += random.Random(SEED).sample(found, min(count, len(found)))
    return drawn


def _numbers(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.iterdir()):
        if path.name == "MANIFEST.tsv" or path.stem in NATIONAL:
            continue
        try:
            text = clean(read(path)).text
        except UnreadableError:
            continue
        for match in _NUMBER.finditer(text):
            if _NO_FIGURE.match(text, match.end()):
                continue
            quotation = _quotation(text, match.start(), match.end())
            if quotation:
                yield path.relative_to(SHARED).as_posix(), quotation, match.group()


def _quotation(text: str, start: int, end: int) -> str | None:
    """At most ``QUOTED`` characters of one line around a number that occur but once."""
    begin = max(text.rfind("\n", 0, start) + 1, end - QUOTED, start - 8)
    stop = text.find("\n", end)
    quotation = text[begin : min(stop if stop >= 0 else len(text), begin + QUOTED)]
    whole = begin <= start and end <= begin + len(quotation)
    once = text.count(quotation) == 1 and quotation.count(text[start:end]) == 1
    return quotation if whole and once and "\t" not in quotation else None


def main(what: str) -> None:
    """Print the draw."""
    print(f"# random seed {SEED}")
    if what == "reports":
        print(*draw_reports(), sep="\n")
    else:
        for row in draw_numbers():
            print(*row, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "reports")
