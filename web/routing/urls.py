"""A request as an address: the names of the parameters, and the addresses of all pages for a request.

Writing is canonical: one request has one address, its parameters in the field table's order.
`request_reader` reads addresses back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from urllib.parse import quote, quote_plus

from flask import Flask, current_app, url_for
from flask import request as current_request
from markupsafe import Markup
from werkzeug.sansio.utils import get_current_url

from index.model.project import QUERYABLE
from index.remembered import remembered
from search.contract import deadline
from search.contract.quoting import quoted
from search.contract.request import Precision, Request
from web.i18n.language import address_language
from web.i18n.soft_breaks import as_html, escaped
from web.i18n.texts import language
from web.routing.request_changes import add_value, on_first_page, page_of, remove_filter

QUERY, PRECISION, SORT, PAGE = "q", "tarkkuus", "jarjestys", "sivu"
EQUIVALENTS, NO = "vastineet", "ei"
"""«vastineet=ei»: words that mean the same are not looked for."""
POSITION = "sija"
"""In the address of a project: which hit of its search it is, from 1."""
SHOW, FIND = "nayta", "hae"
"""In the address of a page: the facet that is shown whole, and what its values are to contain."""
MEASURE, EUROS = "mitta", "eurot"
"""«mitta=eurot»: pictures of the statistics show money instead of the number of projects."""
ORDER = "lajittelu"
"""In the address of the statistics: by which column their tables are sorted."""
TABLE = "taulukko"
"""In the address of a table of the statistics as a file: the facet."""
MOST_PLACES = 30
"""Places and languages whose paths an application keeps: some forty of each."""
RequestToUrl = Callable[[Request], str]
"""Gives the address of one page for a request, such as `search_url`."""
ValueToUrl = Callable[[str], str]
"""Gives the address of a page for a value of one filter."""


def params(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request's address, in canonical order."""
    found = [(QUERY, request.query)] if request.query else []
    if request.filters:
        found += [(name, value) for name in QUERYABLE for value in request.filters.get(name, ())]
    if request.precision is not Precision.PARTS:
        found.append((PRECISION, request.precision.value))
    if not request.equivalents:
        found.append((EQUIVALENTS, NO))
    if request.sort:
        found.append((SORT, request.sort))
    if request.offset and page_of(request) > 1:
        found.append((PAGE, str(page_of(request))))
    return found


def search_url(request: Request, *more: tuple[str, str]) -> str:
    """The address of the search page for a request, of all projects where it asks for nothing.

    more: further parameters.
    """
    pairs = [*params(request), *more]
    return _with(path_of("pages.search"), pairs) if pairs else path_of("pages.everything")


def home_url() -> str:
    """The address of the home page."""
    return path_of("pages.search")


def statistics_url(request: Request, *more: tuple[str, str]) -> str:
    """The address of the statistics page for a request. more: further parameters."""
    return _with(path_of("pages.statistics"), [*params(_without_order(request)), *more])


def _without_order(request: Request) -> Request:
    return replace(request, offset=0, sort="") if request.offset or request.sort else request


def statistics_table_url(request: Request, facet: str, order: str) -> str:
    """The address of a table of the statistics as a file."""
    pairs = params(_without_order(request))
    return _with(
        url_for("tables.statistics_table"), [*pairs, (TABLE, facet), *([(ORDER, order)] if order else [])]
    )


def project_url(code: str, request: Request | None = None, position: int = 0) -> str:
    """The address of a project's page.

    request: the search that it was found by; position: which hit of it the project is, from 1; 0 = none.
    """
    return project_urls(request)(code, position)


def project_urls(request: Request | None) -> Callable[[str, int], str]:
    """A function from code and position to `project_url`, for many projects of one search."""
    before, after = path_around("pages.project", "code")
    whole = encoded(params(request)) if request else ""
    with_position = encoded(params(on_first_page(request))) if request else ""

    def address(code: str, position: int) -> str:
        pairs = [with_position, f"{POSITION}={position}"] if position else [whole]
        query = "&".join(filter(None, pairs))
        part = code if code.isascii() and code.isalnum() else quote(code, safe="")
        return f"{before}{part}{after}" + (f"?{query}" if query else "")

    return address


def api_url(request: Request) -> str:
    """The address of the same search in the API."""
    return _with(fixed_path("api.search"), params(request))


def all_hits_url(request: Request, endpoint: str, *more: tuple[str, str], **values: str) -> str:
    """The address of an endpoint that takes all hits of a request.

    more: further parameters. values: the endpoint's own, which stand in its path, and in the code.
    """
    return _with(fixed_path(endpoint, **values), [*params(on_first_page(request)), *more])


def site() -> str:
    """What stands before an address that is read elsewhere: «https://haku.example»."""
    return _site(current_request.scheme, current_request.host)


@remembered(100)
def _site(scheme: str, host: str) -> str:
    return get_current_url(scheme, host)[:-1]


def add_value_urls(request: Request, name: str, address: RequestToUrl = search_url) -> ValueToUrl:
    """A function from a value to the address of the request with that value added to a filter.

    address: gives the address of the page in question. Faster than `add_value` for each of many values.
    """
    before, after = address(add_value(request, name, "\0")).split("%00")
    return lambda value: before + _quoted(value) + after


def add_value_links(request: Request) -> Callable[[str, str], Markup]:
    """A function from a filter and a value to the same of the search page, as HTML: what stands before and
    after the value is escaped once, for all filters at once where the request has none."""
    around: dict[str, tuple[str, str]] = {}

    def link(name: str, value: str) -> Markup:
        key = name if request.filters else ""
        if key not in around:
            address = search_url(add_value(request, name, "\0"))
            before, after = address.split("%00" if key else f"{_quoted(name)}=%00")
            around[key] = str(escaped(before)), str(escaped(after))
        before, after = around[key]
        return as_html(f"{before}{'' if key else f'{_quoted(name)}='}{_quoted(value)}{after}")

    return link


def set_value_urls(request: Request, name: str, address: RequestToUrl = search_url) -> ValueToUrl:
    """A function from a value to the address of the request with only that value in a filter."""
    return add_value_urls(remove_filter(request, name), name, address)


def narrow_urls(request: Request, name: str, address: RequestToUrl = search_url) -> ValueToUrl:
    """A function from a value to the address of those of the request's projects that have the value.

    Where the field has a filter without that value, the value is required by the search words instead: values
    of one filter widen each other.
    """
    alone = set_value_urls(request, name, address)
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


def hidden_inputs(request: Request, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs that keep a request in a form; its page starts from 1 again."""
    return [(key, value) for key, value in params(request) if key not in {PAGE, *leave_out}]


_quoted = remembered(10_000)(quote_plus)
"""Every page has links with the same values, each with the whole search."""


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters as they stand in an address: `urlencode`, in a fifth of its time."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in pairs])


def path_around(endpoint: str, part: str) -> tuple[str, str]:
    """What stands before and after a part of the path of an endpoint, which stand in the code."""
    paths = _own_paths()
    around = paths.around.get(endpoint)
    if around is None:
        mark: dict[str, Any] = {part: "\0"}
        before, after = url_for(endpoint, **mark).split("%00")
        around = paths.around[endpoint] = before, after
    return around


def path_of(endpoint: str, **values: Any) -> str:
    """`url_for`, remembered where there are no values: a page has a hundred links to itself."""
    return url_for(endpoint, **values) if values else fixed_path(endpoint)


def fixed_path(endpoint: str, **values: Any) -> str:
    """`url_for` where endpoint and values stand in the code: computed once for each language and for each
    path at which the site is."""
    paths = _own_paths()
    key = (endpoint, *chain.from_iterable(values.items())) if values else endpoint
    path = paths.whole.get(key)
    if path is None:
        path = paths.whole[key] = url_for(endpoint, **values)
    return path


@dataclass
class _Paths:
    """The paths of pages in one language at one place. around: those of `path_around`."""

    code: str
    whole: dict[str | tuple[str, ...], str] = field(default_factory=dict)
    around: dict[str, tuple[str, str]] = field(default_factory=dict)


_PATHS: ContextVar[_Paths | None] = ContextVar("paths", default=None)
"""Of the request that is being answered, which has one language and place; None until one is asked for."""


def register(app: Flask) -> None:
    """Have the paths of a request forgotten before the next one."""
    app.url_value_preprocessor(_forget_paths)
    app.teardown_request(_forget_paths)


def _forget_paths(*_: object) -> None:
    _PATHS.set(None)


def _own_paths() -> _Paths:
    paths = _PATHS.get()
    if paths is None or paths.code != language():
        kept: dict[tuple[str, ...], _Paths] = current_app.extensions.setdefault("paths", {})
        where = current_request.root_path, address_language(), language()
        if where not in kept and len(kept) >= MOST_PLACES:
            kept.clear()  # perhaps while another thread reads
        paths = kept.setdefault(where, _Paths(language()))
        _PATHS.set(paths)
    return paths


def _with(path: str, pairs: list[tuple[str, str]]) -> str:
    deadline.check()  # a page has hundreds of links, and each repeats the whole search
    return f"{path}?{encoded(pairs)}" if pairs else path
