"""Signing in with a name and a password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.accounts import book, passwords
from kb.accounts.book import Account
from kb.accounts.throttle import Throttle

_throttle = Throttle()


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try came to. ``wait_s``: how long no further try is looked at, 0 if not."""

    account: Account | None
    wait_s: float = 0.0


def sign_in(folder: Path, name: str, password: str, throttle: Throttle = _throttle) -> Tried:
    """The account of a name and its password. A wrong password, an unknown name and a shut
    account are not told apart, nor by the time they take. Raises ``StorageError``."""
    # As the book tells names apart: other forms of its letters are no further tries.
    asked = book.key(name)[:100]
    wait_s = throttle.take(asked)
    if wait_s:
        return Tried(None, wait_s)
    if not passwords.fits(password, book.hash_of(folder, name)):
        return Tried(None)
    throttle.succeed(asked)
    return Tried(book.find(folder, name))
