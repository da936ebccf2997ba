"""The project page as plain data: facts, sections, questions and scores, from the field table.

Last stage before the template of a project. A field is shown by its kind and by the type of its value;
missing values are said to be missing, so that nobody takes a gap for a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup, escape

from index.model.fields import Field, Kind, Role, Subject, rows_of, value_at
from index.model.project import FIELDS, SECTION_SUBJECTS, Project
from index.model.project_parts import Applicant, FormAnswer, Indicator, Numbered
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, Request
from search.contract.results import HitSummary
from web.charts.result_charts import Picture, area_map
from web.charts.score_chart import ScorePicture, score_picture
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.i18n.marks import marked
from web.pages.outcomes import OutcomeTable, outcome_tables
from web.pages.paragraphs import Block, blocks
from web.routing import urls
from web.routing.engine_access import ProjectDocument

GROUPS = {
    Subject.PROJECT: Message("Hanke"),
    Subject.APPLICANT: Message("Hakija"),
    Subject.AREA: Message("Alue"),
}
"""What the facts of each subject stand under on the page, in this order."""

REGISTER_URL = "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi={code}"
"""A project's page in the public register of 2014–2020; the setting REGISTER_URL puts another in its place,
and an empty one none."""

PLAN, OUTCOME = Role.SUMMARY, Role.FINAL_REPORT
"""The sections that say what was meant to be done, and what was: they stand side by side."""


@dataclass(frozen=True)
class FactValue:
    """A value, with the search or the site it leads to. told: it is as the description has it."""

    text: str
    url: str = ""
    told: bool = True


@dataclass(frozen=True)
class Fact:
    """A label and its values."""

    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True)
class FactGroup:
    """The facts of one subject, and the labels of those that nobody told."""

    label: str
    facts: tuple[Fact, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question of the form, its answer, and what the applicant wrote."""

    question: str
    answer: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Score:
    """An indicator: two scores and a comment. The numbers are "" where there is none."""

    name: str
    direct: str
    indirect: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ScoreGroup:
    """The indicators under one heading of the form."""

    label: str
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Neighbour:
    """The project before or after this one in the search."""

    title: str
    url: str


@dataclass(frozen=True)
class Section:
    """A section of the text: paragraphs, or questions, or scores."""

    anchor: str
    label: str
    blocks: tuple[Block, ...] = ()
    questions: tuple[Question, ...] = ()
    score_groups: tuple[ScoreGroup, ...] = ()
    picture: ScorePicture | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written here."""
        return not (self.blocks or self.questions or self.score_groups)


@dataclass(frozen=True)
class ProjectView:
    """The whole project page."""

    code: str
    title: Markup
    title_text: str
    description: str
    key_facts: tuple[FactValue, ...]
    groups: tuple[FactGroup, ...]
    organisations: tuple[FactGroup, ...]
    outcomes: tuple[OutcomeTable, ...]
    plan_and_outcome: tuple[Section, ...]
    sections: tuple[Section, ...]
    others: tuple[Section, ...]
    area: Picture | None
    back_url: str
    previous: Neighbour | None
    next: Neighbour | None
    canonical_url: str
    api_url: str
    register_url: str


def project_view(
    shown: ProjectDocument,
    request: Request,
    position: int = 0,
    around: tuple[HitSummary | None, HitSummary | None] = (None, None),
) -> ProjectView:
    """Everything the page of a project shows.

    position: which hit of the request it is, from 1; 0 = none. around: the hits before and after it.
    """
    project, html = shown.project, shown.html
    return ProjectView(
        code=project.code,
        title=marked(html.get("title", "")) or escape(project.title or project.code),
        title_text=project.title or project.code,
        description=" ".join((project.summary or "").split())[:200],
        key_facts=_key_facts(project),
        groups=_fact_groups(project),
        organisations=_organisations(project),
        outcomes=outcome_tables(project),
        plan_and_outcome=_sections(project, html, lambda field: field.role in (PLAN, OUTCOME)),
        sections=_sections(project, html, lambda field: field.role not in (PLAN, OUTCOME)),
        others=_others(project, html),
        area=area_map(project.regions),
        back_url=_back_url(request, position),
        previous=_neighbour(around[0], request, position - 1),
        next=_neighbour(around[1], request, position + 1),
        canonical_url=urls.project_url(project.code),
        api_url=url_for("api.project", code=project.code),
        register_url=current_app.config.get("REGISTER_URL", REGISTER_URL).format(code=project.code),
    )


def _back_url(request: Request, position: int) -> str:
    """The page of the search that the project stands on."""
    if not position:
        return urls.search_url(request)
    return urls.search_url(urls.on_page(request, 1 + (position - 1) // PAGE_SIZE))


def _neighbour(hit: HitSummary | None, request: Request, position: int) -> Neighbour | None:
    if hit is None:
        return None
    return Neighbour(hit.title or hit.code, urls.project_url(hit.code, request, position))


def _key_facts(project: Project) -> tuple[FactValue, ...]:
    """The line below the title."""
    granted = project.funding.eu_state_granted
    line = (
        FactValue(project.applicant.name or ""),
        FactValue(format.period(project.starts, project.ends), told=False),
        FactValue(format.money(granted) if granted is not None else "", told=False),
        FactValue(project.status or ""),
    )
    return tuple(one for one in line if one.text)


def _fact_groups(project: Project) -> tuple[FactGroup, ...]:
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
    if field.private and not value_at(project, field.path):  # an index has none of these unless told to
        return False
    return field.section in SECTION_SUBJECTS and field.kind is not Kind.TEXT


def _values(thing: Any, field: Field) -> tuple[FactValue, ...]:
    """The values of a field, each leading to its own search where the field is a filter."""
    found = value_at(thing, field.path)
    many = found if isinstance(found, tuple) else (found,)
    return tuple(
        FactValue(format.shown(field, value), _leads_to(field, value), not field.kind.is_number)
        for value in many
        if format.shown(field, value)
    )


def _leads_to(field: Field, value: Any) -> str:
    if field.facet and field.query:
        wanted = value.number or value.name if isinstance(value, Numbered) else str(value)
        return urls.search_url(Request(filters={field.query: (wanted,)}))
    text = str(value)
    return text if text.lower().startswith(("http://", "https://")) and " " not in text else ""


def _organisations(project: Project) -> tuple[FactGroup, ...]:
    """Those who implement the project with the applicant, with what is told of each."""
    rows = [row for row in rows_of(Applicant) if row.role is not Role.APPLICANT]
    return tuple(_group(one.name or translated(format.MISSING), one, rows) for one in project.co_implementers)


def _sections(
    project: Project, html: Mapping[str, str], wanted: Callable[[Field], bool]
) -> tuple[Section, ...]:
    """Some of the text sections: prose first, then the forms of section 8."""
    texts = [field for field in FIELDS if field.kind is Kind.TEXT and field.role is not Role.TITLE]
    fields = [field for field in texts if wanted(field)]
    made = [_section(field, value_at(project, field.path), html) for field in fields]
    return tuple(sorted(made, key=lambda section: bool(section.questions or section.score_groups)))


def _section(field: Field, value: Any, html: Mapping[str, str]) -> Section:
    anchor = field.query or field.name
    if not isinstance(value, tuple):
        return Section(anchor, _(field.label), blocks=_blocks(html, field.name, value))
    texts = [(item, _blocks(html, f"{field.name}.{n}.text", item.text)) for n, item in enumerate(value)]
    questions = tuple(_question(item, found) for item, found in texts if isinstance(item, FormAnswer))
    scored = [(item, found) for item, found in texts if isinstance(item, Indicator)]
    groups = _score_groups(scored)
    return Section(anchor, _(field.label), (), questions, groups, _picture(groups) if groups else None)


def _question(item: FormAnswer, found: tuple[Block, ...]) -> Question:
    words = {True: Message("Kyllä"), False: Message("Ei"), None: format.MISSING}
    return Question(item.question, translated(words[item.answer]), found)


def _score_groups(scored: list[tuple[Indicator, tuple[Block, ...]]]) -> tuple[ScoreGroup, ...]:
    groups = groupby(scored, key=lambda pair: pair[0].group)
    return tuple(ScoreGroup(label, tuple(_score(*pair) for pair in pairs)) for label, pairs in groups)


def _score(item: Indicator, found: tuple[Block, ...]) -> Score:
    direct, indirect = ("" if n is None else str(n) for n in (item.direct, item.indirect))
    return Score(item.name, direct, indirect, found)


def _picture(groups: tuple[ScoreGroup, ...]) -> ScorePicture:
    return score_picture(
        [(group.label, [(one.name, one.direct, one.indirect) for one in group.scores]) for group in groups]
    )


def _others(project: Project, html: Mapping[str, str]) -> tuple[Section, ...]:
    """What else stood in the description, under its own headings."""
    return tuple(
        Section(f"muu-{n}", heading, _blocks(html, f"other.{heading}", text))
        for n, (heading, text) in enumerate(project.other.items(), 1)
    )


def _blocks(html: Mapping[str, str], key: str, text: str | None) -> tuple[Block, ...]:
    """The paragraphs of a text: as the engine marked them, else as they are."""
    return blocks(str(marked(html[key])) if key in html else str(escape(text or "")))
