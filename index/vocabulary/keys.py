"""The keys by which words are looked up in a vocabulary: lemmas in Finnish, stems in Swedish and English."""

from __future__ import annotations

import threading
from functools import lru_cache
from itertools import islice, product

import snowballstemmer

from index.analysis import finnish, swedish
from index.analysis.tokenizer import tokenise
from index.vocabulary.group import MOST_WORDS

MOST_READINGS = 24
"""Ways of reading a run of ambiguous Finnish words that are looked up."""


class _Stemmer(threading.local):
    """Snowball's stemmer keeps the word in itself: each thread has its own."""

    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("english")


_own = _Stemmer()


@lru_cache(20_000)
def english_stem(form: str) -> str:
    """The stem of a lower-case English word (Snowball)."""
    stem: str = _own.stemmer.stemWord(form)
    return stem


@lru_cache(20_000)
def word_keys(language: str, form: str) -> tuple[str, ...]:
    """The keys of a lower-case word in a language: one, or in Finnish one for each lemma it may be of."""
    if language == "sv":
        return (swedish.stem(form),)
    if language == "en":
        return (english_stem(form),)
    bases = finnish.word(form).bases
    return (form, *(base for base in bases if base != form)) if form in bases else bases


def label_key(language: str, text: str, *, is_headword: bool = False) -> str:
    """The key of a vocabulary's term; "" where it has no word, or too many.

    is_headword: a dictionary's Finnish words are lemmas already, and need no analysis.
    """
    lower = text.lower()
    forms = lower.split() if lower.replace(" ", "").isalpha() else tokenise(text).forms
    if not 1 <= len(forms) <= MOST_WORDS:
        return ""
    if is_headword and language == "fi":
        return " ".join(forms)
    return " ".join(word_keys(language, form)[0] for form in forms)


def run_keys(language: str, forms: tuple[str, ...]) -> list[str]:
    """The keys under which a run of words may stand in a vocabulary."""
    readings = product(*(word_keys(language, form) for form in forms))
    return [" ".join(reading) for reading in islice(readings, MOST_READINGS)]
