"""An answer as the JSON of the API and of `hankehaku search --json`: the dataclasses here are its keys.

What is said of an attribute in `Annotated` is what the document of the API says of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from index.model.project import Numbered
from index.model.serialization import plain
from search.contract.messages import Message
from search.contract.request import UNKNOWN, UNKNOWN_LABEL
from search.contract.results import Answer, Contribution, Hit


@dataclass(frozen=True)
class SnippetJson:
    """A passage of a text."""

    field: Annotated[str, Message("Kentän paikka hankkeen JSONissa.")]
    label: Annotated[str, Message("Kentän nimi.")]
    html: Annotated[
        str, Message("Teksti HTML-muodossa: ainoa merkintä on <mark>, ja sen title kertoo osuman syyn.")
    ]


@dataclass(frozen=True)
class HitJson:
    """A project found, with its short values under their last JSON key: `applicant` is its name."""

    code: str
    title: str
    partial: Annotated[bool, Message("Hankkeessa on vain osa hausta tai sen sukuisia sanoja.")]
    missing: Annotated[tuple[str, ...], Message("Hakusanat, joita hankkeessa ei ole.")]
    score: Annotated[float, Message("Osuvuus; vertailukelpoinen vain saman haun osumien kesken.")]
    fund: str | None
    priority_axis: Numbered | None
    specific_objective: Numbered | None
    status: str | None
    authority: str | None
    applicant: str | None
    regions: tuple[str, ...]
    starts: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    ends: Annotated[str | None, Message("Päivä muodossa 2021-09-01.")]
    eu_state_granted: Annotated[int | None, Message("Myönnetty EU- ja valtion rahoitus, euroa.")]
    eu_state_paid: Annotated[int | None, Message("Toteutunut EU- ja valtion rahoitus, euroa.")]
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
    hits: tuple[HitJson, ...]
    facets: Annotated[
        dict[str, tuple[ValueJson, ...]], Message("Kentän nimi → sen arvot ja niiden hankemäärät.")
    ]


def answer_json(answer: Answer) -> dict[str, Any]:
    """Plain JSON values; in `html` only `<mark>` is markup."""
    made: dict[str, Any] = plain(found(answer))
    return made


def found(answer: Answer) -> AnswerJson:
    """An answer as what its JSON is made of."""
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
        hits=tuple(_hit(hit) for hit in answer.hits),
        facets={
            name: tuple(
                ValueJson(v.value, UNKNOWN_LABEL if v.value == UNKNOWN else v.label, v.count) for v in values
            )
            for name, values in answer.facets.items()
        },
    )


def _hit(hit: Hit) -> HitJson:
    facts = hit.facts
    return HitJson(
        code=hit.code,
        title=hit.title,
        partial=hit.partial,
        missing=hit.missing,
        score=hit.score,
        fund=facts["fund"],
        priority_axis=facts["priority_axis"],
        specific_objective=facts["specific_objective"],
        status=facts["status"],
        authority=facts["authority"],
        applicant=facts["applicant.name"],
        regions=facts["regions"],
        starts=facts["starts"],
        ends=facts["ends"],
        eu_state_granted=facts["funding.eu_state_granted"],
        eu_state_paid=facts["funding.eu_state_paid"],
        snippets=tuple(SnippetJson(s.field, Message(s.label), s.html) for s in hit.snippets),
        explanation=hit.explanation,
    )
