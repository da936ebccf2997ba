"""What a set of projects adds up to, and how it divides, as plain data for pages, charts and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.model.fields import Role
from index.model.project import BY_ROLE

GRANTED, PAID = BY_ROLE[Role.GRANTED].query, BY_ROLE[Role.PAID].query
"""The fields whose sums are `Money`: what was granted, and what was paid of it."""


@dataclass(frozen=True)
class Money:
    """What some projects add up to, in whole euros, over those that state it.

    realisation: the share of the granted money that was paid, in whole per cents, over projects that state
    both; None where none does.
    """

    granted: int
    paid: int
    realisation: int | None

    @property
    def known_sums(self) -> tuple[int | None, int | None]:
        """Money granted and paid; None if no project states it. A 0 is known only with a share."""
        known = self.realisation is not None
        granted, paid = (one if one or known else None for one in (self.granted, self.paid))
        return granted, paid


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

    known: how many of the `projects` state the number.
    least, most: the smallest and the largest of their numbers; None where none states it.
    """

    field: str
    bars: tuple[Bar, ...]
    known: int
    projects: int
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Statistics:
    """A set of projects in numbers; breakdowns and histograms by query name.

    granted_known, paid_known: how many of the projects state each sum.
    """

    projects: int
    money: Money
    granted_known: int
    paid_known: int
    breakdowns: Mapping[str, Breakdown]
    histograms: Mapping[str, Histogram]


# Organisations: money is always that of the whole project, for its applicant and for each partner.
# Descriptions do not say how much each of them gets.


@dataclass(frozen=True)
class Organisation:
    """An organisation as the descriptions name it.

    id:          its business id, else a slug of its name.
    business_id: "" where no description gives one.
    name: the most common spelling in projects, or the newest of several; other_names: the other spellings.
    """

    id: str
    business_id: str
    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganisationSums:
    """An organisation among the projects of a search.

    led, partnered: how many it applied for, and in how many it is a partner.
    money: the sums of those that it applied for.
    """

    organisation: Organisation
    led: int
    partnered: int
    money: Money


@dataclass(frozen=True)
class Organisations:
    """The organisations of a search, or some of them in an order. total: how many there are."""

    total: int
    listed: tuple[OrganisationSums, ...]


LED, PARTNERED, NAME = "hankkeita", "osatoteuttajana", "arvo"
"""The orders of organisations besides `GRANTED`, `PAID` and `SHARE`: by number of projects, and by name."""
SHARE = BY_ROLE[Role.REALISATION].query
"""… and by the share paid of what was granted."""
ORGANISATION_ORDERS = (NAME, LED, PARTNERED, GRANTED, PAID, SHARE)
"""Numbers from the largest, names from A; «-» before it turns the order round."""


@dataclass(frozen=True)
class ListedProject:
    """A project in a list, in short. title: its code where it has none; starts, ends: as 2021-09-01."""

    code: str
    title: str
    applicant: Organisation | None
    starts: str | None
    ends: str | None
    granted: int | None
    paid: int | None


@dataclass(frozen=True)
class ProjectList:
    """Projects, the newest first. total, money: of all of them; projects: those of one page."""

    total: int
    money: Money
    projects: tuple[ListedProject, ...]


@dataclass(frozen=True)
class YearSums:
    """The projects of an organisation that began in a year: those it applied for, and those of others."""

    year: int
    led: int
    led_money: Money
    partnered: int
    partnered_money: Money


@dataclass(frozen=True)
class Cooperation:
    """Another organisation, and in how many projects both take part."""

    organisation: Organisation
    projects: int


@dataclass(frozen=True)
class OrganisationReport:
    """What an organisation has done, by all projects that name it.

    projects: how many; led, partnered: those that it applied for, and those in which it is a partner.
    years:    every year from the first to the last; projects without a first day are in none.
    regions:  where all its projects are.
    subjects: words that describe what its projects are about, the most significant first.
    partners: the organisations it works with, the most frequent first, `MOST_PARTNERS` of them at the most;
              partners_total: how many there are.
    """

    organisation: Organisation
    projects: int
    led: ProjectList
    partnered: ProjectList
    years: tuple[YearSums, ...]
    regions: Breakdown
    subjects: tuple[str, ...]
    partners: tuple[Cooperation, ...]
    partners_total: int


MOST_PARTNERS = 100
"""Partners of an organisation that are listed."""
