"""Themes and topics against judgments by hand, half of them set aside for the report.

Usage::

    python -m eval.themes                 themes: precision and recall; topics: recall
    python -m eval.themes --misses        the same, with every document that differs
    python -m eval.themes --background    usual frequencies, for kb/lexicon/themes.toml
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.halves import Half, in_half
from kb.cleaning import clean
from kb.metadata import recognise
from kb.metadata.textlines import view
from kb.metadata.themes import densities, is_rural
from kb.reading import read
from kb.settings import ROOT
from kb.types import CleanedText

JUDGED = Path(__file__).with_name("themes_judged.tsv")


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: what was judged, in the table's order, and what was found."""

    name: str
    themes: frozenset[str]
    topics: frozenset[str]
    found_themes: tuple[str, ...]
    found_topics: tuple[str, ...]


def rows(half: Half) -> Iterator[tuple[Path, frozenset[str], frozenset[str]]]:
    """The judged files of a half that are on this machine, with themes and topics."""
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, themes, topics = line.split("\t")
        root = ROOT if name.startswith("documents/") else ROOT.parent / "shared"
        if (root / name).is_file() and in_half(Path(name).name, half):
            yield root / name, frozenset(themes.split()), frozenset(topics.split())


def judge(half: Half) -> list[Judged]:
    """Read and recognise the judged files of a half."""
    made = []
    for path, themes, topics in rows(half):
        found = recognise(_cleaned(path), path.name)
        made.append(Judged(
            path.name, themes, topics,
            tuple(v.value for v in found.themes), tuple(v.value for v in found.topics),
        ))  # fmt: skip
    return made


def _cleaned(path: Path) -> CleanedText:
    return clean(read(path))


def background() -> dict[str, float]:
    """Topic → mean occurrences in 10,000 characters of the rural texts of the tuning half."""
    sums: dict[str, float] = defaultdict(float)
    count = 0
    for path, *_ in rows("even"):
        page = view(_cleaned(path).text)
        if is_rural(page):
            count += 1
            for topic, density in densities(page).items():
                sums[topic] += density
    return {topic: total / max(count, 1) for topic, total in sums.items()}


def report(judged: list[Judged]) -> str:
    """One line of figures. Precision of topics is not given: a title names not all of them."""
    right = sum(len(j.themes & set(j.found_themes)) for j in judged)
    found = sum(len(j.found_themes) for j in judged)
    wanted = sum(len(j.themes) for j in judged)
    named = sum(len(j.topics & set(j.found_topics)) for j in judged)
    topics = sum(len(j.topics) for j in judged)
    first = [j for j in judged if j.found_themes]
    lead = sum(j.found_themes[0] in j.themes for j in first)
    none = [j for j in judged if not j.themes]
    return (
        f"{len(judged)} documents: themes precision {right / max(found, 1):.3f}"
        f" recall {right / max(wanted, 1):.3f}, first theme right {lead}/{len(first)},"
        f" none where none is right {sum(not j.found_themes for j in none)}/{len(none)};"
        f" topics recall {named / max(topics, 1):.3f}"
    )


def main(arguments: list[str]) -> int:
    """Print what the usage above says."""
    if "--background" in arguments:
        for topic, mean in background().items():
            print(f'"{topic}" = {mean:.1f}')
        return 0
    halves: tuple[Half, ...] = ("even", "odd")
    for half in halves:
        judged = judge(half)
        print({"even": "tuning", "odd": "report"}[half], report(judged))
        if "--misses" in arguments and half == "even":
            for j in judged:
                if set(j.found_themes) != j.themes or j.topics - set(j.found_topics):
                    print(" ", j.name, sorted(j.themes), j.found_themes,
                          sorted(j.topics - set(j.found_topics)), j.found_topics)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
