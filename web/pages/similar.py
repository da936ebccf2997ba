"""Projects that are near another one, or near a pasted plan, as plain data for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.contract.results import Compared, Similar
from web.i18n import format
from web.i18n.language import data, translated
from web.i18n.language import gettext as _
from web.routing import engine_access, urls
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

    length, most: characters that it has, and that it may have; wrong: what is told where it has too many.
    """

    text: str
    length: int
    most: int
    wrong: str
    found: tuple[ComparedView, ...]


def pasted(text: str) -> str:
    """A text as it is compared: one kind of line break, no control characters."""
    return "\n".join(map(clean, text.splitlines())).strip()


def similar_view(found: Sequence[Similar]) -> tuple[SimilarView, ...]:
    """The nearest projects, for the page of a project."""
    return tuple(_similar(one, Markup.escape(one.title)) for one in found[:ON_PROJECT_PAGE])


def compare_view(text: str, found: Sequence[Compared], wrong: str) -> CompareView:
    """Everything the page shows of a plan."""
    most = engine_access.settings().text_length
    return CompareView(text, len(text), most, translated(wrong), tuple(map(_compared, found)))


def _compared(one: Compared) -> ComparedView:
    pairs = tuple(
        PairView(Markup(own.html), _(theirs.label), Markup(theirs.html)) for own, theirs in one.pairs
    )
    return ComparedView(_similar(one.project, Markup(one.title_html)), pairs)  # escaped by the engine


def _similar(one: Similar, title: Markup) -> SimilarView:
    facts = (one.applicant and data(one.applicant), format.period(one.starts, one.ends))
    return SimilarView(
        code=one.code,
        url=urls.project_url(one.code),
        title=title,
        byline=tuple(fact for fact in facts if fact),
        likeness=one.likeness,
        words=", ".join(one.words),
    )
