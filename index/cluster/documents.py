"""Batches → documents of the cluster: tokens with their frequencies, places, values, and what is stored.

All is worked out of the arrays of a batch, some hundred documents at a time; only the strings that are sent
are made one by one.

Names of sizes: T terms, P postings, N occurrences of base forms, D documents of the batch.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.cluster import mapping
from index.cluster.document_words import pack_words
from index.cluster.mapping import FILLER, FREQUENCY, Ranking, frequencies, keyword
from index.model.fields import Kind
from index.model.project import QUERYABLE, SECTION_NUMBER
from index.numeric import Array, concatenate_ranges, run_starts
from index.storage.document_store import decompress_bytes
from index.storage.postings import MISSING, WEIGHTS, Batch, Source, split_parts
from index.storage.schema import BASES, NUMBER_FIELDS, SECTION_GAP, SORT_TEXT_FIELDS, STREAMS

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
    """The documents of a batch. Postings are put in order of documents once; then chunks are cut of them."""

    def __init__(self, batch: Batch, publication: Publication) -> None:
        self.batch, self.publication = batch, publication
        self.fields, self.texts = _split_terms(batch)
        group_of = np.repeat(np.arange(len(batch.group_sizes), dtype=np.int32), batch.group_sizes)
        order = np.argsort(batch.post_docs, kind="stable")
        self.post_docs = batch.post_docs.take(order).astype(np.int64)
        self.post_groups = group_of.take(order).astype(np.int64)
        codes = batch.tf_codes.take(order)
        self.counts = batch.tf_counts.take(codes)
        self.weights = batch.tf_weights.take(codes)
        every = batch.tf_counts.take(batch.tf_codes)
        self.firsts = (np.cumsum(every) - every).take(order)
        self.norms = publication.ranking.length_norm(batch.lengths, publication.mean_length)
        self.word_starts = np.r_[0, np.cumsum(batch.word_counts)]
        self.stored = split_parts(batch.store, batch.store_sizes)
        self.offsets = split_parts(batch.offsets, batch.offset_sizes)
        self.streams = np.array([STREAMS.index(f) if f in STREAMS else -1 for f in self.fields], np.int8)
        self._places: dict[int, str] = {}

    def documents(self, wanted: Array, digests: Sequence[str]) -> Iterator[tuple[str, Document]]:
        """Code and document of each document that is wanted (bool[D]).

        digests: of each document, see `index.cluster.comparing.digests`.
        """
        for first in range(0, len(wanted), CHUNK):
            end = min(first + CHUNK, len(wanted))
            if wanted[first:end].any():
                chunk = _Chunk(self, first, end)
                for doc in np.flatnonzero(wanted[first:end]).tolist():
                    source = self.batch.sources[first + doc]
                    yield source.code, chunk.document(doc) | self._stored(first + doc, source, digests)

    def _stored(self, doc: int, source: Source, digests: Sequence[str]) -> Document:
        return {
            mapping.CODE: source.code,
            mapping.PROJECT: base64.b64encode(self.stored[doc]).decode(),
            mapping.FIRST_SEEN: source.first_seen,
            mapping.LAST_CHANGED: source.last_changed,
            mapping.DIGEST: digests[doc],
            mapping.PART: self.publication.part,
        }

    def place(self, group: int, form_hash: int) -> str:
        """The tokens at the place of a base form that is written so."""
        key = group << HASH_BITS | form_hash
        if key not in self._places:
            text = self.texts[group]
            exact = mapping.exact_token(form_hash, text)
            self._places[key] = f"{mapping.token(BASES, text)}{mapping.TOGETHER}{exact}"
        return self._places[key]


def _split_terms(batch: Batch) -> tuple[list[str], list[str]]:
    """The field and the text of the term of each group."""
    fields, texts = [], []
    for term in batch.group_terms.tolist():
        field, _, text = batch.terms[term].partition("\t")
        fields.append(field)
        texts.append(text)
    return fields, texts


class _Chunk:
    """Documents first … end - 1 of a batch, numbered from 0 here."""

    def __init__(self, whole: BatchDocuments, first: int, end: int) -> None:
        self.whole, self.first, self.size = whole, first, end - first
        low, high = whole.post_docs.searchsorted((first, end)).tolist()
        self.posts = slice(low, high)
        self.docs = whole.post_docs[low:high] - first
        self.groups = whole.post_groups[low:high]
        self.kinds = whole.streams.take(self.groups)
        self.ends = np.searchsorted(self.docs, np.arange(self.size + 1)).tolist()
        self._find_occurrences()
        self.words = self._document_words()
        self.section_words = self._section_words()
        self.places = self._place_texts()

    def _find_occurrences(self) -> None:
        """Document, group, section, weight, hash of the form and stream of each occurrence of a token."""
        whole = self.whole
        text = np.flatnonzero(self.kinds >= 0) + self.posts.start
        counts = whole.counts.take(text)
        at = concatenate_ranges(whole.firsts.take(text), counts)
        self.positions = whole.batch.positions.take(at).astype(np.int64)
        self.own_docs = np.repeat(whole.post_docs.take(text) - self.first, counts)
        self.own_groups = np.repeat(whole.post_groups.take(text), counts)
        begins = whole.batch.sections[self.first : self.first + self.size].astype(np.int64)
        self.sections = (self.positions[:, None] >= begins[self.own_docs, 1:]).sum(1)
        words = self.positions - SECTION_GAP * self.sections
        starts = whole.word_starts[self.first : self.first + self.size]
        self.hashes = whole.batch.hashes.take(starts[self.own_docs] + words).astype(np.int64)
        self.is_base = whole.streams.take(self.own_groups) == STREAMS.index(BASES)

    def _document_words(self) -> list[str]:
        """The field of words of each document."""
        base = self.is_base
        key = (self.own_docs[base] << TERM_BITS | self.own_groups[base]) << HASH_BITS | self.hashes[base]
        exact, weights = _summed(key, WEIGHTS[self.sections[base]])
        text, whole = self.kinds >= 0, self.whole
        rows = zip(
            self.docs[text].tolist(),
            self.kinds[text].tolist(),
            self.groups[text].tolist(),
            self._frequencies(self.docs[text], whole.weights[self.posts][text]),
            strict=True,
        )
        found: list[list[str]] = [[] for _ in range(self.size)]
        signs = [mapping.KINDS[stream] for stream in STREAMS]
        texts = whole.texts
        for doc, kind, group, often in rows:
            found[doc].append(f"{signs[kind]}{mapping.plain(texts[group])}{FREQUENCY}{often}")
        docs = exact >> (TERM_BITS + HASH_BITS)
        groups = exact >> HASH_BITS & ((1 << TERM_BITS) - 1)
        hashes = exact & ((1 << HASH_BITS) - 1)
        often_ = self._frequencies(docs, weights)
        for doc, group, form, often in zip(
            docs.tolist(), groups.tolist(), hashes.tolist(), often_, strict=True
        ):
            found[doc].append(f"{mapping.exact_token(form, texts[group])}{FREQUENCY}{often}")
        return [_joined(one) for one in found]

    def _section_words(self) -> list[str]:
        """The field of section words of each document."""
        key = (self.own_docs << TERM_BITS | self.own_groups) << SECTION_BITS | self.sections
        tokens, counts = _summed(key, np.ones(len(key)))
        sections = tokens & ((1 << SECTION_BITS) - 1)
        groups = tokens >> SECTION_BITS & ((1 << TERM_BITS) - 1)
        docs = tokens >> (SECTION_BITS + TERM_BITS)
        often_ = self._frequencies(docs, counts * WEIGHTS[sections])
        signs = [mapping.KINDS[stream] for stream in STREAMS]
        kinds, texts = self.whole.streams.take(groups).tolist(), self.whole.texts
        found: list[list[str]] = [[] for _ in range(self.size)]
        for doc, section, kind, group, often in zip(
            docs.tolist(), sections.tolist(), kinds, groups.tolist(), often_, strict=True
        ):
            found[doc].append(f"{section}{signs[kind]}{mapping.plain(texts[group])}{FREQUENCY}{often}")
        return [_joined(one) for one in found]

    def _frequencies(self, docs: Array, weights: Array) -> list[int]:
        own: list[int] = frequencies(weights, self.whole.norms[self.first :].take(docs)).tolist()
        return own

    def _place_texts(self) -> list[list[str]]:
        """The sections of each document, their tokens at their places between the marks of the section."""
        docs, positions, sections = (a[self.is_base] for a in (self.own_docs, self.positions, self.sections))
        groups, hashes = self.own_groups[self.is_base], self.hashes[self.is_base]
        order = np.lexsort((groups, positions, docs))
        rows = zip(
            *(a.take(order).tolist() for a in (docs, sections, positions, groups, hashes)), strict=True
        )
        found: list[list[str]] = [[] for _ in range(self.size)]
        begins = self.whole.batch.sections
        current, parts, last, ends = (-1, -1), list[str](), 0, ""
        for doc, section, position, group, form in rows:
            if (doc, section) != current:
                if parts:
                    found[current[0]].append("".join([*parts, ends]))
                begin, end = mapping.section_marks(section)
                current, parts, ends = (doc, section), [begin], f" {end}"
                last = int(begins[self.first + doc, section]) - 1
            if position == last:
                parts.append(mapping.TOGETHER)
            else:
                parts.append(f" {FILLER}" * (position - last - 1) + " ")
            parts.append(self.whole.place(group, form))
            last = position
        if parts:
            found[current[0]].append("".join([*parts, ends]))
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
        whole, batch, number = self.whole, self.whole.batch, self.first + doc
        posts = slice(self.posts.start + own.start, self.posts.start + own.stop)
        counts = whole.counts[posts]
        words = slice(int(whole.word_starts[number]), int(whole.word_starts[number + 1]))
        long = slice(*batch.overflow_at.searchsorted((words.start, words.stop)).tolist())
        return pack_words(
            terms=[f"{whole.fields[one]}\t{whole.texts[one]}" for one in self.groups[own].tolist()],
            length=float(batch.lengths[number]),
            columns={name: int(column[number]) for name, column in batch.columns.items()},
            texts={name: column[number] for name, column in batch.texts.items()},
            arrays={
                "counts": counts,
                "weights": whole.weights[posts],
                "positions": batch.positions.take(concatenate_ranges(whole.firsts[posts], counts)),
                "sections": batch.sections[number],
                "overflow_at": batch.overflow_at[long] - words.start,
                "overflow_by": batch.overflow_by[long],
                "offset_deltas": np.frombuffer(decompress_bytes(whole.offsets[number]), np.uint8),
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


def _joined(tokens: list[str]) -> str:
    return " ".join([f"{FILLER}{FREQUENCY}1", *tokens])
