"""Which words of the index does a prefix or a misspelt word stand for? Bounded, and says when it cuts."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.storage.schema import BASES
from search.contract.query_reference import MAX_FUZZY_WORDS, MAX_PREFIX_WORDS
from search.matching.snapshot import Snapshot
from search.query.ast import And, Fuzzy, Node, Or, Prefix

LONG_WORD = 6
"""Letters of a word from which on two may be wrong, not one."""


def expansions(snapshot: Snapshot, node: Prefix | Fuzzy) -> Sequence[str]:
    """Base forms in the index."""
    if isinstance(node, Prefix):
        return snapshot.with_prefix(BASES, node.text, MAX_PREFIX_WORDS)
    return snapshot.cache.get(("near", node.text), lambda: tuple(_near(snapshot, node.text)))[
        :MAX_FUZZY_WORDS
    ]


def _near(snapshot: Snapshot, text: str) -> list[str]:
    found = extract(
        text, snapshot.vocabulary(BASES), scorer=OSA.distance, score_cutoff=wrong_letters(text), limit=None
    )
    return [word for word, _, _ in sorted(found, key=lambda one: (one[1], one[2]))]


def wrong_letters(text: str) -> int:
    """How many letters may be missing, too many, exchanged or swapped with the next one."""
    return 1 if len(text) < LONG_WORD else 2


def cut(snapshot: Snapshot, node: Node) -> list[str]:
    """What of a query stands for more words than are searched, as typed."""
    match node:
        case Prefix(text=text):
            return [text + "*"] if snapshot.count_prefix(BASES, text) > MAX_PREFIX_WORDS else []
        case Fuzzy(text=text):
            return [text + "~"] if len(expansions(snapshot, node)) == MAX_FUZZY_WORDS else []
        case And(items=items) | Or(items=items):
            return [found for item in items for found in cut(snapshot, item)]
        case _:
            return []
