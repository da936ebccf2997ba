"""Counts the organisations in a snapshot: how many projects each of them leads, and for how much money.

An organisation with several names counts only once in a project.
"""

from __future__ import annotations

import numpy as np

from index.model.fields import Role
from index.model.project import BY_ROLE, ORGANISATIONS
from index.numeric import Array
from search.aggregation.organisation_rows import OrganisationCounts
from search.aggregation.sums import sums_by_group
from search.matching.snapshot import Snapshot
from search.plan.collation import collate

APPLICANT, PARTNERS = BY_ROLE[Role.APPLICANT].query, BY_ROLE[Role.PARTNERS].query


def count_organisations(snapshot: Snapshot, inside: Array) -> OrganisationCounts:
    """The organisations of some documents (bool[D])."""
    docs, led = _pairs(snapshot, APPLICANT, inside)
    size = len(snapshot.organisations.all)
    return OrganisationCounts(
        led=np.bincount(led, minlength=size),
        partnered=np.bincount(_pairs(snapshot, PARTNERS, inside)[1], minlength=size),
        sums=sums_by_group(snapshot, docs, led, size),
    )


def count_partners(snapshot: Snapshot, inside: Array) -> Array:
    """int64[O]: in how many of some documents (bool[D]) each organisation takes part in any role."""
    every = [_pairs(snapshot, field.query, inside) for field in ORGANISATIONS]
    size = len(snapshot.organisations.all)
    keys = [docs.astype(np.int64) * size + numbers for docs, numbers in every]
    counts: Array = np.bincount(np.unique(np.concatenate(keys)) % size, minlength=size)
    return counts


def documents_of(snapshot: Snapshot, field: str, number: int) -> Array:
    """bool[D]: the documents in which an organisation stands in a field."""
    mask = np.zeros(snapshot.documents, bool)
    numbers, names = snapshot.organisations.fields[field], snapshot.names(field)
    mask[names.docs[numbers.take(names.ids) == number]] = True
    return mask


def applicants(snapshot: Snapshot) -> Array:
    """int32[D]: the organisation that applied for each document's project; -1 where it is not known."""

    def compute() -> Array:
        found = np.full(snapshot.documents, -1, np.int32)
        docs, numbers = _pairs(snapshot, APPLICANT, snapshot.live)
        found[docs] = numbers
        return found

    return snapshot.keep(("applicants",), compute)


def alphabet(snapshot: Snapshot) -> Array:
    """int64[O]: the place of each organisation in the alphabet of the names."""

    def compute() -> Array:
        every = snapshot.organisations.all
        order = sorted(range(len(every)), key=lambda number: (collate(every[number].name), every[number].id))
        return np.argsort(np.array(order, np.int64))

    return snapshot.keep(("organisations in the alphabet",), compute)


def _pairs(snapshot: Snapshot, field: str, inside: Array) -> tuple[Array, Array]:
    """Documents and numbers of the organisations that stand in a field of some documents (bool[D])."""
    names = snapshot.names(field)
    chosen = inside.take(names.docs)
    return names.docs[chosen], snapshot.organisations.fields[field].take(names.ids[chosen])
