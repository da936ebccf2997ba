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

    realisation: what was paid of what was granted, in whole per cents, over the projects that state
                 both; None where none does.
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
