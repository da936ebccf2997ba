"""The hits of a page as segments in memory: marked and explained by the code of the embedded engine.

The cluster stores the words of a document in the layout of a segment (`index.cluster.document_words`), so
each hit is a segment of one document. Statistics of the whole collection come from the lexicon and from
counts in the cluster.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.cluster.document_words import unpack
from index.cluster.mapping import CODE, DOCUMENT_WORDS, FIRST_SEEN, LAST_CHANGED
from index.numeric import Array
from index.storage.array_file import MemoryArrays
from index.storage.schema import NAME_FIELDS
from index.storage.segment_reader import Segment
from index.vocabulary.equivalents import EquivalentTerm
from search.cluster.queries.compile import count_what
from search.cluster.queries.lookups import Collection
from search.cluster.retrieval import Found, project_json
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
FIELDS_OF_NAMES = tuple(field.query for field in NAME_FIELDS)


class _Terms:
    """The terms of a document, as a `TermDictionary` gives them."""

    def __init__(self, terms: list[bytes]) -> None:
        """terms: field and text of each, in order."""
        self.terms = terms

    def run(self, field: str) -> list[int]:
        """First and end of the terms of a field."""
        return [bisect_left(self.terms, field.encode() + sign) for sign in (b"\t", b"\n")]

    def find(self, field: str, text: bytes) -> int | None:
        wanted = b"%b\t%b" % (field.encode(), text)
        at = bisect_left(self.terms, wanted)
        return at if at < len(self.terms) and self.terms[at] == wanted else None

    def texts_of(self, field: str) -> Iterator[str]:
        first, end = self.run(field)
        return (term.partition(b"\t")[2].decode() for term in self.terms[first:end])


class _Document(Segment):
    """A segment of one document: each of its terms has one posting."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        """source: what is stored of it."""
        words = unpack(source[DOCUMENT_WORDS])
        self.path, self.documents, self.fingerprint = Path("cluster"), 1, ""
        self.source, self.words = source, words
        terms = _Terms(words.terms)
        self.terms: Any = terms
        self.fields = {field: terms.run(field) for field in FIELDS_OF_NAMES}
        self.position_ends = np.cumsum(words.counts).tolist()
        self.word_starts = np.array([0, len(words.hashes)])
        self.codes = (source[CODE],)
        self.texts = {name: (text,) for name, text in words.texts.items()}
        arrays: Any = MemoryArrays({f"column_{name}": np.array([n]) for name, n in words.columns.items()})
        arrays |= {
            "lengths": np.array([words.length], np.float32),
            "sections": words.sections.reshape(1, -1),
            "overflow_at": words.overflow_at,
            "overflow_by": words.overflow_by,
            "hashes": words.hashes,
        }
        self.arrays = arrays

    def postings(self, number: int, end: int | None = None) -> tuple[Array, Array]:
        weights = self.words.weights[number : number + 1 if end is None else end]
        return np.zeros(len(weights), np.int32), weights

    def term_sizes(self, first: int, end: int) -> Array:
        return np.ones(end - first, np.int64)

    def occurrences(self, number: int) -> tuple[Array, Array, Array]:
        counts = self.words.counts[number : number + 1]
        end = self.position_ends[number]
        return np.zeros(1, np.int32), counts, self.words.positions[end - int(counts[0]) : end]

    def occurrences_in(self, number: int, among: Array) -> tuple[Array, Array, Array]:
        return self.occurrences(number)  # asked only for a document that is there

    def occurrences_between(self, number: int, section: int) -> tuple[Array, Array]:
        low, high = self.arrays["sections"][0, section : section + 2]
        positions = self.occurrences(number)[2]
        often = np.count_nonzero((positions >= low) & (positions < high))
        there = int(often > 0)
        return np.zeros(there, np.int32), np.full(there, often)

    def offset_deltas(self, doc: int) -> bytes:
        return self.words.offset_deltas.tobytes()

    def stored_json(self, doc: int) -> bytes:
        return project_json(self.source)

    @property
    def seen_and_changed(self) -> Array:
        return np.array([[self.source[FIRST_SEEN], self.source[LAST_CHANGED]]])


class PageSnapshot(Snapshot):
    """The documents of a page, numbered in its order, among the words and counts of the whole collection."""

    def __init__(self, collection: Collection, sources: Sequence[Mapping[str, Any]]) -> None:
        """sources: what is stored of each document."""
        self.collection = collection
        self.segments = tuple(map(_Document, sources))
        self.documents = len(self.segments)
        self.bases = list(range(self.documents + 1))
        self.live = np.ones(self.documents, bool)
        self.live_count = collection.documents
        self.cache = Cache(CACHE_BYTES)

    @property
    def mean_length(self) -> float:
        """That with which the frequencies of the collection were made."""
        return self.collection.words.mean_length

    def matching(self, what: Node | AnyToken | BeginsAlike, found: int) -> int:
        """As of `TermIndex`."""
        return count_what(self.collection, what)

    def prefix_frequencies(
        self, stream: str, prefix: str, most: int, wanted: Callable[[str], bool]
    ) -> Array | None:
        """As of `TermIndex`: the first of all tokens that begin so, not of those on the page."""
        total = np.zeros(self.documents, np.float32)
        for text in filter(wanted, self.with_prefix(stream, prefix, most)):
            docs, weights = self.postings(stream, text)
            total[docs] = np.maximum(total[docs], weights)
        return total

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
    """The hits of a page; none while something is not known, because the answer is then made again."""
    if not found.hits or not all(found.sources) or collection.ledger.missing:
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
