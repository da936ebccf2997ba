"""A cited search repeated on its page: from its file as the command does it, and from its address."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.indexing.index_writer import build
from tests.search.test_hostile_citations import REFUSED, REPEATED, hashed
from tests.small import write
from tests.web.html_check import read_page
from web.app import create_app

Indexed = Callable[..., FlaskClient]


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Indexed:
    """Gives a client over projects by their names, indexed just before now, then later and later."""
    second = int(time.time()) - 1500

    def made(gone: str = "", **names: str) -> FlaskClient:
        nonlocal second
        second += 1000
        for code, name in names.items():
            write(tmp_path / "source", code, _1=f"Hankkeen nimi: {name}", _3="Annetaan digitukea.")
        if gone:
            (tmp_path / "source" / f"{gone}.txt").unlink()
        monkeypatch.setattr("index.indexing.index_run.time", lambda: float(second))
        build(tmp_path / "index", [tmp_path / "source"], allow_shrink=True)
        return create_app(tmp_path / "index", TESTING=True).test_client()

    return made


def sent(client: FlaskClient, file: bytes, path: str = "/viite", name: str = "viite.json") -> TestResponse:
    return client.post(path, data={"viite": (io.BytesIO(file), name)}, content_type="multipart/form-data")


def groups(html: str) -> dict[str, list[str]]:
    """The codes under each heading of the page."""
    assert read_page(html).faults == []
    found = re.findall(r'<h2>(\w+) <span class="count">(\d+)</span></h2>(.*?)</section>', html, re.DOTALL)
    lists = {label: re.findall(r'class="code">(\w+)<', body) for label, _, body in found}
    assert [int(count) for _, count, _ in found] == [len(codes) for codes in lists.values()]
    return lists


def changed(indexed: Indexed) -> FlaskClient:
    return indexed(gone="S60003", S60002="Kirjasto, korjattu", S60009="Uusi")


FIRST = {"S60001": "Kylä", "S60002": "Kirjasto", "S60003": "Kunta"}


def test_a_file_tells_what_is_new_gone_and_changed(indexed: Indexed) -> None:
    file = indexed(**FIRST).get("/api/v1/snapshot?q=digituki&jarjestys=nimi").data
    response = sent(changed(indexed), file)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert groups(response.text) == {"Uudet": ["S60009"], "Poistuneet": ["S60003"], "Muuttuneet": ["S60002"]}
    said = unescape(response.text).replace("\u00a0", " ")
    assert re.search(r"Haku ”digituki”\. Silloin \([\d.]+\): 3 hanketta\. Nyt: 3 hanketta\.", said)
    assert '<a href="/hanke/S60009">Uusi</a>' in said
    assert "ei enää tässä palvelussa" in said
    assert 'href="/?q=digituki&amp;jarjestys=nimi"' in response.text


def test_what_is_the_same_is_said(indexed: Indexed) -> None:
    client = indexed(**FIRST)
    response = sent(client, client.get("/api/v1/snapshot").data, "/en/viite")
    assert groups(response.text) == {}
    assert "The result is the same as in the citation." in response.text


def cited_address(client: FlaskClient, path: str) -> str:
    """The address in «Viittaa» that tells what has changed."""
    (found,) = re.findall(r'href="(/viite\?[^"]+)"', client.get(path).text)
    return unescape(found)


def test_the_address_of_a_citation_tells_what_is_new_and_changed(indexed: Indexed) -> None:
    client = indexed(**FIRST)
    for path, kept in (("/?q=digituki&jarjestys=nimi", "jarjestys=nimi"), ("/tilastot?q=digituki", "hetki")):
        address = cited_address(client, path)
        assert kept in address
        assert groups(client.get(address).text) == {}
    html = changed(indexed).get(address).text
    assert groups(html) == {"Uudet": ["S60009"], "Muuttuneet": ["S60002"]}
    assert "on poistunut ainakin 1 hanke." in html.replace("\u00a0", " ")


def test_a_long_list_is_cut_and_counted(indexed: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.keeping.replay.MOST_SHOWN", 2)
    html = indexed(**FIRST).get("/viite?hetki=2020-01-01").text
    assert '<span class="count">3</span>' in html
    assert html.count('class="code"') == 2
    assert "ja 1 muuta" in html


@pytest.mark.parametrize(
    "moment", ["", "eilen", "9999999999-01-01", "0001-01-01T00:00+23:59", "2026-11-27T25:00Z"]
)
def test_a_moment_that_is_none_is_refused(client: FlaskClient, moment: str) -> None:
    response = client.get("/viite", query_string={"hetki": moment, "q": "digituki"})
    assert response.status_code == 400
    assert "Osoitteessa olevaa ajankohtaa ei voi lukea. Avaa linkki uudelleen" in response.text
    assert client.get("/viite").status_code == 200


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_citation_is_refused_on_the_page(corpus_client: FlaskClient, name: str) -> None:
    response = sent(corpus_client, REFUSED[name], name="<b>\x1b[2J.json")
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert "<b>" not in response.text
    assert "\x1b" not in response.text
    assert read_page(response.text).faults == []


@pytest.mark.parametrize("name", [one for one in REPEATED if one != "a query too long"])
def test_a_file_by_hand_is_repeated(corpus_client: FlaskClient, name: str) -> None:
    response = sent(corpus_client, REPEATED[name], "/sv/viite")
    assert response.status_code == 200
    assert read_page(response.text).faults == []


@pytest.mark.parametrize(
    "asked",
    [{"query": "hanke " * 10_000}, {"filters": {"maakunta": [f"x{n}" for n in range(5000)]}},
     {"filters": {"maakunta": ["x" * 100_000]}}],
)  # fmt: skip
def test_a_file_asks_for_no_more_than_an_address(corpus_client: FlaskClient, asked: dict[str, Any]) -> None:
    response = sent(corpus_client, hashed(**asked))
    assert response.status_code == 400
    assert "liian pit" in response.text or "liikaa" in response.text


def test_nothing_sent_is_told(client: FlaskClient) -> None:
    for data in ({}, {"viite": "teksti"}, {"viite": (io.BytesIO(b""), "")}):
        response = client.post("/viite", data=data, content_type="multipart/form-data")
        assert response.status_code == 400
        assert "Valitse ensin viitetiedosto." in response.text


def test_what_a_file_says_of_its_day_is_text(corpus_client: FlaskClient) -> None:
    data = {**json.loads(hashed()), "taken": "<script>alert(1)</script>"}
    response = sent(corpus_client, json.dumps(data).encode())
    assert response.status_code == 200
    assert "<script>alert" not in response.text
