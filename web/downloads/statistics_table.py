"""Tables of the statistics page as files: how projects divide by a facet, and who leads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from index.model.fields import Role
from index.model.project import BY_ROLE, QUERYABLE
from search.contract import deadline
from search.contract.messages import Message
from search.contract.request import Request
from search.contract.statistics import SHARE, Breakdown, Money, Organisations
from search.export.naming import file_name, in_words
from search.export.small_tables import workbook
from search.export.tables import FORMATS, Cell, excel_csv
from web.i18n.texts import gettext as _
from web.i18n.values import shown
from web.middleware import limits
from web.middleware.errors import BadParameter
from web.routing import urls
from web.routing.engine_access import engine
from web.routing.organisation_urls import organisation_url
from web.routing.request_reader import request_from_args
from web.routing.statistics_order import (
    COLUMNS,
    RECIPIENT_COLUMNS,
    TABLE_FACETS,
    order_from_args,
    sorted_groups,
)

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
    rows = _rows(breakdown, _origin(search_request))
    response = Response(excel_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _named(search_request, "csv", "tilastot", name)
    return response


@blueprint.get("/organisaatiot.<any(csv, xlsx):kind>")
def organisations(kind: str) -> Response:
    """Every organisation of a search, sorted as on the page; those first that were granted most."""
    search_request, _notes = request_from_args(request.args)
    release_slot = limits.acquire_export_slot()
    try:
        found = engine().organisations(search_request, order_from_args(request.args))
        limits.check_rows(found.total)
        rows = list(_organisation_rows(found, _origin(search_request)))
        content = excel_csv(rows) if kind == "csv" else workbook(rows, _("Organisaatiot"))
    finally:
        release_slot()
    response = Response(content, content_type=FORMATS[kind].mimetype)
    response.headers["Content-Disposition"] = _named(search_request, kind, "organisaatiot")
    return response


def _named(search_request: Request, kind: str, *before: str) -> str:
    """The header that names a file by its table, search and day."""
    return file_name(replace(search_request, sort=""), engine().status().day, kind, *before).disposition


def _origin(search_request: Request) -> tuple[Cell, ...]:
    """What each row ends with: the search in words, its address, and the day of the data."""
    address = urls.site() + urls.statistics_url(search_request)
    return in_words(search_request), address, engine().status().day


def _origin_labels() -> tuple[str, ...]:
    return _("Haku"), _("Tilaston osoite"), _("Aineiston päivä")


def _column(name: str, label: Message) -> str:
    """The heading of a column of numbers; it has the «%» of shares, since numbers in a file have no sign."""
    return f"{_(label)}, %" if name == SHARE and "%" not in _(label) else _(label)


def _organisation_rows(found: Organisations, origin: tuple[Cell, ...]) -> Iterator[list[Cell]]:
    """The heading and a row for each organisation, with the address of its page."""
    labels = (_column(name, label) for name, label in RECIPIENT_COLUMNS.items())
    yield [
        _("Organisaatio"),
        _(BY_ROLE[Role.BUSINESS_ID].label),
        *labels,
        _("Organisaation osoite"),
        *_origin_labels(),
    ]
    for one in found.listed:
        deadline.check()
        own, address = one.organisation, urls.site() + organisation_url(one.organisation.id)
        yield [own.name, own.business_id, one.led, one.partnered, *_sums(one.money), address, *origin]


def _rows(breakdown: Breakdown, origin: tuple[Cell, ...]) -> Iterator[list[Cell]]:
    """The heading and a row for each value; a sum that no project tells is empty."""
    field = QUERYABLE[breakdown.field]
    yield [_(field.label), *(_column(*column) for column in COLUMNS.items()), *_origin_labels()]
    groups = sorted_groups(field, breakdown.groups, order_from_args(request.args))
    for group in (*groups, *([breakdown.missing] if breakdown.missing else [])):
        label = shown(field, group.value, group.label).text
        yield [label, group.projects, *_sums(group.money), *origin]


def _sums(money: Money | None) -> tuple[int | None, int | None, int | None]:
    """What was granted, paid, and its share; None for what no project tells."""
    if money is None:
        return None, None, None
    return *money.known_sums, money.realisation
