"""Is an index sound? Every byte against its checksum, every array against the descriptions that are stored.

The second half is done by doing the work again: the stored descriptions are analysed as if they were new, and
must give the very arrays that the segment has.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from zstandard import ZstdError

from index.analysis import finnish
from index.errors import HankehakuError, IndexDamaged, IndexMismatch, IndexMissing, IndexUnsound
from index.indexing.gather import VocabularyMerger
from index.indexing.pool import parallel_map
from index.indexing.workers import CHUNK, PARALLEL_FROM
from index.model.serialization import decode_project
from index.numeric import Array
from index.storage import vocabulary
from index.storage.document_store import decompress_json
from index.storage.index_reader import check_fingerprint
from index.storage.manifest import generation, read_contents, table_path
from index.storage.postings import Batch, Source, concatenate, make_batch
from index.storage.segment import INEXACT, Segment, lay_out
from index.storage.vocabulary import VocabularyDelta
from index.storage.whoosh_codec import ArraySegment, segment_path

Step = Callable[[int], None]
"""Called with the number of descriptions just done."""
Chunk = tuple[tuple[bytes, ...], tuple[Source, ...]]
"""Stored descriptions, and where they came from."""
Pair = tuple[ArraySegment, Segment]
"""A segment as the table of contents has it, and as its file has it."""


@dataclass
class Checked:
    """What was looked through, and a line for each thing that is wrong."""

    documents: int = 0
    segments: int = 0
    arrays: int = 0
    size: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"sound: {self.documents} descriptions in {self.segments} segments, {self.arrays} arrays, "
            f"{self.size} bytes; all have their checksums, and all is as the stored descriptions give it"
        )


def check(folder: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Look an index through.

    Raises `IndexUnsound` with all that is wrong, `IndexMissing`, `VoikkoMissing`.
    """
    finnish.check()
    number = generation(folder)
    if number < 0:
        raise IndexMissing(folder)
    checked = Checked()
    opened = _open(folder, number, checked.problems)
    if generation(folder) != number:  # a commit came between, and its index is the one to look at
        return check(folder, progress)
    total = sum(segment.documents for _, segment in opened)

    def step(count: int) -> None:
        checked.documents += count
        progress(checked.documents, total)

    for listed, segment in opened:
        checked.segments += 1
        checked.arrays += len(segment.arrays)
        checked.size += segment.arrays.size
        checked.problems += (f"{segment.path}: {what}" for what in _wrong(listed, segment, step))
    if not checked.problems:
        checked.problems += _standing_twice(opened, table_path(folder, number))
    if checked.problems:
        raise IndexUnsound(folder, checked.problems)
    return checked


def _open(folder: Path, number: int, problems: list[str]) -> list[Pair]:
    """The segments that can be opened; why others cannot is noted."""
    opened = []
    try:
        for listed in read_contents(folder, number):
            try:
                opened.append((listed, Segment(segment_path(folder, listed))))
            except (HankehakuError, OSError) as error:
                problems.append(_short(error))
    except (HankehakuError, OSError) as error:
        problems.append(_short(error))
    return opened


def _short(error: Exception) -> str:
    """An error without the way out, which stands once below them all."""
    return f"{error.path}: {error.what}" if isinstance(error, IndexDamaged | IndexMismatch) else str(error)


def _wrong(listed: ArraySegment, segment: Segment, step: Step) -> Iterator[str]:
    """What is wrong with a segment; what is in it is looked at only where its bytes are right."""
    damaged = segment.arrays.damaged()
    if damaged:
        yield from (f"the checksum of its array «{name}» differs" for name in damaged)
    elif listed.documents != segment.documents:
        yield f"it has {segment.documents} documents, the table of contents says {listed.documents}"
    else:
        try:
            check_fingerprint(segment.path.parent, segment)
            yield from _differences(segment, step)
        except IndexMismatch as error:
            yield error.what
        except (ValueError, TypeError, LookupError, zlib.error, ZstdError) as error:
            yield f"its stored descriptions cannot be read ({error!r})"


def _differences(segment: Segment, step: Step) -> Iterator[str]:
    """Arrays of a segment that its stored descriptions, analysed again, do not give."""
    again = concatenate(list(_analysed_again(segment, step)))
    arrays, meta = lay_out(again, segment.fingerprint)
    same = {
        "meta": meta == segment.arrays.meta,
        "sources": again.sources == segment.sources(),
        "texts": again.texts == segment.texts,
        "forms": _has_forms(segment, again),
    }
    for name in (arrays.keys() | segment.arrays.keys()) - INEXACT:
        both = name in arrays and name in segment.arrays
        same[name] = both and _equal(arrays[name], segment.arrays[name])
    yield from (f"its «{name}» are not what its stored descriptions give" for name in same if not same[name])


def _has_forms(segment: Segment, batch: Batch) -> bool:
    """Whether all forms of the documents are counted; those of documents deleted since may be too."""
    counts = dict(zip(*segment.forms(), strict=True))
    found = zip(batch.form_ids.tolist(), batch.form_counts.tolist(), strict=True)
    return all(counts.get(batch.forms[form], 0) >= count for form, count in found)


def _equal(one: Array, other: Array) -> bool:
    return one.dtype == other.dtype and np.array_equal(one, other)


def _analysed_again(segment: Segment, step: Step) -> Iterator[Batch]:
    """The stored descriptions as new batches; many are analysed on all cores."""
    spread_or_not = parallel_map if segment.documents >= PARALLEL_FROM else map
    vocabulary.current().resend()
    gatherer = VocabularyMerger()
    for batch, new in spread_or_not(_analysed, _chunks(segment)):
        step(len(batch.sources))
        yield gatherer.take(batch, new)


def _chunks(segment: Segment) -> Iterator[Chunk]:
    store, sources = segment.arrays["store"], segment.sources()
    for first in range(0, segment.documents, CHUNK):
        docs = range(first, min(first + CHUNK, segment.documents))
        stores = tuple(store[segment.run("store_ends", doc, doc + 1)].tobytes() for doc in docs)
        yield stores, sources[docs.start : docs.stop]


def _analysed(chunk: Chunk) -> tuple[Batch, VocabularyDelta]:
    """Stored descriptions as a batch, as `workers` makes them of files. Runs in a worker process."""
    projects = [decode_project(decompress_json(store)) for store in chunk[0]]
    sources = [replace(source, code=project.code) for project, source in zip(projects, chunk[1], strict=True)]
    known = vocabulary.current()
    batch = make_batch(list(zip(projects, sources, strict=True)), known)
    return batch, known.new()


def _standing_twice(opened: list[Pair], table: Path) -> Iterator[str]:
    """Codes that more than one living document has."""
    codes = Counter(
        source.code
        for listed, segment in opened
        for source, live in zip(segment.sources(), listed.live(), strict=True)
        if live
    )
    yield from (f"{table}: {code} stands in {count} documents" for code, count in codes.items() if count > 1)
