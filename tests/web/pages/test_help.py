"""Examples of the help are of the index at hand: each finds something there, in every language."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.small import engine_of
from tests.web.html_check import read_page
from web.app import create_app
from web.config.settings import Settings

GRAMMAR = re.compile(r"::=|\|\||\[[^\]]*\||\{|\}|<[a-zåäö_]+>")
"""Signs by which grammars are written."""


def queries(client: FlaskClient, path: str) -> list[str]:
    """The query of each example that the help links to."""
    page = read_page(client.get(path).get_data(as_text=True))
    found = [parse_qs(urlsplit(link).query).get("q", [""])[0] for link in page.links]
    return [query for query in found if query]


def total(client: FlaskClient, query: str) -> int:
    found = client.get("/api/v1/search", query_string={"q": query, "limit": 1}).json
    assert found is not None
    return int(found["total"])


@pytest.mark.parametrize("path", ["/haku-ohje", "/sv/haku-ohje", "/en/haku-ohje"])
def test_every_example_finds_something(corpus_client: FlaskClient, path: str) -> None:
    asked = queries(corpus_client, path)
    assert len(asked) > 40
    assert [query for query in asked if total(corpus_client, query) == 0] == []


@pytest.mark.parametrize("path", ["/haku-ohje", "/sv/haku-ohje", "/en/haku-ohje"])
def test_there_is_no_grammar_notation(corpus_client: FlaskClient, path: str) -> None:
    text = re.sub(r"<[^>]*>", " ", corpus_client.get(path).get_data(as_text=True).split("<main", 1)[1])
    assert GRAMMAR.findall(unescape(text.split("</main>")[0])) == []


def test_every_form_has_an_example_in_the_samples(corpus_client: FlaskClient) -> None:
    shown = " ".join(queries(corpus_client, "/haku-ohje"))
    for sign in (
        '"', "~5", "=", " TAI ", " -", "(", "*", "?", "~ ", ":>", "..", "ei-tietoa", "osatoteuttaja:*",
    ):  # fmt: skip
        assert sign in shown, sign


def client_of(tmp_path: Path, descriptions: dict[str, dict[str, str]]) -> FlaskClient:
    engine = engine_of(tmp_path, descriptions)
    return create_app(engine, Settings(page_cache_mb=0), TESTING=True).test_client()


def test_examples_are_words_of_the_index(tmp_path: Path) -> None:
    told = "Sahoilla opastetaan puunjalostuksen konehuoltoa. Konehuollon taito kasvaa."
    client = client_of(tmp_path, {"S12345": {"_3": told}, "S12346": {"_3": "Muuta tekstiä."}})
    asked = queries(client, "/haku-ohje")
    assert [query for query in asked if total(client, query) == 0] == []
    assert any("puunjalostus" in query for query in asked)
    assert not any("digituki" in query for query in asked)


def test_a_name_is_no_example(tmp_path: Path) -> None:
    client = client_of(tmp_path, {"S12345": {"_3": "Maaseudulla opastaa Tuulispää Voimakastuuli."}})
    asked = " ".join(queries(client, "/haku-ohje")).lower()
    assert "maaseu" not in asked, "it begins the sentence, as a name could"
    assert "tuuli" not in asked


@pytest.mark.parametrize("descriptions", [{"S12345": {}}, {"S12345": {"_3": "Ei 1 2."}}])
def test_what_the_index_has_not_is_left_out(tmp_path: Path, descriptions: dict[str, dict[str, str]]) -> None:
    client = client_of(tmp_path, descriptions)
    assert client.get("/haku-ohje").status_code == 200
    asked = queries(client, "/haku-ohje")
    assert asked, "its code and its values are there"
    assert [query for query in asked if total(client, query) == 0] == []
