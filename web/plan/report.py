"""A comparison as a document to take to a meeting: the contents of the page, in order, with full URLs."""

from __future__ import annotations

from collections.abc import Iterator

from search.contract.results import Snippet
from search.export.document import DOCX, Paragraph, Run, Style, paragraph, to_docx, to_markdown
from search.export.marked_text import snippet_pieces
from web.i18n.texts import gettext as _
from web.i18n.texts import language
from web.plan.view import ComparedView, CompareView, PairView
from web.routing import urls

LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
"""The language of a Word file by that of the page."""


def report(view: CompareView) -> bytes:
    """The comparison as a file of the kind that its form asks for."""
    paragraphs = tuple(_paragraphs(view))
    if view.form.report == DOCX:
        return to_docx(paragraphs, LOCALES[language()])
    return to_markdown(paragraphs)


def _paragraphs(view: CompareView) -> Iterator[Paragraph]:
    yield paragraph(Style.TITLE, plan_title(view))
    yield paragraph(Style.TEXT, _("Vertailtu %(day)s.", day=view.today), " ", *_narrowed(view))
    if view.words:
        yield paragraph(Style.TEXT, Run(_("Suunnitelman kuvaavimmat sanat:"), bold=True), f" {view.words}")
    yield paragraph(
        Style.HEADING, _("Lähimmät hankkeet") if view.found else _("Lähimpiä hankkeita ei löytynyt")
    )
    for one in view.found:
        yield from _project(one)
    yield paragraph(
        Style.TEXT,
        _("Lähde: Hankehaku, aineisto päivitetty %(day)s.", day=view.day),
        " ",
        _(
            "Samankaltaisuus kertoo, kuinka paljon tekstin kuvaavimmista sanoista hankkeessa on: "
            "100 olisi sama teksti."
        ),
    )


def plan_title(view: CompareView) -> str:
    """The heading of a report and of a print."""
    name = view.form.name
    return _("Suunnitelman vertailu: %(name)s", name=name) if name else _("Suunnitelman vertailu")


def _narrowed(view: CompareView) -> Iterator[str]:
    yield _("Vertailussa mukana: %(projects)s.", projects=view.among)
    if view.chips:
        told = ", ".join(f"{chip.label}: {chip.value}" for chip in view.chips)
        yield " " + _("Rajaukset: %(filters)s.", filters=told)


def _project(one: ComparedView) -> Iterator[Paragraph]:
    yield paragraph(Style.SUBHEADING, Run(one.plain_title, link=urls.site() + one.url))
    facts = (one.applicant, one.place, one.years, one.money)
    yield paragraph(Style.TEXT, " · ".join(fact for fact in facts if fact))
    yield paragraph(Style.TEXT, one.outcome.striptags())
    likeness = Run(f"{_('Samankaltaisuus')} {one.likeness}/100", bold=True)
    shared = f". {_('Yhteistä:')} {one.words}" if one.words else ""
    yield paragraph(Style.TEXT, likeness, shared)
    for pair in one.pairs:
        yield from _pair(pair)


def _pair(pair: PairView) -> Iterator[Paragraph]:
    own, theirs = pair.passages
    yield paragraph(Style.QUOTE, f"{_('Suunnitelmassa')}: ", *_runs(own))
    yield paragraph(Style.QUOTE, f"{pair.label}: ", *_runs(theirs))


def _runs(snippet: Snippet) -> Iterator[Run]:
    return (Run(text, bold=span is not None) for text, span in snippet_pieces(snippet))
