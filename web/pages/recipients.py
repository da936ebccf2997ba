"""The ranking of organisations on the statistics page: who leads most, for how much money."""

from __future__ import annotations

from dataclasses import replace

from index.model.fields import Role
from index.model.project import BY_ROLE
from search.contract.request import Request
from search.contract.statistics import GRANTED, NAME, Organisations, OrganisationSums
from web.i18n import format
from web.i18n.texts import gettext as _
from web.pages.statistics import (
    NO_SUM,
    SUM_FIELDS,
    Options,
    StatisticsCell,
    StatisticsRow,
    StatisticsTable,
    heading,
    sort_by_sum,
    sum_texts,
)
from web.routing import urls
from web.routing.organisation_urls import APPLICANT, PARTNERS, organisation_url, organisations_file_url
from web.routing.statistics_order import RECIPIENT_COLUMNS

MOST_RECIPIENTS = 50
"""Organisations of the ranking that are shown; a file has all of them."""


def recipients_table(
    request: Request, found: Organisations, options: Options, matches: int
) -> StatisticsTable | None:
    """The first of the organisations of a search, by what was granted where no other order is asked for.

    matches: how many projects match the whole query.
    """
    if not found.listed:
        return None
    ordered = replace(options, order=options.order or GRANTED)
    most = max(one.money.granted for one in found.listed)
    by_sum = (sort_by_sum(request, field, matches) for field in SUM_FIELDS)
    addresses = (
        urls.narrow_urls(request, APPLICANT),
        urls.narrow_urls(request, PARTNERS),
        *(urls.narrow_urls(one, APPLICANT) for one in by_sum),
    )
    columns = tuple(_(label) for label in RECIPIENT_COLUMNS.values())
    label = _(BY_ROLE[Role.APPLICANT].label)
    return StatisticsTable(
        name=APPLICANT,
        label=_("Rahoituksen saajat"),
        name_heading=heading(request, ordered, NAME, label),
        columns=tuple(heading(request, ordered, key, _(one)) for key, one in RECIPIENT_COLUMNS.items()),
        rows=tuple(_row(one, columns, addresses, most) for one in found.listed),
        csv_url=organisations_file_url("csv", request, ordered.order),
        total=found.total,
        more_url="",
        less_url="",
        note=_note(found),
        workbook_url=organisations_file_url("xlsx", request, ordered.order),
    )


def _note(found: Organisations) -> str:
    told = _("Rahat ovat hankkeista, joissa organisaatio on hakijana.")
    if len(found.listed) == found.total:
        return told
    numbers = {"shown": format.number(len(found.listed)), "total": format.number(found.total)}
    first = _("%(shown)s ensimmäistä %(total)s organisaatiosta.", **numbers)
    return f"{first} {told}"


def _row(
    one: OrganisationSums, columns: tuple[str, ...], addresses: tuple[urls.ValueToUrl, ...], most: int
) -> StatisticsRow:
    """The row of an organisation. addresses: for each column; most: what was granted to the first."""
    texts = (
        format.number(one.led) if one.led else "",
        format.number(one.partnered) if one.partnered else "",
        *sum_texts(one.money),
    )
    id_ = one.organisation.id
    return StatisticsRow(
        label=one.organisation.name,
        is_source_text=True,
        narrower_url=organisation_url(id_),
        cells=tuple(
            StatisticsCell(label, text or NO_SUM, address(id_) if text else "")
            for label, text, address in zip(columns, texts, addresses, strict=True)
        ),
        share=min(100, round(100 * one.money.granted / most)) if most else 0,
    )
