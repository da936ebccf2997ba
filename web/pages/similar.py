"""Projects that are near another one, or near a pasted plan, as plain data for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.contract.results import Compared, Similar
from web.i18n import format
from web.i18n.language import source_text
from web.i18n.marks import snippet_html, text_html
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.routing import engine_access, urls
from web.routing.organisation_urls import organisation_url_of
from web.routing.request_reader import clean

TEXT = "teksti"
"""Name of the field of the form that the plan is pasted into."""
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


@dataclass(frozen=True)
class PairView:
    """A passage of the plan, the section of the project that says something like it, and how."""

    own: Markup
    label: str
    theirs: Markup


@dataclass(frozen=True)
class ComparedView:
    """A near project with the passages it shares."""

    project: SimilarView
    pairs: tuple[PairView, ...]


@dataclass(frozen=True)
class CompareView:
    """The page that compares a plan.

    length, most: characters that it has, and that it may have. error: the message where it has too many.
    """

    text: str
    length: int
    most: int
    error: str
    found: tuple[ComparedView, ...]


def clean_plan(text: str) -> str:
    """A pasted text with one kind of line break and without control characters."""
    return "\n".join(map(clean, text.splitlines())).strip()


def similar_view(found: Sequence[Similar]) -> tuple[SimilarView, ...]:
    """The nearest projects, for the page of a project."""
    return tuple(_similar(one, text_html(one.title)) for one in found[:ON_PROJECT_PAGE])


def compare_view(text: str, found: Sequence[Compared], error: str) -> CompareView:
    """Everything the page shows of a plan."""
    most = engine_access.settings().text_length
    return CompareView(text, len(text), most, translated(error), tuple(map(_compared, found)))


def _compared(one: Compared) -> ComparedView:
    pairs = tuple(
        PairView(snippet_html(own), _(theirs.label), snippet_html(theirs)) for own, theirs in one.pairs
    )
    return ComparedView(_similar(one.project, text_html(one.project.title, one.title_spans)), pairs)


def _applicant(one: Similar) -> Markup:
    """The applicant's name, which leads to its page."""
    if not one.applicant:
        return Markup("")
    url = organisation_url_of(one.applicant, one.business_id)
    return Markup('<a href="{}">{}</a>').format(url, source_text(one.applicant))


def _similar(one: Similar, title: Markup) -> SimilarView:
    facts = (_applicant(one), format.period(one.starts, one.ends))
    return SimilarView(
        code=one.code,
        url=urls.project_url(one.code),
        title=title,
        byline=tuple(fact for fact in facts if fact),
        likeness=one.similarity,
        words=", ".join(one.words),
    )
