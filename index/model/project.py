"""A project description as plain data, and the one field table.

Each attribute below, and in `index/model/project_parts.py`, is declared with its row: what kind of value it
is, where it stands in the form, what it is called in queries and on the page, whether it is a facet,
sortable, searched as text (`index/model/fields.py` has all columns). A new field is one new line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from index.model.fields import NO, YES, Field, Kind, Question, Role, Subject, json_at, row, rows_of, value_at
from index.model.project_parts import (
    Applicant,
    Companies,
    Contact,
    FormAnswer,
    Funding,
    Indicator,
    Monitored,
    Numbered,
    Participants,
    Place,
    Provenance,
)

FORM_WORDS = "Lomake"
"""Where `Project.other` keeps the words that the form itself prints."""


MOST_YEARS = 15
"""A project that runs longer must have a typing error in a date: it is not counted in any year."""


@dataclass(frozen=True)
class Project:
    """One project description. Its attributes are the keys of the JSON; `FIELDS` is the table.

    group_code: of the joint project that it is a part of; each part has a code of its own besides.
    nationwide: its regions are all, because the description says so instead of naming any.
    monitored: the numbers of section 7 but those of companies and participants.
    other:    text that no field has, by the heading it stood under; under `FORM_WORDS` what the form printed.
    provenance: where it was read from, the source of its values first.
    warnings: what was wrong in the description, each with its line.
    """

    code: str = row(
        Kind.CODE, "Hankekoodi", "", section="1", key="Hankekoodi", query="koodi", weight=5.0, sortable=True,
        names=("kod", "code"),
        role=Role.CODE,
    )  # fmt: skip
    title: str | None = row(
        Kind.TEXT, "Nimi", section="1", key="Hankkeen nimi", query="nimi", weight=5.0, sortable=True,
        names=("namn", "name", "title"),
        role=Role.TITLE, tells_plan=True,
    )  # fmt: skip
    fund: str | None = row(
        Kind.KEYWORD, "Rahasto", section="0", query="rahasto", facet=True, in_hit="fund", role=Role.FUND,
        compared=True,
        names=("fond", "fund"),
    )  # fmt: skip
    priority_axis: Numbered | None = row(
        Kind.NUMBERED, "Toimintalinja", section="1", key="Toimintalinja", query="toimintalinja", facet=True,
        names=("insatsområde", "axis", "priority_axis"),
        pictured=True, in_hit="priority_axis", role=Role.PRIORITY_AXIS, compared=True,
    )  # fmt: skip
    specific_objective: Numbered | None = row(
        Kind.NUMBERED, "Erityistavoite", section="1", key="Erityistavoite", query="erityistavoite",
        names=("särskilt_mål", "objective", "specific_objective"),
        facet=True, in_hit="specific_objective", compared=True,
    )  # fmt: skip
    starts: date | None = row(
        Kind.DATE, "Alkaa", section="1", key="Suunnitelman mukainen toteutusaika", value_after="Alkaa",
        names=("börjar", "starts"),
        query="alkaa", sortable=True, in_hit="starts", role=Role.STARTS, compared=True,
    )  # fmt: skip
    ends: date | None = row(
        Kind.DATE, "Päättyy", section="1", key="Suunnitelman mukainen toteutusaika", value_after="päättyy",
        names=("slutar", "ends"),
        query="paattyy", sortable=True, in_hit="ends", role=Role.ENDS, compared=True,
    )  # fmt: skip
    status: str | None = row(
        Kind.KEYWORD, "Tila", section="1", key="Toiminnan tila", query="tila", facet=True, in_hit="status",
        names=("status",),
        role=Role.STATUS, compared=True, asks=Question.WHEN,
    )  # fmt: skip
    authority: str | None = row(
        Kind.KEYWORD, "Viranomainen", section="1", key="Vastuuviranomainen", query="viranomainen", facet=True,
        names=("myndighet", "authority"),
        in_hit="authority", asks=Question.WHO,
    )  # fmt: skip
    group_code: str | None = row(
        Kind.CODE, "Ryhmähanketunnus", section="1", key="Ryhmähanketunnus", query="ryhma",
        names=("grupp", "group"), weight=5.0, role=Role.GROUP,
    )  # fmt: skip
    applicant: Applicant = field(default_factory=Applicant)
    contact: Contact = field(default_factory=Contact)
    applicants_number: str | None = row(
        Kind.KEYWORD, "Hakijoiden lukumäärä tai tuen siirto", section="2",
        key="Hakijoiden lukumäärä tai tuen siirto -menettely",
    )  # fmt: skip
    co_implementers: tuple[Applicant, ...] = row(
        Kind.ORGANISATION, "Osatoteuttaja", (), query="osatoteuttaja", weight=1.0, multivalued=True,
        names=("delgenomförare", "co_implementer", "partner"),
        role=Role.PARTNERS, compared=True,
    )  # fmt: skip
    summary: str | None = row(
        Kind.TEXT, "Tiivistelmä", section="3", query="tiivistelma", weight=2.0, role=Role.SUMMARY,
        names=("sammandrag", "summary"),
        tells_plan=True, compared=True,
    )  # fmt: skip
    target_groups: str | None = row(
        Kind.TEXT, "Kohderyhmät", section="4.1", query="kohderyhma", weight=1.0, tells_plan=True,
        compared=True,
        names=("målgrupp", "målgrupper", "target_group", "target_groups"),
        merged_paths=("indirect_target_groups",),
    )  # fmt: skip
    indirect_target_groups: str | None = row(Kind.TEXT, "Välilliset kohderyhmät", section="4.2")
    funding: Funding = field(default_factory=Funding)
    regions: tuple[str, ...] = row(
        Kind.KEYWORD, "Maakunta", (), section="6", key="Maakunnat", query="maakunta",
        names=("landskap", "region"), weight=1.0, multivalued=True, facet=True, pictured=True,
        in_hit="regions", role=Role.REGIONS, compared=True,
    )  # fmt: skip
    nationwide: bool = row(
        Kind.FLAG, "Valtakunnallinen", False, section="6", query="valtakunnallinen",
        names=("riksomfattande", "nationwide"), in_hit="nationwide", role=Role.NATIONWIDE,
    )  # fmt: skip
    subregions: tuple[str, ...] = row(
        Kind.KEYWORD, "Seutukunta", (), section="6", key="Seutukunnat", query="seutukunta",
        names=("ekonomisk_region", "subregion"),
        multivalued=True, facet=True, genitive=True,
    )  # fmt: skip
    municipalities: tuple[str, ...] = row(
        Kind.KEYWORD, "Kunta", (), section="6", key="Kunnat", query="kunta",
        names=("kommun", "municipality"), weight=0.5, role=Role.MUNICIPALITIES, multivalued=True, facet=True,
        compared=True,
    )  # fmt: skip
    place: Place = field(default_factory=Place)
    companies: Companies = field(default_factory=Companies)
    participants: Participants = field(default_factory=Participants)
    monitored: tuple[Monitored, ...] = row(
        Kind.KEYWORD, "Seurantatieto", (), section="7", query="seurantatieto",
        names=("indikator", "indicator"), multivalued=True, role=Role.MONITORED,
        compared=True,
    )  # fmt: skip
    equality: tuple[FormAnswer, ...] = row(
        Kind.TEXT, "Tasa-arvo", (), section="8.1", query="tasa_arvo", weight=0.4, role=Role.QUESTIONS,
        names=("jämställdhet", "equality", "gender_equality"),
    )  # fmt: skip
    sustainability: tuple[Indicator, ...] = row(
        Kind.TEXT, "Kestävä kehitys", (), section="8.2", query="kestava_kehitys", weight=0.4,
        names=("hållbar_utveckling", "sustainability", "sustainable_development"),
        role=Role.INDICATORS,
    )  # fmt: skip
    final_report: str | None = row(
        Kind.TEXT, "Loppuraportti", section="9", query="loppuraportti", weight=2.0, role=Role.FINAL_REPORT,
        names=("slutrapport", "final_report"), compared=True,
    )  # fmt: skip
    other: dict[str, str] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """Each calendar year in which the project runs; empty without both dates."""
        if self.starts is None or self.ends is None or self.ends < self.starts:
            return ()
        if self.ends.year - self.starts.year > MOST_YEARS:
            return ()
        return tuple(range(self.starts.year, self.ends.year + 1))

    @property
    def realisation(self) -> int | None:
        """What was paid of the EU and state money granted, in whole per cents; None where one is unknown."""
        return realisation(self.funding.eu_state_granted, self.funding.eu_state_paid)


def realisation(granted: int | None, paid: int | None) -> int | None:
    """The share that was paid, in whole per cents; None where one of the sums is unknown, or none granted."""
    return round(100 * paid / granted) if granted and paid is not None else None


FIELDS: tuple[Field, ...] = (
    *rows_of(Project),
    Field(
        Kind.KEYWORD, "Lähde", section="0", multivalued=True, role=Role.SOURCE, path=("provenance", "name"),
    ),
    Field(Kind.KEYWORD, "Tietue", section="0", multivalued=True, path=("provenance", "record")),
    Field(Kind.KEYWORD, "Osoite lähteessä", section="0", multivalued=True, path=("provenance", "link")),
    Field(Kind.KEYWORD, "Lisenssi", section="0", multivalued=True, path=("provenance", "licence")),
    Field(Kind.DATE, "Luettu", section="0", multivalued=True, path=("provenance", "read")),
    Field(
        Kind.YEAR, "Vuosi", query="vuosi", multivalued=True, facet=True, derived=True, charted=True,
        names=("år", "year"),
        pictured=True, path=("years",),
    ),
    Field(
        Kind.PERCENT, "Toteutuma", query="toteutuma", sortable=True, derived=True, charted=True,
        names=("utfall", "realisation"),
        role=Role.REALISATION, compared=True, path=("realisation",),
    ),
)  # fmt: skip
"""Every field of a description, in the order of the form; derived fields last."""

BY_ROLE: dict[Role, Field] = {f.role: f for f in FIELDS if f.role}
"""The fields that the program needs for more than their kind."""

PLACE_FIELDS: tuple[Field, ...] = (BY_ROLE[Role.REGIONS], BY_ROLE[Role.MUNICIPALITIES])
"""The fields whose values are places, which a query may name and which may have had other names."""

ORGANISATIONS: tuple[Field, ...] = tuple(f for f in FIELDS if f.kind is Kind.ORGANISATION and f.query)
"""The fields whose values are organisations: who applied, and who implements a project with them."""

SECTION_SUBJECTS: dict[str, Subject] = {
    "0": Subject.PROJECT,
    "1": Subject.PROJECT,
    "2": Subject.APPLICANT,
    "6": Subject.AREA,
}
"""What the short values of a section are about; numbers of other sections stand in tables of their own."""

QUERYABLE: dict[str, Field] = {f.query: f for f in FIELDS if f.query}
"""The fields that queries, filters and URLs know, by query name."""

NAMED: dict[str, Field] = {name: f for f in FIELDS for name in f.names} | QUERYABLE
"""The same by every name that a query may use: in Finnish, Swedish and English."""

SEARCHED: tuple[Field, ...] = tuple(f for f in FIELDS if f.weight > 0)
"""The fields that free-text search reads, in the order in which an index keeps them."""

SECTION_NUMBER: dict[str, int] = {field.query: number for number, field in enumerate(SEARCHED)}
"""Query name → the place of each of them in that order."""

FACETS: tuple[Field, ...] = tuple(f for f in FIELDS if f.facet)
"""The fields whose values are counted beside the hits."""


def values(project: Project, field_: Field) -> tuple[Any, ...]:
    """The values of a field that are not empty: strings, ints, dates or `Numbered`.

    Of partners and of monitored numbers these are the names, and of a flag `YES` or `NO`.
    """
    found = value_at(project, field_.path)
    many = found if isinstance(found, tuple) else (found,)
    if field_.kind.is_name:
        for path in field_.merged_paths:
            many += value_at(project, tuple(path.split(".")))
    return tuple(item for item in map(_searched, many) if item is not None and item != "")


def organisations(project: Project, field_: Field) -> tuple[Applicant, ...]:
    """The organisations that a field of theirs names."""
    found = value_at(project, field_.path[:1])  # the path goes on to the organisation's name
    every = found if isinstance(found, tuple) else (found,)
    return tuple(one for one in every if one.name)


def _searched(item: Any) -> Any:
    """What a value of a field is searched by."""
    if isinstance(item, bool):
        return YES if item else NO
    return item.name if isinstance(item, Applicant | Monitored) else item


def text_parts(data: Mapping[str, Any], field_: Field) -> list[tuple[str, str]]:
    """The applicant's own words in a field, each with its place in the JSON: («equality.0.text», «…»).

    data: a project as `to_json` gives it, which is how an index keeps it.
    """
    parts = []
    for path in (field_.path, *(tuple(name.split(".")) for name in field_.merged_paths)):
        found = json_at(data, path)
        place = ".".join(path)
        if not isinstance(found, list):
            parts.append((place, found))
            continue
        for number, item in enumerate(found):
            if isinstance(item, dict):  # an answer or indicator, or a co-implementer
                inner = "text" if "text" in item else "name"
                parts.append((f"{place}.{number}.{inner}", item[inner]))
            else:
                parts.append((f"{place}.{number}", item))
    return [(place, words) for place, words in parts if words and not words.isspace()]


def text(data: Mapping[str, Any], field_: Field) -> str:
    """What free-text search reads of a field: the applicant's own words, never the form's."""
    if not field_.merged_paths:  # most fields are one string: each hit asks for all of them
        found = json_at(data, field_.path)
        if found is None or isinstance(found, str):
            return found if found and not found.isspace() else ""
    return field_.separator.join(words for _, words in text_parts(data, field_))
