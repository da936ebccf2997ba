"""A request → the documents found, in the order in which they are shown.

First those that match the whole query. Then, where these are few, those that have only some of its words, or
only parts or relatives of them: one ranking, by the same scores. What a match of the whole query is worth is
the words' own scores, plus what the words' relatives, a title and an exact phrase add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.model.fields import Role
from index.model.project import BY_ROLE
from index.numeric import Array
from search.contract.request import Precision
from search.matching.docset import EMPTY, ScoredDocs, as_mask, as_scored, at_documents, best, let_through
from search.matching.evaluator import evaluate
from search.matching.positions import written_in
from search.matching.snapshot import Snapshot
from search.query.ast import SCORED, And, Boosted, Expansion, Node, Or, Phrase, Term, at_precision

PARTIAL_UP_TO = 100
"""Partial matches fill the ranking up to so many hits; a query that has more of its own gets none."""
TITLE_WEIGHT = 0.25
"""What the score of a search word in the title alone adds."""
PHRASE_WEIGHT = 0.5
"""What the score of the search words as a phrase adds."""

TITLE = BY_ROLE[Role.TITLE].query


@dataclass(frozen=True)
class Retrieval:
    """What a query found, narrowed by the request's filters.

    query:   bool[D], documents that count for the facets, before the filters.
    full:    matches of the whole query.
    partial: further documents with some of it, best first (int32), and their scores (float32).
    """

    query: Array
    full: ScoredDocs
    partial: tuple[Array, Array]


def find(
    snapshot: Snapshot, tree: Node, precision: Precision, masks: Mapping[str, Array], by_score: bool
) -> Retrieval:
    """Evaluate a query. Partial matches are looked for only in a ranking `by_score`."""
    asked = at_precision(tree, precision)
    matches = as_scored(evaluate(snapshot, ranking(asked) if by_score else asked))
    full = narrowed(matches, masks)
    looser = partial(asked) if by_score and full.total < PARTIAL_UP_TO else None
    query, some = as_mask(matches, snapshot.documents), (EMPTY.docs, EMPTY.scores)
    if looser is not None:
        others = as_scored(evaluate(snapshot, looser))
        if not full.total:
            query = as_mask(others, snapshot.documents)
        some = _besides(snapshot, narrowed(others, masks), full)
    return Retrieval(query, full, some)


def _besides(snapshot: Snapshot, others: ScoredDocs, full: ScoredDocs) -> tuple[Array, Array]:
    """The best of other matches that fill the ranking up, best first, and their scores."""
    docs, scores = best(others, PARTIAL_UP_TO, snapshot.code_rank)
    further = (~at_documents(full, docs)[0]).nonzero()[0][: PARTIAL_UP_TO - full.total]
    return docs.take(further), scores.take(further)


def count(snapshot: Snapshot, tree: Node, masks: Mapping[str, Array]) -> int:
    """How many documents match a whole query.

    A word that must stand as typed is looked for last, and only in the documents that are left: looking at
    how a word is written at each of its places is what takes longest.
    """
    exact = [item for item in _items(tree) if isinstance(item, Term) and item.precision is Precision.EXACT]
    inflected = tuple(item.inflected if item in exact else item for item in _items(tree))
    loose = And(inflected) if isinstance(tree, And) else inflected[0]
    matches = narrowed(as_scored(evaluate(snapshot, loose)), masks)
    if not exact or not matches.total:
        return matches.total
    docs = matches.docs
    for term in exact:
        docs = written_in(snapshot, term, docs)
    return len(docs)


def narrowed(matches: ScoredDocs, masks: Mapping[str, Array]) -> ScoredDocs:
    """The matches that all the request's filters let through."""
    return let_through(matches, list(masks.values())) if masks else matches


def ranking(tree: Node) -> Node:
    """The query with what makes one match better than another."""
    words = [item for item in _items(tree) if isinstance(item, Term) and not item.section]
    if not words:
        return tree
    boosts: list[tuple[Node, float]] = [(Expansion(word), 1.0) for word in words if _has_relatives(word)]
    boosts += [(Term(word.form, word.word, TITLE, _strict(word)), TITLE_WEIGHT) for word in words]
    if len(words) > 1:
        boosts.append((Phrase(tuple(words)), PHRASE_WEIGHT))
    return Boosted(tree, tuple(boosts))


def partial(tree: Node) -> Node | None:
    """Some of the query's words, or relatives of them, instead of all; filters and exclusions kept."""
    words = tuple(item for item in _items(tree) if isinstance(item, (*SCORED, Or)))
    rest = tuple(item for item in _items(tree) if item not in words)
    relatives = tuple(Expansion(word) for word in words if isinstance(word, Term) and _has_relatives(word))
    if len(words) + len(relatives) < 2:
        return None
    any_of = Or((*words, *relatives))
    return And((*rest, any_of)) if rest else any_of


def _items(tree: Node) -> tuple[Node, ...]:
    return tree.items if isinstance(tree, And) else (tree,)


def _has_relatives(word: Term) -> bool:
    """Only a word searched by its parts is followed to its relatives, and a whole name never."""
    return word.precision is Precision.PARTS and word.word.analysis_kind not in ("number", "long")


def _strict(word: Term) -> Precision:
    return Precision.EXACT if word.precision is Precision.EXACT else Precision.INFLECTED
