"""``backup``, ``restore`` and ``feedback``: what users made, out of the program and back."""

from __future__ import annotations

import argparse
import csv
from datetime import datetime
from pathlib import Path

from kb.cli import streams
from kb.corrections import FILE_NAME, PRACTICES_FILE
from kb.errors import StorageError
from kb.fetching import SOURCES_NAME
from kb.settings import Settings
from kb.userdata import opinions
from kb.userdata.archive import Places
from kb.userdata.judged import judged_lines, opinion_rows
from kb.userdata.packing import pack
from kb.userdata.restoring import restore as bring_back

TABLES = (FILE_NAME, PRACTICES_FILE, SOURCES_NAME)
"""The tables of users beside the documents."""


def add_file(parser: argparse.ArgumentParser, help_text: str) -> None:
    """The arguments of ``backup`` and ``restore``."""
    parser.add_argument("file", metavar="文件", help=help_text)
    parser.add_argument("--documents", metavar="文件夹", help="文件所在的文件夹，默认 documents/")


def add_feedback(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``feedback``."""
    parser.add_argument("--out", metavar="文件", help="存为判断文件（JSONL），默认打印出来")
    parser.add_argument("--tsv", metavar="文件", help="另存为表格：每一条评价，含“没用”的")


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Write a backup; a folder gets one with the time in its name."""
    target = Path(options.file)
    if target.is_dir():
        target = target / f"乡鉴备份-{datetime.now():%Y%m%d-%H%M%S}.zip"
    made = pack(_places(settings), target)
    size = target.stat().st_size
    if options.json:
        streams.print_json({"file": str(target), "files": len(made.files), "bytes": size})
    else:
        print(f"已备份 {len(made.files)} 个文件，{max(1, size // 1024)} KB：{target}")
        print("里面有账户和素材，请妥善保管。")
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Bring a backup back and tell what became of what was there."""
    done = bring_back(Path(options.file), _places(settings))
    if options.json:
        before = str(done.before) if done.before else None
        replaced = [{"file": name, "kept": kept} for name, kept in done.replaced]
        streams.print_json({"files": done.files, "before": before, "replaced": replaced})
        return 0
    print(f"已恢复 {done.files} 个文件。")
    if done.before:
        print(f"恢复前的数据另存为：{done.before}")
    for name, kept in done.replaced:
        print(f"{name} 与备份不同，已换成备份里的；原来的在同一文件夹，名为 {kept}")
    if done.replaced:
        print("更正要在重新建库后生效：python -m kb build")
    return 0


def feedback(options: argparse.Namespace, settings: Settings) -> int:
    """Give out the opinions on hits as judged queries for ``eval``."""
    given = list(opinions.all_given(settings.userdata))
    lines = judged_lines(given)
    try:
        if options.tsv:
            with Path(options.tsv).open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(
                    opinion_rows(given)
                )
        if options.out:
            text = "".join(f"{line}\n" for line in lines)
            Path(options.out).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError(f"写不了文件（{error.strerror}）。请检查路径和权限。") from error
    if not options.out and not options.tsv:
        streams.speak_utf8()
        streams.print_lines(lines)
    return 0


def _places(settings: Settings) -> Places:
    return Places(settings.userdata, settings.documents, TABLES)
