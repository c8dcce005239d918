"""Details of mentions (bureaus in charge, actor, since, until, honours, place) against
judgments by hand, half of them set aside for the report.

Usage::

    python -m eval.details             precision and recall an item, both halves
    python -m eval.details --misses    the same, with every value of the tuning half that differs
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.halves import Half, in_half
from kb.cleaning import clean
from kb.indexing.ingest import MAX_CHARS
from kb.metadata import recognise
from kb.outline import outline
from kb.passages import cut
from kb.practices.depth import sentence_around
from kb.practices.describing import Telling, describe, tellings
from kb.reading import read
from kb.script import is_traditional, to_simplified
from kb.settings import ROOT
from kb.types import Document, Mention, Passage

JUDGED = Path(__file__).with_name("details_judged.tsv")
ITEMS = ("leads", "actor", "since", "until", "honours", "place")


@dataclass(slots=True)
class Judged:
    """One mention: where it stands and what it should tell, an item's values as printed."""

    path: str
    quotation: str
    name: str
    wanted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Counts:
    """Values of one item. ``found``: those that are right or wrong; ``right``: of them;
    ``wanted``: those that must be found; ``met``: of them."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    met: int = 0

    def line(self, item: str) -> str:
        """Item, precision and recall, with the number of cases."""
        precision = f"{self.right / self.found:.2f}" if self.found else "  - "
        recall = f"{self.met / self.wanted:.2f}" if self.wanted else "  - "
        return (
            f"{item:8} precision {precision} of {self.found:3}  recall {recall} of {self.wanted:3}"
        )


def judged() -> list[Judged]:
    """All judged mentions, in the order of the table."""
    found: dict[tuple[str, str, str], Judged] = {}
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        path, quotation, name, item, value = line.split("\t")
        one = found.setdefault((path, quotation, name), Judged(path, quotation, name))
        if item != "-":
            one.wanted[item].append(value)
    return list(found.values())


def document(name: str) -> tuple[Document, tuple[Passage, ...]] | None:
    """The document at a path of the table with its passages; ``None`` where it is not on this
    machine."""
    root = ROOT if name.startswith("documents/") else ROOT.parent / "shared"
    if not (root / name).is_file():
        return None
    cleaned = clean(read(root / name))
    metadata = recognise(cleaned, name)
    title = metadata.title.value if metadata.title else None
    parts = outline(cleaned.text, cleaned.marks, title)
    made = Document(name, name, "", cleaned.raw.format, cleaned.text, metadata, parts)
    return made, cut(name, cleaned.text, parts, cleaned.marks, MAX_CHARS)


def described(half: Half) -> Iterator[tuple[Judged, Mention, str]]:
    """Every judged mention of a half with what is found of it and the document's text."""
    by_path: dict[str, list[Judged]] = defaultdict(list)
    for one in judged():
        if in_half(one.path + one.quotation, half):
            by_path[one.path].append(one)
    for path, group in by_path.items():
        if (found := document(path)) is None:
            continue
        doc, passages = found
        views = _views(doc, passages)
        starts = [view.passage.start for view in views]
        for one in group:
            at = doc.text.find(one.quotation)
            if at < 0:
                raise ValueError(f"{path}: {one.quotation}")
            view = views[max(0, bisect_right(starts, at) - 1)]
            yield one, describe(_mention(one, at, view), view), doc.text


def _views(doc: Document, passages: tuple[Passage, ...]) -> list[Telling]:
    simplified = to_simplified(doc.text) if is_traditional(doc.text) else doc.text
    return list(tellings(doc, simplified, passages))


def _mention(one: Judged, at: int, view: Telling) -> Mention:
    """The mention a row speaks of: the sentence around a name, or the whole passage."""
    passage, text = view.passage, view.simplified
    if one.name == "-":
        span = (passage.start, passage.end)
        return Mention("", "", False, passage.document_id, *span, at, at, "仅提及")
    start = text.find(to_simplified(one.name), max(0, at - len(one.name)))
    sentence = sentence_around(text, start, passage.start, passage.end)
    end = start + len(one.name)
    return Mention("", one.name, True, passage.document_id, *sentence, start, end, "仅提及")


def values(mention: Mention, item: str, text: str) -> list[str]:
    """What was found of an item, as the table has it."""
    found = getattr(mention, item)
    if not found:
        return []
    if item in ("since", "until"):
        return [found.value]
    spans = [found] if item in ("actor", "place") else found
    return [text[start:end] for start, end in spans]


def fits(item: str, wanted: str, found: str) -> bool:
    """Whether a value is the one wanted; a longer one may be quoted by its beginning."""
    choices = wanted.removeprefix("?").split("|")
    return any(found.startswith(c) if item in ("honours", "actor") else found == c for c in choices)


def compare(
    half: Half, counts: dict[str, Counts]
) -> Iterator[tuple[Judged, str, list[str], list[str]]]:
    """Count a half into ``counts``; yield what differs: (mention, item, wrong, missed)."""
    for one, mention, text in described(half):
        for item in ITEMS:
            found = values(mention, item, text)
            wanted = one.wanted.get(item, [])
            wrong = [f for f in found if not any(fits(item, w, f) for w in wanted)]
            must = [w for w in wanted if not w.startswith("?")]
            missed = [w for w in must if not any(fits(item, w, f) for f in found)]
            tally = counts[item]
            tally.found += len(found)
            tally.right += len(found) - len(wrong)
            tally.wanted += len(must)
            tally.met += len(must) - len(missed)
            if wrong or missed:
                yield one, item, wrong, missed


def main(arguments: list[str]) -> None:
    """Print both halves; the errors of the tuning half where asked."""
    halves: tuple[Half, ...] = ("even", "odd")
    for half in halves:
        counts: dict[str, Counts] = defaultdict(Counts)
        different = list(compare(half, counts))
        print(f"half {half}")
        for item in ITEMS:
            print(" ", counts[item].line(item))
        if half == "even" and "--misses" in arguments:
            for one, item, wrong, missed in different:
                print(f"    {item} {one.path} {one.name} {one.quotation}")
                print(f"      wrong {wrong} missed {missed}")


if __name__ == "__main__":
    main(sys.argv[1:])
