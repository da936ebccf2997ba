"""Every text of a description in one: most have no contact data, which is seen in one look.

Part of `redaction.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from index.model.project_parts import Applicant, Contact
from index.privacy.contact_patterns import Span
from index.privacy.folding import Folded, fold

_APART = "\n\n"  # so that no word is made of the end of one text and the begin of the next


def texts_of(thing: Any) -> list[str]:
    """Every text of a project but those of its organisations and contact person."""
    return _add_texts(thing, [])


def _add_texts(thing: Any, found: list[str]) -> list[str]:
    if isinstance(thing, str):
        found.append(thing)
    elif isinstance(thing, dict):
        found += (*thing, *thing.values())
    elif isinstance(thing, tuple):
        for item in thing:
            _add_texts(item, found)
    elif thing is not None and not isinstance(thing, (int, date, Applicant, Contact)):
        for value in vars(thing).values():
            _add_texts(value, found)
    return found


def fold_together(texts: Sequence[str]) -> Folded:
    """The texts in one, as it is searched."""
    return fold(_APART.join(texts))


def texts_at(texts: Sequence[str], folded: Folded, spans: Iterable[Span]) -> frozenset[str]:
    """Which of the texts that were folded together have a part of one of the spans."""
    ends = list(accumulate(len(text) + len(_APART) for text in texts))
    found: set[str] = set()
    for start, end in ((folded.span(*span)) for span in spans):
        found.update(texts[bisect_right(ends, start) : bisect_right(ends, end - 1) + 1])
    return frozenset(found)
