"""The site against misuse: names, proxies, limits, time, and what errors and logs give away."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.remembered import forget_beyond, remembered_bytes
from search.contract.request import Request
from tests.conftest import ROOT
from tests.web.made import PROJECTS, Watched, made_engine, made_index
from web.app import create_app
from web.config.settings import Settings
from web.middleware.limits import RateLimiter, client_key
from web.middleware.security_headers import SECURITY_HEADERS

PATHS = ("/", "/hanke/S10000", "/haku-ohje", "/api/v1/search", "/api/v1/projects/S10000", "/static/style.css")
BOTH = ("/?q=salaisuus", "/api/v1/search?q=salaisuus")


def client_with(engine: Any = None, **settings: Any) -> FlaskClient:
    """A client of an application with its own settings."""
    return create_app(engine or made_engine(), Settings(**settings)).test_client()


def told(response: Any, status: int, code: str) -> str:
    """What an error says, after a look at its shape: JSON for the API, else a page."""
    assert response.status_code == status
    assert SECURITY_HEADERS.items() <= dict(response.headers).items()
    if response.request.path.startswith("/api/"):
        error = response.json["error"]
        assert error.keys() == {"status", "code", "message"}
        assert (error["status"], error["code"]) == (status, code)
        return str(error["message"])
    page = str(response.get_data(as_text=True))
    assert f'<p class="code">{status}</p>' in page
    return page


# Headers, cookies, redirects


def test_the_content_security_policy_lets_nothing_in() -> None:
    policy = dict(part.split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    allowed = {source for sources in policy.values() for source in sources.split()}
    assert allowed <= {"'none'", "'self'", "data:"}
    assert "data:" not in policy["script-src"] + policy["style-src"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_name_no_other_site_and_nothing_inline(client: FlaskClient, path: str) -> None:
    page = client.get(path, buffered=True).get_data(as_text=True)
    if path.startswith(("/api", "/static")):
        return
    loaded = re.findall(
        r"<(?:script|link|img|iframe|source|form)\b[^>]*?\b(?:src|href|action)=\"([^\"]*)", page
    )
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", page)


def test_encrypted_answers_ask_to_stay_so(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://haku.example.fi")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/%2F%2Fevil.example",
        "/\\evil.example",
        "/?q=&next=//evil.example",
        "/hanke/s10001",
    ],
)
def test_redirects_stay_here(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"X-Forwarded-Host": "evil.example"})
    location = response.headers.get("Location", "/")
    assert re.match(r"/(?![/\\])", location)
    assert "evil" not in location


@pytest.mark.parametrize(
    "path", ["/static//style.css", "/hanke//x", "/api//v1/search?q=a", "/sv//evil.example/"]
)
def test_redirects_do_not_repeat_the_name_by_which_they_were_asked_for(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert re.match(r"/(?![/\\])", response.headers.get("Location", "/"))


# Names and proxies


def test_other_names_are_refused_where_names_are_set() -> None:
    client = client_with(allowed_hosts=("haku.example.fi", ".kunta.fi"))
    for host in ("haku.example.fi", "HAKU.example.fi:8000", "kunta.fi", "www.kunta.fi"):
        assert client.get("/", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "xhaku.example.fi", "haku.example.fi.evil", "", "a b", "<script>", "[::1]"):
        for path in BOTH:
            assert "tällä nimellä" in told(client.get(path, headers={"Host": host}), 400, "bad_request")
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "a b", "<script>", "\xff", ""])
def test_any_name_will_do_where_none_is_set(client: FlaskClient, host: str) -> None:
    response = client.get("/", headers={"Host": host})
    assert response.status_code in {200, 400}
    assert "evil" not in response.get_data(as_text=True)


def forwarded(client: FlaskClient, sent: str) -> list[int]:
    """The statuses of two requests that a proxy sends on for someone."""
    headers = {"X-Forwarded-For": sent, "X-Forwarded-Proto": "https"}
    return [client.get("/", headers=headers).status_code for _ in range(2)]


def test_proxy_headers_count_only_when_configured() -> None:
    plain, behind = client_with(rate_limit=2), client_with(rate_limit=2, trusted_proxies=1)
    assert [forwarded(plain, "1.1.1.1"), forwarded(plain, "2.2.2.2")] == [[200, 200], [429, 429]]
    assert [forwarded(behind, "1.1.1.1"), forwarded(behind, "2.2.2.2")] == [[200, 200], [200, 200]]
    assert forwarded(behind, "9.9.9.9, 1.1.1.1") == [429, 429]  # the last one is the proxy's own word
    headers = {"X-Forwarded-Proto": "https"}
    assert "Strict-Transport-Security" not in plain.get("/healthz", headers=headers).headers
    assert "Strict-Transport-Security" in behind.get("/healthz", headers=headers).headers


def test_a_proxy_never_names_the_host() -> None:
    client = client_with(trusted_proxies=1, allowed_hosts=("haku.example.fi",))
    headers = {"Host": "evil.example", "X-Forwarded-Host": "haku.example.fi"}
    assert client.get("/", headers=headers).status_code == 400


# How often


def test_too_many_requests_are_told_when_to_come_back() -> None:
    client = client_with(rate_limit=3)
    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
    for path in BOTH:
        response = client.get(path)
        assert "Enintään 3 pyyntöä minuutissa" in told(response, 429, "too_many_requests")
        assert 1 <= int(response.headers["Retry-After"]) <= 20
    for path in ("/healthz", "/readyz", "/static/style.css"):
        assert client.get(path, buffered=True).status_code == 200


def test_room_comes_back_at_an_even_pace() -> None:
    rate = RateLimiter(60)
    assert [rate.wait("a", 100.0) for _ in range(60)] == [0.0] * 60
    assert rate.wait("a", 100.0) == pytest.approx(1.0)
    assert rate.wait("b", 100.0) == 0.0
    assert rate.wait("a", 101.0) == 0.0
    assert rate.wait("a", 101.0) == pytest.approx(1.0)
    assert [rate.wait("a", 1000.0) for _ in range(61)].count(0.0) == 60  # never more than a minute's worth
    assert RateLimiter(0).wait("a", 0.0) == 0.0


def test_the_count_is_bounded_and_forgets_who_was_silent() -> None:
    rate = RateLimiter(1, max_clients=3)
    assert rate.wait("loud", 0.0) == 0.0
    for number in range(50):
        rate.wait(f"client {number}", 0.0)
        assert rate.wait("loud", 0.0) > 0
    assert rate.wait("client 48", 0.0) > 0  # three are remembered: this one, «loud» and the last
    assert rate.wait("client 47", 0.0) == 0.0


def test_the_count_is_exact_in_many_threads() -> None:
    rate = RateLimiter(500)
    passed: list[float] = []
    threads = [
        threading.Thread(target=lambda: passed.extend(rate.wait("a", 0.0) for _ in range(200)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(0.0) == 500


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_whom_an_address_counts_for(address: str, client: str) -> None:
    assert client_key(address) == client


# How much


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"q": "ä" * 51}, "siinä on 51 merkkiä, ja enimmäispituus on 50 merkkiä"),
        ({"q": "x", "sivu": "7"}, "osumista näytetään enintään 100"),
        ({"offset": "101"}, "osumista näytetään enintään 100"),
        ({"sivu": "9" * 5000}, "osumista näytetään enintään 100"),
        ({"sivu": " 999999\n"}, "osumista näytetään enintään 100"),
    ],
)
def test_too_much_is_refused_with_the_limit(parameters: dict[str, str], words: str) -> None:
    client = client_with(query_length=50, page_depth=100)
    for path in ("/", "/api/v1/search"):
        assert words in told(client.get(path, query_string=parameters), 400, "bad_request")


@pytest.mark.parametrize("parameters", [{"q": "ä" * 50}, {"sivu": "6"}, {"offset": "100"}])
def test_as_much_as_allowed_is_answered(parameters: dict[str, str]) -> None:
    client = client_with(query_length=50, page_depth=100)
    for path in ("/", "/api/v1/search"):
        assert client.get(path, query_string=parameters).status_code == 200


def test_large_bodies_and_pasted_texts_are_refused() -> None:
    app = create_app(made_engine(), Settings(text_length=100))

    @app.post("/api/v1/koe")
    def paste() -> str:
        from flask import request

        return request.form["teksti"]

    client = app.test_client()
    assert client.post("/vertaa", data={"teksti": "😀" * 100}).status_code == 200
    assert client.post("/vertaa", data={"teksti": "ä" * 101}).status_code == 413
    assert "lyhyempi" in told(client.post("/api/v1/koe", data={"teksti": "ä" * 100_000}), 413, "too_large")


# What is given away


class Broken(Watched):
    """Fails with what was searched for in its message, and in the message of what caused it."""

    def answer(self, request: Request) -> Any:
        try:
            raise KeyError(f"cause {request.query}")
        except KeyError as error:
            raise RuntimeError(f"cannot answer {request.query} in {ROOT}") from error


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, by anything."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("path", BOTH)
def test_errors_give_away_neither_internals_nor_what_was_searched(path: str) -> None:
    with logged() as log:
        message = told(client_with(Broken(made_index())).get(path), 500, "internal_error")
    for secret in ("RuntimeError", "Traceback", str(ROOT), "cannot answer", ".py"):
        assert secret not in message
    assert "salaisuus" not in log.getvalue()
    assert "RuntimeError" in log.getvalue()
    assert "KeyError" in log.getvalue()
    assert "in answer" in log.getvalue()  # where it happened
    with logged() as log:
        client_with(Broken(made_index()), log_queries=True).get(path)
    assert "cannot answer salaisuus" in log.getvalue()
    assert "cause salaisuus" in log.getvalue()


def lines(capsys: pytest.CaptureFixture[str], **settings: Any) -> tuple[list[dict[str, Any]], str]:
    client = client_with(**settings)
    for path in ("/?q=salaisuus", "/api/v1/projects/olematon", "/olematon%0A%22", "/static/style.css"):
        client.get(path, buffered=True, headers={"User-Agent": "salaisuus", "Referer": "/?q=salaisuus"})
    out, err = capsys.readouterr()
    return [json.loads(line) for line in (out + err).splitlines()], out


def test_the_access_log_is_json_without_queries(capsys: pytest.CaptureFixture[str]) -> None:
    entries, out = lines(capsys, access_log="stdout")
    assert "salaisuus" not in out
    assert "127.0.0.1" not in out
    assert [(entry["path"], entry["status"]) for entry in entries] == [
        ("/", 200), ("/api/v1/projects/olematon", 404), ('/olematon\n"', 404), ("/static/style.css", 200)
    ]  # fmt: skip
    for entry in entries:
        assert entry.keys() == {"time", "method", "path", "status", "ms", "bytes"}
        assert entry["method"] == "GET"
        assert entry["ms"] >= 0
        assert entry["bytes"] > 0


def test_no_reader_of_the_access_log_sees_a_line_end_or_escape_of_a_stranger(
    capsys: pytest.CaptureFixture[str],
) -> None:
    client_with(access_log="stdout").get("/a\u2028b\x85c\x9b31m\u202ed\x1b[2J\r\n")
    out = capsys.readouterr().out
    assert re.fullmatch(r"[ -~]+\n", out)
    assert json.loads(out)["path"].startswith("/a\u2028b\x85c\x9b31m\u202ed\x1b[2J")


@pytest.mark.parametrize("sign", ["a", "%F0%90%8C%B0", "%22", "%00"])
def test_a_line_of_the_access_log_is_whole_however_long_the_address(
    capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    address = f"/olematon{sign * 3000}?q={'%22' * 2000}"
    client_with(access_log="stdout", log_queries=True).get(address)
    entry = json.loads(capsys.readouterr().out)
    assert entry["path"].startswith("/olematon")
    assert entry["status"] >= 400


def test_the_access_log_has_queries_where_wanted_and_is_off_where_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entries, out = lines(capsys, access_log="stderr", log_queries=True)
    assert entries[0]["query"] == "q=salaisuus"
    assert out == ""
    assert lines(capsys)[0] == []


def test_what_is_refused_is_logged_too(capsys: pytest.CaptureFixture[str]) -> None:
    client = client_with(access_log="stdout", rate_limit=1, allowed_hosts=("localhost",))
    client.get("/")
    client.get("/")
    client.get("/", headers={"Host": "evil.example"})
    assert [json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()] == [200, 429, 400]


def test_the_form_says_how_long_a_query_may_be() -> None:
    response = client_with(query_length=77).get("/")
    assert 'maxlength="77"' in response.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_a_file_of_too_many_projects_is_refused_with_the_limit(kind: str) -> None:
    every = PROJECTS
    assert client_with(export_rows=every).get(f"/haku.{kind}", buffered=True).status_code == 200
    refused = client_with(export_rows=every - 1).get(f"/haku.{kind}")
    assert f"enintään {every - 1}" in told(refused, 400, "bad_request")


@pytest.mark.slow
def test_words_of_strangers_are_forgotten_beyond_their_bound() -> None:
    client = client_with(word_cache_mb=1, query_length=10_000)
    forget_beyond(-1)
    held = []
    for number in range(60):
        client.get("/api/v1/suggest?q=" + f"{number}" + "o" * 9_900)
        client.get("/api/v1/search?q=" + f"{number}" + "o" * 9_900)
        held.append(remembered_bytes())
    assert max(held) <= 2**20
    assert held != sorted(held), "it was never full"
