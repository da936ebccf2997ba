"""Ranges of numbers, years and days: from two form fields to `100..500`, and back.

Part of reading an address. People write amounts with spaces and days as 1.9.2021; the request holds
plain digits and ISO days.
"""

from __future__ import annotations

from datetime import date

from index.model.fields import Field, Kind
from index.model.quantities import days, whole
from search.contract.messages import Message
from web.i18n import format
from web.i18n.texts import translated

BOUNDS = ("_min", "_max")
"""Suffixes of a field's query name in the names of the two inputs of its form."""


def fold_range(field: Field, low: str, high: str, notes: list[str]) -> str:
    """`low..high` from the two inputs of a form, either of which may be empty; "" where both are.

    notes: gets a note on an input that is no number or day.
    """
    if not field.kind.is_number:
        return ""
    bounds = [_bound(field, text, notes, last) for text, last in ((low, False), (high, True))]
    if not any(bounds):
        return ""
    if all(bounds) and _order(bounds[0]) > _order(bounds[1]):
        bounds.reverse()
    return "..".join(bounds)


def unfold_range(values: tuple[str, ...]) -> tuple[str, str]:
    """The two inputs that show the range in a filter's values; "" for both without a range."""
    for value in values:
        low, dots, high = value.partition("..")
        if dots:
            return low.strip(), high.strip()
    return "", ""


OPEN_ENDED = {
    Kind.YEAR: (Message("vuodesta %(low)s"), Message("vuoteen %(high)s")),
    Kind.DATE: (Message("%(low)s alkaen"), Message("%(high)s asti")),
}
"""A range with one end, from and to; of all other kinds «vähintään» and «enintään»."""


def range_label(field: Field, value: str) -> str:
    """A range in the language of the page: «100 000–500 000 €», «2019–2022», «vähintään 5 milj. €».

    Any other value stays as it is.
    """
    low, dots, high = value.partition("..")
    if not (field.kind.is_number and dots):
        return value
    low, high = low.strip(), high.strip()
    if low and high:
        return format.dashed_range(_bound_label(field, low), _bound_label(field, high))
    above = Message("vähintään %(low)s"), Message("enintään %(high)s")
    first, last = OPEN_ENDED.get(field.kind, above)
    if high == "0":
        return _bound_label(field, high)
    if low:
        return str(translated(Message(first.template, low=_bound_label(field, low))))
    if field.kind not in OPEN_ENDED and high.endswith("9") and high.isascii() and high.isdigit():
        return str(translated(Message("alle %(high)s", high=_bound_label(field, str(int(high) + 1)))))
    return str(translated(Message(last.template, high=_bound_label(field, high))))


def _bound_label(field: Field, bound: str) -> str:
    if field.kind is Kind.MONEY and bound.isascii() and bound.isdigit():
        return format.round_money(int(bound))
    if field.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT) and bound.isascii() and bound.isdigit():
        return format.field_value(field, int(bound))
    return format.field_value(field, bound)


def _bound(field: Field, text: str, notes: list[str], last: bool) -> str:
    if not text.replace("€", "").strip():
        return ""
    read = _day(text, last) if field.kind is Kind.DATE else _whole(text)
    if not read:
        is_day = field.kind is Kind.DATE
        wanted = Message("päivä, kuten 1.9.2021") if is_day else Message("kokonaisluku")
        notes.append(
            Message(
                "%(label)s: ”%(text)s” ei ole %(wanted)s, joten sitä ei käytetty.",
                label=Message(field.label),
                text=text.strip()[:40],
                wanted=wanted,
            )
        )
    return read


def _whole(text: str) -> str:
    read = whole(text)
    return "" if read is None else str(read)


def _day(text: str, last: bool) -> str:
    """The day that a text is; of a month or year its first or last one."""
    read = days(text)
    day = read and (read.high if last else read.low)
    return date.fromordinal(day).isoformat() if day else ""


def _order(bound: str) -> tuple[int, str]:
    """Sort key of a bound: digits compare by length, then as text; ISO days are all of one length."""
    return len(bound), bound
