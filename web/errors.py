"""Errors as pages and as JSON: one shape each, and never a traceback.

The status comes from the one error tree of the project or from HTTP itself; the words for people are
here, in Finnish. What went wrong inside is logged and not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from index.errors import HankehakuError, UnknownProject
from web.openapi import BadParameter

API_PREFIX = "/api/"


@dataclass(frozen=True)
class Problem:
    """What people and programs are told of an error status."""

    code: str
    title: str
    message: str


PROBLEMS: dict[int, Problem] = {
    400: Problem("bad_request", "Pyyntöä ei voitu lukea", "Tarkista osoite tai aloita uusi haku."),
    404: Problem("not_found", "Sivua ei löydy", "Osoitteessa ei ole mitään. Kokeile hakua."),
    405: Problem("method_not_allowed", "Pyyntötapa ei käy", "Tätä osoitetta voi vain lukea (GET)."),
    500: Problem(
        "internal_error", "Palvelussa on vika", "Virhe on kirjattu lokiin. Yritä hetken kuluttua uudelleen."
    ),
    503: Problem(
        "unavailable", "Haku ei ole nyt käytössä", "Hakemistoa ei voi lukea. Yritä hetken kuluttua uudelleen."
    ),
}
"""By status; a status that is not here is told as 400 or 500 by its first digit."""


def register(app: Flask) -> None:
    """Make the application answer every error in its own shape."""
    app.register_error_handler(HankehakuError, _hankehaku_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _hankehaku_error(error: HankehakuError) -> Response:
    if isinstance(error, UnknownProject):
        return _answer(404, f"Koodilla «{error.code[:60]}» ei löydy hanketta.", "Hanketta ei löydy")
    if isinstance(error, BadParameter):
        return _answer(400, str(error))
    current_app.logger.error("%s: %s", type(error).__name__, error)
    return _answer(error.http_status)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = _answer(error.code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)
    return _answer(InternalServerError.code)


def _answer(status: int, message: str = "", title: str = "") -> Response:
    known = PROBLEMS.get(status) or PROBLEMS[400 if status < 500 else 500]
    message = message or known.message
    if request.path.startswith(API_PREFIX):
        response = jsonify(error={"status": status, "code": known.code, "message": message})
    else:
        page = render_template("error.html", status=status, title=title or known.title, message=message)
        response = make_response(page)
    response.status_code = status
    return response
