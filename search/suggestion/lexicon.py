"""Words and names of an index sorted by key, for fast lookup by an exact or similar prefix.

Completion and «tarkoititko» choose from them. Keys ignore what people often leave out: capitals, the dots of
letters, hyphens and spaces. So «tyottomyys» is no typing error, and «etela savo» is a prefix of «Etelä-Savon
ammattiopisto».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.numeric import Array
from search.matching.snapshot import Snapshot
from search.plan.term_expansion import wrong_letters
from search.plan.words import Words

DOTS = str.maketrans("äöåéèüšž", "aoaeeusz")
AFTER_ALL = chr(0x10FFFF)
ADDRESS = re.compile(r"[@/]|www\.")
FUZZY_FROM = 4
"""Letters from which on what was typed may have a typing error in it."""
MOST_NEAR = 40
"""Misspelt beginnings, or whole words, that are looked at."""
ROW_BYTES = 150
"""Bytes of a key, its item and its weight on an average."""

LONGEST = 100
"""Characters of a name by which it is found."""
WORD = re.compile(r"[^\W_]+")
"""A word of a name."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Lexicon(Generic[Item]):
    """Items sorted by their keys; weights: int64, how common each is."""

    name: str
    keys: list[str]
    items: list[Item]
    weights: Array

    @property
    def nbytes(self) -> int:
        """Bytes held, about, for the cache's bound."""
        return ROW_BYTES * len(self.keys)

    def run(self, beginning: str) -> slice:
        """The rows whose keys have a prefix."""
        return slice(bisect_left(self.keys, beginning), bisect_left(self.keys, beginning + AFTER_ALL))


def key(text: str) -> str:
    """The key of a text."""
    folded = text.casefold().translate(DOTS)
    if folded == text and text.isalnum():
        return text  # of most words; another text like it would take 6 MB for 100,000 of them
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def sort_lexicon(name: str, rows: Iterable[tuple[str, Item, int]]) -> Lexicon[Item]:
    """A lexicon of rows: key, item and weight."""
    ordered = sorted(rows, key=lambda row: row[0])
    weights = np.array([weight for _, _, weight in ordered], np.int64)
    return Lexicon(name, [row[0] for row in ordered], [row[1] for row in ordered], weights)


FORMS = "forms"
"""Under which key the word forms of a snapshot are kept."""


def form_lexicon(words: Words) -> Lexicon[str]:
    """Every word form that occurs, without numbers and addresses."""
    return words.keep(FORMS, lambda: _sorted_forms(words))


def share_lexicon(snapshot: Snapshot, former: Snapshot) -> None:
    """Serves the previous generation's lexicon until it is rebuilt; counts come from the new index."""
    lexicon = former.cache.kept(FORMS)
    if lexicon is not None:
        snapshot.cache.replace(FORMS, lexicon)


def rebuild_lexicon(snapshot: Snapshot) -> None:
    """Sort the words of a generation that shares those of the one before."""
    snapshot.cache.replace(FORMS, _sorted_forms(snapshot))


def _sorted_forms(words: Words) -> Lexicon[str]:
    rows = (
        (key(form), form, count)
        for form, count in words.forms()
        if not form[0].isdigit() and not ADDRESS.search(form)
    )
    return sort_lexicon(FORMS, rows)


def prefix_rows(lexicon: Lexicon[Item], beginning: str, most: int) -> list[int]:
    """Up to `most` rows whose keys have a prefix, the most common first."""
    run = lexicon.run(beginning)
    best: list[int] = (run.start + heaviest(lexicon.weights[run], most)).tolist()
    return best


def heaviest(weights: Array, most: int) -> Array:
    """int64[≤ most]: the numbers of the largest weights, the largest first; of equal ones the first."""
    if most < len(weights):
        chosen = np.sort(np.argpartition(-weights, most)[:most])
    else:
        chosen = np.arange(len(weights))
    found: Array = chosen[np.argsort(-weights[chosen], kind="stable")]
    return found


def near_prefix_rows(words: Words, lexicon: Lexicon[Item], typed: str, most: int) -> list[int]:
    """Up to `most` rows with a prefix near what was typed, with the same first letter; the most common first.

    words: what the lexicon was made of.
    """
    if len(typed) < FUZZY_FROM:
        return []
    lengths = range(len(typed) - 1, len(typed) + 2)
    beginnings = words.get_or_compute(
        ("beginnings", lexicon.name, typed[0], len(typed)),
        lambda: list({k[:n] for k in lexicon.keys[lexicon.run(typed[0])] for n in lengths}),
    )
    near = _near(typed, beginnings)
    rows = {row for text, wrong in near if wrong == near[0][1] for row in prefix_rows(lexicon, text, most)}
    return sorted(rows, key=lambda row: (-lexicon.weights[row], row))


def near_items(lexicon: Lexicon[Item], typed: str) -> list[tuple[Item, int, int]]:
    """Items whose whole keys are near: item, wrong letters, weight; the nearest first."""
    found = []
    for same, wrong in _near(typed, lexicon.keys):
        run = lexicon.run(same)
        rows = range(run.start, run.stop)
        found += [(lexicon.items[i], wrong, int(lexicon.weights[i])) for i in rows if lexicon.keys[i] == same]
    return sorted(dict.fromkeys(found), key=lambda one: (one[1], -one[2]))


def _near(typed: str, keys: list[str]) -> list[tuple[str, int]]:
    found = extract(
        typed, keys, scorer=OSA.distance, score_cutoff=wrong_letters(typed), limit=MOST_NEAR, processor=None
    )
    return sorted({(text, int(wrong)) for text, wrong, _ in found}, key=lambda one: (one[1], one[0]))
