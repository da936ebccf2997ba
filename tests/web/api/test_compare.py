"""`POST /api/v1/compare`: a plan as JSON or as a file, narrowed as a search is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.index import formats
from web.app import create_app
from web.config.settings import Settings

ADDRESS = "/api/v1/compare"
PLAN = "Annamme digitukea ikäihmisille kylätaloilla."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def ask(client: FlaskClient, data: bytes, kind: str, query: str = "", status: int = 200) -> Any:
    response = client.post(f"{ADDRESS}?{query}", data=data, content_type=kind)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    if status == 200:
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
    return response.json


def test_a_plan_is_sent_in_any_of_its_forms(corpus_client: FlaskClient) -> None:
    found = ask(corpus_client, json.dumps({"text": PLAN}).encode(), "application/json")
    assert found.keys() == {"words", "among", "notes", "projects"}
    first = found["projects"][0]
    assert first["project"]["code"] == "S29903"
    assert first["eu_state_granted"] == 187250
    assert first["participants_planned"] is not None
    assert first["pairs"]
    assert ask(corpus_client, PLAN.encode("latin-1"), "text/plain") == found
    assert ask(corpus_client, formats.word_file(PLAN), WORD) == found
    assert ask(corpus_client, formats.word_file(PLAN), "application/pdf") == found  # it is what it holds


def test_it_takes_the_filters_of_a_search(corpus_client: FlaskClient) -> None:
    body = json.dumps({"text": PLAN}).encode()
    narrowed = "maakunta=Kainuu&maakunta=Lappi&vuosi=2018..&rahasto=ESR"
    found = ask(corpus_client, body, "application/json", narrowed)
    searched: Any = corpus_client.get(f"/api/v1/search?{narrowed}&limit=100").json
    assert found["among"] == searched["total"] > 0
    assert {one["project"]["code"] for one in found["projects"]} <= {hit["code"] for hit in searched["hits"]}
    refused = ask(corpus_client, body, "application/json", "makunta=Kainuu", 400)
    assert "Tarkoititko ”maakunta”?" in refused["error"]["message"]
    assert ask(corpus_client, body, "application/json", "q=x", 400)


@pytest.mark.parametrize(
    ("data", "kind", "status", "told"),
    [
        (b"", "application/json", 400, "kentässä text"),
        (b'{"text": 1}', "application/json", 400, "kentässä text"),
        (b'["x"]', "application/json", 400, "kentässä text"),
        (b'{"text": "\xff"}', "application/json", 400, "kentässä text"),
        (b'{"text":' + b"[" * 100_000, "application/json", 400, "kentässä text"),
        (b'{"x":' + b"[" * 100_000, "application/json", 400, "kentässä text"),
        (json.dumps({"text": "a" * 20_001}).encode(), "application/json", 400, "enimmäispituus on 20"),
        (b"x", "image/png", 400, "Content-Type: mahdolliset arvot ovat application/json, text/plain"),
        (b"x", "", 400, "Content-Type"),
        (b"", "text/plain", 400, "tyhjä"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", WORD, 400, ".docx-muotoon"),
        (b"a" * 5_000_001, "text/plain", 413, "5 megatavua"),
        (b"a" * 9_000_000, "text/plain", 413, ""),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(
    corpus_client: FlaskClient, data: bytes, kind: str, status: int, told: str
) -> None:
    error = ask(corpus_client, data, kind, status=status)["error"]
    assert told in error["message"]


def test_other_methods_and_other_sites(corpus_client: FlaskClient) -> None:
    refused: Any = corpus_client.get(ADDRESS)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "OPTIONS, POST")
    assert "POST" in refused.json["error"]["message"]
    asked = corpus_client.options(ADDRESS, headers={"Origin": "https://other.example"})
    assert asked.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]


def test_nothing_of_a_plan_is_kept_or_logged(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(engine, Settings(access_log="stdout", log_queries=True)).test_client()
    ask(client, b"Salaisuus: digitukea kylille", "text/plain", "maakunta=Kainuu")
    told = capsys.readouterr()
    assert ADDRESS in told.out
    assert "alaisuus" not in told.out + told.err
