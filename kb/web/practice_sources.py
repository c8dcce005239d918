"""The documents that tell of a practice with every mention, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.store.entries import Card
from kb.types import DEPTHS, Mention, Practice
from kb.web import quotes
from kb.web.cards import depth_badge
from kb.web.marking import escaped
from kb.web.tables import date_of, digest_label, grade_label, region_name

_SHOWN = 12


def sources(
    practice: Practice, card_of: Callable[[str], Card | None]
) -> tuple[tuple[Card, tuple[Mention, ...]], ...]:
    """Each document with its mentions in the order of its text; the deepest told first, then
    the latest."""
    groups: dict[str, list[Mention]] = {}
    for mention in practice.mentions:
        groups.setdefault(mention.document_id, []).append(mention)
    found = [
        (card, tuple(sorted(mentions, key=lambda m: m.name_start)))
        for document_id, mentions in groups.items()
        if (card := card_of(document_id)) is not None
    ]
    latest = sorted(found, key=lambda one: date_of(one[0].metadata) or "", reverse=True)
    return tuple(sorted(latest, key=lambda one: -max(map(_level, one[1]))))


def sources_html(found: Sequence[tuple[Card, Sequence[Mention]]]) -> str:
    """A row a document: title, place, date, issuer, grade of the source, every mention."""
    rows = "".join(_row(card, mentions) for card, mentions in found)
    return (
        '<table class="kb-values kb-srctable"><thead><tr><th scope="col">文件</th>'
        '<th scope="col">地区</th><th scope="col">日期</th>'
        '<th scope="col">发文机关</th><th scope="col">提到的地方</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(card: Card, mentions: Sequence[Mention]) -> str:
    metadata = card.metadata
    title = (
        f'<a href="{escaped(quotes.address_of(card.id, path=card.path))}" target="_self">'
        f"《{escaped(card.title)}》</a> {digest_label(metadata)}{grade_label(metadata)}"
    )
    cells = (
        title,
        escaped(region_name(metadata.region) or "地区不明"),
        escaped(date_of(metadata) or "日期不明"),
        escaped(metadata.issuer.value if metadata.issuer else "未写明"),
        _links(card, mentions),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _links(card: Card, mentions: Sequence[Mention]) -> str:
    links = [_link(card, mention, number) for number, mention in enumerate(mentions, 1)]
    shown, rest = links[:_SHOWN], links[_SHOWN:]
    more = (
        f"<details><summary>其余 {len(rest)} 处</summary>{' '.join(rest)}</details>" if rest else ""
    )
    return f'<span class="kb-spots">{" ".join(shown)}</span>{more}'


def _link(card: Card, mention: Mention, number: int) -> str:
    address = escaped(quotes.address_of(card.id, mention.start, mention.end, card.path))
    return (
        f'<span class="kb-spot"><a href="{address}" target="_self">第 {number} 处</a>'
        f"{depth_badge(mention.depth)}</span>"
    )


def _level(mention: Mention) -> int:
    return DEPTHS.index(mention.depth)
