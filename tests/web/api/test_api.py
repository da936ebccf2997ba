"""The JSON API: the same parameters as the page, one shape of errors."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.made import Watched

HIT_KEYS = {"code", "title", "score", "fund", "priority_axis", "applicant", "regions", "starts", "ends",
            "eu_state_granted", "snippets"}  # fmt: skip


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "application/json"
    return response.json


def test_a_search_has_the_keys_of_the_issue(corpus_client: FlaskClient) -> None:
    found = get(corpus_client, "/api/v1/search?q=digituki&limit=2")
    assert {"query", "total", "took_ms", "hits", "facets", "partial", "notes"} <= found.keys()
    assert found["total"] >= len(found["hits"]) == 2
    assert found["hits"][0].keys() >= HIT_KEYS
    assert found["facets"]["maakunta"][0].keys() == {"value", "label", "count"}


def test_filters_pages_and_sort_are_those_of_the_page(client: FlaskClient, watched: Watched) -> None:
    get(client, "/api/v1/search?q=x&maakunta=Kainuu&maakunta=Lappi&sivu=3&jarjestys=-alkaa")
    asked = watched.asked[-1]
    assert asked.filters == {"maakunta": ("Kainuu", "Lappi")}
    assert (asked.offset, asked.limit, asked.sort) == (40, 20, "-alkaa")


@pytest.mark.parametrize(
    ("query", "offset", "limit"),
    [("limit=5&offset=7", 7, 5), ("", 0, 20), ("sivu=3", 40, 20), ("sivu=3&limit=10", 20, 10)],
)
def test_pages_are_asked_for_in_two_ways(
    client: FlaskClient, watched: Watched, query: str, offset: int, limit: int
) -> None:
    found = get(client, f"/api/v1/search?{query}")
    assert (watched.asked[-1].offset, watched.asked[-1].limit) == (offset, limit)
    assert (found["offset"], found["limit"]) == (offset, limit)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=1000", "limit: ”1000” ei ole kokonaisluku väliltä 1–100."),
        ("offset=-3", "offset: ”-3” ei ole kokonaisluku väliltä 0–100000."),
        ("sivu=abc", "sivu: ”abc” ei ole kokonaisluku väliltä 1–1000."),
        ("makunta=Kainuu", "Parametria ”makunta” ei ole. Tarkoititko ”maakunta”?"),
        (f"q={'x' * 1001}", "Hakulause on liian pitkä: siinä on 1\u00a0001 merkkiä"),
        ("jarjestys=hatusta", "jarjestys: ”hatusta” ei ole sallittu arvo."),
    ],
)
def test_what_cannot_be_used_is_refused(client: FlaskClient, query: str, message: str) -> None:
    error = get(client, f"/api/v1/search?{query}", 400)["error"]
    assert (error["status"], error["code"]) == (400, "bad_request")
    assert error["message"].startswith(message)


@pytest.mark.parametrize("query", ["", "q=hanke&vuosi=2019..2022&jarjestys=-nimi", "q=zyxwvut"])
def test_following_next_gives_every_hit_once(corpus_client: FlaskClient, query: str) -> None:
    codes: list[str] = []
    address = f"/api/v1/search?limit=6&{query}"
    while address:
        page = get(corpus_client, address)
        codes += [hit["code"] for hit in page["hits"]]
        address = page["next"]
        assert page["hits"] or not page["total"]  # the last page is not an empty one
    assert len(set(codes)) == len(codes) == page["total"]
    whole = get(corpus_client, f"/api/v1/search?limit=100&{query}")
    assert [hit["code"] for hit in whole["hits"]] == codes


def test_a_facet_has_all_its_values(corpus_client: FlaskClient) -> None:
    found = get(corpus_client, "/api/v1/facets/kunta?q=digituki")
    assert (found["facet"], found["label"], found["query"]) == ("kunta", "Kunta", "digituki")
    assert found["values"] == get(corpus_client, "/api/v1/search?q=digituki")["facets"]["kunta"]
    error = get(corpus_client, "/api/v1/facets/nimi", 400)["error"]
    assert "maakunta" in error["message"]


def test_a_project_is_given_whole_but_without_its_contact(corpus_client: FlaskClient) -> None:
    project = get(corpus_client, "/api/v1/projects/S29902")
    assert project["code"] == "S29902"
    assert project["funding"]["eu_state_granted"] == 412886
    assert not any((project.get("contact") or {}).values())
    assert "Heikkuri" not in corpus_client.get("/api/v1/projects/S29902").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/api/v1/projects/X123", 404, "not_found"), ("/api/v1/olematon", 404, "not_found")],
)
def test_errors_have_one_shape(client: FlaskClient, path: str, status: int, code: str) -> None:
    error = get(client, path, status)["error"]
    assert error.keys() == {"status", "code", "message"}
    assert (error["status"], error["code"]) == (status, code)
    assert error["message"]


def test_other_methods_are_refused_as_json(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert response.json["error"]["code"] == "method_not_allowed"  # type: ignore[index]


def test_finnish_letters_are_not_escaped(client: FlaskClient) -> None:
    assert "löydy" in client.get("/api/v1/projects/X").get_data(as_text=True)
