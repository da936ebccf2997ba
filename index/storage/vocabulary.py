"""Word forms, their tokens and the names of fields as numbers, for one process.

A form is analysed and numbered once, however often it occurs: after that a text is a list of numbers, and
arrays do the rest. A worker process sends the main process only the terms and forms that it has not sent
before.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, islice

import numpy as np

from index.analysis.finnish import Word
from index.analysis.languages import ANALYSERS, Analyser
from index.numeric import Array, concatenate_ranges
from index.storage.schema import BASES, PARTS

MAX_FORMS = 1_000_000
"""Word forms that a process keeps numbered before it begins anew: bounds its memory at some 300 MB."""

TermKey = str
"""Whoosh field, tab, term text. One string: a million pairs would cost more to send than to make."""


@dataclass(frozen=True)
class VocabularyDelta:
    """The entries added to a vocabulary since the last call.

    name: process id and epoch of the vocabulary. terms, forms: in the order of their numbers there.
    """

    name: tuple[int, int]
    terms: list[TermKey]
    forms: list[str]


class Vocabulary:
    """Numbers for terms and for analysed word forms.

    Form n is `forms[n]`; its tokens are `flat[ends[n] : ends[n + 1]]`, which are numbers of terms.
    hashes[n]: uint16 CRC of the surface form. Exact search compares only this: a false match has p ≈ 2⁻¹⁶.
    numbers: language → {form: its number}; a form not met before is analysed on lookup.
    """

    def __init__(self, epoch: int = 0) -> None:
        self.name = (os.getpid(), epoch)
        self.terms: dict[TermKey, int] = {}
        self.forms: list[str] = []
        self.hashes = array("H")
        self.flat = array("q")
        self.ends = array("q", [0])
        self.numbers = {language: _FormNumbers(self, language) for language in ANALYSERS}
        self._completed: dict[tuple[str, Word], int] = {}
        self._sent = (0, 0)

    def number_term(self, field: str, text: str) -> int:
        """The number of a term."""
        return self.terms.setdefault(f"{field}\t{text}", len(self.terms))

    def add_form(self, form: str, word: Word) -> int:
        """Give a form with its tokens the next number."""
        self.flat.extend([self.number_term(BASES, token) for token in word.bases])
        self.flat.extend([self.number_term(PARTS, token) for token in word.parts])
        self.ends.append(len(self.flat))
        self.forms.append(form)
        self.hashes.append(form_hash(form))
        return len(self.forms) - 1

    def number_completed(self, form: str, word: Word) -> int:
        """The number of a form completed from a later word: its tokens do not follow from the form alone."""
        if (form, word) not in self._completed:
            self._completed[form, word] = self.add_form(form, word)
        return self._completed[form, word]

    def tokens_of(self, forms: Array) -> tuple[Array, Array]:
        """Of n form numbers: int64[n], how many tokens each has; int64, the terms of all these tokens."""
        ends = np.array(self.ends, np.int64)
        counts = ends[forms + 1] - ends[forms]
        return counts, np.array(self.flat, np.int64)[concatenate_ranges(ends[forms], counts)]

    def take_delta(self) -> VocabularyDelta:
        """What was numbered since the last call, or since `begin_run`."""
        terms, forms = self._sent
        self._sent = (len(self.terms), len(self.forms))
        return VocabularyDelta(self.name, list(islice(self.terms, terms, None)), self.forms[forms:])

    def begin_run(self) -> None:
        """Make the next delta complete: a new run knows nothing of this vocabulary."""
        self._sent = (0, 0)


class _FormNumbers(dict[str, int]):
    """Word form → its number; a form not met before is analysed and gets the next one."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language

    def __missing__(self, form: str) -> int:
        number = self[form] = self.vocabulary.add_form(form, _analysers[self.language].word(form))
        return number


def number_strings(strings: Iterable[str], numbers: dict[str, int], known: list[str]) -> Array:
    """int32: the number of each string; one not met before is added to `numbers` and to `known`."""
    found = []
    for string in strings:
        number = numbers.setdefault(string, len(known))
        if number == len(known):
            known.append(string)
        found.append(number)
    return np.array(found, np.int32)


def form_hash(form: str) -> int:
    """uint16: CRC of the surface form; what the search for exact forms compares."""
    return zlib.crc32(form.encode("utf-8", "surrogatepass")) & 0xFFFF


_vocabulary: Vocabulary | None = None
_epochs = count()
_analysers: dict[str, Analyser] = dict(ANALYSERS)
"""What this process's vocabulary analyses forms by."""


def analyse_by(language: str, analyser: Analyser) -> None:
    """Have forms of a language analysed by another analyser from now on, in a vocabulary that is empty."""
    global _vocabulary
    _analysers[language] = analyser
    _vocabulary = None


def process_vocabulary() -> Vocabulary:
    """This process's vocabulary; a new one when it has grown too large."""
    global _vocabulary
    if _vocabulary is None or len(_vocabulary.forms) > MAX_FORMS:
        _vocabulary = Vocabulary(next(_epochs))
    return _vocabulary
