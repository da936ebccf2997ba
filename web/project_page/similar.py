"""Projects that are near another one, as plain data for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.contract.results import Similar
from web.i18n import format
from web.i18n.language import source_text
from web.i18n.marks import text_html
from web.routing import urls
from web.routing.organisation_urls import organisation_url_of

ON_PROJECT_PAGE = 5
"""Near projects that the page of a project names."""


@dataclass(frozen=True)
class SimilarView:
    """A near project in a list."""

    code: str
    url: str
    title: Markup
    byline: tuple[str, ...]
    likeness: int
    words: str


def similar_view(found: Sequence[Similar]) -> tuple[SimilarView, ...]:
    """The nearest projects, for the page of a project."""
    return tuple(_similar(one) for one in found[:ON_PROJECT_PAGE])


def _applicant(one: Similar) -> Markup:
    """The applicant's name, which leads to its page."""
    if not one.applicant:
        return Markup("")
    url = organisation_url_of(one.applicant, one.business_id)
    return Markup('<a href="{}">{}</a>').format(url, source_text(one.applicant))


def _similar(one: Similar) -> SimilarView:
    facts = (_applicant(one), format.period(one.starts, one.ends))
    return SimilarView(
        code=one.code,
        url=urls.project_url(one.code),
        title=text_html(one.title),
        byline=tuple(fact for fact in facts if fact),
        likeness=one.similarity,
        words=", ".join(one.words),
    )
