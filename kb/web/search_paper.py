"""An answer as a paper: the practices with their best quotations, then the passages."""

from __future__ import annotations

from collections.abc import Iterator

from kb.citing import quote
from kb.search import Answer
from kb.search.searcher import NO_DENSE
from kb.store.library import Library
from kb.types import Block, Heading, Hit, Items, Paper, Practice, Prose, Quotation, Quoted
from kb.web import card_places, cards
from kb.web.search_cards import answered_of
from kb.web.search_passages import in_order
from kb.web.search_state import SearchState
from kb.web.tables import region_name

_PRACTICES = 10


def paper(answer: Answer, library: Library, state: SearchState) -> Paper:
    """The answer to the search of ``state`` as it is shown."""
    shown = in_order(answer.hits[: state.k], library, state.sort)
    blocks = (
        Prose(f"检索词：{answer.query}。共 {len(answer.practices)} 项做法、{len(shown)} 条段落。"),
        *_conditions(state),
        *(Prose(note) for note in answer.notes if note != NO_DENSE),
        *([Heading("做法", 1)] if answer.answered else []),
        *(b for p in answer.practices[:_PRACTICES] for b in _practice(p, answer, library, state)),
        Heading("段落", 1),
        *(b for hit in shown for b in _passage(hit, answer, library)),
    )
    return Paper(f"“{answer.query}”各地做法检索", blocks, asked=answer.query)


def _conditions(state: SearchState) -> Iterator[Block]:
    """What else decided the answer."""
    told = [
        *(f"只看{name}" for name in (*state.provinces, *state.cities, *state.counties)),
        *(f"文种：{kind}" for kind in state.kinds),
        *(f"主题：{name}" for name in (*state.themes, *state.topics)),
        *(f"来源等级：{name}" for name in state.grades),
        *(f"发文机关：{name}" for name in state.issuers),
        *(f"不看{region_name(place)}" for place in state.without),
    ]
    if state.since or state.until:
        told.append(f"年份：{state.since or '不限'}—{state.until or '不限'}")
    if told:
        yield Items(tuple(told))


def _practice(
    practice: Practice, answer: Answer, library: Library, state: SearchState
) -> Iterator[Block]:
    answered = answered_of(practice, answer, library, state)
    quoted = cards.best_first(answered, library.document)
    if not quoted:
        return
    name = answered.whole.name if answered.whole else practice.name
    yield Heading(name, 2)
    places = "、".join(filter(None, map(region_name, answered.regions[:5])))
    more = f"等 {len(answered.regions)} 地" if len(answered.regions) > 5 else ""
    yield Prose(f"{answered.depth}。地区：{places or '不明'}{more}。")
    yield Quoted(_quotation(quoted[0]))
    for place, other in card_places.best(answered, quoted[0], library, state.without):
        yield Quoted(_quotation(other), lead=f"{region_name(place)}：")


def _passage(hit: Hit, answer: Answer, library: Library) -> Iterator[Block]:
    document = library.document(hit.passage.document_id)
    if document is None:
        return
    yield Quoted(quote(document, hit.passage.start, hit.passage.end), lead=f"{hit.rank}.")
    same = answer.same.get(hit.rank, ())
    if same:
        titles = "、".join(f"《{library.card_of(h.row).title}》" for h in same)
        yield Prose(f"另有 {len(same)} 份文件有相同内容：{titles}。")


def _quotation(quoted: cards.Quotation) -> Quotation:
    return quote(quoted.document, quoted.mention.start, quoted.mention.end)
