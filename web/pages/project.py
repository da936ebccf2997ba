"""The project page as plain data: its text sections, questions and scores, and what stands around them.

Last stage before the template of a project. The facts of the side column are in `facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from index.model.fields import Field, Kind, Role, value_at
from index.model.project import FIELDS, Project
from index.model.project_parts import DESCRIPTION, FormAnswer, Indicator
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, Request
from search.contract.results import HitSummary, ProjectDocument, Span
from web.charts.result_charts import Chart, project_map
from web.charts.score_chart import ScoreChart, score_chart
from web.i18n import format
from web.i18n.language import gettext as _
from web.i18n.language import translated
from web.i18n.marks import text_html
from web.pages.facts import (
    FactGroup,
    FactValue,
    JointParts,
    co_implementers,
    fact_groups,
    joint_parts,
    key_facts,
)
from web.pages.outcomes import OutcomeTable, outcome_tables
from web.pages.paragraphs import Block, blocks
from web.routing import urls
from web.routing.request_changes import on_page

REGISTER_URL = "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi={code}"
"""A project's page in the public register of 2014–2020; the setting REGISTER_URL puts another in its place,
and an empty one none."""

Spans = Mapping[str, tuple[Span, ...]]
"""What matches the search in each text of a project, by the text's place in the JSON."""

PLAN, OUTCOME = Role.SUMMARY, Role.FINAL_REPORT
"""The sections that say what was meant to be done, and what was: they stand side by side."""


@dataclass(frozen=True)
class QuestionView:
    """A question of the form, its answer, and what the applicant wrote."""

    question: str
    answer: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ScoreView:
    """An indicator: two scores and a comment. The numbers are "" where there is none."""

    name: str
    direct: str
    indirect: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ScoreGroup:
    """The indicators under one heading of the form."""

    label: str
    scores: tuple[ScoreView, ...]


@dataclass(frozen=True)
class NeighbourLink:
    """The project before or after this one in the search."""

    title: str
    url: str


@dataclass(frozen=True)
class TextSection:
    """A section of the text: paragraphs, or questions, or scores."""

    anchor: str
    label: str
    blocks: tuple[Block, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    score_groups: tuple[ScoreGroup, ...] = ()
    chart: ScoreChart | None = None

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
    joint: JointParts | None
    outcomes: tuple[OutcomeTable, ...]
    plan_and_outcome: tuple[TextSection, ...]
    sections: tuple[TextSection, ...]
    others: tuple[TextSection, ...]
    area: Chart | None
    back_url: str
    previous: NeighbourLink | None
    next: NeighbourLink | None
    canonical_url: str
    api_url: str
    register_url: str


def project_view(
    document: ProjectDocument,
    request: Request,
    position: int = 0,
    around: tuple[HitSummary | None, HitSummary | None] = (None, None),
    group: Iterable[Mapping[str, Any]] = (),
) -> ProjectView:
    """Everything the page of a project shows.

    position: which hit of the request it is, from 1; 0 = none. around: the hits before and after it.
    group: the JSON of every project of its joint project.
    """
    project, spans = document.project, document.spans
    return ProjectView(
        code=project.code,
        title=text_html(project.title or project.code, spans.get("title", ())),
        title_text=project.title or project.code,
        description=" ".join((project.summary or "").split())[:200],
        key_facts=key_facts(project),
        groups=fact_groups(project),
        organisations=co_implementers(project),
        joint=joint_parts(project, group),
        outcomes=outcome_tables(project),
        plan_and_outcome=_sections(project, spans, lambda field: field.role in (PLAN, OUTCOME)),
        sections=_sections(project, spans, lambda field: field.role not in (PLAN, OUTCOME)),
        others=_others(project),
        area=project_map(project.regions),
        back_url=_back_url(request, position),
        previous=_neighbour(around[0], request, position - 1),
        next=_neighbour(around[1], request, position + 1),
        canonical_url=urls.project_url(project.code),
        api_url=url_for("api.project", code=project.code),
        register_url=_register_url(project),
    )


def _register_url(project: Project) -> str:
    """A project's page in its register: as its table says, else by the setting where it has a description."""
    links = [one.link for one in project.provenance if one.link]
    if links or not any(one.name == DESCRIPTION for one in project.provenance):
        return links[0] if links else ""
    address: str = current_app.config.get("REGISTER_URL", REGISTER_URL)
    return address.format(code=project.code)


def _back_url(request: Request, position: int) -> str:
    """The page of the search that the project stands on."""
    if not position:
        return urls.search_url(request)
    return urls.search_url(on_page(request, 1 + (position - 1) // PAGE_SIZE))


def _neighbour(hit: HitSummary | None, request: Request, position: int) -> NeighbourLink | None:
    if hit is None:
        return None
    return NeighbourLink(hit.title or hit.code, urls.project_url(hit.code, request, position))


def _sections(project: Project, spans: Spans, wanted: Callable[[Field], bool]) -> tuple[TextSection, ...]:
    """Some of the text sections: prose first, then the forms of section 8."""
    texts = [field for field in FIELDS if field.kind is Kind.TEXT and field.role is not Role.TITLE]
    fields = [field for field in texts if wanted(field)]
    made = [_section(field, value_at(project, field.path), spans) for field in fields]
    return tuple(sorted(made, key=lambda section: bool(section.questions or section.score_groups)))


def _section(field: Field, value: Any, spans: Spans) -> TextSection:
    anchor = field.query or field.name
    if not isinstance(value, tuple):
        return TextSection(anchor, _(field.label), blocks=_blocks(spans, field.name, value))
    texts = [(item, _blocks(spans, f"{field.name}.{n}.text", item.text)) for n, item in enumerate(value)]
    questions = tuple(_question(item, found) for item, found in texts if isinstance(item, FormAnswer))
    scored = [(item, found) for item, found in texts if isinstance(item, Indicator)]
    groups = _score_groups(scored)
    return TextSection(anchor, _(field.label), (), questions, groups, _chart(groups) if groups else None)


def _question(item: FormAnswer, found: tuple[Block, ...]) -> QuestionView:
    words = {True: Message("Kyllä"), False: Message("Ei"), None: format.MISSING}
    return QuestionView(item.question, translated(words[item.answer]), found)


def _score_groups(scored: list[tuple[Indicator, tuple[Block, ...]]]) -> tuple[ScoreGroup, ...]:
    groups = groupby(scored, key=lambda pair: pair[0].group)
    return tuple(ScoreGroup(label, tuple(_score(*pair) for pair in pairs)) for label, pairs in groups)


def _score(item: Indicator, found: tuple[Block, ...]) -> ScoreView:
    direct, indirect = ("" if n is None else str(n) for n in (item.direct, item.indirect))
    return ScoreView(item.name, direct, indirect, found)


def _chart(groups: tuple[ScoreGroup, ...]) -> ScoreChart:
    return score_chart(
        [(group.label, [(one.name, one.direct, one.indirect) for one in group.scores]) for group in groups]
    )


def _others(project: Project) -> tuple[TextSection, ...]:
    """What else stood in the description, under its own headings; no search looks there."""
    return tuple(
        TextSection(f"muu-{n}", heading, blocks(text))
        for n, (heading, text) in enumerate(project.other.items(), 1)
    )


def _blocks(spans: Spans, place: str, text: str | None) -> tuple[Block, ...]:
    return blocks(text or "", spans.get(place, ()))
