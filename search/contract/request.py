"""The seam between search and everything that shows it: one request in, one answer out.

`search.engine.Engine.answer` turns a `Request` into an `Answer`. Page, API and command line only
render what stands here, so that another engine can stand behind the same two dataclasses later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from search.query.ast import Precision

PAGE_SIZE = 20
"""Hits on a page."""


@dataclass(frozen=True)
class Request:
    """What is asked for.

    query:   the search words and operators as typed; "" = all projects.
    filters: query name of a field → values, any of which will do; several fields narrow each other.
             A value is a whole value of a facet, words of it, or for numbers `100..500`, `>100`, `2021`.
    sort:    "" = by relevance, or newest first without a query; else the query name of a sortable
             field: numbers and days largest first, names from A; «-» before it turns the order round.
    offset, limit: which hits of the ranking to return, from 0.
    precision: how the words may be written: as typed, inflected, or also as parts of other words.
    explain: whether each hit says what its score is made of.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    offset: int = 0
    limit: int = PAGE_SIZE
    precision: Precision = Precision.PARTS
    explain: bool = False


@dataclass(frozen=True)
class Snippet:
    """A passage of one field: HTML in which `<mark>` is the only markup; its title says why it matched."""

    field: str
    label: str
    html: str


@dataclass(frozen=True)
class Contribution:
    """What one token of the query adds to the score of a hit:
    weight · idf · (K1 + 1) · frequency / (frequency + K1 · length_norm).

    word, role: the search word as typed, and what it is here: itself, a part, a relative, a phrase …
    stream, token: where it was looked up; section: "" = in all of them.
    frequency:  occurrences, each counted by the weight of its section; sections: the occurrences themselves.
    documents:  how many have the token.
    """

    word: str
    role: str
    stream: str
    token: str
    section: str
    frequency: float
    sections: Mapping[str, int]
    documents: int
    idf: float
    length_norm: float
    weight: float
    score: float


@dataclass(frozen=True)
class Hit:
    """One project found.

    facts:   the short values of the project by JSON key.
    partial: it has only some of the query's words, or parts of them.
    missing: the search words that it has not, as typed.
    explanation: what the score is made of, where it was asked for and the order is by score.
    """

    code: str
    title: str
    title_html: str
    score: float
    facts: Mapping[str, Any]
    snippets: tuple[Snippet, ...]
    partial: bool = False
    missing: tuple[str, ...] = ()
    explanation: tuple[Contribution, ...] = ()


@dataclass(frozen=True)
class HitSummary:
    """A hit by its name only."""

    code: str
    title: str


@dataclass(slots=True)
class FacetValue:
    """A value of a facet, and how many projects a click on it would leave or add.

    Not frozen: hundreds are made for an answer, and frozen ones take three times as long to make.
    """

    value: str
    label: str
    count: int
    active: bool = False


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, to show and to take off."""

    name: str
    label: str
    value: str
    value_label: str


@dataclass(frozen=True)
class QuerySuggestion:
    """Another way of writing the query, and how many projects it finds: as in `Answer`, whole matches and,
    where there are none, partial ones."""

    query: str
    total: int
    partial: int = 0


@dataclass(frozen=True)
class ValueSuggestion:
    """A value near one of a filter that means nothing, and how many projects match the whole query with it.

    written: the value that was asked for; value, name: the one that may have been meant, short and whole.
    """

    field: str
    label: str
    written: str
    value: str
    name: str
    total: int


@dataclass(frozen=True)
class Answer:
    """What was found.

    total:   exact number of projects that match the whole query.
    partial: further hits after them, which have only some of its words, or parts of them.
    precision: how many projects match at each `Precision`, by its value.
    notes:   what was read otherwise than typed, in Finnish, for the person who searched.
    words:   each search word with the base forms it was searched by.
    meant:   what else may have been meant, where little was found: likeliest first.
    meant_values: the same of values of filters that mean nothing.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    active: tuple[ActiveFilter, ...] = ()
    partial: int = 0
    precision: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    meant: tuple[QuerySuggestion, ...] = ()
    meant_values: tuple[ValueSuggestion, ...] = ()


@dataclass(frozen=True)
class Status:
    """What is being searched: the number of the commit, its Unix time, and how many projects there are."""

    generation: str
    committed: float
    projects: int
