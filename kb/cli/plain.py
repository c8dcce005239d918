"""What a person reads in a terminal: everything as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kb.cleaning import REASONS
from kb.doctor import Findings
from kb.indexing import BuildReport
from kb.search import Answer
from kb.store.entries import Card, FileReport
from kb.store.library import Library
from kb.types import FLAGS, PracticeCard, Region

DIGEST = "整理稿"


def report(built: BuildReport) -> Iterator[str]:
    """What a build did."""
    yield (
        f"库内 {built.documents} 份文件、{built.passages} 个段落"
        f"（新增 {len(built.added)}，更新 {len(built.changed)}，删除 {len(built.removed)}，"
        f"未变 {built.unchanged}），用时 {built.seconds:.1f} 秒。"
    )
    if built.copies:
        yield f"另有 {built.copies} 个文件与库内文件是同一份，已并入。"
    if not built.dense:
        yield "索引没有向量，只能按关键词检索。"
    for failure in built.failures:
        yield f"未收入 {failure.path}：{failure.reason}"


def file_lines(reports: Sequence[FileReport]) -> Iterator[str]:
    """One line a file, what happened to it after it, then the totals."""
    for told in reports:
        yield f"{told.outcome}\t{told.path}\t{_read(told)}"
        yield from (f"  {sentence}" for sentence in told.unread)
    counts = Counter(told.outcome for told in reports)
    yield f"共 {len(reports)} 个文件：" + "，".join(f"{k} {n}" for k, n in counts.items()) + "。"


def _read(told: FileReport) -> str:
    if told.reason is not None:
        return told.reason
    parts = [f"{told.pages} 页"] if told.pages else []
    parts += [f"识别图片 {told.scanned} 页"] if told.scanned else []
    parts += [f"{told.characters} 字", f"收入 {told.kept} 字"]
    parts += [f"去除{REASONS.get(reason, reason)} {n} 字" for reason, n in told.removed]
    parts += [f"{FLAGS[kind]} {n} 处" for kind, n in told.flags if kind in FLAGS]
    parts += [f"与“{told.leader}”是同一份（{told.how}）"] if told.leader else []
    return "，".join(parts)


def document_lines(cards: Sequence[Card]) -> Iterator[str]:
    """One line a document."""
    for card in cards:
        dates = card.metadata.written or card.metadata.issued or card.metadata.published
        parts = [card.id, region_name(card.metadata.region) or "地区不明", card.title]
        parts += [dates.value] if dates else []
        parts += [DIGEST] if card.metadata.digest else []
        yield "\t".join(parts)


def answer(found: Answer, library: Library) -> Iterator[str]:
    """Practices first, then the passages."""
    yield from found.notes
    if not found.answered:
        yield "库内未见。"
    for practice in found.practices:
        places = "、".join(filter(None, map(region_name, practice.regions))) or "地区不明"
        hits = "、".join(map(str, practice.hits))
        yield f"【{practice.name}】{practice.depth} {places} 见第 {hits} 条"
    for hit in found.hits:
        card = library.card_of(hit.row)
        label = f"({DIGEST})" if card.metadata.digest else ""
        path = " › ".join((card.title + label, *hit.passage.headings))
        yield f"\n{hit.rank}. {path} [{card.id} {hit.passage.start}-{hit.passage.end}]"
        yield hit.text


def catalogue(cards: Iterable[PracticeCard]) -> Iterator[str]:
    """One line a practice."""
    for card in cards:
        places = "、".join(filter(None, map(region_name, card.regions)))
        yield f"{card.name}\t{card.depth}\t{card.mentions} 处\t{places}"


def findings(found: Findings) -> Iterator[str]:
    """The outcome of the check."""
    yield (
        f"核对了 {found.checked['documents']} 份文件、{found.checked['copies']} 个副本、"
        f"{found.checked['passages']} 个段落、{found.checked['removals']} 处去除、"
        f"{found.checked['mentions']} 处提及、{found.checked['figures']} 个指标数据、"
        f"{found.checked['practices']} 项做法。"
    )
    yield from found.problems
    if not found.problems:
        yield "全部相符。"


def region_name(region: Region) -> str:
    """A region as one name: 浙江省杭州市西湖区; 上海市 only once."""
    parts = dict.fromkeys(filter(None, (region.province, region.city, region.county)))
    return "".join(parts)
