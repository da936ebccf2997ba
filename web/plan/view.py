"""The page that compares a plan, as plain data for its template and for its report."""

from __future__ import annotations

import time
from dataclasses import dataclass

from markupsafe import Markup

from index.model.fields import Field, Kind, Role
from index.model.project import BY_ROLE, FACETS
from search.contract.request import Request
from search.contract.results import Answer, Compared, Comparison, Snippet
from search.contract.statistics import Histogram
from search.contract.status import Status, finnish_day
from web.i18n import format
from web.i18n.marks import snippet_html, text_html
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import shown
from web.pages.active_filters import Chip, chips
from web.pages.hit_facts import hit_money, hit_outcome, hit_place, hit_years
from web.pages.range_forms import RangeInput, range_input
from web.plan.form import PlanForm
from web.routing import urls
from web.routing.engine_access import settings
from web.routing.organisation_urls import organisation_url_of

CHOICES = (BY_ROLE[Role.REGIONS], BY_ROLE[Role.FUND])
"""The fields whose values narrow a comparison."""
YEARS = next(field for field in FACETS if field.kind is Kind.YEAR)
"""The field whose range narrows it."""


@dataclass(frozen=True)
class Choice:
    """A value of a filter, how many projects have it, and whether it is chosen."""

    value: str
    label: str
    count: str
    chosen: bool
    is_source_text: bool


@dataclass(frozen=True)
class ChoiceGroup:
    """The values of one field to choose from."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Narrowing:
    """What narrows a comparison. hidden: filters of other fields, which the form keeps."""

    groups: tuple[ChoiceGroup, ...]
    years: RangeInput
    hidden: tuple[tuple[str, str], ...]
    open: bool


@dataclass(frozen=True)
class PairView:
    """A passage of the plan, the section of the project that says something like it, and how."""

    own: Markup
    label: str
    theirs: Markup
    passages: tuple[Snippet, Snippet]


@dataclass(frozen=True)
class ComparedView:
    """A near project: who, where, when and for how much, what came of it, and what it shares with the plan.

    words: shared words in addition to passages, or instead of them.
    """

    code: str
    url: str
    similar_url: str
    title: Markup
    plain_title: str
    applicant: str
    applicant_url: str
    place: str
    years: str
    money: str
    outcome: Markup
    likeness: int
    words: str
    pairs: tuple[PairView, ...]


@dataclass(frozen=True)
class CompareView:
    """The whole page.

    length, most: characters that the plan has, and may have; megabytes: how large a file may be.
    among: how many projects it was compared with; chips: the active filters; words: its most significant
    words.
    day: of the data; today: of the comparison.
    """

    form: PlanForm
    length: int
    most: int
    megabytes: int
    narrowing: Narrowing
    compared: bool
    found: tuple[ComparedView, ...]
    words: str
    among: str
    chips: tuple[Chip, ...]
    notes: tuple[str, ...]
    day: str
    today: str


def compare_view(
    form: PlanForm, answer: Answer, years: Histogram | None, status: Status, found: Comparison | None
) -> CompareView:
    """Everything the page shows.

    answer: to the empty search, whose facets can be chosen; years: the range of all projects.
    found: the nearest projects; None if the plan was not compared.
    """
    return CompareView(
        form=form,
        length=len(form.text),
        most=settings().text_length,
        megabytes=settings().upload_mb,
        narrowing=_narrowing(form.asked, answer, years),
        compared=found is not None,
        found=tuple(map(_compared, filter(_is_near, found.found))) if found else (),
        words=", ".join(found.words) if found else "",
        among=format.projects(found.among) if found else "",
        chips=chips(form.asked, found, lambda _: "") if found else (),
        notes=tuple(translated(note) for note in (*form.notes, *(found.notes if found else ()))),
        day=format.day(status.day),
        today=format.day(finnish_day(time.time())),
    )


# What narrows it


def _narrowing(asked: Request, answer: Answer, years: Histogram | None) -> Narrowing:
    own = {*(field.query for field in CHOICES), YEARS.query}
    ends = (years.least, years.most) if years else (None, None)
    others = Request(filters={name: asked.filters[name] for name in asked.filters if name not in own})
    return Narrowing(
        groups=tuple(group for field in CHOICES if (group := _choices(field, asked, answer)).choices),
        years=range_input(asked, YEARS, ends),
        hidden=tuple(urls.params(others)),
        open=bool(asked.filters),
    )


def _choices(field: Field, asked: Request, answer: Answer) -> ChoiceGroup:
    chosen = {value.casefold() for value in asked.filters.get(field.query, ())}
    values = answer.facets.get(field.query, ())
    known = {value.value.casefold() for value in values}
    written = [value for value in asked.filters.get(field.query, ()) if value.casefold() not in known]
    return ChoiceGroup(
        field.query,
        _(field.label),
        (
            *(
                Choice(
                    value.value,
                    name.text,
                    format.number(value.count),
                    value.value.casefold() in chosen,
                    name.is_source_text,
                )
                for value in values
                for name in (shown(field, value.value, value.label),)
            ),
            *(Choice(value, value, "", True, True) for value in written),
        ),
    )


# What is near

LEAST = 10
"""Similarity below which a project is shown only if it shares significant words."""


def _is_near(one: Compared) -> bool:
    return bool(one.words) or one.project.similarity >= LEAST


def _compared(one: Compared) -> ComparedView:
    near = one.project
    return ComparedView(
        code=near.code,
        url=urls.project_url(near.code),
        similar_url=urls.project_url(near.code) + "#samankaltaiset",
        title=text_html(near.title, one.title_spans),
        plain_title=near.title,
        applicant=near.applicant or _("Hakija ei tiedossa"),
        applicant_url=organisation_url_of(near.applicant, near.business_id),
        place=hit_place(one.facts),
        years=hit_years(one.facts),
        money=hit_money(one.facts),
        outcome=hit_outcome(near.code, one.facts, one.reported),
        likeness=near.similarity,
        words=", ".join(one.words),
        pairs=tuple(
            PairView(snippet_html(own), _(theirs.label), snippet_html(theirs), (own, theirs))
            for own, theirs in one.pairs
        ),
    )
