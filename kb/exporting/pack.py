"""The evidence pack: a paper in every format, the texts it cites, and a list that proves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb.citing import official
from kb.exporting.archives import zipped
from kb.exporting.markdown import markdown
from kb.exporting.printable import file_stem, one_line
from kb.exporting.proving import Problem
from kb.exporting.rows import quotations_csv
from kb.exporting.walking import Cited, cited_in
from kb.exporting.word import word
from kb.exporting.workbook import workbook
from kb.store.snapshot import Snapshot
from kb.types import Document, Paper

FORMAT = 1
MANIFEST = "manifest.json"
ABOUT = "说明.txt"
_TEXTS = "原文"
_ABOUT = """素材包说明

本素材包由乡鉴导出，内容如下：
- Word、Markdown、Excel 文件：同一份材料的三种格式，附引文出处和来源列表。
- 引文.csv：全部引文及引注信息，可用 Excel 打开。
- “原文”文件夹：所引文件的清洗后文本，即原文件去掉网页导航等页面信息后的文字，不是原文件本身。
  原文件的路径和校验值见 manifest.json。文本为 UTF-8 编码，引文的起止位置按字符计算。
- manifest.json：检索内容、索引版本、每个文件的 SHA-256 校验值，以及每处引文在“原文”中的位置。
标为“整理稿”的文件是根据原始材料重新整理的文字，不是原文，引用时请注明。
标有“原文数字缺失”的引文，来源中的数字已经缺失，不能当作数据使用。
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """One cited document: its name in the pack and its cleaned text."""

    name: str
    document: Document


def evidence_pack(paper: Paper, snapshot: Snapshot, problems: Sequence[Problem] = ()) -> bytes:
    """A ZIP file of Word, Markdown, Excel, CSV, the cleaned texts of all cited documents and
    ``manifest.json`` with the hash of every file. The same paper from the same version of the
    index gives the same bytes."""
    stem = file_stem(paper.title)
    texts = _texts(paper, snapshot)
    files = [
        (f"{stem}.docx", word(paper, problems)),
        (f"{stem}.md", markdown(paper, problems).encode()),
        (f"{stem}.xlsx", workbook(paper, problems)),
        ("引文.csv", quotations_csv(paper, problems).encode()),
        (ABOUT, _ABOUT.encode()),
        *((text.name, _encoded(text.document.text)) for text in texts.values()),
    ]
    told = _manifest(paper, snapshot, texts, files, problems)
    listing = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return zipped([*files, (MANIFEST, _encoded(f"{listing}\n"))])


def _texts(paper: Paper, snapshot: Snapshot) -> dict[str, _Text]:
    """The cited documents that the library has, by the id that the paper cites them by."""
    found: dict[str, _Text] = {}
    for cited in cited_in(paper):
        wanted = cited.quotation.document_id
        document = None if wanted in found else snapshot.library.document(wanted)
        if document is not None:
            name = f"{_TEXTS}/{len(found) + 1:03d}_{file_stem(document.title, '无题')}.txt"
            found[wanted] = _Text(name, document)
    return found


def _manifest(
    paper: Paper,
    snapshot: Snapshot,
    texts: dict[str, _Text],
    files: Sequence[tuple[str, bytes]],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    built = snapshot.manifest
    return {
        "format": FORMAT,
        "title": one_line(paper.title),
        "asked": one_line(paper.asked),
        "index": {
            "version": snapshot.version,
            "built_at": built.built_at,
            "documents": built.documents,
            "documents_hash": built.documents_hash,
            "encoder": built.encoder,
            "recipe": built.recipe,
        },
        "files": [
            {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files
        ],
        "texts": [
            {
                "path": text.name,
                "what": "清洗后文本，不是原文件",
                "document_id": text.document.id,
                "title": one_line(text.document.title),
                "original_path": text.document.path,
                "original_sha256": text.document.sha256,
                "digest": text.document.metadata.digest,
            }
            for text in texts.values()
        ],
        "quotations": [_place(cited, texts) for cited in cited_in(paper)],
        "problems": [one_line(problem.told) for problem in problems],
    }


def _place(cited: Cited, texts: dict[str, _Text]) -> dict[str, Any]:
    """Where a quotation stands. ``path``: ``None`` where the library no longer has the
    document, or not these words at this place."""
    q = cited.quotation
    text = texts.get(q.document_id)
    stands = text is not None and text.document.text[q.start : q.end] == q.text
    return {
        "number": cited.number,
        "path": text.name if text and stands else None,
        "document_id": q.document_id,
        "start": q.start,
        "end": q.end,
        "sha256": hashlib.sha256(_encoded(q.text)).hexdigest(),
        "citation": official(q),
    }


def _encoded(text: str) -> bytes:
    """UTF-8; half a character, which no encoding has, becomes a question mark, one for one."""
    return text.encode("utf-8", "replace")
