"""How well files are read: the table of ``make reading-report``.

Usage::

    python -m eval.reading [FOLDER]

FOLDER: a library laid out as ``../shared/library``. Characters are compared after
normalisation (NFKC), without white space; the share is 1 − edit distance / length of the
reference (Levenshtein).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from rapidfuzz.distance import Levenshtein

from eval import places
from eval.reading_web import measure
from kb.cleaning import clean
from kb.reading import read
from kb.settings import ROOT, Settings
from kb.store.entries import FileReport
from kb.workspace import open_index

DEFAULT = ROOT.parent / "shared" / "library"
_POLL_S = 0.2
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was asked for and what was found."""

    what: str
    wanted: str
    found: str
    reached: bool


def squeezed(text: str) -> str:
    """``text`` without white space, widths and compatibility forms made one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def share(found: str, reference: str) -> float:
    """1 − edit distance / length of the reference."""
    return 1 - Levenshtein.distance(found, reference) / len(reference)


def on_page(reference: str, page: str) -> str:
    """The beginning of ``reference`` that the text of its first page agrees with best."""
    ends = range(len(page) - 60, len(page) + 60)
    return min((reference[:end] for end in ends), key=lambda r: Levenshtein.distance(r, page))


def text_of(path: Path) -> str:
    """The cleaned text of a file, squeezed."""
    return squeezed(clean(read(path)).text)


def format_rows(folder: Path) -> Iterator[Row]:
    """A red-head notice as PDF and as a picture; a law as Word and as PDF."""
    truth = squeezed((folder / "govdoc397.truth.txt").read_text(encoding="utf-8"))
    pdf = share(text_of(folder / "govdoc397.pdf"), truth)
    yield Row("红头 PDF，与净文本相同的字", "≥ 99.5 %", f"{pdf:.2%}", pdf >= 0.995)
    picture = text_of(folder / "govdoc397_page1.png")
    scanned = share(picture, on_page(truth, picture))
    yield Row("首页图片识别，同上", "≥ 98 %", f"{scanned:.2%}", scanned >= 0.98)
    word, twin = (text_of(folder / f"中华人民共和国仲裁法.{end}") for end in ("docx", "pdf"))
    told = f"{len(word)} 字" if word == twin else f"相差 {Levenshtein.distance(word, twin)} 字"
    yield Row("altChunk 的 DOCX 与 PDF", "相同", told, word == twin)


def place_rows(folder: Path) -> Iterator[Row]:
    """Places of the city reports under neutral names."""
    judged = list(places.judge(folder))
    about = [j for j in judged if j.wanted != type(j.wanted)()]
    right = sum(j.verdict == "right" for j in about)
    yield Row("城市报告地区（文件改名）", "≥ 139/140", f"{right}/{len(about)}", right >= 139)
    none = [j for j in judged if j not in about]
    empty = sum(j.verdict == "right" for j in none)
    yield Row("全国报告不属任何市", "3/3", f"{empty}/{len(none)}", empty == len(none) == 3)


def page_rows(folder: Path) -> Iterator[Row]:
    """Furniture left and article text lost in pages with a site's furniture."""
    measured = [m for path in sorted(folder.glob("*.html")) if (m := measure(path))]
    left = sum(len(squeezed(line)) for m in measured for line in m.left)
    lost = sum(len(block) for m in measured for block in m.lost)
    told = f"{len(measured)} 页，共 {sum(m.inside for m in measured)} 字"
    yield Row(f"网页残留的导航（{told}）", "0 字", f"{left} 字", left == 0)
    yield Row("网页丢失的正文", "0 字", f"{lost} 字", lost == 0)


def library_rows(folder: Path) -> Iterator[Row]:
    """The whole library read, cleaned and recognised by the real workers, without vectors."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(documents=folder, index=Path(scratch) / "index", model="none")
        began = time.monotonic()
        with _building(settings) as started, Peak(started.pid) as peak:
            started.wait()
        seconds = time.monotonic() - began
        library = open_index(settings).library
        reports = library.reports()
        yield from _failures(reports)
        report = next(r for r in reports if r.path.endswith("台州.docx"))
        document = library.document(report.document_id or "")
        sources = len(document.sources) if document else 0
        yield Row("全国报告的三个文件", "一份、三个来源", f"{sources} 个来源", sources == 3)
        yield Row("全库读入、清洗、识别", "≤ 360 秒", f"{seconds:.0f} 秒", seconds <= 360)
        found = f"{peak.mebibytes:.0f} MB"
        yield Row("内存峰值（全部进程，PSS）", "< 1536 MB", found, peak.mebibytes < 1536)


def _failures(reports: list[FileReport]) -> Iterator[Row]:
    for name, least in (("city_reports_docx", 143), ("policies", 221), ("_html", 93)):
        own = [r for r in reports if name in r.path.split("/")[0]]
        bad = [r.path for r in own if r.outcome == "未收入"]
        told = f"{len(own) - len(bad)} 份" + (f"，失败：{'、'.join(bad)}" if bad else "")
        yield Row(f"{name} 读入无误", f"{least} 份", told, len(own) - len(bad) >= least)
    bad = [f"{r.path}（{r.reason}）" for r in reports if r.outcome == "未收入"]
    yield Row("全库没有读成的文件", "0", "、".join(bad) or "0", not bad)


class Peak:
    """Watches the memory of a process and all below it, as proportional set size, so that
    what processes share counts once."""

    def __init__(self, pid: int) -> None:
        self.mebibytes = 0.0
        self._watched = psutil.Process(pid)

    def __enter__(self) -> Peak:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_S):
            try:
                below = self._watched.children(recursive=True)
            except psutil.Error:
                return
            total = sum(map(_size, (self._watched, *below)))
            self.mebibytes = max(self.mebibytes, total / _MEBIBYTE)


def _size(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.rss))


def resume_row(folder: Path) -> Row:
    """A build that is killed again and again ends as one that was not."""
    with tempfile.TemporaryDirectory() as scratch:
        broken, whole = (
            Settings(documents=folder, index=Path(scratch) / name, model="none")
            for name in ("broken", "whole")
        )
        kills = sum(_killed_after(wait, broken) for wait in (4.0, 5.0, 6.0))
        for settings in (broken, whole):
            with _building(settings) as started:
                started.wait()
        same = open_index(broken).library.reports() == open_index(whole).library.reports()
    told = f"杀掉 {kills} 次后{'相同' if same else '不同'}"
    return Row("建库反复中断后的结果", "与未中断的相同", told, same and kills > 0)


def _killed_after(seconds: float, settings: Settings) -> bool:
    """Whether a build was still under way after ``seconds`` and had to be killed."""
    with _building(settings) as started:
        try:
            started.wait(seconds)
        except subprocess.TimeoutExpired:
            started.kill()
            return True
    return False


def _building(settings: Settings) -> subprocess.Popen[bytes]:
    """The command ``python -m kb build``, without a model, as a user would start it."""
    command = [sys.executable, "-m", "kb", "build", "--documents", str(settings.documents)]
    return subprocess.Popen(
        [*command, "--index", str(settings.index)],
        cwd=ROOT,
        env=os.environ | {"KB_MODEL": "none"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def line(row: Row) -> str:
    """A row of a Markdown table."""
    return f"| {row.what} | {row.wanted} | {row.found} | {'是' if row.reached else '否'} |"


def main() -> int:
    """Print the table; 1 where something is not reached."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.is_dir():
        print(f"找不到文件夹 {folder.name}。请给出样本库的路径。", file=sys.stderr)
        return 1
    parts: tuple[Callable[[], Iterator[Row]], ...] = (
        lambda: format_rows(folder / "formats"),
        lambda: place_rows(folder / "city_reports_docx"),
        lambda: page_rows(folder / "guangzhou_html"),
        lambda: library_rows(folder),
        lambda: iter([resume_row(folder / "city_reports_docx")]),
    )
    print("| 项目 | 要求 | 结果 | 达到 |\n|---|---|---|---|")
    reached = True
    for row in (row for part in parts for row in part()):
        print(line(row), flush=True)
        reached = reached and row.reached
    return 0 if reached else 1


if __name__ == "__main__":
    raise SystemExit(main())
