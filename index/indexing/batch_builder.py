"""Turns projects into a batch: words and postings as flat arrays.

The last stage before writing: texts are cut into words and analysed (`index/analysis/`), and postings are
made by sorting, never one by one.

Names of sizes: D documents, W words, T terms, P postings (a term in a document), N occurrences, S searched
sections, F different word forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from index.analysis.languages import FINNISH, language
from index.analysis.places import todays_name
from index.analysis.tokenizer import complete_hanging, tokenise
from index.model.fields import Field, Kind
from index.model.organisations import organisation_term
from index.model.project import PLACE_FIELDS, SEARCHED, Project, organisations, text, values
from index.model.serialization import encode_project
from index.numeric import Array, run_lengths, run_starts, shrink_dtype
from index.storage.document_store import compress_json
from index.storage.postings import MISSING, WEIGHTS, Batch, Source, offset_tables, tf_tables
from index.storage.schema import NAME_FIELDS, NUMBER_FIELDS, SECTION_GAP, SORT_TEXT_FIELDS
from index.storage.vocabulary import Vocabulary

BORDER = "\x01\n"
"""Between two sections that are cut into words in one go: no word, address or hanging hyphen reaches over."""
WORD_BITS = 32
"""Low bits of a sort key that hold the number of a word; the bits above hold the term."""


def column_number(value: object) -> int:
    """A value of a number field as a column has it: whole numbers as they are, dates as days since year 1."""
    ordinal = getattr(value, "toordinal", None)
    return int(ordinal()) if ordinal else int(value)  # type: ignore[call-overload]


def name_terms(project: Project, field: Field) -> Iterable[str]:
    """The terms of a name field: its values in even white space, places as they are called today, and
    organisations with their business ids."""
    if field.kind is Kind.ORGANISATION:
        every = organisations(project, field)
        return dict.fromkeys(
            organisation_term(" ".join((one.name or "").split()), one.business_id) for one in every
        )
    names = (" ".join(str(value).split()) for value in values(project, field))
    return dict.fromkeys(map(todays_name, names) if field in PLACE_FIELDS else names)


def make_batch(projects: Sequence[tuple[Project, Source]], known: Vocabulary) -> Batch:
    """Analyse some projects.

    `terms` and `forms` of the batch are empty: its numbers are those of the vocabulary `known`, and
    `index.indexing.workers.VocabularyMerger` fills them in.
    """
    encoded = [encode_project(project) for project, _ in projects]
    stored = list(map(msgspec.json.decode, encoded))
    words = _WordTable.of([text(data, field) for data in stored for field in SEARCHED], known)
    posts, positions = words.postings(known)
    named = _names([project for project, _ in projects], known)
    terms = np.concatenate([posts[0], named[:, 0]])
    groups = run_starts(terms)
    tables = tf_tables(
        np.concatenate([posts[3], np.zeros(len(named), np.int64)]),
        np.concatenate([posts[2], np.ones(len(named))]),
    )
    packed = list(map(compress_json, encoded))
    form_counts = np.bincount(words.numbers)
    form_ids = np.flatnonzero(form_counts)
    return Batch(
        sources=tuple(source for _, source in projects),
        terms=[],
        group_terms=terms[groups].astype(np.int32),
        group_sizes=shrink_dtype(run_lengths(groups, len(terms))),
        post_docs=shrink_dtype(np.concatenate([posts[1], named[:, 1]])),
        **tables,
        positions=shrink_dtype(positions),
        lengths=words.lengths(),
        sections=words.begins.astype(np.int32),
        word_counts=words.counts.sum(1),
        **offset_tables(words.offsets, words.counts),
        hashes=np.array(known.hashes, np.uint16)[words.numbers],
        forms=[],
        form_ids=form_ids.astype(np.int32),
        form_counts=shrink_dtype(form_counts[form_ids]),
        columns={field.query: _column(projects, field) for field in NUMBER_FIELDS},
        texts={f.query: tuple(text(data, f) for data in stored) for f in SORT_TEXT_FIELDS},
        store=np.frombuffer(b"".join(packed), np.uint8),
        store_sizes=np.array(list(map(len, packed)), np.int64),
    )


def _names(projects: Sequence[Project], known: Vocabulary) -> Array:
    """int32[n, 2]: term and document of each of the n values of name fields, rising."""
    found = sorted(
        (known.number_term(field.query, value), doc)
        for doc, project in enumerate(projects)
        for field in NAME_FIELDS
        for value in name_terms(project, field)
    )
    return np.array(found, np.int32).reshape(-1, 2)


def _column(projects: Sequence[tuple[Project, Source]], field: Field) -> Array:
    first = (values(project, field)[:1] for project, _ in projects)
    return np.array([column_number(found[0]) if found else MISSING for found in first], np.int64)


@dataclass(frozen=True)
class _WordTable:
    """The words of some documents, one after another.

    numbers:   int64[W], the number of each form in the vocabulary.
    docs, sections, positions: int64[W], where each stands.
    offsets:   int32[W], characters from the start of its section.
    counts:    int64[D, S], words in each section.
    begins:    int64[D, S + 1], position at which each section begins; last, the end.
    """

    numbers: Array
    docs: Array
    sections: Array
    positions: Array
    offsets: Array
    counts: Array
    begins: Array

    @classmethod
    def of(cls, prose: list[str], known: Vocabulary) -> _WordTable:
        """Cut and number the words of documents, given the S texts of the first, of the second and so on."""
        joined = BORDER.join(prose)
        cut = tokenise(joined)
        starts = np.cumsum([0, *(len(part) + len(BORDER) for part in prose)])
        first = np.searchsorted(cut.starts, starts)
        numbers: list[int] = []
        for at, (low, high) in enumerate(zip(first[:-1].tolist(), first[1:].tolist(), strict=True)):
            forms = cut.forms[low:high]
            is_prose = SEARCHED[at % len(SEARCHED)].kind is Kind.TEXT
            numbers += map(known.numbers[language(forms) if is_prose else FINNISH].__getitem__, forms)
        for at, word in complete_hanging(cut).items():
            numbers[at] = known.number_completed(cut.forms[at], word)
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
        sizes, terms = known.tokens_of(self.numbers)
        # A term and a word in one number: sorting that groups by term, then document, then position.
        key = np.sort(terms << WORD_BITS | np.repeat(np.arange(len(sizes)), sizes))
        term, word = key >> WORD_BITS, key & ((1 << WORD_BITS) - 1)
        doc = self.docs[word]
        first = np.flatnonzero(np.r_[True, (np.diff(term) != 0) | (np.diff(doc) != 0)][: len(term)])
        weight = WEIGHTS[self.sections[word]]
        sums = np.add.reduceat(weight, first) if first.size else weight
        counts = run_lengths(first, len(term))
        return (term[first], doc[first], sums, counts), self.positions[word]
