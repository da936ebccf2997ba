"""What is answered: every result as plain data that page, API and command line render.

Nothing here refers to an index, so that another engine can stand behind the same dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from index.model.project import Project
from search.contract.messages import Message


class Reason(StrEnum):
    """Why a word of a text matches a search word; the value is what the page says, in Finnish."""

    EXACT_FORM = ""
    INFLECTED = "taivutus"
    COMPOUND_PART = "yhdyssanan osa"
    SHARED_ROOT = "yhteinen osa"
    PREFIX_MATCH = "samoin alkava sana"
    EXPANDED = "hakua vastaava sana"


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
    suggestions: what else may have been meant, where little was found: likeliest first.
    value_suggestions: the same of values of filters that mean nothing.
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


@dataclass(frozen=True)
class Status:
    """What is being searched: the number of the commit, its Unix time, and how many projects there are."""

    generation: str
    committed: float
    projects: int


GRANTED, PAID = "myonnetty", "toteutunut"
"""The fields whose sums are `Money`: what was granted, and what was paid of it."""


@dataclass(frozen=True)
class Money:
    """What some projects add up to, in whole euros, over those that tell it.

    realisation: what was paid of what was granted, in whole per cents, over the projects that tell both; None
                 where none does.
    """

    granted: int
    paid: int
    realisation: int | None


@dataclass(frozen=True)
class Group:
    """The projects with one value of a field.

    value: its short form for a filter; `UNKNOWN` for the projects without a value.
    money: what they add up to; None where it was not asked for.
    """

    value: str
    label: str
    projects: int
    money: Money | None


@dataclass(frozen=True)
class Breakdown:
    """The values of a field, as a facet orders them.

    known:   how many projects have a value; together with those of `missing`, all.
    missing: the projects without a value; None where there are none.
    """

    field: str
    groups: tuple[Group, ...]
    known: int
    missing: Group | None


@dataclass(frozen=True)
class Bar:
    """Projects whose number lies between two bounds, both included; None = open."""

    low: int | None
    high: int | None
    projects: int


@dataclass(frozen=True)
class Histogram:
    """A number field in bars. The field's own filter does not narrow it, as with facets.

    known: how many projects tell the number, of `projects`.
    """

    field: str
    bars: tuple[Bar, ...]
    known: int
    projects: int


@dataclass(frozen=True)
class Statistics:
    """A set of projects in numbers; breakdowns and histograms by query name.

    granted_known, paid_known: how many of the projects tell each sum.
    """

    projects: int
    money: Money
    granted_known: int
    paid_known: int
    breakdowns: Mapping[str, Breakdown]
    histograms: Mapping[str, Histogram]


@dataclass(frozen=True)
class Similar:
    """A project near another one or a text. Its words are those shared, as the other one writes them."""

    code: str
    title: str
    applicant: str | None
    starts: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    ends: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    likeness: Annotated[int, Message("Samankaltaisuus 0–100; 100 olisi sama teksti.")]
    words: Annotated[tuple[str, ...], Message("Yhteisiä sanoja, kuvaavimmat ensin.")]


@dataclass(frozen=True)
class Compared:
    """A project near a pasted text. `pairs`: passages of the text and of the project that share words."""

    project: Similar
    title_html: str
    pairs: tuple[tuple[Snippet, Snippet], ...]


WORD_KIND, PROJECT_KIND = "sana", "hanke"
"""The kinds of suggestion that are no values of a field."""


@dataclass(frozen=True)
class Suggestion:
    """One way to go on."""

    text: Annotated[str, Message("Mitä ehdotetaan: haku, jonka sana on täydennetty, tai nimi.")]
    kind: Annotated[str, Message("sana, hanke, tai sen rajauksen nimi, jonka arvo tämä on: kunta, hakija …")]
    label: Annotated[str, Message("Laji luettavaksi.")]
    query: Annotated[str, Message("Haun sanat, jos tämä valitaan.")]
    field: Annotated[str, Message("Rajaus, jonka nimi lisää hakuun; tyhjä, jos ei mitään.")] = ""
    value: Annotated[str, Message("Rajauksen arvo.")] = ""


@dataclass(frozen=True)
class ProjectDocument:
    """A whole project. `html`: place in the JSON («summary», «equality.0.text») → escaped HTML with the
    words of the query marked by `<mark>`, line breaks kept."""

    project: Project
    html: Mapping[str, str]
