"""Descriptions that are hostile in every field: on pages and in files they are text, never markup."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from index.errors import NotADescription
from index.indexing.index_writer import build
from index.model.organisations import slug
from index.model.project import FIELDS, QUERYABLE
from index.reader.parser import parse
from tests.index.samples import minimal
from tests.web.addresses import unvisited
from tests.web.html_check import read_page
from web.app import create_app
from web.config.settings import Settings

MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{ 7*191 }}</mark></title>&lt;b&gt; hanke"
CODES = ("S70001", "S70002")
PAGES = (
    *(
        "/",
        "/hankkeet",
        "/?q=hanke",
        "/?q=script",
        "/?q=alert+onerror",
        '/?q="hanke"',
        "/?q=hanke&jarjestys=nimi",
    ),
    *("/?q=olematonsana", "/?nayta=kunta&hae=<b>", "/?nayta=viranomainen", "/sv/?q=hanke", "/en/?q=hanek"),
    *(
        "/tilastot",
        "/tilastot?q=hanke",
        "/tilastot?nayta=<b>&hae=<i>",
        "/sv/tilastot",
        "/en/tilastot?q=script",
    ),
    *(
        "/hanke/S70001",
        "/hanke/S70001?q=hanke+alert+script",
        "/hanke/S70002?q=hanke&sija=2",
        "/en/hanke/S70001",
    ),
    *("/organisaatio/<b>", f"/organisaatio/{slug(MARKUP)}", "/sv/organisaatio/<script>alert(1)"),
    *("/vertaa", "/vertaa?teksti=<script>alert(1)</script>", "/haku-ohje", "/api", "/saavutettavuus"),
    *("/viite", "/viite?q=hanke&maakunta=<b>&hetki=2020-01-01", "/viite?hetki=<script>"),
    *("/tietoa", "/rinnakkain", "/rinnakkain?hanke=S70001&hanke=S70002", "/sv/rinnakkain?hanke=<b>,S70001"),
    *("/hanke/%3Cscript%3Ealert(1)", "/%3Cscript%3Ealert(1)%3C/script%3E"),
)
ANSWERS = (
    *("/api/v1/search?q=hanke", "/api/v1/search?q=script&explain=1", "/api/v1/projects/S70001"),
    *("/api/v1/similar?koodi=S70001", "/api/v1/similar?koodi=<b>", "/api/v1/facets/viranomainen"),
    *("/api/v1/suggest?q=scr", "/api/v1/suggest?q=<img", "/api/v1/statistics?q=hanke", "/api/v1/snapshot"),
    *("/api/v1/organisations", "/api/v1/organisations/<b>", f"/api/v1/organisations/{slug(MARKUP)}"),
    *("/api/v1/openapi.json", "/api/v1/<b>", "/api/v1/search?<script>=1", "/healthz", "/readyz"),
)
FEEDS = ("/haku.atom", "/haku.atom?q=hanke", "/haku.atom?q=<b>&amp;", "/sitemap.xml", "/opensearch.xml")
FILES = (
    "/hanke/S70001.bib",
    "/hanke/S70001.ris",
    "/rinnakkain.csv?hanke=S70001",
    "/rinnakkain.md?hanke=S70001",
    "/haku.csv",
    "/organisaatiot.csv",
    "/tilastot.csv?taulukko=maakunta",
    "/robots.txt",
    "/metrics",
)


def _hostile(code: str) -> str:
    """A description with markup wherever somebody may write."""
    lines: dict[str, list[str]] = {}
    for field in FIELDS:
        if field.section and field.key and field.query != "koodi" and not field.private:
            lines.setdefault(field.section, []).append(f"{field.key}: {MARKUP}")
    prose = dict.fromkeys(("3", "4.1", "4.2", "8.1", "8.2", "9"), f"{MARKUP}\n\n- {MARKUP}\n\n7.3 {MARKUP}")
    bodies = {f"_{n.replace('.', '_')}": "\n\n".join(found) for n, found in lines.items() if n != "0"}
    bodies |= {f"_{n.replace('.', '_')}": text for n, text in prose.items()}
    bodies["_2"] += (
        f"\n\nOsatoteuttajat:\n\n{MARKUP}\n\nVerkkosivu: javascript:alert(3)\n\nTuntematon <b>: {MARKUP}"
    )
    bodies["_7"] = f"7.4 Uusi <script>alert(4)</script>\n\n{MARKUP}"
    return minimal(code, **bodies)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an index of hostile descriptions, in files with hostile names."""
    source = tmp_path_factory.mktemp("hostile")
    for code in CODES:
        (source / f"<script>alert('{code}') & .txt").write_text(_hostile(code), "utf-8")
    folder: Path = tmp_path_factory.mktemp("index") / "index"
    report = build(folder, [source])
    assert not report.failed
    return create_app(folder, Settings(metrics=True), TESTING=True).test_client()


def assert_harmless(html: str) -> None:
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "1337" not in html
    page = read_page(html)
    assert page.faults == []
    assert not [link for link in page.links if link.lower().startswith(("javascript:", "data:"))]


@pytest.mark.parametrize("path", PAGES)
def test_pages_show_markup_as_text(hostile: FlaskClient, path: str) -> None:
    assert_harmless(hostile.get(path).text)


def test_a_hostile_page_shows_all_that_was_written(hostile: FlaskClient) -> None:
    text = read_page(hostile.get("/hanke/S70001").text).text
    assert text.count(unescape(MARKUP)) >= 15


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "q",
        *QUERYABLE,
        "jarjestys",
        "sivu",
        "myonnetty_min",
        "alkaa_max",
        "tarkkuus",
        "nayta",
        "hae",
        "sija",
        "x",
    ],
)
def test_addresses_are_shown_as_text(hostile: FlaskClient, name: str) -> None:
    for value in (
        MARKUP,
        f'"{MARKUP}',
        f"nimi:{MARKUP}",
        f"ei-kenttä:{MARKUP}",
        "\0<script>alert(1)",
        "a" * 900 + "<b",
    ):
        for path in ("/", "/tilastot", "/hanke/S70001"):
            response = hostile.get(path, query_string={name: value}, follow_redirects=True)
            assert response.status_code in (200, 400)
            assert_harmless(response.text)


@pytest.mark.parametrize(
    "path", ["/api/v1/search?q=hanke+script+alert&limit=100", "/api/v1/search?q=olematon"]
)
def test_html_of_the_api_has_marks_only(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path)
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    found = response.json
    assert found
    html = [snippet["html"] for hit in found["hits"] for snippet in hit["snippets"]]
    assert bool(html) == bool(found["hits"])
    for one in html:
        assert set(re.findall(r"</?\w+", one)) <= {"<mark", "</mark"}
        assert "<" not in re.sub(r'<mark( title="[^"<>]*" aria-description="[^"<>]*")?>|</mark>', "", one)


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_for_programs_are_never_taken_for_a_page(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path)
    assert response.status_code in (200, 400, 404)
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json is not None


@pytest.mark.parametrize(
    "path",
    [
        "/haku.csv",
        "/haku.jsonl",
        "/haku.xlsx",
        "/organisaatiot.csv",
        "/organisaatiot.xlsx",
        "/tilastot.csv?taulukko=kunta",
        "/robots.txt",
    ],
)
def test_files_are_never_taken_for_a_page(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path, buffered=True)
    assert response.mimetype not in ("text/html", "application/xhtml+xml", "image/svg+xml")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert path == "/robots.txt" or response.headers["Content-Disposition"].startswith("attachment")


SENT_TO = "/api/v1/compare"
"""The address of the API that takes what is sent to it."""


def test_a_compared_plan_is_escaped_for_programs(hostile: FlaskClient) -> None:
    response = hostile.post(SENT_TO, json={"text": f"{MARKUP} hanke digitukea kylille"})
    found: Any = response.json
    assert found["projects"]
    written = [one["title_html"] for one in found["projects"]]
    written += [each["html"] for one in found["projects"] for pair in one["pairs"] for each in pair]
    assert [html for html in written if re.search(r"<(?!/?mark\b)", html)] == []


def test_every_address_is_looked_at() -> None:
    assert unvisited((*PAGES, *ANSWERS, *FEEDS, *FILES, SENT_TO)) == set()
    assert unvisited((*ANSWERS, *FEEDS, *FILES)) > {"pages.compare", "pages.statistics"}


@pytest.mark.parametrize(
    "text", [MARKUP, f"{MARKUP}\n\n{MARKUP} ja muu hanke", "</textarea><script>alert(1)"]
)
def test_a_compared_plan_is_shown_as_text(hostile: FlaskClient, text: str) -> None:
    for path in ("/vertaa", "/sv/vertaa"):
        shown = hostile.post(path, data={"teksti": text, "<b>": "<b>"})
        assert shown.status_code == 200
        assert_harmless(shown.text)


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_are_well_formed(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.data)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "img", "mark", "b"}


def test_files_hold_markup_as_data(hostile: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(hostile.get("/haku.csv").text.removeprefix("\ufeff"))))
    assert [row[next(iter(row))] for row in rows] == list(CODES)
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    lines = hostile.get("/haku.jsonl").text.splitlines()
    assert [json.loads(line)["title"] for line in lines] == [unescape(MARKUP)] * 2


@pytest.mark.parametrize(
    "code", ["<b>1</b>", "S70001<script>", "../../etc/passwd", "S70001\u202e", "S١٢٣٤٥", ""]
)
def test_hostile_codes_are_refused(code: str) -> None:
    with pytest.raises(NotADescription):
        parse(minimal(code))
