"""The tokens under which a search word is looked up: itself, as a part of words, words that begin alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.analysis.finnish import Word
from index.analysis.finnish import word as analysed
from index.analysis.swedish import stem
from index.remembered import remembered
from index.storage.schema import BASES, PARTS
from search.contract.request import Precision
from search.query.ast import Term

PREFIX_SHARE = 0.6
"""Share of a base form that another one must begin with to be its relative.

Measured as in `search/plan/weights.py`: 0.5 gives 0.614, 0.909, and 0.7 gives 0.612, 0.906.
"""
PREFIX_LETTERS = 5
"""Letters of it at the least. 4: 0.613, 0.908; 6: 0.612, 0.909, and 0.120 for 0.146 on the 121 needs."""
PREFIX_LONGER = 6
"""Letters that the other one may be longer. 3: 0.612, 0.908; 10: 0.612, 0.908."""
PREFIX_MOST = 100
"""Tokens with such a beginning that are looked at: bounds the time of a short one."""

DERIVED_LETTERS = 4
"""Letters that a root and what is derived of it begin with."""


@dataclass(frozen=True)
class AnyToken:
    """Documents with any of some tokens: stream and text of each; section: as of a `Term`."""

    tokens: tuple[tuple[str, str], ...]
    section: str


@dataclass(frozen=True)
class BeginsAlike:
    """Documents with a search word, or with one that begins like this base form of it."""

    base: str
    term: Term


@remembered(10_000)
def readings(word: Word) -> tuple[str, ...]:
    """The base forms under which a word stands in a text: in Finnish, and its stem in Swedish."""
    swedish = (stem(base) for base in word.bases if base.isalpha())
    return tuple(dict.fromkeys((*word.bases, *swedish)))


def lookup_tokens(word: Word) -> tuple[tuple[str, str], ...]:
    """The stream and token of each lookup of a search word: as itself, written in Swedish, and as a part."""
    return (*((BASES, base) for base in readings(word)), *((PARTS, base) for base in word.bases))


def has_relatives(term: Term) -> bool:
    """Whether words that share a root with a search word are searched too: only if it is searched by its
    parts, and never for a number or a whole name."""
    return term.precision is Precision.PARTS and term.word.analysis_kind not in ("number", "long")


@remembered(10_000)
def root_groups(roots: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The roots and parts of a word, in groups that are derived from each other («tarkastus» and «tarkastaa»
    of «terveystarkastus»): in a text a group is one occurrence."""
    groups: list[tuple[str, ...]] = []
    for root in roots:
        own = [group for group in groups if any(_is_made_of(root, other) for other in group)]
        groups = [group for group in groups if group not in own]
        groups.append((root, *(other for group in own for other in group)))
    return tuple(groups)


def _is_made_of(one: str, other: str) -> bool:
    """Whether one of two roots is derived from the other, or a compound that begins with it."""
    return one[:DERIVED_LETTERS] == other[:DERIVED_LETTERS] and (
        one in analysed(other).parts or other in analysed(one).parts
    )


def shared_prefix(base: str) -> str:
    """The prefix that relatives of a base form share: «ideologia», «ideologinen».

    "" where the base form is too short to tell.
    """
    shared = max(PREFIX_LETTERS, math.ceil(PREFIX_SHARE * len(base)))
    return base[:shared] if base.isalpha() and len(base) > shared else ""


def is_prefix_match(text: str, base: str, word: Word) -> bool:
    """Whether a base form that begins so is a relative of a word's base form, and not the word itself."""
    return len(text) <= len(base) + PREFIX_LONGER and text not in word.bases
