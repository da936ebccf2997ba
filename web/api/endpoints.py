"""The JSON API, version 1. Each line of `ENDPOINTS` is an address: its route, its reading, its part of the
OpenAPI document and its place on the page about the API are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, url_for

from index.model.project import FACETS, QUERYABLE, Project
from index.model.serialization import plain
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, UNKNOWN_LABEL, Precision, Request
from search.contract.results import PROJECT_KIND, Breakdown, Similar, Statistics, Suggestion
from search.export.answer_json import AnswerJson, ValueJson, found
from search.export.citation import Citation, cite
from web.api.openapi import Endpoint, Parameter, Values, document
from web.i18n.language import API, OWN, all_translated, language
from web.i18n.marks import reason_words
from web.pages.help import KINDS
from web.routing import urls
from web.routing.engine_access import engine

PREFIX = f"/{API}/v1"
blueprint = Blueprint(API, __name__, url_prefix=PREFIX)

MAX_LIMIT = 100
"""Hits in one answer."""
MAX_OFFSET = 100_000
MAX_PAGE = MAX_OFFSET // MAX_LIMIT
MAX_CODE = 60
"""Characters of a project code."""

# Parameters


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


PRECISION = Parameter(
    urls.PRECISION,
    Message(
        "Miten hakusanan saa olla kirjoitettu: tarkka = kuten hakusana, taivutus = missä muodossa tahansa, "
        "osat = myös yhdyssanan osana."
    ),
    {"type": "string", "enum": [one.value for one in Precision]},
)
FILTERS = tuple(
    Parameter(
        name,
        Message(
            "Rajaus: %(label)s (%(kind)s). Useasta arvosta riittää yksi.",
            label=Message(field.label),
            kind=KINDS[field.kind][0],
        ),
        {"type": "array", "items": _text(urls.MAX_VALUE), "maxItems": urls.MAX_VALUES},
    )
    for name, field in QUERYABLE.items()
)
SEARCH = (
    Parameter(urls.QUERY, Message("Haun sanat hakukielellä; tyhjä hakee kaikki."), _text(urls.MAX_QUERY)),
    PRECISION,
    *FILTERS,
)
EXPLAIN = Parameter(
    "explain", Message("1: jokainen osuma kertoo, mistä sen pisteet koostuvat."), _whole(0, 1)
)
TYPED = Parameter(
    urls.QUERY, Message("Mitä on kirjoitettu; viimeinen sana täydennetään."), _text(urls.MAX_QUERY)
)
SORT = Parameter(
    urls.SORT,
    Message(
        "Järjestyksen kenttä: luvut ja päivät suurimmasta, nimet A:sta; «-» kääntää. Ilman tätä osuvimmat "
        "ensin, tai uusimmat, jos ei ole sanoja."
    ),
    {"type": "string", "enum": sorted(sign + name for name in urls.SORTS for sign in ("", "-"))},
)
PAGING = (
    Parameter("limit", Message("Osumia enintään."), {**_whole(1, MAX_LIMIT), "default": PAGE_SIZE}),
    Parameter("offset", Message("Montako osumaa ohitetaan; loppuun asti pääsee."), _whole(0, MAX_OFFSET)),
    Parameter(urls.PAGE, Message("Sivun numero; vaihtoehto offsetille."), _whole(1, MAX_PAGE)),
)
CODE = Parameter("code", Message("Hankekoodi."), _text(MAX_CODE), in_path=True)
OF = Parameter("koodi", Message("Hankekoodi."), _text(MAX_CODE), required=True)
FACET = Parameter(
    "facet", Message("Kentän nimi."), {"type": "string", "enum": [f.query for f in FACETS]}, in_path=True
)

# Answers


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


@dataclass(frozen=True)
class SimilarJson:
    """The projects nearest to one, the nearest first."""

    code: str
    projects: tuple[Similar, ...]


# Handlers


def _search(values: Values) -> SearchJson:
    limit = values["limit"]
    offset = values["offset"]
    if offset is None:
        offset = ((values[urls.PAGE] or 1) - 1) * limit
    asked = replace(_asked(), offset=offset, limit=limit, explain=bool(values["explain"]))
    answer = engine().answer(asked)
    more = offset + limit < answer.total
    return SearchJson(
        **vars(found(answer, reason_words)),
        offset=offset,
        limit=limit,
        next=_next(asked) if more else None,
        generation=str(engine().generation),
    )


def _asked() -> Request:
    """The search of an address whose parameters were found good."""
    return urls.request_from_args(request.args)[0]


def _next(asked: Request) -> str:
    following = [("offset", str(asked.offset + asked.limit)), ("limit", str(asked.limit))]
    if asked.explain:
        following.append(("explain", "1"))
    pairs = urls.params(replace(asked, offset=0)) + following
    return f"{url_for('api.search', _external=True)}?{urlencode(pairs)}"


def _facet(values: Values) -> FacetJson:
    facet = QUERYABLE[values["facet"]]
    answer = found(engine().answer(replace(_asked(), limit=0)))
    return FacetJson(
        facet.query, Message(facet.label), answer.query, answer.notes, answer.facets[facet.query]
    )


def _suggest(values: Values) -> SuggestionsJson:
    typed = values[urls.QUERY] or ""
    found = engine().suggest(typed)
    return SuggestionsJson(typed, tuple(map(_suggestion, found)))


def _suggestion(one: Suggestion) -> SuggestionJson:
    return SuggestionJson(**{**vars(one), "label": Message(one.label)}, url=_target(one))


def _target(one: Suggestion) -> str:
    if one.kind == PROJECT_KIND:
        return urls.project_url(one.value)
    return urls.search_url(Request(one.query, {one.field: (one.value,)} if one.field else {}))


def _similar(values: Values) -> SimilarJson:
    code = engine().project(values["koodi"]).project.code
    return SimilarJson(code, engine().similar(code))


def _statistics(_: Values) -> Statistics:
    found = engine().statistics(_asked(), tuple(facet.query for facet in FACETS), money=True)
    return replace(found, breakdowns={name: _labelled(one) for name, one in found.breakdowns.items()})


def _labelled(breakdown: Breakdown) -> Breakdown:
    """The breakdown, whose label of the projects without a value can be said in other languages."""
    missing = breakdown.missing and replace(breakdown.missing, label=UNKNOWN_LABEL)
    return replace(breakdown, missing=missing)


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
        (OF,), SimilarJson, _similar, sample="/similar?koodi={code}",
    ),
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
        Statistics, _statistics, sample="/statistics?q=digituki",
    ),
    Endpoint(
        "snapshot", "/snapshot", Message("Viite: haku ja sen koko tulos, johon voi palata"),
        (*SEARCH, SORT), Citation, lambda _: cite(engine().listing(_asked())), sample="/snapshot?q=digituki",
    ),
)  # fmt: skip


def _told(data: Any) -> Any:
    """The answer in the language of the address; it is Finnish as it is."""
    return data if language() == OWN else all_translated(data)


def _view(endpoint: Endpoint) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        return jsonify(_told(plain(endpoint.handle(endpoint.read(path, request.args)))))

    return view


for _endpoint in ENDPOINTS:
    _route = _endpoint.path.replace("{", "<").replace("}", ">")
    blueprint.add_url_rule(_route, _endpoint.name, _view(_endpoint), methods=["GET"])


def prefix() -> str:
    """How the addresses of the API begin, in the language of the page or answer."""
    return url_for("api.openapi").removesuffix("/openapi.json")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The document of this API, in the language of the address."""
    info = {
        "title": "Hankehaku",
        "version": "1",
        "description": Message(
            "EU:n rakennerahastohankkeiden kuvaukset: samat haut kuin sivulla, ohjelmille."
        ),
    }
    return jsonify(_told(document(ENDPOINTS, info, request.url_root[:-1] + prefix())))
