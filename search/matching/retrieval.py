"""A compiled request → the documents it finds, in the order in which they are shown.

First come documents that match the whole query. If these are few, documents follow that have only some of its
words, or only parts or relatives of them, ranked by the same scores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from index.analysis.finnish import Word
from index.numeric import Array
from search.contract.request import Precision
from search.matching.bm25 import idf
from search.matching.docset import EMPTY, ScoredDocs, as_mask, as_scored, at_documents, filter_docs
from search.matching.evaluator import evaluate
from search.matching.positions import docs_with_exact_form
from search.matching.snapshot import Snapshot
from search.matching.sorting import Page, page, top_k
from search.plan.compiled_request import CompiledRequest
from search.plan.lookups import lookup_tokens
from search.plan.partial import partial_tree
from search.plan.ranking import ranking_tree
from search.plan.weights import PARTIAL_OF_BEST, PARTIAL_OF_WORDS, PARTIAL_UP_TO
from search.plan.words import Filters
from search.query.ast import And, Node, QueryTerm, Term, conjuncts, query_terms

Masks = Mapping[str, Array]
"""Query name of a filter → bool[D], the documents that it lets through."""


@dataclass(frozen=True)
class Retrieval:
    """The result of a request in one generation of the index; it does not keep the generation open.

    masks:          the request's filters.
    query_mask:     bool[D], documents that match the whole query, before the filters: what facets count.
    matches:        matches of the whole query that pass the filters.
    partial_docs:   int32[m], further documents with some of it, best first.
    partial_scores: float32[m], their scores.
    """

    compiled: CompiledRequest
    masks: Masks
    query_mask: Array
    matches: ScoredDocs
    partial_docs: Array
    partial_scores: Array


def retrieve(snapshot: Snapshot, compiled: CompiledRequest) -> Retrieval:
    """Evaluate a request. Partial matches are looked for only in a ranking by relevance."""
    by_relevance, masks = not compiled.sort, filter_masks(snapshot, compiled.filters)
    unfiltered = as_scored(evaluate(snapshot, ranking_tree(compiled.tree) if by_relevance else compiled.tree))
    matches = _narrowed(unfiltered, masks)
    query_mask = as_mask(unfiltered, snapshot.documents)
    if not by_relevance or matches.total >= PARTIAL_UP_TO:
        return Retrieval(compiled, masks, query_mask, matches, EMPTY.docs, EMPTY.scores)
    partial = partial_matches(snapshot, compiled.tree, masks, matches)
    return Retrieval(compiled, masks, query_mask, matches, *partial)


def partial_matches(snapshot: Snapshot, tree: Node, masks: Masks, matches: ScoredDocs) -> tuple[Array, Array]:
    """Documents besides the whole matches that have enough of a query to be shown, best first (int32), and
    their scores (float32). tree: a query at its precision."""
    looser = partial_tree(tree)
    if looser is None:
        return EMPTY.docs, EMPTY.scores
    others = _narrowed(as_scored(evaluate(snapshot, looser)), masks)
    docs, scores = _best_besides(snapshot, others, matches)
    kept = scores >= partial_floor(snapshot, tree, float(scores[0]) if scores.size else 0.0)
    return docs.compress(kept), scores.compress(kept)


def filter_masks(snapshot: Snapshot, filters: Filters) -> dict[str, Array]:
    """Query name → bool[D]: the documents that each filter of a request lets through."""
    return {name: as_mask(evaluate(snapshot, tree), snapshot.documents) for name, tree in filters.items()}


def hits_between(snapshot: Snapshot, found: Retrieval, offset: int, limit: int) -> Page:
    """Documents and scores of the hits offset … offset + limit - 1: whole matches, then partial ones."""
    tree = None if found.masks else found.compiled.tree
    docs, scores = page(snapshot, found.matches, found.compiled.sort, offset, limit, tree)
    rest = slice(max(0, offset - found.matches.total), max(0, offset + limit - found.matches.total))
    partial_docs, partial_scores = found.partial_docs[rest], found.partial_scores[rest]
    if not partial_docs.size:
        return docs, scores
    return np.concatenate([docs, partial_docs]), np.concatenate([scores, partial_scores])


def whole_matches(snapshot: Snapshot, found: Retrieval) -> list[int]:
    """All documents that match the whole query, in their order."""
    docs: list[int] = page(snapshot, found.matches, found.compiled.sort, 0, found.matches.total)[0].tolist()
    return docs


def count(snapshot: Snapshot, tree: Node, masks: Masks) -> int:
    """How many documents match a whole query (a tree at its precision) and pass the filters.

    Words that must occur exactly as typed are checked last, and only in the remaining documents, because
    comparing the written form at each position is the slowest step.
    """
    items = conjuncts(tree)
    exact = [item for item in items if isinstance(item, Term) and item.precision is Precision.EXACT]
    inflected = tuple(item.in_any_inflection if item in exact else item for item in items)
    loose = And(inflected) if isinstance(tree, And) else inflected[0]
    matches = _narrowed(as_scored(evaluate(snapshot, loose)), masks)
    if not exact:
        return matches.total
    docs = matches.docs
    for term in exact:
        docs = docs_with_exact_form(snapshot, term, docs)
    return len(docs)


def _narrowed(matches: ScoredDocs, masks: Masks) -> ScoredDocs:
    """The matches that all the request's filters let through."""
    return filter_docs(matches, list(masks.values())) if masks else matches


def partial_floor(snapshot: Snapshot, tree: Node, highest: float) -> float:
    """The score below which a partial match is not shown.

    It is a share of the best score (`highest`), or of the total idf of the search words if that is larger.
    """
    whole = sum(_rarity(snapshot, term) for term in query_terms(tree))
    return max(PARTIAL_OF_BEST * highest, PARTIAL_OF_WORDS * whole)


def _rarity(snapshot: Snapshot, term: QueryTerm) -> float:
    """The idf of a search word by the commonest of its lemmas; 0 where no document has it."""
    if not isinstance(term, Term):
        return 0.0
    known = max(snapshot.document_frequency(stream, token) for stream, token in lookup_tokens(term.word))
    return idf(snapshot.live_count, known) if known else 0.0


def _best_besides(snapshot: Snapshot, others: ScoredDocs, matches: ScoredDocs) -> tuple[Array, Array]:
    """The best of other matches that fill the ranking up, best first, and their scores."""
    docs, scores = top_k(others, PARTIAL_UP_TO, snapshot.code_rank)
    further = (~at_documents(matches, docs)[0]).nonzero()[0][: PARTIAL_UP_TO - matches.total]
    return docs.take(further), scores.take(further)


@dataclass(frozen=True)
class SnapshotCounter:
    """Counts in a snapshot: the `search.plan.words.Counter` of the embedded engine."""

    snapshot: Snapshot

    def count(self, tree: Node, filters: Filters) -> int:
        """Implements `Counter`."""
        return count(self.snapshot, tree, filter_masks(self.snapshot, filters))

    def count_partial(self, tree: Node, filters: Filters) -> int:
        """Implements `Counter`."""
        return len(partial_matches(self.snapshot, tree, filter_masks(self.snapshot, filters), EMPTY)[0])

    def are_found(self, before: Node | None) -> Callable[[Word], bool]:
        """Implements `Counter`."""
        snapshot, among = self.snapshot, self.snapshot.live
        if before is not None:
            found = as_mask(evaluate(snapshot, before), snapshot.documents)
            among = found if found.any() else among
        return lambda word: any(among[snapshot.postings(*one)[0]].any() for one in lookup_tokens(word))
