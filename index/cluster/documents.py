"""Batches → documents of the cluster: tokens with their frequencies, places, values, and what is stored.

All is worked out of the arrays of a batch, some hundred documents at a time; only the strings that are sent
are made one by one.

Names of sizes: T terms, P postings, N occurrences of base forms, D documents of the batch.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np

from index.cluster import mapping
from index.cluster.document_words import pack_words
from index.cluster.mapping import FILLER, FREQUENCY, Ranking, frequencies, keyword
from index.model.fields import Kind
from index.model.project import QUERYABLE, SECTION_NUMBER
from index.numeric import Array, concatenate_ranges, run_starts
from index.storage.document_store import decompress_bytes
from index.storage.postings import (
    MISSING,
    WEIGHTS,
    Batch,
    DocumentPostings,
    Source,
    by_document,
    part_of,
    position_starts,
)
from index.storage.schema import BASES, NUMBER_FIELDS, SECTION_GAP, SORT_TEXT_FIELDS, STREAMS

PIECE = 4096
"""Documents whose postings are put in their order at a time: bounds the memory of those."""
CHUNK = 256
"""Documents that are worked out at a time: bounds the memory of their occurrences."""
TERM_BITS, HASH_BITS, SECTION_BITS = 32, 16, 5
"""Of a key that holds the number of a document, a term, a hash and a section, from high to low."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Publication:
    """What the documents of a generation have in common.

    mean_length:   of all its documents, see `Ranking`.
    organisations: an organisation as a batch writes it → its id.
    part:          the number of the indexing machine.
    """

    ranking: Ranking
    mean_length: float
    organisations: Mapping[str, str]
    part: int = 1


class BatchDocuments:
    """The documents of a batch, made piece by piece: a large segment would not fit in memory all at once."""

    def __init__(self, batch: Batch, publication: Publication) -> None:
        self.batch, self.publication = batch, publication
        self.terms = [batch.terms[term] for term in batch.group_terms.tolist()]
        split = [term.partition("\t") for term in self.terms]
        self.fields, self.texts = [field for field, _, _ in split], [text for _, _, text in split]
        self.plain = list(map(mapping.plain, self.texts))
        self.tokens = [mapping.KINDS.get(f, "") + p for f, p in zip(self.fields, self.plain, strict=True)]
        self.heads = [token + FREQUENCY for token in self.tokens]
        self.starts = position_starts(batch)
        self.norms = publication.ranking.length_norm(batch.lengths, publication.mean_length)
        self.word_starts = np.r_[0, np.cumsum(batch.word_counts)]
        self.store_starts = np.r_[0, np.cumsum(batch.store_sizes)]
        self.offset_starts = np.r_[0, np.cumsum(batch.offset_sizes)]
        self.streams = np.array([STREAMS.index(f) if f in STREAMS else -1 for f in self.fields], np.int8)
        self._places: dict[int, str] = {}

    def documents(self, wanted: Array, digests: Sequence[str]) -> Iterator[tuple[str, Document]]:
        """Code and document of each document that is wanted (bool[D]).

        digests: of each document, see `index.cluster.comparing.digests`.
        """
        for piece in _wanted_runs(wanted, 0, len(wanted), PIECE):
            postings = by_document(self.batch, self.starts, piece, piece + PIECE)
            for first in _wanted_runs(wanted, piece, piece + PIECE, CHUNK):
                chunk = _Chunk(self, postings, first, min(first + CHUNK, len(wanted)))
                for doc in np.flatnonzero(wanted[first : first + CHUNK]).tolist():
                    source = self.batch.sources[first + doc]
                    yield source.code, chunk.document(doc) | self._stored(first + doc, source, digests)

    def _stored(self, doc: int, source: Source, digests: Sequence[str]) -> Document:
        return {
            mapping.CODE: source.code,
            mapping.PROJECT: base64.b64encode(part_of(self.batch.store, self.store_starts, doc)).decode(),
            mapping.FIRST_SEEN: source.first_seen,
            mapping.LAST_CHANGED: source.last_changed,
            mapping.DIGEST: digests[doc],
            mapping.PART: self.publication.part,
        }

    def places(self, groups: Array, hashes: Array) -> list[str]:
        """The tokens at the place of each base form that is written so."""
        keys = (groups << HASH_BITS | hashes).tolist()
        for key in set(keys) - self._places.keys():
            group = key >> HASH_BITS
            exact = mapping.plain_exact_token(key & ((1 << HASH_BITS) - 1), self.plain[group])
            self._places[key] = f"{self.tokens[group]}{mapping.TOGETHER}{exact}"
        return list(map(self._places.__getitem__, keys))


def _wanted_runs(wanted: Array, first: int, end: int, size: int) -> Iterator[int]:
    """Where each run of so many documents begins of which any is wanted."""
    return (start for start in range(first, end, size) if wanted[start : start + size].any())


class _Chunk:
    """Documents first … end - 1 of a batch, numbered from 0 here."""

    def __init__(self, whole: BatchDocuments, postings: DocumentPostings, first: int, end: int) -> None:
        self.whole, self.postings, self.first, self.size = whole, postings, first, end - first
        low, high = postings.docs.searchsorted((first, end)).tolist()
        self.posts = slice(low, high)
        self.docs = postings.docs[low:high] - first
        self.groups = postings.groups[low:high]
        self.kinds = whole.streams.take(self.groups)
        self.ends = self._ends(self.docs)
        self._find_occurrences()
        self.words = self._document_words()
        self.section_words = self._section_words()
        self.places = self._place_texts()

    def _ends(self, docs: Array) -> list[int]:
        """Where the rows of each document begin, and at last end; docs: the document of each row, rising."""
        ends: list[int] = np.searchsorted(docs, np.arange(self.size + 1)).tolist()
        return ends

    def _find_occurrences(self) -> None:
        """Document, group, section, weight, hash of the form and stream of each occurrence of a token."""
        whole, postings = self.whole, self.postings
        text = np.flatnonzero(self.kinds >= 0) + self.posts.start
        counts = postings.counts.take(text)
        at = concatenate_ranges(postings.firsts.take(text), counts)
        self.positions = whole.batch.positions.take(at).astype(np.int64)
        self.own_docs = np.repeat(postings.docs.take(text) - self.first, counts)
        self.own_groups = np.repeat(postings.groups.take(text), counts)
        begins = whole.batch.sections[self.first : self.first + self.size].astype(np.int64)
        self.sections = (self.positions[:, None] >= begins[self.own_docs, 1:]).sum(1)
        words = self.positions - SECTION_GAP * self.sections
        starts = whole.word_starts[self.first : self.first + self.size]
        self.hashes = whole.batch.hashes.take(starts[self.own_docs] + words).astype(np.int64)
        self.is_base = whole.streams.take(self.own_groups) == STREAMS.index(BASES)

    def _document_words(self) -> list[str]:
        """The field of words of each document: its tokens, then its exact forms, each with its frequency."""
        base, text = self.is_base, self.kinds >= 0
        docs, groups = self.docs[text], self.groups[text]
        often = self._frequencies(docs, self.postings.weights[self.posts][text])
        tokens = list(map(add, map(self.whole.heads.__getitem__, groups.tolist()), often))
        key = (self.own_docs[base] << TERM_BITS | self.own_groups[base]) << HASH_BITS | self.hashes[base]
        exact, weights = _summed(key, WEIGHTS[self.sections[base]])
        exact_docs = exact >> (TERM_BITS + HASH_BITS)
        exact_groups = (exact >> HASH_BITS & ((1 << TERM_BITS) - 1)).tolist()
        hashes = (exact & ((1 << HASH_BITS) - 1)).tolist()
        forms = [
            f"{mapping.plain_exact_token(form, self.whole.plain[group])}{FREQUENCY}{number}"
            for form, group, number in zip(
                hashes, exact_groups, self._frequencies(exact_docs, weights), strict=True
            )
        ]
        ends, exact_ends = self._ends(docs), self._ends(exact_docs)
        return [
            _joined(tokens[ends[doc] : ends[doc + 1]] + forms[exact_ends[doc] : exact_ends[doc + 1]])
            for doc in range(self.size)
        ]

    def _section_words(self) -> list[str]:
        """The field of section words of each document."""
        key = (self.own_docs << TERM_BITS | self.own_groups) << SECTION_BITS | self.sections
        found, counts = _summed(key, np.ones(len(key)))
        sections = found & ((1 << SECTION_BITS) - 1)
        groups = found >> SECTION_BITS & ((1 << TERM_BITS) - 1)
        docs = found >> (SECTION_BITS + TERM_BITS)
        often = self._frequencies(docs, counts * WEIGHTS[sections])
        heads = map(add, map(str, sections.tolist()), map(self.whole.heads.__getitem__, groups.tolist()))
        tokens, ends = list(map(add, heads, often)), self._ends(docs)
        return [_joined(tokens[ends[doc] : ends[doc + 1]]) for doc in range(self.size)]

    def _frequencies(self, docs: Array, weights: Array) -> list[str]:
        return list(map(str, frequencies(weights, self.whole.norms[self.first :].take(docs)).tolist()))

    def _place_texts(self) -> list[list[str]]:
        """The sections of each document, their tokens at their places between the marks of the section."""
        docs, positions, sections = (a[self.is_base] for a in (self.own_docs, self.positions, self.sections))
        groups, hashes = self.own_groups[self.is_base], self.hashes[self.is_base]
        order = np.lexsort((groups, positions, docs))
        docs, positions, sections = (a.take(order) for a in (docs, positions, sections))
        begins = run_starts(docs << SECTION_BITS | sections)
        last = np.r_[0, positions[:-1]]
        section_begins = self.whole.batch.sections[docs[begins] + self.first, sections[begins]]
        last[begins] = section_begins.astype(np.int64) - 1
        gaps = positions - last
        between = [_between(gap) for gap in range(int(gaps.max(initial=0)) + 1)]
        places = self.whole.places(groups.take(order), hashes.take(order))
        texts = list(map(add, map(between.__getitem__, gaps.tolist()), places))
        found: list[list[str]] = [[] for _ in range(self.size)]
        ends = np.r_[begins[1:], len(docs)]
        runs = zip(
            docs[begins].tolist(), sections[begins].tolist(), begins.tolist(), ends.tolist(), strict=True
        )
        for doc, section, start, end in runs:
            opening, closing = mapping.section_marks(section)
            found[doc].append(f"{opening}{''.join(texts[start:end])} {closing}")
        return found

    def document(self, doc: int) -> Document:
        """A document without what is only stored of it, but for its words."""
        whole, batch, number = self.whole, self.whole.batch, self.first + doc
        own = slice(self.ends[doc], self.ends[doc + 1])
        made: Document = {
            mapping.WORDS: self.words[doc],
            mapping.SECTION_WORDS: self.section_words[doc],
            mapping.PLACES: [FILLER, *self.places[doc]],
            mapping.NORM: round(float(whole.norms[number]), 6),
            mapping.DOCUMENT_WORDS: base64.b64encode(self._packed(doc, own)).decode(),
        }
        for group in self.groups[own][self.kinds[own] < 0].tolist():
            made.setdefault(whole.fields[group], []).append(self._value(group))
        for field in NUMBER_FIELDS:
            value = int(batch.columns[field.query][number])
            if value != MISSING:
                made[field.query] = value
        for field in SORT_TEXT_FIELDS:
            text = batch.texts[field.query][number]
            if text:
                made[field.query + mapping.COLLATED] = whole.publication.ranking.collate(text)[
                    : mapping.MOST_CHARACTERS
                ]
        made[mapping.MISSING_FIELDS] = [name for name in QUERYABLE if self._is_missing(name, number, made)]
        return made

    def _value(self, group: int) -> str:
        """A value of a name field as the cluster has it."""
        field, text = self.whole.fields[group], self.whole.texts[group]
        is_organisation = QUERYABLE[field].kind is Kind.ORGANISATION
        return keyword(self.whole.publication.organisations[text] if is_organisation else text)

    def _is_missing(self, name: str, number: int, made: Document) -> bool:
        if QUERYABLE[name].kind is not Kind.TEXT:
            return name not in made
        at = SECTION_NUMBER[name]
        begins = self.whole.batch.sections[number]
        return bool(begins[at + 1] - begins[at] == SECTION_GAP)

    def _packed(self, doc: int, own: slice) -> bytes:
        """The words of a document for `document_words.unpack`."""
        whole, batch, postings, number = self.whole, self.whole.batch, self.postings, self.first + doc
        posts = slice(self.posts.start + own.start, self.posts.start + own.stop)
        counts = postings.counts[posts]
        words = slice(int(whole.word_starts[number]), int(whole.word_starts[number + 1]))
        long = slice(*batch.overflow_at.searchsorted((words.start, words.stop)).tolist())
        offsets = decompress_bytes(part_of(batch.offsets, whole.offset_starts, number))
        return pack_words(
            terms=list(map(whole.terms.__getitem__, self.groups[own].tolist())),
            length=float(batch.lengths[number]),
            columns={name: int(column[number]) for name, column in batch.columns.items()},
            texts={name: column[number] for name, column in batch.texts.items()},
            arrays={
                "counts": counts,
                "weights": postings.weights[posts],
                "positions": batch.positions.take(concatenate_ranges(postings.firsts[posts], counts)),
                "sections": batch.sections[number],
                "overflow_at": batch.overflow_at[long] - words.start,
                "overflow_by": batch.overflow_by[long],
                "offset_deltas": np.frombuffer(offsets, np.uint8),
                "hashes": batch.hashes[words],
            },
        )


def _summed(keys: Array, weights: Array) -> tuple[Array, Array]:
    """The different keys, rising, and the sum of the weights of each."""
    order = np.argsort(keys, kind="stable")
    ordered = keys.take(order)
    firsts = run_starts(ordered)
    if not firsts.size:
        return ordered, weights
    return ordered.take(firsts), np.add.reduceat(weights.take(order), firsts)


def _between(gap: int) -> str:
    """What stands between a token and the one before; gap: so many positions from one to the other."""
    return f" {FILLER}" * (gap - 1) + " " if gap else mapping.TOGETHER


def _joined(tokens: list[str]) -> str:
    return " ".join([f"{FILLER}{FREQUENCY}1", *tokens])
