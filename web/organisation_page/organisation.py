"""The page of an organisation as plain data: what it has led and taken part in, when, where and with whom.

Last stage before its template. Every number leads to the search whose projects it counts or adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from flask import url_for

from index.model.fields import Role
from index.model.project import BY_ROLE, QUERYABLE
from search.contract.request import Request
from search.contract.statistics import (
    Group,
    ListedProject,
    Money,
    Organisation,
    OrganisationReport,
    ProjectList,
    YearSums,
)
from web.charts.chart import Chart
from web.charts.result_charts import breakdown_chart
from web.charts.year_sums import year_chart
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.values import shown
from web.routing import urls
from web.routing.organisation_urls import (
    APPLICANT,
    PARTNERS,
    led_by,
    organisation_page_url,
    organisation_url,
    partnered_by,
    with_organisations,
)
from web.routing.paging import Pager, pages
from web.routing.result_files import result_files

STARTS = BY_ROLE[Role.STARTS].query
SHOWN_PARTNERS = 20
"""Partners that are shown before the rest is unfolded."""
NOTHING = "–"
"""Stands for a sum that no project has."""


@dataclass(frozen=True)
class TextLink:
    """A text with a link; number: what is counted beside it, as text.

    is_source_text: whether the text is out of the descriptions, which stay Finnish on every page.
    """

    text: str
    url: str
    number: str = ""
    is_source_text: bool = True


@dataclass(frozen=True)
class ProjectRow:
    """A project in a list. applicant: who leads it, where that is another organisation."""

    title: str
    url: str
    code: str
    years: str
    granted: str
    paid: str
    applicant: TextLink | None


@dataclass(frozen=True)
class ProjectListView:
    """The projects of an organisation in one role: a page of them, and the search for all."""

    anchor: str
    heading: str
    total: str
    granted: str
    paid: str
    note: str
    rows: tuple[ProjectRow, ...]
    pager: Pager
    search_url: str


@dataclass(frozen=True)
class YearRow:
    """A year: number of projects led with their money, and of those taken part in; cells lead to searches."""

    year: str
    cells: tuple[TextLink, ...]


@dataclass(frozen=True)
class OrganisationView:
    """The whole page. description: what it says, in a line."""

    id: str
    name: str
    business_id: str
    other_names: tuple[str, ...]
    description: str
    lists: tuple[ProjectListView, ...]
    columns: tuple[str, ...]
    years: tuple[YearRow, ...]
    chart: Chart | None
    regions: Chart | None
    region_links: tuple[TextLink, ...]
    subjects: tuple[TextLink, ...]
    partners: tuple[TextLink, ...]
    more_partners: tuple[TextLink, ...]
    partners_total: int
    search_url: str
    statistics_url: str
    downloads: tuple[TextLink, ...]
    api_url: str
    canonical_url: str


def organisation_view(report: OrganisationReport, page_numbers: tuple[int, int]) -> OrganisationView:
    """Everything the page shows. page_numbers: which page of each list of projects it is, from 1."""
    own = report.organisation
    every = with_organisations(own.id)
    partners = tuple(_partner(own, one.organisation, one.projects) for one in report.partners)
    regions = report.regions.groups
    return OrganisationView(
        id=own.id,
        name=own.name,
        business_id=own.business_id,
        other_names=own.other_names,
        description=_description(report),
        lists=tuple(one for one in _lists(report, page_numbers) if one.rows),
        columns=(
            _("Alkamisvuosi"), _("Hankkeita"), _("Myönnetty"), _("Toteutunut"),
            *((_("Osatoteuttajana"),) if report.partnered.total else ()),
        ),
        years=tuple(
            _year(own.id, one, bool(report.partnered.total))
            for one in report.years
            if one.led or one.partnered
        ),
        chart=_chart(own.id, report.years),
        regions=breakdown_chart(every, report.regions, report.projects) if len(regions) > 1 else None,
        region_links=tuple(_region(every, report.regions.field, group) for group in regions),
        subjects=tuple(
            TextLink(word, urls.search_url(with_organisations(own.id, words=word)))
            for word in report.subjects
        ),
        partners=partners[:SHOWN_PARTNERS],
        more_partners=partners[SHOWN_PARTNERS:],
        partners_total=report.partners_total,
        search_url=urls.search_url(every),
        statistics_url=urls.statistics_url(every),
        downloads=tuple(TextLink(*one) for one in result_files(every)),
        api_url=url_for("api.organisation", id=own.id),
        canonical_url=organisation_url(own.id),
    )  # fmt: skip


def _description(report: OrganisationReport) -> str:
    """«12 hanketta hakijana, 1 234 567 €; 3 hanketta osatoteuttajana»."""
    led = _("%(projects)s hakijana", projects=format.projects(report.led.total)) if report.led.total else ""
    money = format.money(report.led.money.granted) if report.led.money.granted else ""
    partnered = (
        _("%(projects)s osatoteuttajana", projects=format.projects(report.partnered.total))
        if report.partnered.total
        else ""
    )
    return "; ".join(part for part in (", ".join(filter(None, (led, money))), partnered) if part)


def _lists(report: OrganisationReport, page_numbers: tuple[int, int]) -> tuple[ProjectListView, ...]:
    own = report.organisation
    led, partnered = page_numbers
    address = partial(organisation_page_url, own.id)
    return (
        _list(
            APPLICANT, _("Hakijana"), "", report.led, own,
            pages(led, report.led.total, lambda page: f"{address(page, partnered)}#{APPLICANT}"),
            led_by(own.id),
        ),
        _list(
            PARTNERS, _("Osatoteuttajana"),
            _("Rahat ovat koko hankkeen: osatoteuttajan osuutta niistä kuvaukset eivät kerro."),
            report.partnered, own,
            pages(partnered, report.partnered.total, lambda page: f"{address(led, page)}#{PARTNERS}"),
            partnered_by(own.id),
        ),
    )  # fmt: skip


def _list(
    anchor: str,
    heading: str,
    note: str,
    projects: ProjectList,
    own: Organisation,
    pager: Pager,
    request: Request,
) -> ProjectListView:
    granted, paid = _sums(projects.money)
    return ProjectListView(
        anchor=anchor,
        heading=heading,
        total=format.projects(projects.total),
        granted=granted,
        paid=paid,
        note=note,
        rows=tuple(_row(one, own) for one in projects.projects),
        pager=pager,
        search_url=urls.search_url(request),
    )


def _sums(money: Money) -> tuple[str, str]:
    """What was granted and paid, as text; "" if no project states it."""
    granted, paid = ("" if one is None else format.money(one) for one in money.known_sums)
    return granted, paid


def _row(project: ListedProject, own: Organisation) -> ProjectRow:
    starts, ends = (str(day or "")[:4] for day in (project.starts, project.ends))
    applicant = project.applicant
    other = applicant is not None and applicant.id != own.id
    return ProjectRow(
        title=project.title,
        url=urls.project_url(project.code),
        code=project.code,
        years=starts if starts == ends else format.dashed_range(starts, ends),
        granted="" if project.granted is None else format.money(project.granted),
        paid="" if project.paid is None else format.money(project.paid),
        applicant=TextLink(applicant.name, organisation_url(applicant.id)) if applicant and other else None,
    )


# Years, partners, files


def _began(request: Request, year: int) -> str:
    """The address of those projects of a search that began in a year."""
    return urls.search_url(replace(request, filters={**request.filters, STARTS: (str(year),)}))


def _year(id_: str, sums: YearSums, with_partnered: bool) -> YearRow:
    led, partnered = _began(led_by(id_), sums.year), _began(partnered_by(id_), sums.year)
    granted, paid = _sums(sums.led_money)
    cells = (
        TextLink(format.number(sums.led) if sums.led else NOTHING, led if sums.led else ""),
        TextLink(granted or NOTHING, led if granted and sums.led else ""),
        TextLink(paid or NOTHING, led if paid and sums.led else ""),
        TextLink(
            format.number(sums.partnered) if sums.partnered else NOTHING, partnered if sums.partnered else ""
        ),
    )
    return YearRow(str(sums.year), cells if with_partnered else cells[:3])


def _chart(id_: str, years: tuple[YearSums, ...]) -> Chart | None:
    request = led_by(id_)
    granted = [(one.year, one.led_money.granted, _began(request, one.year)) for one in years]
    return year_chart(granted, "#vuodet")


def _region(every: Request, name: str, group: Group) -> TextLink:
    region = shown(QUERYABLE[name], group.value, group.label)
    url = urls.narrow_urls(every, name)(group.value)
    return TextLink(region.text, url, format.projects(group.projects), region.is_source_text)


def _partner(own: Organisation, other: Organisation, projects: int) -> TextLink:
    return TextLink(other.name, organisation_url(other.id), format.projects(projects))
