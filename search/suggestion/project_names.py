"""Which projects have a code or title with a word that begins as typed?

The codes and titles of all projects are joined into one text of keys, and the places where a word begins in
it are sorted by the text from there on. That takes some 100 bytes for a project.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.numeric import Array
from index.storage.postings import MISSING
from search.contract.request import NEWEST
from search.matching.snapshot import Snapshot
from search.plan.ranking import TITLE
from search.suggestion.lexicon import LONGEST, WORD, heaviest, key

END = "\n"
"""Stands after each code and title in the text. It is in no key."""


@dataclass(frozen=True)
class ProjectNames:
    """The codes and titles of the projects of an index.

    text: the key of each code and title, each followed by END. starts: int32[S], where words begin in it,
    sorted by the text from there on. docs: int64[D], the projects in the order of the text; ends: int64[D],
    where the names of each end in it.
    """

    text: str
    starts: Array
    docs: Array
    ends: Array


def projects_named(snapshot: Snapshot, beginning: str, most: int) -> list[int]:
    """Documents in whose code or title a word begins with a key, the newest first.

    most: places that are looked at; a title may have several words that begin so.
    """
    names = snapshot.keep("projects", lambda: _read_names(snapshot))

    def begins(start: int) -> str:
        return names.text[start : start + len(beginning)]

    first = bisect_left(names.starts, beginning, key=begins)
    last = bisect_right(names.starts, beginning, first, key=begins)
    found = names.docs.take(np.searchsorted(names.ends, names.starts[first:last], "right"))
    newest = snapshot.column(NEWEST).take(found)
    chosen = heaviest(np.where(newest == MISSING, 0, newest), most)
    return list(dict.fromkeys(found.take(chosen).tolist()))


def _read_names(snapshot: Snapshot) -> ProjectNames:
    titles, docs = snapshot.texts(TITLE), np.flatnonzero(snapshot.live)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = 0
    for doc in docs.tolist():
        for words in ([snapshot.codes[doc]], _words(titles[doc])):
            for word in map(key, words):
                starts.append(length)
                pieces.append(word)
                length += len(word)
            pieces.append(END)
            length += len(END)
        ends.append(length)
    text = "".join(pieces)
    starts.sort(key=lambda start: text[start : start + LONGEST])
    return ProjectNames(text, np.array(starts, np.int32), docs, np.array(ends, np.int64))


def _words(title: str) -> list[str]:
    """The words of a title, each with what stands between it and the next one."""
    starts = [match.start() for match in WORD.finditer(title)]
    return [title[start:end] for start, end in pairwise([*starts, len(title)])]
