"""Addresses as users paste them, made fit for a request."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kb.errors import InputError

_MAX_ADDRESS = 2_000
_KEPT = "/%:@!$&'()*+,;=~-._?"
_NO_ADDRESS = (
    "“{shown}”不是网址。请把浏览器地址栏里的整个网址（以 http:// 或 https:// 开头）贴进来。"
)


def normal(address: str) -> str:
    """Return ``address`` in ASCII, without its fragment.

    Raises ``InputError`` where it is no address of the web, or carries a name and a password.
    """
    address = address.strip()
    shown = address[:80]
    if len(address) > _MAX_ADDRESS:
        raise InputError(f"网址太长（{len(address)} 个字符），上限是 {_MAX_ADDRESS} 个。")
    if not re.match(r"https?://", address, re.I) or re.search(r"[\s\\\x00-\x1f\x7f]", address):
        raise InputError(_NO_ADDRESS.format(shown=shown))
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise InputError(_NO_ADDRESS.format(shown=shown)) from error
    if not name or port == 0:
        raise InputError(_NO_ADDRESS.format(shown=shown))
    if parts.username is not None or parts.password is not None:
        raise InputError("网址里带着用户名或密码，为安全起见没有访问。请去掉“@”前面的部分。")
    place = f"[{name}]" if ":" in name else name
    place += f":{port}" if port is not None else ""
    path, query = quote(parts.path or "/", _KEPT), quote(parts.query, _KEPT)
    return urlunsplit((parts.scheme.lower(), place, path, query, ""))


def onward(address: str, location: bytes) -> str:
    """Where a redirection from ``address`` leads. Raises ``InputError``."""
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("gb18030", "replace")
    try:
        return normal(urljoin(address, text.strip()))
    except ValueError as error:
        raise InputError("网站转到了一个无效的网址，没有访问。") from error
