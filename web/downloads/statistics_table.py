"""A table of the statistics page as a file: how the projects of a search divide by one facet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.statistics import Breakdown, Group
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
    response = Response(excel_csv(_rows(breakdown)), content_type="text/csv; charset=utf-8")
    day = datetime.fromtimestamp(engine().status().committed, UTC).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="tilastot-{name}-{day}.csv"'
    return response


def _rows(breakdown: Breakdown) -> Iterator[list[Cell]]:
    """The heading and a row for each value; a sum that no project tells is empty."""
    yield [_(QUERYABLE[breakdown.field].label), *(_(label) for label in COLUMNS.values())]
    groups = sorted_groups(breakdown.groups, order_from_args(request.args))
    for group in (*groups, *([breakdown.missing] if breakdown.missing else [])):
        yield [format.value_label(group.value, group.label), *_numbers(group)]


def _numbers(group: Group) -> tuple[int | None, ...]:
    money = group.money
    if money is None:
        return (group.projects, None, None, None)
    known = money.realisation is not None
    granted, paid = (one if one or known else None for one in (money.granted, money.paid))
    return group.projects, granted, paid, money.realisation
