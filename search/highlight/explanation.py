"""Why a hit has its score: what each token of the query contributes to it, which adds up to the score.

It walks the same tree as the evaluator, with the same postings, formula and constants, for one document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.model.project import SEARCHED
from index.storage.schema import BASES, PARTS
from search.contract.messages import Message
from search.contract.request import Precision
from search.contract.results import Contribution, Hit, Reason
from search.matching import bm25
from search.matching.docset import as_scored, at_documents, merge_sorted
from search.matching.evaluator import commonness, evaluate, postings_of_phrase
from search.matching.positions import (
    Postings,
    exact_postings,
    own_postings,
    part_postings,
    prefix_match_postings,
    root_postings,
    token_postings,
)
from search.matching.snapshot import Snapshot
from search.plan.lookups import AnyToken, BeginsAlike, lookup_tokens, readings, root_groups, shared_prefix
from search.plan.partial import partial_tree
from search.plan.ranking import ranking_tree
from search.plan.term_expansion import expansions
from search.plan.weights import K1, PART_WEIGHT, PREFIX_MATCH_WEIGHT, ROOT_WEIGHT
from search.query.ast import (
    And,
    Boosted,
    Equivalent,
    Expansion,
    Fuzzy,
    Node,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Term,
    query_terms,
    surface_of,
)  # fmt: skip

WORD = Message("sana")
AS_WRITTEN = Message("sana kirjoitettuna")
PHRASE = Message("lauseke")
INSIDE, SHARED_ROOT, BEGINS_ALIKE, EXPANDED, EQUIVALENT = (
    Message(reason.value)
    for reason in (
        Reason.COMPOUND_PART,
        Reason.SHARED_ROOT,
        Reason.PREFIX_MATCH,
        Reason.EXPANDED,
        Reason.EQUIVALENT,
    )
)
"""What a lookup is to the search word. The last five are also why words of a text are marked."""


@dataclass(frozen=True)
class Lookup:
    """How a search word is looked up.

    stream, token: the token to show for it; `stream` is "" if it is not a token but, for example, a phrase.
    section: query name of the field it must stand in; "" = any.
    tokens: stream and token of everything that is counted; empty if it is counted in another way.
    what: which documents have it; None = those with any of the tokens.
    """

    term: str
    role: Message
    stream: str
    token: str
    section: str
    tokens: tuple[tuple[str, str], ...] = ()
    what: Node | BeginsAlike | None = None


def explained(snapshot: Snapshot, tree: Node, hits: Sequence[Hit], docs: Sequence[int]) -> tuple[Hit, ...]:
    """Hits, each with what its score is made of. tree: of the query; docs: which document each hit is."""
    whole, partial = ranking_tree(tree), partial_tree(tree)
    trees = (partial if hit.partial and partial else whole for hit in hits)
    return tuple(
        replace(hit, explanation=explain(snapshot, own, doc))
        for hit, own, doc in zip(hits, trees, docs, strict=True)
    )


def explain(snapshot: Snapshot, tree: Node, doc: int) -> tuple[Contribution, ...]:
    """The contributions to a document's score, the largest first."""
    return tuple(sorted(_of(snapshot, tree, doc, 1.0), key=lambda one: (-one.score, one.word, one.token)))


def _of(snapshot: Snapshot, node: Node, doc: int, weight: float) -> Iterator[Contribution]:
    match node:
        case Term():
            yield from _word(snapshot, node, doc, weight)
        case Expansion(term=term):
            yield from _relatives(snapshot, term, doc, weight)
        case Phrase(terms=terms, section=section):
            written = f'"{" ".join(term.surface for term in terms)}"'
            lookup = Lookup(written, PHRASE, "", written, section, what=node)
            yield from _best([_one(snapshot, lookup, postings_of_phrase(snapshot, node), doc, weight)])
        case (
            Prefix(text=text, section=section)
            | Fuzzy(text=text, section=section)
            | Pattern(text=text, section=section)
        ):
            tokens = [(BASES, token) for token in expansions(snapshot, node)]
            yield from _best(_each(snapshot, text, EXPANDED, tokens, section, doc, weight))
        case And(items=items) | Or(items=items):
            for item in items:
                yield from _of(snapshot, item, doc, weight)
        case Equivalent():
            yield from _best_of_equivalents(snapshot, node, doc, weight)
        case Boosted(item=item, boosts=boosts):
            yield from _of(snapshot, item, doc, weight)
            for boost, own in boosts:
                yield from _of(snapshot, boost, doc, weight * own)
        case _:
            return


def _best_of_equivalents(
    snapshot: Snapshot, node: Equivalent, doc: int, weight: float
) -> Iterator[Contribution]:
    """The typed words or one of their equivalents: the best one counts, as in `disjunction_max`."""
    typed = " ".join(map(surface_of, query_terms(node)))
    ways = [list(_of(snapshot, node.item, doc, weight))] if _matches(snapshot, node.item, doc) else []
    for (other, own), factor in zip(node.alternatives, commonness(snapshot, node), strict=True):
        if _matches(snapshot, other, doc):
            found = _of(snapshot, other, doc, weight * own * factor)
            ways.append([_as_equivalent(one, typed) if typed else one for one in found])
    if ways:
        yield from max(ways, key=lambda way: sum(one.score for one in way))


def _matches(snapshot: Snapshot, node: Node, doc: int) -> bool:
    there, _ = at_documents(as_scored(evaluate(snapshot, node)), np.array([doc]))
    return bool(there[0])


def _as_equivalent(one: Contribution, typed: str) -> Contribution:
    return replace(one, word=typed, role=EQUIVALENT)


def _word(snapshot: Snapshot, term: Term, doc: int, weight: float) -> Iterator[Contribution]:
    if term.precision is Precision.EXACT:
        lookup = Lookup(term.surface, AS_WRITTEN, BASES, term.surface, term.section, what=term)
        yield from _best([_one(snapshot, lookup, exact_postings(snapshot, term), doc, weight)])
        return
    tokens = [(BASES, base) for base in readings(term.word)]
    itself = weight * (1 - PART_WEIGHT) if term.precision is Precision.PARTS else weight
    yield from _best(_each(snapshot, term.surface, WORD, tokens, term.section, doc, itself))
    if term.precision is Precision.PARTS:
        base = term.word.bases[0]
        inside = Lookup(term.surface, INSIDE, PARTS, base, term.section, lookup_tokens(term.word))
        yield from _best([_one(snapshot, inside, part_postings(snapshot, term), doc, weight * PART_WEIGHT)])


def _relatives(snapshot: Snapshot, term: Term, doc: int, weight: float) -> Iterator[Contribution]:
    own = own_postings(snapshot, term)
    itself = tuple((BASES, base) for base in readings(term.word))
    for group in root_groups(term.word.parts):
        yield from _best(
            [
                _one(snapshot, _root_lookup(term, stream, root, itself), postings, doc, weight * ROOT_WEIGHT)
                for root in group
                for stream, postings in zip(
                    (BASES, PARTS), root_postings(snapshot, root, term, own), strict=True
                )
            ]
        )
    alike = []
    for base in term.word.bases if not term.section else ():
        begins = BeginsAlike(base, term)
        lookup = Lookup(term.surface, BEGINS_ALIKE, BASES, shared_prefix(base) + "…", "", what=begins)
        postings = prefix_match_postings(snapshot, base, term, own)
        alike.append(_one(snapshot, lookup, postings, doc, weight * PREFIX_MATCH_WEIGHT))
    yield from _best(alike)


def _root_lookup(term: Term, stream: str, root: str, itself: tuple[tuple[str, str], ...]) -> Lookup:
    return Lookup(term.surface, SHARED_ROOT, stream, root, term.section, ((stream, root), *itself))


def _each(
    snapshot: Snapshot,
    term: str,
    role: Message,
    tokens: Iterable[tuple[str, str]],
    section: str,
    doc: int,
    weight: float,
) -> list[Contribution | None]:
    return [
        _one(
            snapshot,
            Lookup(term, role, stream, token, section, ((stream, token),)),
            token_postings(snapshot, stream, token, section),
            doc,
            weight,
        )
        for stream, token in tokens
    ]


def _best(contributions: list[Contribution | None]) -> Iterator[Contribution]:
    """An ambiguous word does not score higher: its best reading counts, as in `disjunction_max`."""
    there = [one for one in contributions if one is not None]
    if there:
        yield max(there, key=lambda one: one.score)


def _one(
    snapshot: Snapshot, lookup: Lookup, postings: Postings, doc: int, weight: float
) -> Contribution | None:
    """What one token contributes to a document; None where it does not stand there."""
    docs, frequencies = postings.docs, postings.scores
    at = int(np.searchsorted(docs, doc))
    if at == len(docs) or docs[at] != doc:
        return None
    frequency, norm = float(frequencies[at]), float(snapshot.length_norms[doc])
    documents = snapshot.matching(lookup.what or AnyToken(lookup.tokens, lookup.section), len(docs))
    rarity = bm25.idf(snapshot.live_count, documents)
    return Contribution(
        word=lookup.term,
        role=lookup.role,
        stream=lookup.stream,
        token=lookup.token,
        section=lookup.section,
        frequency=round(frequency, 3),
        sections=_sections(snapshot, lookup.tokens, doc),
        documents=documents,
        idf=round(rarity, 4),
        length_norm=round(norm, 4),
        weight=round(weight, 4),
        score=round(weight * rarity * (K1 + 1) * bm25.saturation(frequency, norm), 5),
    )


def _sections(snapshot: Snapshot, tokens: Iterable[tuple[str, str]], doc: int) -> dict[str, int]:
    """In which sections any of some tokens stands in a document, and in how many places."""
    among = np.array([doc], np.int64)
    places = merge_sorted([snapshot.occurrences(stream, token, among) for stream, token in tokens])
    return dict(Counter(SEARCHED[number].query for number in snapshot.sections_of(places).tolist()))
