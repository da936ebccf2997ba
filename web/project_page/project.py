"""The project page as plain data: its text sections, questions and scores, and their surroundings.

Last stage before the template of a project. The facts of the side column are in `facts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from index.analysis.places import todays_name
from index.model.fields import Role
from index.model.project import Project
from index.model.project_parts import DESCRIPTION
from search.contract.listing import ProjectDocument
from search.contract.request import PAGE_SIZE, Request
from search.contract.results import HitSummary
from web.charts.chart import Chart
from web.charts.result_charts import project_map
from web.i18n.marks import text_html
from web.project_page.facts import (
    FactGroup,
    FactValue,
    JointParts,
    co_implementers,
    fact_groups,
    joint_parts,
    key_facts,
)
from web.project_page.gist import GistLine, gist
from web.project_page.outcomes import OutcomeTable, outcome_tables
from web.project_page.sections import TextSection, other_sections, text_sections
from web.routing import urls
from web.routing.request_changes import on_page

REGISTER_URL = "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi={code}"
"""A project's page in the public register of 2014–2020; the setting REGISTER_URL puts another in its place,
and an empty one none."""


PLAN, OUTCOME = Role.SUMMARY, Role.FINAL_REPORT
"""The sections that say what was meant to be done, and what was: they stand side by side."""


@dataclass(frozen=True)
class NeighbourLink:
    """The project before or after this one in the search."""

    title: str
    url: str


@dataclass(frozen=True)
class ProjectView:
    """The whole project page."""

    code: str
    title: Markup
    title_text: str
    description: str
    key_facts: tuple[FactValue, ...]
    gist: tuple[GistLine, ...]
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
        gist=gist(project),
        groups=fact_groups(project),
        organisations=co_implementers(project),
        joint=joint_parts(project, group),
        outcomes=outcome_tables(project),
        plan_and_outcome=text_sections(project, spans, lambda field: field.role in (PLAN, OUTCOME)),
        sections=text_sections(project, spans, lambda field: field.role not in (PLAN, OUTCOME)),
        others=other_sections(project),
        area=project_map(tuple(dict.fromkeys(map(todays_name, project.regions)))),
        back_url=_back_url(request, position),
        previous=_neighbour(around[0], request, position - 1),
        next=_neighbour(around[1], request, position + 1),
        canonical_url=urls.project_url(project.code),
        api_url=url_for("api.project", code=project.code),
        register_url=_register_url(project),
    )


def _back_url(request: Request, position: int) -> str:
    """The page of the search that the project stands on."""
    if not position:
        return urls.search_url(request)
    return urls.search_url(on_page(request, 1 + (position - 1) // PAGE_SIZE))


def _neighbour(hit: HitSummary | None, request: Request, position: int) -> NeighbourLink | None:
    if hit is None:
        return None
    return NeighbourLink(hit.title or hit.code, urls.project_url(hit.code, request, position))


def _register_url(project: Project) -> str:
    """A project's page in its register: from its table, else from the setting if it has a description."""
    links = [one.link for one in project.provenance if one.link]
    if links or not any(one.name == DESCRIPTION for one in project.provenance):
        return links[0] if links else ""
    address: str = current_app.config.get("REGISTER_URL", REGISTER_URL)
    return address.format(code=project.code)
