"""The parts of a project: organisations, the contact person, money, places, counts, answers, indicators.

Each attribute that is a field of a description carries its row of the field table (`index/model/project.py`),
as those of `Project` do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.model.fields import Counterpart, Kind, Role, row, rows_of, value_at


@dataclass(frozen=True)
class Numbered:
    """A name with its number in the programme: «9. REACT-EU:n ESR-toimenpiteet»."""

    number: str
    name: str

    def __str__(self) -> str:
        return f"{self.number}. {self.name}" if self.number and self.name else self.number or self.name


@dataclass(frozen=True)
class Applicant:
    """The organisation that applied, or one that implements the project with it."""

    name: str | None = row(
        Kind.ORGANISATION, "Hakija", section="2", key="Hakijan virallinen nimi", query="hakija", weight=1.5,
        names=("sökande", "applicant"),
        facet=True, in_hit="applicant", role=Role.APPLICANT, compared=True,
    )  # fmt: skip
    type: str | None = row(
        Kind.KEYWORD, "Organisaatiotyyppi", section="2", key="Organisaatiotyyppi",
        names=("organisationstyp", "organisation_type"),
        query="organisaatiotyyppi", facet=True,
    )  # fmt: skip
    business_id: str | None = row(
        Kind.CODE, "Y-tunnus", section="2", key="Y-tunnus", query="ytunnus", weight=1.0,
        names=("fo_nummer", "business_id"),
        in_hit="business_id", role=Role.BUSINESS_ID, merged_paths=("co_implementers.business_id",),
    )  # fmt: skip
    address: str | None = row(Kind.KEYWORD, "Jakeluosoite", section="2", key="Jakeluosoite")
    phone: str | None = row(Kind.KEYWORD, "Puhelin", section="2", key="Puhelinnumero")
    postcode: str | None = row(Kind.KEYWORD, "Postinumero", section="2", key="Postinumero")
    town: str | None = row(Kind.KEYWORD, "Postitoimipaikka", section="2", key="Postitoimipaikka")
    website: str | None = row(Kind.KEYWORD, "Verkkosivu", section="2", key="WWW-osoite")


@dataclass(frozen=True)
class Contact:
    """The contact person. Private: parsed, but kept out of the index."""

    name: str | None = row(
        Kind.KEYWORD, "Yhteyshenkilö", section="2", key="Hankkeen yhteyshenkilön nimi", private=True
    )
    position: str | None = row(
        Kind.KEYWORD, "Asema", section="2", key="Yhteyshenkilön asema hakijaorganisaatiossa", private=True
    )
    email: str | None = row(
        Kind.KEYWORD, "Sähköposti", section="2", key="Yhteyshenkilön sähköpostisoite", private=True
    )
    phone: str | None = row(
        Kind.KEYWORD, "Puhelin", section="2", key="Yhteyshenkilön puhelinnumero", private=True
    )


@dataclass(frozen=True)
class Funding:
    """The four public amounts of section 5, in whole euros."""

    eu_state_granted: int | None = row(
        Kind.MONEY, "Myönnetty EU- ja valtion rahoitus", section="5",
        names=("beviljad", "beviljat", "granted"),
        key="Myönnetty EU- ja valtion rahoitus", query="myonnetty", sortable=True, charted=True,
        in_hit="eu_state_granted", role=Role.GRANTED, compared=True,
        pairs_with=Counterpart("EU- ja valtion rahoitus", ("funding", "eu_state_paid")),
    )  # fmt: skip
    eu_state_paid: int | None = row(
        Kind.MONEY, "Toteutunut EU- ja valtion rahoitus", section="5",
        names=("utbetald", "utbetalt", "paid"),
        key="Toteutunut EU- ja valtion rahoitus", query="toteutunut", sortable=True,
        in_hit="eu_state_paid", role=Role.PAID, compared=True,
    )  # fmt: skip
    public_planned: int | None = row(
        Kind.MONEY, "Suunniteltu julkinen rahoitus", section="5",
        names=("offentlig_planerad", "public_planned"),
        key="Suunniteltu julkinen rahoitus yhteensä", query="julkinen_suunniteltu", sortable=True,
        compared=True,
        pairs_with=Counterpart("Julkinen rahoitus", ("funding", "public_realised")),
    )  # fmt: skip
    public_realised: int | None = row(
        Kind.MONEY, "Toteutunut julkinen rahoitus", section="5",
        names=("offentligt_utfall", "public_realised"),
        key="Toteutunut julkinen rahoitus yhteensä", query="julkinen_toteutunut", sortable=True,
        compared=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where the project is carried out, if in one place."""

    address: str | None = row(Kind.KEYWORD, "Toteutuspaikan osoite", section="6", key="Jakeluosoite")
    postcode: str | None = row(Kind.KEYWORD, "Toteutuspaikan postinumero", section="6", key="Postinumero")
    town: str | None = row(
        Kind.KEYWORD, "Toteutuspaikan postitoimipaikka", section="6", key="Postitoimipaikka"
    )


@dataclass(frozen=True)
class Companies:
    """How many companies take part."""

    planned: int | None = row(
        Kind.COUNT, "Yrityksiä, suunniteltu", section="7.1", key="Suunniteltu",
        names=("företag", "companies"),
        query="yritykset", sortable=True, pairs_with=Counterpart("Yrityksiä", ("companies", "realised")),
        compared=True,
    )  # fmt: skip
    realised: int | None = row(
        Kind.COUNT, "Yrityksiä, toteutunut", section="7.1", key="Toteutunut seurantatietojen mukaan",
        names=("företag_utfall", "companies_realised"),
        query="yritykset_toteutunut", sortable=True, compared=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Participants:
    """How many people take part."""

    planned: int | None = row(
        Kind.COUNT, "Osallistujia, suunniteltu", section="7.2", key="Suunniteltu",
        names=("deltagare", "participants"),
        query="henkilot", sortable=True, charted=True, compared=True,
        in_hit="participants_planned",
        pairs_with=Counterpart("Osallistujia", ("participants", "realised")),
    )  # fmt: skip
    realised: int | None = row(
        Kind.COUNT, "Osallistujia, toteutunut", section="7.2", key="Toteutunut seurantatietojen mukaan",
        names=("deltagare_utfall", "participants_realised"),
        query="henkilot_toteutunut", sortable=True, compared=True, in_hit="participants_realised",
    )  # fmt: skip


@dataclass(frozen=True)
class Monitored:
    """A number that the project is monitored by, other than those of companies and participants."""

    name: str
    planned: int | None = row(Kind.COUNT, "Suunniteltu", section="7", key="Suunniteltu")
    realised: int | None = row(
        Kind.COUNT, "Toteutunut", section="7", key="Toteutunut seurantatietojen mukaan"
    )

    def __str__(self) -> str:
        """«Patentit: suunniteltu 2, toteutunut 1», without what is not known."""
        known = ((one.label.lower(), value_at(self, one.path)) for one in rows_of(Monitored))
        numbers = ", ".join(f"{label} {number}" for label, number in known if number is not None)
        return f"{self.name}: {numbers}" if numbers else self.name


DESCRIPTION = "Hankekuvaus"
"""What the provenance of a project calls a description."""


@dataclass(frozen=True)
class Provenance:
    """One source of a project: the first of a project's gave its values, the others filled its gaps.

    name:    of the kind of source: «Hankekuvaus», or the name of a table's profile.
    record:  name of the file, and which of its records.
    link:    address of the project in its register. licence: under which the register publishes it.
    read:    the day on which it was read.
    fields:  the fields that this source filled, by name; empty for the first.
    """

    name: str
    record: str = ""
    link: str = ""
    licence: str = ""
    read: date | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormAnswer:
    """A yes/no question of the form, and what the applicant wrote below it."""

    question: str
    answer: bool | None
    text: str | None


@dataclass(frozen=True)
class Indicator:
    """One indicator of sustainable development: two scores of 0–10 and a comment."""

    group: str
    name: str
    direct: int | None
    indirect: int | None
    text: str | None
