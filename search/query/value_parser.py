"""A field's value in a query or filter: `9`, `"REACT-EU"`, `>300000`, `2020..2022`, `1.9.2021`, `A 89903`.

Numbers, days and codes are read by the readers of descriptions (`index/model/quantities.py`, `codes.py`), so
that each spelling that a description may have means the same here.
"""

from __future__ import annotations

from index.model.codes import canonical
from index.model.fields import YES, Field, Kind
from index.model.quantities import days, numbers, span
from search.contract.messages import Message
from search.contract.request import is_unknown
from search.query.ast import All, Missing, Name, Node, Nothing, Range


class BadValue(ValueError):
    """The text is no value of this field; its argument is a `Message` for the person who searched."""


def parse_value(field: Field, text: str) -> Node:
    """What a field's value asks for. Raises `BadValue`."""
    text = " ".join(text.split())
    if text == "*":
        return All()
    if is_unknown(text):
        return Missing(field.query)
    if field.kind.is_number:
        return _number_range(field, text)
    value = canonical(field, text)
    if value is None and field.kind is Kind.FLAG:
        raise BadValue(_neither(field, text))
    return Name(field.query, value or text) if text else Nothing()


def _neither(field: Field, text: str) -> Message:
    sample = f"{field.query}:{YES}"
    return Message("«%(text)s» ei ole «kyllä» eikä «ei»; esimerkiksi %(sample)s", text=text, sample=sample)


def _number_range(field: Field, text: str) -> Range:
    is_day = field.kind is Kind.DATE
    found = span(text, days if is_day else numbers)
    if found is None:
        raise BadValue(_not_a_day(field, text) if is_day else _not_a_number(field, text))
    if found.low is not None and found.high is not None and found.low > found.high:
        raise BadValue(Message("väli «%(text)s» on väärin päin", text=text))
    return Range(field.query, *found)


def _not_a_day(field: Field, text: str) -> Message:
    return Message("«%(text)s» ei ole päivä; esimerkiksi %(sample)s", text=text, sample=_example(field))


def _not_a_number(field: Field, text: str) -> Message:
    return Message("«%(text)s» ei ole luku; esimerkiksi %(sample)s", text=text, sample=_example(field))


def _example(field: Field) -> str:
    examples = {Kind.DATE: "1.9.2021..31.12.2022", Kind.MONEY: "100000..500000", Kind.YEAR: "2020..2022"}
    return f"{field.query}:{examples.get(field.kind, '>100')}"
