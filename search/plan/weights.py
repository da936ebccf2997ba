"""The constants of the ranking: the same for every engine, so that all rank alike.

Each was tuned on two measurements together: nDCG@10 on a retrieval collection of 3,150 Finnish texts and
1,192 queries (`python -m tests.benchmarks.relevance`), and on 94 judged needs over the samples and five real
descriptions (`python -m tests.search.test_needs`). With the values below they are 0.619 and 0.908. Results of
other values are given with each constant, as measured when it was chosen. There are few needs: differences
below 0.01 may be chance. The last tuning, of K1 and of the weights of parts, roots, beginnings and relatives
of equivalents, used all of them and `mismatch.tsv`; no half was held out.
"""

from __future__ import annotations

K1 = 2.0
"""BM25: how soon further occurrences of a token stop counting. 1.6: 0.617, 0.907; 2.4: 0.619, 0.907.

Of the 245 needs in other words, as people search, 1.6 gives 0.792 without YSO and 0.793 with it, 2.0 gives
0.798 for both.
"""
B = 0.75
"""BM25: how much the length of a document counts, from 0 to 1. 0.5: 0.610, 0.904; 0.9: 0.612, 0.907."""

MOST_LENGTH = 5.0
"""A document that is longer counts as so many times the mean length: more is no verbosity but another kind of
source, a description among short rows of a table.

BM25 punishes such documents too much (Lv & Zhai 2011, «When documents are very long, BM25 fails!»). On the 20
needs of `mixed.tsv` among 3,000 rows of titles and questions 4 gives 0.933, 5 gives 0.934, no bound 0.917
(`python -m tests.search.test_mixed --rows 3000 --text FILE`). Among descriptions alone none is so long.
"""

PART_WEIGHT = 0.7
"""Share of a word's score that counts its occurrences as a part of other words as well as those as itself.

The other share counts those as itself only. 0.5: 0.612, 0.904; 0.6: 0.616, 0.905; 0.9: 0.912 of the needs,
but 0.792 for 0.797 of those in other words.
"""
ROOT_WEIGHT = 0.8
"""Weight of each root or part that a word shares with the search word, beside or instead of the word.

0.7: 0.618, 0.908; 0.9 gives 0.906 of the needs.
"""
PREFIX_MATCH_WEIGHT = 0.2
"""Weight of a match of words that only begin like the search word. Of the needs 0.3 gives 0.906."""
EQUIVALENT_WEIGHT = 0.5
"""Weight of a match of a word that means the same, relative to the word itself: above that of a part.

With YSO among the vocabularies nDCG@10 of the collection is 0.622, with 0.8 it is 0.615; of the needs it is
0.915 and 0.918, of the 245 needs of `mismatch.tsv` 0.660 and 0.663.
"""
DICTIONARY_WEIGHT = 0.4
"""The same of a translation by a dictionary, which lists every meaning of a word.

Without YSO 0.4 gives 0.750 over `partly`, English and Swedish as 2 : 1 : 1, and 0.6 with 0.8 above 0.751.
"""
SPLIT_WEIGHT = 0.25
"""The same of the two halves of a compound. 0.4: 0.654, 0.914; without: 0.647, 0.912."""
ALTERNATIVE_RELATIVE_WEIGHT = 0.6
"""Weight in partial matches of a root of a word that means the same, and of the single words of a term that
no text has. Of the needs in other words, as people search, 0.5 gives 0.795 and 0.7 gives 0.796 for 0.797.
"""
TITLE_WEIGHT = 0.25
"""What the score of a search word in the title alone adds to a match, relative to that score.

The collection has no titles; on the needs 0 gives 0.909 and 0.5 gives 0.908. It follows what readers expect,
not a measured gain.
"""
PHRASE_WEIGHT = 0.5
"""What the score of the search words as a phrase adds to a match, relative to that score.

0: 0.612, 0.908; 1.0: 0.613, 0.909.
"""

PARTIAL_UP_TO = 100
"""Partial matches fill the ranking up to so many hits; a query that has more whole matches gets none.

Recall is measured at this depth.
"""

PARTIAL_OF_BEST = 0.25
"""A partial match is shown where its score is at least this share of the best one's, and …

Chosen with the next on the 94 judged needs (samples and real descriptions): of the partial hits shown 12.7 %
are judged relevant instead of 6.1 %, and 92.4 % of the judged projects are shown instead of 94.7 %.
0.2: 11.3 %, 93.0 %; 0.3: 14.7 %, 90.6 % (`python -m tests.search.test_needs` prints both).
"""
PARTIAL_OF_WORDS = 0.2
"""… at least this share of the idf of all search words that the index has: a common word alone is no match.

0: 12.3 %, 92.4 %; 0.4: 13.9 %, 91.2 %. In a large index, where many documents score alike, this one decides.
"""
