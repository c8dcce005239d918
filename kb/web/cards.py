"""Practice cards, the answer to a search, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from kb.types import DEPTHS, Document, Hit, Mention, Practice, Region
from kb.web import quotes
from kb.web.figureview import figure_html, most_telling, stated
from kb.web.marking import escaped, term_spans
from kb.web.quotes import Quote
from kb.web.reasons import reasons
from kb.web.state import practice_params
from kb.web.tables import region_name

Documents = Callable[[str], Document | None]
"""The id of a document → the document, ``None`` where it is gone."""
DEPTH_CLASS = {"仅提及": "kb-d1", "有做法": "kb-d2", "有成效": "kb-d3"}
"""How deep a practice is told → the class of its badge."""
_BARE = 15  # a mention with fewer characters beside the name is a heading, not a quotation
_FIGURES = 3
_PLACES = 2
_LEADS = 2
_READ = 6  # values that are compared to find so many different ones


@dataclass(frozen=True, slots=True)
class Answered:
    """A practice that answers a query. ``practice``: with the mentions that were found;
    ``whole``: with all of the library, ``None`` where it has none or only what was found
    may be shown. ``hits``: those it answers. ``terms``: what is sought, folded."""

    practice: Practice
    whole: Practice | None = None
    hits: tuple[Hit, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[Mention, ...]:
        """What the library has beside what was found, the deepest first."""
        found = set(map(_place_of, self.practice.mentions))
        mentions = self.whole.mentions if self.whole else ()
        return tuple(mention for mention in mentions if _place_of(mention) not in found)

    @property
    def depth(self) -> str:
        """How much the library tells of it."""
        return self.whole.depth if self.whole else self.practice.depth

    @property
    def programme(self) -> bool:
        """Whether it comes from above."""
        return self.whole.programme if self.whole else self.practice.programme

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every place, those of the hits first."""
        return tuple(
            dict.fromkeys((*self.practice.regions, *(self.whole.regions if self.whole else ())))
        )


@dataclass(frozen=True, slots=True)
class Quotation:
    """A mention and the document it stands in, to be quoted word for word."""

    mention: Mention
    document: Document

    @property
    def quote(self) -> Quote:
        """The words."""
        return Quote(self.document, self.mention.start, self.mention.end)


def quotations(mentions: Sequence[Mention], of: Documents) -> tuple[Quotation, ...]:
    """The best quotation of each document, the best of all first.

    Best is the deepest that says more than the name; the order of ``mentions`` decides
    between equals.
    """
    best: dict[str, Quotation] = {}
    for mention in sorted(mentions, key=telling):
        if mention.document_id not in best:
            document = of(mention.document_id)
            if document is not None:
                best[mention.document_id] = Quotation(mention, document)
    return tuple(best.values())


def best_first(answered: Answered, of: Documents) -> tuple[Quotation, ...]:
    """What a card quotes: of what was found, unless that only names the practice and the
    library tells more of it elsewhere."""
    quoted = quotations(answered.practice.mentions, of)
    deeper = next((m for m in answered.others if m.depth != "仅提及"), None)
    if deeper and (not quoted or quoted[0].mention.depth == "仅提及"):
        document = of(deeper.document_id)
        if document is not None:
            rest = [q for q in quoted if q.document.id != document.id]
            return (Quotation(deeper, document), *rest)
    return quoted


def practice_html(
    answered: Answered,
    quoted: Sequence[Quotation],
    of: Documents,
    places: Sequence[tuple[Region, Quotation]] = (),
) -> str:
    """One practice: name, depth, places, figures, its best quotation, who is in charge, and
    how other ``places`` do it; folded away what other documents say and why it is there."""
    first = quoted[0]
    told = {quotation.mention for _, quotation in places}
    others = [quotation for quotation in quoted[1:] if quotation.mention not in told]
    return (
        f'<div class="kb-card">{_head_html(answered)}{_figures_html(answered, of)}'
        f"{_quotation_html(first, answered.terms)}{_leads_html(answered, of)}"
        f"{_places_html(places, answered)}"
        f'<div class="kb-folds">{_others_html(others, answered.terms)}{_why_html(answered)}</div>'
        "</div>"
    )


def depth_badge(depth: str) -> str:
    """How much is told of a practice."""
    return f'<span class="kb-badge {DEPTH_CLASS.get(depth, "")}">{escaped(depth)}</span>'


def programme_badge(programme: bool) -> str:
    """The label of a programme from above, or nothing."""
    if not programme:
        return ""
    return '<span class="kb-badge kb-above" title="上级统一部署，不是本地首创">上级部署</span>'


def practice_link(name: str) -> str:
    """The permanent address of a practice, relative and not escaped."""
    return f"practice?{urlencode(practice_params(name))}"


def telling(mention: Mention) -> tuple[int, bool]:
    """Sorts mentions: the deepest first, headings and bare names last."""
    name = mention.name_end - mention.name_start
    bare = mention.end - mention.start - name < _BARE
    return -DEPTHS.index(mention.depth) if not bare else 1, bare


def _head_html(answered: Answered) -> str:
    name = escaped(answered.practice.name)
    if answered.whole:
        link = escaped(practice_link(answered.whole.name))
        name = f'<a href="{link}" target="_self">{escaped(answered.whole.name)}</a>'
    badges = depth_badge(answered.depth) + programme_badge(answered.programme)
    return (
        f'<div class="kb-head"><h3>{name}</h3>{badges}</div>'
        f'<p class="kb-meta">{escaped(_places(answered.regions))}</p>'
    )


def _places(regions: Sequence[Region]) -> str:
    names = [name for name in map(region_name, regions) if name]
    if not names:
        return "地区不明"
    more = f"等 {len(names)} 地" if len(names) > _PLACES else ""
    return "、".join(names[:_PLACES]) + more


def _figures_html(answered: Answered, of: Documents) -> str:
    groups = (stated(answered.practice.mentions), stated(answered.others))
    found = most_telling(groups, _FIGURES, of)
    if not found:
        return ""
    items = "".join(
        f"<li>{figure_html(one.figure, document)}{_where(one.mention, document, answered)}</li>"
        for one, document in found
    )
    return f'<ul class="kb-figures">{items}</ul>'


def _quotation_html(quoted: Quotation, terms: Sequence[str]) -> str:
    mention, quote = quoted.mention, quoted.quote
    spans = [(quote.start + a, quote.start + b) for a, b in term_spans(quote.text, terms)]
    if mention.named:
        spans.append((mention.name_start, mention.name_end))
    return (
        f'<blockquote class="kb-quote">{quotes.block_html(quote, spans)}</blockquote>'
        f'<p class="kb-source">{quotes.source_html(quote)}</p>'
    )


def _places_html(places: Sequence[tuple[Region, Quotation]], answered: Answered) -> str:
    """How other places do it, a quotation each."""
    if not places:
        return ""
    items = "".join(
        f'<li><p class="kb-place">{escaped(region_name(place) or "")} '
        f"{depth_badge(quoted.mention.depth)}</p>"
        f"{_quotation_html(quoted, answered.terms)}</li>"
        for place, quoted in places
    )
    return f'<h4>其他地方怎么做</h4><ul class="kb-places">{items}</ul>'


def _leads_html(answered: Answered, of: Documents) -> str:
    found = dict(islice(_leads(answered, of), _READ))
    if not found:
        return ""
    told = "、".join(list(found.values())[:_LEADS])
    return f'<p class="kb-lead"><b>责任单位</b> {told}</p>'


def _leads(answered: Answered, of: Documents) -> Iterator[tuple[str, str]]:
    """The words of each bureau in charge, and how they are shown."""
    for mention in (*answered.practice.mentions, *answered.others):
        document = of(mention.document_id) if mention.leads else None
        if document is not None:
            where = _where(mention, document, answered)
            for span in mention.leads:
                quote = Quote(document, *span)
                digest = quotes.digest_html(document)
                yield quote.text, f"{quotes.linked_html(quote)}{digest}{where}"


def _where(mention: Mention, document: Document, answered: Answered) -> str:
    """Of which place something is, where the card is about several."""
    region = mention.region or document.metadata.region
    name = region.county or region.city or region.province
    if len(answered.regions) < 2 or name is None:
        return ""
    return f'<span class="kb-meta">（{escaped(name)}）</span>'


def _place_of(mention: Mention) -> tuple[str, int, int]:
    return mention.document_id, mention.start, mention.name_start


def _others_html(others: Sequence[Quotation], terms: Sequence[str]) -> str:
    if not others:
        return ""
    told = []
    for quoted in others:
        place = region_name(quoted.mention.region or quoted.document.metadata.region)
        badge = depth_badge(quoted.mention.depth)
        head = f'<p class="kb-place">{escaped(place or "地区不明")} {badge}</p>'
        told.append(f"<div>{head}{_quotation_html(quoted, terms)}</div>")
    summary = f"另有 {len(others)} 份文件讲到"
    return f'<details class="kb-more"><summary>{summary}</summary>{"".join(told)}</details>'


def _why_html(answered: Answered) -> str:
    if not answered.hits:
        return ""
    ranks = "".join(f'<a href="#hit-{hit.rank}">{hit.rank}</a>' for hit in answered.hits)
    told = escaped("；".join(reasons(answered.practice.name, answered.hits, answered.terms)) + "。")
    return (
        '<details class="kb-reason"><summary>为什么是它</summary>'
        f'<p>{told}</p><p class="kb-ranks">见下方段落 {ranks}</p></details>'
    )
