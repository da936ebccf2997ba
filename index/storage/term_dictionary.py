"""A segment's terms: sorted by field and text, so that those of a field are one run of numbers.

    term_text                 uint8, the terms' UTF-8, a line each
    blocks                 the byte at which every `BLOCK_TERMS`th term begins

The first term of each block is kept in memory: looking one up is a bisection of these and one of a block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from index.numeric import Array, smallest
from index.storage.array_file import Arrays

BLOCK_TERMS = 16
"""Terms of a block."""


def lay_out_terms(texts: Sequence[bytes]) -> dict[str, Array]:
    """The arrays of some terms, none of which has a line break in it."""
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    return {
        "term_text": np.frombuffer(b"".join(text + b"\n" for text in texts), np.uint8),
        "blocks": smallest(np.r_[0, ends][: len(texts) : BLOCK_TERMS]),
    }


class Terms:
    """The terms of a segment by their numbers. Safe in many threads.

    fields: field → [first, end) of its run.
    """

    def __init__(self, arrays: Arrays, fields: Mapping[str, Sequence[int]]) -> None:
        self._arrays = arrays
        self._fields = fields

    def of(self, field: str) -> Iterator[str]:
        """All terms of a field, in order."""
        return (text.decode() for text in self.run(*self._fields.get(field, (0, 0))))

    def run(self, first: int, end: int) -> list[bytes]:
        """The UTF-8 of the terms first … end - 1."""
        if end <= first:
            return []
        block = first // BLOCK_TERMS
        terms = self._block(block, -(-end // BLOCK_TERMS))
        return terms[first - block * BLOCK_TERMS : end - block * BLOCK_TERMS]

    def text(self, number: int) -> bytes:
        """The UTF-8 of a term."""
        return self.run(number, number + 1)[0]

    def find(self, field: str, text: bytes) -> int | None:
        """Number of a term, or None."""
        number, there = self._closest(field, text)
        return number if there == text else None

    def closest(self, field: str, text: bytes) -> int:
        """Number of the first term of a field that is not before `text`; the end of its run where none is."""
        return self._closest(field, text)[0]

    def beginning(self, field: str, prefix: bytes) -> tuple[int, int]:
        """[first, end) of the terms of a field that begin with `prefix`."""
        return self.closest(field, prefix), self.closest(field, prefix + b"\xff")

    def _closest(self, field: str, text: bytes) -> tuple[int, bytes | None]:
        """As `closest`, and the term there if it is one of the field."""
        first, end = self._fields.get(field, (0, 0))
        if first == end:
            return first, None
        marks = self._landmarks[field]
        after = bisect_left(marks, text)
        begins = (-(-first // BLOCK_TERMS) + after) * BLOCK_TERMS  # of the first block not before the text
        number, there = min(begins, end), marks[after] if after < len(marks) else None
        low = max(first, begins - BLOCK_TERMS)
        if low < number:
            terms = self.run(low, number)
            at = bisect_left(terms, text)
            if at < len(terms):
                return low + at, terms[at]
        return number, there

    @cached_property
    def _text(self) -> memoryview:
        return self._arrays["term_text"].data

    @cached_property
    def _begins(self) -> list[int]:
        """Where each block begins in the text, and last, where the text ends."""
        return [*self._arrays["blocks"].tolist(), len(self._text)]

    def _block(self, first: int, end: int) -> list[bytes]:
        """The terms of the blocks first … end - 1, and behind them an empty one."""
        return bytes(self._text[self._begins[first] : self._begins[end]]).split(b"\n")

    @cached_property
    def _landmarks(self) -> dict[str, list[bytes]]:
        """The terms of each field with which a block begins."""
        marks = [self._block(number, number + 1)[0] for number in range(len(self._begins) - 1)]
        runs = self._fields.items()
        return {
            field: marks[-(-first // BLOCK_TERMS) : -(-end // BLOCK_TERMS)] for field, (first, end) in runs
        }
