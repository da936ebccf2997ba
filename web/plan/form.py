"""The form of a plan as plain data: its text, pasted or out of a file, and what narrows the comparison.

An invalid form does not give an error page: it is shown again with its contents and a message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from index.errors import Fault, UnreadableUpload
from search.contract.messages import Message
from search.contract.request import EVERYTHING, Request
from search.export.document import MIMETYPES
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.middleware import limits
from web.middleware.errors import unreadable_message
from web.routing.engine_access import settings
from web.routing.request_reader import Args, Notes, clean, request_from_args
from web.routing.uploads import MAX_NAME, clean_plan, read_upload

TEXT, FILE, NAME, REPORT, SAMPLE = "teksti", "tiedosto", "otsikko", "raportti", "esimerkki"
"""Names of the fields: the plan, a file of it, what it is called, the kind of report; and of the parameter
that shows an example."""
SAMPLE_TEXT = (
    "Hanke vie digitukea ikäihmisille ja auttaa työttömiä nuoria työelämään. Koulutetut vapaaehtoiset "
    "opettavat kylillä verkkoasiointia, ja nuoret saavat ohjausta työpajoissa. Matkailuyritykset ja kunnat "
    "tarjoavat harjoittelupaikkoja."
)
"""A plan to try, in Finnish on every page, because nearly all projects are."""
NOTHING = Message("Liitä teksti tai valitse tiedosto.")


@dataclass(frozen=True)
class PlanForm:
    """The form as it was sent. asked: the request with its filters; notes: on unreadable filters; error: "" =
    none.

    report: the kind of file that is wanted, "" = the page. read: how much of a long file was read, or "".
    """

    text: str = ""
    name: str = ""
    asked: Request = EVERYTHING
    notes: Notes = ()
    report: str = ""
    read: str = ""
    error: str = ""
    status: int = HTTPStatus.OK


def read_form() -> PlanForm:
    """The form of the request that is being answered; the empty one or the example for a GET."""
    if request.method != "POST":
        text = SAMPLE_TEXT if request.args.get(SAMPLE) else ""
        return _with_filters(request.args, text, "")
    try:
        fields = request.form
    except RequestEntityTooLarge:  # refused by its length, without reading it
        return _refused(PlanForm(), UnreadableUpload(Fault.TOO_LARGE))
    text = clean_plan(fields.get(TEXT, ""))
    form = _with_filters(fields, text, clean(fields.get(NAME, ""))[:MAX_NAME])
    try:
        found = read_upload(request.files.getlist(FILE))
    except UnreadableUpload as error:
        return _refused(form, error)
    if found:
        return replace(form, text=found.text, name=found.name, read=_how_much(found.length))
    if too_long := limits.too_long_message(text):
        return replace(form, error=translated(too_long), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return form if text else replace(form, error=translated(NOTHING))


def _how_much(length: int) -> str:
    """How much was read of a file of so many characters; "" for all."""
    most = settings().text_length
    if length <= most:
        return ""
    return _(
        "Tiedostossa on %(length)s merkkiä. Niistä luettiin %(most)s ensimmäistä.",
        length=format.number(length),
        most=format.number(most),
    )


def _with_filters(fields: Args, text: str, name: str) -> PlanForm:
    limits.check_filters(fields, settings().filter_values)
    asked, notes = request_from_args(fields)
    report = fields.get(REPORT, "")
    return PlanForm(
        text, name, Request(filters=asked.filters), notes, report=report if report in MIMETYPES else ""
    )


def _refused(form: PlanForm, error: UnreadableUpload) -> PlanForm:
    return replace(form, error=translated(unreadable_message(error.fault)), status=error.http_status)
