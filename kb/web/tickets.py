"""Tickets: how a page hands the browser a cookie that scripts cannot read.

The page that checked a password cannot set a cookie, and the request that can knows nothing
of the page. So the page gets a ticket, good once and for a minute, and the browser brings
it (``kb/web/gate.py``). Pages and requests are served by one process.
"""

from __future__ import annotations

import secrets
import threading
import time

_LASTS_S = 60.0
_guard = threading.Lock()
_tokens: dict[str, tuple[str, float]] = {}


def issue(token: str) -> str:
    """A ticket for the token of a session."""
    ticket, now = secrets.token_urlsafe(24), time.monotonic()
    with _guard:
        for old in [key for key, (_, until) in _tokens.items() if until <= now]:
            del _tokens[old]
        _tokens[ticket] = (token, now + _LASTS_S)
    return ticket


def redeem(ticket: str) -> str | None:
    """The token that a ticket is for, once."""
    with _guard:
        token, until = _tokens.pop(ticket, ("", 0.0))
    return token if until > time.monotonic() else None
