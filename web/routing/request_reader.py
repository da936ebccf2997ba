"""An address as a request: the parameters of a page or of the API, read into a `Request`.

Reading never fails: unreadable values are left out and named in a note. The API checks its parameters
strictly before this (`web/api/openapi.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, Precision, Request
from web.routing.ranges import BOUNDS, fold_range
from web.routing.urls import EQUIVALENTS, FIND, NO, PAGE, POSITION, PRECISION, QUERY, SHOW, SORT

MAX_QUERY = 10_000
"""Characters of the search words that are read; the setting `query_length` may allow fewer."""
MAX_VALUE = 200
"""Characters of one filter value that are read."""
MAX_VALUES = 100
"""Values of one filter that are read."""
MAX_PAGE = 1_000_000
"""A larger page number counts as none."""

SORTS = frozenset(name for name, field in QUERYABLE.items() if field.sortable)
"""Query names of the fields that hits can be sorted by."""

KNOWN = frozenset({QUERY, PRECISION, EQUIVALENTS, SORT, PAGE, SHOW, FIND, *QUERYABLE})
HALVES = frozenset(name + suffix for name in QUERYABLE for suffix in BOUNDS)
"""The parameters of a search, and those that the forms of ranges send."""

_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})

Args = MultiDict[str, str]
Notes = tuple[str, ...]


def request_from_args(args: Args) -> tuple[Request, Notes]:
    """The request of an address, and notes on what could not be read."""
    notes: list[str] = []
    request = Request(
        query=_query(args, notes),
        filters=_filters(args, notes),
        sort=_sort(args, notes),
        offset=(_number(args, PAGE, notes) - 1) * PAGE_SIZE,
        precision=_precision(args, notes),
        equivalents=clean(args.get(EQUIVALENTS, "")).lower() != NO,
    )
    return request, tuple(notes)


def is_canonical(args: Args) -> bool:
    """Whether an address has neither empty parameters nor the inputs of ranges, which forms send."""
    for key, value in args.items(multi=True):
        if key in HALVES or (key in KNOWN and not value.strip()):
            return False
    return True


def position_from_args(args: Args) -> int:
    """Which hit of its search a project is, from 1; 0 if the address does not say."""
    return _number(args, POSITION, []) if clean(args.get(POSITION, "")) else 0


def page_from_args(args: Args, name: str) -> int:
    """The number of a page in a parameter, from 1; 1 where there is none."""
    return _number(args, name, [])


def field_name(parameter: str) -> str:
    """The query name of the field that a parameter filters, if it does: of the inputs of a range, too."""
    return parameter.removesuffix(BOUNDS[0]).removesuffix(BOUNDS[1])


def clean(text: str) -> str:
    """Text without control characters, line breaks and surrounding white space."""
    return "".join(" " if unicodedata.category(c) in _CONTROL else c for c in text).strip()


def _query(args: Args, notes: list[str]) -> str:
    text = clean(args.get(QUERY, ""))
    if len(text) > MAX_QUERY:
        notes.append(
            Message("Hakulause on liian pitkä: siitä luettiin %(most)s ensimmäistä merkkiä.", most=MAX_QUERY)
        )
    return text[:MAX_QUERY].strip()


def _filters(args: Args, notes: list[str]) -> Mapping[str, tuple[str, ...]]:
    written = {field_name(key) for key in args}
    found: dict[str, tuple[str, ...]] = {}
    for name, field in QUERYABLE.items():
        if name not in written:
            continue
        listed = (clean(value)[:MAX_VALUE].strip() for value in args.getlist(name))
        folded = fold_range(field, args.get(name + BOUNDS[0], ""), args.get(name + BOUNDS[1], ""), notes)
        values = tuple(dict.fromkeys(value for value in (*listed, folded) if value))
        if values:
            found[name] = values[:MAX_VALUES]
    return found


def _sort(args: Args, notes: list[str]) -> str:
    written = clean(args.get(SORT, ""))
    if written.removeprefix("-") in SORTS or not written:
        return written
    notes.append(
        Message(
            "Järjestystä ”%(sort)s” ei tunneta, joten käytössä on tavallinen järjestys.",
            sort=written[:MAX_VALUE],
        )
    )
    return ""


def _precision(args: Args, notes: list[str]) -> Precision:
    written = clean(args.get(PRECISION, "")).lower()
    try:
        return Precision(written or Precision.PARTS)
    except ValueError:
        known = ", ".join(one.value for one in Precision)
        notes.append(
            Message(
                "Tarkkuutta ”%(precision)s” ei ole (%(known)s): haettiin tavalliseen tapaan.",
                precision=written[:MAX_VALUE],
                known=known,
            )
        )
        return Precision.PARTS


def _number(args: Args, name: str, notes: list[str]) -> int:
    """A whole number from 1 up; 1 where there is none, with a note if anything else is written."""
    written = clean(args.get(name, ""))
    if not written:
        return 1
    if written.isascii() and written.isdigit() and len(written) <= 9 and 1 <= int(written) <= MAX_PAGE:
        return int(written)
    notes.append(Message("Sivua ”%(page)s” ei ole, joten näytetään sivu 1.", page=written[:MAX_VALUE]))
    return 1
