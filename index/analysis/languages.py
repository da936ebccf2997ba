"""The languages of descriptions: an analyser for each, and how the language of a text is recognised.

An analyser is a module or object with `word(form) -> Word`. Another language is one more row of `ANALYSERS`,
and words in `FUNCTION_WORDS` by which it is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.analysis import finnish, swedish
from index.analysis.finnish import Word
from index.messages import Notice


class Analyser(Protocol):
    """One language's dictionary."""

    def word(self, form: str, /) -> Word:
        """The tokens of a lower-case word form. Never fails: at worst the form itself is its base."""


FINNISH, SWEDISH = "fi", "sv"

ANALYSERS: dict[str, Analyser] = {FINNISH: finnish, SWEDISH: swedish}
"""ISO 639 code → analyser."""


FUNCTION_WORDS: dict[str, frozenset[str]] = {
    FINNISH: frozenset(
        (
            "ja", "on", "että", "se", "ei", "ovat", "sekä", "myös", "tai", "joka", "kun", "hankkeen",
            "hankkeessa", "mukaan", "kanssa", "jotka", "oli",
        )
    ),
    SWEDISH: swedish.FUNCTION_WORDS,
}  # fmt: skip
"""The commonest words of each language, by which a text tells its own."""

SAMPLE = 400
"""Words that are looked at to tell the language: enough for any section, and bounded for hostile ones."""


def language(forms: Sequence[str]) -> str:
    """The language of a text, given its lower-case words.

    Swedish where its function words clearly outnumber the Finnish ones, else Finnish.
    """
    sample = forms[:SAMPLE]
    in_swedish = sum(map(FUNCTION_WORDS[SWEDISH].__contains__, sample))
    if in_swedish <= 2:
        return FINNISH
    in_finnish = sum(map(FUNCTION_WORDS[FINNISH].__contains__, sample))
    return SWEDISH if in_swedish > 2 * in_finnish else FINNISH


ANALYSIS_KINDS = {
    "voikko": Notice("known to Voikko"),
    "hanging": Notice("completed from the word after the hanging hyphen"),
    "colon": Notice("the part before a case ending"),
    "hyphen": Notice("analysed part by part"),
    "number": Notice("a number, as it is"),
    "split": Notice("unknown to Voikko: two words that it knows"),
    "stem": Notice("unknown to Voikko: a stem"),
    "swedish": Notice("Swedish stem"),
    "long": Notice("too long to analyse, as it is"),
}
"""How the tokens of a word were found: `Word.analysis_kind`, in words."""
