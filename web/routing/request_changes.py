"""A request with one thing changed: a filter value added or removed, another page.

Pure functions over `Request`; `urls` writes their results into addresses. A changed filter starts again from
the first page.
"""

from __future__ import annotations

from dataclasses import replace

from search.contract.request import Request


def toggle_value(request: Request, name: str, value: str, active: bool) -> Request:
    """The request with a filter value added, or removed when it is active."""
    return remove_value(request, name, value) if active else add_value(request, name, value)


def add_value(request: Request, name: str, value: str) -> Request:
    """The request with one more value of a filter."""
    return _with_values(request, name, (*request.filters.get(name, ()), value))


def remove_value(request: Request, name: str, value: str) -> Request:
    """The request without one filter value; without the whole filter where the value is written otherwise.

    Names compare without regard to case.
    """
    values = request.filters.get(name, ())
    others = tuple(one for one in values if one.casefold() != value.casefold())
    return _with_values(request, name, others if len(others) < len(values) else ())


def replace_value(request: Request, name: str, value: str, other: str) -> Request:
    """The request with `other` in place of a filter value."""
    values = (other if one == value else one for one in request.filters.get(name, ()))
    return _with_values(request, name, tuple(dict.fromkeys(values)))


def remove_filter(request: Request, name: str) -> Request:
    """The request without any value of one filter."""
    return _with_values(request, name, ()) if name in request.filters else on_first_page(request)


def remove_filters(request: Request) -> Request:
    """The request with its search words and sort only."""
    return replace(request, filters={}, offset=0) if request.filters else on_first_page(request)


def on_first_page(request: Request) -> Request:
    """The same request from its first hit on."""
    return replace(request, offset=0) if request.offset else request


def page_of(request: Request) -> int:
    """The number of the page that a request shows, from 1."""
    return request.offset // max(1, request.limit) + 1


def on_page(request: Request, page: int) -> Request:
    """The same request on another page, from 1."""
    return replace(request, offset=(page - 1) * request.limit)


def _with_values(request: Request, name: str, values: tuple[str, ...]) -> Request:
    filters = {key: old for key, old in request.filters.items() if key != name}
    if values:
        filters[name] = values
    return replace(request, filters=filters, offset=0)
