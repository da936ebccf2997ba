"""What is answered to a search, as plain data that page, API and command line render.

Nothing here refers to an index, so that any engine can return these dataclasses. Sums and counts of projects
are in `search/contract/statistics.py`, whole results in `search/contract/listing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

import msgspec

from search.contract.messages import Message


class Reason(StrEnum):
    """Why a word of a text matches a search word; the value is what the page says, in Finnish."""

    EXACT_FORM = ""
    INFLECTED = Message("taivutus")
    COMPOUND_PART = Message("yhdyssanan osa")
    SHARED_ROOT = Message("yhteinen osa")
    PREFIX_MATCH = Message("samoin alkava sana")
    EXPANDED = Message("hakua vastaava sana")
    EQUIVALENT = Message("sama asia kuin")


class Span(NamedTuple):
    """A place in a text that matches a search word: text[start:end], counted in characters.

    reason: why it matches; word: the search word as typed, in lower case.
    The spans of a text are in its order and do not overlap. A tuple, because an answer may have thousands,
    and a frozen dataclass takes three times as long to make (0.97 µs, 0.33 µs).
    """

    start: int
    end: int
    reason: Reason
    word: str


def written_form(text: str) -> str:
    """A word of a text as it is compared with a search word: lower case, without soft hyphens."""
    return text.lower().replace("\u00ad", "")


@dataclass(frozen=True)
class Snippet:
    """A passage of one field, as it is written there, and what matches in it.

    field, label: query name and Finnish label of the field.
    cut_before, cut_after: whether the line that the passage is from continues on that side.
    """

    field: str
    label: str
    text: str
    spans: tuple[Span, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True)
class Contribution:
    """What one token of the query adds to the score of a hit:
    weight · idf · (K1 + 1) · frequency / (frequency + K1 · length_norm).

    word, role: the search word as typed, and its role here: the word itself, a part, a relative, a phrase …
    stream, token: where it was looked up; section: "" = in all of them.
    frequency:  occurrences, each counted by the weight of its section; sections: the places themselves.
                For a part, a root or a prefix they also count the occurrences of the word itself.
    documents:  how many have such an occurrence.
    """

    word: str
    role: Message
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

    title:   the code where the project has no title; title_spans: what matches in it.
    facts:   the short values of the project by JSON key.
    partial: it has only some of the query's words, or parts of them.
    missing: the search words that it does not have, as typed.
    reported: it has a final report.
    explanation: what the score is made of, where it was asked for and the order is by score.
    """

    code: str
    title: str
    title_spans: tuple[Span, ...]
    score: float
    facts: Mapping[str, Any]
    snippets: tuple[Snippet, ...]
    partial: bool = False
    missing: tuple[str, ...] = ()
    reported: bool = False
    explanation: tuple[Contribution, ...] = ()


@dataclass(frozen=True)
class HitSummary:
    """A hit by its name only."""

    code: str
    title: str


class FacetValue(msgspec.Struct, frozen=True):
    """A value of a facet, and how many projects a click on it would leave or add.

    value: its short form for a filter; `UNKNOWN` stands for the projects without a value, and comes last.
    active: whether it is chosen.

    A struct: an answer has hundreds, and as frozen dataclasses they would take 3 % of its time.
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
class EquivalentWords:
    """Search words as typed, and the terms that mean the same and were searched for as well."""

    typed: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class PlaceSuggestion:
    """A place that a query names, as a filter.

    word: as typed; field, label: the filter; value: its value, the name of the place.
    query: the query without the word; total: how many projects match it with the filter.
    """

    word: str
    field: str
    label: str
    value: str
    query: str
    total: int


@dataclass(frozen=True)
class ValueSuggestion:
    """A suggestion for an unknown filter value, and how many projects match the whole query with it.

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
    partial: number of further hits after them, which have only some of its words, or parts of them.
    precision: how many projects match at each `Precision`, by its value.
    notes:   what was read otherwise than typed, in Finnish, for the person who searched.
    words:   each search word with the base forms it was searched by.
    suggestions: what else may have been meant, where little was found: likeliest first.
    value_suggestions: the same of values of filters that mean nothing.
    equivalents: what was searched for besides the words typed.
    places: regions and municipalities that the query names.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    active: tuple[ActiveFilter, ...] = ()
    partial: int = 0
    precision: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suggestions: tuple[QuerySuggestion, ...] = ()
    value_suggestions: tuple[ValueSuggestion, ...] = ()
    equivalents: tuple[EquivalentWords, ...] = ()
    places: tuple[PlaceSuggestion, ...] = ()

    def equivalent_terms(self) -> tuple[str, ...]:
        """What was searched for besides the words typed, each term once."""
        return tuple(dict.fromkeys(term for one in self.equivalents for term in one.terms))


@dataclass(frozen=True)
class Similar:
    """A project near another one, or near a text.

    business_id: of the applicant. starts, ends: days as in 2021-09-01.
    similarity: 1–100; 100 would be the same text.
    words: shared words as the other project writes them, the most significant first.
    """

    code: str
    title: str
    applicant: str | None
    starts: str | None
    ends: str | None
    similarity: int
    words: tuple[str, ...]
    business_id: str | None = None


@dataclass(frozen=True)
class Compared:
    """A project near a text.

    facts, reported: as of a `Hit`.
    words: shared significant words as written in the text, the best first; may be empty.
    title_spans: words of the project's title that the text shares.
    pairs: passages of the text and of the project that say the same; may be empty.
    """

    project: Similar
    facts: Mapping[str, Any]
    reported: bool
    words: tuple[str, ...]
    title_spans: tuple[Span, ...]
    pairs: tuple[tuple[Snippet, Snippet], ...]


@dataclass(frozen=True)
class Comparison:
    """What is near a text.

    words:  the most significant words of the text, as written in it: the search used these first.
    among:  how many projects pass the filters; active: the filters in force.
    notes:  what in the filters was interpreted differently from what was written.
    found:  the nearest projects, the nearest first.
    """

    words: tuple[str, ...]
    among: int
    active: tuple[ActiveFilter, ...]
    notes: tuple[Message, ...]
    found: tuple[Compared, ...]


WORD_KIND, PROJECT_KIND = "sana", "hanke"
"""The kinds of suggestion that are no values of a field."""


@dataclass(frozen=True)
class Suggestion:
    """One completion of a query."""

    text: Annotated[str, Message("Mitä ehdotetaan: haku, jonka sana on täydennetty, tai nimi.")]
    kind: Annotated[str, Message("sana, hanke, tai sen rajauksen nimi, jonka arvo tämä on: kunta, hakija …")]
    label: Annotated[str, Message("Laji luettavaksi.")]
    query: Annotated[str, Message("Haun sanat, jos tämä valitaan.")]
    field: Annotated[str, Message("Rajaus, jonka nimi lisää hakuun; tyhjä, jos ei mitään.")] = ""
    value: Annotated[str, Message("Rajauksen arvo.")] = ""
