"""The walk of a draft: marks → candidates → alignment → verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.drafts.alignment import Scale, assigned, likely, pairs
from kb.drafts.judging import Settled, settle
from kb.drafts.marks import marks
from kb.drafts.results import Checked, Item
from kb.drafts.sentences import Sentence, sentences
from kb.drafts.sources import Scores, Source, Sources
from kb.drafts.telling import Teller
from kb.errors import InputError
from kb.script import fold, fold_query, to_simplified
from kb.store.snapshot import Snapshot

MAX_DRAFT = 20_000
"""Characters of a draft."""
_FAVOUR = 0.15
"""What speaks for the document that most of a paragraph rests on."""
_LEADING = 3
_OF_EACH = 3
"""Documents a paragraph is looked up in as a whole, and passages of each for a sentence."""


def check(text: str, snapshot: Snapshot) -> Checked:
    """Look up every figure, year, 《title》, document number and “term” of ``text`` in the
    opened index. Works without the embedding model.

    Raises ``InputError`` for a text longer than ``MAX_DRAFT`` characters.
    """
    if len(text) > MAX_DRAFT:
        raise InputError(f"文稿有 {len(text)} 字，一次最多核对 {MAX_DRAFT} 字。请分几次核对。")
    folded = fold_query(text) if len(text) < 200 else fold(text)
    plain = to_simplified(text) if fold(text) != folded or folded != fold(text) else text
    read = sentences(folded, marks(plain, folded))
    sources = Sources(snapshot)
    scale = Scale(sources.weight)
    teller = Teller(text, plain, sources)
    items: list[Item] = []
    lines: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in read:
        lines[sentence.line].append(sentence)
    for line in lines.values():
        if any(sentence.pins for sentence in line):
            items += _line(line, sources, scale, teller)
    return Checked(text, tuple(sorted(items, key=lambda i: i.start)), snapshot.version)


def _line(line: Sequence[Sentence], sources: Sources, scale: Scale, teller: Teller) -> list[Item]:
    """The items of one paragraph."""
    scores = [sources.scores(sentence) for sentence in line]
    rows = [sources.near(s, told) for s, told in zip(line, scores, strict=True)]
    sources.read(row for offered in rows for row in offered)
    favour = _favoured(line, [sources.read(offered) for offered in rows], scale)
    leading = sorted(favour, key=lambda d: -favour[d])[:_LEADING]
    items: list[Item] = []
    for sentence, told, offered in zip(line, scores, rows, strict=True):
        if sentence.pins:
            more = [r for d in leading for r in sources.of_document(d, told, _OF_EACH)]
            items += _sentence(sentence, sources.read([*offered, *more]), favour, scale, teller)
    return items


def _favoured(
    line: Sequence[Sentence], offered: Sequence[Sequence[Source]], scale: Scale
) -> dict[str, float]:
    """Document → what speaks for it: the share of the paragraph that it says."""
    total = sum(scale.of(sentence.words) for sentence in line) or 1.0
    said: dict[str, float] = defaultdict(float)
    for sentence, sources in zip(line, offered, strict=True):
        best: dict[str, float] = {}
        for share, source, _ in likely(scale, sentence, sources, {}):
            best[source.document_id] = max(share, best.get(source.document_id, 0.0))
        for document, share in best.items():
            said[document] += share * share * scale.of(sentence.words)
    return {document: _FAVOUR * share / total for document, share in said.items()}


def _sentence(
    sentence: Sentence,
    offered: Sequence[Source],
    favour: Mapping[str, float],
    scale: Scale,
    teller: Teller,
) -> list[Item]:
    found = pairs(scale, sentence, offered, favour)
    own = assigned(found)
    home = likely(scale, sentence, offered, favour)
    items = []
    for pin in sentence.pins:
        if pin.mark.kind not in ("指标数据", "年份"):
            continue
        taken = frozenset(
            id(pair.other) for start, pair in own.items()
            if start != pin.mark.start and pair.agrees != "unlike"
        )  # fmt: skip
        settled = settle(pin, own.get(pin.mark.start), found, taken)
        items.append(teller.item(pin, settled, home))
    return items
