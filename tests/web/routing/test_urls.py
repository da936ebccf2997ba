"""Addresses and requests: each one is the other, and nothing that is written makes reading fail."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from index.model.project import QUERYABLE
from search.contract.request import PAGE_SIZE, Request
from tests.small import engine_of
from web.app import create_app
from web.routing import request_changes, request_reader, urls
from web.routing.ranges import range_label, unfold_range

VALUES = st.text(min_size=1, max_size=20).map(request_reader.clean).filter(bool)
FILTERS = st.dictionaries(
    st.sampled_from(sorted(QUERYABLE)),
    st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple),
    max_size=3,
)
REQUESTS = st.builds(
    Request,
    query=st.text(max_size=50).map(request_reader.clean),
    filters=FILTERS,
    sort=st.sampled_from(["", "alkaa", "-alkaa", "myonnetty", "-nimi"]),
    offset=st.integers(0, 500).map(lambda page: page * PAGE_SIZE),
)


def args(*pairs: tuple[str, str]) -> request_reader.Args:
    return MultiDict(list(pairs))


@given(REQUESTS)
def test_a_request_comes_back_from_its_address(request_: Request) -> None:
    address = "/?" + urlencode(urls.params(request_))
    back, notes = request_reader.request_from_args(MultiDict(parse_qsl(urlsplit(address).query)))
    assert (back, notes) == (request_, ())
    assert request_reader.is_canonical(MultiDict(urls.params(request_)))


@given(st.lists(st.tuples(st.sampled_from([*QUERYABLE, "q", "sivu", "jarjestys", "vuosi_min"]), st.text())))
def test_reading_never_fails_and_its_result_is_stable(pairs: list[tuple[str, str]]) -> None:
    found, _ = request_reader.request_from_args(MultiDict(pairs))
    again, notes = request_reader.request_from_args(MultiDict(urls.params(found)))
    assert again == found
    assert notes == ()


@given(REQUESTS, st.sampled_from(sorted(QUERYABLE)), VALUES)
def test_a_filter_put_on_comes_off(request_: Request, name: str, value: str) -> None:
    old = request_.filters.get(name, ())
    if value.casefold() in {one.casefold() for one in old}:
        return
    on = request_changes.toggle_value(request_, name, value, active=False)
    assert on.filters[name] == (*old, value)
    assert on.offset == 0
    off = request_changes.toggle_value(on, name, value, active=True)
    assert dict(off.filters) == dict(request_.filters)


def test_a_filter_written_otherwise_than_its_facet_comes_off_whole() -> None:
    request_ = Request(filters={"toimintalinja": ("REACT-EU",), "maakunta": ("KAINUU", "Lappi")})
    assert request_changes.toggle_value(request_, "toimintalinja", "9", active=True).filters == {
        "maakunta": ("KAINUU", "Lappi")
    }
    assert request_changes.remove_value(request_, "maakunta", "Kainuu").filters["maakunta"] == ("Lappi",)


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1.5", "²", "99999999999999999999", "1 OR 1=1"])
def test_a_page_that_is_none_is_page_one_with_a_note(page: str) -> None:
    found, notes = request_reader.request_from_args(args(("sivu", page)))
    assert found.offset == 0
    assert notes == (f"Sivua ”{page}” ei ole, joten näytetään sivu 1.",)


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        ("100 000", "500\u00a0000 €", ("100000..500000",)),
        ("100000", "", ("100000..",)),
        ("", "500000", ("..500000",)),
        ("500", "100", ("100..500",)),
        (" ", "", ()),
    ],
)
def test_the_two_inputs_of_a_range_become_one_value(low: str, high: str, wanted: tuple[str, ...]) -> None:
    found, notes = request_reader.request_from_args(args(("myonnetty_min", low), ("myonnetty_max", high)))
    assert found.filters.get("myonnetty", ()) == wanted
    assert notes == ()
    assert not wanted or ".." in wanted[0]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("myonnetty", "100000..500000", "100\u00a0000–500\u00a0000\u00a0€"),
        ("myonnetty", "100000..", "vähintään 100\u00a0000\u00a0€"),
        ("myonnetty", "5000000..", "vähintään 5 milj. €"),
        ("myonnetty", "..2500000", "enintään 2,5 milj. €"),
        ("myonnetty", "..9999", "alle 10\u00a0000\u00a0€"),
        ("toteutuma", "..49", "alle 50\u00a0%"),
        ("henkilot", "..0", "0"),
        ("toteutuma", "50..59", "50–59\u00a0%"),
        ("myonnetty", "1000000..1999999", "1 milj. € – 1\u00a0999\u00a0999\u00a0€"),
        ("vuosi", "2019..", "vuodesta 2019"),
        ("vuosi", "..2019", "vuoteen 2019"),
        ("vuosi", "2019..2022", "2019–2022"),
        ("alkaa", "2021-09-01..", "1.9.2021 alkaen"),
        ("myonnetty", ">5", ">5"),
        ("maakunta", "a..b", "a..b"),
    ],
)
def test_a_range_is_shown_as_people_read_it(name: str, value: str, wanted: str) -> None:
    assert range_label(QUERYABLE[name], value) == wanted


def test_days_of_a_range_are_read_as_finns_write_them() -> None:
    found, _ = request_reader.request_from_args(args(("alkaa_min", "1.9.2021"), ("alkaa_max", "2022-01-31")))
    assert found.filters == {"alkaa": ("2021-09-01..2022-01-31",)}
    assert unfold_range(found.filters["alkaa"]) == ("2021-09-01", "2022-01-31")
    found, _ = request_reader.request_from_args(args(("alkaa_min", "2021"), ("alkaa_max", "2/2022")))
    assert found.filters == {"alkaa": ("2021-01-01..2022-02-28",)}


@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        ("myonnetty", "paljon", "Myönnetty EU- ja valtion rahoitus: ”paljon” ei ole kokonaisluku"),
        ("alkaa", "32.13.2020", "Alkaa: ”32.13.2020” ei ole päivä, kuten 1.9.2021"),
    ],
)
def test_a_bad_end_of_a_range_is_left_out_with_a_note(name: str, text: str, note: str) -> None:
    found, notes = request_reader.request_from_args(args((f"{name}_min", text)))
    assert found.filters == {}
    assert notes == (f"{note}, joten sitä ei käytetty.",)


def test_long_queries_control_characters_and_unknown_names() -> None:
    found, notes = request_reader.request_from_args(
        args(("q", "a\x00b\n" + "x" * 10_000), ("tuntematon", "1"), ("jarjestys", "hatusta"))
    )
    assert found.query.startswith("a b x")
    assert len(found.query) == request_reader.MAX_QUERY
    assert found.filters == {}
    assert notes[0].startswith("Hakulause on liian pitkä")
    assert notes[1].startswith("Järjestystä ”hatusta” ei tunneta")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [("", True), ("q=x&sivu=2", True), ("q=", False), ("vuosi_min=2020", False), ("muu=", True)],
)
def test_which_addresses_are_tidied(address: str, canonical: bool) -> None:
    assert request_reader.is_canonical(MultiDict(parse_qsl(address, keep_blank_values=True))) is canonical


TOWNS = (
    "Salo",
    'Kylä "Malli"',
    "Malli",
    '"Toinen" kylä',
    "Kylä ”Kolmas”",
    "Neljäs) -kylä",
    "Maarianhamina - M",
)
"""Values of a field, some of them with the signs that a query is made of."""


def test_a_value_asked_for_in_words_is_that_value(tmp_path: Path) -> None:
    named = {f"S1000{n}": {"_3": "Digi", "_6": f"Kunnat: {town}, Salo"} for n, town in enumerate(TOWNS)}
    engine = engine_of(tmp_path, named)
    app = create_app(engine, TESTING=True)
    request = Request("digi TAI kylä", {"kunta": ("Salo",)})
    for code, town in zip(named, TOWNS, strict=True):
        with app.test_request_context():
            address = urls.narrow_urls(request, "kunta")(town)
        back, notes = request_reader.request_from_args(MultiDict(parse_qsl(urlsplit(address).query)))
        answer = engine.answer(back)
        assert (notes, answer.notes) == ((), ()), town
        assert {hit.code for hit in answer.hits} == (set(named) if town == "Salo" else {code}), town


@given(REQUESTS, st.lists(st.tuples(st.sampled_from(sorted(QUERYABLE)), VALUES), max_size=3))
def test_links_to_values_are_the_addresses_of_requests_with_them(
    corpus_app: Flask, request_: Request, added: list[tuple[str, str]]
) -> None:
    with corpus_app.test_request_context():
        link = urls.add_value_links(request_)
        for name, value in added:
            address = urls.search_url(request_changes.add_value(request_, name, value))
            assert link(name, value) == escape(address)
