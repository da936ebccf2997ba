"""One run of the indexer: which records changed, which documents go, what is written and merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.formats.record import RecordKey, record_name
from index.indexing.workers import AnalysedFiles, Task, analyse_in_chunks
from index.model.fields import Role
from index.model.project import BY_ROLE
from index.reader.files import file_stamp
from index.storage.index_reader import OpenedIndex
from index.storage.manifest import generation, write_manifest
from index.storage.postings import Batch, Source, concatenate, select
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment_reader import read_batch
from index.storage.segment_writer import write_segment
from index.storage.whoosh_codec import ArraySegment, segment_path

SEGMENT_DOCUMENTS = 32_768
"""Documents in a segment at the most: bounds the memory of building."""

Progress = Callable[[int, int], None]
"""Called with the number of files done, and of files in all."""


@dataclass
class Report:
    """What a run did: numbers of documents, and a line for each record that failed or was read with a
    warning.

    masked:   places in texts where contact data was replaced.
    contacts: whether contact persons are kept.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    masked: int = 0
    contacts: bool = False
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Indexed:
    """A document of the index as it was: number of its segment, its number there, where it came from."""

    segment: int
    doc: int
    source: Source


class IndexRun:
    """One run: `read_files`, then `commit`.

    old:  the documents of the index as it was, by their record.
    kept: records whose document stays as it is. new: records whose document is written anew.
    """

    def __init__(self, folder: Path, before: OpenedIndex | None, report: Report, progress: Progress) -> None:
        self.folder = folder
        self.before = before
        self.report = report
        self.progress = progress
        self.old: dict[RecordKey, _Indexed] = {}
        self.kept: set[RecordKey] = set()
        self.new: set[RecordKey] = set()
        self._listed = before.listed if before else ()
        self._indexed_places: dict[str, list[str]] = defaultdict(list)  # path → places of its documents
        self._owners: dict[str, RecordKey] = {}  # code → the record that has it
        self._batches: list[Batch] = []
        self._waiting = 0  # documents of these
        self._written: list[ArraySegment] = []
        self._list_documents()

    def _list_documents(self) -> None:
        pairs = zip(self.before.listed, self.before.segments, strict=True) if self.before else ()
        for number, (listed, segment) in enumerate(pairs):
            sources = segment.sources()
            for doc in map(int, np.flatnonzero(listed.live())):
                source = sources[doc]
                self.old[source.key] = _Indexed(number, doc, source)
                self._indexed_places[source.path].append(source.place)

    # Reading

    def read_files(self, files: Sequence[Path], max_bytes: int) -> None:
        """Look at every file in order, analyse the records that changed, and count."""
        paths = [str(path) for path in files]
        untouched = [path for path in paths if self._is_untouched(path)]
        touched = set(paths).difference(untouched)
        tasks = [
            Task(path, self._digests(path), max_bytes, self.report.contacts)
            for path in paths
            if path in touched
        ]
        done = len(untouched)
        self.progress(done, len(paths))
        staying = [key for path in untouched for key in self._keys(path)]
        stands = {self.old[key].source.code: key for key in staying}
        for chunk, analysed in analyse_in_chunks(tasks):
            self._take(analysed, stands)
            done += len(chunk)
            self.progress(done, len(paths))
        for key in staying:
            self._keep(key)
        self._count()

    def _keys(self, path: str) -> list[RecordKey]:
        """The records of a file that are indexed."""
        return [(path, place) for place in self._indexed_places.get(path, ())]

    def _digests(self, path: str) -> dict[str, str]:
        return {key[1]: self.old[key].source.digest for key in self._keys(path)}

    def _is_untouched(self, path: str) -> bool:
        """Whether a file is as it was when it was indexed, with every record of it."""
        stamp, sources = file_stamp(Path(path)), [self.old[key].source for key in self._keys(path)]
        return bool(stamp and sources) and all(
            source.stamp == stamp and source.records == len(sources) for source in sources
        )

    def _take(self, analysed: AnalysedFiles, stands: dict[str, RecordKey]) -> None:
        """Take in what a worker made of a chunk of files; stands: code → the untouched record that has it."""
        report = self.report
        report.warnings += analysed.warnings
        report.masked += analysed.masked
        for key in analysed.unchanged:
            self._keep(key)
        for path, place, message in analysed.failed:
            keys = self._keys(path) if place is None else [(path, place)]
            kept = [self._keep(key) for key in keys if key in self.old]
            report.failed.append(message + (" (the version indexed before stays)" if any(kept) else ""))
        if analysed.batch is not None:
            wanted = np.array([self._is_first(source, stands) for source in analysed.batch.sources])
            if wanted.any():
                self._add(select(analysed.batch, wanted))

    def _keep(self, key: RecordKey) -> bool:
        """Keep the document of an unchanged record, unless another record has its code."""
        code = self.old[key].source.code
        if self._owners.setdefault(code, key) != key:
            self._report_duplicate(code, key)
            return False
        self.kept.add(key)
        return True

    def _is_first(self, source: Source, stands: dict[str, RecordKey]) -> bool:
        """Whether a changed record is the first of those with its code, in the order of the files."""
        standing = stands.get(source.code)
        if standing is not None and standing[0] < source.path:
            self._owners.setdefault(source.code, standing)
        if self._owners.setdefault(source.code, source.key) != source.key:
            self._report_duplicate(source.code, source.key)
            return False
        return True

    def _report_duplicate(self, code: str, key: RecordKey) -> None:
        self.report.failed.append(
            f"{record_name(*key)}: its code {code} is also that of {record_name(*self._owners[code])}, which "
            f"stands; remove one of the two or correct its «{BY_ROLE[Role.CODE].key}:»"
        )

    def _count(self) -> None:
        """Count what happened to each document, and delete those whose record is gone or changed."""
        gone = self.old.keys() - self.kept
        for key in gone:
            self._listed[self.old[key].segment].delete_document(self.old[key].doc)
        report = self.report
        report.unchanged = len(self.kept)
        report.changed = len(gone & self.new)
        report.removed = len(gone - self.new)
        report.added = len(self.new) - report.changed

    # Writing

    def _add(self, batch: Batch) -> None:
        self.new |= {source.key for source in batch.sources}
        self._batches.append(batch)
        self._waiting += len(batch.sources)
        if self._waiting >= SEGMENT_DOCUMENTS:
            self._flush()

    def _flush(self) -> None:
        """Write the waiting batches as one segment file."""
        if not self._batches:
            return
        segment = ArraySegment("MAIN")
        batch = concatenate(self._batches)
        self._batches, self._waiting = [], 0  # frees their memory before the arrays of the segment are made
        segment.set_doc_count(len(batch.sources))
        made = fingerprint() + (WITH_CONTACTS if self.report.contacts else "")
        write_segment(segment_path(self.folder, segment), batch, made)
        self._written.append(segment)

    def commit(self, equivalents: str) -> None:
        """Merge small segments, then put the new list of segments in place. Raises `OSError`.

        equivalents: the name of the compiled vocabularies, "" without any.
        """
        same_vocabulary = self.before is not None and self.before.equivalents_name == equivalents
        if same_vocabulary and not (self.new or self.report.removed):
            return
        staying = self._merge_small()
        self._flush()
        write_manifest(self.folder, generation(self.folder) + 1, [*staying, *self._written], equivalents)

    def _merge_small(self) -> list[ArraySegment]:
        """Take small and half-deleted old segments into the new one; returns those that stay.

        A segment is rewritten only together with at least half as many other documents, so that each
        document is rewritten a number of times that grows with the logarithm of the index.
        """
        before = zip(self.before.listed, self.before.segments, strict=True) if self.before else ()
        files = {listed.segid: segment for listed, segment in before}
        staying = []
        for segment in sorted(self._listed, key=lambda s: (s.doc_count(), s.segid)):
            live = segment.doc_count()
            if live == 0:
                continue
            small = live <= 2 * self._waiting and live + self._waiting <= SEGMENT_DOCUMENTS
            sparse = segment.deleted_count() > live
            if small or sparse:
                self._batches.append(select(read_batch(files[segment.segid]), segment.live()))
                self._waiting += live
            else:
                staying.append(segment)
        return staying
