"""Arguments and exit codes: 0, 1 for a problem with the input, 2 for misuse.

Standard output is what was asked for; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from kb.cli import (
    accounts,
    backing,
    checking,
    commands,
    comparing,
    noting,
    practising,
    searching,
    streams,
)
from kb.errors import KbError
from kb.settings import Settings, load_settings
from kb.types import DEPTHS

Command = Callable[[argparse.Namespace, Settings], int]

_IN_CHINESE = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (.*?): expected .*", r"\1 后面缺少内容"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应是整数，现在是 \2"),
    (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2，可用的：\3"),
    (r"argument (.*?): (.*)", r"\1 \2"),
)


class _Parser(argparse.ArgumentParser):
    """argparse with its few words in Chinese."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        for english, chinese in _IN_CHINESE:
            if re.fullmatch(english, message, re.S):
                message = re.sub(english, chinese, message, count=1, flags=re.S)
                break
        print(f"用法不对：{message}。加 --help 看说明。", file=sys.stderr)
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; each has a help text."""
    root = _Parser(prog="python -m kb", description="乡鉴：乡村振兴政策文件的做法检索。")
    shared = _Parser(add_help=False)
    shared.add_argument("--index", metavar="文件夹", help="索引所在的文件夹，默认 index/")
    shared.add_argument("--json", action="store_true", help="输出 JSON")
    commands_ = root.add_subparsers(dest="command", required=True, metavar="命令")

    def add(name: str, text: str, run: Command | None = None) -> argparse.ArgumentParser:
        made = commands_.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(run=run or getattr(commands, name))
        return made

    build = add("build", "读入文件夹并建立索引；没有变化的文件不重读。")
    build.add_argument("--documents", metavar="文件夹", help="文件所在的文件夹，默认 documents/")
    build.add_argument("--rebuild", action="store_true", help="全部重读、重新编码")
    build.add_argument(
        "--dry-run", action="store_true", help="只读一遍，说明每个文件会怎样；不写索引"
    )
    build.add_argument("--csv", metavar="文件", help="与 --dry-run 同用：把逐个文件的情况存为表格")
    report = add("report", "列出上次建库时每个文件的收录情况。")
    report.add_argument("--csv", metavar="文件", help="另存为表格（CSV，可用 Excel 打开）")
    added = add("add", "按网址收取网页或文件，存入文库文件夹。")
    added.add_argument("address", nargs="+", metavar="网址")
    added.add_argument("--documents", metavar="文件夹", help="文件所在的文件夹，默认 documents/")
    add("documents", "列出库内文件及识别出的信息、去除的内容。")
    show = add("show", "显示一份文件的全文和目录。")
    show.add_argument("id", help="文件编号，见 documents")
    searching.add_options(add("search", "检索；检索词为 - 时从标准输入逐行读取。"))
    _add_practices(
        add("practices", "列出库内的做法，可按主题、地方、年份、详略挑选。", practising.listing)
    )
    practice = add("practice", "显示一项做法的全部内容：各地怎么做、数据、出处。", practising.one)
    practice.add_argument("name", nargs="+", metavar="名称", help="做法的名称、别名或编号")
    _add_compare(add("compare", "按一个问题或几项做法，把各地并排对比。", comparing.run))
    draft = add("check", "核对文稿：数据、年份、标题、文号、带引号的词语，逐项查库内有无。",
                checking.run)  # fmt: skip
    draft.add_argument("file", metavar="文稿", help="文件，或 - 从标准输入读取")
    doctor = add("doctor", "重读来源，逐段核对引文和索引。")
    doctor.add_argument("--documents", metavar="文件夹", help="文件所在的文件夹，默认建库时的")
    add("prepare", "准备向量模型。")
    user = add("user", "管理登录用的账户：添加、列出、改密码、改角色、停用。", accounts.run)
    accounts.describe(user, shared)
    backing.add_file(
        add("backup", "把素材夹、账户、更正等用户数据备份为一个 ZIP 文件。", backing.backup),
        "备份文件的名称；是文件夹时自动取名",
    )
    backing.add_file(
        add("restore", "从备份恢复用户数据；恢复前的数据另存。", backing.restore), "备份文件"
    )
    backing.add_feedback(add("feedback", "导出“有用”“没用”的评价，供评测使用。", backing.feedback))
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    streams.settle()
    options = parser().parse_args(arguments)
    try:
        settings = load_settings(getattr(options, "documents", None), options.index)
        code = int(options.run(options, settings))
        if code == 0:
            noting.note(options, settings)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KbError as error:
        print(str(error), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader has gone, e.g. head.
        _silence()
        return 0
    except OSError as error:
        _silence()
        print(
            f"读写出错（{error.strerror or '没有写完'}）。请检查磁盘空间和权限。", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("已中断；原有的索引没有改动，再次建库会接着做。", file=sys.stderr)
        return 130
    except Exception as error:
        # The rim: a traceback tells a user nothing; who mends the program asks for it.
        logging.getLogger(__name__).debug("command failed", exc_info=True)
        print(f"程序出错（{type(error).__name__}：{error}）。原有的索引没有改动。", file=sys.stderr)
        return 1


def _silence() -> None:
    """Send what is left of standard output nowhere: to flush it would fail once more."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _add_practices(practices: argparse.ArgumentParser) -> None:
    practices.add_argument("--theme", metavar="主题", help="只看这个主题的，如 产业、垃圾分类")
    practices.add_argument("--place", metavar="地名", help="只看这个省、市、县的")
    practices.add_argument("--year", type=int, metavar="年", help="只看涉及这一年的")
    practices.add_argument("--depth", choices=DEPTHS, metavar="详略", help="、".join(DEPTHS))


def _add_compare(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("asked", nargs="*", metavar="问题", help="问题，或一项做法的名称")
    compare.add_argument(
        "--practice", action="append", default=[], metavar="做法", help="做法的名称，可写几个"
    )
    compare.add_argument(
        "--place", action="append", default=[], metavar="地名", help="只看这个地方，可写几个"
    )
