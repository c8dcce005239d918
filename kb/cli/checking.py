"""``check``: the figures, titles, numbers and terms of a draft looked up in the library."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from kb.citing import official
from kb.cli import streams
from kb.drafts import Checked, Item, check, lines_of
from kb.errors import InputError
from kb.reading import read
from kb.settings import Settings
from kb.workspace import open_index

STANDARD_INPUT = "-"


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check a draft from a file of any format that is read, or from standard input."""
    snapshot = open_index(settings)
    checked = check(_text(options.file), snapshot)
    if options.json:
        streams.print_json(as_json(checked))
        return 0
    sys.stdout.write(lines_of(checked) + "\n")
    return 0


def as_json(checked: Checked) -> dict[str, object]:
    """``start``/``end``: characters of the draft, half-open; those of ``quotation`` and
    ``mark`` are of the text of its document."""
    return {
        "index_version": checked.version,
        "counts": checked.counts,
        "items": [_item(item) for item in checked.items],
    }


def _item(item: Item) -> dict[str, object]:
    quotation = asdict(item.quotation) if item.quotation else None
    return {
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "kind": item.kind,
        "verdict": item.verdict,
        "why": item.why,
        "quotation": quotation,
        "citation": official(item.quotation) if item.quotation else None,
        "mark": item.mark,
    }


def _text(name: str) -> str:
    if name == STANDARD_INPUT:
        return "\n".join(streams.typed_lines())
    path = Path(name)
    if not path.is_file():
        raise InputError(f"没有这个文件：{name}。文稿从标准输入来时写 -。")
    return read(path).text
