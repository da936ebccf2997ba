"""The page that is shown for an unknown organisation, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from search.contract.request import Request
from search.contract.results import Suggestion
from search.contract.statistics import Organisation
from web.organisation_page.organisation import TextLink
from web.routing import urls
from web.routing.organisation_urls import APPLICANT, PARTNERS, organisation_url, organisation_url_of

MOST_NEAR = 10
"""Organisations that are named where several have one name."""


@dataclass(frozen=True)
class UnknownOrganisationView:
    """What is shown instead of the page of an organisation that there is not.

    several: whether several organisations have the name; `near` has these, or otherwise similar names.
    """

    name: str
    several: bool
    near: tuple[TextLink, ...]
    search_url: str


def unknown_view(
    name: str, called_so: tuple[Organisation, ...], suggestions: tuple[Suggestion, ...]
) -> UnknownOrganisationView:
    """Links to organisations that may have been meant.

    called_so: the organisations of that name; suggestions: what it may become as a query.
    """
    words = " ".join(name.replace("-", " ").split())
    near = [TextLink(one.name, organisation_url(one.id), one.business_id) for one in called_so]
    if not near:
        fields = (APPLICANT, PARTNERS)
        named = dict.fromkeys(one.value for one in suggestions if one.field in fields)
        near = [TextLink(value, organisation_url_of(value, None)) for value in named]
    return UnknownOrganisationView(name, bool(called_so), tuple(near), urls.search_url(Request(words)))
