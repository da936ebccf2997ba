"""Which words of the index does a prefix or a misspelt word stand for? Bounded, and says when it cuts."""

from __future__ import annotations

from collections.abc import Sequence

from index.storage.schema import BASES
from search.contract.query_reference import MAX_FUZZY_WORDS, MAX_PREFIX_WORDS
from search.plan.words import Words
from search.query.ast import And, Fuzzy, Node, Or, Prefix

LONG_WORD = 6
"""Letters of a word from which on two may be wrong, not one."""


def expansions(words: Words, node: Prefix | Fuzzy) -> Sequence[str]:
    """The base forms of the index that a prefix or a misspelt word stands for."""
    if isinstance(node, Prefix):
        return words.with_prefix(BASES, node.text, MAX_PREFIX_WORDS)
    return words.near_words(BASES, node.text, wrong_letters(node.text))[:MAX_FUZZY_WORDS]


def wrong_letters(text: str) -> int:
    """How many letters may be missing, too many, exchanged or swapped with the next one."""
    return 1 if len(text) < LONG_WORD else 2


def truncated_terms(words: Words, node: Node) -> list[str]:
    """What of a query stands for more words than are searched, as typed."""
    match node:
        case Prefix(text=text):
            return [text + "*"] if words.count_prefix(BASES, text) > MAX_PREFIX_WORDS else []
        case Fuzzy(text=text):
            return [text + "~"] if len(expansions(words, node)) == MAX_FUZZY_WORDS else []
        case And(items=items) | Or(items=items):
            return [term for item in items for term in truncated_terms(words, item)]
        case _:
            return []
