"""The engine over a cluster: `ClusterEngine` implements `search.contract.engine_port.Searcher`.

It has the same structure as `search.engine`. Words come from the lexicon of the generation, a snapshot as in
the embedded engine; matches, scores and sums are asked from OpenSearch (`search.cluster.asking`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from index.cluster.client import ClusterSettings
from index.cluster.document_words import stored_of
from index.cluster.errors import ClusterMissing
from index.cluster.mapping import CODE, FIRST_SEEN, LAST_CHANGED
from index.errors import HankehakuError, UnknownProject
from search.aggregation.organisation_counts import alphabet
from search.aggregation.organisation_rows import arrange_organisations
from search.cluster import counts
from search.cluster.asking import Query, settled
from search.cluster.generations import LatestGeneration, Opened
from search.cluster.near import compare, similar
from search.cluster.page import document_of, hits_of
from search.cluster.queries.lookups import Collection
from search.cluster.report import organisation_report
from search.cluster.retrieval import (
    EXPORTED,
    NOTHING_STORED,
    SHOWN,
    ClusterCounter,
    code_of,
    project_json,
    ranked,
    retrieve,
    stored,
    walk,
)
from search.contract.listing import Listing, ListingHeader, ProjectDocument, StoredProject
from search.contract.request import EVERYTHING, PAGE_SIZE, Request
from search.contract.results import Answer, Comparison, EquivalentWords, HitSummary, Similar, Suggestion
from search.contract.statistics import OrganisationReport, Organisations, Statistics
from search.contract.status import Status
from search.equivalence.reading import read_request, totals_by_precision
from search.equivalence.searched_words import also_searched, searched_words
from search.matching.snapshot import Snapshot
from search.plan.compiled_request import CompiledRequest
from search.plan.request_summary import active_filters, notes, words_with_bases
from search.suggestion.completion import suggest
from search.suggestion.did_you_mean import query_suggestions
from search.suggestion.lexicon import rebuild_lexicon, share_lexicon
from search.suggestion.places import place_suggestions
from search.suggestion.value_suggestions import value_suggestions

CACHE_BYTES = 48 * 1024 * 1024
"""Memory of a process for what was computed of a lexicon, and for counts."""

Value = TypeVar("Value")


class ClusterEngine:
    """Searches an index in a cluster. Thread-safe; switches to a new generation automatically."""

    def __init__(
        self, settings: ClusterSettings, folder: Path, cache_bytes: int = CACHE_BYTES, *, ready: bool = False
    ) -> None:
        """folder: where the lexicons are kept. Raises `ClusterError`.

        ready: whether to prepare in advance what the first answers need.
        """
        self._latest = LatestGeneration(settings, folder, cache_bytes, _renew)
        if ready:
            with suppress(HankehakuError):  # the next search reports what is wrong
                self.suggest("aa")
                self.answer(Request("hanke"))

    def _of_latest(self, ask: Callable[[Opened], Value]) -> Value:
        """Asks the current generation; if it was removed, the newest one."""
        try:
            return ask(self._latest.get())
        except ClusterMissing:
            return ask(self._latest.newest())

    def _settled(self, make: Callable[[Collection], Value]) -> Value:
        """The result of a function over one generation, when all its questions have been answered."""

        def ask(opened: Opened) -> Value:
            collection = opened.collection()
            return settled(collection.ledger, lambda: make(collection))

        return self._of_latest(ask)

    # What is searched

    @property
    def generation(self) -> str:
        """Number of the commit that is being searched."""
        return str(self._latest.get().generation.number)

    @property
    def state(self) -> str:
        """Names that commit for good."""
        generation = self._latest.get().generation
        return f"{generation.number}-{generation.uuid}"

    @property
    def documents(self) -> int:
        """Number of projects in the index."""
        return self._latest.get().generation.documents

    def status(self) -> Status:
        """What is served. Raises `ClusterError` where it is no longer there."""
        opened = self._latest.newest()
        return Status(
            str(opened.generation.number),
            opened.generation.committed,
            opened.generation.documents,
            opened.words.sources,
            opened.words.vocabularies,
        )

    # Searches

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show."""
        began = time.perf_counter()
        answer = self._settled(lambda collection: _answer(collection, request))
        return replace(answer, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def count(self, request: Request) -> int:
        """How many projects match the whole query, and nothing else of an answer."""

        def make(collection: Collection) -> int:
            compiled = _read(collection, request)
            return ClusterCounter(collection).count(compiled.tree, compiled.filters)

        return self._settled(make)

    def names(self, request: Request) -> tuple[HitSummary, ...]:
        """The hits of a page by name."""

        def make(collection: Collection) -> tuple[HitSummary, ...]:
            found = retrieve(collection, _read(collection, request), request, NOTHING_STORED)
            codes = (one.code for one in found.hits)
            return tuple(HitSummary(code, collection.words.title(code) or code) for code in codes)

        return self._settled(make)

    def listing(self, request: Request) -> Listing:
        """Every project that matches the whole query, in the order of the ranking: what is exported."""
        header, hits = self._of_latest(lambda opened: _listed(opened, request, EXPORTED))
        return Listing(header, (_stored_project(stored_of(hit)) for hit in hits))

    def codes(self, request: Request) -> Iterator[str]:
        """The code of each project of a listing; reads no project."""
        _, hits = self._of_latest(lambda opened: _listed(opened, request, NOTHING_STORED))
        return map(code_of, hits)

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What all projects that a request finds add up to, and how they divide by these facets."""
        return self._settled(
            lambda collection: counts.describe(collection, _read(collection, request), fields, money)
        )

    def organisations(
        self, request: Request, order: str = "", offset: int = 0, limit: int | None = None
    ) -> Organisations:
        """The applicants and partners of the projects of a request."""
        rows = slice(max(offset, 0), None if limit is None else max(offset, 0) + max(limit, 0))

        def make(collection: Collection) -> Organisations:
            words = collection.words
            own = counts.count_organisations(collection, _read(collection, request))
            return arrange_organisations(words.organisations.all, own, alphabet(words), order, rows)

        return self._settled(make)

    def organisation(
        self, name: str, offsets: tuple[int, int] = (0, 0), limit: int = PAGE_SIZE
    ) -> OrganisationReport:
        """What an organisation has done. Raises `UnknownOrganisation`."""

        def make(collection: Collection) -> OrganisationReport:
            number = collection.words.organisations.number_of(name)
            return organisation_report(collection, number, offsets, limit)

        return self._settled(make)

    # Projects and suggestions

    def project(self, code: str, query: str = "", equivalents: bool = True) -> ProjectDocument:
        """A project by its code, in capital or small letters. Raises `UnknownProject`."""

        def make(collection: Collection) -> ProjectDocument | None:
            compiled = _read(collection, Request(query, equivalents=equivalents))
            source = _source(collection, code)
            return document_of(collection, source, searched_words(compiled.tree)) if source else None

        found = self._settled(make)
        if found is None:
            raise UnknownProject(code)
        return found

    def similar(self, code: str) -> tuple[Similar, ...]:
        """The projects nearest to one, the nearest first. Raises `UnknownProject`."""

        def make(collection: Collection) -> tuple[Similar, ...]:
            source = _source(collection, code)
            return similar(collection, source) if source else ()

        return self._settled(make)

    def compare(self, text: str, request: Request = EVERYTHING) -> Comparison:
        """The projects nearest to a text that is in no index, among those that the filters let through."""
        return self._settled(lambda collection: compare(collection, text, request))

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become."""
        return self._settled(lambda collection: suggest(collection.words, ClusterCounter(collection), text))


def _renew(words: Snapshot, former: Snapshot) -> None:
    """Completion uses the previous lexicon until that of the new generation is sorted in the background."""
    share_lexicon(words, former)
    threading.Thread(target=_sort_words, args=(words,), daemon=True).start()


def _sort_words(words: Snapshot) -> None:
    with suppress(HankehakuError):  # the next search reports the damage
        rebuild_lexicon(words)


# Parts of an answer


def _answer(collection: Collection, request: Request) -> Answer:
    words, counter = collection.words, ClusterCounter(collection)
    compiled = _read(collection, request)
    found = retrieve(collection, compiled, request)
    return Answer(
        query=request.query,
        total=found.total,
        took_ms=0.0,
        hits=hits_of(collection, found, request.explain),
        facets=counts.facets(collection, compiled, request),
        active=active_filters(words, request),
        partial=found.partial,
        precision=totals_by_precision(words, counter, request, compiled, found.total),
        notes=notes(words, compiled),
        words=words_with_bases(compiled.tree),
        suggestions=query_suggestions(words, counter, request, compiled.filters, found.total),
        value_suggestions=value_suggestions(words, counter, request),
        equivalents=tuple(EquivalentWords(*one) for one in also_searched(compiled.tree)),
        places=place_suggestions(words, counter, request, compiled.typed),
    )


def _listed(opened: Opened, request: Request, wanted: Query) -> tuple[ListingHeader, Iterator[Query]]:
    """The header of a listing, and its hits, of which the first have been fetched. wanted: of each."""
    collection = opened.collection()

    def make() -> tuple[CompiledRequest, Query, int]:
        compiled = _read(collection, request)
        total = ClusterCounter(collection).count(compiled.tree, compiled.filters)
        return compiled, ranked(collection, compiled), total

    compiled, body, total = settled(collection.ledger, make)
    hits = walk(opened.connection, body, wanted)
    begun = chain(list(islice(hits, 1)), hits)  # from here on, its point in time stays
    return ListingHeader(request, str(opened.generation.number), total, compiled.notes), begun


def _read(collection: Collection, request: Request) -> CompiledRequest:
    return read_request(collection.words, ClusterCounter(collection), request)


def _source(collection: Collection, code: str) -> Mapping[str, Any]:
    """What is stored of a project, by its code in any spelling; nothing while it is not known.

    Raises `UnknownProject`.
    """
    words = collection.words
    return stored(collection, [words.codes[words.number_of(code)]], SHOWN)[0]


def _stored_project(source: Mapping[str, Any]) -> StoredProject:
    return StoredProject(source[CODE], project_json(source), source[FIRST_SEEN], source[LAST_CHANGED])
