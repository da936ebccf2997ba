"""The site below a path of its host: every link, form, cookie and address of it leads below that path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.engine import Engine
from web.app import create_app
from web.config.settings import Settings

ROOT = "/tieto/hankkeet"
STARTS = ("/", "/?q=digituki&maakunta=Lappi", "/?q=zyxwvut", "/tilastot?q=hanke",
          "/hanke/S29902?q=digituki", "/vertaa",
          "/haku-ohje", "/api", "/saavutettavuus", "/puuttuu", "/sv/?q=digituki", "/en/hanke/S29902",
          "/fi/vertaa", "/haku.atom?q=digituki", "/opensearch.xml", "/sitemap.xml", "/robots.txt",
          "/sv/haku.atom")  # fmt: skip
BASE = f"http://localhost{ROOT}/api/v1/"
FILLED = {"{searchTerms}": "digituki", "{code}": "S29902", "{facet}": "maakunta", "{id}": "vaarojen-väki-ry"}
IN_PROSE = re.compile(r"(?:(?:https?://localhost)?/tieto/|https?://localhost)[^\s<\"&]+?(?=\},|[\s<\"&]|\Z)")
"""An address in a text; in BibTeX «},» stands behind it."""


class Addresses(HTMLParser):
    """The addresses in the attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = ("href", "src", "action", "data-address", "template")
        self.found += [value for name, value in attrs if name in names and value]
        values = dict(attrs)
        if values.get("property") == "og:url":
            self.found.append(values.get("content") or "")


@pytest.fixture(params=["SCRIPT_NAME", "X-Forwarded-Prefix"])
def client(request: pytest.FixtureRequest, engine: Engine) -> FlaskClient:
    """A client of the site as a proxy or a server puts it below a path."""
    named = Settings(allowed_hosts=("localhost",), trusted_proxies=int(request.param != "SCRIPT_NAME"))
    app = create_app(engine, named, TESTING=True)
    client = app.test_client()
    given = {"SCRIPT_NAME": ROOT} if request.param == "SCRIPT_NAME" else {"HTTP_X_FORWARDED_PREFIX": ROOT}
    client.environ_base.update(given)
    return client


def own(client: FlaskClient, path: str) -> TestResponse:
    """What is at an address below the path. A base with a path would make the client set SCRIPT_NAME."""
    return client.get(path, environ_overrides={k: client.environ_base[k] for k in client.environ_base})


def addresses(text: str, path: str) -> Iterator[str]:
    """The addresses of our own host that an answer has, absolute paths."""
    found = Addresses(text).found
    for address in (*found, *IN_PROSE.findall(text)):
        whole = urlsplit(urljoin(f"http://localhost{ROOT}{path}", address))
        if whole.netloc == "localhost" and not address.startswith("#"):
            yield whole.path + (f"?{whole.query}" if whole.query else "")


@pytest.mark.slow
def test_every_address_of_the_main_pages_leads_below_the_path(client: FlaskClient) -> None:
    seen: dict[str, str] = {}
    for start in STARTS:
        with closing(own(client, start)) as answer:
            assert answer.status_code == (404 if start == "/puuttuu" else 200), start
            seen.update((address, start) for address in addresses(answer.text, start))
    assert len(seen) > 300
    outside = {address: start for address, start in seen.items() if not address.startswith(f"{ROOT}/")}
    twice = {address: start for address, start in seen.items() if address.count(ROOT) > 1}
    assert (outside, twice) == ({}, {})
    one_of_each = {
        re.sub(r"\d+|=[^&]*", "", address): address
        for address, start in seen.items()
        if start != "/robots.txt"  # has beginnings of addresses
    }
    for template in one_of_each.values():
        address = template
        for name, value in FILLED.items():
            address = address.replace(name, value)
        with closing(own(client, address.removeprefix(ROOT))) as answer:
            # 400: an address of the API, named without its parameters; 405: one to which a text is sent
            allowed = (200, 302, 400, 405) if "/api/v1/compare" in address else (200, 302, 400)
            assert answer.status_code in allowed, (address, seen[template])


def test_a_language_is_chosen_below_the_path(client: FlaskClient) -> None:
    answer = own(client, "/hanke/S29902?q=digituki&kieli=sv")
    assert answer.location == f"{ROOT}/sv/hanke/S29902?q=digituki"
    assert f"Path={ROOT}/" in answer.headers["Set-Cookie"]
    assert own(client, "/sv/hanke/S29902?kieli=fi").location == f"{ROOT}/fi/hanke/S29902"


def test_addresses_of_programs_are_whole_below_the_path(client: FlaskClient) -> None:
    server = own(client, "/sv/api/v1/openapi.json").get_json()["servers"][0]["url"]
    assert server == f"http://localhost{ROOT}/sv/api/v1"
    assert own(client, "/api/v1/search?q=hanke&limit=2").get_json()["next"].startswith(BASE)
    suggested = own(client, "/api/v1/suggest?q=musta mas").get_json()["suggestions"]
    assert f"{ROOT}/hanke/A89907" in {urlsplit(one["url"]).path for one in suggested}
    feed = own(client, "/haku.atom?q=digituki").text
    assert (
        f'<link rel="self" type="application/atom+xml" href="http://localhost{ROOT}/haku.atom?q=digituki"/>'
        in feed
    )


def test_pages_of_two_paths_are_kept_apart(engine: Engine) -> None:
    client = create_app(engine, TESTING=True).test_client()
    for _ in range(2):
        for root in ("", ROOT):
            page = client.get("/haku-ohje", environ_overrides={"SCRIPT_NAME": root})
            assert f'<form class="searchbox" role="search" action="{root}/"' in page.text


@pytest.mark.parametrize(
    "prefix", ["//evil.example", "/a//b", "/a b", "https://evil.example", "/%2F", "/a\\b"]
)
def test_an_odd_prefix_is_not_believed(engine: Engine, prefix: str) -> None:
    client = create_app(engine, Settings(trusted_proxies=1), TESTING=True).test_client()
    page = client.get("/haku-ohje", headers={"X-Forwarded-Prefix": prefix})
    assert '<form class="searchbox" role="search" action="/"' in page.text


def test_without_a_trusted_proxy_no_prefix_is_believed(corpus_app: Flask) -> None:
    page = corpus_app.test_client().get("/haku-ohje", headers={"X-Forwarded-Prefix": ROOT})
    assert ROOT not in page.text


@pytest.mark.parametrize("root", ["", ROOT])
@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/vertaa/", "/vertaa"),
        ("/tilastot/?q=ty%C3%B6&vuosi=2021", "/tilastot?q=ty%C3%B6&vuosi=2021"),
        ("/sv/haku-ohje//", "/sv/haku-ohje"),
        ("/api/", "/api"),
        ("/api/v1/search/?q=a", "/api/v1/search?q=a"),
        ("/hanke/S29902/", "/hanke/S29902"),
        ("/haku.csv/", "/haku.csv"),
        ("/ohje", "/haku-ohje"),
        ("/en/ohje", "/en/haku-ohje"),
        ("/ohje/", "/ohje"),
    ],
)
def test_an_address_typed_nearly_right_leads_on(
    corpus_app: Flask, root: str, path: str, leads_to: str
) -> None:
    answer = corpus_app.test_client().get(path, environ_overrides={"SCRIPT_NAME": root})
    assert answer.status_code in (301, 308)
    assert answer.location == root + leads_to


@pytest.mark.parametrize("path", ["/puuttuu/", "//evil.example/", "/hanke/X1/Y/", "/api/v1/"])
def test_nothing_else_leads_anywhere(corpus_client: FlaskClient, path: str) -> None:
    answer = corpus_client.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 404 or not (answer.location or "").startswith("//")


def test_a_plan_sent_to_an_address_with_a_slash_is_not_lost(corpus_client: FlaskClient) -> None:
    assert corpus_client.post("/vertaa/", data={"teksti": "digituki"}).status_code == 308
