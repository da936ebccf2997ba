"""The two lines of a hit: who, where, when and for how much; and what came of it.

A page has twenty of each, so that what their few values are called is remembered for each language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from index.model.fields import Role
from index.model.project import BY_ROLE
from index.remembered import remembered
from web.i18n import format
from web.i18n.language import source_text
from web.i18n.soft_breaks import as_html, escaped
from web.i18n.texts import gettext as _
from web.i18n.texts import language, ngettext
from web.i18n.values import shown
from web.routing.organisation_urls import organisation_url_of

MAX_REGIONS = 2
"""Regions of a hit that are named; more are counted."""
PEOPLE = ("participants.planned", "participants.realised")
"""The numbers of participants, by the places that a hit has them under."""
APPLICANT, BUSINESS_ID = BY_ROLE[Role.APPLICANT].name, BY_ROLE[Role.BUSINESS_ID].name
NATIONWIDE, REGIONS = BY_ROLE[Role.NATIONWIDE], BY_ROLE[Role.REGIONS]
STARTS, ENDS = BY_ROLE[Role.STARTS].name, BY_ROLE[Role.ENDS].name
GRANTED, PAID = BY_ROLE[Role.GRANTED].name, BY_ROLE[Role.PAID].name
STATUS, FINAL_REPORT = BY_ROLE[Role.STATUS], BY_ROLE[Role.FINAL_REPORT]


def hit_applicant(facts: Mapping[str, Any]) -> str:
    """The name of the organisation that applied."""
    return format.name(facts.get(APPLICANT)) or _("Hakija ei tiedossa")


def applicant_url(facts: Mapping[str, Any]) -> str:
    """The page of the organisation that applied; "" where it is not known."""
    return organisation_url_of(facts.get(APPLICANT), facts.get(BUSINESS_ID))


def hit_place(facts: Mapping[str, Any]) -> str:
    """The regions of a hit by name, or how many where they are many."""
    if facts.get(NATIONWIDE.name):
        return _(NATIONWIDE.label)
    regions = facts.get(REGIONS.name) or ()
    if len(regions) <= MAX_REGIONS:
        return ", ".join([_region(name, language()) for name in regions])
    return ngettext("%(num)s maakunta", "%(num)s maakuntaa", len(regions))


@remembered(1_000)
def _region(name: str, _language: str) -> str:
    return format.field_value(REGIONS, name)


def hit_years(facts: Mapping[str, Any]) -> str:
    """The first and the last year of a hit: «2019–2022»."""
    starts, ends = str(facts.get(STARTS) or "")[:4], str(facts.get(ENDS) or "")[:4]
    return starts if starts == ends else f"{starts}{format.EN_DASH}{ends}"


def hit_money(facts: Mapping[str, Any]) -> str:
    """What was granted to a hit."""
    granted = facts.get(GRANTED)
    return format.money(granted) if isinstance(granted, int) else ""


def hit_outcome(code: str, facts: Mapping[str, Any], reported: bool) -> Markup:
    """What came of a project in one line: code and status, money, people, whether there is a final report."""
    people = _planned_and_realised(*map(facts.get, PEOPLE))
    parts = (
        escaped(code),
        _status(format.name(facts.get(STATUS.name)), language()),
        escaped(_paid(facts.get(GRANTED), facts.get(PAID))),
        escaped(_("osallistujia %(number)s", number=people)) if people else "",
        escaped(_(FINAL_REPORT.label).lower()) if reported else "",
    )
    return as_html(" · ".join(filter(None, parts)))


@remembered(1_000)
def _status(name: str, _language: str) -> str:
    """A status as HTML."""
    status = shown(STATUS, name)
    return escaped(source_text(status.text) if status.text and status.is_source_text else status.text)


def _paid(granted: Any, paid: Any) -> str:
    if not isinstance(paid, int):
        return ""
    share = f" ({format.percent(paid, granted)})" if isinstance(granted, int) and granted > 0 else ""
    return _("toteutunut %(money)s", money=format.money(paid)) + share


def _planned_and_realised(planned: Any, realised: Any) -> str:
    """«120 → 134»; one of them where the other is not known."""
    known = [format.number(one) if isinstance(one, int) else "" for one in (planned, realised)]
    if not any(known):
        return ""
    return " → ".join(one or "?" for one in known) if known[1] else known[0]
