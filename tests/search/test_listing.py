"""Whole results: the same projects in the same order as page by page, from one generation of the index."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.indexing.index_writer import build
from search.contract.request import Request
from search.engine import Engine

REQUESTS = [
    Request(),
    Request("digituki"),
    Request("hanke -matkailu"),
    Request("maakunta:Kainuu TAI ruoka"),
    Request(filters={"maakunta": ("Kainuu", "Lappi"), "vuosi": ("2019..2022",)}),
    Request("hanke", sort="-myonnetty"),
    Request(sort="nimi"),
    Request("zyxwvut"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_a_listing_is_all_pages_one_after_another(engine: Engine, request_: Request) -> None:
    pages = [
        engine.answer(Request(request_.query, request_.filters, request_.sort, offset, 5)).hits
        for offset in range(0, 30, 5)
    ]
    expected = [hit.code for page in pages for hit in page if not hit.partial]
    listing = engine.listing(request_)
    assert listing.header.total == len(expected)
    assert [project.code for project in listing.projects] == expected
    assert list(engine.codes(request_)) == expected
    assert [data["code"] for data in engine.listing(request_).documents()] == expected


@pytest.mark.parametrize("request_", [*REQUESTS, Request("digituki zyxwvut")], ids=str)
def test_names_are_those_of_the_hits(engine: Engine, request_: Request) -> None:
    for offset in (0, 3, 19, 500):
        page = replace(request_, offset=offset, limit=3)
        named = [(hit.code, hit.title) for hit in engine.answer(page).hits]
        assert [(one.code, one.title) for one in engine.names(page)] == named


def test_projects_with_some_of_the_words_are_not_listed(engine: Engine) -> None:
    assert engine.answer(Request("digituki zyxwvut")).partial
    assert list(engine.listing(Request("digituki zyxwvut")).projects) == []


def test_notes_say_what_was_read_otherwise(engine: Engine) -> None:
    listing = engine.listing(Request(filters={"vuosi": ("huomenna",)}))
    assert any("Vuosi" in note for note in listing.header.notes)
    assert listing.header.total == 24


def test_a_listing_keeps_its_generation(tmp_path: Path, corpus: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("S29901.txt", "S29902.txt"):
        shutil.copy(corpus / name, source)
    build(tmp_path / "index", [source])
    before = Engine(tmp_path / "index")
    listing = before.listing(Request())
    (source / "S29901.txt").unlink()
    build(tmp_path / "index", [source], rebuild=True)
    after = Engine(tmp_path / "index")
    assert list(after.codes(Request())) == ["S29902"]
    assert {json.loads(one.json_line)["code"] for one in listing.projects} == {"S29901", "S29902"}


def test_an_index_made_anew_has_another_state(tmp_path: Path, corpus: Path) -> None:
    states = []
    for _ in range(2):
        build(tmp_path / "index", [corpus / "S29901.txt"])
        engine = Engine(tmp_path / "index")
        states.append((engine.generation, engine.state))
        shutil.rmtree(tmp_path / "index")
    assert states[0][0] == states[1][0]
    assert states[0][1] != states[1][1]
