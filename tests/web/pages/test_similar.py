"""«Samankaltaiset hankkeet»: on the page of a project, in the API, and for a pasted plan."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.html_check import read_page
from tests.web.made import HOSTILE
from web.app import create_app
from web.config.settings import Settings

PLAN = "Annamme digitukea ikäihmisille kirjastoautossa & kylätaloilla."


def paste(client: FlaskClient, text: str, status: int = 200) -> str:
    response = client.post("/vertaa", data={"teksti": text})
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_empty_page_explains_itself(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/vertaa").get_data(as_text=True)
    assert "Näet, onko samaa tehty" in page
    assert "Tekstiä ja tiedostoa ei tallenneta" in page
    assert "enintään 20\u00a0000 merkkiä" in page
    assert (
        "maxlength" not in page.partition("<textarea")[2].partition(">")[0]
    )  # it would cut what is pasted, and say nothing
    assert "/vertaa" in read_page(corpus_client.get("/").get_data(as_text=True)).links
    assert "/vertaa" in read_page(corpus_client.get("/haku-ohje").get_data(as_text=True)).links


def test_a_plan_finds_its_neighbours_with_shared_passages(corpus_client: FlaskClient) -> None:
    html = paste(corpus_client, PLAN)
    page = read_page(html)
    assert page.faults == []
    assert next(link for link in page.links if link.startswith("/hanke/")) == "/hanke/S29903"
    assert PLAN in page.text  # the plan stays in its field
    assert "Yhteistä:" in page.text
    assert re.search(r"Suunnitelmassa</span> .*<mark>digitukea</mark> <mark>ikäihmisille</mark>", html)
    assert "Samankaltaisuus" in page.text


def test_a_plan_that_shares_nothing_is_told_so(corpus_client: FlaskClient) -> None:
    assert "Lähimpiä hankkeita ei löytynyt" in paste(corpus_client, "qwx zzyx 2021")
    assert "Näet, onko samaa tehty" in paste(corpus_client, " \r\n\x00 ")


def test_line_breaks_and_control_characters_are_evened_out(corpus_client: FlaskClient) -> None:
    html = paste(corpus_client, "\r\nDigitukea\x00kylille\r\n\r\ntoinen\x0brivi")
    assert ">\nDigitukea kylille\n\ntoinen\nrivi</textarea>" in html


def test_nothing_of_a_plan_is_kept_or_logged(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(engine, Settings(access_log="stdout", log_queries=True)).test_client()
    response = client.post("/vertaa", data={"teksti": "Salaisuus: digitukea kylille"})
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "Set-Cookie" not in response.headers
    told = capsys.readouterr()
    assert "/vertaa" in told.out
    assert "alaisuus" not in told.out + told.err


def test_a_plan_has_a_limit(corpus_client: FlaskClient) -> None:
    assert "Lähimmät hankkeet" in paste(corpus_client, "digitukea\r\n" * 2_000)  # 20,000 characters
    refused = paste(corpus_client, "a" * 20_001, 413)
    assert "siinä on 20\u00a0001 merkkiä, ja enimmäispituus on 20\u00a0000 merkkiä" in refused
    assert f">\n{'a' * 20_001}</textarea>" in refused  # what somebody wrote is not lost
    assert read_page(refused).faults == []
    paste(corpus_client, "😀" * 100_000, 413)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(corpus_client: FlaskClient, method: str) -> None:
    assert getattr(corpus_client, method)("/vertaa").status_code == 405


def test_hostile_plans_and_projects_are_harmless(client: FlaskClient, corpus_client: FlaskClient) -> None:
    for each in (client, corpus_client):
        html = paste(each, f"</textarea>{HOSTILE} digitukea kylille")
        assert "<script>alert" not in html
        assert "1337" not in html
        page = read_page(html)
        assert page.faults == []
        assert HOSTILE in page.text


def test_the_page_of_a_project_lists_five_near_ones(client: FlaskClient, corpus_client: FlaskClient) -> None:
    html = client.get("/hanke/S10000").get_data(as_text=True)
    found = html[html.index('id="samankaltaiset"') :]
    assert found.count("<li><a") == 5
    assert "<script>alert" not in html
    html = corpus_client.get("/hanke/S29902").get_data(as_text=True)
    found = html[html.index('id="samankaltaiset"') :]
    links = re.findall(r'<li><a href="/hanke/(\w+)"', found)
    near: Any = corpus_client.get("/api/v1/similar?koodi=S29902").json
    assert links == [project["code"] for project in near["projects"]][:5]
    assert "S29902" not in links


def test_the_api_lists_up_to_ten(corpus_client: FlaskClient) -> None:
    found: Any = corpus_client.get("/api/v1/similar?koodi=s29902").json
    assert found["code"] == "S29902"
    assert 1 <= len(found["projects"]) <= 10
    first = found["projects"][0]
    assert first.keys() == {"code", "title", "applicant", "starts", "ends", "likeness", "words"}
    assert corpus_client.get("/api/v1/similar?koodi=X1").status_code == 404
    refused: Any = corpus_client.get("/api/v1/similar")
    assert (refused.status_code, refused.json["error"]["message"]) == (400, "koodi: arvo puuttuu.")
