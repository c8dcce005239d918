"""One function a command: takes the parsed options and the settings, returns the exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kb import jsonview
from kb.cli import plain, searching, streams
from kb.cli.bar import bar
from kb.errors import InputError, KbError
from kb.report import report_csv
from kb.search import Answer
from kb.settings import Settings
from kb.store.entries import FileReport
from kb.store.library import Library
from kb.workspace import (
    build_index,
    fetch_into,
    open_index,
    open_searcher,
    prepare_model,
    prove,
    try_reading,
)


def build(options: argparse.Namespace, settings: Settings) -> int:
    """Read a folder and build its index, or only say what that would make of it."""
    if options.dry_run:
        with bar() as progress:
            reports = try_reading(settings, progress)
        return _tell_files(options, reports)
    with bar() as progress:
        built = build_index(settings, rebuild=options.rebuild, progress=progress)
    if options.json:
        streams.print_json(jsonview.report_json(built.report, built.model_problem))
    else:
        streams.print_lines(plain.report(built.report))
    if built.model_problem:
        print(f"没有向量模型，只按关键词检索。{built.model_problem}", file=sys.stderr)
    return 0


def report(options: argparse.Namespace, settings: Settings) -> int:
    """Say what became of every file at the last build."""
    return _tell_files(options, open_index(settings).library.reports())


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Fetch pages and files from the web into the documents folder."""
    failed = 0
    added = []
    for address in options.address:
        try:
            kept = fetch_into(settings, streams.well_formed(address))
        except KbError as error:
            failed += 1
            print(f"{address}：{error}", file=sys.stderr)
            continue
        added.append({"address": address, "path": kept})
        if not options.json:
            streams.print_lines([f"{address}\t{kept}"])
    if options.json:
        streams.print_json(added)
    if added:
        print("已存入文库文件夹。要能检索到，请再建库：python -m kb build", file=sys.stderr)
    return 1 if failed else 0


def documents(options: argparse.Namespace, settings: Settings) -> int:
    """List the documents."""
    library = open_index(settings).library
    if not options.json:
        streams.print_lines(plain.document_lines(library.cards))
        return 0
    listed = []
    for card in library.cards:
        document = library.document(card.id)
        if document is not None:
            listed.append(jsonview.document_json(card, document))
    streams.print_json(listed)
    return 0


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show one document."""
    wanted = streams.well_formed(options.id)
    document = open_index(settings).library.document(wanted)
    if document is None:
        raise InputError(
            f"库内没有编号为“{wanted[:40]}”的文件。用 python -m kb documents 查看编号。"
        )
    if options.json:
        streams.print_json(jsonview.show_json(document))
    else:
        streams.print_lines([document.title, "", document.text])
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one query, or one a line of standard input."""
    searcher = open_searcher(settings)
    query = searching.query_of(options)
    filters = searching.filters_of(options)
    ask = partial(
        searcher.search,
        k=options.k,
        filters=filters,
        exact=options.exact,
        as_typed=options.typed,
        fold_same=options.fold,
        nearest=options.nearest,
    )
    if query == "-":
        return _search_lines(searcher.snapshot.library, ask)
    answer = ask(query)
    if options.json:
        streams.print_json(jsonview.answer_json(answer, searcher.snapshot.library))
    else:
        streams.print_lines(plain.answer(answer, searcher.snapshot.library))
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Prove every passage of the index against its source."""
    given = settings.documents if options.documents else None
    with bar() as progress:
        findings = prove(settings, given, progress)
    if options.json:
        streams.print_json({"checked": findings.checked, "problems": list(findings.problems)})
    else:
        streams.print_lines(plain.findings(findings))
    return 1 if findings.problems else 0


def prepare(options: argparse.Namespace, settings: Settings) -> int:
    """Prepare the embedding model."""
    with bar() as progress:
        folder = prepare_model(settings, progress)
    told = {"model": folder.name if folder else settings.model}
    if options.json:
        streams.print_json(told)
    else:
        streams.print_lines([f"模型已就绪：{told['model']}"])
    return 0


def _search_lines(library: Library, ask: Callable[[str], Answer]) -> int:
    """One JSON object a line for every line of standard input, in order, flushed."""
    streams.speak_utf8()
    for query in streams.typed_lines():
        print(json.dumps(_line_json(library, ask, query), ensure_ascii=False), flush=True)
    return 0


def _line_json(library: Library, ask: Callable[[str], Answer], query: str) -> jsonview.Json:
    if not query.strip():
        return jsonview.no_answer_json(query, None)
    try:
        return jsonview.answer_json(ask(query), library)
    except KbError as error:
        return jsonview.no_answer_json(query, str(error))


def _tell_files(options: argparse.Namespace, reports: list[FileReport]) -> int:
    """Print the lines of files; with ``--csv``, write them there as well."""
    if options.csv:
        Path(options.csv).write_text(report_csv(reports), encoding="utf-8", newline="")
    if options.json:
        streams.print_json([jsonview.file_json(told) for told in reports])
    else:
        streams.print_lines(plain.file_lines(reports))
    return 0
