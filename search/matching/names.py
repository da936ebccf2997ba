"""The values of name fields over all documents; the values of organisation fields are organisations, not
names.

An organisation is written in several ways. All names with one business id are one organisation. A name
without an id belongs to the organisation that has this name elsewhere, if there is only one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from index.errors import UnknownOrganisation
from index.model.organisations import checked_business_id, organisation_id, read_term, slug
from index.numeric import Array
from index.packed import document_type
from index.storage.segment_reader import Segment
from search.contract.statistics import Organisation


@dataclass(frozen=True)
class Names:
    """A name field of all documents: value `ids[i]` (int32) stands in document `docs[i]` (int32, rising)."""

    values: tuple[str, ...]
    ids: Array
    docs: Array


def written_names(segments: Iterable[tuple[int, Segment]], live: Array, field: str) -> Names:
    """Every value of a name field that a live document has, as it is written.

    segments: each after the number of its first document; live: bool[D].
    """
    values: dict[str, int] = {}
    ids, docs = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for base, segment in segments:
        first, end = segment.fields.get(field, (0, 0))
        if first == end:
            continue
        own = np.array([values.setdefault(v, len(values)) for v in segment.terms.texts_of(field)], np.int32)
        found = segment.postings(first, end)[0]
        # numpy sorts numbers of two bytes in a tenth of the time of others.
        order = found.astype(document_type(segment.documents)).argsort(kind="stable")
        ids.append(np.repeat(own, segment.term_sizes(first, end)).take(order))
        docs.append(found.take(order).astype(np.int32) + np.int32(base))
    every_id, every_doc = np.concatenate(ids), np.concatenate(docs)
    alive = live.take(every_doc)
    if not alive.all():
        every_id, every_doc = every_id[alive], every_doc[alive]
    used, own_ids = renumbered(every_id, len(values))
    every = tuple(values)
    return Names(tuple(every[number] for number in used.tolist()), own_ids, every_doc)


def renumbered(numbers: Array, count: int) -> tuple[Array, Array]:
    """The different numbers, rising, and for each number its place among them (int32).

    numbers: all below `count`. As `np.unique`, which sorts them.
    """
    there = np.zeros(count, bool)
    there[numbers] = True
    return there.nonzero()[0], (np.cumsum(there, dtype=np.int32) - np.int32(1)).take(numbers)


@dataclass(frozen=True)
class KnownOrganisations:
    """The organisations of an index.

    all:    every one, in order of their ids.
    numbers: id → the number of the organisation there.
    fields: query name of a field → for each of its values the number of the organisation (int32).
    names:  the same field with an organisation for each value: the names shown.
    called: the slug of every name → the numbers of the organisations of that name.
    ids:    an organisation as a document writes it (`organisation_term`) → its id.
    """

    all: tuple[Organisation, ...]
    numbers: Mapping[str, int]
    fields: Mapping[str, Array]
    names: Mapping[str, Names]
    called: Mapping[str, tuple[int, ...]]
    ids: Mapping[str, str]

    def number_of(self, text: str) -> int:
        """The one organisation whose id or name a text is. Raises `UnknownOrganisation`."""
        numbers = self.numbers_of(text)
        if len(numbers) != 1:
            raise UnknownOrganisation(text, tuple(self.all[number].id for number in numbers))
        return numbers[0]

    def numbers_of(self, text: str) -> tuple[int, ...]:
        """The organisations whose id or name a text is, ignoring case and punctuation."""
        for key in (checked_business_id(text), text.strip(), slug(text)):
            if key in self.numbers:
                return (self.numbers[key],)
        return self.called.get(slug(text), ())


@dataclass
class _Writing:
    """A name with its business id: the number of projects that have it, and when the newest of them began."""

    name: str
    business_id: str
    projects: int = 0
    newest: int = -(2**62)


def find_organisations(written: Mapping[str, Names], starts: Array) -> KnownOrganisations:
    """Assigns names to organisations.

    written: the organisation fields by query name, their values as `organisation_term` makes them.
    starts:  int64[D]: the day on which each project starts, or `MISSING`, which is before all days.
    """
    writings: dict[str, _Writing] = {}
    for names in written.values():
        _count(writings, names, starts)
    keys = dict(zip(writings, _keys(writings.values()), strict=True))
    grouped: dict[str, list[_Writing]] = defaultdict(list)
    for term, key in keys.items():
        grouped[key].append(writings[term])
    every = tuple(_organisation(key, grouped[key]) for key in sorted(grouped))
    numbers = {one.id: number for number, one in enumerate(every)}
    fields, values = {}, {}
    for field, names in written.items():
        own = np.array([numbers[keys[term]] for term in names.values], np.int32)
        fields[field], values[field] = _by_organisation(names, own, every)
    called: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(every):
        for name in {slug(name) for name in (one.name, *one.other_names)}:
            called[name].append(number)
    by_name = {name: tuple(own) for name, own in called.items()}
    return KnownOrganisations(every, numbers, fields, values, by_name, keys)


def _count(writings: dict[str, _Writing], names: Names, starts: Array) -> None:
    """Add the projects in which each writing of a field stands."""
    counts = np.bincount(names.ids, minlength=len(names.values)).tolist()
    newest = np.full(len(names.values), -(2**62), np.int64)
    np.maximum.at(newest, names.ids, starts[names.docs])
    for term, count, day in zip(names.values, counts, newest.tolist(), strict=True):
        one = writings.setdefault(term, _Writing(*read_term(term)))
        one.projects += count
        one.newest = max(one.newest, day)


def _keys(writings: Iterable[_Writing]) -> list[str]:
    """The id of the organisation that each writing means."""
    every = list(writings)
    known: dict[str, set[str]] = defaultdict(set)
    for one in every:
        if one.business_id:
            known[slug(one.name)].add(one.business_id)

    def key(one: _Writing) -> str:
        own = organisation_id(one.name, one.business_id)
        elsewhere = known.get(own, ()) if not one.business_id else ()
        return next(iter(elsewhere)) if len(elsewhere) == 1 else own

    return list(map(key, every))


def _organisation(key: str, writings: list[_Writing]) -> Organisation:
    """An organisation from all its spellings; spellings that differ only in the id count as one name."""
    projects: dict[str, int] = defaultdict(int)
    newest: dict[str, int] = {}
    for one in writings:
        projects[one.name] += one.projects
        newest[one.name] = max(one.newest, newest.get(one.name, one.newest))
    names = sorted(projects, key=lambda name: (-projects[name], -newest[name], name))
    return Organisation(key, max(one.business_id for one in writings), names[0], tuple(names[1:]))


def _by_organisation(
    names: Names, organisations: Array, every: tuple[Organisation, ...]
) -> tuple[Array, Names]:
    """The organisation of each value, and a field with a value for each of its organisations.

    organisations: int32, the number of the organisation of each value as written.
    """
    used, ids = renumbered(organisations[names.ids], len(every))
    # A partner that is named twice in one project counts once.
    pairs = np.unique(names.docs.astype(np.int64) << 32 | ids)
    values = tuple(every[number].name for number in used.tolist())
    return used.astype(np.int32), Names(values, pairs.astype(np.int32), (pairs >> 32).astype(np.int32))
