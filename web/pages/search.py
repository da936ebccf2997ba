"""The search page as plain data: everything that its template loops over, with addresses and texts ready.

Last stage before the template; the filters beside the hits are in `filters` and `active_filters`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from markupsafe import Markup

from index.model.fields import Kind
from index.model.project import QUERYABLE
from index.remembered import remembered
from search.contract.request import Precision, Request
from search.contract.results import Answer, Hit, QuerySuggestion, Snippet, ValueSuggestion
from search.contract.statistics import Statistics
from web.charts.chart import Chart
from web.charts.result_charts import facet_charts
from web.i18n import format
from web.i18n.marks import snippet_html, text_html
from web.i18n.query_words import in_own_words
from web.i18n.texts import gettext as _
from web.i18n.texts import language
from web.pages.active_filters import (
    Chip,
    EquivalentsView,
    FilterRemoval,
    PlaceView,
    chips,
    equivalents_view,
    filter_removals,
    places,
)
from web.pages.filters import ExpandedFacet, FilterGroup, PrecisionView, filter_groups, precisions
from web.pages.hit_facts import applicant_url, hit_applicant, hit_money, hit_outcome, hit_place, hit_years
from web.pages.home import Link, theme_links
from web.pages.statistics import Total, all_notes, totals
from web.routing import urls
from web.routing.paging import Pager, pager
from web.routing.request_changes import remove_filters, replace_value
from web.routing.result_files import result_files


class SortOption(msgspec.Struct, frozen=True):
    """One line of the sort list."""

    value: str
    label: str
    selected: bool


class SnippetView(msgspec.Struct, frozen=True):
    """A passage, and the section it is from. follows: whether the one before it is from the same section."""

    label: str
    html: Markup
    follows: bool


class HitView(msgspec.Struct, frozen=True):
    """One project in the list: who, where, when and for how much, and in `outcome` what came of it."""

    code: str
    url: str
    title: Markup
    applicant: str
    applicant_url: str
    place: str
    years: str
    money: str
    outcome: Markup
    snippets: tuple[SnippetView, ...]
    missing: str


@dataclass(frozen=True)
class SearchWord:
    """A search word and the base forms it was searched by, "" where there is no other than itself."""

    written: str
    bases: str


@dataclass(frozen=True)
class SuggestionView:
    """What may have been meant: a query, or a value of the filter `label`; `found` says how much it finds."""

    label: str
    text: str
    url: str
    found: str


@dataclass(frozen=True)
class SearchView:
    """The whole search page."""

    query: str
    total: str
    found: bool
    none_whole: bool
    is_everything: bool
    notes: tuple[str, ...]
    partial: str
    precisions: tuple[PrecisionView, ...]
    narrowed_words: bool
    meant: tuple[SuggestionView, ...]
    equivalents: EquivalentsView | None
    places: tuple[PlaceView, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    usual_sort: SortOption
    sorts: tuple[SortOption, ...]
    reverse_sorts: tuple[SortOption, ...]
    sort_hidden: tuple[tuple[str, str], ...]
    search_hidden: tuple[tuple[str, str], ...]
    filter_groups: tuple[FilterGroup, ...]
    filters_open: bool
    hits: tuple[HitView, ...]
    partial_hits: tuple[HitView, ...]
    pager: Pager
    words: tuple[SearchWord, ...]
    examples: tuple[Link, ...]
    api_url: str
    canonical_url: str
    feed_url: str
    downloads: tuple[Link, ...]
    statistics_url: str
    totals: tuple[Total, ...]
    charts: tuple[Chart, ...]
    filter_removals: tuple[FilterRemoval, ...]


def search_view(
    request: Request,
    answer: Answer,
    statistics: Statistics,
    notes: tuple[str, ...],
    expanded: ExpandedFacet,
    totals_without: Mapping[str, int],
) -> SearchView:
    """Everything the search page shows of an answer.

    statistics:     of all the projects found, by the facets of `CHARTED_FACETS`.
    expanded:       the facet to show whole.
    totals_without: where nothing was found, how many projects there were without each of the filters; under
                    "", without any.
    """
    address = urls.project_urls(request)
    ranked = enumerate(answer.hits, request.offset + 1)
    usual = _("Osuvimmat ensin") if request.query else _("Uusimmat ensin")
    hits = [(hit.partial, _hit(hit, address(hit.code, rank))) for rank, hit in ranked]
    return SearchView(
        query=in_own_words(request.query),
        total=_total(answer),
        found=answer.total + answer.partial > 0,
        none_whole=answer.total == 0,
        is_everything=request == Request(),
        notes=all_notes(notes, answer),
        partial=format.number(answer.partial) if answer.partial else "",
        precisions=precisions(request, answer),
        narrowed_words=request.precision is not Precision.PARTS or not request.equivalents,
        meant=(
            *(_meant(one, request) for one in answer.suggestions),
            *(_meant_value(one, request) for one in answer.value_suggestions),
        ),
        equivalents=equivalents_view(request, answer),
        places=places(request, answer),
        chips=chips(request, answer),
        clear_url=urls.search_url(remove_filters(request)),
        usual_sort=SortOption("", usual, not request.sort),
        sorts=_sort_options(language(), request.sort, False),
        reverse_sorts=_sort_options(language(), request.sort, True),
        sort_hidden=tuple(urls.hidden_inputs(request, [urls.SORT])),
        search_hidden=tuple(urls.hidden_inputs(request, [urls.QUERY])),
        filter_groups=filter_groups(request, answer, statistics.histograms, expanded),
        filters_open=bool(expanded.name),
        hits=tuple(view for some, view in hits if not some),
        partial_hits=tuple(view for some, view in hits if some),
        pager=pager(request, answer.total + answer.partial),
        words=tuple(_word(word, bases) for word, bases in answer.words),
        examples=() if answer.total + answer.partial else theme_links(),
        api_url=urls.api_url(request),
        canonical_url=urls.search_url(request),
        feed_url=urls.all_hits_url(request, "feeds.atom"),
        downloads=tuple(Link(*one) for one in result_files(request)) if answer.total else (),
        statistics_url=urls.statistics_url(request),
        totals=totals(request, statistics, answer.total)[1:] if answer.total else (),
        charts=facet_charts(request, statistics) if answer.total > 1 else (),
        filter_removals=filter_removals(request, answer, totals_without),
    )


def _meant(meant: QuerySuggestion, request: Request) -> SuggestionView:
    if meant.total:
        found = format.projects(meant.total)
    else:
        found = _("%(number)s osittaista", number=format.number(meant.partial))
    query = in_own_words(meant.query)
    return SuggestionView("", query, urls.search_url(replace(request, query=query)), found)


def _meant_value(meant: ValueSuggestion, request: Request) -> SuggestionView:
    url = urls.search_url(replace_value(request, meant.field, meant.written, meant.value))
    return SuggestionView(_(meant.label), meant.name, url, format.projects(meant.total))


def _total(answer: Answer) -> str:
    """«1 hanke ja 6 osittain vastaavaa»."""
    whole = format.projects(answer.total)
    if not answer.partial:
        return whole
    partial = format.number(answer.partial)
    return _("%(whole)s ja %(partial)s osittain vastaavaa", whole=whole, partial=partial)


def _word(written: str, bases: tuple[str, ...]) -> SearchWord:
    """A word and its base forms, where they differ from it."""
    return SearchWord(written, ", ".join(base for base in bases if base != written.casefold()))


@remembered(100)
def _sort_options(_language: str, chosen: str, turned: bool) -> tuple[SortOption, ...]:
    """The sort orders of one direction, by the fields of the table."""
    return tuple(
        SortOption(value, f"{_(field.label)}: {_direction(field.kind, turned)}", value == chosen)
        for name, field in QUERYABLE.items()
        if field.sortable
        for value in (f"-{name}" if turned else name,)
    )


def _direction(kind: Kind, turned: bool) -> str:
    words = (_("uusin ensin"), _("vanhin ensin")) if kind is Kind.DATE else ("A–Ö", "Ö–A")
    if kind.is_number and kind is not Kind.DATE:
        words = _("suurin ensin"), _("pienin ensin")
    return words[turned]


def _hit(hit: Hit, url: str) -> HitView:
    facts = hit.facts
    return HitView(
        code=hit.code,
        url=url,
        title=text_html(hit.title or hit.code, hit.title_spans),
        applicant=hit_applicant(facts),
        applicant_url=applicant_url(facts),
        place=hit_place(facts),
        years=hit_years(facts),
        money=hit_money(facts),
        outcome=hit_outcome(hit.code, facts, hit.reported),
        snippets=tuple(_snippets(hit.snippets)),
        missing=", ".join(hit.missing),
    )


def _snippets(snippets: Sequence[Snippet]) -> Iterator[SnippetView]:
    before = ""
    for one in snippets:
        yield SnippetView(_(one.label), snippet_html(one), one.label == before)
        before = one.label
