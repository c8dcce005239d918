"""The proof that every quotation is the source's: each file is read again and compared.

For every document: the file's hash is the index's; the cleaned text is what the reader
gives now minus the recorded removals; every passage and mention is a span of it, and so is
everything that is known of a mention; the passages cover it. For the index: every file is
its manifest's, every practice is called by a name that is printed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kb.corrections import read_practice_corrections
from kb.errors import KbError
from kb.indexing import Progress
from kb.indexing.ingest import sha256_of
from kb.indexing.ingestor import Ingestor, LocalIngestor
from kb.indexing.recipe import recipe
from kb.indexing.scanning import FoundFile, located
from kb.indexing.unpacked import Unpacked
from kb.practices.proving import mention_problems, practice_problems
from kb.settings import Settings
from kb.store.entries import Entry
from kb.store.library import Library
from kb.store.snapshot import open_snapshot
from kb.types import Document, PracticeCard, Removal

_COUNTED = ("documents", "copies", "passages", "removals", "mentions", "figures", "practices")


@dataclass(frozen=True, slots=True)
class Findings:
    """``checked``: how many documents, passages, removals, mentions, figures, practices.
    ``problems``: sentences for the user; none means that all is proven."""

    checked: dict[str, int]
    problems: tuple[str, ...]


def examine(
    settings: Settings,
    documents: Path | None,
    progress: Progress,
    ingestor: Ingestor | None = None,
) -> Findings:
    """Check the served index against the files it was built from, copies included.

    ``documents``: where the files lie now; ``None``: where they lay at the build.
    ``ingestor``: who reads them again; ``None`` reads them in this process. Raises the
    errors of ``open_snapshot`` where the index itself is missing or damaged.
    """
    snapshot = open_snapshot(settings.index, recipe())
    folder = documents or Path(snapshot.manifest.documents_folder)
    readers = ingestor or LocalIngestor()
    checked = dict.fromkeys(_COUNTED, 0)
    problems: list[str] = []
    records = snapshot.library.files()
    files = [located(folder, record) for record in records]
    with Unpacked(files, readers) as unpacked:
        for number, file in enumerate(files):
            progress("核对文件", number, len(files))
            entry = snapshot.library.entry(file.path)
            found = [*_source_problems(file, unpacked, readers, entry.document)]
            leads = entry.document.id in snapshot.library.row_of_document
            problems += [f"{file.path}：{p}" for p in (*found, *_span_problems(entry))]
            checked["documents" if leads else "copies"] += 1
            checked["passages"] += len(entry.passages) if leads else 0
            checked["removals"] += len(entry.document.removals)
            found_here = [m for here in entry.mentions.values() for m in here] if leads else []
            checked["mentions"] += len(found_here)
            figures = {(f.start, f.end) for m in found_here for f in m.figures}
            checked["figures"] += len(figures)
    progress("核对文件", len(files), len(files))
    given = {line.to for line in read_practice_corrections(folder).identities}
    for card in snapshot.library.practice_cards():
        checked["practices"] += 1
        problems += _practice_problems(snapshot.library, card, given)
    return Findings(checked, tuple(problems))


def without(raw: str, removals: tuple[Removal, ...]) -> str:
    """``raw`` minus ``removals``. Raises ``ValueError`` where a removal is not a span of it,
    or they are not in order."""
    kept, at = [], 0
    for removal in removals:
        if removal.start < at or raw[removal.start : removal.end] != removal.text:
            raise ValueError(f"removal at {removal.start} does not fit")
        kept.append(raw[at : removal.start])
        at = removal.end
    return "".join([*kept, raw[at:]])


def _source_problems(
    file: FoundFile, unpacked: Unpacked, readers: Ingestor, document: Document
) -> list[str]:
    if not file.file.is_file():
        return ["来源文件已不在原处。请重新建库：python -m kb build"]
    try:
        path = unpacked.file_of(file)
        if sha256_of(path) != document.sha256:
            return ["来源文件在建库后改动过。请重新建库：python -m kb build"]
        if without(readers.raw_text(path), document.removals) != document.text:
            return ["正文与来源去掉所记内容后的文字不一致。"]
    except (KbError, OSError) as error:
        return [f"来源文件读不出来（{error}）。"]
    except ValueError:
        return ["所记的去除内容与来源不符。"]
    finally:
        unpacked.done(file)
    return []


def _span_problems(entry: Entry) -> list[str]:
    text, at, problems = entry.document.text, 0, []
    for passage in entry.passages:
        inside = at <= passage.start < passage.end <= len(text)
        if not inside or passage.document_id != entry.document.id:
            problems.append(f"段落 {passage.id} 不是正文中的一段。")
            continue
        if text[at : passage.start].strip():
            problems.append(f"段落 {passage.id} 之前有正文没有收入任何段落。")
        at = passage.end
    if text[at:].strip():
        problems.append("最后一个段落之后还有正文没有收入任何段落。")
    for number, mentions in entry.mentions.items():
        if number >= len(entry.passages):
            # Where text is left out of every passage, its mentions need no saying.
            problems += [] if problems else [f"第 {number + 1} 个段落不存在，却有提及。"]
            continue
        for mention in mentions:
            problems += mention_problems(mention, entry.document, entry.passages[number])
    return problems


def _practice_problems(library: Library, card: PracticeCard, given: Collection[str]) -> list[str]:
    practice = library.practice(card.id)
    if practice is None or len(practice.mentions) != card.mentions:
        return [f"做法“{card.name}”的出处数目与目录不符。"]
    return practice_problems(practice, given)
