"""Queries of every kind for the speed benchmark, drawn from the words of the index itself."""

from __future__ import annotations

import random

import numpy as np

from index.analysis.finnish import Word
from index.storage.schema import BASES
from search.matching.snapshot import Snapshot
from search.query.ast import And, Name, Node, Not, Or, Phrase, Prefix, Range, Term

QUERIES = 60
SEED = 7
COMMON = (0.05, 0.5)
"""Share of the documents that have a common term."""
RARE = (0.0005, 0.01)


def term(text: str) -> Term:
    """A search word that is its own base form."""
    return Term(text, Word((text,), (), "voikko"))


def vocabulary(snapshot: Snapshot, low: float, high: float) -> list[str]:
    """Words of plain letters in between these shares of the documents."""
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        first, end = segment.fields[BASES]
        sizes = segment.term_sizes(first, end)
        for number in np.flatnonzero(sizes > low * segment.documents):
            text = segment.terms.text(first + int(number)).decode()
            if text.isalpha() and len(text) > 3:
                found[text] = found.get(text, 0) + int(sizes[number])
    return sorted(t for t, n in found.items() if low * snapshot.documents <= n <= high * snapshot.documents)


def neighbours(snapshot: Snapshot, size: int, chance: random.Random) -> list[Phrase]:
    """Runs of words that stand side by side in some document."""
    common = set(vocabulary(snapshot, 0.01, 0.6))
    found: list[Phrase] = []
    while len(found) < QUERIES:
        doc = chance.randrange(snapshot.documents)
        words = document_words(snapshot, doc)
        at = chance.randrange(max(1, len(words) - size))
        run = words[at : at + size]
        if len(run) == size and all(w in common for w in run) and len(set(run)) == size:
            found.append(Phrase(tuple(term(w) for w in run)))
    return found


def document_words(snapshot: Snapshot, doc: int) -> list[str]:
    """The first base form of each word of a document's summary."""
    from index.analysis.tokenizer import analyse

    return [token.word.bases[0] for token in analyse(snapshot.document(doc)["summary"] or "", "fi")]


def questions(snapshot: Snapshot) -> dict[str, list[Node]]:
    """Kind → at least fifty different queries; the same for the same index."""
    chance = random.Random(SEED)
    common, rare = vocabulary(snapshot, *COMMON), vocabulary(snapshot, *RARE)

    def some(words: list[str], count: int) -> list[tuple[Term, ...]]:
        return [tuple(term(w) for w in chance.sample(words, count)) for _ in range(QUERIES)]

    singles = [term(w) for w in chance.sample(common, min(QUERIES, len(common)))]
    regions = snapshot.names("maakunta").values
    long = [w for w in common if len(w) > 6]
    return {
        "common term": list(singles),
        "rare term": [term(w) for w in chance.sample(rare, min(QUERIES, len(rare)))],
        "and of 2": [And(pair) for pair in some(common, 2)],
        "or of 3": [Or(three) for three in some(common, 3)],
        "phrase of 2": list(neighbours(snapshot, 2, chance)),
        "phrase of 3": list(neighbours(snapshot, 3, chance)),
        "not": [And((a, Not(b))) for a, b in some(common, 2)],
        "prefix": [Prefix(w[:6]) for w in chance.sample(long, min(QUERIES, len(long)))],
        "term + filter": [And((t, Name("maakunta", chance.choice(regions)))) for t in singles],
        "term + range": [
            And((t, Range("myonnetty", low, low * 3)))
            for t in singles
            for low in (chance.randint(50_000, 200_000),)
        ],
        "sort by money": list(singles),
    }  # fmt: skip
