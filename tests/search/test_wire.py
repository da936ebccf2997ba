"""Every request and result crosses a wire: written to JSON, it is read back equal, of the same types."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model.project import FACETS
from search.contract import listing, results, statistics
from search.contract.messages import Message
from search.contract.request import Precision, Request
from search.contract.results import Answer
from search.contract.status import Status
from search.contract.wire import from_wire, to_wire
from search.engine import Engine
from tests.examples import examples

KINDS: list[Any] = [
    Request,
    listing.ListingHeader,
    listing.ProjectDocument,
    *(
        kind
        for module in (results, statistics)
        for kind in vars(module).values()
        if isinstance(kind, type)
        and kind.__module__ == module.__name__
        and (dataclasses.is_dataclass(kind) or issubclass(kind, (msgspec.Struct, tuple)))
    ),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
messages = st.recursive(
    st.sampled_from(["ei tietoa", "100 %", "%(name)s"]).map(Message),
    lambda inner: st.builds(
        lambda value: Message("”%(value)s” luettiin toisin.", value=value),
        inner | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20),
    ),
    max_leaves=3,
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    date: st.dates(),
    type(None): st.none(),
    Message: messages,
    Any: json_values,
}


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type that a result may hold. Raises `TypeError` for any other type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if origin is typing.Annotated:
        return of_hint(args[0])
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(of_hint, args))
    if origin is tuple and args[-1] is ...:
        return st.lists(of_hint(args[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of_hint, args))
    if origin in (dict, Mapping):
        return st.dictionaries(of_hint(args[0]), of_hint(args[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and (
        dataclasses.is_dataclass(hint) or issubclass(hint, (msgspec.Struct, tuple))
    ):
        hints = typing.get_type_hints(hint, include_extras=True)
        return st.deferred(lambda: st.builds(hint, **{name: of_hint(own) for name, own in hints.items()}))
    raise TypeError(f"{hint} is no plain data")


def differ(one: Any, other: Any) -> bool:
    """Whether two values differ in anything, be it in a type or in how a message can be translated."""
    if type(one) is not type(other):
        return True
    if isinstance(one, Message):
        return one.template != other.template or differ(one.values, other.values)
    if isinstance(one, Mapping):
        return one.keys() != other.keys() or any(differ(one[key], other[key]) for key in one)
    if isinstance(one, (tuple, list)):
        return len(one) != len(other) or any(map(differ, one, other))
    if isinstance(one, (str, Enum)) or not hasattr(one, "__annotations__"):
        return bool(one != other)
    names = [field.name for field in _fields(type(one))]
    return any(differ(getattr(one, name), getattr(other, name)) for name in names)


def _fields(kind: type) -> tuple[Any, ...]:
    return dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else msgspec.structs.fields(kind)


def test_all_results_are_looked_at() -> None:
    assert {kind.__name__ for kind in KINDS} >= {"Answer", "FacetValue", "Statistics", "ProjectDocument"}
    assert len(KINDS) > 15


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back_equal(kind: type, data: st.DataObject) -> None:
    result = data.draw(of_hint(kind))
    back: Any = from_wire(kind, to_wire(result))
    assert back == result
    assert not differ(back, result)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_results_cannot_be_changed(kind: Any) -> None:
    if not issubclass(kind, tuple):
        how = kind.__struct_config__ if issubclass(kind, msgspec.Struct) else kind.__dataclass_params__
        assert how.frozen


REQUESTS = [
    Request(),
    Request("digitukea ikäihmisille", {"maakunta": ("Lappi", "ei-tietoa")}, precision=Precision.INFLECTED),
    Request("digituki zyxwvut", explain=True),
    Request("kirjasto* TAI =digituen (", {"vuosi": ("huomenna",), "maakunta": ("Kainu",)}, sort="-myonnetty"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_what_the_engine_answers_crosses_the_wire(engine: Engine, request_: Request) -> None:
    fields = tuple(facet.query for facet in FACETS)
    answer = engine.answer(request_)
    found = [
        request_,
        answer,
        engine.statistics(request_, fields, money=True),
        engine.listing(request_).header,
        engine.status(),
        engine.organisations(request_),
        *(engine.organisation(one.organisation.id) for one in engine.organisations(request_).listed[:3]),
        *engine.names(request_),
        *engine.suggest(request_.query),
        engine.compare("Hanke antaa digitukea ikäihmisille.", Request(filters={"rahasto": ("ESR",)})),
        *(engine.project(hit.code, request_.query) for hit in answer.hits[:3]),
        *engine.similar("S29901"),
    ]
    for result in found:
        back = from_wire(type(result), to_wire(result))
        assert back == result
        assert not differ(back, result)


def test_what_is_no_plain_data_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain data"):
        to_wire(Status("1", 0.0, np.int64(3)))  # type: ignore[arg-type]
    with pytest.raises(msgspec.DecodeError):
        from_wire(Answer, b'{"query": 1}')
