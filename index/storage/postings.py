"""Projects → flat arrays of postings, ready to be put together into a segment.

A `Batch` is some documents as plain arrays. Workers make one of a handful of projects; `concatenate` makes
one of many; a segment on disk can be read back as one, which is all that merging is. Postings are grouped
by sorting, never one by one.

Names of sizes: D documents, W words, T terms, P postings (a term in a document), N occurrences, S searched
sections, F different word forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from index.analysis.tokenizer import hanging, look_up, tokenise
from index.model.fields import Field, Kind
from index.model.project import SEARCHED, Project, text, values
from index.model.serialization import encode_project
from index.numeric import Array, ranges, smallest
from index.storage.document_store import compress_json
from index.storage.schema import NAMES, NUMBERS, SECTION_GAP, SORT_TEXTS
from index.storage.vocabulary import Term, Vocabulary, numbered

MISSING = np.iinfo(np.int64).min
"""Stands in a column of numbers for a value that a description does not give."""
BORDER = "\x01\n"
"""Between two sections that are cut into words in one go: no word, address or hanging hyphen reaches over."""
WEIGHTS = np.array([field.weight for field in SEARCHED], np.float64)
"""What an occurrence in each searched section counts."""
WORD_BITS = 32


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

    terms:          terms in no order, perhaps more than occur; batches of one run share one list.
    post_terms:     int32[P] index into `terms`; with post_docs, unsigned[P], sorted by neither.
    tf_codes:     unsigned[P] index into the next two.
    tf_counts:    int64[Z] occurrences that have a position; 0 for names.
    tf_weights:   float32[Z] occurrences, each counted by the weight of its section; 1 for names.
    positions:      unsigned[N] in the order of the postings.
    lengths:        float32[D] weighted number of words.
    sections:       int32[D, S + 1] position at which each searched section begins; last, the end.
    word_counts:    int64[D] words of each document: its run in `offsets` and `hashes`.
    offsets:        int32[W] characters from the start of the section to the start of each word.
    hashes:         uint16[W] `vocabulary.form_hash` of each word as written.
    forms:          word forms, as `terms`; with form_ids int32[F] and form_counts int64[F], how often each.
    columns:        field → int64[D], `MISSING` where there is no value.
    texts:          sortable field → its text in each document, "" where there is none.
    stores:         each document's project as compressed JSON.
    """

    sources: tuple[Source, ...]
    terms: list[Term]
    post_terms: Array
    post_docs: Array
    tf_codes: Array
    tf_counts: Array
    tf_weights: Array
    positions: Array
    lengths: Array
    sections: Array
    word_counts: Array
    offsets: Array
    hashes: Array
    forms: list[str]
    form_ids: Array
    form_counts: Array
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


def make_batch(projects: Sequence[tuple[Project, Source]], known: Vocabulary) -> Batch:
    """Analyse some projects. Its terms and forms are numbers in the vocabulary, not yet lists."""
    encoded = [encode_project(project) for project, _ in projects]
    stored = list(map(msgspec.json.decode, encoded))
    words = _Words.of([text(data, field) for data in stored for field in SEARCHED], known)
    posts, positions = words.postings(known)
    named = _names([project for project, _ in projects], known)
    sizes = _tf_tables(
        np.concatenate([posts[3], np.zeros(len(named), np.int64)]),
        np.concatenate([posts[2], np.ones(len(named))]),
    )
    form_ids, form_counts = np.unique(words.numbers, return_counts=True)
    return Batch(
        sources=tuple(source for _, source in projects),
        terms=[],
        post_terms=np.concatenate([posts[0], named[:, 0]]).astype(np.int32),
        post_docs=smallest(np.concatenate([posts[1], named[:, 1]])),
        **sizes,
        positions=smallest(positions),
        lengths=words.lengths(),
        sections=words.begins.astype(np.int32),
        word_counts=words.counts.sum(1),
        offsets=words.offsets,
        hashes=np.array(known.hashes, np.uint16)[words.numbers],
        forms=[],
        form_ids=form_ids.astype(np.int32),
        form_counts=form_counts,
        columns={field.query: _column(projects, field) for field in NUMBERS},
        texts={f.query: tuple(text(data, f) for data in stored) for f in SORT_TEXTS},
        stores=tuple(map(compress_json, encoded)),
    )


def _tf_tables(counts: Array, weights: Array) -> dict[str, Array]:
    """`tf_codes`, `tf_counts` and `tf_weights`: few different pairs occur, in rising order here."""
    pairs = counts.astype(np.int64) << 32 | weights.astype(np.float32).view(np.uint32)
    different, number = np.unique(pairs, return_inverse=True)
    return {
        "tf_codes": smallest(number),
        "tf_counts": different >> 32,
        "tf_weights": (different & 0xFFFFFFFF).astype(np.uint32).view(np.float32),
    }


def _names(projects: Sequence[Project], known: Vocabulary) -> Array:
    """int32[n, 2]: term and document of each value of each name field."""
    found = [
        (known.term(field.query, value), doc)
        for doc, project in enumerate(projects)
        for field in NAMES
        for value in name_terms(project, field)
    ]
    return np.array(found, np.int32).reshape(-1, 2)


def _column(projects: Sequence[tuple[Project, Source]], field: Field) -> Array:
    first = (values(project, field)[:1] for project, _ in projects)
    return np.array([number(found[0]) if found else MISSING for found in first], np.int64)


@dataclass(frozen=True)
class _Words:
    """The words of some documents, one after another.

    numbers:   int64[W] in the vocabulary.
    docs, sections, positions, offsets: [W] where each stands; `offsets` in characters from its section.
    counts:    int64[D, S] words in each section.
    begins:    int64[D, S + 1] position at which each section begins; last, the end.
    """

    numbers: Array
    docs: Array
    sections: Array
    positions: Array
    offsets: Array
    counts: Array
    begins: Array

    @classmethod
    def of(cls, prose: list[str], known: Vocabulary) -> _Words:
        """Cut and number the words of documents, given the S texts of the first, of the second and so on."""
        joined = BORDER.join(prose)
        cut = tokenise(joined)
        starts = np.cumsum([0, *(len(part) + len(BORDER) for part in prose)])
        first = np.searchsorted(cut.starts, starts)
        numbers: list[int] = []
        for at, (low, high) in enumerate(zip(first[:-1].tolist(), first[1:].tolist(), strict=True)):
            language = None if SEARCHED[at % len(SEARCHED)].kind is Kind.TEXT else "fi"
            forms = cut.forms[low:high]
            numbers += map(known.numbers[look_up(forms, language)].__getitem__, forms)
        for at, word in hanging(joined, cut).items():
            numbers[at] = known.add_hanging(cut.forms[at], word)
        counts = np.diff(first)
        where = np.repeat(np.arange(len(prose)), counts)  # number of its text
        sizes = counts.reshape(-1, len(SEARCHED))
        ends = np.cumsum(sizes + SECTION_GAP, axis=1)
        begins = np.concatenate([np.zeros((len(sizes), 1), np.int64), ends], axis=1)
        return cls(
            numbers=np.array(numbers, np.int64),
            docs=where // len(SEARCHED),
            sections=where % len(SEARCHED),
            positions=np.arange(len(where)) - first[where] + begins[:, :-1].reshape(-1)[where],
            offsets=(cut.starts - starts[where]).astype(np.int32),
            counts=sizes,
            begins=begins,
        )

    def lengths(self) -> Array:
        """float32[D]: the weighted number of words of each document."""
        return (self.counts @ WEIGHTS).astype(np.float32)

    def postings(self, known: Vocabulary) -> tuple[tuple[Array, Array, Array, Array], Array]:
        """(term, document, weight, count) of each posting; the positions of all postings."""
        sizes, terms = known.tokens(self.numbers)
        # A term and a word in one number: sorting that groups by term, then document, then position.
        key = np.sort(terms << WORD_BITS | np.repeat(np.arange(len(sizes)), sizes))
        term, word = key >> WORD_BITS, key & ((1 << WORD_BITS) - 1)
        doc = self.docs[word]
        first = np.flatnonzero(np.r_[True, (np.diff(term) != 0) | (np.diff(doc) != 0)][: len(term)])
        weight = WEIGHTS[self.sections[word]]
        sums = np.add.reduceat(weight, first) if first.size else weight
        counts = np.diff(np.r_[first, len(term)])
        return (term[first], doc[first], sums, counts), self.positions[word]


def concatenate(batches: Sequence[Batch]) -> Batch:
    """One batch of the documents of several, in their order."""
    terms, own_terms = _shared([batch.terms for batch in batches])
    forms, own_forms = _shared([batch.forms for batch in batches])
    sizes = np.cumsum([0, *(len(batch.sources) for batch in batches)])
    form_ids = np.concatenate([own[b.form_ids] for own, b in zip(own_forms, batches, strict=True)])
    form_counts = np.bincount(form_ids, np.concatenate([b.form_counts for b in batches]))
    joined: dict[str, Array] = {
        name: np.concatenate([getattr(batch, name) for batch in batches])
        for name in ("positions", "lengths", "sections", "word_counts", "offsets", "hashes")
    }
    return Batch(
        sources=tuple(s for b in batches for s in b.sources),
        terms=terms,
        post_terms=np.concatenate([own[b.post_terms] for own, b in zip(own_terms, batches, strict=True)]),
        post_docs=np.concatenate([b.post_docs + np.uint32(n) for n, b in zip(sizes, batches, strict=False)]),
        forms=forms,
        form_ids=np.flatnonzero(form_counts).astype(np.int32),
        form_counts=form_counts[form_counts > 0].astype(np.int64),
        columns={f: np.concatenate([b.columns[f] for b in batches]) for f in batches[0].columns},
        texts={f: tuple(t for b in batches for t in b.texts[f]) for f in batches[0].texts},
        stores=tuple(s for b in batches for s in b.stores),
        **_shared_tf_tables(batches),
        **joined,
    )


def _shared_tf_tables(batches: Sequence[Batch]) -> dict[str, Array]:
    """The same as `_tf_tables` gives, of the postings of several batches."""
    shared = _tf_tables(
        np.concatenate([b.tf_counts for b in batches]), np.concatenate([b.tf_weights for b in batches])
    )
    ends = np.cumsum([len(b.tf_counts) for b in batches])[:-1]
    owns = np.split(shared["tf_codes"], ends)
    own = [own.take(b.tf_codes) for own, b in zip(owns, batches, strict=True)]
    return {**shared, "tf_codes": np.concatenate(own)}


def _shared(lists: Sequence[list[str]]) -> tuple[list[str], list[Array]]:
    """One list of the strings of several, and for each of them the new number (int32) of each string."""
    numbers: dict[str, int] = {}
    items: list[str] = []
    known: dict[int, Array] = {}  # a list that several batches share is gone through once
    for own in lists:
        if id(own) not in known:
            known[id(own)] = numbered(own, numbers, items)
    return items, [known[id(own)] for own in lists]


def select(batch: Batch, keep: Array) -> Batch:
    """The documents of a batch for which `keep` (bool[D]) holds. How often forms occur stays as it was."""
    if keep.all():
        return batch
    kept = keep[batch.post_docs]
    renumber = np.cumsum(keep) - 1
    counts = batch.tf_counts.take(batch.tf_codes)
    alive = np.flatnonzero(keep).tolist()
    own_words = np.repeat(keep, batch.word_counts)
    return replace(
        batch,
        sources=tuple(batch.sources[doc] for doc in alive),
        post_terms=batch.post_terms[kept],
        post_docs=smallest(renumber[batch.post_docs[kept]]),
        tf_codes=batch.tf_codes[kept],
        positions=batch.positions[ranges((np.cumsum(counts) - counts)[kept], counts[kept])],
        lengths=batch.lengths[keep],
        sections=batch.sections[keep],
        word_counts=batch.word_counts[keep],
        offsets=batch.offsets[own_words],
        hashes=batch.hashes[own_words],
        columns={name: column[keep] for name, column in batch.columns.items()},
        texts={f: tuple(column[doc] for doc in alive) for f, column in batch.texts.items()},
        stores=tuple(batch.stores[doc] for doc in alive),
    )
