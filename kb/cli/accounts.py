"""``python -m kb user``: accounts for the sign-in of the pages."""

from __future__ import annotations

import argparse
import getpass
import sys

from kb.accounts import book
from kb.cli import noting, streams
from kb.errors import InputError
from kb.settings import Settings
from kb.types.people import ROLES


def describe(user: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Add what ``user`` understands. ``shared``: the arguments of all commands."""
    actions = user.add_subparsers(dest="action", required=True, metavar="操作")

    def action(name: str, text: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=text, description=text, parents=[shared])

    action("list", "列出账户。")
    add = action("add", "添加账户；密码从键盘或标准输入读入。")
    add.add_argument("name", metavar="姓名", help="登录用的名字；统一登录的写邮箱")
    add.add_argument("--role", choices=ROLES, default=ROLES[0], metavar="角色", help=_ROLES_TOLD)
    add.add_argument("--no-password", action="store_true", help="统一登录（OIDC）的账户，不设密码")
    _named(action("password", "重设密码；用旧密码登录的都要重新登录。"))
    role = action("role", "更改角色。")
    _named(role)
    role.add_argument("role", choices=ROLES, metavar="角色", help=_ROLES_TOLD)
    _named(action("disable", "停用账户，已登录的立即退出。"))
    _named(action("enable", "恢复使用停用的账户。"))


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked for and write it down."""
    _ACTIONS[options.action](options, settings)
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> None:
    found = book.all_accounts(settings.userdata)
    if options.json:
        rows = [
            {"name": one.name, "role": one.role, "created": one.created, "disabled": one.disabled}
            for one in found
        ]
        streams.print_json(rows)
        return
    for one in found:
        print(one.name, one.role, "已停用" if one.disabled else "在用", one.created, sep="\t")
    if not found:
        print("还没有账户。", file=sys.stderr)


def _add(options: argparse.Namespace, settings: Settings) -> None:
    name = book.checked_name(streams.well_formed(options.name))
    if book.find(settings.userdata, name):
        raise InputError(f"已有名为“{name}”的账户。请换一个名字。")
    password = None if options.no_password else _password()
    book.add(settings.userdata, name, options.role, password)
    _told(settings, "添加账户", f"{name}（{options.role}）")


def _set_password(options: argparse.Namespace, settings: Settings) -> None:
    name = _known(options, settings)
    book.set_password(settings.userdata, name, _password())
    _told(settings, "重设密码", name)


def _set_role(options: argparse.Namespace, settings: Settings) -> None:
    name = _known(options, settings)
    book.set_role(settings.userdata, name, options.role)
    _told(settings, "更改角色", f"{name}：{options.role}")


def _disable(options: argparse.Namespace, settings: Settings) -> None:
    name = _known(options, settings)
    book.set_disabled(settings.userdata, name, True)
    _told(settings, "账户停用", name)


def _enable(options: argparse.Namespace, settings: Settings) -> None:
    name = _known(options, settings)
    book.set_disabled(settings.userdata, name, False)
    _told(settings, "账户恢复使用", name)


_ACTIONS = {
    "list": _list,
    "add": _add,
    "password": _set_password,
    "role": _set_role,
    "disable": _disable,
    "enable": _enable,
}
_ROLES_TOLD = "读者（检索、收集、导出）、编辑（还能添加和更正）、管理员"


def _named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="姓名")


def _known(options: argparse.Namespace, settings: Settings) -> str:
    """The account's name as kept. Raises ``InputError`` before a password is asked for."""
    found = book.find(settings.userdata, streams.well_formed(options.name))
    if found is None:
        raise InputError(
            f"没有名为“{options.name[:60]}”的账户。用 python -m kb user list 看有哪些。"
        )
    return found.name


def _password() -> str:
    """Typed twice and not shown, or the first line of standard input; never an argument,
    which every other program on the machine could read."""
    if sys.stdin is None or not sys.stdin.isatty():
        return next(streams.typed_lines(), "")
    first = getpass.getpass("密码：")
    if first != getpass.getpass("再输入一遍："):
        raise InputError("两遍密码不一样。请重新运行。")
    return first


def _told(settings: Settings, what: str, about: str) -> None:
    noting.write(settings, what, about)
    print(f"已完成：{what}，{about}。", file=sys.stderr)
