"""Swedish text: recognised section by section, and given Swedish stems.

Some applicants write in Swedish. Their words get a Snowball stem marked `sv:`, so that the stem of a
Swedish word is never taken for a Finnish base form; a query looks under both.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

from index.analysis.finnish import Word

SWEDISH = frozenset(
    (
        "och", "att", "det", "som", "en", "på", "är", "för", "med", "av", "till", "den", "ett", "har",
        "inte", "om", "i", "de", "kan", "ska", "vid", "från", "eller", "samt",
    )
)  # fmt: skip
FINNISH = frozenset(
    (
        "ja", "on", "että", "se", "ei", "ovat", "sekä", "myös", "tai", "joka", "kun", "hankkeen",
        "hankkeessa", "mukaan", "kanssa", "jotka", "oli",
    )
)  # fmt: skip
SAMPLE = 400
"""Words that are looked at to tell the language: enough for any section, and bounded for hostile ones."""


class _Stemmer(threading.local):
    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("swedish")


_own = _Stemmer()


def language(forms: Sequence[str]) -> str:
    """ "sv" where the Swedish function words of a text clearly outnumber the Finnish ones, else "fi"."""
    sample = forms[:SAMPLE]
    swedish = sum(map(SWEDISH.__contains__, sample))
    return "sv" if swedish > 2 and swedish > 2 * sum(map(FINNISH.__contains__, sample)) else "fi"


@lru_cache(maxsize=50_000)
def word(form: str) -> Word:
    """The tokens of a lower-case Swedish word form: its marked stem, and the form itself as a part."""
    return Word((stem(form),), (form,), "swedish", form in SWEDISH)


def stem(form: str) -> str:
    """The marked Swedish stem of a form: «utbildningen» → «sv:utbildning»."""
    return "sv:" + str(_own.stemmer.stemWord(form))
