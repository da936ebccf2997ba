"""The two lines of a hit: who, where, when and for how much; and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from index.model.fields import Role
from index.model.project import BY_ROLE
from web.i18n import format
from web.i18n.language import source_text
from web.i18n.texts import gettext as _
from web.i18n.texts import ngettext
from web.i18n.values import shown
from web.routing.organisation_urls import organisation_url_of

MAX_REGIONS = 2
"""Regions of a hit that are named; more are counted."""
PEOPLE = ("participants.planned", "participants.realised")
"""The numbers of participants, by the places that a hit has them under."""


def applicant_url(facts: Mapping[str, Any]) -> str:
    """The page of the organisation that applied; "" where it is not known."""
    name, number = (facts.get(BY_ROLE[role].name) for role in (Role.APPLICANT, Role.BUSINESS_ID))
    return organisation_url_of(name, number)


def hit_place(facts: Mapping[str, Any]) -> str:
    """The regions of a hit by name, or how many where they are many."""
    nationwide = BY_ROLE[Role.NATIONWIDE]
    if facts.get(nationwide.name):
        return _(nationwide.label)
    regions = BY_ROLE[Role.REGIONS]
    names = [format.field_value(regions, name) for name in facts.get(regions.name) or ()]
    if len(names) <= MAX_REGIONS:
        return ", ".join(names)
    return ngettext("%(num)s maakunta", "%(num)s maakuntaa", len(names))


def hit_years(facts: Mapping[str, Any]) -> str:
    """The first and the last year of a hit: «2019–2022»."""
    starts, ends = (str(facts.get(BY_ROLE[role].name) or "")[:4] for role in (Role.STARTS, Role.ENDS))
    return starts if starts == ends else format.dashed_range(starts, ends)


def hit_money(facts: Mapping[str, Any]) -> str:
    """What was granted to a hit."""
    granted = facts.get(BY_ROLE[Role.GRANTED].name)
    return format.money(granted) if isinstance(granted, int) else ""


def hit_outcome(code: str, facts: Mapping[str, Any], reported: bool) -> Markup:
    """What came of a project in one line: code and status, money, people, whether there is a final report."""
    status = shown(BY_ROLE[Role.STATUS], format.name(facts.get(BY_ROLE[Role.STATUS].name)))
    granted, paid = (facts.get(BY_ROLE[role].name) for role in (Role.GRANTED, Role.PAID))
    people = _planned_and_realised(*(facts.get(path) for path in PEOPLE))
    parts = (
        escape(code),
        source_text(status.text) if status.text and status.is_source_text else status.text,
        _paid(granted, paid),
        _("osallistujia %(number)s", number=people) if people else "",
        _(BY_ROLE[Role.FINAL_REPORT].label).lower() if reported else "",
    )
    return Markup(" · ").join(part for part in parts if part)


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
