"""A query tree → OpenSearch's queries: which documents it matches, and what they score.

It handles the same nodes as `search.matching.evaluator`, with the same formula and constants: a union or
intersection of arrays there is a clause here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from index.cluster.mapping import MISSING_FIELDS, WORDS
from index.storage.schema import BASES, PARTS
from search.cluster.asking import Query
from search.cluster.queries.filters import EVERY, NONE, in_range, with_value
from search.cluster.queries.lookups import (
    Collection,
    Token,
    added,
    best,
    count_of,
    exact_tokens,
    matching_tokens,
    own_tokens,
    score_of,
    score_of_exact,
)
from search.cluster.queries.phrases import (
    matching_exact_in_section,
    matching_phrase,
    score_of_places,
    section_weight,
)
from search.contract import deadline
from search.contract.request import Precision
from search.matching.evaluator import commonness_of
from search.plan.lookups import (
    PREFIX_MOST,
    AnyToken,
    BeginsAlike,
    is_prefix_match,
    lookup_tokens,
    root_groups,
    shared_prefix,
)
from search.plan.term_expansion import expansions
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

# What matches


def matching(collection: Collection, node: Node) -> Query:
    """The documents that a tree matches, without scores."""
    deadline.check()
    match node:
        case Term():
            return _matching_word(node)
        case Prefix() | Fuzzy() | Pattern():
            tokens = [(BASES, text) for text in expansions(collection.words, node)]
            return matching_tokens(tokens, node.section) if tokens else NONE
        case Phrase():
            return matching_phrase(node)
        case Expansion(term=term):
            tokens = [token for group in _root_tokens(term) for token in group]
            alike = [token for base in term.word.bases for token in _alike(collection, base, term)]
            return matching_tokens([*tokens, *alike], term.section) if tokens or alike else NONE
        case Equivalent(item=item, alternatives=alternatives):
            return _any([matching(collection, one) for one in (item, *(one for one, _ in alternatives))])
        case Boosted(item=item):
            return matching(collection, item)
        case Name():
            return with_value(collection, node)
        case Range():
            return in_range(collection, node)
        case Missing(field=field):
            return {"term": {MISSING_FIELDS: field}}
        case And(items=items):
            return {"bool": {"filter": [matching(collection, item) for item in items]}}
        case Or(items=items):
            return _any([matching(collection, item) for item in items])
        case Not(item=item):
            return {"bool": {"must_not": [matching(collection, item)]}}
        case CompoundOrNot():
            return matching(collection, _reading(collection, node))
        case All():
            return EVERY
        case Nothing():
            return NONE


def _any(parts: list[Query]) -> Query:
    if len(parts) == 1:
        return parts[0]
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else NONE


def _matching_word(term: Term) -> Query:
    if term.precision is Precision.EXACT:
        return matching_exact_in_section(term) if term.section else {"terms": {WORDS: exact_tokens(term)}}
    tokens = lookup_tokens(term.word) if term.precision is Precision.PARTS else own_tokens(term)
    return matching_tokens(tokens, term.section)


def _reading(collection: Collection, node: CompoundOrNot) -> Node:
    return node.compound if count_matching(collection, node.compound) else node.excluded


def count_matching(collection: Collection, node: Node) -> int:
    """How many documents a tree matches."""
    return collection.ledger.count(matching(collection, node))


# What it scores


def scored(collection: Collection, node: Node, weight: float = 1.0) -> Query | None:
    """The documents that a tree matches with their scores, times a weight; None where there are none."""
    deadline.check()
    if is_mask(collection, node):
        return {"bool": {"filter": [matching(collection, node)]}}
    match node:
        case Term():
            return _word(collection, node, weight)
        case Prefix(section=section) | Fuzzy(section=section) | Pattern(section=section):
            tokens = expansions(collection.words, node)
            return best(score_of(collection, [(BASES, text)], section, weight) for text in tokens)
        case Phrase(terms=terms):
            return score_of_places(collection, matching_phrase(node), len(terms), weight)
        case Expansion(term=term):
            return _relatives(collection, term, weight)
        case Equivalent():
            return _best_of_equivalents(collection, node, weight)
        case Boosted(item=item, boosts=boosts):
            return _boosted(collection, item, boosts, weight)
        case And(items=items):
            return _all(collection, items, weight)
        case Or(items=items):
            return added(scored(collection, item, weight) for item in items)
        case CompoundOrNot():
            return scored(collection, _reading(collection, node), weight)
        case _:
            return None


def is_mask(collection: Collection, node: Node) -> bool:
    """Whether a tree only filters: there is no search word in it."""
    match node:
        case Name() | Range() | Missing() | Not() | All():
            return True
        case And(items=items) | Or(items=items):
            return all(is_mask(collection, item) for item in items)
        case Boosted(item=item):
            return is_mask(collection, item)
        case CompoundOrNot():
            return is_mask(collection, _reading(collection, node))
        case _:
            return False


def _all(collection: Collection, items: tuple[Node, ...], weight: float) -> Query | None:
    masks = [item for item in items if is_mask(collection, item)]
    parts = [scored(collection, item, weight) for item in items if item not in masks]
    there = [part for part in parts if part is not None]
    if len(there) < len(parts):
        return None
    return {"bool": {"must": there, "filter": [matching(collection, item) for item in masks]}}


def _boosted(
    collection: Collection, item: Node, boosts: tuple[tuple[Node, float], ...], weight: float
) -> Query | None:
    own = scored(collection, item, weight)
    more = [scored(collection, boost, weight * factor) for boost, factor in boosts]
    there = [part for part in more if part is not None]
    return {"bool": {"must": [own], "should": there}} if own is not None and there else own


def _best_of_equivalents(collection: Collection, node: Equivalent, weight: float) -> Query | None:
    factors = commonness_of(node, collection.documents, partial(count_matching, collection))
    others = zip(node.alternatives, factors, strict=True)
    alike = (scored(collection, other, weight * own * factor) for (other, own), factor in others)
    return best([scored(collection, node.item, weight), *alike])


# Search words


def _word(collection: Collection, term: Term, weight: float) -> Query | None:
    section, own = term.section, own_tokens(term)
    if term.precision is Precision.EXACT:
        if section:
            found = matching_exact_in_section(term)
            return score_of_places(collection, found, section_weight(section), weight)
        return score_of_exact(collection, exact_tokens(term), weight)
    whole = weight * (1 - PART_WEIGHT) if term.precision is Precision.PARTS else weight
    itself = best(score_of(collection, [token], section, whole) for token in own)
    if term.precision is Precision.INFLECTED:
        return itself
    count = count_of(collection, lookup_tokens(term.word), section)
    parts = ((PARTS, base) for base in term.word.bases)
    inside = best(score_of(collection, [part, *own], section, weight * PART_WEIGHT, count) for part in parts)
    return added([itself, inside])


def _relatives(collection: Collection, term: Term, weight: float) -> Query | None:
    roots = (_roots(collection, group, term, weight * ROOT_WEIGHT) for group in root_groups(term.word.parts))
    alike = (_begins_alike(collection, base, term, weight * PREFIX_MATCH_WEIGHT) for base in term.word.bases)
    return added([*roots, best(alike)])


def _roots(collection: Collection, group: tuple[str, ...], term: Term, weight: float) -> Query | None:
    """Roots of which one is made of the other: as a word, and inside words; the word itself in both."""
    own, section = own_tokens(term), term.section
    found: list[Query | None] = []
    for root in group:
        found.append(score_of(collection, [(BASES, root), *own], section, weight))
        inside = [(PARTS, root), *own]
        if len(term.word.bases) > 1:
            found.append(score_of(collection, inside, section, weight))
            continue
        count = count_of(collection, inside, section)
        found += [score_of(collection, each, section, weight, count) for each in ([inside[0]], own)]
    return best(found)


def _begins_alike(collection: Collection, base: str, term: Term, weight: float) -> Query | None:
    """The word that begins like a base form and stands most often in a document, with the word itself."""
    tokens = _alike(collection, base, term)
    if not tokens:
        return None
    count, own = count_of(collection, tokens, ""), own_tokens(term)
    others = [token for token in tokens if token not in own]
    each = best(score_of(collection, [other, *own], "", weight, count) for other in others)
    return each or score_of(collection, own, "", weight, count)


def count_what(collection: Collection, what: Node | AnyToken | BeginsAlike) -> int:
    """How many documents match what a score is explained by."""
    match what:
        case AnyToken(tokens=tokens, section=section):
            return count_of(collection, tokens, section)
        case BeginsAlike(base=base, term=term):
            return count_of(collection, _alike(collection, base, term), "")
        case _:
            return count_matching(collection, what)


def _alike(collection: Collection, base: str, term: Term) -> list[Token]:
    """The tokens that begin like a base form, and those of the word itself; none where it is too short."""
    shared = shared_prefix(base) if not term.section else ""
    if not shared:
        return []
    first = collection.words.with_prefix(BASES, shared, PREFIX_MOST)
    return [*((BASES, text) for text in first if is_prefix_match(text, base, term.word)), *own_tokens(term)]


def _root_tokens(term: Term) -> Iterator[list[Token]]:
    for root in dict.fromkeys(root for group in root_groups(term.word.parts) for root in group):
        yield [(BASES, root), (PARTS, root), *own_tokens(term)]
