"""The API held against its own document: schemathesis asks what that allows, and what it does not."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings

from index.model.fields import Kind, row
from index.model.project import QUERYABLE
from search.engine import Engine
from tests.web.html_check import read_page
from web.api.endpoints import ENDPOINTS
from web.api.json_schema import schema_of
from web.api.openapi import Endpoint
from web.api.parameters import Parameter
from web.app import create_app
from web.config.settings import Settings
from web.middleware.errors import BadParameter

MODES = "positive", "negative"
"""What schemathesis asks: what the document allows, and what not."""
PLAN = "Annamme digitukea ikäihmisille kylätaloilla."


@pytest.fixture(scope="session")
def api_schema(engine: Engine) -> Any:
    """What schemathesis makes of the document of an application over the sample corpus."""
    import schemathesis

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(engine))


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_api_is_what_its_document_says(api_schema: Any, endpoint: Endpoint, mode: str) -> None:
    from schemathesis import GenerationMode

    @settings(max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=api_schema[endpoint.path][endpoint.method].as_strategy(generation_mode=GenerationMode(mode)))
    def check(case: Any) -> None:
        # All filters together may have only so many values: no schema can say it of several parameters.
        values = (value for value in (case.query or {}).values() if isinstance(value, list))
        assume(sum(map(len, values)) <= Settings().filter_values)
        assume(case.media_type in (None, "application/json"))  # of files no schema says which can be read
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"}
        )  # it unpacks only what comes over a wire

    check()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_the_sample_of_each_endpoint_answers_as_the_document_says(
    api_schema: Any, endpoint: Endpoint
) -> None:
    sample = urlsplit(endpoint.sample.format(code="S29902", id="9036426-1"))
    in_path = {"code": "S29902", "facet": "maakunta", "id": "9036426-1"}
    case = api_schema[endpoint.path][endpoint.method].Case(
        path_parameters={name: value for name, value in in_path.items() if f"{{{name}}}" in endpoint.path},
        query=dict(parse_qsl(sample.query)),
        **({"body": {"text": PLAN}, "media_type": "application/json"} if endpoint.bodies else {}),
    )
    response = case.call_and_validate(headers={"Accept-Encoding": "identity"})
    assert response.status_code == 200


def test_two_dataclasses_cannot_share_a_name_in_the_document() -> None:
    one, other = (dataclasses.make_dataclass(name, [("x", int)]) for name in ("Twice", "TwiceJson"))
    schema_of(one, {})
    with pytest.raises(TypeError, match="«Twice» in the document of the API: rename one"):
        schema_of(other, {})


def test_the_document_is_a_valid_one(corpus_client: FlaskClient) -> None:
    document: Any = corpus_client.get("/api/v1/openapi.json").json
    import schemathesis

    schemathesis.openapi.from_dict(document).validate()


def test_every_endpoint_and_every_field_is_in_the_document(corpus_client: FlaskClient) -> None:
    document: Any = corpus_client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["paths"].keys() == {endpoint.path for endpoint in ENDPOINTS}
    names = [parameter["name"] for parameter in document["paths"]["/search"]["get"]["parameters"]]
    assert names == [
        "q",
        "tarkkuus",
        "vastineet",
        *QUERYABLE,
        "jarjestys",
        "explain",
        "limit",
        "offset",
        "sivu",
    ]
    assert document["components"]["schemas"]["Contact"]["properties"]["email"]["type"] == ["string", "null"]


def test_the_page_about_the_api_names_every_endpoint_and_parameter(corpus_client: FlaskClient) -> None:
    page = read_page(corpus_client.get("/api").get_data(as_text=True))
    assert page.faults == []
    for endpoint in ENDPOINTS:
        assert f"/api/v1{endpoint.path}" in page.text
        assert endpoint.summary in page.text
        for parameter in endpoint.parameters:
            assert parameter.name in page.text
            assert parameter.help in page.text
    samples = [link for link in page.links if link.startswith("/api/v1/") and "openapi" not in link]
    assert len(samples) == sum(endpoint.method == "GET" for endpoint in ENDPOINTS)
    assert [corpus_client.get(one).status_code for one in samples] == [200] * len(samples)
    assert "/api" in read_page(corpus_client.get("/").get_data(as_text=True)).links


@dataclasses.dataclass(frozen=True)
class Inner:
    day: date
    secret: str | None = row(Kind.KEYWORD, "Salaisuus", private=True)


@dataclasses.dataclass(frozen=True)
class Outer:
    inner: Inner | None
    names: Annotated[dict[str, tuple[int, ...]], "Nimet."]
    title: str | None = row(Kind.TEXT, "Nimi")


def test_a_dataclass_becomes_a_schema() -> None:
    components: dict[str, Any] = {}
    assert schema_of(tuple[Outer, ...], components) == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Outer"},
    }
    outer, inner = components["Outer"], components["Inner"]
    assert outer["required"] == ["inner", "names", "title"]
    assert outer["properties"]["inner"] == {
        "anyOf": [{"$ref": "#/components/schemas/Inner"}, {"type": "null"}]
    }
    numbers = {"type": "array", "items": {"type": "integer"}}
    assert outer["properties"]["names"] == {
        "type": "object",
        "additionalProperties": numbers,
        "description": "Nimet.",
    }
    assert outer["properties"]["title"]["description"] == "Nimi"
    assert inner["properties"]["day"] == {"type": "string", "format": "date"}
    assert inner["properties"]["secret"]["type"] == ["string", "null"]
    with pytest.raises(TypeError, match=r"web\.api\.json_schema\.SIMPLE"):
        schema_of(bytes, components)


LIMIT = Parameter("limit", "Montako.", {"type": "integer", "minimum": 1, "maximum": 5, "default": 3})
NAMES = Parameter(
    "nimi", "Nimet.", {"type": "array", "items": {"type": "string", "maxLength": 3}, "maxItems": 2}
)
ORDER = Parameter("suunta", "Suunta.", {"type": "string", "enum": ["ylös", "alas"]})


@pytest.mark.parametrize(
    ("parameter", "written", "value"),
    [
        (LIMIT, [], 3), (LIMIT, ["5"], 5), (NAMES, [], ()), (NAMES, ["abc", "d\ne"], ("abc", "d e")),
        (ORDER, [], None), (ORDER, ["alas"], "alas"),
    ],
)  # fmt: skip
def test_parameters_are_read(parameter: Parameter, written: list[str], value: object) -> None:
    assert parameter.read(written) == value


@pytest.mark.parametrize(
    ("parameter", "written", "message"),
    [
        (LIMIT, ["6"], "limit: ”6” ei ole kokonaisluku väliltä 1–5."),
        (LIMIT, ["²"], "limit: ”²” ei ole kokonaisluku väliltä 1–5."),
        (LIMIT, [""], "limit: ”” ei ole kokonaisluku väliltä 1–5."),
        (LIMIT, ["1", "2"], "limit: annettu 2 kertaa, mutta arvoja voi olla yksi."),
        (NAMES, ["abcd"], "nimi: enintään 3 merkkiä, nyt 4."),
        (NAMES, ["a", "b", "c"], "nimi: arvoja voi olla enintään 2."),
        (ORDER, ["sivulle"], "suunta: ”sivulle” ei ole sallittu arvo. Mahdolliset arvot: ylös, alas."),
    ],
)
def test_what_cannot_be_used_is_refused(parameter: Parameter, written: list[str], message: str) -> None:
    with pytest.raises(BadParameter) as caught:
        parameter.read(written)
    assert str(caught.value) == message


def test_an_endpoint_without_parameters_refuses_all(app: Flask) -> None:
    endpoint = Endpoint("x", "/x", "", (), Inner, lambda _: None, "")
    with app.test_request_context("/x?a=1") as context, pytest.raises(BadParameter, match="ei mitään"):
        endpoint.read({}, context.request.args)


def test_documented_limits_are_those_of_the_site(engine: Engine) -> None:
    client = create_app(engine, Settings(query_length=500)).test_client()
    document: Any = client.get("/api/v1/openapi.json").json
    limits = {one["name"]: one["schema"] for one in document["paths"]["/search"]["get"]["parameters"]}
    most = limits["q"]["maxLength"]
    assert most == 500
    assert client.get("/api/v1/search", query_string={"q": "a" * most}).status_code == 200
    assert client.get("/api/v1/search", query_string={"q": "a" * (most + 1)}).status_code == 400
    values = limits["kunta"]["maxItems"]
    assert values == Settings().filter_values
    for number, status in ((values, 200), (values + 1, 400)):
        wanted = {"kunta": ["Kajaani"] * number}
        assert client.get("/api/v1/search", query_string=wanted).status_code == status
    length = values * 100
    assert f"{values} rajauksen arvoa, yhteensä {length} merkkiä" in document["info"]["description"]
    for size, status in ((length, 200), (length + 1, 400)):
        wanted = {"kunta": ["a" * 200] * (size // 200) + ["a" * (size % 200)]}
        assert client.get("/api/v1/search", query_string=wanted).status_code == status
    last = limits["sivu"]["maximum"]
    assert client.get(f"/api/v1/search?sivu={last}").status_code == 200
