"""The check of a draft, on true paragraphs of documents that are altered by rule.

Usage::

    python -m eval.drafts                     documents/, the half for tuning, with every error
    python -m eval.drafts --half odd          the half set aside: numbers only
    python -m eval.drafts --library           also ../shared
    python -m eval.drafts --index FOLDER      an index that is already there

One figure of each of 100 paragraphs is altered: a digit, the unit, the year, a target made
a result. It is caught where the check says that the source says otherwise or that nothing
of it is found; 别处有 is not caught. All other figures and years of these paragraphs, and of
as many that are left as they are, are true; one is wronged where the check says of it what
would have caught it. Of both, a quarter are one sentence alone and a quarter one with a
sentence of another document behind it; two thirds of all are lightly rewritten.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.draft_rules import KINDS, Altered, Kind, digit, rewritten, target, unit, year
from eval.halves import Half, in_half
from kb.cli.bar import bar
from kb.drafts import FAULTS, Checked, Item, check
from kb.drafts.statuses import Told
from kb.figures import Outlook, figures
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.settings import ROOT
from kb.store.snapshot import Snapshot, open_snapshot
from kb.types import Document, Figure

SHARED = ROOT.parent / "shared"
EACH = 25
"""Altered paragraphs of each kind."""
_SHORTEST, _LONGEST = 60, 500
_SENTENCE = 40
"""Characters of a sentence that is taken alone."""
_CAUGHT = FAULTS | {"未找到"}


@dataclass(frozen=True, slots=True)
class Case:
    """A draft. ``kind``: what was altered in it, ``None`` for nothing; ``at``: where."""

    text: str
    kind: Kind | None = None
    at: int = -1


@dataclass
class Measured:
    """``caught``, ``missed``: of each kind. ``true``: figures and years left as they are;
    ``wronged``: those called wrong; ``verdicts``: of all true ones."""

    caught: Counter[Kind] = field(default_factory=Counter)
    missed: Counter[Kind] = field(default_factory=Counter)
    true: int = 0
    wronged: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)


def paragraphs(snapshot: Snapshot, half: Half) -> list[tuple[Document, str]]:
    """The paragraphs with figures of the documents of a half, in an order by hash."""
    found = []
    for card in snapshot.library.cards:
        document = snapshot.library.document(card.id)
        if document is None or not in_half(card.id, half):
            continue
        flagged = [(flag.start, flag.end) for flag in document.flags]
        for start, line in _lines(document.text):
            clean = all(b <= start or start + len(line) <= a for a, b in flagged)
            if clean and _SHORTEST <= len(line) <= _LONGEST and "\t" not in line:
                found.append((document, line))
    return sorted(found, key=lambda one: _hash(one[0].id + one[1]))


def cases(found: Sequence[tuple[Document, str]], each: int) -> Iterator[Case]:
    """``each`` altered drafts of each kind and as many true ones, one a paragraph."""
    left = dict.fromkeys(KINDS, each)
    plain = each * len(KINDS)
    for number, (document, line) in enumerate(found):
        turn = _hash(line)
        text = _used(line, found[number - 1][1], turn)
        text = rewritten(text, turn // 11) if turn % 3 else text
        told = figures(text, 0, len(text), Outlook.OPEN, None)
        if len(told) < 2:
            continue
        aimed = _aimed(document, line)
        # Targets fit the fewest paragraphs, so they choose first.
        for wanted in ("target", *sorted(KINDS, key=lambda kind: (-left[kind], kind))):
            altered = _altered(wanted, text, told, turn, aimed) if left[wanted] else None
            if altered:
                left[wanted] -= 1
                yield Case(altered.text, wanted, altered.at)
                break
        else:
            if plain:
                plain -= 1
                yield Case(text)
        if not plain and not any(left.values()):
            return


def measure(snapshot: Snapshot, drafts: Sequence[Case]) -> Measured:
    """Check every draft."""
    total = Measured()
    for case in drafts:
        began = time.process_time()
        checked = check(case.text, snapshot)
        total.seconds = max(total.seconds, time.process_time() - began)
        _judge(case, checked, total)
    return total


def _judge(case: Case, checked: Checked, total: Measured) -> None:
    altered = next((i for i in checked.items if i.start <= case.at < i.end), None)
    if case.kind is not None:
        if altered and altered.verdict in _CAUGHT:
            total.caught[case.kind] += 1
        else:
            total.missed[case.kind] += 1
            total.errors.append(_error(f"missed {case.kind}", case, altered))
    for item in checked.items:
        if item is altered or item.kind not in ("指标数据", "年份"):
            continue
        # The words of a rewritten sentence are claimed of each of its figures.
        if case.kind == "target" and item.verdict == "目标误作结果":
            continue
        total.true += 1
        total.verdicts[item.verdict] += 1
        if item.verdict in _CAUGHT:
            total.wronged += 1
            total.errors.append(_error("wronged", case, item))


def _used(line: str, other: str, turn: int) -> str:
    """What a writer takes of a paragraph: all of it, its longest sentence alone, or that with
    the longest of another document behind it."""
    manner = turn // 5 % 4
    if manner < 2:
        return line
    own, further = (max(text.split("。"), key=len) + "。" for text in (line, other))
    if len(own) < _SENTENCE:
        return line
    return own if manner == 2 else own + further


def _aimed(document: Document, line: str) -> frozenset[str]:
    """The figures of a paragraph that are targets, as printed."""
    told = Told(document)
    start = document.text.find(line)
    found = figures(told.text, start, start + len(line), told.line)
    return frozenset(told.text[f.start : f.end] for f in found if f.status == "目标")


def _altered(
    kind: Kind, text: str, told: Sequence[Figure], turn: int, aimed: frozenset[str]
) -> Altered | None:
    order = [told[(turn + n) % len(told)] for n in range(len(told))]
    if kind == "target":
        order = [figure for figure in order if text[figure.start : figure.end] in aimed]
    if kind == "year":
        return year(text, turn)
    rules = {"digit": digit, "unit": unit, "target": target}
    found = (rules[kind](text, figure, turn) for figure in order)
    return next((altered for altered in found if altered), None)


def _error(what: str, case: Case, item: Item | None) -> str:
    said = f"{item.text} {item.verdict} {item.why}" if item else "no item"
    quoted = item.quotation.text if item and item.quotation else ""
    around = case.text[max(0, (item.start if item else case.at) - 60) :][:110]
    return f"{what}: {said}\n    draft  {around!r}\n    source {quoted[:160]!r}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.strip()
        start += len(line)


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def main() -> int:
    """Print what was caught and what was wronged."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.index or _built(Path(made), options.library)
        snapshot = open_snapshot(folder, recipe())
        drafts = list(cases(paragraphs(snapshot, options.half), options.each))
        found = measure(snapshot, drafts)
        print(f"{snapshot.manifest.passages} passages, {len(drafts)} drafts, half {options.half}")
    for kind in KINDS:
        print(
            f"  {kind:8}{found.caught[kind]:4} of {found.caught[kind] + found.missed[kind]} caught"
        )
    print(f"  true    {found.wronged:4} of {found.true} called wrong")
    print("  verdicts on true ones:", dict(found.verdicts.most_common()))
    print(f"  slowest draft {found.seconds:.2f} s of processor")
    if options.half != "odd":
        print("\n".join(found.errors))
    return 0


def _built(folder: Path, library: bool) -> Path:
    documents = folder / "documents"
    documents.mkdir()
    (documents / "own").symlink_to(ROOT / "documents")
    if library:
        (documents / "library").symlink_to(SHARED / "library")
    with bar() as tell:
        build(documents, folder / "index", None, progress=tell)
    return folder / "index"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.drafts", description=__doc__)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="even")
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--each", type=int, default=EACH)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
