"""Caches for functions of words, with the number of bytes that they take.

Each function has a cache of its own. A long-running process, such as a server, empties all of them when they
exceed its limit (`forget_beyond`); a run of the indexer limits only the number of entries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, wraps
from random import randrange
from sys import getsizeof
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

OVERHEAD = 200
"""Bytes of an entry beside key and value: its tuple, its count, and its places in the dictionary."""
ARRAY = 112
"""Bytes of an array beside its numbers."""
OBJECT = 64
"""Bytes of an object of Python beside its attributes: type, count of references, place with the collector."""
NAME = 2
"""Letters of the names of languages, of which there is one each."""
BYTE = 255
"""Numbers up to this one are there once in Python."""
COLLECTION = 40
"""Bytes of a tuple beside its items."""
INT, FLOAT = 28, 24
"""Bytes of a number: a whole one below 2**30, and one with decimals."""
EXACT, EACH = 32, 8
"""The first `EXACT` results of a function are all counted; of each `EACH` later ones, one that is chosen by
chance counts for all of them."""
SHARED = (bool, NoneType, Enum, type)
"""Objects that exist anyway."""

Result = TypeVar("Result")


@dataclass
class _Kept:
    """The cache of one function.

    bytes: of all that was put into it since it was emptied; made: how many these are.
    chosen: which of the next `EACH` is counted.
    """

    results: Any
    bytes: int = 0
    made: int = 0
    chosen: int = 0

    def count(self, *values: Any) -> None:
        """Count a result with what it was made of."""
        place = self.made % EACH
        if place == 0:
            self.chosen = randrange(EACH)
        if self.made < EXACT or place == self.chosen:
            self.bytes += (OVERHEAD + size(*values)) * (1 if self.made < EXACT else EACH)
        self.made += 1

    @property
    def held(self) -> int:
        """Bytes of what is still there, by the average of all that was put in."""
        told = self.results.cache_info()
        return int(self.bytes * told.currsize / max(told.misses, 1))


_KEPT: list[_Kept] = []
"""Of all functions."""


def remembered(most: int) -> Callable[[Callable[..., Result]], _lru_cache_wrapper[Result]]:
    """Keep the last `most` results of a function, which depends on its arguments alone, and count them."""

    def decorate(function: Callable[..., Result]) -> _lru_cache_wrapper[Result]:
        @wraps(function)
        def counted(*arguments: Any) -> Result:
            result = function(*arguments)
            kept.count(arguments, result)
            return result

        cached = lru_cache(most)(counted)
        kept = _Kept(cached)
        _KEPT.append(kept)
        return cached

    return decorate


def remembered_bytes() -> int:
    """Bytes of all that is kept."""
    return sum(kept.held for kept in _KEPT)


def forget_beyond(most_bytes: int) -> None:
    """Empty all caches if they take more than so many bytes."""
    put_in = sum([kept.bytes for kept in _KEPT])  # no less than what is still there, and known at once
    if put_in > most_bytes and remembered_bytes() > most_bytes:
        for kept in _KEPT:
            kept.results.cache_clear()
            kept.bytes = kept.made = 0


def size(*values: Any) -> int:
    """Bytes of values and all that they refer to: arrays, texts, numbers, collections, dataclasses of them.

    An array that is mapped from a file counts for nothing but itself. No function is called for a number or a
    collection, and one for a text: a server counts some hundred values for an answer.
    """
    counted: set[int] = set()
    total, waiting = 0, list(values)
    for value in waiting:  # grows meanwhile
        kind = type(value)
        if kind is str:
            if len(value) > NAME and (number := id(value)) not in counted:
                counted.add(number)
                total += getsizeof(value)
        elif kind is int:
            total += 0 if 0 <= value <= BYTE else INT
        elif kind is float:
            total += FLOAT
        elif kind is tuple or kind is list or kind is set or kind is frozenset:
            total += COLLECTION + 8 * len(value) if kind is tuple else getsizeof(value)
            waiting += value
        elif value is not None and (number := id(value)) not in counted:
            counted.add(number)
            total += _own_size(value, kind, waiting)
    return total


def _own_size(value: Any, kind: type, waiting: list[Any]) -> int:
    """Bytes of an object; what it refers to is added to `waiting`."""
    if hasattr(value, "nbytes"):
        return (ARRAY if getattr(value, "shape", ()) else OBJECT) + _kept_alive(value)
    if isinstance(value, tuple):
        waiting += value
        return COLLECTION + 8 * len(value)
    if kind is bytes:
        return getsizeof(value)
    if isinstance(value, SHARED):
        return 0
    if kind is dict:
        waiting += value.keys()
        waiting += value.values()
        return getsizeof(value)
    names = getattr(value, "__dataclass_fields__", ())
    waiting += [getattr(value, name) for name in names]
    return OBJECT + 8 * len(names)


def _kept_alive(array: Any) -> int:
    """Bytes of the numbers that an array keeps in memory: all of those of which it is a part."""
    kind = type(array)
    base: Any = getattr(array, "base", None)
    while type(base) is kind:
        array, base = base, base.base
    return int(array.nbytes) if base is None else 0
