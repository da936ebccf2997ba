"""The address of the comparison. Its POST changes and stores nothing.

So it needs no CSRF token: a form on another site could only get an answer.
"""

from __future__ import annotations

from flask import Flask, Response, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from search.contract.request import Request
from search.export.document import MIMETYPES
from search.export.naming import plain_name
from web.i18n.language import PAGES
from web.middleware.rendering import render
from web.plan.form import PlanForm, read_form
from web.plan.report import plan_title, report
from web.plan.view import YEARS, CompareView, compare_view
from web.routing.engine_access import engine


def register(app: Flask) -> None:
    """Add the address to those of the pages."""
    app.add_url_rule("/vertaa", f"{PAGES}.compare", compare, methods=["GET", "POST"])


def compare() -> BaseResponse:
    """The projects nearest to a plan, as a page or report. Nothing is stored, not even by the browser."""
    form = read_form()
    view = _compared(form)
    if form.report and view.compared:
        response = _report(form, view)
    else:
        response = make_response(render("compare.html", view=view, title=plan_title(view), query=""))
        response.status_code = form.status
    response.cache_control.no_store = request.method == "POST"
    return response


def _compared(form: PlanForm) -> CompareView:
    found = engine().compare(form.text, form.asked) if form.text and not form.error else None
    answer = engine().answer(Request(limit=0))
    years = engine().statistics(Request(), ()).histograms.get(YEARS.query)
    return compare_view(form, answer, years, engine().status(), found)


def _report(form: PlanForm, view: CompareView) -> Response:
    response = Response(report(view), content_type=MIMETYPES[form.report])
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(view)}.{form.report}"'
    return response


def _file_name(view: CompareView) -> str:
    """The file name of a report: the title in ASCII letters, which every system accepts."""
    return plain_name(plan_title(view)).lower()[:60]
