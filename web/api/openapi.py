"""What an endpoint of the API is, and the two things made of it: reading a request, and the OpenAPI document.

An `Endpoint` declares its path, its parameters and the dataclass of its answer. Parameters are read strictly:
what is unknown, malformed or out of bounds is refused with `BadParameter`, so that no program takes a
mistyped filter for an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from werkzeug.datastructures import MultiDict

from search.contract.messages import Message
from web.api.json_schema import Schema, schema_of
from web.middleware.errors import BadParameter
from web.routing.request_reader import clean

Values = Mapping[str, Any]
"""The parameters of a request, read; those that were not given have their default."""

INTEGER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Parameter:
    """A parameter of an address, with the JSON Schema of its value."""

    name: str
    help: str
    schema: Schema
    in_path: bool = False
    required: bool = False

    def read(self, written: list[str]) -> Any:
        """The value that was written. Raises `BadParameter`."""
        many = self.schema["type"] == "array"
        if self.required and not written:
            raise BadParameter(Message("%(name)s: arvo puuttuu.", name=self.name))
        if not written:
            return () if many else self.schema.get("default")
        if not many and len(written) > 1:
            raise BadParameter(
                Message(
                    "%(name)s: annettu %(number)s kertaa, mutta arvoja voi olla yksi.",
                    name=self.name,
                    number=len(written),
                )
            )
        if len(written) > self.schema.get("maxItems", len(written)):
            raise BadParameter(
                Message(
                    "%(name)s: arvoja voi olla enintään %(most)s.",
                    name=self.name,
                    most=self.schema["maxItems"],
                )
            )
        found = tuple(self._one(text, self.schema["items"] if many else self.schema) for text in written)
        return found if many else found[0]

    def _one(self, text: str, schema: Schema) -> Any:
        if schema["type"] == "integer":
            return self._integer(text, schema)
        if len(text) > schema.get("maxLength", len(text)):
            raise BadParameter(
                Message(
                    "%(name)s: enintään %(most)s merkkiä, nyt %(length)s.",
                    name=self.name,
                    most=schema["maxLength"],
                    length=len(text),
                )
            )
        if "enum" in schema and text not in schema["enum"]:
            allowed = ", ".join(schema["enum"])
            raise BadParameter(
                Message(
                    "%(name)s: «%(text)s» ei käy. Mahdolliset arvot: %(allowed)s.",
                    name=self.name,
                    text=clean(text)[:40],
                    allowed=allowed,
                )
            )
        return clean(text)

    def _integer(self, text: str, schema: Schema) -> int:
        low, high = schema["minimum"], schema["maximum"]
        if not (INTEGER.fullmatch(text) and low <= int(text) <= high):
            told = Message(
                "%(name)s: «%(text)s» ei ole kokonaisluku väliltä %(low)s–%(high)s.",
                name=self.name,
                text=clean(text)[:40],
                low=low,
                high=high,
            )
            raise BadParameter(told)
        return int(text)


@dataclass(frozen=True)
class Endpoint:
    """An address of the API.

    path:   below the API's own, with parameters in braces: «/projects/{code}».
    answer: the dataclass of the JSON that `handle` gives, as dataclass or as plain data.
    sample: a path to try, where `{code}` stands for the code of a project.
    """

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: type
    handle: Callable[[Values], Any]
    sample: str

    def read(self, path: Mapping[str, str], query: MultiDict[str, str]) -> Values:
        """The values of all parameters. Raises `BadParameter`."""
        known = [parameter.name for parameter in self.parameters if not parameter.in_path]
        for name in query:
            if name not in known:
                raise BadParameter(_unknown(name, known))
        return {
            p.name: p.read([path[p.name]] if p.in_path else query.getlist(p.name)) for p in self.parameters
        }


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 1)
    if close:
        hint = Message("Tarkoititko «%(name)s»?", name=close[0])
    else:
        hint = Message("Mahdolliset: %(known)s.", known=", ".join(known) or Message("ei mitään"))
    return Message("Parametria «%(name)s» ei ole. %(hint)s", name=clean(name)[:40], hint=hint)


@dataclass(frozen=True)
class ErrorJson:
    """What went wrong."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class ProblemJson:
    """The answer where something went wrong, whatever it was."""

    error: ErrorJson


ERRORS = {
    "400": Message("Tuntematon, virheellinen tai rajat ylittävä parametri."),
    "404": Message("Osoitteessa ei ole mitään, tai koodilla ei ole hanketta."),
    "500": Message("Palvelussa on vika."),
    "503": Message("Hakemistoa ei voi lukea."),
}


def document(endpoints: Iterable[Endpoint], info: Schema, server: str) -> Schema:
    """The OpenAPI 3.1 document of some endpoints."""
    components: dict[str, Schema] = {}
    paths = {endpoint.path: {"get": _operation(endpoint, components)} for endpoint in endpoints}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items()))},
    }


def _operation(endpoint: Endpoint, components: dict[str, Schema]) -> Schema:
    problem = {"application/json": {"schema": schema_of(ProblemJson, components)}}
    answer = {"application/json": {"schema": schema_of(endpoint.answer, components)}}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [_parameter(parameter) for parameter in endpoint.parameters],
        "responses": {
            "200": {"description": Message("Vastaus."), "content": answer},
            "304": {"description": Message("Sama kuin ennen: If-None-Match on yhä voimassa.")},
            **{status: {"description": help, "content": problem} for status, help in ERRORS.items()},
        },
    }


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "required": parameter.in_path or parameter.required,
        "description": parameter.help,
        "schema": parameter.schema,
    }
