"""What one organisation has done: its projects, its money year by year, where, and with whom.

Counted from whole-index columns: no project is read, so that an organisation with thousands of them takes no
longer than one with a few.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from index.model.fields import Role
from index.model.project import BY_ROLE
from index.numeric import Array
from index.storage.postings import MISSING
from search.aggregation.organisation_counts import (
    APPLICANT,
    PARTNERS,
    alphabet,
    applicants,
    count_partners,
    documents_of,
)
from search.aggregation.organisation_rows import arrange_partners, arrange_years
from search.aggregation.statistics import Sums, money
from search.aggregation.sums import breakdowns, sums_by_group, sums_of
from search.contract.request import NEWEST
from search.contract.statistics import (
    GRANTED,
    MOST_PARTNERS,
    PAID,
    ListedProject,
    Money,
    OrganisationReport,
    ProjectList,
)
from search.matching.snapshot import Snapshot
from search.matching.sorting import by_field

STARTS, ENDS = BY_ROLE[Role.STARTS].query, BY_ROLE[Role.ENDS].query
REGIONS = BY_ROLE[Role.REGIONS].query
TITLE = BY_ROLE[Role.TITLE].query
DAY_ONE = date(1970, 1, 1).toordinal()
"""The day from which numpy counts."""


def projects_of(snapshot: Snapshot, number: int) -> tuple[Array, Array]:
    """bool[D], twice: the projects that an organisation applied for, and those in which it is a partner."""
    return documents_of(snapshot, APPLICANT, number), documents_of(snapshot, PARTNERS, number)


def organisation_report(
    snapshot: Snapshot, number: int, offsets: tuple[int, int], limit: int, subjects: tuple[str, ...]
) -> OrganisationReport:
    """Everything about an organisation by its number; offsets, limit: as of `Searcher.organisation`."""
    every = snapshot.organisations.all
    led, partnered = projects_of(snapshot, number)
    inside = led | partnered
    others = count_partners(snapshot, inside)
    partners, total = arrange_partners(every, others, alphabet(snapshot), number, MOST_PARTNERS)
    return OrganisationReport(
        organisation=every[number],
        projects=int(np.count_nonzero(inside)),
        led=_projects(snapshot, led, offsets[0], limit),
        partnered=_projects(snapshot, partnered, offsets[1], limit),
        years=arrange_years(_by_year(snapshot, led), _by_year(snapshot, partnered)),
        regions=breakdowns(snapshot, (REGIONS,), inside, with_money=True)[REGIONS],
        subjects=subjects,
        partners=partners,
        partners_total=total,
    )


def _projects(snapshot: Snapshot, inside: Array, offset: int, limit: int) -> ProjectList:
    docs = inside.nonzero()[0]
    first = max(offset, 0)
    shown = by_field(snapshot, docs, NEWEST, first + max(limit, 0))[first:].tolist()
    listed = tuple(_listed(snapshot, doc) for doc in shown)
    return ProjectList(len(docs), money(sums_of(snapshot, inside)), listed)


def _listed(snapshot: Snapshot, doc: int) -> ListedProject:
    starts, ends, granted, paid = (_number(snapshot, name, doc) for name in (STARTS, ENDS, GRANTED, PAID))
    applicant = int(applicants(snapshot)[doc])
    return ListedProject(
        code=snapshot.codes[doc],
        title=snapshot.text(TITLE, doc) or snapshot.codes[doc],
        applicant=snapshot.organisations.all[applicant] if applicant >= 0 else None,
        starts=iso_day(starts),
        ends=iso_day(ends),
        granted=granted,
        paid=paid,
    )


def _number(snapshot: Snapshot, name: str, doc: int) -> int | None:
    number = int(snapshot.column(name)[doc])
    return None if number == MISSING else number


def iso_day(number: int | None) -> str | None:
    return None if number is None else date.fromordinal(number).isoformat()


def _by_year(snapshot: Snapshot, inside: Array) -> dict[int, tuple[int, Money]]:
    """Year → how many of some documents (bool[D]) began in it, and what they add up to."""
    starts = snapshot.column(STARTS)
    docs = (inside & (starts != MISSING)).nonzero()[0]
    days = (starts.take(docs) - DAY_ONE).astype("datetime64[D]")
    years, at = np.unique(days.astype("datetime64[Y]").astype(np.int64) + 1970, return_inverse=True)
    counts = np.bincount(at, minlength=len(years)).tolist()
    sums = sums_by_group(snapshot, docs, at, len(years))
    return {
        year: (counts[i], money(Sums._make(map(int, sums[:, i].tolist()))))
        for i, year in enumerate(years.tolist())
    }
