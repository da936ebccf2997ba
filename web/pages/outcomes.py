"""Plan beside outcome: the number fields of the table, paired by their labels.

«Myönnetty EU- ja valtion rahoitus» and «Toteutunut EU- ja valtion rahoitus» are one row of two cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.model.fields import Field, Kind, value_at
from index.model.project import FIELDS, Project
from search.contract.messages import Message
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated

TABLES = {
    Kind.MONEY: (Message("Rahoitus"), Message("Myönnetty tai suunniteltu")),
    Kind.COUNT: (Message("Osallistujat ja yritykset"), Message("Suunniteltu")),
}
"""The kinds that are planned first and realised later: caption, and heading of the plan's column."""

SUBJECTS = (
    Message("EU- ja valtion rahoitus"),
    Message("Julkinen rahoitus"),
    Message("Yrityksiä"),
    Message("Osallistujia"),
)
"""What the labels say without the words for plan and outcome: named here for the translations."""

_PLAN = re.compile(r"\b(?:myönnetty|suunniteltu)\b", re.IGNORECASE)
_OUTCOME = re.compile(r"\btoteutunut\b", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What was planned or granted, what came of it, and the share; "" where it is not known."""

    label: str
    planned: str
    realised: str
    share: str


@dataclass(frozen=True)
class OutcomeTable:
    """The rows of one kind."""

    caption: str
    plan_label: str
    rows: tuple[Outcome, ...]


def outcome_tables(project: Project) -> tuple[OutcomeTable, ...]:
    """Money and counts, each in its own table."""
    return tuple(
        OutcomeTable(translated(caption), translated(plan_label), tuple(_rows(project, kind)))
        for kind, (caption, plan_label) in TABLES.items()
    )


def _rows(project: Project, kind: Kind) -> list[Outcome]:
    pairs: dict[str, list[Field | None]] = {}
    for field in FIELDS:
        if field.kind is kind:
            pair = pairs.setdefault(_subject(field.label), [None, None])
            pair[bool(_OUTCOME.search(field.label))] = field
    return [_outcome(project, label, *pair) for label, pair in pairs.items()]


def _subject(label: str) -> str:
    """What a number is about: its label without the words for plan and outcome."""
    bare = _OUTCOME.sub("", _PLAN.sub("", label)).strip(" ,")
    return bare[:1].upper() + bare[1:]


def _outcome(project: Project, label: str, plan: Field | None, outcome: Field | None) -> Outcome:
    planned, realised = (value_at(project, field.path) if field else None for field in (plan, outcome))
    share = format.percent(realised, planned) if planned and realised is not None and planned > 0 else ""
    return Outcome(
        _(label),
        format.field_value(plan, planned) if plan else "",
        format.field_value(outcome, realised) if outcome else "",
        share,
    )
