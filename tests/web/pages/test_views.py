"""What the templates are given: the field table decides, no field is named by hand."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote_plus

import pytest
from flask import Flask

from index.model.fields import Kind
from index.model.project import FACETS, FIELDS, QUERYABLE
from index.model.project_parts import Contact
from search.contract.request import Request
from search.contract.results import Answer, FacetValue
from search.contract.statistics import Breakdown, Group, Money
from tests.web.made import Watched
from web.charts.region_map import TILES
from web.charts.result_charts import CHARTED_FACETS, breakdown_chart
from web.charts.score_chart import score_chart
from web.i18n.format import KIND_NAMES
from web.pages import filters, help
from web.pages.filters import ExpandedFacet
from web.pages.search import SearchView, search_view
from web.pages.statistics import Options, StatisticsView, statistics_view
from web.project_page.outcomes import outcome_tables
from web.project_page.project import project_view
from web.routing import urls
from web.routing.paging import pager
from web.routing.statistics_order import TABLE_FACETS

NONE_WHOLE = ExpandedFacet()


def view_of(app: Flask, watched: Watched, request: Request) -> SearchView:
    with app.test_request_context():
        numbers = watched.statistics(request, CHARTED_FACETS)
        return search_view(request, watched.answer(request), numbers, (), NONE_WHOLE, {})


def test_every_facet_and_number_of_the_table_can_be_filtered_by(app: Flask, watched: Watched) -> None:
    view = view_of(app, watched, Request())
    shown = {facet.name for group in view.filter_groups for facet in group.facets}
    assert shown == {f.query for f in FACETS}
    ranges = [form for group in view.filter_groups for form in group.ranges]
    inputs = {one.low_name for form in ranges for one in form.inputs}
    assert inputs == {f"{f.query}_min" for f in QUERYABLE.values() if f.kind.is_number}


def test_every_sortable_field_can_be_sorted_by_both_ways(app: Flask, watched: Watched) -> None:
    view = view_of(app, watched, Request(sort="-myonnetty"))
    sortable = {f.query for f in FIELDS if f.sortable}
    assert view.usual_sort.value == ""
    assert {option.value for option in view.sorts} == sortable
    assert {option.value for option in view.reverse_sorts} == {f"-{name}" for name in sortable}
    assert [o.value for o in (view.usual_sort, *view.sorts, *view.reverse_sorts) if o.selected] == [
        "-myonnetty"
    ]


def test_the_help_names_every_field_with_examples_that_find_something(app: Flask, watched: Watched) -> None:
    with app.test_request_context():
        view = help.help_view(watched)
    assert {field.query for field in view.fields} == set(QUERYABLE)
    assert set(KIND_NAMES) == set(Kind)
    samples = [field.sample for field in view.fields if field.sample]
    assert len(samples) > 20
    assert [sample for sample in samples if not watched.count(Request(sample))] == []


def test_every_public_fact_stands_on_the_project_page(app: Flask, watched: Watched) -> None:
    with app.test_request_context():
        view = project_view(watched.project("S10001"), Request())
    told = {fact.label for group in view.groups for fact in group.facts}
    told |= {label for group in view.groups for label in group.missing}
    told |= {section.label for section in view.sections}
    told |= {section.label for section in view.plan_and_outcome}
    numbers = {Kind.MONEY, Kind.COUNT, Kind.YEAR, Kind.PERCENT}
    wanted = {f.label for f in FIELDS if not f.private and f.kind not in numbers}
    # The heading, a list of their own, a table of their own, and what is only said where it is so.
    elsewhere = {"Nimi", "Osatoteuttaja", "Seurantatieto", "Ryhmähanketunnus", "Valtakunnallinen"}
    assert wanted - told == elsewhere
    assert [group.label for group in view.organisations] == ["Perämeren instituutti"]


def test_private_fields_are_shown_where_the_index_has_them(app: Flask, watched: Watched) -> None:
    shown = watched.project("S10001")
    for name in (None, "Maija Salainen"):
        project = replace(shown.project, contact=Contact(name=name))
        with app.test_request_context():
            view = project_view(replace(shown, project=project), Request())
        assert ("Salainen" in repr(view), "Yhteyshenkilö" in repr(view)) == (bool(name), bool(name))


def test_plan_and_outcome_stand_side_by_side(watched: Watched) -> None:
    money, counts = outcome_tables(watched.project("S10001").project)
    assert [row.label for row in money.rows] == ["EU- ja valtion rahoitus", "Julkinen rahoitus"]
    assert [row.share for row in money.rows] == ["0\u00a0%", ""]
    assert money.rows[1].realised == ""
    assert [(row.label, row.share) for row in counts.rows] == [
        ("Yrityksiä", ""),
        ("Osallistujia", "108\u00a0%"),
    ]


def facet_of(app: Flask, *values: FacetValue, expanded: ExpandedFacet = NONE_WHOLE) -> filters.FacetView:
    """What is shown of the first facet of the table, where it has some values."""
    answer = Answer("", 0, 0.0, (), {FACETS[0].query: values})
    with app.test_request_context():
        (facet,) = (
            facet
            for group in filters.filter_groups(Request(), answer, {}, expanded)
            for facet in group.facets
        )
    return facet


def test_a_long_facet_is_folded_and_keeps_its_chosen_values_in_sight(app: Flask) -> None:
    values = [FacetValue(str(n), str(n), 100 - n) for n in range(30)]
    folded = facet_of(app, *values)
    assert (len(folded.values), folded.open, folded.find) == (5, False, True)
    assert folded.more_url == "/?nayta=rahasto"
    values[20] = FacetValue("20", "20", 80, active=True)
    values[29] = FacetValue("ei-tietoa", "ei tietoa", 71)
    chosen = facet_of(app, *values)
    assert [one.label for one in chosen.values][-2:] == ["20", "ei tietoa"]
    assert (chosen.open, chosen.chosen, chosen.total) == (True, 1, 30)


def test_a_facet_is_shown_whole_or_by_what_its_values_contain(app: Flask) -> None:
    values = [FacetValue(f"Kunta {n}", f"Kunta {n}", 100 - n) for n in range(30)]
    whole = facet_of(app, *values, expanded=ExpandedFacet("rahasto"))
    assert (len(whole.values), whole.more_url, whole.less_url) == (30, "", "/hankkeet")
    some = facet_of(app, *values, expanded=ExpandedFacet("rahasto", "KUNTA 2"))
    assert [one.label for one in some.values] == ["Kunta 2", *(f"Kunta 2{n}" for n in range(10))]
    assert some.more_url
    other = facet_of(app, *values, expanded=ExpandedFacet("kunta", "KUNTA 2"))
    assert len(other.values) == 5


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
        f"[{link.number}]" if link.current else str(link.number) if link.url else "…" for link in made.links
    )
    assert shown == wanted
    assert bool(made.previous) == (page > 1)


# Pictures

CAPITALS = {
    "Lappi": (66.5, 25.7), "Kainuu": (64.2, 27.7), "Pohjois-Pohjanmaa": (65.0, 25.5),
    "Keski-Pohjanmaa": (63.8, 23.1), "Pohjanmaa": (63.1, 21.6), "Etelä-Pohjanmaa": (62.8, 22.8),
    "Keski-Suomi": (62.2, 25.7), "Pohjois-Savo": (62.9, 27.7), "Pohjois-Karjala": (62.6, 29.8),
    "Satakunta": (61.5, 21.8), "Pirkanmaa": (61.5, 23.8), "Päijät-Häme": (61.0, 25.7),
    "Etelä-Savo": (61.7, 27.3), "Kanta-Häme": (61.0, 24.5), "Varsinais-Suomi": (60.5, 22.3),
    "Uusimaa": (60.2, 24.9), "Kymenlaakso": (60.9, 26.7), "Etelä-Karjala": (61.1, 28.2),
    "Ahvenanmaa": (60.1, 19.9),
}  # fmt: skip
"""Degrees north and east of the largest town of each region, rounded."""


def test_every_region_has_a_tile_of_its_own_in_its_true_direction_from_the_others() -> None:
    assert set(TILES) == set(CAPITALS)
    assert len({(column, row) for column, row, _ in TILES.values()}) == 19
    for one, (north, east) in CAPITALS.items():
        for other, (other_north, other_east) in CAPITALS.items():
            (column, row, _), (other_column, other_row, _) = TILES[one], TILES[other]
            assert north - other_north < 1.5 or row < other_row, (one, other)
            assert east - other_east < 2.5 or column > other_column, (one, other)


def test_pictures_cover_what_they_say(app: Flask, watched: Watched) -> None:
    years, axes, regions = view_of(app, watched, Request()).charts
    assert (years.known, years.projects) == (46, 47)
    assert [shape.tick for shape in axes.shapes] == [str(n) for n in range(1, 10)]
    assert sum(item.count for item, _ in regions.rows) == 47
    assert regions.rows[-1][0].label == "ei tietoa"
    assert len(regions.shapes) == 19
    assert [shape.item.url for shape in regions.shapes if shape.item.label == "Ahvenanmaa"] == [""]


def statistics_of(app: Flask, watched: Watched, request: Request, options: Options) -> StatisticsView:
    with app.test_request_context():
        numbers = watched.statistics(request, TABLE_FACETS, money=True)
        return statistics_view(request, watched.answer(request), numbers, (), options)


@pytest.mark.parametrize("in_euros", [False, True])
def test_shapes_stay_inside_their_picture(app: Flask, watched: Watched, in_euros: bool) -> None:
    view = statistics_of(app, watched, Request(), Options(in_euros=in_euros))
    pictures = view.charts
    assert len(pictures) == 6
    for picture in pictures:
        for shape in picture.shapes:
            assert 0 <= shape.x <= shape.x + shape.width <= picture.width + 0.1
            assert 0 <= shape.y <= shape.y + shape.height <= picture.height
        tallest = max(picture.shapes, key=lambda shape: shape.item.count)
        assert picture is view.charts[2] or tallest.height == max(shape.height for shape in picture.shapes)


@pytest.mark.parametrize(
    ("sums", "caption", "above"),
    [
        (
            [10_500_000 + 1_000_000 * n for n in range(12)] + [20_000],
            "Myönnetty vuosittain, M€",
            [f"{10 + n},5" for n in range(12)] + ["<0,1"],
        ),
        ([20_000, 412_886, 300], "Myönnetty vuosittain, t€", ["20", "413", "<1"]),
        ([900, 0], "Myönnetty vuosittain, €", ["900", "0"]),
    ],
)
def test_every_bar_in_euros_has_its_number_in_the_unit_of_the_caption(
    app: Flask, sums: list[int], caption: str, above: list[str]
) -> None:
    groups = tuple(Group(str(2014 + n), str(2014 + n), 1, Money(one, 0, None)) for n, one in enumerate(sums))
    breakdown = Breakdown("vuosi", groups, len(sums), None)
    with app.test_request_context():
        chart = breakdown_chart(Request(), breakdown, len(sums), in_euros=True)
    assert chart.caption == caption
    assert [shape.item.short for shape in chart.shapes] == above
    assert all(shape.above for shape in chart.shapes if shape.item.count)
    assert "<0,1" not in chart.svg


def test_bars_outside_a_range_in_force_are_pale_and_its_own_takes_it_off(
    app: Flask, watched: Watched
) -> None:
    request = Request(filters={"myonnetty": ("100000..199999",), "toteutuma": ("..49",)})
    charts = statistics_of(app, watched, request, Options()).charts
    money, realisation = (
        next(chart for chart in charts if chart.name == name) for name in ("myonnetty", "toteutuma")
    )
    assert [shape.item.state for shape in money.shapes] == [*["off"] * 4, "on", *["off"] * 5]
    assert money.shapes[4].item.url == "/?toteutuma=..49"
    assert [shape.item.state for shape in realisation.shapes] == [*[""] * 5, *["off"] * 6]


def test_a_value_beside_a_filter_of_its_own_field_is_asked_for_in_words(app: Flask, watched: Watched) -> None:
    request = Request("digi TAI kylä", {"maakunta": ("Lappi",)})
    with app.test_request_context():
        narrow = urls.narrow_urls(request, "maakunta")
        assert narrow("lappi") == "/?q=digi+TAI+kyl%C3%A4&maakunta=lappi"
        assert (
            unquote_plus(narrow("Kanta-Häme")) == '/?q=(digi TAI kylä) maakunta:"Kanta-Häme"&maakunta=Lappi'
        )
        assert urls.narrow_urls(Request("digi"), "maakunta")("Lappi") == "/?q=digi&maakunta=Lappi"


def test_the_scores_are_drawn_to_scale_and_gaps_are_left_out() -> None:
    picture = score_chart([("Ekologinen", [("Vesi " * 20, "5", ""), ("Ilma", "0", "10")])])
    group, water, air = picture.lines
    assert group.is_group
    assert len(water.texts) > 1
    assert water.direct
    assert air.direct
    assert air.indirect
    assert (water.direct.length * 2, water.indirect, air.direct.length) == (air.indirect.length, None, 0)
    assert air.indirect.y + 8 <= picture.height
