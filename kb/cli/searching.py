"""The options of ``search``."""

from __future__ import annotations

import argparse

from kb.cli import streams
from kb.errors import UsageError
from kb.metadata.provenance import GRADES
from kb.regions import find
from kb.types import KINDS, Filters, Region


def add_options(search: argparse.ArgumentParser) -> None:
    """Say what ``search`` takes; conditions may be given several times."""
    search.add_argument("query", nargs="+", metavar="检索词")
    search.add_argument("--k", type=_positive, default=10, metavar="条数", help="默认 10")
    for name, metavar, told in (
        ("province", "省", "只看这个省的文件，可写几个"),
        ("city", "市", "只看这个市的文件，可写几个"),
        ("county", "县", "只看这个县（市、区）的文件，可写几个"),
        ("theme", "主题", "只看这个振兴主题的文件，如 产业，可写几个"),
        ("topic", "专题", "只看这个专题的文件，如 垃圾分类，可写几个"),
        ("issuer", "机关", "只看这个机关发的文件，可写几个"),
        ("without", "地名", "不看这个地方的文件，如本县，可写几个"),
        ("exclude", "词", "不要提到这个词的段落，可写几个；与检索词里的 -词 相同"),
    ):
        search.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=told)
    search.add_argument(
        "--kind", action="append", default=[], choices=KINDS, metavar="文种", help="、".join(KINDS)
    )
    search.add_argument(
        "--grade", action="append", default=[], choices=GRADES, metavar="等级",
        help="来源等级：" + "、".join(GRADES),
    )  # fmt: skip
    search.add_argument("--year", type=int, metavar="年", help="只看涉及这一年的文件")
    search.add_argument("--since", type=int, metavar="年", help="只看涉及这一年及以后的文件")
    search.add_argument("--until", type=int, metavar="年", help="只看涉及这一年及以前的文件")
    search.add_argument("--exact", action="store_true", help="只按原词检索，不查同义说法")
    search.add_argument("--typed", action="store_true", help="按写的字检索，不改错别字")
    search.add_argument(
        "--nearest", action="store_true", help="库内未见时，也列出最接近的段落（多半不相干）"
    )
    search.add_argument("--fold", action="store_true", help="几份文件里内容相同的段落只列一次")


def filters_of(options: argparse.Namespace) -> Filters:
    """The conditions that were given. Raises ``UsageError`` for a place that is none."""
    return Filters(
        provinces=tuple(options.province),
        cities=tuple(options.city),
        counties=tuple(options.county),
        since=options.since if options.year is None else options.year,
        until=options.until if options.year is None else options.year,
        kinds=tuple(options.kind),
        themes=tuple(options.theme),
        topics=tuple(options.topic),
        grades=tuple(options.grade),
        issuers=tuple(options.issuer),
        without=tuple(region for name in options.without for region in _place(name)),
    )


def query_of(options: argparse.Namespace) -> str:
    """The query with the words of ``--exclude``; ``-`` stays what it is."""
    query = streams.well_formed(" ".join(options.query))
    excluded = [f'-"{streams.well_formed(word).strip()}"' for word in options.exclude]
    return query if query == "-" else " ".join((query, *excluded))


def _place(name: str) -> tuple[Region, ...]:
    found = [region for mention in find(name) for region in mention.candidates]
    if not found:
        raise UsageError(f"“{name[:40]}”不是能认出的地名。请写省、市或县（区）的名称，如 德清县。")
    return tuple(found)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 1000:
        raise argparse.ArgumentTypeError(f"应是 1 到 1000 之间的整数，现在是 {text[:40]!r}")
    return int(text)
