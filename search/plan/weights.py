"""The constants of the ranking: the same for every engine, so that all rank alike."""

from __future__ import annotations

K1 = 1.6
"""BM25: how soon further occurrences of a token stop counting."""
B = 0.75
"""BM25: how much the length of a document counts, from 0 to 1."""

PART_WEIGHT = 0.3
"""Weight of a match where the search word is only a part of the word found, relative to the word itself."""
ROOT_WEIGHT = 0.8
"""Weight of each root or part that a word shares with the search word, beside or instead of the word."""
PREFIX_MATCH_WEIGHT = 0.1
"""Weight of a match of words that only begin like the search word."""
TITLE_WEIGHT = 0.25
"""What the score of a search word in the title alone adds to a match, relative to that score."""
PHRASE_WEIGHT = 0.5
"""What the score of the search words as a phrase adds to a match, relative to that score."""

PARTIAL_UP_TO = 100
"""Partial matches fill the ranking up to so many hits; a query that has more whole matches gets none."""
