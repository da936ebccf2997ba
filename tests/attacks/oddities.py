"""Requests that clients, proxies and caches may interpret differently, sent to the real server.

Bodies hidden in requests, old and rare headers, codings of bodies, paths in other writings, searches that
contain program code, cached pages for other visitors, and lines injected into the log.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from tests.attacks import Attack
from tests.attacks.hidden import HIDDEN, SMUGGLED, conversation
from tests.attacks.kept_pages import PAGES, VARIANTS, held
from tests.attacks.odd_requests import (
    BOMBS,
    COOKIES,
    DATES,
    DIRECTIONS,
    OVERRIDES,
    PATHS,
    PROGRAMS,
    RANGES,
)
from tests.attacks.servers import children, make_index, memory_mb, serving, wait_until
from tests.attacks.uploads import FORMS, UPLOADS, form_of
from tests.attacks.wire import ask, assert_serves, exchange, silent

UPLOAD_S = 20.0
"""Seconds for an upload on a busy machine; the site itself gives up after 8 s of reading."""


def attacks(folder: Path) -> Iterator[Attack]:
    """Against one server, as it is set up by itself."""
    index, log = make_index(folder), folder / "log"
    with serving(index, log, "--access-log", "stdout") as (parent, address):
        for name, data in HIDDEN.items():
            yield Attack("requests hidden in requests", name, partial(_hidden, address, data))
        yield Attack("old clients", "HTTP/1.0", partial(_old, address))
        yield Attack("old clients", "200 requests at once", partial(_pipeline, address))
        for value in RANGES:
            yield Attack("parts of a page", value[:30], partial(_range, address, value))
        for headers in OVERRIDES:
            yield Attack(
                "headers that change a request", str(headers)[:50], partial(_override, address, headers)
            )
        for path in PATHS:
            yield Attack("paths in other writings", repr(path[:40]), partial(_path, address, path))
        for cookie in COOKIES:
            yield Attack("cookies", repr(cookie[:30]), partial(_cookie, address, cookie))
        for coding, data in BOMBS.items():
            yield Attack("packed bodies", coding, partial(_packed, address, parent, coding, data))
        for name, make in UPLOADS.items():
            yield Attack("files of a plan", name, partial(_upload, address, parent, make))
        for name, form in FORMS.items():
            yield Attack("forms", name, partial(_form, address, parent, *form))
        for program in PROGRAMS:
            yield Attack("searches that are programs", repr(program[:40]), partial(_search, address, program))
        yield Attack("signs of direction and control", "in every page", partial(_directions, address))
        for variant, check in VARIANTS.items():
            yield Attack("pages kept for others", variant, partial(check, address))
        for date in DATES:
            yield Attack("days of caches", repr(date[:40]), partial(_date, address, date))
        yield Attack("bodies that never end", "60 of 5 MB", partial(_unfinished, address, parent))
        yield Attack("lines of the log", "after all of this", partial(_log, address, log))


def _hidden(address: str, data: bytes) -> None:
    """A request in the body of another is never answered as one of its own."""
    received = conversation(address, data)
    assert SMUGGLED not in received, "the hidden request was answered"
    assert b"HTTP/1.1 500" not in received
    assert_serves(address)


def _old(address: str) -> None:
    for lines in (
        "",
        "Host: a\r\n",
        "Connection: keep-alive\r\n",
        "Host: a\r\nConnection: keep-alive, close\r\n",
    ):
        reply = exchange(address, f"GET /haku-ohje HTTP/1.0\r\n{lines}\r\n".encode())
        assert reply.status == 200, reply.status
        reply.assert_has_all_headers()


def _pipeline(address: str) -> None:
    """All are answered, in their order."""
    words = [f"sana{n}" for n in range(200)]
    asked = b"".join(
        f"GET /api/v1/suggest?q={word} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for word in words[:-1]
    )
    last = f"GET /api/v1/search?q={words[-1]} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
    received = conversation(address, asked + last, 20)
    assert received.count(b"HTTP/1.1 200") == len(words), received.count(b"HTTP/1.1 200")
    assert words[-1].encode() in received.rpartition(b"HTTP/1.1 200")[2]


def _range(address: str, value: str) -> None:
    for path in ("/haku-ohje", "/static/style.css", "/haku.csv?q=hanke"):
        whole = ask(address, path)
        for more in ({}, {"If_Range": '"x"'}, {"If_Range": "Thu, 01 Jan 1970 00:00:00 GMT"}):
            part = held(ask(address, path, Range=value, **more))
            assert len(part.body) <= max(len(whole.body), 20_000), "a part is more than the whole"


def _override(address: str, headers: dict[str, str]) -> None:
    for path in PAGES:
        plain = ask(address, path)
        changed = held(ask(address, path, **headers))
        assert changed.status == plain.status, (path, changed.status)
        assert _without_times(changed.body) == _without_times(plain.body), path


def _without_times(body: bytes) -> bytes:
    return re.sub(rb'"took_ms": ?[\d.]+|[\d,.]+ ms|[\d,.]+ sekun\w+', b"", body)


def _path(address: str, path: str) -> None:
    reply = held(ask(address, quote(path, safe="/%;?=:\\&.-")))
    assert reply.status != 200 or b"create_app" not in reply.body, "a file of the site is given out"
    assert not reply.headers.get("location", "").startswith(("//", "/\\", "http")), reply.headers["location"]
    assert "set-cookie" not in reply.headers


def _cookie(address: str, cookie: str) -> None:
    reply = held(ask(address, "/haku-ohje", Cookie=cookie))
    assert reply.status in {200, 400, 431}, reply.status
    assert "\x1b" not in reply.headers.get("set-cookie", "")
    assert_serves(address)


def _packed(address: str, parent: int, coding: str, data: bytes) -> None:
    before = memory_mb(parent)
    head = (
        f"POST /vertaa HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Encoding: {coding}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    )
    held(exchange(address, head.encode() + data, 10))
    assert memory_mb(parent) - before < 30, f"+{memory_mb(parent) - before:.0f} MB"


def _upload(address: str, parent: int, make: Callable[[], bytes]) -> None:
    before = memory_mb(parent)
    _post(address, *form_of(make()))
    wait_until(lambda: not any(_has_children(process) for process in children(parent)), 10)
    assert memory_mb(parent) - before < 60, f"+{memory_mb(parent) - before:.0f} MB"


def _has_children(process: int) -> bool:
    return bool(children(process))


def _form(address: str, parent: int, kind: str, body: bytes) -> None:
    before = memory_mb(parent)
    _post(address, kind, body)
    assert memory_mb(parent) - before < 60, f"+{memory_mb(parent) - before:.0f} MB"


def _post(address: str, kind: str, body: bytes) -> None:
    for path in ("/vertaa", "/viite"):
        head = (
            f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        reply = exchange(address, head.encode("utf-8", "surrogateescape") + body, UPLOAD_S)
        assert reply.status in {200, 400, 413, 415, 422, 503}, reply.status
        reply.assert_has_all_headers()
        for bad in (b"root:x:", b"<script>alert", b"Traceback"):
            assert bad not in reply.body, bad
    assert_serves(address)


def _search(address: str, program: str | bytes) -> None:
    for page in ("/", "/tilastot", "/api/v1/search", "/haku.atom", "/api/v1/suggest", "/hankkeet"):
        reply = held(ask(address, f"{page}?q={quote(program)[:9000]}"))
        if reply.status == 200 and page == "/haku.atom":
            ElementTree.fromstring(reply.body)
        if reply.status == 200 and page.startswith("/api"):
            json.loads(reply.body)


def _directions(address: str) -> None:
    """Control characters are in no page; signs of direction only where they are kept apart."""
    for path in ("/", "/tilastot", "/haku.atom", "/hanke/S29901", "/vertaa", "/organisaatio/x"):
        body = held(ask(address, f"{path}?q={quote(DIRECTIONS)}&maakunta={quote(DIRECTIONS)}")).body.decode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", body), path
        if path == "/haku.atom":
            ElementTree.fromstring(body.encode())


def _date(address: str, date: str) -> None:
    for path in ("/haku.atom?q=hanke", "/static/style.css", "/haku-ohje"):
        for name in ("If_Modified_Since", "If_Unmodified_Since", "If_Range", "Date"):
            reply = held(ask(address, path, **{name: date}))
            assert reply.status in {200, 206, 304, 400, 412}, (path, name, reply.status)


def _unfinished(address: str, parent: int) -> None:
    """Bodies of nearly 5 MB whose end does not come: 64 MB of them are kept in each process, and no more."""
    before = memory_mb(parent)
    body = b"x" * 4_900_000
    head = f"POST /vertaa HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body) + 9}\r\n\r\n"
    with silent(address, 60, head.encode() + body):
        time.sleep(1)
        risen = memory_mb(parent) - before
        assert_serves(address, 5)
    assert risen < 2 * 64 + 40, f"+{risen:.0f} MB"


def _log(address: str, log: Path) -> None:
    """Every line of the access log is one JSON document, and none holds what strangers would put into it."""
    for text in ("%0d%0a", "\\n", "%1b[2J", '","status":200,"x":"', "\u2028", "%c2%85"):
        ask(address, f"/olematon{quote(text, safe='%')}?q=a", User_Agent=f"x{text}y", Referer=f"x{text}y")
    ask(address, "/viimeinen")
    wait_until(lambda: "viimeinen" in log.read_text("utf-8", "replace"), 10)
    lines = [
        line for line in log.read_text("utf-8", "replace").splitlines() if not line.startswith("Hankehaku:")
    ]
    assert len(lines) >= 7
    for line in lines:
        assert isinstance(json.loads(line), dict), line[:200]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", line), line[:200]
