"""Statistics counted again, slowly and obviously, from whole projects: the oracle of the statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from index.model.fields import Field, Kind
from index.model.project import QUERYABLE, Project, values
from search.aggregation.facet_rows import value_key, value_label
from search.aggregation.statistics import CHARTED, EDGES
from search.contract.request import UNKNOWN, UNKNOWN_LABEL
from search.contract.statistics import Bar, Breakdown, Group, Histogram, Money, Statistics
from search.plan.collation import collate


def recount(
    found: Sequence[Project],
    besides: Callable[[str], Sequence[Project]],
    fields: Iterable[str],
    money: bool,
) -> Statistics:
    """What `describe` gives for these projects; `besides`: those found when a field's own filter is off."""
    return Statistics(
        projects=len(found),
        money=add_up(found),
        granted_known=sum(p.funding.eu_state_granted is not None for p in found),
        paid_known=sum(p.funding.eu_state_paid is not None for p in found),
        breakdowns={name: breakdown(QUERYABLE[name], found, money) for name in fields},
        histograms={field.query: histogram(field, besides(field.query)) for field in CHARTED},
    )


def add_up(projects: Iterable[Project]) -> Money:
    """The sums, one project after another."""
    granted = paid = of = part = 0
    for project in projects:
        one, other = project.funding.eu_state_granted, project.funding.eu_state_paid
        granted += one or 0
        paid += other or 0
        if one and other is not None:
            of += one
            part += other
    return Money(granted, paid, round(100 * part / of) if of else None)


def names(project: Project, field: Field) -> list[str]:
    """The different values of a field as text."""
    return list(dict.fromkeys(" ".join(str(value).split()) for value in values(project, field)))


def breakdown(field: Field, found: Sequence[Project], money: bool) -> Breakdown:
    """Each value with the projects that have it, most frequent first; years newest first."""
    having: dict[str, list[Project]] = defaultdict(list)
    without = []
    for project in found:
        for name in names(project, field):
            having[name].append(project)
        if not names(project, field):
            without.append(project)
    if field.kind is Kind.YEAR:
        order = sorted(having, key=int, reverse=True)
    else:
        order = sorted(having, key=lambda name: (-len(having[name]), collate(name)))

    def group(value: str, label: str, projects: list[Project]) -> Group:
        return Group(value, label, len(projects), add_up(projects) if money else None)

    groups = tuple(group(value_key(field, name), value_label(field, name), having[name]) for name in order)
    missing = group(UNKNOWN, UNKNOWN_LABEL, without) if without else None
    return Breakdown(field.query, groups, len(found) - len(without), missing)


def histogram(field: Field, found: Sequence[Project]) -> Histogram:
    """Bar by bar, how many projects lie in it."""
    numbers = [[int(value) for value in values(project, field)] for project in found]
    if field.kind is Kind.YEAR:
        every = sorted({year for years in numbers for year in years})
        bounds: list[tuple[int | None, int | None]] = [
            (year, year) for year in (range(every[0], every[-1] + 1) if every else ())
        ]
    else:
        edges = EDGES[field.kind]
        lows = [None, *edges[1:]]
        bounds = list(zip(lows, [*(edge - 1 for edge in edges[1:]), None], strict=True))

    def inside(number: int, low: int | None, high: int | None) -> bool:
        return (low is None or number >= low) and (high is None or number <= high)

    bars = tuple(
        Bar(low, high, sum(any(inside(n, low, high) for n in one) for one in numbers)) for low, high in bounds
    )
    return Histogram(field.query, bars, sum(bool(one) for one in numbers), len(found))
