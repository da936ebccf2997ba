"""Are two answers the same, as far as two engines can give the same?

All counts, names and texts must be exactly the same. Scores may differ by a rounding, and so may the order of
hits that score nearly alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from search.contract.results import Answer, Hit

NEARLY = 0.01
"""Share of its score by which a hit may stand before one that scores more."""
ROUNDING = 0.003
"""Share by which the scores of a hit may differ: frequencies are whole numbers in the cluster."""


def differences(one: Answer, other: Answer) -> list[str]:
    """What differs between two answers to a request; one: that of the embedded engine, with all its hits."""
    found = [
        f"{field.name}: {getattr(one, field.name)!r} / {getattr(other, field.name)!r}"
        for field in fields(one)
        if field.name not in ("hits", "took_ms") and getattr(one, field.name) != getattr(other, field.name)
    ]
    return [*found, *hits_differ(one.hits, other.hits)]


def hits_differ(one: Sequence[Hit], other: Sequence[Hit]) -> Iterator[str]:
    """What differs between two pages of hits."""
    if len(one) != len(other):
        yield f"{len(one)} hits / {len(other)}"
        return
    for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
        if mine.code != theirs.code and abs(mine.score - theirs.score) > NEARLY * max(
            mine.score, theirs.score
        ):
            yield f"hit {place}: {mine.code} {mine.score} / {theirs.code} {theirs.score}"
    known = {hit.code: hit for hit in one}
    for hit in other:
        if hit.code in known:
            yield from _hit_differs(known[hit.code], hit)


def _hit_differs(mine: Hit, theirs: Hit) -> Iterator[str]:
    if abs(mine.score - theirs.score) > ROUNDING * max(mine.score, 0.01):
        yield f"{mine.code} scores {mine.score} / {theirs.score}"
    if mine.explanation != theirs.explanation:
        yield f"{mine.code} is explained by {mine.explanation} / {theirs.explanation}"
    for field in fields(mine):
        if field.name not in ("score", "explanation") and getattr(mine, field.name) != getattr(
            theirs, field.name
        ):
            yield f"{mine.code} {field.name}: {getattr(mine, field.name)!r} / {getattr(theirs, field.name)!r}"
    total = sum(part.score for part in theirs.explanation)
    if theirs.explanation and abs(total - theirs.score) > ROUNDING * theirs.score:
        yield f"{theirs.code} scores {theirs.score}, its explanation {total}"
