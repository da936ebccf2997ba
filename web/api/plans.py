"""A plan in the body of a request: as JSON, or as a file that the server reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from flask import request

from search.contract.messages import Message
from search.export.answer_json import ComparisonJson, to_comparison_json
from search.export.document import MIMETYPES
from web.api.json_schema import Schema
from web.api.openapi import Endpoint, Values
from web.api.parameters import FILTERS
from web.i18n.marks import reason_words
from web.middleware import limits
from web.middleware.errors import BadParameter
from web.routing.engine_access import engine, settings
from web.routing.request_reader import request_from_args
from web.routing.uploads import clean_plan, read_bytes

JSON = "application/json"
FILES = ("text/plain", "application/pdf", MIMETYPES["docx"])
"""The media types that a file may have; its real type is recognised by its bytes."""


@dataclass(frozen=True)
class PlanJson:
    """A plan as JSON."""

    text: str


def body_schemas() -> dict[str, Schema]:
    """Media type → the schema of the body, with the limits of this site."""
    text = {"type": "string", "maxLength": settings().text_length}
    plan: Schema = {"type": "object", "properties": {"text": text}, "required": ["text"]}
    binary: Schema = {"type": "string", "format": "binary"}
    return {JSON: plan, **dict.fromkeys(FILES, binary)}


def plan_of_body() -> str:
    """The plan that was sent. Raises `BadParameter`, `UnreadableUpload`."""
    if request.mimetype == JSON:
        text = _json_text(request.get_data())
        if too_long := limits.too_long_message(text):
            raise BadParameter(too_long)
        return clean_plan(text)
    if request.mimetype in FILES:
        return read_bytes(request.get_data()).text
    kinds = ", ".join((JSON, *FILES))
    raise BadParameter(Message("Content-Type: mahdolliset arvot ovat %(allowed)s.", allowed=kinds))


def _json_text(data: bytes) -> str:
    try:
        plan: Any = msgspec.json.decode(data, type=PlanJson)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        message = Message("Pyynnössä on oltava JSON-olio, jossa suunnitelma on kentässä text.")
        raise BadParameter(message) from None
    return str(plan.text)


def compare(_: Values) -> ComparisonJson:
    """What is near the plan that was sent, among the projects that the filters of the address let through."""
    asked, _notes = request_from_args(request.args)
    return to_comparison_json(engine().compare(plan_of_body(), asked), reason_words)


COMPARE = Endpoint(
    "compare",
    "/compare",
    Message("Hankkeet, jotka ovat lähimpänä lähetettyä suunnitelmaa"),
    FILTERS,
    ComparisonJson,
    compare,
    sample="/compare?maakunta=Kainuu",
    bodies=body_schemas,
)
"""The address that takes a plan."""
