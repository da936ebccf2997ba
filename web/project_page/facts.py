"""The facts of a project as plain data, from the field table: the line below the title and the side column.

A field is shown by its kind and by the type of its value. Missing values are named as missing, so that nobody
takes a gap for a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from index.model.fields import Field, Kind, Subject, rows_of, value_at
from index.model.project import FIELDS, SECTION_SUBJECTS, Project
from index.model.project_parts import Applicant, Numbered
from search.contract.messages import Message
from search.contract.request import Request
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.routing import urls

GROUPS = {
    Subject.PROJECT: Message("Hanke"),
    Subject.APPLICANT: Message("Hakija"),
    Subject.AREA: Message("Alue"),
}
"""Section of the template → the heading that its facts stand under on the page."""


@dataclass(frozen=True)
class FactValue:
    """A value, with the search or the site that it leads to; url "" where there is none.

    is_source_text: whether the text is out of the description, which stays Finnish on every page.
    """

    text: str
    url: str = ""
    is_source_text: bool = True


@dataclass(frozen=True)
class Fact:
    """A label and its values."""

    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True)
class FactGroup:
    """The facts under one heading. missing: the labels of those that the description does not give."""

    label: str
    facts: tuple[Fact, ...]
    missing: tuple[str, ...] = ()


def key_facts(project: Project) -> tuple[FactValue, ...]:
    """The line below the title: applicant, period, money granted and status, those that are known."""
    granted = project.funding.eu_state_granted
    line = (
        FactValue(project.applicant.name or ""),
        FactValue(format.period(project.starts, project.ends), is_source_text=False),
        FactValue(format.money(granted) if granted is not None else "", is_source_text=False),
        FactValue(project.status or ""),
    )
    return tuple(one for one in line if one.text)


def fact_groups(project: Project) -> tuple[FactGroup, ...]:
    """All facts of a project but its texts and numbers, in the groups of `GROUPS`."""
    rows = [field for field in FIELDS if _is_fact(field, project)]
    rows.sort(key=lambda field: list(GROUPS).index(SECTION_SUBJECTS[field.section]))
    groups = groupby(rows, key=lambda field: GROUPS[SECTION_SUBJECTS[field.section]])
    return tuple(_group(translated(label), project, list(fields)) for label, fields in groups)


def _group(label: str, thing: Any, fields: list[Field]) -> FactGroup:
    facts = [Fact(_(field.label), _values(thing, field)) for field in fields]
    return FactGroup(
        label,
        tuple(fact for fact in facts if fact.values),
        tuple(fact.label for fact in facts if not fact.values),
    )


def _is_fact(field: Field, project: Project) -> bool:
    if field.private and not value_at(project, field.path):  # only an index with contacts has these
        return False
    return field.section in SECTION_SUBJECTS and field.kind is not Kind.TEXT


def _values(thing: Any, field: Field) -> tuple[FactValue, ...]:
    """The values of a field, each leading to its own search where the field is a filter."""
    found = value_at(thing, field.path)
    many = found if isinstance(found, tuple) else (found,)
    return tuple(
        FactValue(format.field_value(field, value), _leads_to(field, value), not field.kind.is_number)
        for value in many
        if format.field_value(field, value)
    )


def _leads_to(field: Field, value: Any) -> str:
    if field.facet and field.query:
        wanted = value.number or value.name if isinstance(value, Numbered) else str(value)
        return urls.search_url(Request(filters={field.query: (wanted,)}))
    text = str(value)
    return text if text.lower().startswith(("http://", "https://")) and " " not in text else ""


def co_implementers(project: Project) -> tuple[FactGroup, ...]:
    """The organisations that implement the project with the applicant, a group of facts for each."""
    rows = tuple(rows_of(Applicant))
    return tuple(
        _group(one.name or translated(format.MISSING), one, [row for row in rows if row.path != ("name",)])
        for one in project.co_implementers
    )
