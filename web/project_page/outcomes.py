"""Plan beside outcome: the number fields that the field table pairs (`pairs_with`).

«Myönnetty EU- ja valtion rahoitus» and «Toteutunut EU- ja valtion rahoitus» are one row of two cells.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.model.fields import Field, Kind, value_at
from index.model.project import FIELDS, Project
from index.model.project_parts import Monitored
from search.contract.messages import Message
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated

TABLES = {
    Kind.MONEY: (Message("Rahoitus"), Message("Myönnetty tai suunniteltu"), Message("Toteutunut")),
    Kind.COUNT: (
        Message("Osallistujat ja yritykset"),
        Message("Suunniteltu"),
        Message("Toteutunut määrä"),
    ),
}
"""The kinds that are planned first and realised later: caption, and headings of the two columns."""


@dataclass(frozen=True)
class Outcome:
    """What was planned or granted, what was realised, and the share; "" if not known.

    is_source_text: whether the label is from the description, which stays Finnish on every page.
    """

    label: str
    planned: str
    realised: str
    share: str
    is_source_text: bool = False


@dataclass(frozen=True)
class OutcomeTable:
    """The rows of one kind."""

    caption: str
    plan_label: str
    outcome_label: str
    rows: tuple[Outcome, ...]


def outcome_tables(project: Project) -> tuple[OutcomeTable, ...]:
    """Money and counts, each in its own table, and then the other monitoring indicators of a project."""
    tables = tuple(
        OutcomeTable(translated(caption), translated(plan), translated(outcome), tuple(_rows(project, kind)))
        for kind, (caption, plan, outcome) in TABLES.items()
    )
    monitored = tuple(_monitored(one) for one in project.monitored)
    if not monitored:
        return tables
    return (
        *tables,
        OutcomeTable(_("Muut seurantatiedot"), _("Suunniteltu"), _("Toteutunut määrä"), monitored),
    )


def _monitored(one: Monitored) -> Outcome:
    planned, realised = ("" if n is None else format.number(n) for n in (one.planned, one.realised))
    return Outcome(one.name, planned, realised, _share(one.planned, one.realised), is_source_text=True)


def figures(project: Project) -> tuple[str, ...]:
    """The outcome of a project: the money granted, and each count whose outcome is known."""
    found = []
    for kind in TABLES:
        rows = [row for row in _rows(project, kind) if row.planned and row.realised]
        for row in rows[:1] if kind is Kind.MONEY else rows:
            share = f" ({row.share})" if kind is Kind.MONEY and row.share else ""
            found.append(f"{row.label} {row.planned} → {row.realised}{share}")
    return tuple(found)


def _rows(project: Project, kind: Kind) -> list[Outcome]:
    by_path = {field.path: field for field in FIELDS}
    return [
        _outcome(project, plan.pairs_with.subject, plan, by_path[plan.pairs_with.path])
        for plan in FIELDS
        if plan.kind is kind and plan.pairs_with
    ]


def _outcome(project: Project, label: str, plan: Field, outcome: Field) -> Outcome:
    planned, realised = (value_at(project, field.path) for field in (plan, outcome))
    return Outcome(
        _(label),
        format.field_value(plan, planned),
        format.field_value(outcome, realised),
        _share(planned, realised),
    )


def _share(planned: int | None, realised: int | None) -> str:
    return format.percent(realised, planned) if planned and realised is not None and planned > 0 else ""
