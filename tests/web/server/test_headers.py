"""Every answer has the headers, whoever gives it: the site, the server before it, or nginx before both."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.requests import MALFORMED
from tests.attacks.wire import HEADERS, exchange
from tests.conftest import ROOT
from tests.web.live import running
from tests.web.server.observatory import grade
from tests.web.server.test_nginx import NAME, NGINX, ask, before
from web.middleware.security_headers import HTTPS_HEADERS, SECURITY_HEADERS

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx")


def test_the_grader_gives_bad_marks_too() -> None:
    """Examples of Mozilla's own table: 100 - 25 - 20 - 20 - 5 - 20 - 20 without any header."""
    assert grade([], "", False) == (10, "F")
    best = [
        ("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    assert grade(best, "", True) == (115, "A+")
    assert grade(best, "<script src=//a.example/b.js>", True) == (50, "C")
    for name, value, points in (
        ("Content-Security-Policy", "default-src *", 60),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            105,
        ),
        ("Strict-Transport-Security", "max-age=60", 105),
        ("Strict-Transport-Security", "max-age=1, max-age=2", 80),
        ("X-Content-Type-Options", "none", 110),
    ):
        spoilt = [(own, value if own == name else said) for own, said in best]
        assert grade(spoilt, "", True)[0] == points, (name, value)
    assert grade([*best, ("Set-Cookie", "a=b; Path=/")], "", True)[0] == 110


@pytest.mark.slow
def test_the_server_itself_sends_them_too(corpus_index: Path) -> None:
    """400, 408, 414, 431 and 501 never get to the application."""
    told = {
        "no version": 400,
        "zero byte in a header": 400,
        "address of 200 kB": 414,
        "header of 100 kB": 431,
        "headers without an end": 431,
        "unknown coding": 501,
        "expects a miracle": 417,
    }
    with running(corpus_index, "--workers", "1") as (_, address):
        for name, status in told.items():
            reply = exchange(address, MALFORMED[name])
            assert reply.status == status, name
            reply.assert_has_all_headers()
            assert reply.headers["connection"] == "close"
            assert b"salaisuus" not in reply.body


@pytest.fixture(scope="module")
def site(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """nginx's ports of TLS and of plain HTTP, before the site as `deploy/` sets it up."""
    folder = tmp_path_factory.mktemp("headers")
    options = ("--config", str(ROOT / "deploy" / "hankehaku.toml"), "--workers", "1", "--access-log", "off")
    with running(corpus_index, *options) as (_, address), before(address, folder) as ports:
        yield ports


def raw(port: int, data: bytes) -> list[tuple[str, str]]:
    """The headers of the answer to bytes that are sent over TLS."""
    trusting = ssl._create_unverified_context()
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as client,
    ):
        client.sendall(data)
        received = b""
        while b"\r\n\r\n" not in received:
            piece = client.recv(65536)
            assert piece, received
            received += piece
    lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]


@needs_nginx
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/?q=digituki", 200), ("/tilastot", 200), ("/hanke/S29901", 200), ("/vertaa", 200),
        ("/haku-ohje", 200), ("/api", 200), ("/saavutettavuus", 200), ("/sv/", 200), ("/api/v1/search", 200),
        ("/haku.atom", 200), ("/haku.csv", 200), ("/robots.txt", 200), ("/static/style.css", 200),
        ("/healthz", 200), ("/olematon", 404), ("/hanke/X", 404), ("/?sivu=999999999", 400),
        ("/metrics", 403), ("/favicon.ico", 301),
    ],
)  # fmt: skip
def test_mozillas_observatory_gives_an_a_plus(site: tuple[int, int], path: str, status: int) -> None:
    source = "127.0.0.9" if path == "/metrics" else "127.0.0.1"
    response, body = ask(site[0], path, source)
    assert response.status == status
    points, mark = grade(response.getheaders(), body.decode("utf-8", "replace"), True)
    assert (points, mark) == (130, "A+"), response.getheaders()
    assert_once(response.getheaders())


@needs_nginx
@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n", b"nonsense\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /../.. HTTP/1.1\r\nHost: x\r\n\r\n",
        f"POST /vertaa HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 9999999\r\n\r\n".encode(),
    ],
)  # fmt: skip
def test_nginxs_own_answers_have_the_same_grade(site: tuple[int, int], data: bytes) -> None:
    headers = raw(site[0], data)
    assert grade(headers, "", True)[1] == "A+", headers
    assert_once(headers)


@needs_nginx
@pytest.mark.slow
def test_a_site_that_is_down_still_has_them(tmp_path: Path) -> None:
    with before("http://127.0.0.1:9", tmp_path) as (tls, plain):
        response, _ = ask(tls, "/")
        assert response.status == 502
        assert grade(response.getheaders(), "", True)[1] == "A+"
        redirect = exchange(f"http://127.0.0.1:{plain}", f"GET / HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        assert redirect.status == 301
        redirect.assert_has_all_headers()


def test_nginx_and_the_site_say_the_same() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for name, value in (SECURITY_HEADERS | HTTPS_HEADERS).items():
        assert f'"" "{value}"; }}' in text, name
        assert f"add_header {name} $hankehaku_" in text
    assert {name.lower() for name in SECURITY_HEADERS} == set(HEADERS)


def assert_once(headers: list[tuple[str, str]]) -> None:
    """No header of ours comes twice: a browser would take neither."""
    names = [name.lower() for name, _ in headers]
    for name in (*HEADERS, "strict-transport-security"):
        assert names.count(name) == 1, name
