"""One generation of an index as arrays over all documents, on which the embedded engine computes.

A `Snapshot` is immutable: a new commit makes a new one, and running requests keep theirs. It implements
`search.plan.words.Words`. Documents are numbered as in `term_index`, whose D is used here; S is the number of
searched sections.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from index.errors import UnknownProject
from index.model.codes import project_code
from index.model.fields import Kind
from index.model.project import ORGANISATIONS, QUERYABLE, SECTION_NUMBER
from index.numeric import Array
from index.storage.document_store import StoredFields
from index.storage.index_reader import OpenedIndex, open_index
from index.storage.postings import MISSING
from index.storage.schema import NUMBER_FIELDS, SECTION_GAP
from index.storage.segment_reader import Segment
from index.vocabulary.equivalents import Equivalents, EquivalentTerm
from search.contract.request import NEWEST
from search.contract.statistics import Organisation
from search.contract.status import LastRun, SourceSummary, Vocabulary
from search.matching.bm25 import length_norm
from search.matching.names import KnownOrganisations, Names, find_organisations, written_names
from search.matching.term_index import POSITION_BITS, POSITION_MASK, TermIndex
from search.plan.weights import K1

NUMBER_NAMES = frozenset(field.query for field in NUMBER_FIELDS)


class Snapshot(TermIndex):
    """The documents of a generation beside their postings. Safe in many threads."""

    def __init__(self, opened: OpenedIndex, cache_bytes: int) -> None:
        """cache_bytes: memory limit for results computed from the arrays."""
        super().__init__(opened, cache_bytes)
        self.generation = opened.generation
        self.committed = opened.committed
        self.last_run = LastRun(*astuple(opened.read)) if opened.read else None
        self.vocabulary = Equivalents(opened.equivalents) if opened.equivalents is not None else None
        self._vocabulary_name = opened.equivalents_name
        vocabularies = () if opened.equivalents is None else (opened.equivalents,)
        self._files = (*(segment.arrays for segment in opened.segments), *vocabularies)

    @classmethod
    def open(cls, folder: Path, cache_bytes: int) -> Snapshot:
        """Open the newest generation. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`."""
        return cls(open_index(folder), cache_bytes)

    @cached_property
    def state(self) -> str:
        """The generation with the names of its segments, which Whoosh makes unique, and vocabularies."""
        names = [*(segment.path.stem for segment in self.segments), self._vocabulary_name]
        return f"{self.generation}-{zlib.crc32(repr(names).encode()):08x}"

    def is_as_opened(self) -> bool:
        """Whether its files have not been truncated or written to since they were opened."""
        return all(file.is_as_opened() for file in self._files)

    def equivalents(self, language: str, key: str) -> tuple[EquivalentTerm, ...]:
        """The equivalents of a word or phrase; none in an index without vocabularies."""
        return () if self.vocabulary is None else tuple(self.vocabulary.terms(language, key))

    @cached_property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """The vocabularies of the index, with name, licence and authors."""
        return tuple(
            Vocabulary(one.name, one.licence, one.attribution, one.groups)
            for one in (self.vocabulary.sources if self.vocabulary else ())
        )

    # Documents

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Project code of each document."""
        return tuple(code for segment in self.segments for code in segment.codes)

    @cached_property
    def seen_and_changed(self) -> Array:
        """int64[D, 2]: Unix time in seconds at which the index first had the project, and first this text."""
        parts = [segment.seen_and_changed for segment in self.segments]
        return np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)

    @cached_property
    def code_rank(self) -> Array:
        """uint32[D]: place of each document in the order of codes; the tie-breaker of every ranking."""
        rank = np.empty(self.documents, np.uint32)
        rank[np.argsort(np.array(self.codes, dtype=np.str_), kind="stable")] = np.arange(self.documents)
        return rank

    @cached_property
    def by_code(self) -> dict[str, int]:
        """Project code in upper case → document."""
        return {code.upper(): doc for doc, code in enumerate(self.codes) if self.live[doc]}

    def number_of(self, code: str) -> int:
        """The document of a project code in any spelling. Raises `UnknownProject`."""
        number = self.by_code.get(project_code(code) or code.strip().upper())
        if number is None:
            raise UnknownProject(code)
        return number

    @cached_property
    def sources(self) -> tuple[SourceSummary, ...]:
        """What the live documents were made from, by kind of source and licence."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)  # → the day each project was read
        every = (source for segment in self.segments for source in segment.sources())
        for source, live in zip(every, self.live, strict=True):
            for name, licence in {(one.origin, one.licence) for one in source.all} if live else ():
                days = [one.read for one in source.all if (one.origin, one.licence) == (name, licence)]
                found[name, licence].append(max(days))
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(SourceSummary(*key, len(days), min(days), max(days)) for key, days in ordered)

    @cached_property
    def lengths(self) -> Array:
        """float32[D]: weighted number of words."""
        return self._joined("lengths", np.float32)

    @cached_property
    def mean_length(self) -> float:
        """Mean of `lengths` over the live documents; 1 where there is nothing."""
        return float(self.lengths[self.live].mean()) or 1.0 if self.live_count else 1.0

    @cached_property
    def length_norms(self) -> Array:
        """float32[D]: `bm25.length_norm` of each document."""
        return length_norm(self.lengths, self.mean_length)

    @cached_property
    def half_points(self) -> Array:
        """float32[D]: as of `bm25.score`; every token of a query needs them."""
        return K1 * self.length_norms

    @cached_property
    def sections(self) -> Array:
        """int32[D, S + 1]: where each searched section of each document begins."""
        return self._joined("sections", np.int32)

    def column(self, field: str) -> Array:
        """int64[D]: a number of each document, or `MISSING`."""
        return self.keep(("column", field), lambda: self._joined(f"column_{field}", np.int64))

    def texts(self, field: str) -> tuple[str, ...]:
        """The text of a sortable field of each document; "" where there is none."""
        return tuple(text for segment in self.segments for text in segment.texts[field])

    def text(self, field: str, doc: int) -> str:
        """The text of a sortable field of one document."""
        segment, own = self._locate(doc)
        return segment.texts[field][own]

    def _joined(self, name: str, dtype: type) -> Array:
        parts: list[Array] = [segment.arrays[name].astype(dtype) for segment in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, dtype)

    def _locate(self, doc: int) -> tuple[Segment, int]:
        """The segment of a document, and its number there."""
        number = bisect_right(self.bases, doc) - 1
        return self.segments[number], doc - self.bases[number]

    def document(self, doc: int) -> dict[str, Any]:
        """The stored JSON of a document."""
        data: dict[str, Any] = msgspec.json.decode(self.document_json(doc))
        return data

    def shown(self, doc: int) -> StoredFields:
        """The same for what is shown of a document: only the fields that are asked for are decoded."""
        return StoredFields(self.document_json(doc))

    def document_json(self, doc: int) -> bytes:
        """The same as text, on one line."""
        segment, own = self._locate(doc)
        return segment.stored_json(own)

    # Values of fields

    def names(self, field: str) -> Names:
        """Every value of a name field that a live document has, and those documents.

        An organisation is one value, even if it is written in several ways.
        """
        if QUERYABLE[field].kind is Kind.ORGANISATION:
            return self.organisations.names[field]
        return self._written(field)

    @cached_property
    def organisations(self) -> KnownOrganisations:
        """The applicants and partners of the live documents."""
        written = {field.query: self._written(field.query) for field in ORGANISATIONS}
        return find_organisations(written, self.column(NEWEST))

    def organisations_of(self, field: str) -> tuple[Organisation, ...]:
        """The organisation that each value of an organisation field is."""
        found = self.organisations
        return tuple(found.all[number] for number in found.fields[field].tolist())

    def _written(self, field: str) -> Names:
        """Every value of a name field as it is written."""
        return self.keep(("names", field), lambda: written_names(self.segments_with_base(), self.live, field))

    def field_values(self, field: str) -> tuple[str, ...]:
        """Every value of a name field that a live document has, by number."""
        return self.names(field).values

    def value_counts(self, field: str) -> list[int]:
        """How many live documents have each of them."""
        names = self.names(field)
        counts: list[int] = np.bincount(names.ids, minlength=len(names.values)).tolist()
        return counts

    def documents_without(self, field: str) -> Array:
        """bool[D]: the live documents in which a name or number field has no value, or prose no word."""

        def compute() -> Array:
            without: Array = self.live.copy()
            if QUERYABLE[field].kind is Kind.TEXT:
                number = SECTION_NUMBER[field]
                without &= self.sections[:, number + 1] - self.sections[:, number] == SECTION_GAP
            elif field in NUMBER_NAMES:
                without &= self.column(field) == MISSING
            else:
                without[self.names(field).docs] = False
            return without

        return self.get_or_compute(("missing", field), compute)

    # Words of a document

    @cached_property
    def section_keys(self) -> Array:
        """int64, rising: the key, as in `occurrences`, at which each section of each document begins."""
        docs: Array = np.arange(self.documents, dtype=np.int64)
        keys: Array = docs[:, None] << POSITION_BITS | self.sections
        return keys.reshape(-1)

    def sections_of(self, keys: Array) -> Array:
        """int64: number of the section in which each place lies; keys as in `occurrences`."""
        number: Array = self.section_keys.searchsorted(keys, "right") - 1
        number %= self.sections.shape[1]
        return number

    def hashes_at(self, keys: Array) -> Array:
        """uint16: `form_hash` of the word at each place, rising keys as in `occurrences`."""
        docs, words = keys >> POSITION_BITS, (keys & POSITION_MASK) - SECTION_GAP * self.sections_of(keys)
        found = [np.zeros(0, np.uint16)]
        for base, segment in self.segments_with_base():
            low, high = self._run_in(base, segment, docs)
            if low < high:
                own = segment.word_starts.take(docs[low:high] - base) + words[low:high]
                found.append(segment.arrays.take("hashes", own))
        return np.concatenate(found)

    def word_places(self, keys: Array) -> tuple[Array, Array]:
        """Of words at rising keys, as in `occurrences`: number of the section, characters from its start."""
        docs, positions = keys >> POSITION_BITS, keys & POSITION_MASK
        sections = self.sections_of(keys)
        gaps = SECTION_GAP * sections
        firsts = self.sections[docs, sections] - gaps
        found = [np.zeros(0, np.int64)]
        for base, segment in self.segments_with_base():
            low, high = self._run_in(base, segment, docs)
            if low < high:
                own = slice(low, high)
                found.append(segment.word_offsets(docs[own] - base, (positions - gaps)[own], firsts[own]))
        return sections, np.concatenate(found)
