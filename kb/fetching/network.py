"""Connections to public addresses only.

A name is looked up once, every address it has is checked, and the connection goes to the
very address that was checked: a name that answers otherwise the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpcore

from kb.errors import InputError

CONNECT_SECONDS = 10.0
_MAX_TRIED = 3
_EMBEDDING = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
    (ipaddress.IPv6Network("::/96"), 0),
)
_TEREDO = ipaddress.IPv6Network("2001::/32")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_UNREACHABLE = (
    "连不上 {host}。请检查网址和网络；本机若不能直接上网（要经代理），"
    "请用浏览器打开这个网页，另存为 .mht 或 .html 后放进文件夹。"
)


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` by the system; raises ``OSError`` where there are none.

    ``TimeoutError`` after ``CONNECT_SECONDS``: the system itself may wait for minutes.
    """
    answers: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=CONNECT_SECONDS)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, UnicodeError):
        raise OSError("not a name") from answer
    if isinstance(answer, OSError):
        raise answer
    return list(dict.fromkeys(answer))


def is_public(address: str) -> bool:
    """Tell whether ``address`` is one of the public internet, whatever it is wrapped in."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
        if parsed in _TEREDO or parsed in _LOCAL_NAT64 or parsed.is_site_local:
            return False
        for network, shift in _EMBEDDING:
            if parsed in network:
                inside = ipaddress.IPv4Address(int(parsed) >> shift & 0xFFFFFFFF)
                return is_public(str(inside))
    kept = parsed.is_multicast or parsed.is_reserved or parsed.is_loopback or parsed.is_private
    return parsed.is_global and not kept and not parsed.is_link_local


@dataclass(frozen=True, slots=True)
class Network:
    """The way out. ``look_up``: host and port → addresses. ``backend``: opens connections."""

    look_up: Callable[[str, int], list[str]] = look_up
    backend: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to public addresses, each ended at ``deadline`` (monotonic, s)."""

    def __init__(self, network: Network, deadline: float) -> None:
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a checked address of ``host``. Raises ``InputError``."""
        failure: Exception | None = None
        for address in self._checked(host, port)[:_MAX_TRIED]:
            try:
                left = min(CONNECT_SECONDS, _left(self._deadline))
                stream = self._network.backend.connect_tcp(address, port, left)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise InputError(_UNREACHABLE.format(host=host)) from failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = self._network.look_up(host, port)
        except OSError as error:
            raise InputError(_UNREACHABLE.format(host=host)) from error
        if not all(map(is_public, found)):
            raise InputError(
                f"{host} 指向本机或内部网络的地址，为安全起见没有访问。"
                "单位内网的网页请用浏览器打开，另存为 .mht 或 .html 后放进文件夹。"
            )
        return found


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing waits past the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = self._within(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, within)
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        left = _left(self._deadline)
        return left if timeout is None else min(timeout, left)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
