"""The walk of a draft: marks → candidates → alignment → verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.drafts.alignment import Pair, Scale, assigned, likely, pairs
from kb.drafts.judging import settle
from kb.drafts.marks import marks
from kb.drafts.naming import Names, title_before
from kb.drafts.places import Places, places
from kb.drafts.results import FAULTS, Checked, Item
from kb.drafts.sentences import Pin, Sentence, sentences
from kb.drafts.sources import Source, Sources
from kb.drafts.telling import Teller
from kb.errors import InputError
from kb.script import fold, fold_query, is_traditional, to_simplified
from kb.store.snapshot import Snapshot

MAX_DRAFT = 20_000
"""Characters of a draft."""
MAX_ITEMS = 1500
"""Things of a draft that are looked up: no text that says anything has more."""
_SHORT = 200
"""Characters up to which one Traditional character tells the script."""
_FAVOUR = 0.15
"""What speaks for the document that most of a paragraph rests on."""
_LEADING, _OF_EACH = 3, 3
"""Documents a paragraph is looked up in as a whole, and passages of each for a sentence."""


def check(text: str, snapshot: Snapshot) -> Checked:
    """Look up every figure, year, 《title》, document number and “term” of ``text`` in the
    opened index. Works without the embedding model.

    Raises ``InputError`` for a text longer than ``MAX_DRAFT`` characters or with more than
    ``MAX_ITEMS`` things to look up.
    """
    if len(text) > MAX_DRAFT:
        raise InputError(f"文稿有 {len(text)} 字，一次最多核对 {MAX_DRAFT} 字。请分几次核对。")
    plain = _simplified(text)
    folded = fold(plain)
    marked = marks(plain, folded)
    if len(marked) > MAX_ITEMS:
        raise InputError(
            f"文稿里要核对的内容有 {len(marked)} 项，一次最多 {MAX_ITEMS} 项。请分几次核对。"
        )
    walk = _Walk(text, plain, folded, Sources(snapshot))
    lines: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in sentences(folded, marked):
        lines[sentence.line].append(sentence)
    items = [item for line in lines.values() for item in walk.line(line)]
    return Checked(text, tuple(sorted(items, key=lambda i: i.start)), snapshot.version)


def doubts(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    """What of a user's own words the library doesn't bear out, a sentence each: the checker
    of notes in an export. Of a long text only the first ``MAX_DRAFT`` characters are read."""
    try:
        checked = check(text[:MAX_DRAFT], snapshot)
    except InputError as error:
        return (str(error),)
    return tuple(
        f"自己写的文字里“{item.text}”：{item.verdict}。{item.why}"
        for item in checked.items
        if item.verdict in FAULTS or item.verdict == "未找到"
    )


class _Walk:
    """The check of one draft. ``folded``: its text, folded."""

    def __init__(self, text: str, plain: str, folded: str, sources: Sources) -> None:
        self._folded = folded
        self._sources = sources
        self._scale = Scale(sources.weight)
        self._teller = Teller(text, plain, sources)
        self._names = Names(sources)

    def line(self, line: Sequence[Sentence]) -> list[Item]:
        """The items of one paragraph."""
        if not any(sentence.pins for sentence in line):
            return []
        sources = self._sources
        scores = [sources.scores(sentence.words) for sentence in line]
        together = sources.near_all(line)
        rows = [[*together, *sources.near(s, told)] for s, told in zip(line, scores, strict=True)]
        sources.read(row for offered in rows for row in offered)
        favour = _favoured(line, [sources.read(offered) for offered in rows], self._scale)
        here = places(self._folded[line[0].start : line[-1].end])
        leading = sorted(favour, key=lambda d: -favour[d])[:_LEADING]
        items: list[Item] = []
        for sentence, told, offered in zip(line, scores, rows, strict=True):
            if sentence.pins:
                more = [r for d in leading for r in sources.of_document(d, told, _OF_EACH)]
                items += self._sentence(sentence, sources.read([*offered, *more]), favour, here)
        return items

    def _sentence(
        self,
        sentence: Sentence,
        offered: Sequence[Source],
        favour: Mapping[str, float],
        here: Places,
    ) -> list[Item]:
        found = pairs(self._scale, sentence, offered, favour)
        own = assigned(found)
        home = likely(self._scale, sentence, offered, favour)
        marked = [pin.mark for pin in sentence.pins]
        items = []
        for pin in sentence.pins:
            if pin.mark.kind in ("指标数据", "年份"):
                settled = settle(
                    pin, own.get(pin.mark.start), found, _taken(own, pin), here.elsewhere
                )
                items.append(self._teller.counted(pin.mark, settled, home))
            else:
                title = title_before(pin.mark, marked) if pin.mark.kind == "文号" else None
                there = self._names.find(self._folded, pin.mark, home, title)
                items.append(self._teller.named(pin.mark, there))
        return items


def _simplified(text: str) -> str:
    traditional = is_traditional(text) or (len(text) < _SHORT and fold_query(text) != fold(text))
    return to_simplified(text) if traditional else text


def _taken(own: Mapping[int, Pair], pin: Pin) -> frozenset[int]:
    """Ids of the marks of sources that agree with another mark of the sentence."""
    return frozenset(
        id(pair.other)
        for start, pair in own.items()
        if start != pin.mark.start and pair.agrees != "unlike"
    )


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
