"""Turns a compiled request into searches of the cluster, and their answers into ordered hits.

As in `search.matching.retrieval`, whole matches come first; a second search finds the partial ones.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from index.analysis.finnish import Word
from index.cluster.client import translated
from index.cluster.document_words import stored_of
from index.cluster.mapping import CODE, COLLATED, DOCUMENT_WORDS, LAST_CHANGED, PROJECT
from index.model.project import QUERYABLE
from index.storage.document_store import decompress_json
from search.cluster.asking import Connection, Query
from search.cluster.queries.compile import matching, scored
from search.cluster.queries.filters import NONE
from search.cluster.queries.lookups import Collection, matching_tokens
from search.contract import deadline
from search.contract.request import CHANGED, Request
from search.matching.retrieval import partial_floor
from search.plan.compiled_request import CompiledRequest
from search.plan.lookups import lookup_tokens
from search.plan.partial import partial_tree
from search.plan.ranking import ranking_tree
from search.plan.weights import PARTIAL_UP_TO
from search.plan.words import Filters
from search.query.ast import Node

SHOWN: Query = {"_source": True, "stored_fields": [PROJECT, DOCUMENT_WORDS]}
"""What is asked of a hit that is shown; of one that is exported all but its words."""
EXPORTED: Query = {"_source": True, "stored_fields": [PROJECT]}
NOTHING_STORED: Query = {"stored_fields": "_none_"}
"""Of a hit whose code is enough, which is in its sort values: unpacking what is stored takes the longest."""
WINDOW = 10_000
"""Hits that a search can pass over; pages behind are walked to."""
BATCH = 500
"""Hits of a request of a walk."""
KEEP_ALIVE = "5m"


class Scored(NamedTuple):
    """A hit: its code, and what it scores."""

    code: str
    score: float


@dataclass(frozen=True)
class Found:
    """What a request found: hits of its page, and how many there are.

    hits: whole matches of the page, so many, then partial ones; sources: what is stored of each.
    """

    compiled: CompiledRequest
    total: int
    partial: int
    whole: int
    hits: tuple[Scored, ...]
    sources: tuple[Mapping[str, Any], ...]


def retrieve(
    collection: Collection, compiled: CompiledRequest, request: Request, wanted: Query = SHOWN
) -> Found:
    """The page of hits that a request asks for. wanted: of each."""
    offset, limit = max(request.offset, 0), max(request.limit, 0)
    body = ranked(collection, compiled)
    deep = offset + limit > WINDOW
    page = {"from": 0 if deep else offset, "size": 1 if deep else max(limit, 1), "track_total_hits": True}
    answer = collection.ledger.search({**body, **page, **(NOTHING_STORED if deep else wanted)})
    total = int(answer["hits"]["total"]["value"]) if answer else 0
    hits = answer["hits"]["hits"][:limit] if answer else []
    if deep:
        hits = walked_to(collection.ledger.connection, body, offset, limit, wanted) if answer else []
    partial: list[Scored] = []
    if not compiled.sort and total < PARTIAL_UP_TO:
        partial = partial_matches(collection, compiled.tree, compiled.filters, PARTIAL_UP_TO - total)
    rest = partial[max(0, offset - total) : max(0, offset + limit - total)]
    more = stored(collection, [one.code for one in rest], wanted)
    return Found(
        compiled,
        total,
        len(partial),
        len(hits),
        (*(Scored(code_of(hit), hit["_score"] or 0.0) for hit in hits), *rest),
        (*map(stored_of, hits), *more),
    )


def ranked(collection: Collection, compiled: CompiledRequest) -> Query:
    """A search for the whole matches of a request in their order."""
    tree = compiled.tree if compiled.sort else ranking_tree(compiled.tree)
    own = scored(collection, tree) or NONE
    return {
        "query": {"bool": {"must": [own], "filter": filters_of(collection, compiled.filters)}},
        "sort": order_of(compiled.sort),
        "track_scores": True,
    }


def order_of(sort: str) -> list[Query]:
    """As `search.matching.sorting` orders; sort: of a `CompiledRequest`."""
    by_code: Query = {CODE: {"order": "asc"}}
    if not sort:
        return [{"_score": {"order": "desc"}}, by_code]
    if sort == CHANGED:
        return [{LAST_CHANGED: {"order": "desc"}}, by_code]
    field = QUERYABLE[sort.removeprefix("-")]
    turned = sort.startswith("-") != field.kind.is_number
    name = field.query if field.kind.is_number else field.query + COLLATED
    return [{name: {"order": "desc" if turned else "asc", "missing": "_last"}}, by_code]


def narrowed(collection: Collection, tree: Node, filters: Filters) -> Query:
    """The documents that match a tree and pass the filters, without scores."""
    return {"bool": {"filter": [matching(collection, tree), *filters_of(collection, filters)]}}


def filters_of(collection: Collection, filters: Filters) -> list[Query]:
    """What each filter of a request lets through."""
    return [matching(collection, tree) for tree in filters.values()]


def partial_matches(
    collection: Collection, tree: Node, filters: Filters, most: int, besides_whole: bool = True
) -> list[Scored]:
    """As `search.matching.retrieval.partial_matches`, at most so many.

    besides_whole: whether matches of the whole query are left out.
    """
    looser = partial_tree(tree)
    query = scored(collection, looser) if looser is not None else None
    if query is None:
        return []
    clauses: Query = {"must": [query], "filter": filters_of(collection, filters)}
    if besides_whole:
        clauses["must_not"] = [matching(collection, tree)]
    body = {"size": PARTIAL_UP_TO, "track_total_hits": False, **NOTHING_STORED}
    answer = collection.ledger.search({**body, "query": {"bool": clauses}, "sort": order_of("")})
    found = [Scored(code_of(hit), hit["sort"][0]) for hit in answer["hits"]["hits"]] if answer else []
    floor = partial_floor(collection.words, tree, found[0].score) if found else 0.0
    return [one for one in found[:most] if one.score >= floor]


def stored(collection: Collection, codes: Sequence[str], wanted: Query) -> list[Mapping[str, Any]]:
    """What is stored of some projects, in their order; nothing while it is not known."""
    if not codes or wanted is NOTHING_STORED:
        return [{}] * len(codes)
    answer = collection.ledger.search(_those(codes, wanted))
    found = {code_of(hit): stored_of(hit) for hit in answer["hits"]["hits"]} if answer else {}
    return [found.get(code, {}) for code in codes]


def code_of(hit: Query) -> str:
    """The code of a hit: the last sort key of every order (`order_of`)."""
    code: str = hit["sort"][1]
    return code


def project_json(source: Mapping[str, Any]) -> bytes:
    """The JSON of a project. source: what is stored of it."""
    return decompress_json(base64.b64decode(source[PROJECT]))


def _those(codes: Sequence[str], wanted: Query) -> Query:
    """A search for projects by their codes."""
    return {"size": len(codes), "query": {"terms": {CODE: list(codes)}}, "sort": order_of(""), **wanted}


@dataclass(frozen=True)
class ClusterCounter:
    """Counts in a generation: the `search.plan.words.Counter` of this engine."""

    collection: Collection

    def count(self, tree: Node, filters: Filters) -> int:
        """Implements `Counter`."""
        return self.collection.ledger.count(narrowed(self.collection, tree, filters))

    def count_partial(self, tree: Node, filters: Filters) -> int:
        """Implements `Counter`."""
        return len(partial_matches(self.collection, tree, filters, PARTIAL_UP_TO, besides_whole=False))

    def are_found(self, before: Node | None) -> Callable[[Word], bool]:
        """Implements `Counter`."""
        words, ledger = self.collection.words, self.collection.ledger
        inside = None if before is None else matching(self.collection, before)
        if inside is None or not ledger.count(inside):
            return lambda word: any(words.document_frequency(*one) for one in lookup_tokens(word))
        narrow = inside

        def is_found(word: Word) -> bool:
            own = matching_tokens(lookup_tokens(word), "")
            return ledger.count({"bool": {"filter": [narrow, own]}}) > 0

        return is_found


# Walking through all hits


def walk(connection: Connection, body: Query, wanted: Query, size: int = BATCH) -> Iterator[Query]:
    """All hits of a search in their order, from one state of the index. Raises `ClusterError`."""
    client, settings = connection.client, connection.settings
    with translated(settings):
        opened = client.create_pit(index=connection.index, params={"keep_alive": KEEP_ALIVE})
    point = {"id": opened["pit_id"], "keep_alive": KEEP_ALIVE}
    try:
        after: Query = {}
        while True:
            deadline.check()
            # «dfs_query_then_fetch» as of a page: the same order.
            asked = {**body, **after, **wanted, "size": size, "pit": point}
            hits = connection.searches([asked])[0]["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            after = {"search_after": hits[-1]["sort"]}
    finally:
        with suppress(Exception):  # it ends by itself
            client.delete_pit(body={"pit_id": [opened["pit_id"]]})


def walked_to(connection: Connection, body: Query, offset: int, limit: int, wanted: Query) -> list[Query]:
    """The hits offset … offset + limit - 1, also beyond the largest offset that a search may have."""
    hits = list(islice(walk(connection, body, NOTHING_STORED, WINDOW), offset, offset + limit))
    codes = [code_of(hit) for hit in hits]
    if not codes:
        return []
    answer = connection.searches([_those(codes, wanted)])[0]
    found = {code_of(hit): hit for hit in answer["hits"]["hits"]}
    return [{**found[code], "_score": hit.get("_score")} for code, hit in zip(codes, hits, strict=True)]
