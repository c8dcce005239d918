"""Who is signed in: a random token in the browser's cookie, its hash on disk.

Whoever reads the file can sign in nowhere with it.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from pathlib import Path

from kb.accounts import files

FILE = "sessions.json"
LASTS_S = 12 * 3600
"""Seconds after which one has to sign in again: a working day."""
_MOST = 20  # sessions of one account; the oldest ends


def begin(folder: Path, account_id: str, now_s: float | None = None) -> str:
    """Sign an account in; the token of its session."""
    token, now = secrets.token_urlsafe(32), now_s or time.time()

    def how(table: files.Table) -> None:
        for key in [key for key, row in table.items() if row["until"] <= now]:
            del table[key]
        own = sorted((row["until"], key) for key, row in table.items() if row["id"] == account_id)
        for _, key in own[: max(0, len(own) - _MOST + 1)]:
            del table[key]
        table[_hash(token)] = {"id": account_id, "until": now + LASTS_S}

    files.change(folder / FILE, how)
    return token


def holder(folder: Path, token: str, now_s: float | None = None) -> str | None:
    """The id of the account that a token is of, ``None`` where it is none or no more."""
    row = files.read(folder / FILE).get(_hash(token)) if token else None
    return str(row["id"]) if row and row["until"] > (now_s or time.time()) else None


def end(folder: Path, token: str) -> None:
    """Sign out."""
    files.change(folder / FILE, lambda table: table.pop(_hash(token), None))


def end_all(folder: Path, account_id: str) -> None:
    """Sign an account out everywhere."""

    def how(table: files.Table) -> None:
        for key in [key for key, row in table.items() if row["id"] == account_id]:
            del table[key]

    files.change(folder / FILE, how)


def _hash(token: str) -> str:
    # A random token of 256 bits needs no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
