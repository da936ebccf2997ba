"""The JSON API, version 1: the dataclasses of its answers, what makes them, and the table of its addresses.

Each line of `ENDPOINTS` is one endpoint: its route, its parameters, its part of the OpenAPI document and its
entry on the page about the API are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, url_for

from index.model.project import QUERYABLE, Project
from index.model.serialization import to_builtins
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, Request
from search.contract.results import PROJECT_KIND, Suggestion
from search.contract.statistics import OrganisationReport, Statistics
from search.export.answer_json import AnswerJson, SimilarJson, ValueJson, to_answer_json, to_similar_json
from search.export.citation import Citation, cite
from web.api import organisations, plans
from web.api.openapi import Endpoint, Values, openapi_document
from web.api.organisations import labelled
from web.api.parameters import CODE, EXPLAIN, FACET, PAGING, SEARCH, SIMILAR_TO, SORT, TYPED, Parameter
from web.i18n.language import API
from web.i18n.marks import reason_words
from web.i18n.texts import SOURCE_LANGUAGE, all_translated, language
from web.i18n.values import shown
from web.middleware.limits import BYTES_PER_VALUE
from web.routing import urls
from web.routing.engine_access import engine, settings
from web.routing.request_reader import request_from_args
from web.routing.statistics_order import TABLE_FACETS

PREFIX = f"/{API}/v1"
"""How the addresses of the API begin, without a language."""
blueprint = Blueprint(API, __name__, url_prefix=PREFIX)


@dataclass(frozen=True)
class SearchJson(AnswerJson):
    """A page of the answer to a search."""

    offset: int
    limit: int
    next: Annotated[str | None, Message("Seuraavan sivun osoite; null viimeisellä.")]
    generation: Annotated[
        str, Message("Hakemiston järjestysnumero: jos se vaihtuu sivujen välillä, osumat voivat siirtyä.")
    ]


@dataclass(frozen=True)
class FacetJson:
    """All values of a facet among the projects of a search."""

    facet: str
    label: str
    query: str
    notes: tuple[str, ...]
    values: tuple[ValueJson, ...]


@dataclass(frozen=True)
class SuggestionJson(Suggestion):
    """What a query that is being typed may become."""

    url: Annotated[str, Message("Mihin ehdotus vie, jos mitään muuta ei rajata: haku tai hankkeen sivu.")] = (
        ""
    )


@dataclass(frozen=True)
class SuggestionsJson:
    """What a query that is being typed may become, the best first."""

    query: str
    suggestions: tuple[SuggestionJson, ...]


# Handlers


def _search(values: Values) -> SearchJson:
    limit = values["limit"]
    offset = values["offset"]
    if offset is None:
        offset = ((values[urls.PAGE] or 1) - 1) * limit
    search_request = replace(_request(), offset=offset, limit=limit, explain=bool(values["explain"]))
    answer = engine().answer(search_request)
    more = offset + limit < answer.total
    found = to_answer_json(answer, reason_words)
    return SearchJson(
        **{**vars(found), "facets": {name: _named(name, one) for name, one in found.facets.items()}},
        offset=offset,
        limit=limit,
        next=_next(search_request) if more else None,
        generation=str(engine().generation),
    )


def _request() -> Request:
    """The search of an address with valid parameters."""
    return request_from_args(request.args)[0]


def _next(shown: Request) -> str:
    """The address of the page after the one that is shown."""
    following = [("offset", str(shown.offset + shown.limit)), ("limit", str(shown.limit))]
    if shown.explain:
        following.append(("explain", "1"))
    pairs = urls.params(replace(shown, offset=0)) + following
    return f"{url_for('api.search', _external=True)}?{urlencode(pairs)}"


def _facet(values: Values) -> FacetJson:
    facet = QUERYABLE[values["facet"]]
    answer = to_answer_json(engine().answer(replace(_request(), limit=0)), most_values=None)
    named = _named(facet.query, answer.facets[facet.query])
    return FacetJson(facet.query, Message(facet.label), answer.query, answer.notes, named)


def _named(facet: str, values: tuple[ValueJson, ...]) -> tuple[ValueJson, ...]:
    """The values of a facet with their labels in the language of the address."""
    field = QUERYABLE[facet]
    return tuple(replace(one, label=shown(field, one.value, one.label).text) for one in values)


def _suggest(values: Values) -> SuggestionsJson:
    typed = values[urls.QUERY] or ""
    found = engine().suggest(typed)
    return SuggestionsJson(typed, tuple(map(_suggestion, found)))


def _suggestion(one: Suggestion) -> SuggestionJson:
    field = QUERYABLE.get(one.kind)
    text = shown(field, one.text).text if field else one.text
    return SuggestionJson(**{**vars(one), "text": text, "label": Message(one.label)}, url=_target(one))


def _target(one: Suggestion) -> str:
    if one.kind == PROJECT_KIND:
        return urls.project_url(one.value)
    return urls.search_url(Request(one.query, {one.field: (one.value,)} if one.field else {}))


def _similar(values: Values) -> SimilarJson:
    code = engine().project(values[SIMILAR_TO.name]).project.code
    return to_similar_json(code, engine().similar(code))


def _statistics(_: Values) -> Statistics:
    found = engine().statistics(_request(), TABLE_FACETS, money=True)
    return replace(found, breakdowns={name: labelled(one) for name, one in found.breakdowns.items()})


ENDPOINTS = (
    Endpoint(
        "search", "/search", Message("Hae hankkeita sanoilla ja rajauksilla"),
        (*SEARCH, SORT, EXPLAIN, *PAGING), SearchJson, _search, sample="/search?q=digituki&maakunta=Kainuu",
    ),
    Endpoint(
        "project", "/projects/{code}", Message("Yksi hanke kokonaan, ilman yhteyshenkilöä"), (CODE,), Project,
        lambda values: engine().project(values["code"]).project, sample="/projects/{code}",
    ),
    Endpoint(
        "similar", "/similar", Message("Samankaltaiset hankkeet: enintään kymmenen lähintä"),
        (SIMILAR_TO,), SimilarJson, _similar, sample="/similar?koodi={code}",
    ),
    plans.COMPARE,
    Endpoint(
        "facet", "/facets/{facet}", Message("Haun hankkeiden kaikki arvot yhdessä kentässä"),
        (FACET, *SEARCH), FacetJson, _facet, sample="/facets/maakunta?q=digituki",
    ),
    Endpoint(
        "suggest", "/suggest", Message("Täydennä hakua, jota vasta kirjoitetaan"), (TYPED,),
        SuggestionsJson, _suggest, sample="/suggest?q=digit",
    ),
    Endpoint(
        "statistics", "/statistics", Message("Haun hankkeiden rahat ja määrät arvoittain"), SEARCH,
        Statistics, _statistics,
        sample="/statistics?q=digituki",
    ),
    Endpoint(
        "organisations", "/organisations",
        Message("Haun hankkeiden hakijat ja osatoteuttajat: hankkeet ja rahat organisaatioittain"),
        (*SEARCH, organisations.ORDER, *organisations.LIST_PAGING), organisations.OrganisationsJson,
        organisations.organisations, sample="/organisations?q=digituki",
    ),
    Endpoint(
        "organisation", "/organisations/{id}",
        Message("Yksi organisaatio: sen hankkeet, rahat vuosittain, maakunnat, aiheet ja kumppanit"),
        (organisations.ID, *organisations.LIST_PAGING), OrganisationReport, organisations.organisation,
        sample="/organisations/{id}",
    ),
    Endpoint(
        "snapshot", "/snapshot", Message("Viite: haku ja sen koko tulos, johon voi palata"),
        (*SEARCH, SORT), Citation, lambda _: cite(engine().listing(_request())),
        sample="/snapshot?q=digituki",
    ),
)  # fmt: skip


def _translate(data: Any) -> Any:
    """The answer in the language of the address; handlers give Finnish."""
    return data if language() == SOURCE_LANGUAGE else all_translated(data)


def _view(endpoint: Endpoint) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        response = jsonify(_translate(to_builtins(endpoint.handle(endpoint.read(path, request.args)))))
        response.cache_control.no_store = endpoint.method == "POST"
        return response

    return view


for _endpoint in ENDPOINTS:
    _route = _endpoint.path.replace("{", "<").replace("}", ">")
    blueprint.add_url_rule(_route, _endpoint.name, _view(_endpoint), methods=[_endpoint.method])


def documented() -> tuple[Endpoint, ...]:
    """The endpoints with the limits that are set for this site, which may be lower than those of the API."""
    found = settings()
    most = {
        urls.QUERY: ("maxLength", found.query_length),
        "offset": ("maximum", found.page_depth),
        urls.PAGE: ("maximum", found.page_depth // PAGE_SIZE + 1),
        **dict.fromkeys(QUERYABLE, ("maxItems", found.filter_values)),
    }
    return tuple(
        replace(one, parameters=tuple(_limited(parameter, most) for parameter in one.parameters))
        for one in ENDPOINTS
    )


def _limited(parameter: Parameter, most: Mapping[str, tuple[str, int]]) -> Parameter:
    if parameter.name not in most:
        return parameter
    key, limit = most[parameter.name]
    if key not in parameter.schema:  # «koodi» is a filter of the search, and the project of another address
        return parameter
    return replace(parameter, schema={**parameter.schema, key: min(parameter.schema[key], limit)})


def sample_path(sample: str, known: Mapping[str, str]) -> str:
    """The sample of an endpoint with its placeholders filled in; "" if a value is not known."""
    for place, value in known.items():
        sample = sample.replace(place, value)
    return "" if "{" in sample else sample


def api_prefix() -> str:
    """The prefix of API addresses, in the language of the page or answer."""
    return url_for("api.openapi").removesuffix("/openapi.json")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The document of this API, in the language of the address."""
    info = {
        "title": "Hankehaku",
        "version": "1",
        "description": Message(
            "EU:n rakennerahastohankkeiden kuvaukset: samat haut kuin sivulla, ohjelmille. Yhdessä haussa "
            "voi olla enintään %(values)s rajauksen arvoa, yhteensä %(length)s merkkiä osoitteessa.",
            values=settings().filter_values,
            length=settings().filter_values * BYTES_PER_VALUE,
        ),
    }
    return jsonify(_translate(openapi_document(documented(), info, request.host_url[:-1] + api_prefix())))
