"""Passwords: what they must be, and their hashes (argon2id, as the library advises)."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kb.errors import InputError

LEAST = 10
"""Characters of a password."""
MOST = 200
_HASHER = PasswordHasher()
# Of a password that nobody has: to check it costs what a real one costs.
_NOBODYS = _HASHER.hash(secrets.token_urlsafe(24))


def hashed(password: str, name: str) -> str:
    """The hash to keep. ``name``: of the account. Raises ``InputError`` where the password
    is too short, too long or too simple."""
    plain = _normal(password)
    if len(plain) < LEAST:
        raise InputError(f"密码至少要 {LEAST} 个字符。请换一个长一些的，例如几个词连在一起。")
    if len(plain) > MOST:
        raise InputError(f"密码最多 {MOST} 个字符。")
    if len(set(plain)) < 4 or plain.casefold() == name.casefold():
        raise InputError("密码太简单：不能与姓名相同，也不能只是几个字符的重复。")
    return _HASHER.hash(plain)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is that of a hash. ``None``: there is no such account; the answer
    takes as long all the same."""
    try:
        right = _HASHER.verify(kept or _NOBODYS, _normal(password)[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def _normal(password: str) -> str:
    # The same password typed on another system may come in another composition.
    return unicodedata.normalize("NFKC", password)
