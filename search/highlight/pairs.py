"""Pairs of passages of a text and of a project that say the same; none if they only share general words.

The value of what two passages share is the Euclidean norm of the weights of the words in both
(`KeyTerm.telling` in `search.suggestion.key_terms`): one word that is in few projects is worth more than
several that are in many, since these occur in any plan («toimintamalli», «yhteistyö», «työpaja»). Only whole
words of the text count: its «ikäihminen» shares nothing with «ihminen».
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from search.contract.results import Snippet
from search.highlight.snippets import MOST, Passage, overlap, passages_of, section_share, snippet_of
from search.highlight.term_matches import TermMatch

FLOOR = 4.4
"""How much passages must share to be shown (`python -m tests.search.test_passages 3 4 5`): a plan with only
general words stays below it."""
ALONE = 0.5
"""The weight of a single shared word: low, because similar passages share several words."""
WIDTH = 280
"""Characters of a passage: two sentences, so that what belongs together is found together."""
CANDIDATES = 20
"""Passages of a project that are compared with those of the text, the most telling first."""

Pair = tuple[float, Passage, Passage]
"""What a passage of the text and one of the project share, and the two."""


def make_pairs(
    own_texts: Sequence[str],
    own_matches: list[TermMatch],
    texts: Sequence[str],
    matches: list[TermMatch],
    telling: Mapping[int, float],
) -> tuple[tuple[Snippet, Snippet], ...]:
    """At most `MOST` pairs of significant passages, the best first. Only shared words are marked.

    telling: the weight of each word that counts, by its number; other words count nothing.
    """
    mine = passages_of(own_texts, [match for match in own_matches if match.term in telling], WIDTH)
    own = [(passage, _terms(passage)) for passage in mine]
    theirs = passages_of(texts, [match for match in matches if match.term in telling], WIDTH)
    theirs.sort(key=lambda passage: -_worth(_terms(passage), telling))
    pairs = [pair for passage in theirs[:CANDIDATES] for pair in _best_pair(own, passage, telling)]
    pairs.sort(key=lambda pair: (-pair[0] * section_share(pair[2].section), pair[2].section, pair[2].start))
    return tuple(
        (snippet_of(own_texts, _with(mine, shared)), snippet_of(texts, _with(yours, shared)))
        for mine, yours in _apart(pairs)
        for shared in (_terms(mine) & _terms(yours),)
    )


def _best_pair(
    own: Sequence[tuple[Passage, frozenset[int]]], passage: Passage, telling: Mapping[int, float]
) -> Iterator[Pair]:
    """The passage of the text that shares most with one of a project, if that is enough.

    own: the passages of the text, each with its terms. passage: that of the project.
    """
    terms = _terms(passage)
    rated = ((_worth(terms & mine, telling), -number) for number, (_, mine) in enumerate(own))
    worth, number = max(rated, default=(0.0, 0))
    if worth >= FLOOR:
        yield worth, own[-number][0], passage


def _apart(pairs: Sequence[Pair]) -> list[tuple[Passage, Passage]]:
    """The best pairs whose passages overlap on neither side."""
    chosen: list[tuple[Passage, Passage]] = []
    for _, mine, yours in pairs:
        if len(chosen) < MOST and not any(overlap(mine, a) or overlap(yours, b) for a, b in chosen):
            chosen.append((mine, yours))
    return chosen


def _terms(passage: Passage) -> frozenset[int]:
    return frozenset(match.term for match in passage.matches)


def _worth(terms: frozenset[int], telling: Mapping[int, float]) -> float:
    worth = math.hypot(*(telling[term] for term in terms))
    return worth if len(terms) > 1 else ALONE * worth


def _with(passage: Passage, terms: frozenset[int]) -> Passage:
    """A passage with the matches of these words only."""
    return passage._replace(matches=tuple(match for match in passage.matches if match.term in terms))
