"""The views of the pages. Each reads the address, asks the engine, and renders a template from plain data."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from index.errors import UnknownOrganisation
from search.contract.request import PAGE_SIZE, Request
from search.export.citation import NotACitation, request_of
from web.api.endpoints import api_prefix, documented, sample_path
from web.charts.result_charts import CHARTED_FACETS
from web.i18n.texts import gettext, translated
from web.keeping import replay as replay_view
from web.keeping.citing import cite_project, cite_search, cite_statistics, search_in_words
from web.keeping.side_by_side import MOST as MOST_SIDE_BY_SIDE
from web.keeping.side_by_side import is_canonical as is_canonical_list
from web.keeping.side_by_side import short_list, side_by_side_url, side_by_side_view
from web.middleware import limits
from web.middleware.rendering import render
from web.organisation_page.organisation import organisation_view
from web.organisation_page.unknown import MOST_NEAR, unknown_view
from web.pages import search as search_view
from web.pages import statistics as statistics_view
from web.pages.active_filters import chips
from web.pages.filters import ExpandedFacet
from web.pages.help import about_view, help_view
from web.pages.home import home_view
from web.pages.recipients import MOST_RECIPIENTS, recipients_table
from web.project_page import project as project_view
from web.project_page import similar as similar_view
from web.project_page.facts import group_request
from web.routing import urls
from web.routing.engine_access import answer_on_page, engine, neighbours, settings, totals_without
from web.routing.organisation_urls import LED_PAGE, PARTNERED_PAGE, organisation_page_url, organisation_url
from web.routing.paging import last_page
from web.routing.request_reader import (
    MAX_VALUE,
    clean,
    is_canonical,
    page_from_args,
    position_from_args,
    request_from_args,
)
from web.routing.statistics_order import TABLE_FACETS, order_from_args

blueprint = Blueprint("pages", __name__)
blueprint.add_app_template_global(lambda: MOST_SIDE_BY_SIDE, "most_side_by_side")


@blueprint.get("/")
def search() -> BaseResponse:
    """Home, where nothing is asked; else filters and hits. A form's address leads to the canonical one."""
    search_request, notes = request_from_args(request.args)
    if not notes and not is_canonical(request.args):
        return redirect(urls.search_url(search_request), 302)
    if search_request == Request() and not notes and not _expanded_facet().name:
        return _page("home.html", view=home_view(engine().status()), query="")
    return _search_page(search_request, notes)


@blueprint.get("/hankkeet")
def everything() -> BaseResponse:
    """All projects, the newest first; with anything to search for, the search."""
    search_request, _ = request_from_args(request.args)
    if search_request != Request():
        return redirect(urls.search_url(search_request), 301)
    return _search_page(search_request, ())


def _search_page(search_request: Request, notes: tuple[str, ...]) -> BaseResponse:
    search_request, answer, page_notes = answer_on_page(search_request)
    numbers = engine().statistics(search_request, CHARTED_FACETS)
    without = {} if answer.total else totals_without(search_request)
    view = search_view.search_view(
        search_request, answer, numbers, (*notes, *page_notes), _expanded_facet(), without
    )
    citing = cite_search(search_request, view.chips, answer.total, engine().status())
    return _page("search.html", view=view, citing=citing, query=search_request.query)


@blueprint.get("/tilastot")
def statistics() -> BaseResponse:
    """What the projects of a search add up to, by every facet."""
    search_request, notes = request_from_args(request.args)
    answer = engine().answer(replace(search_request, offset=0, limit=0))
    numbers = engine().statistics(search_request, TABLE_FACETS, money=True)
    in_euros = request.args.get(urls.MEASURE) == urls.EUROS
    options = statistics_view.Options(_expanded_facet().name, order_from_args(request.args), in_euros)
    recipients = engine().organisations(search_request, options.order, limit=MOST_RECIPIENTS)
    view = statistics_view.statistics_view(search_request, answer, numbers, notes, options)
    table = recipients_table(search_request, recipients, options, answer.total)
    view = replace(view, tables=(*([table] if table else []), *view.tables))
    citing = cite_statistics(search_request, view.chips, answer.total, engine().status())
    return _page("statistics.html", view=view, citing=citing, query=search_request.query)


@blueprint.get("/hanke/<code>")
def project(code: str) -> BaseResponse:
    """One project, with the words of the search it was found by marked."""
    search_request, _ = request_from_args(request.args)
    position = position_from_args(request.args)
    shown = engine().project(code, search_request.query, search_request.equivalents)
    if shown.project.code != code:
        return redirect(urls.project_url(shown.project.code, search_request, position), 301)
    around = neighbours(search_request, position, code)
    joint = group_request(shown.project)
    group = engine().listing(joint).documents() if joint else ()
    view = project_view.project_view(shown, search_request, position, around, group)
    similar = similar_view.similar_view(engine().similar(code))
    citing = cite_project(shown.project, engine().status())
    return _page("project.html", view=view, similar=similar, citing=citing, query=search_request.query)


@blueprint.get("/organisaatio/<name>")
def organisation(name: str) -> BaseResponse:
    """What an organisation has led and taken part in. Any of its names leads to the address of its id."""
    numbers = tuple(page_from_args(request.args, one) for one in (LED_PAGE, PARTNERED_PAGE))
    offsets = ((numbers[0] - 1) * PAGE_SIZE, (numbers[1] - 1) * PAGE_SIZE)
    try:
        report = engine().organisation(name, offsets)
    except UnknownOrganisation as error:
        return _unknown_organisation(error)
    if report.organisation.id != name:
        return redirect(organisation_url(report.organisation.id, *request.args.items()), 302)
    there = tuple(map(min, numbers, map(last_page, (report.led.total, report.partnered.total))))
    if there != numbers:
        return redirect(organisation_page_url(name, *there), 302)
    view = organisation_view(report, (numbers[0], numbers[1]))
    return _page("organisation.html", view=view, query="")


def _unknown_organisation(error: UnknownOrganisation) -> BaseResponse:
    """Those of the name, or names like it, with status 404."""
    called_so = tuple(engine().organisation(one).organisation for one in error.ids[:MOST_NEAR])
    name = clean(error.name)[:MAX_VALUE]
    view = unknown_view(name, called_so, engine().suggest(name.replace("-", " ")))
    response = _page("organisation_unknown.html", view=view, query="")
    response.status_code = 404
    return response


@blueprint.get("/rinnakkain")
def side_by_side() -> BaseResponse:
    """A short list of projects side by side; only the address, and the visitor's browser, has it."""
    shown = short_list(request.args, engine())
    if not is_canonical_list(request.args, shown):
        return redirect(side_by_side_url(shown.codes), 302)
    response = _page("side_by_side.html", view=side_by_side_view(shown), query="")
    response.status_code = 404 if shown.unknown and not shown.projects else 200
    return response


@blueprint.route("/viite", methods=["GET", "POST"])
def replay() -> BaseResponse:
    """What has changed in a search since it was cited: by its file, or after the moment in the address."""
    if request.method == "POST":
        try:
            view = _replayed_file()
        except NotACitation as error:
            view = replay_view.ReplayView(error=translated(error.message))
    elif then := replay_view.then_from_args(request.args):
        asked, _ = request_from_args(request.args)
        view = replay_view.changes_since(asked, then, _in_words(asked), engine())
    else:
        is_odd = replay_view.MOMENT in request.args
        view = replay_view.ReplayView(error=replay_view.unreadable_moment() if is_odd else "")
    response = _page("replay.html", view=view, query="")
    response.status_code = 400 if view.error else 200
    response.cache_control.no_store = request.method == "POST"
    return response


def _replayed_file() -> replay_view.ReplayView:
    """The comparison with an uploaded citation, whose search has the limits of any. Raises `NotACitation`."""
    sent = request.files.get(replay_view.FILE)
    if sent is None or not sent.filename:
        return replay_view.ReplayView(error=gettext("Valitse ensin viitetiedosto."))
    cited = replay_view.uploaded_citation(sent.read(), sent.filename)
    asked = request_of(cited)
    limits.check_search(MultiDict(urls.params(asked)), settings())
    return replay_view.replay_citation(cited, _in_words(asked), engine())


def _in_words(asked: Request) -> Markup:
    return search_in_words(asked, chips(asked, engine().answer(replace(asked, limit=0))))


@blueprint.get("/haku-ohje")
def help_page() -> BaseResponse:
    """The query language, with the fields from the table."""
    return _page("help.html", view=help_view(engine()), query="")


@blueprint.get("/ohje")
def help_by_its_name() -> BaseResponse:
    """Where people look for the help."""
    return redirect(url_for(".help_page"), 301)


@blueprint.get("/api")
def api_page() -> BaseResponse:
    """The API and the exports, for people."""
    codes = [one.code for one in engine().names(Request(limit=1))]
    ids = [one.organisation.id for one in engine().organisations(Request(), limit=1).listed]
    found = {"{code}": codes, "{id}": ids}
    known = {place: quote(values[0], safe="") for place, values in found.items() if values}
    endpoints = [replace(one, sample=sample_path(one.sample, known)) for one in documented()]
    return _page("api.html", endpoints=endpoints, prefix=api_prefix(), query="")


@blueprint.get("/tietoa")
def about_page() -> BaseResponse:
    """Whose the service is, what is searched, what is left out, what is kept of visitors, the licences."""
    return _page("about.html", view=about_view(engine().status()), site=settings(), query="")


@blueprint.get("/saavutettavuus")
def access_page() -> BaseResponse:
    """The accessibility statement that Finnish law asks for."""
    return _page("access.html", feedback=settings().feedback, query="")


@blueprint.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Redirects to the logo: browsers ask for this address whatever the page says."""
    return redirect(url_for("static", filename="logo.svg"), 301)


def _expanded_facet() -> ExpandedFacet:
    """The facet that the address asks to show whole."""
    return ExpandedFacet(*(clean(request.args.get(name, ""))[:MAX_VALUE] for name in (urls.SHOW, urls.FIND)))


def _page(template: str, **context: object) -> Response:
    return make_response(render(template, **context))
