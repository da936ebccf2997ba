"""Is an index sound? Every byte is compared with its checksum, every array with the stored descriptions.

For the second half, the stored descriptions are analysed again, and must give exactly the arrays of the
segment. `purged` rebuilds segments in the same way, to remove all words of deleted documents.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from zstandard import ZstdError

from index.analysis import finnish
from index.errors import HankehakuError, IndexDamaged, IndexMismatch, IndexMissing, IndexUnsound
from index.indexing.batch_builder import make_batch
from index.indexing.workers import CHUNK, PARALLEL_FROM, parallel_map
from index.messages import Notice, joined
from index.model.serialization import decode_project
from index.numeric import Array
from index.storage.array_file import ArrayFile
from index.storage.document_store import decompress_bytes, decompress_json
from index.storage.index_reader import OpenedIndex, require_same_version
from index.storage.manifest import equivalents_path, generation, manifest_path, read_manifest
from index.storage.postings import Batch, Source, split_parts
from index.storage.segment_reader import Segment
from index.storage.segment_writer import NOT_COMPARED, counted_forms, segment_arrays
from index.storage.vocabulary import VocabularyDelta, process_vocabulary
from index.storage.whoosh_codec import ArraySegment, segment_path
from index.vocabulary.equivalents import Equivalents
from index.wordforms.renumbering import VocabularyMerger

DoneCallback = Callable[[int], None]
"""Called with the number of descriptions just done."""
Chunk = tuple[tuple[bytes, ...], tuple[Source, ...]]
"""Stored descriptions, and where they came from."""
Pair = tuple[ArraySegment, Segment]
"""A segment as the table of contents has it, and as its file has it."""


@dataclass
class VerificationReport:
    """What was verified, and a line for each problem. size: bytes of all segments."""

    documents: int = 0
    segments: int = 0
    arrays: int = 0
    size: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def told(self) -> Notice:
        """That all is well, and how much was looked at."""
        return Notice(
            "sound: %(documents)s descriptions in %(segments)s segments, %(arrays)s arrays, %(size)s bytes; "
            "all have their checksums, and all is as the stored descriptions give it",
            documents=self.documents,
            segments=self.segments,
            arrays=self.arrays,
            size=self.size,
        )


def verify_index(
    folder: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> VerificationReport:
    """Verify every byte and every document of an index. It may be in use; nothing is changed.

    progress: called with the number of documents done, and of all.
    Raises `IndexUnsound` with all that is wrong, `IndexMissing`, `VoikkoMissing`.
    """
    finnish.require_voikko()
    number = generation(folder)
    if number < 0:
        raise IndexMissing(folder)
    report = VerificationReport()
    opened = _open(folder, number, report.problems)
    if generation(folder) != number:  # a commit came between, and its index is the one to look at
        return verify_index(folder, progress)
    total = sum(segment.documents for _, segment in opened)

    def step(count: int) -> None:
        report.documents += count
        progress(report.documents, total)

    report.problems += _equivalents_problems(folder, number)
    for listed, segment in opened:
        report.segments += 1
        report.arrays += len(segment.arrays)
        report.size += segment.arrays.size
        report.problems += (
            joined(str(segment.path), ": ", what) for what in segment_problems(listed, segment, step)
        )
    if not report.problems:
        report.problems += _duplicate_codes(opened, manifest_path(folder, number))
    if report.problems:
        raise IndexUnsound(folder, report.problems)
    return report


def _open(folder: Path, number: int, problems: list[str]) -> list[Pair]:
    """The segments that can be opened; why others cannot is noted."""
    opened = []
    try:
        for listed in read_manifest(folder, number).segments:
            try:
                opened.append((listed, Segment(segment_path(folder, listed))))
            except (HankehakuError, OSError) as error:
                problems.append(_without_advice(error))
    except (HankehakuError, OSError) as error:
        problems.append(_without_advice(error))
    return opened


def _equivalents_problems(folder: Path, number: int) -> Iterator[str]:
    """What is wrong with the compiled vocabularies."""
    try:
        name = read_manifest(folder, number).equivalents
        if name:
            arrays = ArrayFile(equivalents_path(folder, name))
            yield from (
                joined(f"{arrays.path}: ", Notice("the checksum of its array «%(name)s» differs", name=one))
                for one in arrays.damaged_arrays()
            )
            Equivalents(arrays)
    except IndexMismatch:
        return  # the table itself cannot be read, which is reported already
    except (HankehakuError, OSError) as error:
        yield _without_advice(error)


def _without_advice(error: Exception) -> str:
    """The message of an error without what to do next, which is said once below all of them."""
    if isinstance(error, IndexDamaged | IndexMismatch):
        return joined(str(error.path), ": ", error.what)
    return error.message if isinstance(error, HankehakuError) else str(error)


def segment_problems(listed: ArraySegment, segment: Segment, step: DoneCallback) -> Iterator[str]:
    """What is wrong with a segment; its documents are analysed only where its bytes are right."""
    damaged = segment.arrays.damaged_arrays()
    if damaged:
        yield from (Notice("the checksum of its array «%(name)s» differs", name=name) for name in damaged)
    elif listed.documents != segment.documents:
        yield Notice(
            "it has %(found)s documents, the table of contents says %(listed)s",
            found=segment.documents,
            listed=listed.documents,
        )
    else:
        try:
            require_same_version(segment.path.parent, segment)
            yield from _differences(segment, step)
        except IndexMismatch as error:
            yield error.what
        except (ValueError, TypeError, LookupError, zlib.error, ZstdError) as error:
            yield Notice("its stored descriptions cannot be read (%(error)s)", error=repr(error))


def _differences(segment: Segment, step: DoneCallback) -> Iterator[str]:
    """Arrays of a segment that its stored descriptions, analysed again, do not give."""
    again = list(_reanalyse(segment, range(segment.documents), step))
    same = {
        "sources": [source for batch in again for source in batch.sources] == list(segment.sources()),
        "texts": _texts(again) == segment.texts,
        "offsets": _offsets(again) == list(map(segment.offset_deltas, range(segment.documents))),
        "forms": _has_forms(segment, again),
    }
    arrays, meta = segment_arrays(again, segment.fingerprint)
    same["meta"] = meta == segment.arrays.meta
    for name in (arrays.keys() | segment.arrays.keys()) - NOT_COMPARED:
        both = name in arrays and name in segment.arrays
        same[name] = both and _equal(arrays[name], segment.arrays[name])
    yield from (
        Notice("its «%(name)s» are not what its stored descriptions give", name=name)
        for name in same
        if not same[name]
    )


def _texts(batches: Sequence[Batch]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(t for one in batches for t in one.texts[field]) for field in batches[0].texts}


def _offsets(batches: Sequence[Batch]) -> list[bytes]:
    """As `Segment.offset_deltas` gives them: compressors change."""
    return [decompress_bytes(part) for one in batches for part in split_parts(one.offsets, one.offset_sizes)]


def _has_forms(segment: Segment, batches: Sequence[Batch]) -> bool:
    """Whether all forms of the documents are counted; forms of documents deleted since may be, too."""
    counts = dict(zip(*segment.forms(), strict=True))
    return all(counts.get(form, 0) >= count for form, count in counted_forms(batches).items())


def _equal(one: Array, other: Array) -> bool:
    return one.dtype == other.dtype and np.array_equal(one, other)


def purged(before: OpenedIndex) -> Iterator[Batch]:
    """What is left of segments that have deleted documents or words of such, as new batches without them.

    A segment has more forms than words where documents were left out of it when it was merged. All documents
    of these segments are marked as deleted, so that the next commit leaves their files out.
    """
    for listed, segment in zip(before.listed, before.segments, strict=True):
        left = np.flatnonzero(listed.live()).tolist()
        if len(left) < segment.documents or segment.forms()[1].sum() != segment.word_starts[-1]:
            for doc in left:
                listed.delete_document(doc)
            yield from _reanalyse(segment, left, lambda done: None)


def _reanalyse(segment: Segment, docs: Sequence[int], step: DoneCallback) -> Iterator[Batch]:
    """Stored descriptions as new batches; many are analysed on all cores."""
    map_chunks = parallel_map if len(docs) >= PARALLEL_FROM else map
    process_vocabulary().begin_run()
    merger = VocabularyMerger()
    for batch, delta in map_chunks(_analyse_stored, _chunks(segment, docs)):
        step(len(batch.sources))
        yield merger.renumber(batch, delta)


def _chunks(segment: Segment, docs: Sequence[int]) -> Iterator[Chunk]:
    store, sources = segment.arrays["store"], segment.sources()
    for first in range(0, len(docs), CHUNK):
        chunk = docs[first : first + CHUNK]
        stores = tuple(store[segment.run("store_ends", doc, doc + 1)].tobytes() for doc in chunk)
        yield stores, tuple(sources[doc] for doc in chunk)


def _analyse_stored(chunk: Chunk) -> tuple[Batch, VocabularyDelta]:
    """Stored descriptions as a batch, as `workers` makes them of files. Runs in a worker process."""
    projects = [decode_project(decompress_json(store)) for store in chunk[0]]
    sources = [replace(source, code=project.code) for project, source in zip(projects, chunk[1], strict=True)]
    vocabulary = process_vocabulary()
    batch = make_batch(list(zip(projects, sources, strict=True)), vocabulary)
    return batch, vocabulary.take_delta()


def _duplicate_codes(opened: list[Pair], table: Path) -> Iterator[str]:
    """Codes that more than one document has that is not deleted."""
    codes = Counter(
        source.code
        for listed, segment in opened
        for source, live in zip(segment.sources(), listed.live(), strict=True)
        if live
    )
    yield from (
        Notice("%(path)s: %(code)s stands in %(count)s documents", path=table, code=code, count=count)
        for code, count in codes.items()
        if count > 1
    )
