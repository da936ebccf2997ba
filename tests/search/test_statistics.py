"""Statistics against a slow recount of the stored projects, and the value that stands for a missing one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.model.fields import Kind
from index.model.project import FACETS, QUERYABLE, Project, text, values
from index.model.serialization import to_json
from search.aggregation.facet_counts import count_rows
from search.aggregation.facet_rows import facet_rows
from search.contract.request import UNKNOWN, Request
from search.engine import Engine
from search.matching.snapshot import Snapshot
from tests.examples import examples
from tests.recount import recount

FIELDS = tuple(field.query for field in FACETS)
SKETCH = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus

1 Hanke

Hankekoodi: {code}

{period}

5 Projektin julkinen rahoitus, euroa

Myönnetty EU- ja valtion rahoitus: {granted}

Toteutunut EU- ja valtion rahoitus: {paid}

6 Maantieteellinen kohdealue

Maakunnat: {regions}
"""
SKETCHES = (
    ("", "", "", ""),
    ("1.9.2018 ja päättyy 31.1.2020", "100 000", "0", "Lappi"),
    ("1.9.2019 ja päättyy 31.12.2019", "0", "500", "Lappi, Kainuu"),
    ("1.9.2021 ja päättyy 31.1.2023", "9 999", "10 000", "Kainuu"),
    ("", "10 000", "", "Lappi, Uusimaa"),
    ("1.1.2025 ja päättyy 31.1.2025", "6 000 000", "5 999 999", ""),
    ("1.1.2017 ja päättyy 31.1.2018", "", "77", "Kuu"),
)
"""Period, money granted and paid, and regions, with every kind of gap."""


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index in two commits of projects that lack most fields; one of them was taken out again."""
    folder = tmp_path_factory.mktemp("sparse")
    texts = folder / "texts"
    texts.mkdir()
    for number, (period, granted, paid, regions) in enumerate(SKETCHES):
        dates = f"Suunnitelman mukainen toteutusaika: Alkaa {period}" if period else ""
        text = SKETCH.format(code=f"S1000{number}", period=dates, granted=granted, paid=paid, regions=regions)
        (texts / f"{number}.txt").write_text(text, "utf-8")
        if number == len(SKETCHES) - 2:
            build(folder / "index", [texts])
    (texts / "1.txt").unlink()
    assert not build(folder / "index", [texts]).failed
    engine = Engine(folder / "index")
    seen = verify_index(folder / "index")
    assert (seen.segments, seen.documents, engine.status().projects) == (2, 7, 6)
    return engine


def found(engine: Engine, request: Request) -> list[Project]:
    """Every project that a request finds, whole."""
    answer = engine.answer(replace(request, offset=0, limit=10_000))
    hits = [hit for hit in answer.hits if not hit.partial or not answer.total]
    return [engine.project(hit.code).project for hit in hits]


def expect_recounted(engine: Engine, request: Request) -> None:
    def besides(name: str) -> list[dict[str, Any]]:
        others = {key: value for key, value in request.filters.items() if key != name}
        return [to_json(project) for project in found(engine, replace(request, filters=others))]

    for money in (False, True):
        counted = engine.statistics(request, FIELDS, money)
        assert asdict(counted) == recount(besides(""), besides, FIELDS, money)


@pytest.mark.parametrize(
    "request_",
    [
        Request(),
        Request("hanke"),
        Request("digituki", {"maakunta": ("Lappi", "Kainuu")}),
        Request("", {"vuosi": ("2019..2021",), "myonnetty": (">200000",)}),
        Request("", {"toteutuma": (UNKNOWN, "..50")}),
        Request("", {"kunta": (UNKNOWN,), "rahasto": ("ESR",)}),
        Request("xyzzyx"),
    ],
    ids=str,
)
def test_statistics_are_what_a_recount_gives(engine: Engine, request_: Request) -> None:
    expect_recounted(engine, request_)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "maakunta": st.sampled_from([("Lappi",), ("Kainuu", UNKNOWN), (UNKNOWN,), ("Kuu",)]),
        "vuosi": st.sampled_from([("2018",), ("2018..2021",), (UNKNOWN, "2025")]),
        "myonnetty": st.sampled_from([("0..9999",), (">=10000",), (UNKNOWN,)]),
        "toteutuma": st.sampled_from([("100..",), (UNKNOWN,)]),
    },
)


@settings(max_examples=examples(60))
@given(filters=FILTERS)
def test_statistics_of_projects_with_gaps(sparse: Engine, filters: dict[str, tuple[str, ...]]) -> None:
    expect_recounted(sparse, Request("", filters))


def test_a_project_of_two_regions_counts_once_in_the_sums(sparse: Engine) -> None:
    counted = sparse.statistics(Request(), ("maakunta",), money=True)
    regions = {group.value: group for group in counted.breakdowns["maakunta"].groups}
    assert counted.projects == 6
    assert {name: group.projects for name, group in regions.items()} == {
        "Kainuu": 2, "Lappi": 2, "Kuu": 1, "Uusimaa": 1,
    }  # fmt: skip
    assert counted.money.granted == 6_019_999
    assert (counted.granted_known, counted.paid_known) == (4, 4)


def test_realisation_is_over_the_projects_that_tell_both_sums(sparse: Engine) -> None:
    kainuu = sparse.statistics(Request("", {"maakunta": ("Kainuu",)}), (), money=True)
    assert kainuu.money.realisation == 100  # 10 000 of 9 999; nothing was granted to the other
    assert sparse.answer(Request("toteutuma:100")).total == 2
    assert sparse.answer(Request("toteutuma:ei-tietoa")).total == 4


# The missing value


@pytest.mark.parametrize("name", [n for n, f in QUERYABLE.items() if f.kind.is_number or f.facet])
def test_the_missing_value_finds_the_projects_without_one(sparse: Engine, engine: Engine, name: str) -> None:
    for each in (sparse, engine):
        lacking = {p.code for p in found(each, Request()) if not values(p, QUERYABLE[name])}
        assert {p.code for p in found(each, Request("", {name: (UNKNOWN,)}))} == lacking
        assert {p.code for p in found(each, Request(f"{name}:ei-tietoa"))} == lacking
        assert {p.code for p in found(each, Request(f'{name}:"Ei tietoa"'))} == lacking
        assert {p.code for p in found(each, Request(f"-{name}:ei-tietoa"))}.isdisjoint(lacking)


@pytest.mark.parametrize("name", [n for n, f in QUERYABLE.items() if f.kind is Kind.TEXT])
def test_the_missing_value_finds_the_projects_without_a_section(
    sparse: Engine, engine: Engine, name: str
) -> None:
    for each in (sparse, engine):
        every = found(each, Request())
        lacking = {p.code for p in every if not text(to_json(p), QUERYABLE[name])}
        assert {p.code for p in found(each, Request("", {name: (UNKNOWN,)}))} == lacking
        assert {p.code for p in found(each, Request(f"{name}:ei-tietoa"))} == lacking
        others = {p.code for p in found(each, Request(f"-{name}:ei-tietoa"))}
        assert others == {p.code for p in every} - lacking
    assert each.answer(Request("", {name: (UNKNOWN,)})).active[0].value_label == "ei tietoa"


@pytest.mark.parametrize("name", QUERYABLE)
def test_a_star_finds_the_projects_with_any_value(sparse: Engine, engine: Engine, name: str) -> None:
    for each in (sparse, engine):
        every = found(each, Request())
        have = {p.code for p in every if _stated(p, name)}
        assert {p.code for p in found(each, Request("", {name: ("*",)}))} == have
        assert {p.code for p in found(each, Request(f"{name}:*"))} == have
        assert {p.code for p in found(each, Request(f"{name}: (*)"))} == have
        lacking = {p.code for p in every} - have
        for query in (f"-{name}:*", f"EI {name}:*", f"{name}:-*", f"{name}:ei-tietoa"):
            assert {p.code for p in found(each, Request(query))} == lacking
    answer = each.answer(Request("", {name: ("*",)}))
    assert (answer.active[0].value_label, answer.notes) == ("mikä tahansa", ())
    assert not any(value.active for values_ in answer.facets.values() for value in values_)


def _stated(project: Project, name: str) -> bool:
    field = QUERYABLE[name]
    return bool(text(to_json(project), field) if field.kind is Kind.TEXT else values(project, field))


def test_what_can_be_filtered_by_a_list_is_counted(engine: Engine) -> None:
    assert list(engine.answer(Request()).facets) == [
        *("rahasto", "toimintalinja", "erityistavoite", "tila", "viranomainen"),
        *("hakija", "organisaatiotyyppi", "maakunta", "seutukunta", "kunta", "vuosi"),
    ]


def test_a_facet_counts_its_missing_value_so_that_no_filter_hides_it(sparse: Engine) -> None:
    answer = sparse.answer(Request())
    regions = answer.facets["maakunta"]
    assert (regions[-1].value, regions[-1].label, regions[-1].count) == (UNKNOWN, "ei tietoa", 2)
    assert [v.value for v in answer.facets["rahasto"]] == ["ESR"]
    chosen = sparse.answer(Request("", {"maakunta": (UNKNOWN, "Kuu")}))
    assert chosen.total == 3
    assert {v.value: v.active for v in chosen.facets["maakunta"]}[UNKNOWN]
    assert [one.value_label for one in chosen.active] == ["ei tietoa", "Kuu"]


@pytest.mark.parametrize("filters", [{}, {"maakunta": ("Lappi", UNKNOWN)}, {"vuosi": (UNKNOWN,)}])
def test_every_count_of_a_facet_is_what_a_click_gives(
    sparse: Engine, engine: Engine, filters: dict[str, tuple[str, ...]]
) -> None:
    for each in (sparse, engine):
        for name, facet in each.answer(Request("", filters)).facets.items():
            for value in facet:
                clicked = {**filters, name: (value.value,)}
                assert each.answer(Request("", clicked, limit=0)).total == value.count, (name, value)


def test_the_missing_value_stands_among_others_in_the_query_language(sparse: Engine) -> None:
    assert sparse.answer(Request("maakunta:(Kuu TAI ei-tietoa)")).total == 3
    assert sparse.answer(Request("maakunta:(Kuu TAI ei-tietoa)")).notes == ()


@pytest.fixture(scope="module")
def corpus_codes(engine: Engine) -> set[str]:
    """Every code of the sample corpus."""
    return {hit.code for hit in engine.answer(Request(limit=1000)).hits}


def test_every_value_of_a_facet_and_the_missing_one_cover_all(engine: Engine, corpus_codes: set[str]) -> None:
    for name, facet in engine.answer(Request()).facets.items():
        every = tuple(value.value for value in facet)
        covered = engine.answer(Request("", {name: every}, limit=1000)).hits
        assert {hit.code for hit in covered} == corpus_codes, name


@pytest.mark.parametrize("few_of", [1, 10**9], ids=["by documents", "by bits"])
def test_few_and_many_documents_are_counted_alike(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, few_of: int
) -> None:
    monkeypatch.setattr("search.aggregation.facet_counts.FEW_OF", few_of)
    snapshot = engine.snapshot()
    for step in (1, 2, 5, snapshot.documents + 1):
        inside = np.arange(snapshot.documents) % step == step // 2
        rows, counts = facet_rows(snapshot), count_rows(snapshot, inside)
        assert counts.tolist() == _recounted(snapshot, inside), step
        without = count_rows(snapshot, inside, ())
        for facet in FACETS:
            run = rows.runs[facet.query]
            expected = 0 if facet.kind is Kind.ORGANISATION else counts[run]
            assert (without[run] == expected).all(), facet.query


def _recounted(snapshot: Snapshot, inside: Any) -> list[int]:
    """The documents of each row, counted one by one."""
    found = []
    for facet in FACETS:
        names = snapshot.names(facet.query)
        pairs = set(zip(names.docs.tolist(), names.ids.tolist(), strict=True))
        have = [
            sum(bool(inside[doc]) for doc, own in pairs if own == number)
            for number in range(len(names.values))
        ]
        with_any = {doc for doc, _ in pairs}
        missing = sum(bool(inside[doc]) and doc not in with_any for doc in range(snapshot.documents))
        found += [*have, missing]
    return found
