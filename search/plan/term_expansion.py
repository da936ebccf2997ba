"""Expands prefixes, patterns and misspelt words to words of the index: a limited number, with a note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.storage.schema import BASES
from search.contract.query_reference import MAX_FUZZY_WORDS, MAX_PREFIX_WORDS
from search.plan.words import Words
from search.query.ast import And, Fuzzy, Node, Or, Pattern, Prefix

LONG_WORD = 6
"""Letters of a word from which on two may be wrong, not one."""

MAX_PATTERN_WORDS = 20_000
"""Words that begin like a pattern and are compared with it."""


def expansions(words: Words, node: Prefix | Fuzzy | Pattern) -> Sequence[str]:
    """The base forms of the index that a prefix, a pattern or a misspelt word stands for."""
    if isinstance(node, Prefix):
        return words.with_prefix(BASES, node.text, MAX_PREFIX_WORDS)
    if isinstance(node, Pattern):
        return words.get_or_compute(("pattern", node.text), lambda: tuple(_fitting(words, node.text)))
    edits = node.edits or wrong_letters(node.text)
    return words.near_words(BASES, node.text, edits)[:MAX_FUZZY_WORDS]


def _fitting(words: Words, pattern: str) -> list[str]:
    """The base forms that a pattern fits."""
    beginning = re.split("[*?]", pattern)[0]
    fits = glob(pattern)
    candidates = words.with_prefix(BASES, beginning, MAX_PATTERN_WORDS)
    return [text for text in candidates if fits.fullmatch(text)][:MAX_PREFIX_WORDS]


def glob(pattern: str) -> re.Pattern[str]:
    """A pattern in which `?` is one character and `*` any number of them, as a regular expression."""
    signs = {"?": ".", "*": ".*?"}
    collapsed = re.sub(r"\*+", "*", pattern)
    return re.compile("".join(signs.get(sign, re.escape(sign)) for sign in collapsed), re.DOTALL)


def wrong_letters(text: str) -> int:
    """How many letters may be missing, extra, different or swapped with the next one."""
    return 1 if len(text) < LONG_WORD else 2


def truncated_terms(words: Words, node: Node) -> list[str]:
    """The parts of a query, as typed, that match more words than are searched."""
    match node:
        case Prefix(text=text):
            return [text + "*"] if words.count_prefix(BASES, text) > MAX_PREFIX_WORDS else []
        case Fuzzy(text=text):
            return [text + "~"] if len(expansions(words, node)) == MAX_FUZZY_WORDS else []
        case Pattern(text=text):
            return [text] if len(expansions(words, node)) == MAX_PREFIX_WORDS else []
        case And(items=items) | Or(items=items):
            return [term for item in items for term in truncated_terms(words, item)]
        case _:
            return []
