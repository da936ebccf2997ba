"""Addresses in UTF-8, in Latin-1 and in neither are read as they were meant, wherever one is read."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote, quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from web.routing.query_string import parse_query_string


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"q=ty%F6", [("q", "työ")]),
        (b"q=ty%f6+j%E4%e4&q=ty%C3%B6", [("q", "työ jää"), ("q", "työ")]),
        (b"q=ty\xf6", [("q", "työ")]),
        (b"q=ty\xc3\xb6", [("q", "työ")]),
        (b"q=%80+%96+%93%81", [("q", "€ – “\x81")]),
        (b"maakunta=Etel%E4-Savo&q=a%3Db%26c=d", [("maakunta", "Etelä-Savo"), ("q", "a=b&c=d")]),
        (b"q=100%&q=%zz&&tyhj%e4&=", [("q", "100%"), ("q", "%zz"), ("tyhjä", ""), ("", "")]),
        (b"", []),
    ],
)
def test_an_address_is_read_as_it_was_meant(written: bytes, read: list[tuple[str, str]]) -> None:
    assert parse_query_string(written) == read


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_never_read_otherwise(text: str) -> None:
    assert parse_query_string(f"q={quote(text)}".encode()) == [("q", text)]


@pytest.mark.parametrize(
    "path", ["/", "/tilastot", "/api/v1/search", "/haku.csv", "/haku.atom", "/hanke/S29902"]
)
def test_every_address_may_be_latin_1(corpus_client: FlaskClient, path: str) -> None:
    unencoded = {"QUERY_STRING": "q=ik\xe4ihminen&maakunta=Etel%E4-Savo"}  # WSGI: bytes as Latin-1
    asked = [
        (f"{path}?q=ik%C3%A4ihminen&maakunta=Etel%C3%A4-Savo", {}),
        (f"{path}?q=ik%E4ihminen&maakunta=Etel%E4-Savo", {}),
        (path, unencoded),
    ]
    texts = []
    for address, environ in asked:
        with closing(corpus_client.get(address, environ_overrides=environ)) as answer:
            assert answer.status_code == 200
            texts.append(answer.text)
    assert all("%25E4" not in text and "%C3%83" not in text for text in texts)
    if "api" not in path:  # says how long it took
        assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_a_plan_may_be_sent_in_latin_1(corpus_client: FlaskClient, encoding: str) -> None:
    plan = "Työpajoja ikäihmisille Etelä-Savossa"
    sent = b"teksti=" + quote_from_bytes(plan.encode(encoding)).encode()
    answer = corpus_client.post("/vertaa", data=sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert plan in answer.text
    assert answer.text == corpus_client.post("/vertaa", data={"teksti": plan}).text
