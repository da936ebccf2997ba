"""Long arrays of a segment in few bytes: the documents of postings, and positions.

Most of their values need fewer bits than the largest one, so the few that do not fit are kept apart: where
they stand, and by how much they are more. With T terms and N positions:

    rare_ends        [T]  end of each term's run in `post_docs`; nothing of a common term is there
    post_docs             documents of rare terms, rising within each
    post_gaps             uint8, of common terms: by how much each document is more than the one before, the
                          first one than 0; `MOST` where it is that or more
    far_docs_at, _by      the items of `post_gaps` for which it is (uint32), and how much more than `MOST`
    positions        [N]  uint8, the low 8 bits; one of the next two has the bits above, the other is empty
    position_halves       uint8, 4 bits each of two positions, those of the first one in the lower half
    position_highs   [N]  uint8, where many need more
    far_highs_at, _by     those that 4 or 8 bits do not hold, as of the gaps: `MOST_HALF` or `MOST` and more
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from index.numeric import Array, find_in, run_starts, shrink_dtype

COMMON = 128
"""A term is common if it stands in more than one of so many documents: below, a gap seldom fits a byte."""
MOST = 255
"""What a byte holds of a value that does not fit it."""
MOST_HALF = 15
"""What half a byte holds of such a value."""
HIGHS_OF_HALVES = np.array([[byte << 8 & 0xF00, byte << 4 & 0xF00] for byte in range(256)], np.uint16)
"""The bits above the low 8 of both positions that a byte of `position_halves` has."""
LONG_RUN = 2_048
"""Of a run of so many positions or more, only the wanted ones are put together."""
FAR_SHARE = 20
"""If more than one of so many positions does not fit, each gets a whole byte for the bits above."""
PIECE = 1 << 20
"""Values that are worked on at a time: bounds the memory of merging a large segment."""


class Arrays(Protocol):
    """What is needed of a file of arrays (`index.storage.array_file.ArrayFile`)."""

    def __getitem__(self, name: str) -> Array: ...

    def part(self, name: str, run: slice) -> Array: ...


def split_far(values: Array, most: int) -> tuple[Array, Array, Array]:
    """Values of which none is above `most`, which (uint32), and by how much more those are."""
    at = np.flatnonzero(values >= most)
    return np.minimum(values, most).astype(np.uint8), at.astype(np.uint32), values[at] - most


def far_in(arrays: Arrays, places_name: str, name: str, run: slice) -> tuple[Array, Array]:
    """Which values of a run are kept apart (counted from its start), and what is kept of each.

    places_name: of the array that says where such values stand, rising; name: of that with what is kept.
    """
    at, by = arrays[places_name], arrays[name]
    if not len(at):
        return at, by
    places = at.data  # of few values, bisecting takes a third of the time of numpy's searching
    low = bisect_left(places, run.start)
    if low == len(places) or places[low] >= run.stop:
        return at[:0], by[:0]
    high = bisect_left(places, run.stop, low)
    return at[low:high] - at.dtype.type(run.start), by[low:high]


def pieces(ends: Array) -> Iterator[tuple[int, int]]:
    """[first, end) of runs of items that have some `PIECE` values together; ends: where each item's end."""
    return pairwise([*run_starts(ends // PIECE).tolist(), len(ends)])


# Documents


def _is_common(sizes: Array, documents: int) -> Array:
    common: Array = sizes.astype(np.int64) * COMMON > documents
    return common


def pack_documents(docs: Array, ends: Array, documents: int) -> dict[str, Array]:
    """The documents of all postings; ends: int64[T], of each term's; documents: of the segment."""
    sizes = np.diff(ends, prepend=0)
    common = _is_common(sizes, documents)
    rare_ends = np.cumsum(np.where(common, 0, sizes))
    rare_starts, starts = np.r_[0, rare_ends], np.r_[0, ends]
    rare = np.empty(int(rare_starts[-1]), docs.dtype)
    gaps = np.empty(len(docs) - len(rare), np.uint8)
    far_at, far_by = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for first, last in pieces(ends):
        part = docs[starts[first] : starts[last]].astype(np.int64)
        of_common = np.repeat(common[first:last], sizes[first:last])
        rare[rare_starts[first] : rare_starts[last]] = part[~of_common]
        by = np.diff(part, prepend=0)
        begins = (starts[first:last] - starts[first])[sizes[first:last] > 0]
        by[begins] = part[begins]
        own, at, more = split_far(by[of_common], MOST)
        before = int(starts[first] - rare_starts[first])
        gaps[before : before + len(own)] = own
        far_at.append(at + np.uint32(before))
        far_by.append(more)
    return {
        "rare_ends": shrink_dtype(rare_ends),
        "post_docs": rare,
        "post_gaps": gaps,
        "far_docs_at": np.concatenate(far_at),
        "far_docs_by": shrink_dtype(np.concatenate(far_by)),
    }


def documents_of(arrays: Arrays, number: int, posts: slice) -> Array:
    """Documents of a term, rising; posts: its run among all postings."""
    ends = arrays["rare_ends"]
    before, end = int(ends[number - 1]) if number else 0, int(ends[number])
    if before < end:
        return arrays.part("post_docs", slice(before, end))
    rising: Array = _gaps(arrays, slice(posts.start - before, posts.stop - before)).cumsum(dtype=np.int32)
    return rising


def documents_between(arrays: Arrays, first: int, sizes: Array, posts: slice, documents: int) -> Array:
    """int32: documents of each of several terms, at least one.

    sizes: int[n], their postings; posts: their run among all.
    """
    common = _is_common(sizes, documents)
    ends = arrays["rare_ends"]
    before, end = int(ends[first - 1]) if first else 0, int(ends[first + len(sizes) - 1])
    gaps = _gaps(arrays, slice(posts.start - before, posts.stop - end))
    sums = gaps.cumsum(dtype=np.int64)
    own = sizes[common].astype(np.int64)
    begins = np.cumsum(own) - own
    sums -= np.repeat(sums[begins] - gaps[begins], own)
    docs = np.empty(posts.stop - posts.start, np.int32)
    of_common = np.repeat(common, sizes)
    docs[of_common] = sums
    docs[~of_common] = arrays.part("post_docs", slice(before, end))
    return docs


def _gaps(arrays: Arrays, run: slice) -> Array:
    gaps = arrays.part("post_gaps", run)
    at, by = far_in(arrays, "far_docs_at", "far_docs_by", run)
    if len(at):
        gaps = gaps.astype(np.int32)
        gaps[at] += by
    return gaps


def unpack_documents(arrays: Arrays, ends: Array, documents: int) -> Array:
    """The documents of all postings again; ends: int64[T], of each term's."""
    docs = np.empty(int(ends[-1]) if len(ends) else 0, document_type(documents))
    starts = np.r_[0, ends]
    for first, last in pieces(ends):
        posts = slice(int(starts[first]), int(starts[last]))
        docs[posts] = documents_between(arrays, first, np.diff(starts[first : last + 1]), posts, documents)
    return docs


def document_type(documents: int) -> Any:
    """The smallest unsigned dtype that numbers so many documents."""
    return np.min_scalar_type((1 << documents.bit_length()) - 1)


# Positions


def pack_positions(positions: Array) -> dict[str, Array]:
    """Positions, in whatever order (unsigned)."""
    step = PIECE & ~1
    every = {at: positions[at : at + step] for at in range(0, len(positions), step)}
    far = sum(int(np.count_nonzero(piece >> 8 >= MOST_HALF)) for piece in every.values())
    is_wide = far * FAR_SHARE > len(positions)
    made = [_pack_highs(piece, is_wide, at) for at, piece in every.items()]
    highs, far_at, far_by = map(
        np.concatenate, zip(_pack_highs(positions[:0], is_wide, 0), *made, strict=True)
    )
    return {
        "positions": positions.astype(np.uint8),  # the low 8 bits
        "position_highs": highs if is_wide else highs[:0],
        "position_halves": highs[:0] if is_wide else highs,
        "far_highs_at": far_at,
        "far_highs_by": shrink_dtype(far_by),
    }


def _pack_highs(positions: Array, is_wide: bool, before: int) -> tuple[Array, Array, Array]:
    """What lies above the low 8 bits of a piece; before: how many positions there are before it, even."""
    highs, at, more = split_far(positions.astype(np.int64) >> 8, MOST if is_wide else MOST_HALF)
    if not is_wide:
        highs = np.pad(highs, (0, len(highs) % 2)).reshape(-1, 2)
        highs = highs[:, 0] | highs[:, 1] << 4
    return highs, at + np.uint32(before), more


def positions_of(arrays: Arrays, run: slice, wanted: Array | None = None) -> Array:
    """The positions of a run (unsigned), or those of it that are wanted (int64, counted from its start)."""
    low = arrays.part("positions", run)
    if wanted is None or len(low) < LONG_RUN:
        positions = _highs(arrays, run)
        positions |= low
        return positions if wanted is None else positions.take(wanted)
    positions = _wanted_highs(arrays, run, wanted)
    positions |= low.take(wanted)
    return positions


def _highs(arrays: Arrays, run: slice) -> Array:
    """The positions of a run without their low 8 bits."""
    highs: Array
    halves = arrays.part("position_halves", slice(run.start // 2, (run.stop + 1) // 2))
    if len(halves):
        first = run.start % 2
        highs = HIGHS_OF_HALVES.take(halves, axis=0).reshape(-1)[first : first + run.stop - run.start]
    else:
        highs = arrays.part("position_highs", run).astype(np.uint16) << 8
    at, by = far_in(arrays, "far_highs_at", "far_highs_by", run)
    if len(at):
        highs = highs.astype(np.uint32)
        highs[at] += by.astype(np.uint32) << 8
    return highs


def _wanted_highs(arrays: Arrays, run: slice, wanted: Array) -> Array:
    """The same of some: of a long run that takes less time."""
    highs: Array
    halves = arrays.part("position_halves", slice(run.start // 2, (run.stop + 1) // 2))
    if len(halves):
        place = wanted + run.start % 2
        highs = HIGHS_OF_HALVES[halves.take(place >> 1), place & 1]
    else:
        highs = arrays.part("position_highs", run).take(wanted).astype(np.uint16) << 8
    at, by = far_in(arrays, "far_highs_at", "far_highs_by", run)
    if len(at):
        found, there = find_in(at, wanted)
        highs = highs.astype(np.uint32)
        highs[there] += by.take(found[there]).astype(np.uint32) << 8
    return highs
