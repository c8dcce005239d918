"""Check every digest in ``documents/`` against the source it restates.

``eval/digests.tsv`` names, a line a digest, the file in ``documents/`` and the path of its
source under ``--shared`` (default ``../shared``). For each pair this checks that

a. every figure of the digest (number with its unit, range, date) stands in the source,
b. no run of ``RUN`` or more letters and digits is the source's own, names inside 《》
   and short quotations apart, and every name in “” is in the source,
c. the head has the agreed form,
d. for a source under ``seeds/``: every figure of the source stands in the digest, which
   has at least ``SEED_HAN`` Han characters.

Years, days and bare numbers of a seed that the digest leaves out are only reminders: most
belong to titles and dates of guiding documents. Exit 1 where there are problems, 0 otherwise,
and 0 with a clear line where the shared folder is absent (then only the form is checked).
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import opencc

ROOT = Path(__file__).resolve().parents[1]
RUN = 15
SEED_HAN = 1200
# A longer quotation is a copied sentence in quotation marks, not a name.
QUOTATION = 25
# So short a quotation is a name, and a name must be the source's.
NAME = 12

_UNITS = (
    "平方公里|平方千米|平方米|立方米|千瓦时|百分点|个百分点|个工作日|公里|公顷|公斤|千米|千瓦|兆瓦|"
    "周年|小时|分钟|人次|户次|人|名|户|家|村|镇|乡|县|市|省|区|个|项|件|条|座|处|所|台|辆|吨|斤|克|"
    "元|米|亩|立方|头|只|羽|张|份|册|场|次|批|种|类|级|届|位|岁|倍|点|成|支|院|套|宗|间|栋|组|"
    "年|月|日|天|周|期|片|棵|株|对|门|单|道|颗|款|枚|例|起|字"
)
_NUMBER = r"\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![A-Za-z\d.])(?P<number>{_NUMBER}(?:[-+:/至]{_NUMBER}|\+[A-Z](?![a-z]))*)"
    rf"(?P<unit>%|‰|[余多]?[十百千万亿]*[余多]?(?:{_UNITS})?)"
)
_ITEM_NUMBER = re.compile(r"^\s*(?:\(\d+\)|\d+[.、)](?!\d))", re.MULTILINE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DASHES = re.compile(r"[‐‑‒–—―−~]+")
_NAMES = re.compile(
    rf"《[^《》\n]*》|“[^“”\n]{{1,{QUOTATION}}}”|「[^「」\n]{{1,{QUOTATION}}}」"
    rf'|"[^"\n]{{1,{QUOTATION}}}"'
)
_HEAD = (
    (re.compile(r"# \S.*"), "第一行应为“# 标题”"),
    (re.compile(r"地区[:\uff1a]\S+"), "第二段应为“地区:…”"),
    (re.compile(r"日期[:\uff1a]\d{4}(-\d{2}(-\d{2})?)?"), "第三段应为“日期:YYYY[-MM[-DD]]”"),
    (re.compile(r"整理稿[,\uff0c]据《.+》"), "第四段应为“整理稿,据《…》”"),
)
_SECTION = re.compile(r"[一二三四五六七八九十]+、\S")
_TAG = re.compile(r"(?is)<(script|style)\b.*?</\1>|<[^>]+>")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of one digest found: ``problems`` fail the run, ``reminders`` do not."""

    problems: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """``number`` as digits with their joints, ``unit`` with its scale word, maybe empty."""

    number: str
    unit: str

    def __str__(self) -> str:
        """The figure as it stands in the normalised text."""
        return self.number + self.unit

    @property
    def minor(self) -> bool:
        """A date, or whole numbers without a unit and a plus: a reminder when left out."""
        dated = re.fullmatch(r"\d{4}(-\d{4})?", self.number) and self.unit == "年"
        bare = self.unit == "" and re.fullmatch(r"[\d:/-]+", self.number)
        return bool(dated or bare or self.unit in ("月", "日"))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Half-width, Simplified, one kind of dash, no thousands separators, no inner blanks.

    Line ends stay, so that list numbers can be told from figures.
    """
    text = _converter().convert(unicodedata.normalize("NFKC", text))
    text = _THOUSANDS.sub("", re.sub(r"[^\S\n]+", "", text))
    return _DASHES.sub("-", text)


def figures(text: str) -> dict[Figure, None]:
    """The distinct figures of a text, in order, without list numbers at line starts."""
    found = _FIGURE.finditer(_ITEM_NUMBER.sub("", normalise(text)))
    return dict.fromkeys(Figure(m["number"], m["unit"]) for m in found)


def _parts(figure: Figure) -> set[Figure]:
    """The figure, and the single years of a range of years."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", figure.number)
    return {figure, *(Figure(year, "年") for year in years if len(years) > 1)}


def missing_figures(wanted: str, given: str) -> list[Figure]:
    """Figures of ``wanted`` that ``given`` lacks.

    A number without a unit is found where the same number stands with any unit or none.
    """
    have = {part for figure in figures(given) for part in _parts(figure)}
    numbers = {figure.number for figure in have}
    return [
        figure
        for figure in figures(wanted)
        if figure not in have
        and not (figure.unit == "" and figure.number in numbers)
        and not (len(_parts(figure)) > 1 and _parts(figure) - {figure} <= have)
    ]


def _letters(text: str) -> str:
    return "".join(c for c in normalise(text) if c.isalnum() or c == "\0")


def shared_runs(digest: str, source: str, length: int = RUN) -> list[str]:
    """Maximal runs of at least ``length`` letters and digits that both texts have.

    Punctuation does not interrupt a run; a name inside 《》 or quotation marks does.
    """
    original, own = _letters(source), _letters(_NAMES.sub("\0", digest))
    grams = {original[i : i + length] for i in range(len(original) - length + 1)}
    runs: list[str] = []
    start = 0
    while start + length <= len(own):
        end = start + length
        if own[start:end] not in grams:
            start += 1
            continue
        while end < len(own) and own[end - length + 1 : end + 1] in grams:
            end += 1
        runs.append(own[start:end])
        start = end - length + 1
    return runs


def strange_names(digest: str, source: str) -> list[str]:
    """Names in “” that the source does not have, punctuation and script apart."""
    original = _letters(source)
    quoted = dict.fromkeys(re.findall(r"“([^“”\n]+)”", digest))
    return [q for q in quoted if len(_letters(q)) <= NAME and _letters(q) not in original]


def split_head(digest: str) -> tuple[list[str], str]:
    """The four head lines and the body; fewer lines where the digest is shorter."""
    lines = [line.strip() for line in digest.splitlines()]
    filled = [i for i, line in enumerate(lines) if line]
    if len(filled) < len(_HEAD):
        return [lines[i] for i in filled], ""
    last = filled[len(_HEAD) - 1]
    return [lines[i] for i in filled[: len(_HEAD)]], "\n".join(lines[last + 1 :]).strip()


def form_problems(digest: str) -> list[str]:
    """What departs from the agreed form: the head, an overview, sections 一、 …"""
    head, body = split_head(digest)
    if len(head) < len(_HEAD) or not body:
        return ["文件不完整：应有标题、地区、日期、整理稿四行和正文"]
    problems = [
        f"{message}，现为“{line}”"
        for line, (pattern, message) in zip(head, _HEAD, strict=True)
        if not pattern.fullmatch(line)
    ]
    paragraphs = [line for line in body.splitlines() if line]
    if _SECTION.match(paragraphs[0]):
        problems.append("“整理稿”一行之后应先有一段概述")
    if not any(_SECTION.match(line) for line in paragraphs):
        problems.append("正文没有“一、”一级标题")
    if any(line.startswith("#") for line in paragraphs):
        problems.append("除标题外不应再用 # 标题")
    return problems


def date_problems(head: list[str], source: str, source_path: str) -> list[str]:
    """Whether the head's date stands in the source (a mere year: or in its file name)."""
    match = re.search(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$", head[2])
    if not match:
        return []
    year, month, day = match.groups()
    plain = normalise(source) + source_path
    if month is None:
        pattern = year
    else:
        pattern = rf"{year}[年./-]0?{int(month)}" + (rf"[月./-]0?{int(day)}(?!\d)" if day else "")
    return [] if re.search(pattern, plain) else [f"日期 {match[0]} 不见于原文"]


def check(digest: str, source: str, source_path: str) -> Findings:
    """All checks of one digest; ``source_path`` is relative to the shared folder."""
    problems = form_problems(digest)
    head, body = split_head(digest)
    if not body:
        return Findings(tuple(problems))
    problems += date_problems(head, source, source_path)
    text = head[0] + "\n" + head[3] + "\n" + body
    problems += [f"数字“{figure}”不见于原文" for figure in missing_figures(text, source)]
    problems += [f"与原文连续{len(run)}字相同：{run}" for run in shared_runs(body, source)]
    problems += [f"名称“{name}”不见于原文" for name in strange_names(body, source)]
    reminders: list[str] = []
    if source_path.startswith("seeds/"):
        han = sum("\u4e00" <= c <= "\u9fff" for c in digest)
        if han < SEED_HAN:
            problems.append(f"正文仅{han}个汉字，应不少于{SEED_HAN}个")
        for figure in missing_figures(source, text):
            left = reminders if figure.minor else problems
            left.append(f"原文数字“{figure}”没有写进整理稿")
    return Findings(tuple(problems), tuple(reminders))


def read_source(path: Path) -> str:
    """The plain text of a .txt, .md, .html or .docx source, tables included.

    Raises ``ValueError`` for another format.
    """
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
        return "\n".join([*(p.text for p in document.paragraphs), *cells])
    if path.suffix not in (".txt", ".md", ".html"):
        raise ValueError(f"不能读取这种格式的原文：{path.name}")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return _TAG.sub(" ", text) if path.suffix == ".html" else text


def listed(table: Path) -> list[tuple[str, str]]:
    """The (digest, source) pairs of the table, without its header line."""
    lines = table.read_text("utf-8").splitlines()[1:]
    return [(d.strip(), s.strip()) for d, _, s in (x.partition("\t") for x in lines if x.strip())]


def check_file(root: Path, shared: Path | None, digest: str, source: str) -> Findings:
    """Check one line of the table; without a shared folder the form alone."""
    path = root / "documents" / digest
    if not path.is_file():
        return Findings((f"documents/ 中没有 {digest}",))
    text = path.read_text("utf-8")
    if shared is None:
        return Findings(tuple(form_problems(text)))
    if not (shared / source).is_file():
        return Findings((f"找不到原文 {source}",))
    return check(text, read_source(shared / source), source)


def main(arguments: list[str] | None = None) -> int:
    """Check all digests, or those named; print what is wrong with each. 0 or 1."""
    parser = argparse.ArgumentParser(description="核对整理稿与原文")
    parser.add_argument("digests", nargs="*", help="只核对这些整理稿（文件名），缺省为全部")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="原文所在目录")
    parser.add_argument("--reminders", action="store_true", help="同时列出提醒")
    options = parser.parse_args(arguments)
    shared: Path | None = options.shared
    if shared is not None and not shared.is_dir():
        print(f"没有原文目录 {shared}，只核对格式")
        shared = None
    pairs = listed(ROOT / "eval" / "digests.tsv")
    if options.digests:
        pairs = [pair for pair in pairs if pair[0] in options.digests]
    failed = 0
    for digest, source in pairs:
        findings = check_file(ROOT, shared, digest, source)
        failed += bool(findings.problems)
        print(f"{digest}：{len(findings.problems)} 个问题，{len(findings.reminders)} 条提醒")
        for line in findings.problems:
            print(f"  {line}")
        for line in findings.reminders if options.reminders else ():
            print(f"  （提醒）{line}")
    print(f"共 {len(pairs)} 篇，{failed} 篇有问题")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
