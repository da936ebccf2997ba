"""Answers as the JSON of the API and of the command line: the dataclasses here are its keys.

The text in `Annotated` is the description of the attribute in the OpenAPI document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast, get_type_hints

from index.model.fields import Field, Kind
from index.model.project import FIELDS
from index.model.project_parts import Numbered
from index.model.serialization import to_builtins
from search.contract.messages import Message
from search.contract.request import UNKNOWN, UNKNOWN_LABEL
from search.contract.results import Answer, Compared, Comparison, Contribution, Hit, Similar, Snippet
from search.export.marked_text import ReasonWords, pieces, snippet_pieces, to_html

IN_HIT: tuple[Field, ...] = tuple(field for field in FIELDS if field.in_hit)
"""The fields that a hit carries."""


@dataclass(frozen=True)
class SnippetJson:
    """A passage of a text."""

    field: Annotated[str, Message("Kentän paikka hankkeen JSONissa.")]
    label: Annotated[str, Message("Kentän nimi.")]
    html: Annotated[
        str, Message("Teksti HTML-muodossa: ainoa merkintä on <mark>, ja sen title kertoo osuman syyn.")
    ]


Cls = TypeVar("Cls", bound=type)


def _with_facts(cls: Cls) -> Cls:
    """Give the JSON of a hit an attribute for each field that hits carry (`in_hit`)."""
    hints = get_type_hints(cls, include_extras=True)
    facts = [(field.in_hit, _fact_type(field)) for field in IN_HIT]
    fixed = [(one.name, hints[one.name]) for one in dataclasses.fields(cls)]
    namespace = {"__module__": cls.__module__}
    made = dataclasses.make_dataclass(cls.__name__, [*fixed, *facts], frozen=True, namespace=namespace)
    return cast(Cls, made)


def _fact_type(field: Field) -> Any:
    """The type of a field's value in the JSON of a hit, with its description for the OpenAPI document."""
    label = Message(field.label)
    if field.multivalued:
        return Annotated[tuple[str, ...], label]
    if field.kind is Kind.DATE:
        return Annotated[str | None, Message("%(label)s: päivä muodossa 2021-09-01.", label=label)]
    if field.kind is Kind.MONEY:
        return Annotated[int | None, Message("%(label)s, euroa.", label=label)]
    if field.kind is Kind.FLAG:
        return Annotated[bool, label]
    whole: dict[Kind, Any] = {Kind.NUMBERED: Numbered, Kind.COUNT: int}
    return Annotated[whole.get(field.kind, str) | None, label]


@_with_facts
@dataclass(frozen=True)
class HitJson:
    """A project found, with some short values: `applicant` is its name."""

    code: str
    title: str
    partial: Annotated[bool, Message("Hankkeessa on vain osa hausta tai sen sukuisia sanoja.")]
    missing: Annotated[tuple[str, ...], Message("Hakusanat, joita hankkeessa ei ole.")]
    reported: Annotated[bool, Message("Hankkeella on loppuraportti.")]
    score: Annotated[float, Message("Osuvuus; vertailukelpoinen vain saman haun osumien kesken.")]
    snippets: tuple[SnippetJson, ...]
    explanation: Annotated[
        tuple[Contribution, ...], Message("Mistä pisteet koostuvat, jos pyydettiin explain=1.")
    ]


@dataclass(frozen=True)
class ValueJson:
    """A value of a facet, and how many projects of the search have it."""

    value: Annotated[str, Message("Rajauksen arvo osoitteessa.")]
    label: Annotated[str, Message("Arvo luettavaksi.")]
    count: Annotated[int, Message("Hankkeiden määrä.")]


@dataclass(frozen=True)
class QuerySuggestionJson:
    """Another way of writing the query, which finds more."""

    query: str
    total: Annotated[int, Message("Hankkeita, joihin koko haku osuisi.")]
    partial: Annotated[int, Message("Hankkeita, joissa olisi osa hausta, jos koko haku ei osuisi mihinkään.")]


@dataclass(frozen=True)
class ValueSuggestionJson:
    """A value that may have been meant by one of a filter that means nothing."""

    field: Annotated[str, Message("Rajauksen nimi osoitteessa.")]
    written: Annotated[str, Message("Arvo, jota ei ole.")]
    value: Annotated[str, Message("Rajauksen arvo osoitteessa.")]
    name: Annotated[str, Message("Arvo luettavaksi.")]
    total: Annotated[int, Message("Hankkeita, joihin koko haku osuisi.")]


@dataclass(frozen=True)
class EquivalentsJson:
    """Search words, and what means the same and was searched for as well."""

    typed: Annotated[str, Message("Sana tai sanat sellaisina kuin ne kirjoitettiin.")]
    terms: Annotated[tuple[str, ...], Message("Mitä muuta haettiin.")]


@dataclass(frozen=True)
class PlaceSuggestionJson:
    """A place that the query names, as a filter."""

    word: Annotated[str, Message("Paikan nimi haussa.")]
    field: Annotated[str, Message("Rajauksen nimi osoitteessa.")]
    value: Annotated[str, Message("Rajauksen arvo osoitteessa.")]
    query: Annotated[str, Message("Haku ilman paikan nimeä.")]
    total: Annotated[int, Message("Hankkeita, joihin koko haku osuisi.")]


@dataclass(frozen=True)
class AnswerJson:
    """The answer to a search."""

    query: str
    total: Annotated[int, Message("Hankkeita, joihin koko haku osuu.")]
    took_ms: float
    partial: Annotated[int, Message("Niiden perässä tulevia hankkeita, joissa on vain osa hausta.")]
    precision: Annotated[dict[str, int], Message("Montako hanketta löytyisi kullakin tarkkuudella.")]
    notes: Annotated[tuple[str, ...], Message("Mitä luettiin toisin kuin oli kirjoitettu.")]
    meant: Annotated[
        tuple[QuerySuggestionJson, ...],
        Message("Mitä ehkä tarkoitettiin, jos osumia on vähän tai ei yhtään."),
    ]
    meant_values: Annotated[
        tuple[ValueSuggestionJson, ...], Message("Mitä ehkä tarkoitettiin rajausten arvoilla, joita ei ole.")
    ]
    equivalents: Annotated[tuple[EquivalentsJson, ...], Message("Mitä haettiin hakusanojen lisäksi.")]
    places: Annotated[
        tuple[PlaceSuggestionJson, ...], Message("Haussa mainitut maakunnat ja kunnat rajauksina.")
    ]
    hits: tuple[HitJson, ...]
    facets: Annotated[
        dict[str, tuple[ValueJson, ...]],
        Message("Kentän nimi → sen arvot ja niiden hankemäärät; enintään 400 yleisintä, kaikki: /facets."),
    ]


@dataclass(frozen=True)
class SimilarProjectJson:
    """A project near another one, or near a text."""

    code: str
    title: str
    applicant: str | None
    starts: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    ends: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    likeness: Annotated[int, Message("Samankaltaisuus 0–100; 100 olisi sama teksti.")]
    words: Annotated[tuple[str, ...], Message("Yhteisiä sanoja, kuvaavimmat ensin.")]


@dataclass(frozen=True)
class SimilarJson:
    """The projects nearest to one, the nearest first."""

    code: str
    projects: tuple[SimilarProjectJson, ...]


@_with_facts
@dataclass(frozen=True)
class ComparedJson:
    """A project near a text, with some short values: what it got, what came of it, what it shares."""

    project: SimilarProjectJson
    reported: Annotated[bool, Message("Hankkeella on loppuraportti.")]
    words: Annotated[tuple[str, ...], Message("Yhteisiä sanoja, jotka kertovat paljon, kuvaavimmat ensin.")]
    title_html: str
    pairs: Annotated[
        tuple[tuple[SnippetJson, SnippetJson], ...],
        Message("Tekstin ja hankkeen kohdat, joissa puhutaan samasta; tyhjä, jos sellaisia ei ole."),
    ]


@dataclass(frozen=True)
class ComparisonJson:
    """What is near a text."""

    words: Annotated[tuple[str, ...], Message("Tekstin sanat, jotka kertovat siitä eniten.")]
    among: Annotated[int, Message("Hankkeita, jotka läpäisevät rajaukset.")]
    notes: Annotated[tuple[str, ...], Message("Mitä luettiin toisin kuin oli kirjoitettu.")]
    projects: Annotated[tuple[ComparedJson, ...], Message("Enintään kymmenen lähintä hanketta, lähin ensin.")]


def answer_json(answer: Answer) -> dict[str, Any]:
    """Plain JSON values; the only markup in `html` is `<mark>`, and reasons are in Finnish."""
    made: dict[str, Any] = to_builtins(to_answer_json(answer))
    return made


def to_comparison_json(comparison: Comparison, words: ReasonWords = str) -> ComparisonJson:
    """The projects near a text, as the dataclasses of the JSON. words: translates the reasons of marks."""
    found = tuple(_compared(one, words) for one in comparison.found)
    return ComparisonJson(comparison.words, comparison.among, comparison.notes, found)


def _compared(one: Compared, words: ReasonWords) -> ComparedJson:
    make: Any = ComparedJson  # no type checker knows its facts
    made: ComparedJson = make(
        project=_similar_project(one.project),
        reported=one.reported,
        words=one.words,
        title_html=to_html(pieces(one.project.title, one.title_spans), words),
        pairs=tuple((_snippet(own, words), _snippet(theirs, words)) for own, theirs in one.pairs),
        **{field.in_hit: one.facts[field.name] for field in IN_HIT},
    )
    return made


def to_similar_json(code: str, projects: Iterable[Similar]) -> SimilarJson:
    """The projects nearest to the project `code`, as the dataclasses of the JSON."""
    return SimilarJson(code, tuple(map(_similar_project, projects)))


def _similar_project(one: Similar) -> SimilarProjectJson:
    return SimilarProjectJson(
        one.code, one.title, one.applicant, one.starts, one.ends, one.similarity, one.words
    )


MOST_VALUES = 400
"""Values of a facet in an answer; `/facets/…` has all of them. Only of organisations there are more."""


def to_answer_json(
    answer: Answer, words: ReasonWords = str, most_values: int | None = MOST_VALUES
) -> AnswerJson:
    """An answer as what its JSON is made of.

    words: how the reasons of its marks are said. most_values: of a facet, the most frequent; None = all.
    """
    return AnswerJson(
        query=answer.query,
        total=answer.total,
        took_ms=answer.took_ms,
        partial=answer.partial,
        precision=dict(answer.precision),
        notes=answer.notes,
        meant=tuple(QuerySuggestionJson(one.query, one.total, one.partial) for one in answer.suggestions),
        meant_values=tuple(
            ValueSuggestionJson(one.field, one.written, one.value, one.name, one.total)
            for one in answer.value_suggestions
        ),
        equivalents=tuple(EquivalentsJson(one.typed, one.terms) for one in answer.equivalents),
        places=tuple(
            PlaceSuggestionJson(one.word, one.field, one.value, one.query, one.total) for one in answer.places
        ),
        hits=tuple(_hit(hit, words) for hit in answer.hits),
        facets={
            name: tuple(
                ValueJson(v.value, UNKNOWN_LABEL if v.value == UNKNOWN else v.label, v.count)
                for v in values[:most_values]
            )
            for name, values in answer.facets.items()
        },
    )


def _hit(hit: Hit, words: ReasonWords) -> HitJson:
    make: Any = HitJson  # no type checker knows its facts
    made: HitJson = make(
        code=hit.code,
        title=hit.title,
        partial=hit.partial,
        missing=hit.missing,
        reported=hit.reported,
        score=hit.score,
        snippets=tuple(_snippet(snippet, words) for snippet in hit.snippets),
        explanation=hit.explanation,
        **{field.in_hit: hit.facts[field.name] for field in IN_HIT},
    )
    return made


def _snippet(snippet: Snippet, words: ReasonWords = str) -> SnippetJson:
    return SnippetJson(snippet.field, Message(snippet.label), to_html(snippet_pieces(snippet), words))
