"""Cache poisoning: cached pages that are requested in one way and then in another."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.attacks.hidden import conversation
from tests.attacks.wire import Reply, ask, exchange

PAGES = ("/?q=hanke", "/tilastot?q=hanke", "/api/v1/search?q=hanke", "/haku.atom?q=hanke", "/haku-ohje")
LARGEST_ANSWER = 4.5 * 2**20
LONGEST_S = 8.0


def held(reply: Reply) -> Reply:
    """Checks that hold for every answer."""
    assert reply.status in {
        200,
        206,
        301,
        302,
        304,
        308,
        400,
        404,
        405,
        413,
        414,
        415,
        416,
        417,
        431,
        501,
        503,
    }, reply.status
    reply.assert_has_all_headers()
    assert len(reply.body) < LARGEST_ANSWER, f"{len(reply.body) / 2**20:.1f} MB"
    for secret in (b"root:x:", b"Traceback", b"evil.example"):
        assert secret not in reply.body, secret
    assert "evil.example" not in str(reply.headers)
    assert reply.seconds < LONGEST_S, f"{reply.seconds:.1f} s"
    return reply


def _by_coding(address: str) -> None:
    """A client without compression gets none, even if the page was cached for one with it."""
    for number, path in enumerate(PAGES):
        fresh = path.replace("hanke", f"hanke{number}")
        for coding in ("gzip", "", "gzip;q=0", "identity", "br", "*;q=0"):
            headers = {"Accept_Encoding": coding} if coding else {}
            reply = held(ask(address, fresh, **headers))
            is_packed = reply.headers.get("content-encoding") == "gzip"
            assert not is_packed or coding == "gzip", (path, coding)
            assert (reply.body[:2] == b"\x1f\x8b") == is_packed, (path, coding)
            assert "accept-encoding" in reply.headers.get("vary", "").lower(), path


def _by_host(address: str) -> None:
    """The name by which one visitor calls the site is in no page of another's."""
    for number, path in enumerate((*PAGES, "/sitemap.xml", "/opensearch.xml", "/robots.txt")):
        fresh = path.replace("hanke", f"nimi{number}")
        ask(address, fresh, "poisoned.example", X_Forwarded_Host="poisoned.example")
        assert b"poisoned.example" not in ask(address, fresh).body, path


def _by_language(address: str) -> None:
    """The language of one visitor's cookie, header or address is not that of another's page."""
    for number, path in enumerate(("/?q=hanke", "/tilastot?q=hanke", "/haku-ohje")):
        fresh = path.replace("hanke", f"kieli{number}")
        ask(address, fresh, Cookie="kieli=sv")
        ask(address, fresh, Accept_Language="en")
        ask(address, "/sv" + fresh)
        assert b'lang="fi"' in ask(address, fresh).body[:600], path
        assert b'lang="en"' in ask(address, fresh, Accept_Language="en").body[:600], path
        assert b'lang="sv"' in ask(address, fresh, Cookie="kieli=sv").body[:600], path


def _by_body(address: str) -> None:
    """A GET with a body is the GET without it, and leaves nothing for others."""
    path, body = "/api/v1/search?q=lihava", b"q=evil.example"
    head = (
        f"GET {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    held(exchange(address, head.encode() + body))
    assert json.loads(held(ask(address, path)).body)["query"] == "lihava"


def _by_part(address: str) -> None:
    """Neither a HEAD nor a condition nor a part of a page leaves less for who asks next."""
    path = "/?q=osahaku"
    text = f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    assert conversation(address, text.encode()).startswith(b"HTTP/1.1 200")
    ask(address, path, Range="bytes=0-9")
    whole = held(ask(address, path))
    assert held(ask(address, path, If_None_Match=whole.headers["etag"])).status == 304
    assert held(ask(address, path)).body.endswith(b"</html>") or b"</html>" in whole.body
    assert len(ask(address, path).body) == len(whole.body)


VARIANTS: dict[str, Callable[[str], None]] = {
    "in another coding": _by_coding,
    "under another name": _by_host,
    "in another language": _by_language,
    "with a body": _by_body,
    "in parts": _by_part,
}
"""How the same page is asked for in several ways; none leaves anything of itself for the next."""
