"""The search engine: `answer` a request, show a `project`. The one door for page, API and command line."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.errors import HankehakuError, UnknownProject
from index.model.project import QUERYABLE
from index.numeric import Array
from index.storage import manifest
from index.storage.index_reader import open_index
from search.aggregation.facets import UNKNOWN_LABEL, count_facets
from search.aggregation.statistics import describe
from search.contract.listing import Listing
from search.contract.messages import Message
from search.contract.request import Precision, Request
from search.contract.results import (
    ActiveFilter,
    Answer,
    Compared,
    Hit,
    HitSummary,
    ProjectDocument,
    Similar,
    Statistics,
    Status,
    Suggestion,
)
from search.highlight.explanation import explain
from search.highlight.hits import make_document, make_hits
from search.matching.retrieval import Retrieval, count, find, partial, ranking
from search.matching.snapshot import Snapshot
from search.matching.sorting import page
from search.matching.term_expansion import cut
from search.matching.value_resolver import resolve
from search.plan.compiled_request import CompiledRequest, read_request
from search.query.ast import Fuzzy, Node, Prefix, at_precision, terms
from search.query.ast import QueryTerm as QueryTerm
from search.query.parser import parse_query
from search.query.value_parser import is_unknown
from search.suggestion.completion import suggest
from search.suggestion.did_you_mean import meant
from search.suggestion.lexicon import rebuild_lexicon, share_lexicon
from search.suggestion.more_like_this import compare, similar
from search.suggestion.value_suggestions import meant_values

CACHE_BYTES = 48 * 1024 * 1024
"""Memory for what was computed once and may be asked again, in a process."""
LOOK_AGAIN = 0.25
"""Seconds after which a new generation of the index is looked for."""
WARMUP_DELAY_S = 1.0
"""Seconds in which a new generation only answers, before it is made ready in the background."""


class Engine:
    """Searches the index of a folder. Safe in many threads; takes up a new generation by itself."""

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES, *, ready: bool = False) -> None:
        """Open the index. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`.

        ready: whether to have ready beforehand what the first answers would wait for; it takes seconds in a
        large index. A generation that is taken up later is made ready in the background.
        """
        self._folder = folder
        self._cache_bytes = cache_bytes
        self._ready = ready
        self._snapshot = Snapshot.open(folder, cache_bytes)
        if ready:
            _prepare(self._snapshot)
        self._looked = time.monotonic()
        self._lock = threading.Lock()
        self._last = threading.local()

    def snapshot(self) -> Snapshot:
        """The newest generation; the one at hand while a newer one cannot be opened."""
        now = time.monotonic()
        if now - self._looked > LOOK_AGAIN and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                if manifest.generation(self._folder) not in (-1, self._snapshot.generation):
                    # One that is just being replaced, or of another version, is passed over.
                    with suppress(HankehakuError):
                        self._snapshot = self._open()
            finally:
                self._lock.release()
        return self._snapshot

    def _open(self) -> Snapshot:
        snapshot = Snapshot.open(self._folder, self._cache_bytes)
        if self._ready:
            share_lexicon(snapshot, self._snapshot)
            threading.Thread(target=_warm_up, args=(snapshot,), daemon=True).start()
        return snapshot

    @property
    def generation(self) -> str:
        """Names the state of the index: changes with each commit."""
        return str(self.snapshot().generation)

    @property
    def state(self) -> str:
        """Names the generation for good: an index made anew in the same folder counts from 1 again."""
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
        return Status(str(snapshot.generation), snapshot.committed, snapshot.live_count)

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show."""
        began = time.perf_counter()
        snapshot, asked, found = self._found(request)
        offset = max(request.offset, 0)
        docs, scores = _page(snapshot, found, asked.sort, offset, max(request.limit, 0))
        tree = at_precision(asked.tree, request.precision)
        wanted = terms(tree)
        whole = max(0, min(len(docs), found.full.total - offset))
        hits = make_hits(snapshot, docs, scores, wanted, whole)
        if request.explain and not asked.sort:
            hits = _explained(snapshot, tree, docs, hits)
        answer = Answer(
            query=request.query,
            total=found.full.total,
            partial=len(found.partial[0]),
            precision=_at_each_precision(snapshot, asked),
            took_ms=0.0,
            hits=hits,
            facets=count_facets(snapshot, found.query, asked.masks, request.filters),
            active=_active(snapshot, request),
            notes=(*asked.notes, *_cut_notes(snapshot, asked.tree)),
            words=tuple(_described(term) for term in wanted),
            meant=meant(snapshot, request, asked.masks, found.full.total),
            meant_values=meant_values(snapshot, request),
        )
        return replace(answer, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become."""
        return suggest(self.snapshot(), text)

    def listing(self, request: Request) -> Listing:
        """Every project that matches the whole query, in the order of the ranking: what is exported."""
        snapshot, asked, found = self._found(request)
        full = found.full
        docs = page(snapshot, full, asked.sort, 0, full.total)[0].tolist()
        return Listing(
            request=request,
            generation=str(snapshot.generation),
            codes=tuple(snapshot.codes[doc] for doc in docs),
            notes=asked.notes,
            stored=lambda place: snapshot.stored_text(docs[place]),
        )

    def names(self, request: Request) -> tuple[HitSummary, ...]:
        """The hits of a page by name: the same as of an answer, at the cost of their order."""
        snapshot, asked, found = self._found(request)
        docs, _ = _page(snapshot, found, asked.sort, max(request.offset, 0), max(request.limit, 0))
        stored = map(snapshot.stored, docs.tolist())
        return tuple(HitSummary(data["code"], data["title"] or data["code"]) for data in stored)

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What all projects that a request finds add up to, and how they divide by these facets.

        money: whether to sum up each value's money too.
        """
        snapshot, asked, found = self._found(request)
        return describe(snapshot, found.query, asked.masks, fields, money)

    def _found(self, request: Request) -> tuple[Snapshot, CompiledRequest, Retrieval]:
        """What a request finds. Each thread keeps the last: a page asks for its hits, then for statistics."""
        snapshot = self.snapshot()
        filters = tuple(request.filters.items())
        key = (snapshot.state, request.query, request.precision, request.sort, filters)
        if getattr(self._last, "key", None) != key:
            asked = read_request(snapshot, request)
            found = find(snapshot, asked.tree, request.precision, asked.masks, by_score=not asked.sort)
            self._last.key, self._last.asked, self._last.found = key, asked, found
        return snapshot, self._last.asked, self._last.found

    def count(self, request: Request) -> int:
        """How many projects match the whole query, and nothing else of an answer."""
        snapshot = self.snapshot()
        asked = read_request(snapshot, request)
        return count(snapshot, at_precision(asked.tree, request.precision), asked.masks)

    def project(self, code: str, query: str = "") -> ProjectDocument:
        """A project by its code, in capital or small letters. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        return make_document(snapshot, _document(snapshot, code), terms(parse_query(query).tree))

    def similar(self, code: str) -> tuple[Similar, ...]:
        """The projects nearest to one, the nearest first. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        return similar(snapshot, _document(snapshot, code))

    def compare(self, text: str) -> tuple[Compared, ...]:
        """The projects nearest to a text that is in no index, with the passages they share."""
        return compare(self.snapshot(), text)


def _prepare(snapshot: Snapshot) -> None:
    """Have ready what the first suggestion and the first answer would wait for."""
    with suppress(HankehakuError):  # who searches is told of damage
        suggest(snapshot, "aa")
        find(snapshot, parse_query("hanke").tree, Precision.PARTS, {}, by_score=True)
        count_facets(snapshot, snapshot.live, {}, {})
        describe(snapshot, snapshot.live, {}, (), money=False)


def _warm_up(snapshot: Snapshot) -> None:
    """The same for a generation that answers already, with words that were lent to it."""
    time.sleep(WARMUP_DELAY_S)
    with suppress(HankehakuError):
        rebuild_lexicon(snapshot)
    _prepare(snapshot)


# Finding


def _document(snapshot: Snapshot, code: str) -> int:
    """The document of a project code, in capital or small letters. Raises `UnknownProject`."""
    doc = snapshot.by_code.get(code.strip().upper())
    if doc is None:
        raise UnknownProject(code)
    return doc


def _page(snapshot: Snapshot, found: Retrieval, sort: str, offset: int, limit: int) -> tuple[Array, Array]:
    """Documents and scores of the hits offset … offset + limit - 1: whole matches, then partial ones."""
    docs, scores = page(snapshot, found.full, sort, offset, limit)
    more, their_scores = found.partial
    rest = slice(max(0, offset - found.full.total), max(0, offset + limit - found.full.total))
    if not more[rest].size:
        return docs, scores
    return np.concatenate([docs, more[rest]]), np.concatenate([scores, their_scores[rest]])


def _at_each_precision(snapshot: Snapshot, asked: CompiledRequest) -> dict[str, int]:
    """How many documents would match at each setting of precision, by its value."""
    return {one.value: count(snapshot, at_precision(asked.tree, one), asked.masks) for one in Precision}


def _explained(snapshot: Snapshot, tree: Node, docs: Array, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    whole, some = ranking(tree), partial(tree)
    trees = (some if hit.partial and some else whole for hit in hits)
    return tuple(
        replace(hit, explanation=explain(snapshot, own, doc))
        for hit, own, doc in zip(hits, trees, docs.tolist(), strict=True)
    )


def _cut_notes(snapshot: Snapshot, tree: Node) -> list[str]:
    return [
        Message(
            "«%(text)s» sopii hyvin moneen sanaan: niistä haettiin osaa. Tarkenna kirjoittamalla enemmän.",
            text=text,
        )
        for text in cut(snapshot, tree)
    ]


# Showing


def _active(snapshot: Snapshot, request: Request) -> tuple[ActiveFilter, ...]:
    """The filters in force, in the order of the request."""
    found = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is not None:
            found += [
                ActiveFilter(name, field.label, value, _value_label(snapshot, name, value))
                for value in values
            ]
    return tuple(found)


def _value_label(snapshot: Snapshot, name: str, value: str) -> str:
    """«9. REACT-EU:n ESR-toimenpiteet» for «9»; the value itself where it means no one name."""
    field = QUERYABLE[name]
    if is_unknown(value):
        return UNKNOWN_LABEL
    if not field.kind.is_name:
        return value
    meant = resolve(snapshot, field, value)
    return snapshot.names(name).values[meant[0]] if len(meant) == 1 else value


def _described(term: QueryTerm) -> tuple[str, tuple[str, ...]]:
    if isinstance(term, (Prefix, Fuzzy)):
        return term.text + ("*" if isinstance(term, Prefix) else "~"), ()
    # The stem of a word that no dictionary has is nothing to show.
    return term.form, (term.form,) if term.word.analysis_kind == "stem" else term.word.bases
