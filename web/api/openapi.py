"""What an endpoint of the API is, and the OpenAPI document that describes all of them.

An `Endpoint` declares its path, its parameters and the dataclass of its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from werkzeug.datastructures import MultiDict

from search.contract.messages import Message
from web.api.json_schema import Schema, schema_of
from web.api.parameters import Parameter
from web.middleware.errors import BadParameter
from web.routing.request_reader import clean

Values = Mapping[str, Any]
"""The parameters of a request, read; those that were not given have their default."""


@dataclass(frozen=True)
class Endpoint:
    """An address of the API.

    path:   below the API's own, with parameters in braces: «/projects/{code}».
    answer: the dataclass of the JSON that `handle` gives, as dataclass or as plain data.
    sample: a path to try, where `{code}` stands for the code of a project, `{id}` for an organisation.
    bodies: media type → schema of the request body. An endpoint with bodies takes a POST instead of a GET.
    """

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: type
    handle: Callable[[Values], Any]
    sample: str
    bodies: Callable[[], Mapping[str, Schema]] | None = None

    @property
    def method(self) -> str:
        """The method of HTTP that it takes."""
        return "POST" if self.bodies else "GET"

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
        hint = Message("Tarkoititko ”%(name)s”?", name=close[0])
    else:
        hint = Message("Mahdolliset: %(known)s.", known=", ".join(known) or Message("ei mitään"))
    return Message("Parametria ”%(name)s” ei ole. %(hint)s", name=clean(name)[:40], hint=hint)


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
    "413": Message("Liian pitkä teksti tai liian suuri tiedosto."),
    "404": Message("Osoitteessa ei ole mitään, tai koodilla ei ole hanketta."),
    "500": Message("Palvelussa on vika."),
    "503": Message("Hakemistoa ei voi lukea."),
}


def openapi_document(endpoints: Iterable[Endpoint], info: Schema, server: str) -> Schema:
    """The OpenAPI 3.1 document of the endpoints, as JSON that may hold `Message`s.

    info: title, version and description. server: the address below which the paths are.
    """
    components: dict[str, Schema] = {}
    paths = {one.path: {one.method.lower(): _operation(one, components)} for one in endpoints}
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
    sent: Schema = {}
    if endpoint.bodies:
        content = {media: {"schema": schema} for media, schema in endpoint.bodies().items()}
        sent = {"requestBody": {"required": True, "content": content}}
    unchanged = {"304": {"description": Message("Sama kuin ennen: If-None-Match on yhä voimassa.")}}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [_parameter(parameter) for parameter in endpoint.parameters],
        **sent,
        "responses": {
            "200": {"description": Message("Vastaus."), "content": answer},
            **({} if endpoint.bodies else unchanged),
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
