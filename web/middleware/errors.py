"""Every error as a page, or as JSON below `/api/`, in one form each and never as a traceback.

The status comes from the project's error tree (`index/errors.py`) or from HTTP itself; the words for people
are here. Internal details are logged and not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from index.errors import (
    Fault,
    HankehakuError,
    UnknownOrganisation,
    UnknownProject,
    UnreadableUpload,
)
from search.contract.deadline import DeadlineExceeded
from search.contract.messages import Message
from web.i18n.language import API, bare_path
from web.i18n.texts import translated
from web.middleware.log_writer import stack_trace
from web.routing import engine_access


@dataclass(frozen=True)
class Problem:
    """The public description of an error: `code` for programs, title and message for people."""

    code: str
    title: str
    message: str


PROBLEMS: dict[int, Problem] = {
    400: Problem(
        "bad_request", Message("Pyyntöä ei voitu lukea"), Message("Tarkista osoite tai aloita uusi haku.")
    ),
    404: Problem(
        "not_found",
        Message("Sivua ei löydy"),
        Message("Tässä osoitteessa ei ole sivua. Tarkista osoite tai kokeile hakua."),
    ),
    405: Problem(
        "method_not_allowed",
        Message("Pyyntötapa ei ole sallittu"),
        Message("Tätä osoitetta voi vain lukea (GET)."),
    ),
    413: Problem(
        "too_large",
        Message("Pyyntö on liian suuri"),
        Message("Palaa edelliselle sivulle ja lähetä lyhyempi teksti."),
    ),
    429: Problem(
        "too_many_requests", Message("Liian monta pyyntöä"), Message("Odota hetki ja yritä uudelleen.")
    ),
    500: Problem(
        "internal_error",
        Message("Palvelussa on vika"),
        Message("Virhe on kirjattu lokiin. Yritä hetken kuluttua uudelleen."),
    ),
    503: Problem(
        "unavailable",
        Message("Haku ei ole nyt käytössä"),
        Message("Hakemistoa ei voi lukea. Yritä hetken kuluttua uudelleen."),
    ),
}
"""By HTTP status; any other status is told as 400 or 500, by its first digit."""

TOO_LONG = Problem(
    "took_too_long",
    Message("Haku kesti liian kauan"),
    Message(
        "Haku kesti liian kauan, joten se keskeytettiin. Kokeile vähempiä sanoja tai yritä "
        "myöhemmin uudelleen."
    ),
)


UNREADABLE = {
    Fault.OTHER_FORMAT: Message(
        "Tiedosto ei ole Word-tiedosto (.docx), PDF tai tekstitiedosto, tai se on vioittunut. Tallenna se "
        "uudelleen tai liitä teksti."
    ),
    Fault.OLD_OFFICE: Message(
        "Tiedosto on vanhaa Word-muotoa (.doc) tai suojattu salasanalla. Tallenna se .docx-muotoon ilman "
        "salasanaa."
    ),
    Fault.ENCRYPTED: Message("PDF on suojattu salasanalla. Tallenna se ilman salasanaa tai liitä teksti."),
    Fault.NO_TEXT: Message(
        "Tiedostossa ei ole tekstiä: se on ehkä skannattu. Liitä teksti tai lähetä alkuperäinen tiedosto."
    ),
    Fault.EMPTY: Message("Tiedosto on tyhjä. Valitse jokin muu tiedosto tai liitä teksti."),
    Fault.TOO_MUCH: Message(
        "Tiedostossa on liian paljon luettavaa. Lähetä lyhyempi tiedosto tai liitä tiivistelmä tekstinä."
    ),
    Fault.TOO_SLOW: Message(
        "Tiedoston lukeminen kesti liian kauan, joten se keskeytettiin. Lähetä yksinkertaisempi tiedosto tai "
        "liitä teksti."
    ),
    Fault.NOT_OFFERED: Message("Tällaisia tiedostoja ei lueta tässä palvelussa. Liitä teksti."),
    Fault.BUSY: Message("Palvelu lukee jo muita tiedostoja. Odota hetki ja yritä uudelleen."),
    Fault.TOO_LARGE: Message(
        "Tiedosto on liian suuri: enimmäiskoko on %(most)s megatavua. Lähetä tiedosto ilman kuvia tai liitä "
        "teksti."
    ),
    Fault.SEVERAL: Message("Lähetä yksi tiedosto kerrallaan."),
}
"""Why an uploaded file cannot be read, and what to do next."""


RETRY_AFTER_S = 10
"""Seconds after which a client may try again what cannot be answered now (503)."""
BUSY = Problem(
    "busy", Message("Tiedostoja tehdään jo liian monta"), Message("Odota hetki ja yritä uudelleen.")
)


class RequestRefused(HankehakuError):
    """A request that is refused because of its content. The message is for the client.

    http_status: one of `PROBLEMS`. headers: added to the answer. problem: code and title, where those that
    `PROBLEMS` has for the status are not right.
    """

    def __init__(
        self,
        status: int,
        message: str,
        headers: dict[str, str] | None = None,
        problem: Problem | None = None,
    ) -> None:
        self.http_status = status
        self.headers = headers or {}
        self.problem = replace(problem or PROBLEMS[status], message=message)
        super().__init__(message)


class BadParameter(RequestRefused):
    """A parameter of an address that cannot be used; answered with status 400."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)


def register(app: Flask) -> None:
    """Make the application answer every error in its own shape."""
    app.register_error_handler(HankehakuError, _hankehaku_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _hankehaku_error(error: HankehakuError) -> Response:
    if isinstance(error, UnknownProject):
        message = Message("Koodilla ”%(code)s” ei löydy hanketta.", code=error.code[:60])
        title = Message("Hanketta ei löydy")
        return _answer(404, replace(PROBLEMS[404], title=title, message=message))
    if isinstance(error, UnknownOrganisation):
        message = Message("Organisaatiota ”%(name)s” ei löydy.", name=error.name[:60])
        if error.ids:
            message = Message(
                "Samannimisiä organisaatioita (”%(name)s”) on useita. Käytä nimen sijasta tunnusta: %(ids)s.",
                name=error.name[:60],
                ids=", ".join(error.ids[:10]),
            )
        title = Message("Organisaatiota ei löydy")
        return _answer(404, replace(PROBLEMS[404], title=title, message=message))
    if isinstance(error, UnreadableUpload):
        title = Message("Tiedostoa ei voi lukea")
        message = unreadable_message(error.fault)
        return _answer(error.http_status, Problem("unreadable_file", title, message))
    if isinstance(error, RequestRefused):
        response = _answer(error.http_status, error.problem)
        response.headers.update(error.headers)
        return response
    if isinstance(error, DeadlineExceeded):
        return _answer(error.http_status, TOO_LONG)
    current_app.logger.error("%s: %s", type(error).__name__, error)
    return _answer(error.http_status)


def unreadable_message(fault: Fault) -> Message:
    """The message about a file that cannot be read."""
    return Message(UNREADABLE[fault].template, most=engine_access.settings().upload_mb)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, NotFound) and (address := _without_slash()):
        return make_response(redirect(address, 308))
    response = _answer(error.code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        if "GET" not in allowed:
            message = Message("Tähän osoitteeseen lähetetään tietoa (POST).")
            response = _answer(error.code, replace(PROBLEMS[405], message=message))
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _without_slash() -> str:
    """The address without the slash at its end, if there is something; else ""."""
    path = request.path.rstrip("/")
    adapter = current_app.create_url_adapter(request)
    if not path or path == request.path or not (adapter and adapter.test(path)):
        return ""
    query = request.full_path.partition("?")[2]
    return quote(request.root_path + path) + (f"?{query}" if query else "")


def _unexpected(error: Exception) -> Response:
    trace = "".join(stack_trace(error, engine_access.settings().log_queries))
    current_app.logger.error("unexpected error in %s\n%s", request.endpoint, trace)
    return _answer(InternalServerError.code)


def _answer(status: int, problem: Problem | None = None) -> Response:
    problem = problem or PROBLEMS.get(status) or PROBLEMS[400 if status < 500 else 500]
    title, message = translated(problem.title), translated(problem.message)
    if bare_path().startswith(f"/{API}/"):
        response = jsonify(error={"status": status, "code": problem.code, "message": message})
    else:
        page = render_template("error.html", status=status, title=title, message=message)
        response = make_response(page)
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
