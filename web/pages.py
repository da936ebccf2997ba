"""The pages people see: search, one project, and the help. Thin: read, ask, render."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web import limits, project_view, search_view, similar_view, urls
from web.api import ENDPOINTS, PREFIX
from web.help_view import help_view
from web.service import answer_on_page, engine

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> BaseResponse:
    """Search box, filters and hits; an untidy form address is redirected to its shareable form."""
    asked, notes = urls.request_from_args(request.args)
    if not notes and not urls.is_canonical(request.args):
        return redirect(urls.search_url(asked), 302)
    asked, answer, page_notes = answer_on_page(asked)
    view = search_view.search_view(asked, answer, (*notes, *page_notes))
    return _page("search.html", view=view, query=asked.query)


@blueprint.get("/hanke/<code>")
def project(code: str) -> BaseResponse:
    """One project whole, with the words of the search it was found by."""
    asked, _ = urls.request_from_args(request.args)
    shown = engine().project(code, asked.query)
    if shown.project.code != code:
        return redirect(urls.project_url(shown.project.code, asked), 301)
    view = project_view.project_view(shown, asked)
    similar = similar_view.similar_view(engine().similar(code))
    return _page("project.html", view=view, similar=similar, query=asked.query)


@blueprint.route("/vertaa", methods=["GET", "POST"])
def compare() -> BaseResponse:
    """The projects nearest to a pasted plan. Nothing of it is kept, nor in the browser's memory of pages."""
    text = similar_view.pasted(request.form.get(similar_view.TEXT, ""))
    limits.check_text(text)
    view = similar_view.compare_view(text, engine().compare(text) if text else ())
    response = _page("compare.html", view=view, query="")
    response.cache_control.no_store = request.method == "POST"
    return response


@blueprint.get("/haku-ohje")
def help_page() -> BaseResponse:
    """The query language, with the fields from the table."""
    return _page("help.html", view=help_view(), query="")


@blueprint.get("/api")
def api_page() -> BaseResponse:
    """The API and the exports, for people."""
    return _page("api.html", endpoints=ENDPOINTS, prefix=PREFIX, query="")


@blueprint.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Browsers ask for it whatever the page says."""
    return redirect(url_for("static", filename="logo.svg"), 301)


def _page(template: str, **context: object) -> Response:
    return make_response(render_template(template, **context))
