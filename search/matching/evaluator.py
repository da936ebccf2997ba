"""A query tree → the documents it matches and their scores, computed over whole arrays.

Each node gives `ScoredDocs`, documents with scores, or a `DocMask`, documents alone. The matches of a search
word are computed once for each generation and cached; `docset` combines them, `bm25` has the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np

from index.model.project import QUERYABLE
from index.numeric import Array, find_in
from index.remembered import size
from index.storage.schema import BASES
from search.contract import deadline
from search.contract.request import Precision
from search.matching import bm25
from search.matching.docset import (
    EMPTY,
    FEW_OF,
    DocMask,
    ScoredDocs,
    as_mask,
    as_scored,
    at_documents,
    disjunction_max,
    filter_docs,
    intersect,
    intersect_sorted,
    scaled,
    to_keep,
    union,
)
from search.matching.positions import (
    Postings,
    exact_postings,
    own_postings,
    part_postings,
    phrase_postings,
    prefix_match_postings,
    root_postings,
    token_postings,
)
from search.matching.snapshot import Snapshot
from search.plan.lookups import readings, root_groups
from search.plan.term_expansion import expansions
from search.plan.value_resolver import resolve
from search.plan.weights import PART_WEIGHT, PREFIX_MATCH_WEIGHT, ROOT_WEIGHT
from search.query.ast import (
    All,
    And,
    Boosted,
    CompoundOrNot,
    Equivalent,
    Expansion,
    Fuzzy,
    Missing,
    Name,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Range,
    Term,
)


def evaluate(snapshot: Snapshot, node: Node) -> ScoredDocs | DocMask:
    """The matches of a tree, cached. Parts without a search word only filter."""
    return snapshot.cache.get(
        node, lambda: compute(snapshot, node), lambda matches: size(node) + matches.nbytes
    )


def compute(snapshot: Snapshot, node: Node) -> ScoredDocs | DocMask:
    """The matches of a tree, computed from those of its parts. Raises `DeadlineExceeded`."""
    deadline.check()
    match node:
        case Term():
            return _dense(snapshot, _word(snapshot, node))
        case Prefix() | Fuzzy() | Pattern():
            return _dense(snapshot, _expanded(snapshot, node))
        case Phrase():
            return _scored(snapshot, postings_of_phrase(snapshot, node))
        case Expansion(term=term):
            relatives = _relatives(snapshot, term)
            return ScoredDocs(relatives.docs, relatives.scores)  # only added to the scores of others
        case Equivalent(item=item):
            typed = as_scored(evaluate(snapshot, item))
            others = _alternatives(snapshot, node)
            return _dense(snapshot, disjunction_max([typed, *others], snapshot.documents))
        case Boosted():
            return _boosted(snapshot, node)
        case Name():
            return DocMask(_name_mask(snapshot, node))
        case Range():
            return DocMask(_range_mask(snapshot, node))
        case Missing(field=field):
            return DocMask(snapshot.documents_without(field))
        case And(items=items):
            return _and([evaluate(snapshot, item) for item in items])
        case Or(items=items):
            return _or(snapshot, [evaluate(snapshot, item) for item in items])
        case Not(item=item):
            return DocMask(snapshot.live & ~as_mask(evaluate(snapshot, item), snapshot.documents))
        case CompoundOrNot(compound=compound, excluded=excluded):
            matches = evaluate(snapshot, compound)
            return matches if as_scored(matches).total else evaluate(snapshot, excluded)
        case All():
            return DocMask(snapshot.live)
        case Nothing():
            return EMPTY


# Combinations


def _and(parts: list[ScoredDocs | DocMask]) -> ScoredDocs | DocMask:
    scored = [part for part in parts if isinstance(part, ScoredDocs)]
    masks = [part.mask for part in parts if isinstance(part, DocMask)]
    if not scored:
        return DocMask(reduce(np.logical_and, masks))
    matches = scored[0] if len(scored) == 1 else intersect(scored)
    return filter_docs(matches, masks) if masks else matches


def _or(snapshot: Snapshot, parts: list[ScoredDocs | DocMask]) -> ScoredDocs | DocMask:
    if all(isinstance(part, DocMask) for part in parts):
        return DocMask(reduce(np.logical_or, (as_mask(part, snapshot.documents) for part in parts)))
    return union([as_scored(part) for part in parts], snapshot.documents)


def _boosted(snapshot: Snapshot, node: Boosted) -> ScoredDocs | DocMask:
    """The item's documents; if a boost matches one too, the score of the boost is added."""
    item = evaluate(snapshot, node.item)
    if isinstance(item, DocMask):
        return item
    docs, scores = item.docs, item.scores.copy()
    for boost, weight in node.boosts if docs.size else ():
        more = as_scored(evaluate(snapshot, boost))
        if more.dense is not None:
            scores += np.float32(weight) * more.dense.take(docs)
        elif more.total <= len(docs):
            at, there = find_in(docs, more.docs)
            scores[at[there]] += np.float32(weight) * more.scores[there]
        else:
            both, found = at_documents(more, docs)
            scores += np.float32(weight) * both * found
    return ScoredDocs(docs, scores)


def _alternatives(snapshot: Snapshot, node: Equivalent) -> Iterator[ScoredDocs]:
    """The matches of each thing that means the same, times its weight."""
    for (other, weight), factor in zip(node.alternatives, commonness(snapshot, node), strict=True):
        yield scaled(as_scored(evaluate(snapshot, other)), weight * factor)


def commonness(snapshot: Snapshot, node: Equivalent) -> list[float]:
    """`commonness_of` by the documents of a snapshot."""

    def count(one: Node) -> int:
        return snapshot.matching(one, as_scored(evaluate(snapshot, one)).total)

    return commonness_of(node, snapshot.live_count, count)


def commonness_of(node: Equivalent, documents: int, count: Callable[[Node], int]) -> list[float]:
    """The factor for the score of each equivalent.

    Each equivalent gets the idf of the most common of the typed word and its equivalents, even if rarer.
    The factor is 1 for several typed words, whose scores add up.
    documents: their number in the index; count: how many match a tree.
    """
    if not isinstance(node.item, Term):
        return [1.0] * len(node.alternatives)
    typed, *others = map(count, (node.item, *(one for one, _ in node.alternatives)))
    commonest = bm25.idf(documents, max(typed, *others, 0))
    return [commonest / bm25.idf(documents, matching) for matching in others]


# Filters


def _name_mask(snapshot: Snapshot, node: Name) -> Array:
    """bool[D]: the live documents that have one of the values meant."""
    names = snapshot.names(node.field)
    wanted = np.zeros(len(names.values), bool)
    wanted[list(resolve(snapshot, QUERYABLE[node.field], node.value))] = True
    return _documents_with(snapshot, node.field, wanted)


def _range_mask(snapshot: Snapshot, node: Range) -> Array:
    """bool[D]: the live documents whose number lies between the bounds."""
    low = -(2**62) if node.low is None else node.low
    high = 2**62 if node.high is None else node.high
    if QUERYABLE[node.field].multivalued:
        values = snapshot.field_values(node.field)
        inside = np.array([low <= int(value) <= high for value in values], bool)
        return _documents_with(snapshot, node.field, inside)
    column = snapshot.column(node.field)
    return (column >= low) & (column <= high) & snapshot.live


def _documents_with(snapshot: Snapshot, field: str, wanted: Array) -> Array:
    """bool[D]: the live documents that have one of the wanted values (bool[values])."""
    names = snapshot.names(field)
    mask = np.zeros(snapshot.documents, bool)
    mask[names.docs[wanted[names.ids]]] = True
    return mask


# Search words


def _word(snapshot: Snapshot, term: Term) -> ScoredDocs:
    """A search word: its base forms and, with a lower weight, words it is a part of."""
    size, section = snapshot.documents, term.section
    if term.precision is Precision.EXACT:
        return _scored(snapshot, exact_postings(snapshot, term))
    if term.precision is Precision.INFLECTED:
        return disjunction_max([_token(snapshot, BASES, base, section) for base in readings(term.word)], size)
    whole = as_scored(evaluate(snapshot, term.in_any_inflection))
    inside = _scored(snapshot, part_postings(snapshot, term))
    return union([scaled(whole, 1 - PART_WEIGHT), scaled(inside, PART_WEIGHT)], size)


def _expanded(snapshot: Snapshot, node: Prefix | Fuzzy | Pattern) -> ScoredDocs:
    """All words that a prefix, a pattern or a misspelt word stands for, at the score of the best of them."""
    each = (_token(snapshot, BASES, token, node.section) for token in expansions(snapshot, node))
    return disjunction_max(list(each), snapshot.documents)


def _relatives(snapshot: Snapshot, term: Term) -> ScoredDocs:
    """Documents that share roots with a search word; at a much lower weight, those that begin alike."""
    own = own_postings(snapshot, term)
    roots = [
        disjunction_max([_root(snapshot, root, term, own) for root in group], snapshot.documents)
        for group in root_groups(term.word.parts)
    ]
    alike = [
        _scored(snapshot, prefix_match_postings(snapshot, base, term, own))
        for base in term.word.bases
        if not term.section
    ]
    begins_alike = scaled(disjunction_max(alike, snapshot.documents), PREFIX_MATCH_WEIGHT)
    return union([*roots, begins_alike], snapshot.documents)


def _root(snapshot: Snapshot, root: str, term: Term, own: Sequence[Postings]) -> ScoredDocs:
    """Documents with a root or part of a search word, as a word or as a part of one."""
    each = [_scored(snapshot, postings) for postings in root_postings(snapshot, root, term, own)]
    return scaled(disjunction_max(each, snapshot.documents), ROOT_WEIGHT)


def _dense(snapshot: Snapshot, matches: ScoredDocs) -> ScoredDocs:
    """The matches of a search word, in the form that is fastest to combine with others."""
    return to_keep(matches, snapshot.documents)


# Postings and scores


def postings_of_phrase(snapshot: Snapshot, phrase: Phrase) -> Postings:
    """The postings of a phrase, searched only in documents with all its words."""
    each = (as_scored(evaluate(snapshot, term.in_any_inflection)).docs for term in phrase.terms)
    return phrase_postings(snapshot, phrase, reduce(intersect_sorted, sorted(each, key=len)))


def token_scores(snapshot: Snapshot, stream: str, token: str) -> ScoredDocs:
    """The documents that have a token anywhere, scored by its frequency in the whole collection."""
    return _scored(snapshot, token_postings(snapshot, stream, token, ""))


def _token(snapshot: Snapshot, stream: str, token: str, section: str) -> ScoredDocs:
    deadline.check()
    return _scored(snapshot, token_postings(snapshot, stream, token, section))


def _scored(snapshot: Snapshot, postings: Postings) -> ScoredDocs:
    """The documents of a token, or of what is looked for as one, with their scores."""
    rarity = bm25.idf(snapshot.live_count, postings.total)
    if postings.dense is not None and postings.total * FEW_OF > snapshot.documents:
        return ScoredDocs(dense=bm25.score(rarity, postings.dense, snapshot.half_points))
    docs = postings.docs
    return ScoredDocs(docs, bm25.score(rarity, postings.scores, snapshot.half_points.take(docs)))
