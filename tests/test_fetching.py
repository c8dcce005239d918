"""Adding by address, against real servers on this machine.

The names of the tests lead to a public-looking address, which the tests' own connector
turns to this machine: every check of the product stays in force.
"""

import gzip
import random
import shutil
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpcore
import pytest

from kb.errors import InputError
from kb.fetching import Network, fetch
from kb.fetching.network import is_public, look_up

PUBLIC = "93.184.216.34"
PAGE = "<html><head><title>甲县通知</title></head><body><p>甲县推行垃圾分类。</p></body></html>"
WHEN = datetime(2021, 3, 9, 16, 20, tzinfo=UTC)


class Connector(httpcore.SyncBackend):
    """Connects to this machine, whatever address was checked, and remembers which."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.reached.append(host)
        return super().connect_tcp("127.0.0.1", port, timeout)


def network(**names: list[str]) -> Network:
    """``a.example`` and its like are public, other names are as given, the rest looked up."""

    def resolve(host: str, port: int) -> list[str]:
        if host in names:
            return names[host]
        return [PUBLIC] if host.endswith(".example") else look_up(host, port)

    return Network(resolve, Connector())


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Start a server that answers by a function; returns its address under ``a.example``."""
    servers: list[ThreadingHTTPServer] = []

    def start(
        answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None
    ) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *_: None
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://a.example:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answer(
    content: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return respond


def test_page_is_fetched_from_the_address_that_was_checked(served) -> None:
    seen = {}

    def respond(handler: BaseHTTPRequestHandler) -> None:
        seen.update(handler.headers, path=handler.path)
        answer(PAGE.encode(), Set_Cookie="a=b")(handler)

    base, way = served(respond), network()
    found = fetch(f" {base}/通知/a.html?页=1#top ", way)
    assert found.content == PAGE.encode()
    assert found.final_address == f"{base}/%E9%80%9A%E7%9F%A5/a.html?%E9%A1%B5=1"
    assert found.content_type == "text/html; charset=utf-8"
    assert seen["path"] == "/%E9%80%9A%E7%9F%A5/a.html?%E9%A1%B5=1"
    assert seen["Host"] == base.removeprefix("http://")
    assert "Cookie" not in seen and "Referer" not in seen
    assert way.backend.reached == [PUBLIC]


def test_proxy_of_the_environment_is_not_used(served, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch(served(answer(PAGE.encode())), network()).content == PAGE.encode()


def test_redirects_are_followed_and_cookies_are_not_sent_on(served) -> None:
    cookies = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        cookies.append(handler.headers.get("Cookie"))
        if handler.path == "/a":
            answer(b"", status=302, Location="../b?c=1", Set_Cookie="a=b")(handler)
        else:
            answer(PAGE.encode())(handler)

    base = served(respond)
    found = fetch(f"{base}/a", network())
    assert (found.address, found.final_address) == (f"{base}/a", f"{base}/b?c=1")
    assert cookies == [None, None]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost/",
        "//10.0.0.1/a",
    ],
)
def test_redirect_into_the_inner_network_is_refused(served, target: str) -> None:
    base, way = served(answer(b"", status=302, Location=target)), network()
    with pytest.raises(InputError, match="内部网络"):
        fetch(base, way)
    assert way.backend.reached == [PUBLIC]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/", "http://u:p@a.example/"]
)
def test_redirect_to_another_kind_of_address_is_refused(served, target: str) -> None:
    with pytest.raises(InputError):
        fetch(served(answer(b"", status=301, Location=target)), network())


def test_redirects_without_end_are_refused(served) -> None:
    calls = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        calls.append(handler.path)
        answer(b"", status=302, Location=f"/{len(calls)}")(handler)

    with pytest.raises(InputError, match="转址超过 5 次"):
        fetch(served(respond), network())
    assert len(calls) == 6


def test_name_that_answers_otherwise_the_second_time(served) -> None:
    base = served(answer(PAGE.encode()))
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    way = Network(lambda host, port: next(answers), Connector())
    assert fetch(base, way).content == PAGE.encode()
    assert way.backend.reached == [PUBLIC]
    with pytest.raises(InputError, match="内部网络"):
        fetch(base, way)


def test_name_with_one_inner_address_is_refused(served) -> None:
    way = Network(lambda host, port: [PUBLIC, "10.0.0.1"], Connector())
    with pytest.raises(InputError, match="内部网络"):
        fetch(served(answer(PAGE.encode())), way)
    assert way.backend.reached == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False), ("127.9.9.9", False), ("0.0.0.0", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("192.0.2.1", False), ("198.18.0.1", False), ("224.0.0.1", False),
        ("239.1.1.1", False), ("240.0.0.1", False), ("255.255.255.255", False), ("::", False),
        ("::1", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("fec0::1", False), ("ff02::1", False), ("::ffff:127.0.0.1", False), ("::127.0.0.1", False),
        ("::ffff:93.184.216.34", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("2002:a00:1::1", False), ("2001:0:7f00:1::", False), ("64:ff9b:1::1", False),
        ("2001:db8::1", False), ("a.example", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        "", "a.example", "file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)",
        "http://", "http:///a", "http://u@a.example/", "http://u:p@a.example/", "http://a b/",
        "http://a.example\\@127.0.0.1/", "http://a.example/\n", "http://[a/", "http://a.example:0/",
        "http://a.example:99999/", "http://a..example/", "http://a.example/\x00",
        "http://a.example/" + "a" * 3_000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    if address.endswith("\n"):
        address += "x"
    with pytest.raises(InputError, match="网址") as caught:
        fetch(address, Network(never, Connector()))
    assert str(caught.value).endswith("。")


def test_chinese_host_is_asked_for_in_its_own_form(served) -> None:
    base, asked = served(answer(PAGE.encode())), []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC]

    fetch(base.replace("a.example", "甲县.example"), Network(resolve, Connector()))
    assert asked == ["xn--5nr519e.example"]


def test_gzip_is_unpacked_and_a_bomb_is_not(served) -> None:
    good = served(answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip"))
    assert fetch(good, network()).content == PAGE.encode()
    raw = zlib.compressobj(wbits=-15)
    bare = raw.compress(PAGE.encode()) + raw.flush()
    assert (
        fetch(served(answer(bare, Content_Encoding="deflate")), network()).content == PAGE.encode()
    )
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    with pytest.raises(InputError, match="超过 20 MB"):
        fetch(served(answer(bomb, Content_Encoding="gzip")), network())
    packed = gzip.compress(random.Random(1).randbytes(5_000))
    for damaged in (packed[:-500], packed[:900] + b"b" * 900 + packed[1_800:]):
        with pytest.raises(InputError, match="已损坏"):
            fetch(served(answer(damaged, Content_Encoding="gzip")), network())
    with pytest.raises(InputError, match="压缩方式"):
        fetch(served(answer(b"x", Content_Encoding="br")), network())


def test_endless_stream_is_ended_by_its_size(served) -> None:
    sent = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"a" * 1_000_000)
            sent.append(1)

    with pytest.raises(InputError, match="超过 20 MB"):
        fetch(served(respond), network())
    assert len(sent) < 40


def test_stated_length_is_refused_before_anything_is_read(served) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()

    with pytest.raises(InputError, match="超过 20 MB"):
        fetch(served(respond), network())


@pytest.mark.parametrize("part", ["head", "body"])
def test_dripping_server_is_left_in_time(served, part: str) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.1)

    begun = time.monotonic()
    with pytest.raises(InputError, match="太久没有回应"):
        fetch(served(respond), network(), seconds=0.6)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "不存在"),
        (410, "不存在"),
        (403, "不让程序访问"),
        (412, "不让程序访问"),
        (503, "网站出错"),
        (304, "网站出错"),
    ],
)
def test_refusals_of_a_site_are_told(served, status: int, said: str) -> None:
    with pytest.raises(InputError, match=f"{said}.*HTTP {status}"):
        fetch(served(answer(b"x" if status != 304 else b"", status=status)), network())


def test_broken_answers_are_told(served) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"abc")

    with pytest.raises(InputError, match="下载中断"):
        fetch(served(cut), network())
    with pytest.raises(InputError, match="下载中断"):
        fetch(served(lambda handler: handler.wfile.write(b"no http\r\n\r\n")), network())
    with pytest.raises(InputError, match="没有给出任何内容"):
        fetch(served(answer(b"")), network())
    with pytest.raises(InputError, match="安全证书"):
        fetch(served(answer(b"x")).replace("http:", "https:"), network())
    with pytest.raises(InputError, match="连不上"):
        fetch("http://nowhere.invalid/", network())
    with pytest.raises(InputError, match="连不上"):
        fetch("http://a.example:9/", network())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_certificate_is_held_against_the_name_that_was_asked_for(
    served, tmp_path: Path, monkeypatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example"]
    made += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    base = served(answer(PAGE.encode()), context).replace("http:", "https:")
    with pytest.raises(InputError, match="安全证书"):
        fetch(base, network())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(base, network()).content == PAGE.encode()
    with pytest.raises(InputError, match="安全证书"):
        fetch(base.replace("a.example", "b.example"), network())
