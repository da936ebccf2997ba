"""A table of the statistics page as a file: how the projects of a search divide by one facet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.statistics import Breakdown, Group
from search.export.naming import file_name, in_words
from search.export.tables import Cell, excel_csv
from web.i18n import format
from web.i18n.texts import gettext as _
from web.middleware.errors import BadParameter
from web.routing import urls
from web.routing.engine_access import engine
from web.routing.request_reader import request_from_args
from web.routing.statistics_order import COLUMNS, TABLE_FACETS, order_from_args, sorted_groups

blueprint = Blueprint("tables", __name__)


@blueprint.get("/tilastot.csv")
def statistics_table() -> Response:
    """All rows of a table, sorted as on the page. Raises `BadParameter` for a table that there is not."""
    name = request.args.get(urls.TABLE, "")
    if name not in TABLE_FACETS:
        raise BadParameter(
            Message(
                "%(name)s: mahdolliset arvot ovat %(allowed)s.",
                name=urls.TABLE,
                allowed=", ".join(TABLE_FACETS),
            )
        )
    search_request, _notes = request_from_args(request.args)
    breakdown = engine().statistics(search_request, (name,), money=True).breakdowns[name]
    day = engine().status().day
    origin = (in_words(search_request), urls.site() + urls.statistics_url(search_request), day)
    response = Response(excel_csv(_rows(breakdown, origin)), content_type="text/csv; charset=utf-8")
    name_of_file = file_name(replace(search_request, sort=""), day, "csv", "tilastot", name)
    response.headers["Content-Disposition"] = name_of_file.disposition
    return response


def _rows(breakdown: Breakdown, origin: tuple[Cell, ...]) -> Iterator[list[Cell]]:
    """The heading and a row for each value; a sum that no project tells is empty.

    origin: the search in words, its address, and the day of the data, which each row ends with.
    """
    last = (_("Haku"), _("Tilaston osoite"), _("Aineiston päivä"))
    field = QUERYABLE[breakdown.field]
    yield [_(field.label), *(_(label) for label in COLUMNS.values()), *last]
    groups = sorted_groups(field, breakdown.groups, order_from_args(request.args))
    for group in (*groups, *([breakdown.missing] if breakdown.missing else [])):
        yield [format.value_label(group.value, group.label, field), *_numbers(group), *origin]


def _numbers(group: Group) -> tuple[int | None, ...]:
    money = group.money
    if money is None:
        return (group.projects, None, None, None)
    known = money.realisation is not None
    granted, paid = (one if one or known else None for one in (money.granted, money.paid))
    return group.projects, granted, paid, money.realisation
