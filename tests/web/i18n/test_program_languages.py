"""What is for programs, in the language that its address names: the API, its document, feeds, OpenSearch."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.web.i18n.test_languages import OTHERS, WORD, finnish_words
from web.api.endpoints import ENDPOINTS

ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def json(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(path)
    assert response.status_code == status, path
    return response.json


def said(thing: Any) -> list[str]:
    """Every summary and description in a document."""
    if isinstance(thing, list):
        return [text for one in thing for text in said(one)]
    if not isinstance(thing, dict):
        return []
    own = [thing[name] for name in ("summary", "description") if isinstance(thing.get(name), str)]
    return own + [text for one in thing.values() for text in said(one)]


@pytest.mark.slow
@pytest.mark.parametrize("code", OTHERS)
def test_the_document_of_the_api_is_translated(corpus_client: FlaskClient, code: str) -> None:
    own, other = (json(corpus_client, f"{start}/api/v1/openapi.json") for start in ("", f"/{code}"))
    told = said(other)
    assert len(told) == len(said(own)) > 150
    assert set(told) != set(said(own))
    # A value that is written in Finnish, or the sample of one, is no text to translate.
    words = {
        word
        for text in told
        for word in WORD.findall(re.sub(r"”.*?”|[”“].*?”|\b\w+ = |sana, hanke", "", text))
    }
    assert {word for word in words if word.casefold() in finnish_words(code)} <= {"sana", "hanke"}
    assert other["servers"] == [{"url": f"http://localhost/{code}/api/v1"}]
    assert other["paths"].keys() == own["paths"].keys() == {endpoint.path for endpoint in ENDPOINTS}


def test_answers_are_labelled_in_the_language(corpus_client: FlaskClient) -> None:
    facet = json(corpus_client, "/en/api/v1/facets/kunta?q=hanke")
    assert facet["label"] == "Municipality"
    assert facet["values"][-1]["label"] == "not known"
    suggestions = json(corpus_client, "/sv/api/v1/suggest?q=digituki+kain")["suggestions"]
    labels = {one["label"]: one["url"] for one in suggestions}
    assert labels["Landskap"] == "/sv/?q=digituki&maakunta=Kainuu"
    found = json(corpus_client, "/en/api/v1/search?q=digituki&explain=1&limit=1&vuosi=eilen")
    assert found["notes"] == [
        "The filter “Year” was ignored: “eilen” is not a number; for example vuosi:2020..2022."
    ]
    assert found["next"].startswith("http://localhost/en/api/v1/search?")
    (hit,) = found["hits"]
    assert hit["snippets"][0]["label"] == "Summary"
    assert ": inflection" in str(hit["snippets"])
    roles = {one["role"] for one in hit["explanation"]}
    assert roles == {"word", "part of a compound", "a shared part", "a word with the same beginning"}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/en/api/v1/search?limitt=5", 400, "There is no parameter “limitt”. Did you mean “limit”?"),
        ("/en/api/v1/search?limit=0", 400, "limit: “0” is not a whole number between 1 and 100."),
        ("/sv/api/v1/projects/X1", 404, "Det finns inget projekt med koden ”X1”."),
        ("/en/api/v1/nowhere", 404, "There is no page at this address. Check the address or try the search."),
    ],
)
def test_errors_are_told_in_the_language(client: FlaskClient, path: str, status: int, told: str) -> None:
    assert json(client, path, status)["error"]["message"] == told
    assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_a_browsers_own_language_changes_nothing_for_programs(client: FlaskClient) -> None:
    client.set_cookie("kieli", "en")
    for path in ("/api/v1/nowhere", "/api/v1/search?x=1", "/api/v1/facets/kunta"):
        mine, other = (client.get(path, headers={"Accept-Language": code}).json for code in ("fi", "en"))
        assert mine == other


@pytest.mark.parametrize("code", OTHERS)
def test_a_feed_says_what_it_is_in_the_language(corpus_client: FlaskClient, code: str) -> None:
    root = ElementTree.fromstring(corpus_client.get(f"/{code}/haku.atom?q=digituki").data)
    subtitle = {
        "sv": "EU:s strukturfondsprojekt: nya och ändrade först",
        "en": "EU structural fund projects: new and changed first",
    }
    assert root.findtext(f"{ATOM}subtitle") == subtitle[code]
    assert root.attrib[XML_LANG] == code
    entries = root.findall(f"{ATOM}entry")
    assert {entry.attrib[XML_LANG] for entry in entries} == {"fi"}
    assert all(
        (entry.findtext(f"{ATOM}id") or "").startswith(f"http://localhost/{code}/hanke/") for entry in entries
    )


@pytest.mark.parametrize("code", OTHERS)
def test_a_browser_finds_the_search_in_the_language_of_the_page(
    corpus_client: FlaskClient, code: str
) -> None:
    for page in (corpus_client.get(f"/{code}/"), corpus_client.get("/", headers={"Accept-Language": code})):
        address = f"/{code}/opensearch.xml"
        assert f'href="{address}"' in page.text
        assert f'data-address="/{code}/api/v1/suggest"' in page.text
        assert 'type="application/atom+xml" title="' in page.text
        assert f'href="/{code}/haku.atom"' in page.text
    root = ElementTree.fromstring(corpus_client.get(address).data)
    assert root.findtext(f"{SEARCH}Language") == code
    assert (root.findtext(f"{SEARCH}Description") or "").startswith(("Sök i", "Search the"))
    templates = [url.attrib["template"] for url in root.findall(f"{SEARCH}Url")]
    assert f"http://localhost/{code}/?q={{searchTerms}}" in templates
