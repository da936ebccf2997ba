"""Organisations in the API: those of a search in an order, and what each has done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from flask import request

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.request import UNKNOWN_LABEL
from search.contract.statistics import (
    GRANTED,
    ORGANISATION_ORDERS,
    Breakdown,
    OrganisationReport,
    OrganisationSums,
)
from web.api.openapi import Values
from web.api.parameters import LIMIT, MAX_ID, OFFSET, Parameter
from web.i18n.values import shown
from web.routing import urls
from web.routing.engine_access import engine
from web.routing.request_reader import request_from_args

ORDER = Parameter(
    urls.ORDER,
    Message(
        "Järjestys: luvut suurimmasta, nimet A:sta; ”-” kääntää. Ilman tätä eniten rahoitusta saaneet ensin."
    ),
    {"type": "string", "enum": sorted(sign + name for name in ORGANISATION_ORDERS for sign in ("", "-"))},
)
ID = Parameter(
    "id",
    Message("Y-tunnus, tai ilman sitä nimi pienin kirjaimin ja väliviivoin. Myös nimi sellaisenaan käy."),
    {"type": "string", "maxLength": MAX_ID},
    in_path=True,
)
LIST_PAGING = (LIMIT, OFFSET)


@dataclass(frozen=True)
class OrganisationsJson:
    """The organisations of a search, those first that were granted most."""

    query: str
    total: Annotated[int, Message("Organisaatioita, joita haun hankkeissa on.")]
    offset: int
    limit: int
    organisations: tuple[OrganisationSums, ...]


def organisations(values: Values) -> OrganisationsJson:
    """A page of the organisations of a search."""
    search = request_from_args(request.args)[0]
    offset, limit = values["offset"] or 0, values["limit"]
    found = engine().organisations(search, values[urls.ORDER] or GRANTED, offset, limit)
    return OrganisationsJson(search.query, found.total, offset, limit, found.listed)


def organisation(values: Values) -> OrganisationReport:
    """What an organisation has done; a page of each of its lists of projects."""
    offset = values["offset"] or 0
    report = engine().organisation(values["id"], (offset, offset), values["limit"])
    return replace(report, regions=labelled(report.regions))


def labelled(breakdown: Breakdown) -> Breakdown:
    """The breakdown with its labels in the language of the address."""
    field = QUERYABLE[breakdown.field]
    groups = tuple(replace(one, label=shown(field, one.value, one.label).text) for one in breakdown.groups)
    missing = breakdown.missing and replace(breakdown.missing, label=UNKNOWN_LABEL)
    return replace(breakdown, groups=groups, missing=missing)
