"""One Swedish word form → its stem.

Some applicants write in Swedish. Their words get a Snowball stem marked `sv:`, so that the stem of a Swedish
word is never taken for a Finnish base form; a query looks under both.
"""

from __future__ import annotations

import threading

import snowballstemmer

from index.analysis.finnish import Word
from index.remembered import remembered

FUNCTION_WORDS = frozenset(
    (
        "och", "att", "det", "som", "en", "på", "är", "för", "med", "av", "till", "den", "ett", "har",
        "inte", "om", "i", "de", "kan", "ska", "vid", "från", "eller", "samt",
    )
)  # fmt: skip
"""The commonest Swedish words, which say nothing of what a text is about."""


class _Stemmer(threading.local):
    """Snowball's stemmer keeps the word in itself: each thread has its own."""

    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("swedish")


_own = _Stemmer()


@remembered(50_000)
def word(form: str) -> Word:
    """The tokens of a lower-case Swedish word form: its marked stem, and the form itself as a part."""
    return Word((stem(form),), (form,), "swedish", form in FUNCTION_WORDS)


def stem(form: str) -> str:
    """The marked Swedish stem of a lower-case form: «utbildningen» → «sv:utbildning»."""
    return "sv:" + str(_own.stemmer.stemWord(form))
