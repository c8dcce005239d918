"""The draft with its marks, and the items beside it, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.drafts import Checked, Item, Verdict, lines_of
from kb.store.library import Library
from kb.types import Quotation
from kb.web.marking import escaped
from kb.web.quotes import Quote, source_html, words_html

_CLASSES: dict[Verdict, str] = {
    "与来源不符": "unlike", "目标误作结果": "mistaken", "结果误作目标": "mistaken",
    "未找到": "none", "未判定": "open", "别处有": "elsewhere", "同段有据": "same",
}  # fmt: skip
_SHORT: dict[Verdict, str] = {
    "与来源不符": "不符", "目标误作结果": "是目标", "结果误作目标": "是结果", "未找到": "未找到",
    "未判定": "未判定", "别处有": "别处有", "同段有据": "",
}  # fmt: skip
Numbered = tuple[int, Item]


@dataclass(frozen=True, slots=True)
class Group:
    """Items one after the other that rest on one sentence of a source, or on none."""

    items: tuple[Numbered, ...]
    quotation: Quotation | None


def numbered(checked: Checked, wanted: Collection[Verdict]) -> tuple[Numbered, ...]:
    """The items with those verdicts and their numbers in the draft, from 1; of none, all."""
    told = enumerate(checked.items, 1)
    return tuple((n, item) for n, item in told if not wanted or item.verdict in wanted)


def groups(items: Sequence[Numbered]) -> tuple[Group, ...]:
    """``items`` by what they rest on."""
    found = groupby(items, key=lambda one: one[1].quotation)
    return tuple(Group(tuple(members), quotation) for quotation, members in found)


def draft_html(checked: Checked, linked: Collection[int]) -> str:
    """The draft, every item marked with its number and its verdict in words. ``linked``: the
    numbers of the items that stand in the list beside it."""
    pieces, at = [], 0
    for number, item in enumerate(checked.items, 1):
        pieces.append(escaped(checked.text[at : item.start]))
        pieces.append(_mark(number, item, number in linked))
        at = item.end
    pieces.append(escaped(checked.text[at:]))
    body = "".join(pieces)
    return f'<div class="kb-draft" tabindex="0" role="region" aria-label="文稿">{body}</div>'


def _mark(number: int, item: Item, linked: bool) -> str:
    short = _SHORT[item.verdict]
    label = (
        f'{number}<span class="kb-chk-said"> {short}</span>'
        if short
        else f'{number}<span class="kb-hidden"> {item.verdict}</span>'
    )
    told = f'<span class="kb-chk-no">{label}</span>'
    if linked:
        told = f'<a class="kb-chk-no" href="#item-{number}" target="_self">{label}</a>'
    css = f"kb-chk kb-chk-{_CLASSES[item.verdict]}"
    return f'<mark class="{css}">{escaped(item.text)}</mark>{told}'


def group_html(group: Group, library: Library) -> str:
    """The items of a group, each with its verdict and why, and the sentence they rest on."""
    rows = "".join(_row(number, item) for number, item in group.items)
    return f'<ul class="kb-chklist">{rows}</ul>{_quoted(group, library)}'


def _row(number: int, item: Item) -> str:
    return (
        f'<li id="item-{number}"><span class="kb-chk-n">{number}.</span> '
        f'<b>{escaped(item.text)}</b> <span class="kb-meta">{item.kind}</span> '
        f'<span class="kb-badge kb-verdict kb-chk-{_CLASSES[item.verdict]}">{item.verdict}</span>'
        f"<p>{escaped(item.why)}</p></li>"
    )


def _quoted(group: Group, library: Library) -> str:
    quotation = group.quotation
    document = library.document(quotation.document_id) if quotation else None
    if quotation is None or document is None:
        return ""
    quote = Quote(document, quotation.start, quotation.end)
    marks = [item.mark for _, item in group.items if item.mark]
    return (
        f'<blockquote class="kb-quote">{words_html(quote, marks)}</blockquote>'
        f'<p class="kb-source">{source_html(quote)}</p>'
    )


def copy_html(checked: Checked) -> str:
    """The button that copies the whole result; ``kb.web.copying`` gives it its work."""
    return (
        f'<div class="kb-cite" data-words="{escaped(lines_of(checked))}">'
        '<button type="button" class="kb-copy" data-citation="" data-told="核对结果">'
        '复制核对结果</button><span class="kb-copied" role="status"></span></div>'
    )


def keyed(found: Sequence[Group]) -> Iterator[tuple[str, Group]]:
    """Groups with a key each that is unique in the draft."""
    for group in found:
        yield f"check-{group.items[0][0]}", group
