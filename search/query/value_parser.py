"""A field's value in a query or filter: `9`, `"REACT-EU"`, `>300000`, `2020..2022`, `1.9.2021`, `A 89903`.

Numbers, days and codes are parsed by the same code as in descriptions (`index/model/quantities.py`,
`codes.py`), so that every spelling means the same in both.
"""

from __future__ import annotations

import re

from index.model.codes import canonical
from index.model.fields import YES, Field, Kind
from index.model.quantities import Span, days, numbers, span, years
from search.contract.messages import Message
from search.contract.request import is_any, is_unknown
from search.query.ast import Missing, Name, Node, Not, Nothing, Or, Range

_BETWEEN_VALUES = re.compile(r"(?<=\w)[,;|](?=\w)")
"""Between names typed without a space; a name itself has one after a comma."""
_BETWEEN_NUMBERS = re.compile(r"\s*[,;|]\s*|\s+(?:ja|tai|och|eller|and|or)\s+", re.IGNORECASE)
_READERS = {Kind.DATE: days, Kind.YEAR: years}
_MOST_VALUES = 32


class BadValue(ValueError):
    """The text is no value of this field, or hardly one.

    why: for the user. read: how it was interpreted anyway; None if it was left out.
    """

    def __init__(self, why: Message, read: Node | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.read = read


def parse_value(field: Field, text: str) -> Node:
    """What a field's value asks for: of several, «Lappi,Kainuu», any. Raises `BadValue`."""
    text = " ".join(text.split())
    if is_any(text):
        return Not(Missing(field.query))
    if is_unknown(text):
        return Missing(field.query)
    if field.kind.is_number:
        return _number_range(field, text)
    items = [item for item in _BETWEEN_VALUES.split(text, _MOST_VALUES) if item]
    if len(items) > 1:  # or one name that is written so
        return Or(tuple(_name(field, item) for item in (*_whole(field, text), *items)))
    return _name(field, text) if text else Nothing()


def parse_long_value(field: Field, text: str) -> Node | None:
    """What several words ask for that are one number, day, range or code; None where they are none."""
    if not field.kind.is_number and (field.kind is not Kind.CODE or canonical(field, text) is None):
        return None
    try:
        return parse_value(field, text)
    except BadValue:
        return None


def _whole(field: Field, text: str) -> tuple[str, ...]:
    """A text with separators that may be one name; a yes/no value cannot be one."""
    return () if field.kind is Kind.FLAG else (text,)


def _name(field: Field, text: str) -> Name:
    value = canonical(field, text)
    if value is None and field.kind is Kind.FLAG:
        sample = f"{field.query}:{YES}"
        raise BadValue(
            Message("”%(text)s” ei ole ”kyllä” eikä ”ei”; esimerkiksi %(sample)s", text=text, sample=sample)
        )
    return Name(field.query, value or text)


def _number_range(field: Field, text: str) -> Node:
    bare = text.strip("[]{}")
    found = span(bare, _READERS.get(field.kind, numbers))
    if found is None:
        items = [item for item in _BETWEEN_NUMBERS.split(bare, _MOST_VALUES) if item]
        if items and items != [bare]:
            return _any_of(field, items)
        raise BadValue(_not_a_day(field, text) if field.kind is Kind.DATE else _not_a_number(field, text))
    low, high = found
    if low is not None and high is not None and low > high:
        why = Message("väli ”%(text)s” on väärin päin", text=text)
        raise BadValue(why, Range(field.query, high, low))
    if low == high and low is not None and low < 0:  # «-2021» is «up to 2021»: no field has less than nothing
        return Range(field.query, None, -low)
    return Range(field.query, *Span(low, high))


def _any_of(field: Field, items: list[str]) -> Node:
    try:
        nodes = tuple(_number_range(field, item) for item in items)
    except BadValue as bad:
        raise BadValue(bad.why) from None
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def _not_a_day(field: Field, text: str) -> Message:
    return Message("”%(text)s” ei ole päivä; esimerkiksi %(sample)s", text=text, sample=_example(field))


def _not_a_number(field: Field, text: str) -> Message:
    return Message("”%(text)s” ei ole luku; esimerkiksi %(sample)s", text=text, sample=_example(field))


def _example(field: Field) -> str:
    examples = {Kind.DATE: "1.9.2021..31.12.2022", Kind.MONEY: "100000..500000", Kind.YEAR: "2020..2022"}
    return f"{field.query}:{examples.get(field.kind, '>100')}"
