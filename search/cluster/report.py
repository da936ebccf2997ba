"""What one organisation has done, as in `search.aggregation.organisation_report`, but counted from rows.

A row has the values of one project in the cluster: its organisations, its dates and its money. An
organisation has some thousands at the most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np

from index.cluster.mapping import CODE, keyword
from index.numeric import Array
from index.storage.schema import BASES
from search.aggregation.organisation_counts import APPLICANT, PARTNERS, alphabet
from search.aggregation.organisation_report import ENDS, REGIONS, STARTS, iso_day
from search.aggregation.organisation_rows import arrange_partners, arrange_years
from search.aggregation.statistics import Sums, money
from search.cluster import counts
from search.cluster.asking import NOTHING, Query
from search.cluster.queries.lookups import Collection, matching_tokens
from search.cluster.retrieval import EXPORTED, NOTHING_STORED, WINDOW, order_of, project_json, stored
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
from search.suggestion.subjects import READ, TITLES, subjects, words_besides

NUMBERS = (STARTS, ENDS, GRANTED, PAID)


class Row(NamedTuple):
    """A project: its code; ids of its applicant and partners; days as ordinals and whole euros, or None."""

    code: str
    applicant: str | None
    partners: tuple[str, ...]
    starts: int | None
    ends: int | None
    granted: int | None
    paid: int | None


def organisation_report(
    collection: Collection, number: int, offsets: tuple[int, int], limit: int
) -> OrganisationReport:
    """Everything about an organisation by its number; offsets, limit: as of `Searcher.organisation`."""
    words = collection.words
    every, own = words.organisations.all, keyword(words.organisations.all[number].id)
    inside = {"bool": {"should": [{"term": {field: own}} for field in (APPLICANT, PARTNERS)]}}
    answer = collection.ledger.search(_asked(collection, inside))
    rows = [_row(hit["fields"]) for hit in answer["hits"]["hits"]] if answer else []
    led = [row for row in rows if row.applicant == own]
    partnered = [row for row in rows if own in row.partners]
    others = _partners(collection, rows)
    partners, total = arrange_partners(every, others, alphabet(words), number, MOST_PARTNERS)
    found = {"doc_count": len(rows), **(answer["aggregations"] if answer else NOTHING)}
    return OrganisationReport(
        organisation=every[number],
        projects=len(rows),
        led=_projects(collection, led, offsets[0], limit),
        partnered=_projects(collection, partnered, offsets[1], limit),
        years=arrange_years(_by_year(led), _by_year(partnered)),
        regions=counts.breakdowns(collection, (REGIONS,), found, with_money=True)[REGIONS],
        subjects=_subjects(collection, number, inside, rows),
        partners=partners,
        partners_total=total,
    )


def _asked(collection: Collection, inside: Query) -> Query:
    return {
        "size": WINDOW,
        **NOTHING_STORED,
        "query": {"bool": {"filter": [inside]}},
        "docvalue_fields": [CODE, APPLICANT, PARTNERS, *NUMBERS],
        "sort": order_of(NEWEST),
        "aggs": counts.breakdown_parts(collection, (REGIONS,), with_money=True),
    }


def _row(fields: Mapping[str, list[Any]]) -> Row:
    applicant = fields.get(APPLICANT, [None])[0]
    numbers = (fields[name][0] if name in fields else None for name in NUMBERS)
    return Row(fields[CODE][0], applicant, tuple(fields.get(PARTNERS, ())), *numbers)


def _sums(rows: Sequence[Row]) -> Sums:
    both = [(r.granted, r.paid) for r in rows if r.granted and r.paid is not None]
    return Sums(
        sum(row.granted or 0 for row in rows),
        sum(row.paid or 0 for row in rows),
        sum(granted for granted, _ in both),
        sum(paid for _, paid in both),
    )


def _projects(collection: Collection, rows: Sequence[Row], offset: int, limit: int) -> ProjectList:
    first = max(offset, 0)
    shown = rows[first : first + max(limit, 0)]
    return ProjectList(len(rows), money(_sums(rows)), tuple(_listed(collection, row) for row in shown))


def _listed(collection: Collection, row: Row) -> ListedProject:
    words, applicant = collection.words, None
    if row.applicant is not None:
        applicant = words.organisations.all[counts.organisation_numbers(collection)[row.applicant]]
    return ListedProject(
        code=row.code,
        title=words.title(row.code) or row.code,
        applicant=applicant,
        starts=iso_day(row.starts),
        ends=iso_day(row.ends),
        granted=row.granted,
        paid=row.paid,
    )


def _by_year(rows: Sequence[Row]) -> dict[int, tuple[int, Money]]:
    """Year → how many of some projects began in it, and what they add up to."""
    years: dict[int, list[Row]] = {}
    for row in rows:
        if row.starts is not None:
            years.setdefault(date.fromordinal(row.starts).year, []).append(row)
    return {year: (len(own), money(_sums(own))) for year, own in years.items()}


def _partners(collection: Collection, rows: Sequence[Row]) -> Array:
    """int64[O]: in how many of some projects each organisation takes part in any role."""
    numbers = counts.organisation_numbers(collection)
    found = np.zeros(len(collection.words.organisations.all), np.int64)
    for row in rows:
        for one in {row.applicant, *row.partners}:
            if one is not None:
                found[numbers[one]] += 1
    return found


def _subjects(collection: Collection, number: int, inside: Query, rows: Sequence[Row]) -> tuple[str, ...]:
    words = collection.words
    sources = stored(collection, [row.code for row in rows[:READ]], EXPORTED)
    plans = [msgspec.json.decode(project_json(one)) for one in sources if one]

    def count(token: str) -> int:
        return collection.ledger.count({"bool": {"filter": [inside, matching_tokens([(BASES, token)], "")]}})

    besides = words_besides(words, words.organisations.all[number])
    titles = [words.title(row.code) for row in rows[:TITLES]]
    return subjects(words, titles, plans, besides, len(rows), count)
