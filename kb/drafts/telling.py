"""Verdicts in words, each with the sentence of a source beside it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citing import quote
from kb.drafts.alignment import Likely, Pair
from kb.drafts.judging import Settled
from kb.drafts.marks import Mark
from kb.drafts.results import Item, Verdict
from kb.drafts.sentences import Pin
from kb.drafts.sources import Source, Sources
from kb.drafts.statuses import Draft, Told, mistaken, source_status
from kb.types import Quotation, Span


class Teller:
    """Makes the items of one draft. ``text``: as given; ``plain``: Simplified."""

    def __init__(self, text: str, plain: str, sources: Sources) -> None:
        self._text = text
        self._draft = Draft(plain)
        self._sources = sources
        self._told: dict[str, Told] = {}

    def item(self, pin: Pin, settled: Settled, home: Sequence[Likely]) -> Item:
        """The item of a figure or a year. ``home``: what comes nearest to its sentence."""
        verdict, why = self._verdict(pin, settled)
        pair = settled.pair
        if pair is None:
            return self._made(pin.mark, verdict, why)
        return self._made(pin.mark, verdict, why, pair)

    def _verdict(self, pin: Pin, settled: Settled) -> tuple[Verdict, str]:
        pair = settled.pair
        if settled.ground == "nothing" or pair is None:
            return "未找到", "文库里没有找到同一件事的这个数。"
        if settled.ground == "unlike":
            return self._unlike(pin, pair)
        if pin.mark.kind == "指标数据":
            told = self._document(pair.source)
            status = source_status(told, pair)
            wrong = mistaken(self._draft, told, pair, status)
            if wrong:
                return wrong, wrong
        if settled.ground == "elsewhere":
            return "别处有", "x"
        return "同段有据", "x"

    def _unlike(self, pin: Pin, pair: Pair) -> tuple[Verdict, str]:
        return ("未判定" if pair.other.mark.implied else "与来源不符"), "来源为" + self._words(pair)

    def _document(self, source: Source) -> Told:
        known = self._told.get(source.document_id)
        if known is None:
            document = self._sources.document(source.document_id)
            known = self._told[source.document_id] = Told(document)
        return known

    def _words(self, pair: Pair) -> str:
        start, end = self._span(pair)
        return self._document(pair.source).document.text[start:end]

    def _span(self, pair: Pair) -> Span:
        mark, offset = pair.other.mark, pair.source.offset
        return offset + mark.start, offset + mark.end

    def _made(self, mark: Mark, verdict: Verdict, why: str, pair: Pair | None = None) -> Item:
        words = self._text[mark.start : mark.end]
        if pair is None:
            return Item(mark.start, mark.end, words, mark.kind, verdict, why)
        quotation = self._quoted(pair)
        return Item(
            mark.start, mark.end, words, mark.kind, verdict, why, quotation, self._span(pair)
        )

    def _quoted(self, pair: Pair) -> Quotation:
        document = self._document(pair.source).document
        offset, sentence = pair.source.offset, pair.sentence
        return quote(document, offset + sentence.start, offset + sentence.end)
