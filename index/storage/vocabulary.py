"""Word forms, their tokens and the names of fields as numbers, for one process.

A form is looked up and numbered once, however often it occurs: after that a text is a list of numbers, and
arrays do the rest. A worker process sends the main process only the terms that it has not sent before.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.analysis import finnish, swedish
from index.analysis.finnish import Word
from index.numeric import Array, ranges
from index.storage.schema import BASES, PARTS

MOST_WORDS = 1_000_000
"""Word forms that a process keeps numbered, before it begins anew."""

Term = str
"""Whoosh field, tab, term text. One string: a million pairs would cost more to send than to make."""


@dataclass(frozen=True)
class VocabularyDelta:
    """What a vocabulary has got since it was last asked; `name` tells which vocabulary it is."""

    name: tuple[int, int]
    terms: list[Term]
    forms: list[str]


class Vocabulary:
    """Tokens of word n are `flat[ends[n] : ends[n + 1]]`, numbers of terms; its form is `forms[n]`."""

    def __init__(self, epoch: int = 0) -> None:
        self.name = (os.getpid(), epoch)
        self.terms: dict[Term, int] = {}
        self.forms: list[str] = []
        self.hashes = array("H")
        self.flat = array("q")
        self.ends = array("q", [0])
        self.numbers: dict[Callable[[str], Word], _Numbers] = {
            dictionary: _Numbers(self, dictionary) for dictionary in (finnish.word, swedish.word)
        }
        self._hanging: dict[tuple[str, Word], int] = {}
        self._sent = (0, 0)

    def term(self, field: str, text: str) -> int:
        """The number of a term."""
        return self.terms.setdefault(f"{field}\t{text}", len(self.terms))

    def add(self, form: str, word: Word) -> int:
        """Number a word."""
        self.flat.extend([self.term(BASES, token) for token in word.bases])
        self.flat.extend([self.term(PARTS, token) for token in word.parts])
        self.ends.append(len(self.flat))
        self.forms.append(form)
        self.hashes.append(form_hash(form))
        return len(self.forms) - 1

    def add_hanging(self, form: str, word: Word) -> int:
        """Number a word completed from the word after it: its form alone does not tell its tokens."""
        if (form, word) not in self._hanging:
            self._hanging[form, word] = self.add(form, word)
        return self._hanging[form, word]

    def tokens(self, words: Array) -> tuple[Array, Array]:
        """int64[n], how many tokens each word has; and the terms of all of them, one after another."""
        ends = np.array(self.ends, np.int64)
        sizes = ends[words + 1] - ends[words]
        return sizes, np.array(self.flat, np.int64)[ranges(ends[words], sizes)]

    def new(self) -> VocabularyDelta:
        """What was numbered since the last call, or since `resend`."""
        terms, forms = self._sent
        self._sent = (len(self.terms), len(self.forms))
        return VocabularyDelta(self.name, list(islice(self.terms, terms, None)), self.forms[forms:])

    def resend(self) -> None:
        """A new run begins, which knows nothing of this vocabulary."""
        self._sent = (0, 0)


class _Numbers(dict[str, int]):
    """Word form → its number; a form not met before is looked up and gets the next one."""

    def __init__(self, vocabulary: Vocabulary, dictionary: Callable[[str], Word]) -> None:
        self.vocabulary = vocabulary
        self.dictionary = dictionary

    def __missing__(self, form: str) -> int:
        number = self[form] = self.vocabulary.add(form, self.dictionary(form))
        return number


def numbered(new: list[str], numbers: dict[str, int], items: list[str]) -> Array:
    """int32: the number of each string; those not met before are added to both collections."""
    found = []
    for item in new:
        number = numbers.setdefault(item, len(items))
        if number == len(items):
            items.append(item)
        found.append(number)
    return np.array(found, np.int32)


def form_hash(form: str) -> int:
    """16 bits by which two forms of one word are told apart: what the search for exact forms compares."""
    return zlib.crc32(form.encode("utf-8", "surrogatepass")) & 0xFFFF


_vocabulary: Vocabulary | None = None


def current() -> Vocabulary:
    """This process's vocabulary; a new one when it has grown too large."""
    global _vocabulary
    if _vocabulary is None or len(_vocabulary.forms) > MOST_WORDS:
        _vocabulary = Vocabulary(_vocabulary.name[1] + 1 if _vocabulary else 0)
    return _vocabulary
