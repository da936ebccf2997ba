"""URL ↔ Request: the one place that knows how a search is written into an address.

First stage of every view. Reading never fails: what cannot be read is left out and named in a note.
Writing is canonical: one request has one address, its parameters in the field table's order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from flask import g, url_for
from werkzeug.datastructures import MultiDict

from index.model.project import QUERYABLE
from search.contract.messages import Message
from search.contract.quoting import quoted
from search.contract.request import PAGE_SIZE, Precision, Request
from web.routing.ranges import BOUNDS, fold_range

QUERY, PRECISION, SORT, PAGE = "q", "tarkkuus", "jarjestys", "sivu"
POSITION = "sija"
"""In the address of a project: which hit of its search it is, from 1."""
SHOW, FIND = "nayta", "hae"
"""In the address of a page: the facet that is shown whole, and what its values are to contain."""
MAX_QUERY = 10_000
"""Characters of the search words that are read, whatever the setting `query_length` says."""
MAX_VALUE = 200
"""Characters of one filter value that are read."""
MAX_VALUES = 100
"""Values of one filter that are read."""
MAX_PAGE = 1_000_000
"""A page number larger than this is not worth reading."""

SORTS = frozenset(name for name, field in QUERYABLE.items() if field.sortable)

_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})

Args = MultiDict[str, str]
Notes = tuple[str, ...]
Address = Callable[[Request], str]
"""What gives the address of a page for a request."""
Narrow = Callable[[str], str]
"""What gives the address of a page for one more value of a filter."""


def request_from_args(args: Args) -> tuple[Request, Notes]:
    """The request an address asks for, with notes on what was read otherwise than written."""
    notes: list[str] = []
    request = Request(
        query=_query(args, notes),
        filters=_filters(args, notes),
        sort=_sort(args, notes),
        offset=(_number(args, PAGE, notes) - 1) * PAGE_SIZE,
        precision=_precision(args, notes),
    )
    return request, tuple(notes)


def is_canonical(args: Args) -> bool:
    """Whether an address is written as this module writes it: no empty fields, no half ranges."""
    known = {QUERY, PRECISION, SORT, PAGE, SHOW, FIND, *QUERYABLE}
    halves = {name + suffix for name in QUERYABLE for suffix in BOUNDS}
    for key, value in args.items(multi=True):
        if key in halves or (key in known and not value.strip()):
            return False
    return True


def params(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request's address, in canonical order."""
    found = [(QUERY, request.query)] if request.query else []
    if request.filters:
        found += [(name, value) for name in QUERYABLE for value in request.filters.get(name, ())]
    if request.precision is not Precision.PARTS:
        found.append((PRECISION, request.precision.value))
    if request.sort:
        found.append((SORT, request.sort))
    if page_of(request) > 1:
        found.append((PAGE, str(page_of(request))))
    return found


def search_url(request: Request, *more: tuple[str, str]) -> str:
    """The address of the search page for a request, with more parameters of that page."""
    return _with(_path("pages.search"), [*params(request), *more])


def statistics_url(request: Request, *more: tuple[str, str]) -> str:
    """The address of the statistics of what a request finds."""
    return _with(_path("pages.statistics"), [*params(replace(request, offset=0, sort="")), *more])


def project_url(code: str, request: Request | None = None, position: int = 0) -> str:
    """The address of a project's page, which keeps the search it was found by and its place there, from 1."""
    return project_urls(request)(code, position)


def project_urls(request: Request | None) -> Callable[[str, int], str]:
    """What gives such addresses for many projects of one search."""
    before, after = url_for("pages.project", code="\0").split("%00")
    whole = urlencode(params(request)) if request else ""
    placed = urlencode(params(replace(request, offset=0))) if request else ""

    def address(code: str, position: int) -> str:
        pairs = [placed, f"{POSITION}={position}"] if position else [whole]
        query = "&".join(filter(None, pairs))
        return f"{before}{quote(code, safe='')}{after}" + (f"?{query}" if query else "")

    return address


def position_from_args(args: Args) -> int:
    """Which hit of its search a project is, from 1; 0 where the address does not say."""
    return _number(args, POSITION, []) if clean(args.get(POSITION, "")) else 0


def api_url(request: Request) -> str:
    """The address of the same search in the API."""
    return _with(url_for("api.search"), params(request))


def whole_url(request: Request, endpoint: str, **values: Any) -> str:
    """The address of something that is made of all hits of a request."""
    return _with(url_for(endpoint, **values), params(replace(request, offset=0)))


def page_of(request: Request) -> int:
    """The number of the page that a request shows, from 1."""
    return request.offset // max(1, request.limit) + 1


def on_page(request: Request, page: int) -> Request:
    """The same request on another page."""
    return replace(request, offset=(page - 1) * request.limit)


def toggled(request: Request, name: str, value: str, active: bool) -> Request:
    """The request with a filter value added, or taken off when it is active."""
    if active:
        return without(request, name, value)
    return _refiltered(request, name, (*request.filters.get(name, ()), value))


def adder(request: Request, name: str, address: Address = search_url) -> Narrow:
    """What gives the address of the request with one more value of a filter; for many values at once."""
    before, after = address(toggled(request, name, "\0", active=False)).split("%00")
    return lambda value: before + quote_plus(value) + after


def setter(request: Request, name: str, address: Address = search_url) -> Narrow:
    """What gives the address of the request with one value of a filter instead of those it has."""
    return adder(without_filter(request, name), name, address)


def without(request: Request, name: str, value: str) -> Request:
    """The request without one filter value; without the whole filter if it was written otherwise."""
    values = request.filters.get(name, ())
    kept = tuple(one for one in values if one.casefold() != value.casefold())
    return _refiltered(request, name, kept if len(kept) < len(values) else ())


def narrower(request: Request, name: str, address: Address = search_url) -> Narrow:
    """What gives the address of just those of the request's projects that have a value of a field.

    Where the field has a filter already, a value outside it is required in the search words besides it.
    """
    alone = setter(request, name, address)
    chosen = {value.casefold() for value in request.filters.get(name, ())}
    if not chosen:
        return alone
    words = f"({request.query}) " if request.query else ""
    before, after = address(replace(request, query=f"{words}{name}:\0", offset=0)).split("%00")

    def narrow(value: str) -> str:
        if value.casefold() in chosen:
            return alone(value)
        return before + quote_plus(quoted(value)) + after

    return narrow


def replaced(request: Request, name: str, value: str, other: str) -> Request:
    """The request with one filter value in place of another."""
    values = (other if one == value else one for one in request.filters.get(name, ()))
    return _refiltered(request, name, tuple(dict.fromkeys(values)))


def without_filter(request: Request, name: str) -> Request:
    """The request without any value of a filter."""
    return _refiltered(request, name, ())


def without_filters(request: Request) -> Request:
    """The request with its search words and sort only."""
    return replace(request, filters={}, offset=0)


def hidden_inputs(request: Request, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What a form must carry on besides its own fields; a new search starts from page one."""
    return [(key, value) for key, value in params(request) if key not in {PAGE, *leave_out}]


def _path(endpoint: str) -> str:
    """The path of a page, worked out once a request: a page has a hundred links to itself."""
    paths: dict[str, str] = g.setdefault("paths", {})
    if endpoint not in paths:
        paths[endpoint] = url_for(endpoint)
    return paths[endpoint]


def _with(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _refiltered(request: Request, name: str, values: tuple[str, ...]) -> Request:
    filters = {key: old for key, old in request.filters.items() if key != name}
    if values:
        filters[name] = values
    return replace(request, filters=filters, offset=0)


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
    written = {key.removesuffix(BOUNDS[0]).removesuffix(BOUNDS[1]) for key in args}
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
            "Järjestystä «%(sort)s» ei tunneta, joten käytössä on tavallinen järjestys.",
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
                "Tarkkuutta «%(precision)s» ei ole (%(known)s): haettiin tavalliseen tapaan.",
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
    notes.append(Message("Sivua «%(page)s» ei ole, joten näytetään sivu 1.", page=written[:MAX_VALUE]))
    return 1
