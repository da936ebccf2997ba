"""The search page as plain data: everything the template loops over, with addresses and words ready.

Last stage before the templates of the search page; the filters beside the hits are `filter_view`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from index.fields import Kind
from index.project import QUERYABLE
from search.request import ActiveFilter, Answer, Hit, Meant, Request
from web import format, urls
from web.filter_view import Facet, RangeForm, facets, range_forms
from web.pager import Pager, pager
from web.ranges import range_label

EXAMPLES = (
    "digituki",
    "nuorten työpajat",
    "ilmasto TAI energia",
    '"luontolähtöinen kuntoutus"',
    "maakunta:Lappi",
    "myonnetty:>300000",
)
"""Searches to start from; each finds something in the sample corpus."""

MAX_REGIONS = 3
"""Regions named on a hit before the rest are counted."""


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class SortOption:
    """One line of the sort list."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class SnippetView:
    """A passage and the section it is from."""

    label: str
    html: Markup


@dataclass(frozen=True)
class HitView:
    """One project in the list."""

    code: str
    url: str
    title: Markup
    applicant: str
    status: str
    facts: tuple[tuple[str, str], ...]
    snippets: tuple[SnippetView, ...]


@dataclass(frozen=True)
class Word:
    """A search word and the base forms it was searched by."""

    written: str
    bases: str


@dataclass(frozen=True)
class MeantView:
    """What may have been meant: its words, its address, and what it finds."""

    text: str
    url: str
    found: str


@dataclass(frozen=True)
class SearchView:
    """The whole search page."""

    query: str
    total: str
    found: bool
    is_front: bool
    notes: tuple[str, ...]
    meant: tuple[MeantView, ...]
    partial: bool
    chips: tuple[Chip, ...]
    clear_url: str
    sorts: tuple[SortOption, ...]
    reverse_sorts: tuple[SortOption, ...]
    sort_hidden: tuple[tuple[str, str], ...]
    search_hidden: tuple[tuple[str, str], ...]
    facets: tuple[Facet, ...]
    ranges: tuple[RangeForm, ...]
    hits: tuple[HitView, ...]
    pager: Pager
    words: tuple[Word, ...]
    examples: tuple[Link, ...]
    api_url: str
    canonical_url: str
    feed_url: str
    citation_url: str
    downloads: tuple[Link, ...]


def search_view(request: Request, answer: Answer, notes: tuple[str, ...]) -> SearchView:
    """Everything the search page shows of an answer."""
    return SearchView(
        query=request.query,
        total=format.projects(answer.total),
        found=answer.total > 0,
        is_front=not (request.query or request.filters or request.offset or request.sort),
        notes=tuple(dict.fromkeys((*notes, *answer.notes))),
        meant=tuple(_meant(one, request) for one in answer.meant),
        partial=bool(answer.partial and not answer.total),
        chips=_chips(request, answer),
        clear_url=urls.search_url(urls.without_filters(request)),
        sorts=tuple(_sort_options(request, "")),
        reverse_sorts=tuple(_sort_options(request, "-")),
        sort_hidden=tuple(urls.hidden_inputs(request, [urls.SORT])),
        search_hidden=tuple(urls.hidden_inputs(request, [urls.QUERY])),
        facets=facets(request, answer),
        ranges=range_forms(request),
        hits=tuple(_hit(hit, request) for hit in answer.hits),
        pager=pager(request, answer.total),
        words=tuple(_word(word, bases) for word, bases in answer.words),
        examples=tuple(Link(words, urls.search_url(Request(words))) for words in EXAMPLES),
        api_url=urls.api_url(request),
        canonical_url=urls.search_url(request),
        feed_url=urls.whole_url(request, "feeds.atom"),
        citation_url=urls.whole_url(request, "api.snapshot"),
        downloads=_downloads(request) if answer.total and not answer.partial else (),
    )


def _meant(meant: Meant, request: Request) -> MeantView:
    found = format.projects(meant.total) if meant.total else f"{format.number(meant.partial)} osittaista"
    return MeantView(meant.query, urls.search_url(replace(request, query=meant.query)), found)


def _downloads(request: Request) -> tuple[Link, ...]:
    """The whole result in each form that it can be taken along in."""
    labels = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines"}
    files = (
        Link(label, urls.whole_url(request, "export.export", kind=kind)) for kind, label in labels.items()
    )
    return (*files, Link("Atom", urls.whole_url(request, "feeds.atom")))


def _chips(request: Request, answer: Answer) -> tuple[Chip, ...]:
    return tuple(
        Chip(one.label, _chip_value(one), urls.search_url(urls.without(request, one.name, one.value)))
        for one in answer.active
    )


def _chip_value(active: ActiveFilter) -> str:
    field = QUERYABLE.get(active.name)
    return range_label(field, active.value_label) if field else active.value_label


def _word(written: str, bases: tuple[str, ...]) -> Word:
    """A word and its base forms, where they differ from it."""
    return Word(written, ", ".join(base for base in bases if base != written.casefold()))


def _sort_options(request: Request, sign: str) -> list[SortOption]:
    """The orders of one direction; the usual one leads the usual direction."""
    options: list[SortOption] = []
    if not sign:
        usual = "Osuvimmat ensin" if request.query else "Uusimmat ensin"
        options.append(SortOption("", usual, not request.sort))
    for name, field in QUERYABLE.items():
        if field.sortable:
            value = sign + name
            label = f"{field.label}: {_direction(field.kind, bool(sign))}"
            options.append(SortOption(value, label, value == request.sort))
    return options


def _direction(kind: Kind, turned: bool) -> str:
    words = {
        Kind.DATE: ("uusin ensin", "vanhin ensin"),
        Kind.MONEY: ("suurin ensin", "pienin ensin"),
        Kind.COUNT: ("suurin ensin", "pienin ensin"),
    }
    return words.get(kind, ("A–Ö", "Ö–A"))[turned]


def _hit(hit: Hit, request: Request) -> HitView:
    facts = hit.facts
    granted = facts.get("funding.eu_state_granted")
    wanted = (
        ("Aika", format.period(facts.get("starts"), facts.get("ends"))),
        ("Myönnetty", format.money(granted) if isinstance(granted, int) else ""),
        ("Alue", _regions(facts)),
        ("Toimintalinja", format.name(facts.get("priority_axis"))),
    )
    return HitView(
        code=hit.code,
        url=urls.project_url(hit.code, request),
        title=Markup(hit.title_html) or Markup.escape(hit.title or hit.code),  # escaped by the engine
        applicant=format.name(facts.get("applicant.name")) or "Hakija ei tiedossa",
        status=format.name(facts.get("status")),
        facts=tuple((label, value or format.MISSING) for label, value in wanted),
        snippets=tuple(SnippetView(one.label, Markup(one.html)) for one in hit.snippets),
    )


def _regions(facts: Mapping[str, Any]) -> str:
    names = [str(name) for name in facts.get("regions") or ()]
    if len(names) <= MAX_REGIONS + 1:
        return ", ".join(names)
    return f"{', '.join(names[:MAX_REGIONS])} ja {len(names) - MAX_REGIONS} muuta maakuntaa"
