"""Requests and results as JSON and back, for use over a network: what is read equals what was written.

The type hints of the dataclasses are the format. A `Message` is written with its template and values, so that
it can still be translated where it is read.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import msgspec

from search.contract.messages import Message

Result = TypeVar("Result")


def to_wire(result: Any) -> bytes:
    """A request, or any result of `search.contract`, as JSON in UTF-8.

    Raises `TypeError` where something in it is not plain data.
    """
    return _ENCODER.encode(result)


def from_wire(kind: type[Result], data: bytes) -> Result:
    """What `to_wire` wrote. Raises `msgspec.DecodeError` where that is no JSON of a `kind`."""
    hint: Any = kind  # which mypy does not know to be hashable
    result: Result = _decoder(hint).decode(data)
    return result


def _plain_message(thing: Any) -> dict[str, Any]:
    if not isinstance(thing, Message):
        raise TypeError(
            f"{type(thing)} is no plain data: a result holds numbers, text, and dataclasses of them"
        )
    return {"template": thing.template, "values": thing.values}


def _message(kind: type, data: Any) -> Message:
    if kind is not Message or not isinstance(data, dict) or data.keys() != {"template", "values"}:
        raise TypeError(f"{kind} is not read from a wire")
    template, values = data["template"], data["values"].items()
    return Message(template, **{name: _message_value(value) for name, value in values})


def _message_value(value: Any) -> Any:
    return _message(Message, value) if isinstance(value, dict) else value


_ENCODER = msgspec.json.Encoder(enc_hook=_plain_message)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=_message)
