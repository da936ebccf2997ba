"""Suggestions as shown: completion in the API; «tarkoititko» on the page, there and in a terminal."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient

from hankehaku import main
from tests.web.api.test_api import get
from tests.web.html_check import read_page


def test_completion_has_texts_kinds_filters_and_addresses(corpus_client: FlaskClient) -> None:
    found = get(corpus_client, "/api/v1/suggest?q=digituki kain")
    assert found["query"] == "digituki kain"
    region = next(one for one in found["suggestions"] if one["kind"] == "maakunta")
    assert region == {
        "text": "Kainuu",
        "kind": "maakunta",
        "label": "Maakunta",
        "query": "digituki",
        "field": "maakunta",
        "value": "Kainuu",
        "url": "/?q=digituki&maakunta=Kainuu",
    }
    project = get(corpus_client, "/api/v1/suggest?q=musta mas")["suggestions"][0]
    assert (project["kind"], project["url"]) == ("hanke", "/hanke/A89907")
    word = get(corpus_client, "/api/v1/suggest?q=ikäihmisille digit")["suggestions"][0]
    assert (word["kind"], word["url"]) == ("sana", "/?q=ik%C3%A4ihmisille+digituki")


def test_nothing_typed_completes_to_nothing(corpus_client: FlaskClient) -> None:
    assert get(corpus_client, "/api/v1/suggest") == {"query": "", "suggestions": []}


def test_the_page_links_what_was_meant_and_keeps_the_rest(corpus_client: FlaskClient) -> None:
    address = "/?q=digitukki&maakunta=Lappi&jarjestys=nimi"
    page = read_page(corpus_client.get(address).get_data(as_text=True))
    assert page.faults == []
    assert "/?q=digituki&maakunta=Lappi&jarjestys=nimi" in page.links
    assert "Tarkoititko: digituki (2\u00a0hanketta)" in page.text
    html = corpus_client.get("/?q=pitkaaikaistyottomien+valmenus").get_data(as_text=True)
    assert "osittaista)" in html
    assert "Tarkoititko" not in corpus_client.get("/?q=digituki").get_data(as_text=True)


def test_a_value_that_was_meant_takes_the_place_of_the_other(corpus_client: FlaskClient) -> None:
    html = corpus_client.get("/?q=hanke&maakunta=Kainu&maakunta=Lappi").text
    assert 'Maakunta <a href="/?q=hanke&amp;maakunta=Kainuu&amp;maakunta=Lappi">Kainuu</a>' in html
    english = corpus_client.get("/en/?maakunta=Kainu").text
    assert 'Region <a href="/en/?maakunta=Kainuu" lang="fi">Kainuu</a>' in english
    (found,) = get(corpus_client, "/api/v1/search?maakunta=Kainu")["meant_values"]
    assert (found["field"], found["written"], found["value"]) == ("maakunta", "Kainu", "Kainuu")


def test_what_was_meant_is_escaped(corpus_client: FlaskClient) -> None:
    html = corpus_client.get("/?q=digitukki+-%22<b>x</b>%22").get_data(as_text=True)
    assert "Tarkoititko" in html
    assert "<b>x" not in html


def test_the_api_and_the_terminal_say_what_was_meant(corpus_client: FlaskClient, corpus_index: Path) -> None:
    meant = get(corpus_client, "/api/v1/search?q=pritnhealth")["meant"]
    assert meant == [{"query": "printhealth", "total": 1, "partial": 0}]
    printed = CliRunner().invoke(main, ["search", "pritnhealth", "--index", str(corpus_index)]).output
    assert "Did you mean: printhealth (1)" in printed
