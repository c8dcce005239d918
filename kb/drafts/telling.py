"""Verdicts in words, each with the sentence of a source beside it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citing import quote
from kb.drafts.alignment import Likely, Pair
from kb.drafts.judging import Settled
from kb.drafts.marks import Mark
from kb.drafts.naming import HOME, Named
from kb.drafts.results import Item, Verdict
from kb.drafts.sources import Source, Sources
from kb.drafts.statuses import Draft, Told, mistaken, source_status
from kb.drafts.wording import agreed, contradicted, named, unfound
from kb.types import FigureStatus, Quotation, Span

_CLOSE = 0.4
"""How much alike a place is at least that is shown beside what was not found."""


class Teller:
    """Makes the items of one draft. ``text``: as given; ``plain``: Simplified."""

    def __init__(self, text: str, plain: str, sources: Sources) -> None:
        self._text = text
        self._draft = Draft(plain)
        self._sources = sources
        self._told: dict[str, Told] = {}

    def counted(self, mark: Mark, settled: Settled, home: Sequence[Likely]) -> Item:
        """The item of a figure or a year. ``home``: what comes nearest to its sentence."""
        pair = settled.pair
        if pair is None or settled.ground == "nothing":
            return self._unfound(mark, pair, home)
        quoted, span = self._quoted(pair.source, pair), self._span(pair)
        printed = self._printed(pair)
        if settled.ground == "unlike":
            verdict: Verdict = "未判定" if pair.other.mark.implied else "与来源不符"
            return self._made(
                mark, verdict, contradicted(mark, pair.other.mark, printed), quoted, span
            )
        status: FigureStatus | None = None
        if mark.kind == "指标数据":
            told = self._document(pair.source.document_id)
            status = source_status(told, pair)
            if wrong := mistaken(self._draft, told, pair, status):
                return self._made(mark, wrong, contradicted(mark, pair.other.mark, printed, wrong),
                                  quoted, span)  # fmt: skip
        found: Verdict = "同段有据" if settled.ground == "same" else "别处有"
        return self._made(
            mark, found, agreed(mark, pair, printed, found, status, settled.foreign), quoted, span
        )

    def named(self, mark: Mark, found: Named) -> Item:
        """The item of a title, a number or a term."""
        verdicts: dict[str, Verdict] = {
            "same": "同段有据", "elsewhere": "别处有", "unlike": "与来源不符", "nothing": "未找到",
        }  # fmt: skip
        verdict = verdicts[found.ground]
        if found.document_id is None:
            return self._made(mark, verdict, named(mark, found, verdict, "", ""))
        document = self._document(found.document_id).document
        printed = document.text[slice(*found.span)] if found.span else ""
        around = found.around or (0, len(document.text[:80].split("\n", 1)[0]) or 1)
        why = named(mark, found, verdict, printed, document.title)
        return self._made(mark, verdict, why, quote(document, *around), found.span)

    def _unfound(self, mark: Mark, pair: Pair | None, home: Sequence[Likely]) -> Item:
        if mark.kind == "年份" and home and home[0][0] >= HOME:
            _, source, sentence = home[0]
            document = self._document(source.document_id).document
            quotation = quote(
                document, source.offset + sentence.start, source.offset + sentence.end
            )
            known = set(mark.years) <= set(document.metadata.years)
            verdict: Verdict = "别处有" if known else "未找到"
            return self._made(mark, verdict, unfound(mark, "", document.title, known), quotation)
        if pair is None or pair.alike < _CLOSE:
            return self._made(mark, "未找到", unfound(mark, "", "", False))
        why = unfound(mark, self._printed(pair), "", False)
        return self._made(mark, "未找到", why, self._quoted(pair.source, pair), self._span(pair))

    def _document(self, document_id: str) -> Told:
        known = self._told.get(document_id)
        if known is None:
            known = self._told[document_id] = Told(self._sources.document(document_id))
        return known

    def _printed(self, pair: Pair) -> str:
        start, end = self._span(pair)
        return self._document(pair.source.document_id).document.text[start:end]

    def _span(self, pair: Pair) -> Span:
        mark, offset = pair.other.mark, pair.source.offset
        return offset + mark.start, offset + mark.end

    def _quoted(self, source: Source, pair: Pair) -> Quotation:
        document = self._document(source.document_id).document
        text, start = document.text, source.offset + pair.sentence.start
        end = source.offset + pair.sentence.end
        start += len(text[start:end]) - len(text[start:end].lstrip())
        return quote(document, start, max(start + 1, end))

    def _made(
        self,
        mark: Mark,
        verdict: Verdict,
        why: str,
        quotation: Quotation | None = None,
        span: Span | None = None,
    ) -> Item:
        words = self._text[mark.start : mark.end]
        return Item(mark.start, mark.end, words, mark.kind, verdict, why, quotation, span)
