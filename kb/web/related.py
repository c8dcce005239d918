"""What belongs to a document beside its text: doubts, sources, links, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from kb.types import FLAGS, Document, Flag
from kb.web.marking import escaped, shown_name
from kb.web.tables import format_name
from kb.web.values import evidence_html

_AROUND = 12  # characters shown on either side of a doubt
_MOST = 200
_RELATIONS = {
    "修订": "修订了",
    "废止": "废止了",
    "转发": "转发了",
    "被修订": "被它修订",
    "被废止": "被它废止",
    "被转发": "由它转发",
    "同系列": "同一系列",
}


def unread_html(document: Document) -> str:
    """What of the file could not be read."""
    items = "".join(f"<li>{escaped(sentence)}</li>" for sentence in document.unread)
    return f'<ul class="kb-pairs">{items}</ul>'


def flags_html(document: Document, address: str) -> str:
    """Every doubt with its words, which lead to their place."""
    rows = [_flag_row(document, flag, address) for flag in document.flags[:_MOST]]
    more = len(document.flags) - _MOST
    rest = f"<p>另有 {more} 处，都在正文里标出。</p>" if more > 0 else ""
    return f'<table class="kb-values kb-flags"><tbody>{"".join(rows)}</tbody></table>{rest}'


def sources_html(document: Document) -> str:
    """The files that hold this document, the leading one first."""
    rows = []
    for source in document.sources:
        how = "以它为准" if source.how is None else source.how
        rows.append(
            f'<tr><th scope="row">{escaped(shown_name(source.path))}</th>'
            f"<td>{escaped(format_name(source.format))}</td>"
            f"<td>{escaped(how)}</td></tr>"
        )
    return (
        '<table class="kb-values"><thead><tr><th scope="col">文件</th>'
        '<th scope="col">格式</th><th scope="col">与正文的关系</th></tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def links_html(document: Document, title_of: Callable[[str], str | None], address: str) -> str:
    """The documents this one relates to. ``title_of``: a document's id → its title."""
    rows = []
    for link in document.links:
        title = title_of(link.document_id)
        if title is None:
            continue
        said = evidence_html(link.evidence, document, address)
        rows.append(
            f'<tr><th scope="row">{_RELATIONS[link.relation]}</th>'
            f'<td><a href="original?id={quote(link.document_id)}" target="_self">'
            f'{escaped(title)}</a></td><td class="kb-verbatim">{said}</td></tr>'
        )
    return f'<table class="kb-values"><tbody>{"".join(rows)}</tbody></table>'


def flag_counts(flags: Sequence[Flag]) -> str:
    """数字缺失 3 处、词语被遮盖或替换 1 处, in the order of ``FLAGS``."""
    kinds = [flag.kind for flag in flags]
    return "、".join(f"{label} {kinds.count(k)} 处" for k, label in FLAGS.items() if k in kinds)


def _flag_row(document: Document, flag: Flag, address: str) -> str:
    text = document.text
    before = text[max(0, flag.start - _AROUND) : flag.start].rpartition("\n")[2]
    after = text[flag.end : flag.end + _AROUND].partition("\n")[0]
    words = text[flag.start : flag.end]
    end = max(flag.end, flag.start + 1)
    link = escaped(f"{address}&start={flag.start}&end={end}")
    return (
        f'<tr><th scope="row">{FLAGS[flag.kind]}</th><td>'
        f'<a href="{link}" target="_self">{escaped(before)}<b>{escaped(words)}</b>'
        f"{escaped(after)}</a></td></tr>"
    )
