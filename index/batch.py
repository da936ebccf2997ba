"""Projects → flat arrays of postings, ready to be put together into a segment.

A `Batch` is some documents as plain arrays. Workers make one of a handful of projects; `concatenate` makes
one of many; a segment on disk can be read back as one, which is all that merging is. Postings are grouped
by sorting, never one by one.

Names of sizes: D documents, W words, T terms, P postings (a term in a document), N occurrences.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index import morphology, swedish
from index.analysis import hanging, look_up, tokenise
from index.arrays import Array, ranges
from index.convert import to_json
from index.fields import Field, Kind
from index.morphology import Word
from index.packing import packed
from index.project import SEARCHED, Project, text, values
from index.schema import BASES, NAMES, NUMBERS, PARTS, SECTION_GAP, SORT_TEXTS

MISSING = np.iinfo(np.int64).min
"""Stands in a column of numbers for a value that a description does not give."""

Term = str
"""Whoosh field, tab, term text. One string: a million pairs would cost more to send than to make."""


@dataclass(frozen=True)
class Source:
    """Where a document came from: tells the next run whether it changed."""

    code: str
    path: str
    digest: str
    stamp: str  # size and time of change: the same stamp means the file need not be read again


@dataclass(frozen=True)
class Batch:
    """Documents as arrays.

    terms:          T terms, in no order.
    post_terms:     int32[P] index into `terms`; with post_docs int32[P], sorted by neither.
    post_weights:   float32[P] occurrences, each counted by the weight of its section; 1 for names.
    post_counts:    int32[P] occurrences that have a position; 0 for names.
    positions:      int32[N] in the order of the postings.
    lengths:        float32[D] weighted number of words.
    sections:       int32[D, S + 1] position at which each searched section begins; last, the end.
    offset_ends:    int64[D] end of each document's run in `offsets`.
    offsets:        int32[W] characters from the start of the section to the start of each word.
    columns:        field → int64[D], `MISSING` where there is no value.
    texts:          sortable field → its text in each document, "" where there is none.
    stores:         each document's project as compressed JSON.
    """

    sources: tuple[Source, ...]
    terms: list[Term]
    post_terms: Array
    post_docs: Array
    post_weights: Array
    post_counts: Array
    positions: Array
    lengths: Array
    sections: Array
    offset_ends: Array
    offsets: Array
    columns: dict[str, Array]
    texts: dict[str, tuple[str, ...]]
    stores: tuple[bytes, ...]


def number(value: object) -> int:
    """A number of a column: euros, counts and years as they are, dates as days since year 1."""
    ordinal = getattr(value, "toordinal", None)
    return int(ordinal()) if ordinal else int(value)  # type: ignore[call-overload]


def name_terms(project: Project, field: Field) -> Iterable[str]:
    """The terms of a name field: its values as written, without surrounding white space."""
    return dict.fromkeys(" ".join(str(value).split()) for value in values(project, field))


def make_batch(projects: Sequence[tuple[Project, Source]]) -> Batch:
    """Analyse some projects."""
    words = _Words()
    names: dict[Term, int] = {}
    name_posts: list[tuple[int, int]] = []
    sections, stores = [], []
    columns = {f.query: np.full(len(projects), MISSING, np.int64) for f in NUMBERS}
    texts: dict[str, list[str]] = {f.query: [] for f in SORT_TEXTS}
    for doc, (project, _) in enumerate(projects):
        data = to_json(project)
        sections.append(words.add_document(data))
        stores.append(packed(data))
        for field in SORT_TEXTS:
            texts[field.query].append(text(data, field))
        for field in NAMES:
            for value in name_terms(project, field):
                name = f"{field.query}\t{value}"
                name_posts.append((names.setdefault(name, len(names)), doc))
        for field in NUMBERS:
            for value in values(project, field)[:1]:
                columns[field.query][doc] = number(value)
    stream_terms, stream_posts, positions = words.postings()
    named = np.array(name_posts, np.int32).reshape(-1, 2)
    ones = np.ones(len(named))
    return Batch(
        sources=tuple(source for _, source in projects),
        terms=[*stream_terms, *names],
        post_terms=np.concatenate([stream_posts[0], named[:, 0] + len(stream_terms)]).astype(np.int32),
        post_docs=np.concatenate([stream_posts[1], named[:, 1]]).astype(np.int32),
        post_weights=np.concatenate([stream_posts[2], ones]).astype(np.float32),
        post_counts=np.concatenate([stream_posts[3], 0 * ones]).astype(np.int32),
        positions=positions,
        lengths=words.lengths(len(projects)),
        sections=np.array(sections, np.int32).reshape(len(projects), len(SEARCHED) + 1),
        offset_ends=np.cumsum(words.counts).astype(np.int64),
        offsets=np.array(words.offsets, np.int32),
        columns=columns,
        texts={name: tuple(column) for name, column in texts.items()},
        stores=tuple(stores),
    )


class _Vocabulary:
    """Word forms and their tokens as numbers, for one process: a form is looked up and numbered once.

    Tokens of word n are `flat[ends[n - 1] : ends[n]]`, numbers of `terms`.
    """

    def __init__(self) -> None:
        self.terms: dict[Term, int] = {}
        self.flat = array("q")
        self.ends = array("q", [0])
        self.forms: dict[Callable[[str], Word], _Numbers] = {
            dictionary: _Numbers(self, dictionary) for dictionary in (morphology.word, swedish.word)
        }

    def add(self, word: Word) -> int:
        """Number a word."""
        terms = self.terms
        self.flat.extend([terms.setdefault(f"{BASES}\t{t}", len(terms)) for t in word.bases])
        self.flat.extend([terms.setdefault(f"{PARTS}\t{t}", len(terms)) for t in word.parts])
        self.ends.append(len(self.flat))
        return len(self.ends) - 2


class _Numbers(dict[str, int]):
    """Word form → its number; a form not met before is looked up and gets the next one."""

    def __init__(self, vocabulary: _Vocabulary, dictionary: Callable[[str], Word]) -> None:
        self.vocabulary = vocabulary
        self.dictionary = dictionary

    def __missing__(self, form: str) -> int:
        number = self[form] = self.vocabulary.add(self.dictionary(form))
        return number


MOST_WORDS = 1_000_000
"""Word forms that a process keeps numbered, before it begins anew."""
_vocabulary = _Vocabulary()


def _current_vocabulary() -> _Vocabulary:
    global _vocabulary
    if len(_vocabulary.ends) > MOST_WORDS:
        _vocabulary = _Vocabulary()
    return _vocabulary


class _Words:
    """Collects the words of documents as numbers, then groups their tokens by sorting."""

    def __init__(self) -> None:
        self.counts: list[int] = []  # words a document
        self.offsets: list[int] = []
        self.docs: list[int] = []
        self.words: list[int] = []
        self.positions: list[int] = []
        self.weights: list[float] = []
        self.vocabulary = _current_vocabulary()

    def add_document(self, data: dict[str, Any]) -> list[int]:
        """Take in a project's JSON; returns the positions at which its sections begin, and the end."""
        doc, before, position, begins = len(self.counts), len(self.offsets), 0, []
        for field in SEARCHED:
            begins.append(position)
            prose = text(data, field)
            numbers = self.vocabulary.forms[look_up(prose, None if field.kind is Kind.TEXT else "fi")]
            words = tokenise(prose)
            self.words += [numbers[form] for form in words.forms]
            for at, word in hanging(prose, words).items():
                self.words[len(self.words) - len(words.forms) + at] = self.vocabulary.add(word)
            count = len(words.forms)
            self.offsets += words.starts
            self.docs += [doc] * count
            self.positions += range(position, position + count)
            self.weights += [field.weight] * count
            position += count + SECTION_GAP
        self.counts.append(len(self.offsets) - before)
        return [*begins, position]

    def lengths(self, docs: int) -> Array:
        """float32[D]: the weighted number of words of each document."""
        return np.bincount(self.docs, self.weights, minlength=docs).astype(np.float32)

    def postings(self) -> tuple[list[Term], tuple[Array, Array, Array, Array], Array]:
        """Terms; (term, document, weight, count) of each posting; the positions of all postings."""
        ends = np.array(self.vocabulary.ends, np.int64)
        number = np.array(self.words, np.int64)
        of_word = ends[number + 1] - ends[number]
        occurrence = np.repeat(np.arange(len(number)), of_word)
        flat = np.array(self.vocabulary.flat, np.int64)
        used, term = np.unique(flat[ranges(ends[number], of_word)], return_inverse=True)
        names = list(self.vocabulary.terms)
        terms = [names[i] for i in used.tolist()]
        doc = np.array(self.docs, np.int64)[occurrence]
        order = np.argsort(term * max(len(self.counts), 1) + doc, kind="stable")
        term, doc, occurrence = term[order], doc[order], occurrence[order]
        first = np.flatnonzero(np.r_[True, (np.diff(term) != 0) | (np.diff(doc) != 0)][: len(term)])
        weight = np.array(self.weights, np.float64)[occurrence]
        sums = np.add.reduceat(weight, first) if first.size else weight
        sizes = np.diff(np.r_[first, len(term)])
        positions = np.array(self.positions, np.int32)[occurrence]
        return terms, (term[first], doc[first], sums, sizes), positions


def concatenate(batches: Sequence[Batch]) -> Batch:
    """One batch of the documents of several, in their order."""
    terms: dict[Term, int] = {}
    post_terms, post_docs, offset_ends = [], [], []
    doc_base = offset_base = 0
    for batch in batches:
        renumber = np.array([terms.setdefault(t, len(terms)) for t in batch.terms], np.int32)
        post_terms.append(renumber[batch.post_terms] if batch.terms else batch.post_terms)
        post_docs.append(batch.post_docs + np.int32(doc_base))
        offset_ends.append(batch.offset_ends + offset_base)
        doc_base += len(batch.sources)
        offset_base += len(batch.offsets)
    return Batch(
        sources=tuple(s for b in batches for s in b.sources),
        terms=list(terms),
        post_terms=np.concatenate(post_terms),
        post_docs=np.concatenate(post_docs),
        post_weights=np.concatenate([b.post_weights for b in batches]),
        post_counts=np.concatenate([b.post_counts for b in batches]),
        positions=np.concatenate([b.positions for b in batches]),
        lengths=np.concatenate([b.lengths for b in batches]),
        sections=np.concatenate([b.sections for b in batches]),
        offset_ends=np.concatenate(offset_ends),
        offsets=np.concatenate([b.offsets for b in batches]),
        columns={f: np.concatenate([b.columns[f] for b in batches]) for f in batches[0].columns},
        texts={f: tuple(t for b in batches for t in b.texts[f]) for f in batches[0].texts},
        stores=tuple(s for b in batches for s in b.stores),
    )


def select(batch: Batch, keep: Array) -> Batch:
    """The documents of a batch for which `keep` (bool[D]) holds."""
    if keep.all():
        return batch
    kept = keep[batch.post_docs]
    renumber = np.cumsum(keep) - 1
    counts = batch.post_counts.astype(np.int64)
    words = np.diff(np.r_[0, batch.offset_ends])
    alive = np.flatnonzero(keep)
    return Batch(
        sources=tuple(batch.sources[doc] for doc in alive),
        terms=batch.terms,
        post_terms=batch.post_terms[kept],
        post_docs=renumber[batch.post_docs[kept]].astype(np.int32),
        post_weights=batch.post_weights[kept],
        post_counts=batch.post_counts[kept],
        positions=batch.positions[ranges((np.cumsum(counts) - counts)[kept], counts[kept])],
        lengths=batch.lengths[keep],
        sections=batch.sections[keep],
        offset_ends=np.cumsum(words[keep]),
        offsets=batch.offsets[ranges((np.cumsum(words) - words)[keep], words[keep])],
        columns={name: column[keep] for name, column in batch.columns.items()},
        texts={f: tuple(column[doc] for doc in alive) for f, column in batch.texts.items()},
        stores=tuple(batch.stores[doc] for doc in alive),
    )
