"""The HTML itself: well formed, hostile text harmless, every link alive."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from search.contract.query_reference import FORMS
from tests.web.html_check import read_page
from tests.web.made import HOSTILE
from web.pages.home import THEMES
from web.project_page.project import REGISTER_URL

PAGES = [
    "/",
    "/hankkeet",
    "/?q=digituki",
    "/?q=hanke&maakunta=Kainuu&vuosi=2019..2022&sivu=abc",
    "/?q=olematonsana+toinen&maakunta=Kainuu&rahasto=ESR",
    "/hanke/S29902?q=luontol%C3%A4ht%C3%B6inen",
    "/hanke/A89901",
    "/hanke/A89909",
    "/hanke/S29911",
    "/?nayta=kunta&hae=ro",
    "/tilastot",
    "/tilastot?q=hanke&maakunta=Lappi&nayta=kunta",
    "/tilastot?mitta=eurot&lajittelu=-arvo",
    "/haku-ohje",
    "/vertaa",
    "/api",
    "/saavutettavuus",
    "/olematon",
    "/sv/?q=hanke&maakunta=Kainuu",
    "/en/hanke/S29911",
]
OUTWARD = (
    REGISTER_URL.split("{")[0],
    "https://www.saavutettavuusvaatimukset.fi/",
    "mailto:saavutettavuus@traficom.fi",
    "tel:+358295345000",
)
"""Where links may lead out of the site; other than what applicants wrote."""


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed(corpus_client: FlaskClient, path: str) -> None:
    page = read_page(corpus_client.get(path).get_data(as_text=True))
    assert page.faults == []


@pytest.fixture(scope="module")
def followed() -> set[str]:
    """Addresses that links of other pages led to, and that were alive."""
    return set()


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_is_alive(corpus_client: FlaskClient, followed: set[str], path: str) -> None:
    page = read_page(corpus_client.get(path).get_data(as_text=True))
    for link in sorted(set(page.links)):
        address, anchor = urldefrag(link.removeprefix("http://localhost"))
        if urlsplit(address).scheme:
            assert ".example" in link or link.startswith(OUTWARD), link
        elif not address:
            assert anchor in page.ids
        elif address not in followed:
            response = corpus_client.get(address, buffered=True, follow_redirects=True)
            assert response.status_code == 200, link
            followed.add(address)


@pytest.mark.slow
def test_all_projects_have_a_well_formed_page(corpus_client: FlaskClient) -> None:
    hits = corpus_client.get("/api/v1/search?limit=100").json["hits"]  # type: ignore[index]
    assert len(hits) == 24
    for hit in hits:
        page = read_page(corpus_client.get(f"/hanke/{hit['code']}?q=hanke").get_data(as_text=True))
        assert page.faults == [], hit["code"]


@pytest.mark.parametrize("words", [*(query for _, query in THEMES), *(form.query for form in FORMS)])
def test_every_example_finds_something(corpus_client: FlaskClient, words: str) -> None:
    found = corpus_client.get("/api/v1/search", query_string={"q": words}).json
    assert found
    assert found["total"] > 0
    assert found["notes"] == []


@pytest.mark.parametrize("path", ["/?q=alert", "/hanke/S10900", "/hanke/S10900?q=alert", "/?maakunta=Kainuu"])
def test_hostile_descriptions_are_harmless(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "1337" not in html
    assert read_page(html).faults == []


def test_hostile_descriptions_are_shown_as_they_are(client: FlaskClient) -> None:
    assert HOSTILE in read_page(client.get("/hanke/S10900").get_data(as_text=True)).text


@pytest.mark.parametrize("name", ["q", "maakunta", "jarjestys", "sivu", "myonnetty_min", "nimi"])
def test_hostile_addresses_are_harmless(client: FlaskClient, name: str) -> None:
    html = client.get("/", query_string={name: HOSTILE}).get_data(as_text=True)
    assert "<script>alert" not in html
    page = read_page(html)
    assert page.faults == []
    if name == "q":
        assert str(escape(HOSTILE)) in html
