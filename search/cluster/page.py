"""The hits of a page as a small segment in memory: marked and explained by the code of the embedded engine.

What is stored of a document are its words as a segment has them (`index.cluster.document_words`). The
documents of a page are put together as a segment; what must be known of the whole collection comes from the
lexicon and from counts in the cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.cluster.document_words import unpack
from index.numeric import Array, nonzero_places
from index.storage.segment_reader import Segment
from index.storage.segment_writer import segment_arrays
from index.storage.term_dictionary import TermDictionary
from index.vocabulary.equivalents import EquivalentTerm
from search.cluster.queries.compile import count_what
from search.cluster.queries.lookups import Collection
from search.cluster.retrieval import Found
from search.contract.listing import ProjectDocument
from search.contract.results import Hit
from search.contract.statistics import Organisation
from search.equivalence.searched_words import SearchedWords, searched_words
from search.highlight.explanation import explained
from search.highlight.hits import make_document, make_hits
from search.matching.result_cache import Cache
from search.matching.snapshot import Snapshot
from search.plan.lookups import AnyToken, BeginsAlike
from search.query.ast import Node

CACHE_BYTES = 1 << 22


class _Arrays(dict[str, Array]):
    """Arrays in memory, read as those of an `ArrayFile`."""

    def __init__(self, arrays: Mapping[str, Array], meta: dict[str, Any]) -> None:
        super().__init__({name: np.asarray(array) for name, array in arrays.items()})
        self.meta = meta

    def part(self, name: str, run: slice) -> Array:
        return self[name][run]

    def take(self, name: str, at: Array) -> Array:
        taken: Array = self[name].take(at)
        return taken

    def read_part(self, name: str, run: slice) -> bytes:
        return np.ascontiguousarray(self[name][run]).tobytes()


class _Segment(Segment):
    """A segment whose arrays are in memory."""

    def __init__(self, arrays: Any) -> None:
        self.arrays = arrays
        self.path = Path("cluster")
        self.documents = arrays.meta["documents"]
        self.fields = arrays.meta["fields"]
        self.fingerprint = arrays.meta["fingerprint"]
        self.terms = TermDictionary(arrays, self.fields)


class PageSnapshot(Snapshot):
    """The documents of a page, numbered in its order, among the words and counts of the whole collection."""

    def __init__(self, collection: Collection, sources: Sequence[Mapping[str, Any]]) -> None:
        """sources: `_source` of each document."""
        arrays, meta = segment_arrays([unpack(source) for source in sources], "")
        segment = _Segment(_Arrays(arrays, meta))
        self.collection = collection
        self.segments = (segment,)
        self.bases = [0, segment.documents]
        self.documents = segment.documents
        self.live = np.ones(segment.documents, bool)
        self.live_count = collection.documents
        self.cache = Cache(CACHE_BYTES)

    @property
    def mean_length(self) -> float:
        """That with which the frequencies of the collection were made."""
        return self.collection.words.mean_length

    def matching(self, what: Node | AnyToken | BeginsAlike, found: int) -> int:
        """As of `TermIndex`."""
        return count_what(self.collection, what)

    def prefix_postings(
        self, stream: str, prefix: str, most: int, wanted: Callable[[str], bool]
    ) -> tuple[Array, Array]:
        """As of `TermIndex`: the first of all tokens that begin so, not of those on the page."""
        total = np.zeros(self.documents, np.float32)
        for text in filter(wanted, self.with_prefix(stream, prefix, most)):
            docs, weights = self.postings(stream, text)
            total[docs] = np.maximum(total[docs], weights)
        found = nonzero_places(total)
        return found, total[found]

    # Words of the collection

    def document_frequency(self, stream: str, token: str) -> int:
        return self.collection.words.document_frequency(stream, token)

    def with_prefix(self, stream: str, prefix: str, most: int) -> list[str]:
        return self.collection.words.with_prefix(stream, prefix, most)

    def count_prefix(self, stream: str, prefix: str) -> int:
        return self.collection.words.count_prefix(stream, prefix)

    def near_words(self, stream: str, text: str, most_wrong: int) -> tuple[str, ...]:
        return self.collection.words.near_words(stream, text, most_wrong)

    def forms(self) -> Iterable[tuple[str, int]]:
        return self.collection.words.forms()

    def field_values(self, field: str) -> tuple[str, ...]:
        return self.collection.words.field_values(field)

    def organisations_of(self, field: str) -> tuple[Organisation, ...]:
        return self.collection.words.organisations_of(field)

    def value_counts(self, field: str) -> list[int]:
        return self.collection.words.value_counts(field)

    def equivalents(self, language: str, key: str) -> tuple[EquivalentTerm, ...]:
        return self.collection.words.equivalents(language, key)


def hits_of(collection: Collection, found: Found, with_explanation: bool) -> tuple[Hit, ...]:
    """The hits of a page as they are shown; none while what is stored of them is not known."""
    if not found.hits or not all(found.sources):
        return ()
    snapshot = PageSnapshot(collection, found.sources)
    docs, scores = np.arange(len(found.hits)), np.array([hit.score for hit in found.hits], np.float32)
    tree = found.compiled.tree
    hits = make_hits(snapshot, docs, scores, searched_words(tree), found.whole)
    with_explanation = with_explanation and not found.compiled.sort
    return explained(snapshot, tree, hits, range(len(hits))) if with_explanation else hits


def document_of(
    collection: Collection, source: Mapping[str, Any], searched: SearchedWords
) -> ProjectDocument:
    """A whole project, and where its texts match the search words."""
    return make_document(PageSnapshot(collection, [source]), 0, searched)
