"""What the templates are given: the field table decides, no field is named by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from index.fields import Field, Kind
from index.project import FACETS, FIELDS, QUERYABLE
from search.request import FacetValue, Request
from tests.web.fake import FakeEngine, make_project
from web import filter_view, help_view
from web.outcomes import outcome_tables
from web.pager import pager
from web.project_view import project_view
from web.search_view import search_view


def test_every_facet_and_number_of_the_table_can_be_filtered_by(app: Flask, fake: FakeEngine) -> None:
    with app.test_request_context():
        view = search_view(Request(), fake.answer(Request()), ())
    shown = {facet.name for facet in view.facets}
    assert shown == {f.query for f in FACETS} - {"seutukunta", "kunta"}  # the made-up projects have none
    inputs = {one.low_name for form in view.ranges for one in form.inputs}
    assert inputs == {f"{f.query}_min" for f in QUERYABLE.values() if f.kind.is_number}


def test_every_sortable_field_can_be_sorted_by_both_ways(app: Flask, fake: FakeEngine) -> None:
    with app.test_request_context():
        view = search_view(Request(sort="-myonnetty"), fake.answer(Request()), ())
    sortable = {f.query for f in FIELDS if f.sortable}
    assert {option.value for option in view.sorts} == {"", *sortable}
    assert {option.value for option in view.reverse_sorts} == {f"-{name}" for name in sortable}
    assert [o.value for o in (*view.sorts, *view.reverse_sorts) if o.selected] == ["-myonnetty"]


def test_the_help_names_every_field(app: Flask) -> None:
    with app.test_request_context():
        view = help_view.help_view()
    assert {field.query for field in view.fields} == set(QUERYABLE)
    assert set(help_view.KINDS) == set(Kind)


def test_every_public_fact_stands_on_the_project_page(app: Flask) -> None:
    project = make_project(1)
    shown = FakeEngine((project,)).project(project.code)
    with app.test_request_context():
        view = project_view(shown, Request())
    told = {fact.label for group in view.groups for fact in group.facts}
    told |= {label for group in view.groups for label in group.missing}
    told |= {section.label for section in view.sections}
    numbers = {Kind.MONEY, Kind.COUNT, Kind.YEAR}
    wanted = {f.label for f in FIELDS if not f.private and f.kind not in numbers}
    assert wanted - told == {"Nimi", "Osatoteuttaja"}  # the heading, and a list of their own
    assert [group.label for group in view.organisations] == ["Perämeren instituutti"]


def test_private_fields_are_shown_where_the_index_has_them(app: Flask) -> None:
    project = make_project(1)
    for name in (None, "Maija Salainen"):
        project = replace(project, contact=replace(project.contact, name=name))
        with app.test_request_context():
            view = project_view(FakeEngine((project,)).project(project.code), Request())
        assert ("Salainen" in repr(view), "Yhteyshenkilö" in repr(view)) == (bool(name), bool(name))


def test_plan_and_outcome_stand_side_by_side() -> None:
    money, counts = outcome_tables(make_project(1))
    assert [row.label for row in money.rows] == ["EU- ja valtion rahoitus", "Julkinen rahoitus"]
    assert [row.share for row in money.rows] == ["0\u00a0%", ""]
    assert money.rows[1].realised == ""
    assert [(row.label, row.share) for row in counts.rows] == [
        ("Yrityksiä", ""),
        ("Osallistujia", "108\u00a0%"),
    ]


def facet_of(app: Flask, *values: FacetValue) -> filter_view.Facet:
    field: Field = FACETS[0]
    with app.test_request_context():
        return filter_view._facet(Request(), field, values)


def test_a_long_facet_is_folded_and_keeps_its_chosen_values_in_sight(app: Flask) -> None:
    values = [FacetValue(str(n), str(n), 100 - n) for n in range(30)]
    folded = facet_of(app, *values)
    assert (len(folded.shown), len(folded.rest), folded.open) == (8, 22, False)
    values[20] = replace(values[20], active=True)
    chosen = facet_of(app, *values)
    assert [one.label for one in chosen.shown][-1] == "20"
    assert (chosen.open, chosen.chosen, chosen.total) == (True, 1, 30)


@pytest.mark.parametrize(
    ("page", "total", "wanted"),
    [
        (1, 5, "[1]"),
        (1, 41, "[1] 2 3"),
        (4, 200, "1 2 3 [4] 5 … 10"),
        (5, 200, "1 … 4 [5] 6 … 10"),
        (10, 200, "1 … 9 [10]"),
    ],
)
def test_the_pager(app: Flask, page: int, total: int, wanted: str) -> None:
    with app.test_request_context():
        made = pager(Request(offset=(page - 1) * 20), total)
    shown = " ".join(
        f"[{step.number}]" if step.current else str(step.number) if step.url else "…" for step in made.steps
    )
    assert shown == wanted
    assert bool(made.previous) == (page > 1)
