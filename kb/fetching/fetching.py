"""One page or file from the web, within stated limits of time and size."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpcore
import truststore

from kb.errors import InputError
from kb.fetching.address import normal, onward
from kb.fetching.network import CONNECT_SECONDS, GuardedBackend, Network

MAX_BYTES = 20 * 1024 * 1024
TOTAL_SECONDS = 30.0
MAX_REDIRECTS = 5
_HEADERS: Mapping[bytes | str, bytes | str] = {
    "User-Agent": "Xiangjian/1.0 (offline document library; one page at its user's request)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_BY_BROWSER = "请用浏览器打开这个网页，另存为 .mht 或 .html 后放进文件夹。"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. ``final_address``: after redirections. ``fetched_at``: local time
    with its zone. ``content_type``: as the server said it, with the charset; may be empty."""

    address: str
    final_address: str
    fetched_at: datetime
    content_type: str
    content: bytes


def fetch(address: str, network: Network | None = None, seconds: float = TOTAL_SECONDS) -> Fetched:
    """Get what stands at ``address``: no cookies, no proxy, no address of the inner network.

    Raises ``InputError`` with a sentence for the user where it cannot be had in ``seconds``
    and ``MAX_BYTES``.
    """
    current = normal(address)
    backend = GuardedBackend(network or Network(), time.monotonic() + seconds)
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool:
        for _ in range(MAX_REDIRECTS + 1):
            found = _get(pool, current)
            if isinstance(found, str):
                current = found
                continue
            content_type, content = found
            now = datetime.now().astimezone()
            return Fetched(address.strip(), current, now, content_type, content)
    raise InputError(f"网站来回转址超过 {MAX_REDIRECTS} 次，没有打开。{_BY_BROWSER}")


def _get(pool: httpcore.ConnectionPool, address: str) -> str | tuple[str, bytes]:
    """Return where the answer redirects to, or its content type and content."""
    timeouts = {"connect": CONNECT_SECONDS, "read": CONNECT_SECONDS, "write": CONNECT_SECONDS}
    try:
        with pool.stream("GET", address, headers=_HEADERS, extensions={"timeout": timeouts}) as got:
            headers = {name.lower(): value for name, value in got.headers}
            if got.status in {301, 302, 303, 307, 308} and b"location" in headers:
                return onward(address, headers[b"location"])
            _check_status(got.status)
            content = _content(got.iter_stream(), headers)
    except httpcore.TimeoutException as error:
        raise InputError(f"网站太久没有回应，没有下载完。请稍后再试。{_BY_BROWSER}") from error
    except (ssl.SSLError, httpcore.ConnectError) as error:
        raise InputError(f"网站的安全证书无法验证，没有下载。{_BY_BROWSER}") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise InputError(f"下载中断，或网站的回应不合规范。请再试一次。{_BY_BROWSER}") from error
    if not content:
        raise InputError(f"这个网址没有给出任何内容。{_BY_BROWSER}")
    return headers.get(b"content-type", b"").decode("latin-1").strip(), content


def _check_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in {404, 410}:
        raise InputError(f"网页不存在或已删除（HTTP {status}）。请检查网址。")
    if status in {401, 403, 407, 412, 418, 421, 429, 521}:
        raise InputError(f"网站不让程序访问（HTTP {status}）。{_BY_BROWSER}")
    raise InputError(f"网站出错（HTTP {status}），没有下载。请稍后再试。{_BY_BROWSER}")


def _content(stream: Iterable[bytes], headers: dict[bytes, bytes]) -> bytes:
    """The body, unpacked and counted on the way; the length the server states only refuses."""
    stated = headers.get(b"content-length", b"")
    if (stated.isdigit() and len(stated) > 12) or int(
        stated if stated.isdigit() else 0
    ) > MAX_BYTES:
        raise _too_large()
    inflating = _inflating(headers.get(b"content-encoding", b"").strip().lower())
    pieces: list[bytes] = []
    size = received = 0
    for chunk in stream:
        received += len(chunk)
        piece = inflating(chunk) if inflating else chunk
        size += len(piece)
        pieces.append(piece)
        if size > MAX_BYTES or received > MAX_BYTES:
            raise _too_large()
    if inflating and received and not inflating.is_whole:
        raise _damaged()
    return b"".join(pieces)


class _Inflating:
    """Undoes gzip and both meanings of ``deflate``, at most ``MAX_BYTES`` in one step."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    def __call__(self, chunk: bytes) -> bytes:
        try:
            piece = self._inflater.decompress(chunk, MAX_BYTES + 1)
        except zlib.error as error:
            if self._begun:
                raise _damaged() from error
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            self._begun = True
            return self(chunk)
        self._begun = True
        return piece

    @property
    def is_whole(self) -> bool:
        """Whether the end of the packed data has come."""
        return self._inflater.eof


def _inflating(packing: bytes) -> _Inflating | None:
    if packing in {b"identity", b""}:
        return None
    if packing in {b"gzip", b"x-gzip", b"deflate"}:
        return _Inflating()
    raise InputError(f"网站用了不支持的压缩方式。{_BY_BROWSER}")


def _damaged() -> InputError:
    return InputError(f"网页的压缩数据不完整或已损坏。请再试一次。{_BY_BROWSER}")


def _too_large() -> InputError:
    limit = MAX_BYTES // 1024 // 1024
    return InputError(
        f"网址给出的内容超过 {limit} MB 的上限，没有下载。请用浏览器下载后放进文件夹。"
    )
