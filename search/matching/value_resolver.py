"""Which values of a name field does a filter mean? `9`, `kainuu`, `REACT-EU`, `Kajaani` for «Kajaanin».

In this order, the first that fits: the whole value, ignoring case; its number («9», «12.3»); the value that
differs only by inflection; every value that has all the words asked for.
"""

from __future__ import annotations

import re

from index.analysis.finnish import Word
from index.analysis.tokenizer import analyse
from index.model.fields import Field
from search.matching.snapshot import Snapshot

NUMBER = re.compile(r"([\d.]*\d)\.?(?:\s+|$)")


def resolve(snapshot: Snapshot, field: Field, text: str) -> tuple[int, ...]:
    """Numbers, in `snapshot.names(field)`, of the values that a filter's text means."""
    return snapshot.cache.get(("resolve", field.query, fold(text)), lambda: _resolve(snapshot, field, text))


def fold(text: str) -> str:
    """Ignores case and the kind of white space."""
    return " ".join(text.casefold().split())


def _resolve(snapshot: Snapshot, field: Field, text: str) -> tuple[int, ...]:
    values = snapshot.names(field.query).values
    wanted = fold(text)
    if wanted.endswith("*"):
        return tuple(i for i, v in enumerate(values) if fold(v).startswith(wanted.rstrip("*")))
    folded = snapshot.cache.get(("folded", field.query), lambda: _folded(values))
    exact = folded.get(wanted) or folded.get(wanted.rstrip("."))
    if exact:
        return exact
    words = [token.word for token in analyse(text, "fi")]
    if not words:
        return ()
    analysed = snapshot.cache.get(("analysed", field.query), lambda: _analysed(values))
    same = tuple(i for i, other in enumerate(analysed) if _same(words, other))
    return same or tuple(i for i, other in enumerate(analysed) if _has_all(words, other))


def _folded(values: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Each whole value, and each value's number, → the values meant."""
    found: dict[str, list[int]] = {}
    for i, value in enumerate(values):
        found.setdefault(fold(value), []).append(i)
    for i, value in enumerate(values):
        number = NUMBER.match(value)
        if number:
            found.setdefault(number[1], []).append(i)
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items()}


def _analysed(values: tuple[str, ...]) -> list[tuple[Word, ...]]:
    return [tuple(token.word for token in analyse(value, "fi")) for value in values]


def _same(words: list[Word], other: tuple[Word, ...]) -> bool:
    return len(words) == len(other) and all(
        set(a.bases) & set(b.bases) for a, b in zip(words, other, strict=True)
    )


def _has_all(words: list[Word], other: tuple[Word, ...]) -> bool:
    tokens = {token for word in other for token in (*word.bases, *word.parts)}
    return all(tokens.intersection(word.bases) for word in words)
