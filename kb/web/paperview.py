"""A paper as safe HTML, as it will be printed: every quotation with the number of its source."""

from __future__ import annotations

from collections.abc import Sequence

from kb.types import (
    FLAGS,
    Block,
    Cell,
    Document,
    Grid,
    Heading,
    Items,
    Paper,
    Prose,
    Quotation,
    Quoted,
)
from kb.web.cards import Documents
from kb.web.marking import escaped
from kb.web.practice_places import NOT_SEEN
from kb.web.quotes import address_of
from kb.web.tables import DIGEST

_FIRST_LEVEL = 2
"""The level in HTML of a heading of level 1: the page's own is h1."""


def paper_html(paper: Paper, of: Documents) -> str:
    """The whole paper with its list of sources. ``of``: document id → document, for the way
    to the place of a quotation; one that is gone has none."""
    sources = _sources(paper)
    numbers = {source: number for number, source in enumerate(sources, 1)}
    body = "".join(_block(block, numbers, of) for block in paper.blocks)
    listed = "".join(f"<li>{_source(sources[key])}</li>" for key in sources)
    end = f'<h2>资料来源</h2><ol class="kb-psources">{listed}</ol>' if listed else ""
    return (
        f'<article class="kb-paper"><p class="kb-ptitle">{escaped(paper.title)}</p>'
        f"{body}{end}</article>"
    )


def quotations_of(paper: Paper) -> tuple[Quotation, ...]:
    """Every quotation of a paper, in its order."""
    return tuple(q for block in paper.blocks for q in _quotations(block))


def _quotations(block: Block) -> Sequence[Quotation]:
    if isinstance(block, Quoted):
        return (block.quotation,)
    if isinstance(block, Grid):
        return [q for row in block.rows for cell in row if isinstance(cell, tuple) for q in cell]
    return ()


def _sources(paper: Paper) -> dict[str, Quotation]:
    """Document id → one of its quotations, in the order of their first."""
    found: dict[str, Quotation] = {}
    for quotation in quotations_of(paper):
        found.setdefault(quotation.document_id, quotation)
    return found


def _source(quotation: Quotation) -> str:
    told = [f"《{quotation.title}》", quotation.number or "", quotation.issuer or ""]
    told += [quotation.date or "", DIGEST if quotation.digest else ""]
    return escaped("，".join(filter(None, told)))


def _block(block: Block, numbers: dict[str, int], of: Documents) -> str:
    if isinstance(block, Heading):
        level = min(block.level + _FIRST_LEVEL - 1, 6)
        return f"<h{level}>{escaped(block.text)}</h{level}>"
    if isinstance(block, Prose):
        kind = ' class="kb-pown"' if block.by_user else ""
        lines = escaped(block.text).replace("&#10;", "<br>")
        return f"<p{kind}>{lines}</p>"
    if isinstance(block, Quoted):
        note = f'<p class="kb-pown">{escaped(block.note)}</p>' if block.note else ""
        lead = f"<b>{escaped(block.lead)}：</b>" if block.lead else ""
        return f"<blockquote>{lead}{_quoted(block.quotation, numbers, of)}</blockquote>{note}"
    if isinstance(block, Items):
        kind = "ol" if block.numbered else "ul"
        items = "".join(f"<li>{escaped(line)}</li>" for line in block.lines)
        return f"<{kind}>{items}</{kind}>"
    return _grid(block, numbers, of)


def _quoted(quotation: Quotation, numbers: dict[str, int], of: Documents) -> str:
    words = escaped(quotation.text.strip()).replace("&#10;", "<br>")
    doubts = "".join(
        f'<span class="kb-pdoubt">〔{FLAGS[flag]}〕</span>' for flag in quotation.flags
    )
    return f"“{words}”{doubts}{_number(quotation, numbers, of(quotation.document_id))}"


def _number(quotation: Quotation, numbers: dict[str, int], document: Document | None) -> str:
    number = f"[{numbers[quotation.document_id]}]"
    digest = f'<span class="kb-pdoubt">（{DIGEST}）</span>' if quotation.digest else ""
    if document is None:
        return f"{digest}<sup>{number}</sup>"
    address = escaped(address_of(quotation.document_id, quotation.start, quotation.end))
    label = escaped(f"看原文：《{quotation.title}》")
    return (
        f'{digest}<sup><a href="{address}" target="_self" aria-label="{label}" title="{label}">'
        f"{number}</a></sup>"
    )


def _grid(block: Grid, numbers: dict[str, int], of: Documents) -> str:
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in block.header)
    rows = "".join(
        f"<tr>{''.join(_cell(cell, n, block.header[n], numbers, of) for n, cell in enumerate(row))}</tr>"
        for row in block.rows
    )
    caption = f"<caption>{escaped(block.caption)}</caption>" if block.caption else ""
    return (
        '<div class="kb-ptable" tabindex="0" role="region" aria-label="表格">'
        f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(cell: Cell, at: int, name: str, numbers: dict[str, int], of: Documents) -> str:
    if isinstance(cell, str):
        words = escaped(cell)
    else:
        words = "<br>".join(_quoted(q, numbers, of) for q in cell) or NOT_SEEN
    if at == 0:
        return f'<th scope="row">{words}</th>'
    return f'<td data-label="{escaped(name)}">{words}</td>'
