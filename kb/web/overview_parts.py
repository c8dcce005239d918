"""The parts of 概览 as safe HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kb.store.versions import Manifest
from kb.web.marking import escaped, shown_name
from kb.web.overview_charts import Bar, address, bars_html, columns_html, table_html, tiles_html
from kb.web.overview_counts import Flagged, Holdings
from kb.web.quotes import address_of

_DOCUMENTS = "份文件"
_TOPICS = 15
_FLAGGED = 12
_YEARS = 24
"""Years that are drawn, the latest; the table has all."""


def numbers_html(held: Holdings, manifest: Manifest, version: str, lexical: str | None) -> str:
    """How much there is, and of which index."""
    built = datetime.fromisoformat(manifest.built_at).astimezone().strftime("%Y-%m-%d %H:%M")
    counts = (
        ("文件", held.documents, "library"),
        ("段落", held.passages, ""),
        ("做法", held.practices, "catalogue"),
        ("提及", held.mentions, ""),
        ("做法中的指标数据", held.figures, ""),
        ("地区", held.places, ""),
    )
    cells = "".join(
        f"<div><dt>{name}</dt><dd>{_linked(f'{count:,}', page)}</dd></div>"
        for name, count, page in counts
    )
    model = manifest.model or "没有，只按关键词检索"
    facts = [f"建于 {built}", f"索引第 {version} 版", f"语义模型：{model}"]
    if lexical and manifest.model:
        facts.append(f"目前只按关键词检索：{lexical.rstrip('。')}")
    return (
        f'<dl class="kb-onumbers">{cells}</dl><p class="kb-meta">{escaped("；".join(facts))}。</p>'
    )


def files_html(held: Holdings) -> str:
    """What became of the files of the folder."""
    read = held.files - held.failed - held.folded
    told = f"文件夹里有 {held.files} 个文件：收入 {read} 个"
    told += f"，与别的文件是同一份而并入 {held.folded} 个" if held.folded else ""
    if not held.failed:
        return f"<p>{told}，没有读不出来的。</p>"
    link = '<a href="report" target="_self">到“收录情况”看没有收入的原因</a>'
    return f"<p>{told}，没有收入 {held.failed} 个（{link}）。</p>"


def places_html(held: Holdings) -> str:
    """By province."""
    rows = sorted(held.provinces.items(), key=lambda pair: (-pair[1], pair[0]))
    placeless = (
        f'<p class="kb-meta">另有 {held.placeless} 份文件看不出是哪个地方。</p>'
        if held.placeless
        else ""
    )
    return (
        f"{tiles_html(held.provinces, 'library')}{placeless}"
        f"{table_html(('省（区、市）', '文件'), rows, '各省文件数')}"
    )


def years_html(held: Holdings) -> str:
    """By the years that documents cover."""
    shown = held.years[-_YEARS:]
    bars = [Bar(y, n, _DOCUMENTS, address("catalogue", year=y)) for y, n in shown]
    cut = f"图中是最近 {_YEARS} 个年份；" if len(held.years) > _YEARS else ""
    undated = f"{held.undated} 份文件没有年份；" if held.undated else ""
    return (
        f"{columns_html(bars, '各年份的文件数')}"
        f'<p class="kb-meta">{cut}{undated}一份文件可以涉及几个年份，规划还会涉及以后的年份。'
        "点年份看那一年的做法。</p>"
        f"{table_html(('年份', '文件'), held.years, '各年份文件数')}"
    )


def kinds_html(held: Holdings) -> str:
    """By kind."""
    bars = [Bar(k, n, _DOCUMENTS, address("library", kind=k)) for k, n in held.kinds]
    return f"{bars_html(bars)}{table_html(('文种', '文件'), held.kinds, '各文种文件数')}"


def grades_html(held: Holdings) -> str:
    """By the grade of the source."""
    bars = [Bar(g, n, _DOCUMENTS, address("library", provenance=g)) for g, n in held.grades]
    return f"{bars_html(bars)}{table_html(('来源等级', '文件'), held.grades, '各来源等级文件数')}"


def themes_html(held: Holdings) -> str:
    """By the five themes, then by topic: how many practices."""
    themes = [
        Bar(f"{t}振兴", p, "项做法", address("catalogue", theme=t)) for t, _, p in held.themes
    ]
    topics = sorted(held.topics, key=lambda row: (-row[2], row[0]))[:_TOPICS]
    shown = [Bar(t, p, "项做法", address("catalogue", topic=t)) for t, _, p in topics]
    rows = [(f"{t}振兴", d, p) for t, d, p in held.themes] + list(held.topics)
    return (
        f"<h3>振兴主题 <small>做法</small></h3>{bars_html(themes)}"
        f"<h3>专题 <small>做法最多的 {len(shown)} 个</small></h3>{bars_html(shown)}"
        f"{table_html(('主题或专题', '文件', '做法'), rows, '各主题、专题的文件和做法')}"
    )


def flagged_html(flagged: Sequence[Flagged]) -> str:
    """What is doubted, by kind, with the documents."""
    if not flagged:
        return "<p>没有存疑的内容。</p>"
    return "".join(_flagged(one) for one in flagged)


def _flagged(one: Flagged) -> str:
    shown = "".join(
        f'<li><a href="{escaped(address_of(document_id))}" target="_self">'
        f"《{escaped(shown_name(title))}》</a> {count} 处</li>"
        for document_id, title, count in one.documents[:_FLAGGED]
    )
    more = len(one.documents) - _FLAGGED
    rest = (
        f'<p class="kb-meta">还有 {more} 份，在<a href="report" target="_self">收录情况</a>里选'
        "“有存疑”可以看到全部。</p>"
        if more > 0
        else ""
    )
    return (
        f'<details class="kb-more kb-oflag"><summary>{escaped(one.name)}：{len(one.documents)} 份文件、'
        f"{one.spots} 处</summary><ul>{shown}</ul>{rest}</details>"
    )


def _linked(text: str, page: str) -> str:
    return f'<a href="{page}" target="_self">{text}</a>' if page else text
