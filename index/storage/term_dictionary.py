"""A segment's terms: sorted by field and text, so that those of a field are one run of term numbers.

    term_text   uint8   the terms' UTF-8, each followed by a line break
    blocks      [B]     the byte of `term_text` at which every `BLOCK_TERMS`th term begins

The first term of each block is kept in memory: a lookup bisects these, and then one block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from index.numeric import Array, shrink_dtype
from index.storage.array_file import ArrayFile

BLOCK_TERMS = 16
"""Terms of a block: how many are decoded for a lookup, and one in so many is kept in memory."""

LINE_BREAK = ord("\n")


def term_arrays(texts: Sequence[bytes]) -> dict[str, Array]:
    """The arrays of some terms (UTF-8), none of which has a line break in it."""
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    return {
        "term_text": np.frombuffer(b"".join(text + b"\n" for text in texts), np.uint8),
        "blocks": shrink_dtype(np.r_[0, ends][: len(texts) : BLOCK_TERMS]),
    }


class TermDictionary:
    """The terms of a segment by their numbers. Safe in many threads.

    fields: field → [first, end) of its run of term numbers.
    """

    def __init__(self, arrays: ArrayFile, fields: Mapping[str, Sequence[int]]) -> None:
        self._arrays = arrays
        self._fields = fields

    def texts_of(self, field: str) -> Iterator[str]:
        """All terms of a field, in order."""
        return (text.decode() for text in self.texts_between(*self._fields.get(field, (0, 0))))

    def texts_between(self, first: int, end: int) -> list[bytes]:
        """The UTF-8 of the terms first … end - 1."""
        if end <= first:
            return []
        block = first // BLOCK_TERMS
        terms = self._decode_blocks(block, -(-end // BLOCK_TERMS))
        return terms[first - block * BLOCK_TERMS : end - block * BLOCK_TERMS]

    def text(self, number: int) -> bytes:
        """The UTF-8 of a term."""
        return self.texts_between(number, number + 1)[0]

    def find(self, field: str, text: bytes) -> int | None:
        """Number of a term, or None."""
        first, end = self._fields.get(field, (0, 0))
        if first == end:
            return None
        block = -(-first // BLOCK_TERMS) + bisect_right(self._block_firsts[field], text) - 1
        number = block * BLOCK_TERMS
        if number < first or number + BLOCK_TERMS > end or b"\n" in text:
            number, there = self._lower_bound(field, text)
            return number if there == text else None
        # All terms of the block are of the field: it is searched as one text.
        terms = bytes(self._text[self._begins[block] : self._begins[block + 1]])
        if terms.startswith(text) and terms[len(text)] == LINE_BREAK:
            return number
        at = terms.find(b"\n" + text + b"\n")
        return number + 1 + terms.count(b"\n", 0, at) if at >= 0 else None

    def lower_bound(self, field: str, text: bytes) -> int:
        """Number of the first term of a field that is not less than `text`; the end of its run if none."""
        return self._lower_bound(field, text)[0]

    def prefix_range(self, field: str, prefix: bytes) -> tuple[int, int]:
        """[first, end) of the terms of a field that begin with `prefix`."""
        return self.lower_bound(field, prefix), self.lower_bound(field, prefix + b"\xff")

    def _lower_bound(self, field: str, text: bytes) -> tuple[int, bytes | None]:
        """As `lower_bound`, and the term there if it is one of the field."""
        first, end = self._fields.get(field, (0, 0))
        if first == end:
            return first, None
        block_firsts = self._block_firsts[field]
        after = bisect_left(block_firsts, text)
        # The number of the first term of the first block that is not less than the text.
        begins = (-(-first // BLOCK_TERMS) + after) * BLOCK_TERMS
        number, there = min(begins, end), block_firsts[after] if after < len(block_firsts) else None
        low = max(first, begins - BLOCK_TERMS)
        if low < number:
            terms = self.texts_between(low, number)
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

    def _decode_blocks(self, first: int, end: int) -> list[bytes]:
        """The terms of the blocks first … end - 1, and behind them an empty one."""
        return bytes(self._text[self._begins[first] : self._begins[end]]).split(b"\n")

    @cached_property
    def _block_firsts(self) -> dict[str, list[bytes]]:
        """For each field the first terms of the blocks that begin in its run."""
        text = self._text.tobytes()
        firsts = [text[begin : text.index(b"\n", begin)] for begin in self._begins[:-1]]
        runs = self._fields.items()
        return {
            field: firsts[-(-first // BLOCK_TERMS) : -(-end // BLOCK_TERMS)] for field, (first, end) in runs
        }
