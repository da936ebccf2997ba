"""The facts of a project as plain data, from the field table: the line below the title and the side column.

A field is shown by its kind and by the type of its value. Missing values are named as missing, so that they
are not taken for zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from index.model.fields import YES, Field, Kind, Role, Subject, rows_of, value_at
from index.model.organisations import organisation_id
from index.model.project import BY_ROLE, FIELDS, SECTION_SUBJECTS, Project, organisations
from index.model.project_parts import Applicant, Numbered
from index.model.serialization import from_json
from search.contract.messages import Message
from search.contract.request import Request
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.routing import urls
from web.routing.organisation_urls import organisation_url_of

GROUPS = {
    Subject.PROJECT: Message("Hanke"),
    Subject.APPLICANT: Message("Hakija"),
    Subject.AREA: Message("Alue"),
}
"""Section of the template → the heading that its facts stand under on the page."""

SAID_IF_SO = (Role.NATIONWIDE, Role.GROUP)
"""Fields that most projects do not have: they are not named as missing."""
MAX_PARTS = 50
"""Parts of a joint project that are looked at: more than any has."""


@dataclass(frozen=True)
class FactValue:
    """A value, with the search or the site that it leads to; url "" where there is none.

    is_source_text: whether the text is from the description, which stays Finnish on every page.
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
    """The facts under one heading. missing: the labels of those that the description does not give.

    url: the page of the organisation that the heading names, if it does.
    """

    label: str
    facts: tuple[Fact, ...]
    missing: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class PartLink:
    """A part of a joint project: its name, its page, and the organisation that implements it."""

    title: str
    url: str
    applicant: FactValue


@dataclass(frozen=True)
class JointParts:
    """The other parts of a joint project.

    parts:   those that are in the index.
    missing: organisations that take part according to the description, but have no part in the index.
    url:     the search for all parts.
    """

    parts: tuple[PartLink, ...]
    missing: tuple[FactValue, ...]
    url: str


def key_facts(project: Project) -> tuple[FactValue, ...]:
    """The line below the title: applicant, period, money granted and status, those that are known."""
    granted = project.funding.eu_state_granted
    line = (
        FactValue(project.applicant.name or "", _page_of(project.applicant)),
        FactValue(format.period(project.starts, project.ends), is_source_text=False),
        FactValue(format.money(granted) if granted is not None else "", is_source_text=False),
        _fact(BY_ROLE[Role.STATUS], project.status, ""),
    )
    return tuple(one for one in line if one.text)


def fact_groups(project: Project) -> tuple[FactGroup, ...]:
    """All facts of a project except its texts and numbers, in the groups of `GROUPS`."""
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
    if field.role in SAID_IF_SO and not value_at(project, field.path):
        return False
    if field.role is Role.REGIONS and project.nationwide:  # all of them, which the map lists
        return False
    return field.section in SECTION_SUBJECTS and field.kind is not Kind.TEXT


def _values(thing: Any, field: Field) -> tuple[FactValue, ...]:
    """The values of a field, each leading to its own search where the field is a filter."""
    found = value_at(thing, field.path)
    many = found if isinstance(found, tuple) else (found,)
    facts = (_fact(field, value, _leads_to(field, value, thing)) for value in many)
    return tuple(fact for fact in facts if fact.text)


def _fact(field: Field, value: Any, url: str) -> FactValue:
    """A value in the language of the page, where it has a name in it."""
    text = format.field_value(field, value)
    return FactValue(text, url, shown(field, format.name(value)).is_source_text)


def _page_of(one: Applicant) -> str:
    """The page of an organisation; "" where its name is not known."""
    return organisation_url_of(one.name, one.business_id)


def _leads_to(field: Field, value: Any, thing: Any) -> str:
    if field.kind is Kind.ORGANISATION and isinstance(thing, Project):
        return next((_page_of(one) for one in organisations(thing, field) if one.name == value), "")
    text = YES if value is True else str(value)
    if field.query and (field.facet or field.kind is Kind.FLAG or _names_others(field)):
        wanted = value.number or value.name if isinstance(value, Numbered) else text
        return urls.search_url(Request(filters={field.query: (wanted,)}))
    return text if text.lower().startswith(("http://", "https://")) and " " not in text else ""


def _names_others(field: Field) -> bool:
    """Whether a code leads to other projects: that of an organisation or a group, not the project's own."""
    return field.kind is Kind.CODE and field.role is not Role.CODE


def co_implementers(project: Project) -> tuple[FactGroup, ...]:
    """The organisations that implement the project with the applicant, a group of facts for each."""
    rows = [row for row in rows_of(Applicant) if row.role is not Role.APPLICANT]
    return tuple(
        replace(_group(one.name or translated(format.MISSING), one, rows), missing=(), url=_page_of(one))
        for one in project.co_implementers  # the register prints name and id only: nothing is missing
    )


def group_request(project: Project) -> Request | None:
    """The search for every part of a project's joint project; None where it is part of none."""
    field = BY_ROLE[Role.GROUP]
    group = value_at(project, field.path)
    return Request(filters={field.query: (group,)}) if group else None


def joint_parts(project: Project, found: Iterable[Mapping[str, Any]]) -> JointParts | None:
    """The other parts of a project's joint project; None where it is part of none.

    found: the JSON of the projects that `group_request` finds.
    """
    request, path = group_request(project), BY_ROLE[Role.GROUP].path
    if request is None:
        return None
    own = [from_json(data) for data in islice(found, MAX_PARTS)]
    others = [
        one for one in own if value_at(one, path) == value_at(project, path) and one.code != project.code
    ]
    members = (project, *others)
    there = {_organisation(one.applicant) for one in members}
    partners = {_organisation(one): one for part in members for one in part.co_implementers}
    return JointParts(
        parts=tuple(
            PartLink(
                one.title or one.code,
                urls.project_url(one.code),
                FactValue(one.applicant.name or "", _page_of(one.applicant)),
            )
            for one in others
        ),
        missing=tuple(
            FactValue(one.name or key, _page_of(one)) for key, one in partners.items() if key not in there
        ),
        url=urls.search_url(request),
    )


def _organisation(one: Applicant) -> str:
    """The identity of an organisation: its business id, else its name."""
    return organisation_id(one.name or "", one.business_id)
