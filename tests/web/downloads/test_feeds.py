"""Feed, list of pages, description for browsers, what a shared link shows: valid, and all links alive."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.small import index_of
from tests.web.made import made_engine
from web.app import create_app
from web.config.settings import Settings

GOLDEN = Path(__file__).parent / "golden" / "haku.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""When the sample corpus was indexed, which differs each time."""
DAY = re.compile(r"(?<=Uusi )\d+\.\d+\.\d{4}")
"""The same as a day."""
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def xml(client: FlaskClient, path: str, mimetype: str = "application/xml") -> ElementTree.Element:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, mimetype)
    return ElementTree.fromstring(response.data)


def feed(client: FlaskClient, path: str) -> ElementTree.Element:
    return xml(client, path, "application/atom+xml")


def test_a_feed_is_the_golden_one(corpus_client: FlaskClient) -> None:
    text = corpus_client.get("/haku.atom?q=digituki&jarjestys=nimi").text
    text = DAY.sub("2.1.2026", MOMENT.sub("2026-01-02T03:04:05Z", text))
    assert text == GOLDEN.read_text("utf-8")


@pytest.mark.slow
def test_a_feed_has_what_atom_requires(corpus_client: FlaskClient) -> None:
    root = feed(corpus_client, "/haku.atom?q=hanke&jarjestys=nimi")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) > 5
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
            assert element.findtext(f"{ATOM}{name}")
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == days[0]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for link in root.iter(f"{ATOM}link"):
        assert corpus_client.get(link.attrib["href"]).status_code == 200


def test_a_feed_names_funds_and_regions_in_its_language_too(corpus_client: FlaskClient) -> None:
    told = [
        one.attrib
        for one in feed(corpus_client, "/sv/haku.atom?q=hanke&maakunta=Lappi").iter(f"{ATOM}category")
    ]
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {"term": "ESR", "label": "ESF", language: "sv"} in told
    assert {"term": "Lappi", "label": "Lappland", language: "sv"} in told


def test_a_feed_has_the_newest_and_says_how_many_there_are(client: FlaskClient) -> None:
    root = feed(client, "/haku.atom")
    assert root.findtext(f"{SEARCH}totalResults") == "47"
    assert len(root.findall(f"{ATOM}entry")) == 47


def test_hostile_texts_are_harmless_in_a_feed(tmp_path: Path) -> None:
    hostile = "</title>\x01\x0b\ufffe<script>&amp;" + "sana " * 200
    made = {"S10001": {"_1": f"Hankkeen nimi: {hostile}", "_3": hostile}}
    client = create_app(index_of(tmp_path, made)).test_client()
    (entry,) = feed(client, "/haku.atom?q=sana").findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title") or "").startswith("</title> <script>&sana")
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert len(summary) < 510
    assert summary.endswith("sana …")
    assert (entry.findtext(f"{ATOM}updated") or "").endswith("Z")


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    assert feed(client, "/haku.atom?q=zyxwvut").findall(f"{ATOM}entry") == []


def test_the_list_of_pages_has_every_project_and_organisation(corpus_client: FlaskClient) -> None:
    pages = [one.text or "" for one in xml(corpus_client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    listed = corpus_client.get("/api/v1/organisations?limit=100").json
    assert listed
    ids = [one["organisation"]["id"] for one in listed["organisations"]]
    wanted = [f"http://localhost/organisaatio/{quote(one)}" for one in ids]
    assert sorted(page for page in pages if "/organisaatio/" in page) == sorted(wanted)
    assert len(pages) == 24 + 8 + listed["total"] == len(set(pages))
    assert "http://localhost/vertaa" in pages
    assert "http://localhost/hanke/S29902" in pages
    assert all(corpus_client.get(page).status_code == 200 for page in pages)


def test_a_long_list_of_pages_is_split(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [one.text for one in xml(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    monkeypatch.setattr("web.downloads.feeds.SITEMAP_SIZE", 20)
    parts = [one.text or "" for one in xml(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    assert parts == [f"http://localhost/sitemap-{n}.xml" for n in (1, 2, 3)]
    found = [[one.text for one in xml(client, part).iter(f"{SITEMAP}loc")] for part in parts]
    assert [len(part) for part in found] == [20, 20, len(whole) - 40]
    assert [page for part in found for page in part] == whole
    assert client.get("/sitemap-0.xml").status_code == client.get("/sitemap-4.xml").status_code == 404


def test_robots_are_shown_the_list_of_pages(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert response.text.startswith("User-agent: *\nDisallow: /*?\n")
    assert "\nSitemap: http://localhost/sitemap.xml\n" in response.text


def test_browsers_can_take_the_search_up(corpus_client: FlaskClient) -> None:
    root = xml(corpus_client, "/opensearch.xml", "application/opensearchdescription+xml")
    assert len(root.findtext(f"{SEARCH}ShortName") or "") <= 16
    urls = root.findall(f"{SEARCH}Url")
    assert len(urls) == 3
    for url in urls:
        response = corpus_client.get(url.attrib["template"].replace("{searchTerms}", "digitukea"))
        assert (response.status_code, response.mimetype) == (200, url.attrib["type"])
    page = corpus_client.get("/").text
    link = '<link rel="search" type="application/opensearchdescription+xml" title="Hankehaku" href="{}">'
    assert link.format("/opensearch.xml") in page


@pytest.mark.parametrize(
    ("path", "title", "url"),
    [
        ("/", "Hankehaku", "/"),
        ("/?q=digitukea&sivu=1", "digitukea – Hankehaku", "/?q=digitukea"),
        ("/hanke/S10000?q=digitukea", "Digituki kylille 0", "/hanke/S10000"),
        ("/api", "Rajapinta ja tiedostot – Hankehaku", "/api"),
    ],
)
def test_a_shared_link_has_a_title_a_description_and_one_address(path: str, title: str, url: str) -> None:
    named = create_app(made_engine(), Settings(allowed_hosts=("localhost",)), TESTING=True).test_client()
    unnamed = create_app(made_engine(), TESTING=True).test_client()
    assert 'property="og:url"' not in unnamed.get(path).text  # the name is what the client says
    page = named.get(path).text
    assert f'<meta property="og:title" content="{title}">' in page
    assert f'<meta property="og:url" content="http://localhost{url}">' in page
    assert f'<link rel="canonical" href="{url}">' in page
    assert page.count('<meta name="description" content="') == 1
    assert '<meta property="og:description" content="">' not in page
