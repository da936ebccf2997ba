"""The Protocols that every engine implements: the words of an index, and counts of documents.

All of it is plain Python data, so that it may come from a memory map, from a lexicon that is published with
each generation of an index, or over a wire. A stream is one of the two into which a text is analysed: base
forms, or the parts of words (`index.storage.schema`); a token is a string of either.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from index.analysis.finnish import Word
from index.vocabulary.equivalents import EquivalentTerm
from search.contract.statistics import Organisation
from search.query.ast import Node

Value = TypeVar("Value")


class CollectionStatistics(Protocol):
    """The statistics of the whole collection that BM25 needs.

    If an index is divided into shards, they cover all shards, because only then can scores of different
    shards be compared.
    """

    @property
    def live_count(self) -> int:
        """How many documents there are, without those deleted."""
        ...

    @property
    def mean_length(self) -> float:
        """Mean number of words of a document, each counted by the weight of its section; 1 without any."""
        ...

    def document_frequency(self, stream: str, token: str) -> int:
        """How many documents have a token."""
        ...


class Words(CollectionStatistics, Protocol):
    """The words of one generation of an index."""

    def with_prefix(self, stream: str, prefix: str, most: int) -> list[str]:
        """Up to `most` tokens of a stream that begin with `prefix`, in order of their code points."""
        ...

    def count_prefix(self, stream: str, prefix: str) -> int:
        """About how many tokens of a stream begin with `prefix`: at most as many, and 0 only for none."""
        ...

    def near_words(self, stream: str, text: str, most_wrong: int) -> Sequence[str]:
        """Tokens of a stream that differ from `text` by at most so many letters, the nearest first.

        A letter is missing, too many, another one, or swapped with the next (OSA distance).
        """
        ...

    def forms(self) -> Iterable[tuple[str, int]]:
        """Every word form that documents have, in small letters, and how often it occurs."""
        ...

    def field_values(self, field: str) -> Sequence[str]:
        """Every value of a name field that a document has; the number of a value is its place here."""
        ...

    def organisations_of(self, field: str) -> Sequence[Organisation]:
        """For a field of organisations: the organisation of each of these values."""
        ...

    def value_counts(self, field: str) -> Sequence[int]:
        """How many documents have each of these values."""
        ...

    def equivalents(self, language: str, key: str) -> Sequence[EquivalentTerm]:
        """What means the same as a word or phrase in the vocabularies of the index, the preferred first.

        language, key: see `index.vocabulary.keys`. Terms are Finnish and Swedish.
        """
        ...

    def get_or_compute(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """A result computed from these words, cached under a key until the words change."""
        ...

    def keep(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The same of a result that depends on no query: it is made once, however large it is."""
        ...


Filters = Mapping[str, Node]
"""Query name of a field → the tree that a document must match, as of `CompiledRequest`."""


class Counter(Protocol):
    """Counts in one generation of an index."""

    def count(self, tree: Node, filters: Filters) -> int:
        """How many documents match a whole query (a tree at its precision) and pass the filters."""
        ...

    def count_partial(self, tree: Node, filters: Filters) -> int:
        """How many partial matches would be shown if no document matched the whole query."""
        ...

    def are_found(self, before: Node | None) -> Callable[[Word], bool]:
        """A function that says whether a word is in some document, of those that match a tree if any do."""
        ...
