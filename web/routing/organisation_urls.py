"""Addresses of organisations: their pages, and the searches for their projects."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import url_for

from index.model.fields import Role
from index.model.organisations import organisation_id
from index.model.project import BY_ROLE
from index.remembered import remembered
from search.contract.quoting import as_value
from search.contract.request import Request
from web.routing.urls import ORDER, encoded, params, path_around

APPLICANT, PARTNERS = BY_ROLE[Role.APPLICANT].query, BY_ROLE[Role.PARTNERS].query
AS_IT_IS = "!$&'()*+,/:;=@"
"""What stands as it is in a part of a path, as Werkzeug writes it."""
LED_PAGE, PARTNERED_PAGE = "sivu", "osasivu"
"""Parameters of the page of an organisation: which page of the projects it applied for is shown, and of those
in which it is a partner."""


def organisation_url(id_: str, *more: tuple[str, str]) -> str:
    """The address of the page of an organisation. more: parameters."""
    path = quote(id_, safe=AS_IT_IS).join(path_around("pages.organisation", "name"))
    return f"{path}?{encoded(more)}" if more else path


def organisation_page_url(id_: str, led_page: int, partnered_page: int) -> str:
    """The same with a page of each of its lists, from 1."""
    pairs = ((LED_PAGE, led_page), (PARTNERED_PAGE, partnered_page))
    return organisation_url(id_, *((name, str(page)) for name, page in pairs if page > 1))


def organisation_url_of(name: str | None, business_id: str | None) -> str:
    """The same by what a description says of it; "" where it gives no name."""
    return _quoted(name, business_id).join(path_around("pages.organisation", "name")) if name else ""


@remembered(10_000)  # each hit leads to the page of an organisation
def _quoted(name: str, business_id: str | None) -> str:
    return quote(organisation_id(name, business_id), safe=AS_IT_IS)


def organisations_file_url(kind: str, request: Request, order: str = "") -> str:
    """The address of the organisations of a search as a file."""
    pairs = params(replace(request, offset=0, sort="")) + ([(ORDER, order)] if order else [])
    path = url_for("tables.organisations", kind=kind)
    return f"{path}?{encoded(pairs)}" if pairs else path


def led_by(id_: str) -> Request:
    """The search for the projects that an organisation applied for."""
    return Request(filters={APPLICANT: (id_,)})


def partnered_by(id_: str) -> Request:
    """The search for the projects in which an organisation is a partner."""
    return Request(filters={PARTNERS: (id_,)})


def with_organisations(*ids: str, words: str = "") -> Request:
    """The search for the projects in which all of some organisations take part, in whatever role."""
    parts = [f"({APPLICANT}:{as_value(one)} TAI {PARTNERS}:{as_value(one)})" for one in ids]
    return Request(" ".join([*parts, words]).strip())
