"""«Tietoa palvelusta»: whose the service is, what is left out, what is kept of visitors: by the settings."""

from __future__ import annotations

import time
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from search.contract.status import finnish_day
from search.engine import Engine
from tests.index.samples import minimal
from tests.web.html_check import read_page
from web.app import create_app
from web.config.settings import Settings


def about(client: FlaskClient, path: str = "/tietoa") -> str:
    page = read_page(client.get(path).get_data(as_text=True))
    assert page.faults == []
    return " ".join(page.text.split())


def test_it_says_what_every_service_has_to_say(corpus_client: FlaskClient) -> None:
    text = about(corpus_client)
    for told in (
        "Palvelun ylläpitäjä ei ole kertonut nimeään.",
        "yhteyshenkilöiden nimet, puhelinnumerot ja sähköpostiosoitteet on jätetty pois",
        "hankkeen vastuuviranomaiselta",
        "Ainoa eväste on kielivalinta",
        "Palvelu ei pidä lokia käynneistä.",
        f"Hankehaku {version('hankehaku')}.",
        "Aineisto päivitetty",
    ):
        assert told in text
    assert "/saavutettavuus" in read_page(corpus_client.get("/tietoa").get_data(as_text=True)).links


def test_it_says_what_the_settings_say(engine: Engine) -> None:
    settings = Settings(keeper="Vaarojen <Väki> ry", inquiries="kirjaamo@ely.example")
    text = about(create_app(engine, settings).test_client())
    assert "Palvelua ylläpitää Vaarojen <Väki> ry." in text
    assert "voit kysyä täältä: kirjaamo@ely.example." in text


@pytest.mark.parametrize(
    ("log_queries", "told"),
    [(False, "ei hakua eikä kävijän osoitetta"), (True, "aika, osoite ja haku, mutta ei kävijän osoitetta")],
)
def test_what_the_logs_hold_is_told_as_it_is(engine: Engine, log_queries: bool, told: str) -> None:
    client = create_app(engine, Settings(access_log="stdout", log_queries=log_queries)).test_client()
    assert told in about(client)


@pytest.mark.parametrize(("code", "told"), [("sv", "Vad har utelämnats?"), ("en", "What is left out?")])
def test_it_is_in_each_language(corpus_client: FlaskClient, code: str, told: str) -> None:
    assert told in about(corpus_client, f"/{code}/tietoa")


def test_it_says_how_many_files_were_read_and_refused_and_names_none(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "hyvä.txt").write_text(minimal("S10001"), "utf-8")
    build(tmp_path / "index", [source])
    client = create_app(Engine(tmp_path / "index")).test_client()
    today = finnish_day(time.time())
    day = f"{today.day}.{today.month}.{today.year}"
    assert f"Hakemisto muuttui viimeksi {day}. Silloin luettiin 1 tiedosto." in about(client)
    (source / "Meikäläinen, Maija.txt").write_text("ei kuvaus")
    build(tmp_path / "index", [source])
    client = create_app(Engine(tmp_path / "index")).test_client()
    text = about(client)
    assert "Silloin luettavana oli 2 tiedostoa, ja 1 tiedosto tai taulukon rivi jäi pois" in text
    assert "Meikäläinen" not in text
    assert "there were 2 files to read. Left out: 1 file or table row" in about(client, "/en/tietoa")


def test_an_index_that_does_not_tell_of_its_run_is_served(engine: Engine) -> None:
    with patch.object(engine.snapshot(), "last_run", None):
        text = about(create_app(engine, Settings(page_cache_mb=0)).test_client())
    assert "Aineisto päivitetty" in text
    assert "muuttui viimeksi" not in text
