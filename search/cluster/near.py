"""The projects nearest to one or to a text: candidates from the cluster, scored as in the embedded engine.

The cluster ranks by the same key terms, with a saturation and a share of parts that are not quite those of
`search.suggestion.more_like_this`; the first `CANDIDATES` are scored again by their stored words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from index.cluster.document_words import stored_of
from index.cluster.mapping import CODE
from index.storage.schema import BASES, PARTS
from search.cluster.asking import Query
from search.cluster.page import PageSnapshot
from search.cluster.queries.lookups import Collection, Token, added, count_of, score_of
from search.cluster.retrieval import SHOWN, filters_of, order_of
from search.contract.request import Request
from search.contract.results import Comparison, Similar
from search.matching.bm25 import idf
from search.plan.compiled_request import compile_request
from search.suggestion.key_terms import PART_SHARE, KeyTerm, Spread, key_terms_of
from search.suggestion.more_like_this import compared, comparison, described, pasted, planned

CANDIDATES = 50


def similar(collection: Collection, source: Mapping[str, Any]) -> tuple[Similar, ...]:
    """The projects nearest to one, the nearest first. source: what is stored of it."""
    own = PageSnapshot(collection, [source])
    key_terms = key_terms_of(collection.words, planned(own.document(0)), _spread(collection, own), own=True)
    besides: Query = {"bool": {"must_not": [{"term": {CODE: source[CODE]}}]}}
    near = _candidates(collection, key_terms, [besides])
    return described(near, key_terms, near.live) if near else ()


def compare(collection: Collection, text: str, request: Request) -> Comparison:
    """The projects nearest to a text, among those that the filters of a request let through."""
    sections = pasted(text)
    key_terms = key_terms_of(collection.words, sections, _spread(collection))
    compiled = compile_request(Request(filters=request.filters))
    filters = filters_of(collection, compiled.filters)
    among = collection.ledger.count({"bool": {"filter": filters}}) if filters else collection.documents
    near = _candidates(collection, key_terms, filters)
    found = compared(near, sections, key_terms, near.live) if near else ()
    return comparison(collection.words, request, compiled, key_terms, among, found)


def _tokens(name: str) -> list[Token]:
    return [(BASES, name), (PARTS, name)]


def _spread(collection: Collection, own: PageSnapshot | None = None) -> Callable[[str], Spread]:
    def spread(name: str) -> Spread:
        tokens, words = _tokens(name), collection.words
        documents = count_of(collection, tokens, "")
        base, part = (words.term_weight(*token) for token in tokens)
        has_own = own is not None and any(own.postings(*token)[0].size for token in tokens)
        # While the count is not known, the word counts as one that one other document has.
        return Spread(documents or 1 + has_own, (base + PART_SHARE * part) / max(documents, 1), has_own)

    return spread


def _candidates(
    collection: Collection, key_terms: list[KeyTerm], filters: list[Query]
) -> PageSnapshot | None:
    """The projects that may be nearest; None where there are none, or while they are not known."""
    words = collection.words
    parts = []
    for word in key_terms:
        tokens = _tokens(word.token)
        most = max(words.document_frequency(*token) for token in tokens)
        rarity = idf(collection.documents, most)
        parts.append(score_of(collection, tokens, "", word.weight / rarity, most))
    query = added(parts)
    if query is None:
        return None
    body = {
        "size": CANDIDATES,
        **SHOWN,
        "query": {"bool": {"must": [query], "filter": filters}},
        "sort": order_of(""),
    }
    answer = collection.ledger.search(body)
    sources = [stored_of(hit) for hit in answer["hits"]["hits"]] if answer else []
    return PageSnapshot(collection, sources) if sources else None
