"""Phrases, and words that stand in a section as they are typed: by the positions of tokens.

An interval query finds them and counts their occurrences; a script takes the count out of its score, f / (f +
1), and scores it as `search.matching.bm25` does. It is the only script, and runs only for documents that have
the phrase.
"""

from __future__ import annotations

from index.cluster.mapping import NORM, PLACES, section_marks, token
from index.model.project import SECTION_NUMBER
from index.storage.postings import WEIGHTS
from index.storage.schema import BASES
from search.cluster.asking import Query
from search.cluster.queries.lookups import Collection, exact_tokens
from search.contract.request import Precision
from search.matching.bm25 import idf
from search.plan.lookups import readings
from search.plan.weights import K1
from search.query.ast import Phrase, Term

SCORE = (
    "double f = params.each * Math.round(_score / (1 - _score)); "
    f"return (float) (params.weight * f / (f + params.k1 * doc['{NORM}'].value));"
)
"""Occurrences are whole numbers: the digits that a float adds are rounded away."""


def matching_phrase(phrase: Phrase) -> Query:
    """Documents with a phrase; where other words may lie between, by the first words of its occurrences: an
    interval counts the less the longer it is, and each of ours as one."""
    words = [_one_of(_written(term)) for term in phrase.terms]
    rule: Query = words[0]
    if len(words) > 1:
        rule = {"all_of": {"intervals": words, "ordered": True, "max_gaps": phrase.slop}}
    if phrase.slop:
        kind, first = next(iter(words[0].items()))
        rule = {kind: {**first, "filter": {"contained_by": rule}}}
        rule = {"all_of": {"intervals": [rule]}} if phrase.section else rule
    return {"intervals": {PLACES: _inside(rule, phrase.section)}}


def matching_exact_in_section(term: Term) -> Query:
    """Documents with a word written exactly as typed in a section."""
    return {"intervals": {PLACES: _inside(_one_of(exact_tokens(term)), term.section)}}


def score_of_places(collection: Collection, matching: Query, each: float, weight: float) -> Query:
    """The score of what an interval query finds; each: what one occurrence counts."""
    rarity = idf(collection.documents, collection.ledger.count(matching))
    params = {"each": each, "weight": weight * rarity * (K1 + 1), "k1": K1}
    return {"script_score": {"query": matching, "script": {"source": SCORE, "params": params}}}


def section_weight(section: str) -> float:
    """What an occurrence in a section counts."""
    return float(WEIGHTS[SECTION_NUMBER[section]])


def _written(term: Term) -> list[str]:
    if term.precision is Precision.EXACT:
        return exact_tokens(term)
    return [token(BASES, base) for base in readings(term.word)]


def _one_of(tokens: list[str]) -> Query:
    each: list[Query] = [{"match": {"query": one}} for one in tokens]
    return each[0] if len(each) == 1 else {"any_of": {"intervals": each}}


def _inside(rule: Query, section: str) -> Query:
    if not section:
        return rule
    first, last = section_marks(SECTION_NUMBER[section])
    kind, own = next(iter(rule.items()))
    marks = {"match": {"query": f"{first} {last}", "ordered": True}}
    return {kind: {**own, "filter": {"contained_by": marks}}}
