"""The file of accounts: ``accounts.json`` in the folder of users' data.

An account without a hash is one of OIDC: its name is the e-mail address that the identity
provider tells, and no password opens it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from kb.accounts import files, passwords, sessions
from kb.errors import InputError
from kb.types.people import ROLES, Role

FILE = "accounts.json"
_MAX_NAME = 60
_NAME = re.compile(r"[^\W_][\w.@+\-· ]*")


@dataclass(frozen=True, slots=True)
class Account:
    """``id``: under which the person's data are kept; a name that is used again gets another.
    ``created``: day and time, ISO 8601 in UTC. ``local``: whether a password opens it."""

    id: str
    name: str
    role: Role
    created: str
    disabled: bool
    local: bool


def all_accounts(folder: Path) -> tuple[Account, ...]:
    """Every account, by name. Raises ``StorageError``."""
    table = files.read(folder / FILE)
    return tuple(_account(table[key]) for key in sorted(table))


def find(folder: Path, name: str) -> Account | None:
    """The account of a name, in capitals or not."""
    row = files.read(folder / FILE).get(key(name))
    return _account(row) if row else None


def by_id(folder: Path, account_id: str) -> Account | None:
    """The account of an id."""
    return next((one for one in all_accounts(folder) if one.id == account_id), None)


def hash_of(folder: Path, name: str) -> str | None:
    """The hash of an account's password, ``None`` where no password opens it."""
    row = files.read(folder / FILE).get(key(name)) or {}
    return None if row.get("disabled") else row.get("hash")


def add(folder: Path, name: str, role: Role, password: str | None) -> Account:
    """A new account. ``password``: ``None`` for one of OIDC. Raises ``InputError`` where the
    name is taken or none, or the password is too simple."""
    shown = checked_name(name)
    _check_role(role)
    kept = None if password is None else passwords.hashed(password, shown)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    made = Account("a-" + secrets.token_hex(8), shown, role, created, False, kept is not None)

    def how(table: files.Table) -> None:
        if key(shown) in table:
            raise InputError(f"已有名为“{shown}”的账户。请换一个名字。")
        row = asdict(made) | {"hash": kept}
        del row["local"]
        table[key(shown)] = row

    files.change(folder / FILE, how)
    return made


def set_password(folder: Path, name: str, password: str) -> None:
    """Another password; whoever is signed in with the old one no longer is."""
    kept = passwords.hashed(password, checked_name(name))
    _change(folder, name, "hash", kept)


def set_role(folder: Path, name: str, role: Role) -> None:
    """Another role, in force at once. Raises ``InputError`` where the last administrator
    would lose it."""
    _check_role(role)
    _change(folder, name, "role", role)


def set_disabled(folder: Path, name: str, disabled: bool) -> None:
    """Shut an account, or open it again. Raises ``InputError`` for the last administrator."""
    _change(folder, name, "disabled", disabled)


def checked_name(name: str) -> str:
    """A name as it is kept. Raises ``InputError``."""
    shown = " ".join(unicodedata.normalize("NFKC", name).split())
    if not _NAME.fullmatch(shown) or len(shown) > _MAX_NAME:
        raise InputError(
            f"“{shown[:_MAX_NAME]}”不能作账户名。请用汉字、字母、数字，最多 {_MAX_NAME} 个字符。"
        )
    return shown


def _change(folder: Path, name: str, field: str, value: object) -> None:
    account_id = ""

    def how(table: files.Table) -> None:
        nonlocal account_id
        row = table.get(key(name))
        if row is None:
            raise InputError(f"没有名为“{name[:_MAX_NAME]}”的账户。")
        before = _administrators(table)
        row[field] = value
        if before and not _administrators(table):
            raise InputError("这是最后一个管理员。请先让另一个账户成为管理员。")
        account_id = row["id"]

    files.change(folder / FILE, how)
    if field != "role":
        sessions.end_all(folder, account_id)


def _administrators(table: files.Table) -> int:
    return sum(row["role"] == "管理员" and not row["disabled"] for row in table.values())


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InputError(f"没有“{role[:20]}”这个角色。可用的：{'、'.join(ROLES)}。")


def key(name: str) -> str:
    """What a name is told apart by: forms of its letters and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _account(row: files.Table) -> Account:
    # A role that somebody wrote into the file by hand and that does not exist may do least.
    role = row.get("role")
    return Account(
        id=str(row.get("id", "")),
        name=str(row.get("name", "")),
        role=cast(Role, role) if role in ROLES else ROLES[0],
        created=str(row.get("created", "")),
        disabled=bool(row.get("disabled")),
        local=row.get("hash") is not None,
    )
