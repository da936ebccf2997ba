"""What the page and the API say of words that mean the same, of places, and of the vocabularies in use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.engine import Engine
from tests.conftest import CORPUS
from web.app import create_app
from web.config.settings import Settings


@pytest.fixture(scope="module")
def own_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over the samples with our own vocabularies."""
    folder = tmp_path_factory.mktemp("equivalents-page") / "index"
    build(folder, [CORPUS], vocabularies=find_sources([], Path("nowhere")))
    return create_app(Engine(folder), Settings(page_cache_mb=0), TESTING=True).test_client()


def test_the_page_says_what_was_also_searched_and_leaves_it_out_by_a_click(own_client: FlaskClient) -> None:
    page = own_client.get("/?q=seniorit").text
    assert "Haettiin myös:" in page
    assert "ikäihminen" in page
    assert 'href="/?q=seniorit&amp;vastineet=ei"' in page
    assert "sama asia kuin seniorit" in page
    without = own_client.get("/?q=seniorit&vastineet=ei").text
    assert "Haettiin myös:" not in without
    assert 'href="/?q=seniorit"' in without
    assert '<span lang="fi">' in own_client.get("/sv/?q=seniorit").text
    assert "sama asia kuin" not in without


@pytest.mark.parametrize(("prefix", "says"), [("/sv", "samma sak som"), ("/en", "the same as")])
def test_marks_say_it_in_other_languages(own_client: FlaskClient, prefix: str, says: str) -> None:
    assert f"{says} seniorit" in own_client.get(f"{prefix}/?q=seniorit").text


def test_a_place_is_a_link_to_its_filter(own_client: FlaskClient) -> None:
    page = own_client.get("/?q=digituki+Lapissa").text
    assert "Rajaa paikkaan:" in page
    assert 'href="/?q=digituki&amp;maakunta=Lappi"' in page


def json_of(client: FlaskClient, address: str) -> Any:
    """The JSON at an address."""
    return client.get(address).json


def test_the_api_has_equivalents_and_places(own_client: FlaskClient) -> None:
    found = json_of(own_client, "/api/v1/search?q=seniorit")
    assert found["equivalents"][0]["typed"] == "seniorit"
    assert "ikäihminen" in found["equivalents"][0]["terms"]
    assert json_of(own_client, "/api/v1/search?q=seniorit&vastineet=ei")["equivalents"] == []
    assert own_client.get("/api/v1/search?q=seniorit&vastineet=joo").status_code == 400
    (place,) = json_of(own_client, "/api/v1/search?q=Kajanaland")["places"]
    assert (place["field"], place["value"], place["query"]) == ("maakunta", "Kainuu", "")


def test_cells_of_the_about_page_say_what_they_are_on_a_phone(own_client: FlaskClient) -> None:
    page = own_client.get("/tietoa").text
    cells = re.findall(r"<td([^>]*)>", page)
    assert len(cells) > 4
    assert all(re.search(r'data-label="\w+"', cell) for cell in cells)
    assert page.count("<table") == page.count('<table class="stacked"')


def test_the_page_about_the_service_names_vocabularies_and_licences(own_client: FlaskClient) -> None:
    page = own_client.get("/tietoa").text
    assert "Hankehaun oma sanasto" in page
    assert "MIT" in page
    assert 'href="/tietoa"' in own_client.get("/").text
    assert re.search(r'<th scope="row">Hankekuvaus</th><td[^>]*>24</td>', page)
    swedish = own_client.get("/sv/tietoa").text
    for told in ("Hankehakus egen ordlista", "Hankehakus upphovsmän", '<th scope="row">Projektbeskrivning'):
        assert told in swedish


def test_the_page_about_the_service_is_there_without_vocabularies(corpus_client: FlaskClient) -> None:
    assert "Sanastoja ei ole käytössä" in corpus_client.get("/tietoa").text
