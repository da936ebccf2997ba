"""The embedded engine: `Engine` implements `search.contract.engine_port.Searcher` over an index in a folder.

The path of a request: `plan` compiles it into trees, `matching` finds and orders documents, `highlight` turns
one page of them into hits, `aggregation` counts them, `suggestion` says what else could be meant.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.storage import manifest
from index.storage.index_reader import open_index
from search.aggregation.facet_counts import count_facets, narrow
from search.aggregation.facet_rows import arrange_facets, facet_rows, rows_of_filters
from search.aggregation.organisation_counts import alphabet, count_organisations
from search.aggregation.organisation_report import organisation_report
from search.aggregation.organisation_rows import arrange_organisations
from search.aggregation.sums import describe
from search.contract import deadline
from search.contract.listing import Listing, ListingHeader, ProjectDocument, StoredProject
from search.contract.request import EVERYTHING, PAGE_SIZE, Request
from search.contract.results import (
    Answer,
    Comparison,
    EquivalentWords,
    FacetValue,
    Hit,
    HitSummary,
    Similar,
    Suggestion,
)
from search.contract.statistics import OrganisationReport, Organisations, Statistics
from search.contract.status import Status
from search.equivalence.reading import read_request, totals_by_precision
from search.equivalence.searched_words import also_searched, searched_words
from search.highlight.explanation import explained
from search.highlight.hits import make_document, make_hits
from search.matching.latest_snapshot import LatestSnapshot
from search.matching.retrieval import (
    Retrieval,
    SnapshotCounter,
    hits_between,
    retrieve,
    whole_matches,
)
from search.matching.snapshot import Snapshot
from search.matching.sorting import Page
from search.plan.request_summary import active_filters, notes, words_with_bases
from search.suggestion.completion import suggest
from search.suggestion.did_you_mean import query_suggestions
from search.suggestion.more_like_this import compare_text, similar_projects
from search.suggestion.places import place_suggestions
from search.suggestion.subjects import subjects_of
from search.suggestion.value_suggestions import value_suggestions
from search.warm_up import prepare, renew

CACHE_BYTES = 48 * 1024 * 1024
"""Memory of a process for what was computed once and may be asked for again."""


class Engine:
    """Searches the index of a folder. Thread-safe; switches to a new generation automatically."""

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES, *, ready: bool = False) -> None:
        """Open the index. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`.

        ready: whether to prepare in advance what the first answers need; it takes seconds in a large index.
        Later generations are prepared in the background.
        """
        self._folder = folder
        self._latest = LatestSnapshot(folder, cache_bytes, renew if ready else None)
        self._last = threading.local()
        if ready:
            prepare(self.snapshot())

    # What is searched

    def snapshot(self) -> Snapshot:
        """The newest generation; the current one while a newer one cannot be opened."""
        return self._latest.get()

    @property
    def generation(self) -> str:
        """Number of the commit that is being searched."""
        return str(self.snapshot().generation)

    @property
    def state(self) -> str:
        """Unique name of that commit; a rebuilt index in the same folder counts from 1 again."""
        return self.snapshot().state

    @property
    def documents(self) -> int:
        """Number of projects in the index."""
        return self.snapshot().live_count

    def status(self) -> Status:
        """What is served. Raises `IndexMissing` where the folder has lost its index since it was opened."""
        if manifest.generation(self._folder) < 0:
            open_index(self._folder)  # looks again: a commit under way can hide both old and new
        snapshot = self.snapshot()
        return Status(
            str(snapshot.generation),
            snapshot.committed,
            snapshot.live_count,
            snapshot.sources,
            snapshot.vocabularies,
            snapshot.last_run,
        )

    # Searches

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show."""
        began = time.perf_counter()
        snapshot, found = self._retrieve(request)
        counter = SnapshotCounter(snapshot)
        answer = Answer(
            query=request.query,
            total=found.matches.total,
            took_ms=0.0,
            hits=_hits(snapshot, found, request),
            facets=_facets(snapshot, found, request),
            active=active_filters(snapshot, request),
            partial=len(found.partial_docs),
            precision=totals_by_precision(snapshot, counter, request, found.compiled, found.matches.total),
            notes=notes(snapshot, found.compiled),
            words=words_with_bases(found.compiled.tree),
            suggestions=query_suggestions(
                snapshot, counter, request, found.compiled.filters, found.matches.total
            ),
            value_suggestions=value_suggestions(snapshot, counter, request),
            equivalents=tuple(EquivalentWords(*one) for one in also_searched(found.compiled.tree)),
            places=place_suggestions(snapshot, counter, request, found.compiled.typed),
        )
        return replace(answer, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def count(self, request: Request) -> int:
        """How many projects match the whole query, and nothing else of an answer."""
        snapshot = self.snapshot()
        counter = SnapshotCounter(snapshot)
        compiled = read_request(snapshot, counter, request)
        return counter.count(compiled.tree, compiled.filters)

    def names(self, request: Request) -> tuple[HitSummary, ...]:
        """The hits of a page by name: the same as in an answer, with only the work of ranking them."""
        snapshot, found = self._retrieve(request)
        documents = map(snapshot.document, _page(snapshot, found, request)[0].tolist())
        return tuple(HitSummary(data["code"], data["title"] or data["code"]) for data in documents)

    def listing(self, request: Request) -> Listing:
        """Every project that matches the whole query, in the order of the ranking: what is exported."""
        snapshot, found = self._retrieve(request)
        header = ListingHeader(request, str(snapshot.generation), found.matches.total, found.compiled.notes)
        return Listing(header, _stored_projects(snapshot, found))

    def codes(self, request: Request) -> Iterator[str]:
        """The code of each project of a listing; reads no project."""
        snapshot, found = self._retrieve(request)
        return map(snapshot.codes.__getitem__, whole_matches(snapshot, found))

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What all projects that a request finds add up to, and how they divide by these facets.

        money: whether to sum up each value's money too.
        """
        snapshot, found = self._retrieve(request)
        return describe(snapshot, found.query_mask, found.masks, fields, money)

    def organisations(
        self, request: Request, order: str = "", offset: int = 0, limit: int | None = None
    ) -> Organisations:
        """The applicants and partners of the projects of a request."""
        snapshot, found = self._retrieve(request)
        rows = slice(max(offset, 0), None if limit is None else max(offset, 0) + max(limit, 0))
        counts = count_organisations(snapshot, narrow(found.query_mask, found.masks))
        return arrange_organisations(snapshot.organisations.all, counts, alphabet(snapshot), order, rows)

    def _retrieve(self, request: Request) -> tuple[Snapshot, Retrieval]:
        """What a request finds, and the snapshot in which it was found.

        Each thread keeps its last result, because a page asks for its hits and then for statistics.
        """
        snapshot = self.snapshot()
        filters = tuple(request.filters.items())
        key = (
            snapshot.state, request.query, request.precision, request.equivalents, request.sort, filters,
        )  # fmt: skip
        if getattr(self._last, "key", None) != key:
            self._last.found = retrieve(snapshot, read_request(snapshot, SnapshotCounter(snapshot), request))
            self._last.key = key
        return snapshot, self._last.found

    # Projects and suggestions

    def project(self, code: str, query: str = "", equivalents: bool = True) -> ProjectDocument:
        """A project by its code, in capital or small letters. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        request = Request(query, equivalents=equivalents)
        compiled = read_request(snapshot, SnapshotCounter(snapshot), request)
        return make_document(snapshot, snapshot.number_of(code), searched_words(compiled.tree))

    def organisation(
        self, name: str, offsets: tuple[int, int] = (0, 0), limit: int = PAGE_SIZE
    ) -> OrganisationReport:
        """What an organisation has done. Raises `UnknownOrganisation`."""
        snapshot = self.snapshot()
        number = snapshot.organisations.number_of(name)
        return organisation_report(snapshot, number, offsets, limit, subjects_of(snapshot, number))

    def similar(self, code: str) -> tuple[Similar, ...]:
        """The projects nearest to one, the nearest first. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        return similar_projects(snapshot, snapshot.number_of(code))

    def compare(self, text: str, request: Request = EVERYTHING) -> Comparison:
        """The projects nearest to a text that is in no index, among those that the filters let through."""
        return compare_text(self.snapshot(), text, request)

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become."""
        snapshot = self.snapshot()
        return suggest(snapshot, SnapshotCounter(snapshot), text)


# Parts of an answer


def _page(snapshot: Snapshot, found: Retrieval, request: Request) -> Page:
    """Documents and scores of the hits that a request asks for."""
    return hits_between(snapshot, found, max(request.offset, 0), max(request.limit, 0))


def _hits(snapshot: Snapshot, found: Retrieval, request: Request) -> tuple[Hit, ...]:
    docs, scores = _page(snapshot, found, request)
    whole = max(0, min(len(docs), found.matches.total - max(request.offset, 0)))
    hits = make_hits(snapshot, docs, scores, searched_words(found.compiled.tree), whole)
    if not request.explain or found.compiled.sort:
        return hits
    return explained(snapshot, found.compiled.tree, hits, docs.tolist())


def _facets(snapshot: Snapshot, found: Retrieval, request: Request) -> dict[str, tuple[FacetValue, ...]]:
    counts = count_facets(snapshot, found.query_mask, found.masks)
    return arrange_facets(facet_rows(snapshot), counts, rows_of_filters(snapshot, request.filters))


def _stored_projects(snapshot: Snapshot, found: Retrieval) -> Iterator[StoredProject]:
    for doc in whole_matches(snapshot, found):
        deadline.check()
        times = snapshot.seen_and_changed[doc].tolist()
        yield StoredProject(snapshot.codes[doc], snapshot.document_json(doc), *times)
