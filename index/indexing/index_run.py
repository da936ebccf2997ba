"""One run of the indexer: which records changed, which documents are removed, what is written and merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from time import time
from typing import NamedTuple

import numpy as np

from index.durability.lock import LockedFolder
from index.formats.record import RecordKey
from index.indexing.code_groups import CodeGroups
from index.indexing.history import History, history_of, with_times
from index.indexing.merge_sources import Part, Precedence, is_as_merged, merge_parts
from index.indexing.record_reader import source_stamp
from index.indexing.report import NOT_CONFIRMED, Report
from index.indexing.workers import CHUNK, AnalysedFiles, Task, analyse_in_chunks, read_again
from index.messages import Notice
from index.reader.files import split_misnamed
from index.storage.index_reader import OpenedIndex
from index.storage.manifest import ReadFiles, committed, write_manifest
from index.storage.postings import Batch, Source, select
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment_reader import read_batch
from index.storage.segment_writer import write_segment
from index.storage.whoosh_codec import ArraySegment, segment_path

SEGMENT_DOCUMENTS = 32_768
"""Documents in a segment at the most: bounds the memory of building."""

Progress = Callable[[int, int], None]
"""Called with the number of files done, and of files in all."""


class _Indexed(NamedTuple):
    """A record of the index as it was: segment, number and whole source of its document, and itself."""

    segment: int
    doc: int
    source: Source
    whole: Source


class IndexRun:
    """One run: `read_files`, then `commit`.

    old:      where each record of the index as it was stands; a document may be made of several.
    kept:     documents that stay as they are, by segment and number.
    new:      the source of each document that is written anew, by code.
    """

    def __init__(
        self,
        folder: Path,
        before: OpenedIndex | None,
        report: Report,
        progress: Progress,
        precedence: Precedence = Precedence.DESCRIPTION,
        history: History | None = None,
    ) -> None:
        """history: what is known of the projects besides `before`, of an index that is rebuilt."""
        self.folder, self.generation = folder, committed(folder)
        self.before = before
        self.report, self.progress, self.precedence = report, progress, precedence
        self.old: dict[RecordKey, _Indexed] = {}
        self.kept: set[tuple[int, int]] = set()
        self.new: dict[str, Source] = {}
        self.groups, self._listed = CodeGroups(report.failed), before.listed if before else ()
        self._files: dict[str, list[_Indexed]] = defaultdict(list)  # path → its records
        self._documents: dict[tuple[int, int], Source] = {}
        self._unchanged: set[RecordKey] = set()
        self._stamps: dict[str, str] = {}  # of the files that were read
        self._batches: list[Batch] = []
        self._waiting = 0  # documents of these
        self._written: list[ArraySegment] = []
        self._written_docs: dict[RecordKey, tuple[ArraySegment, int]] = {}
        self._list_documents()
        self._history = history_of(self.previous()) or history or {}
        self._now = int(time())

    def _list_documents(self) -> None:
        for number, doc, whole in self.before.sources() if self.before else ():
            self._documents[number, doc] = whole
            for source in whole.all:
                one = self.old[source.key] = _Indexed(number, doc, source, whole)
                self._files[source.path].append(one)

    # Reading

    def read_files(self, files: Sequence[str], max_bytes: int, verify: bool = False) -> None:
        """Look at every file in order, analyse the records that changed, and count.

        verify: also read files whose stamp is unchanged.
        """
        paths, misnamed = split_misnamed(files)
        self.report.failed += misnamed
        untouched = [path for path in paths if not verify and self._is_untouched(path)]
        touched = set(paths).difference(untouched)
        changed = (path for path in paths if path in touched)
        tasks = [Task(path, self._digests(path), max_bytes, self.report.contacts) for path in changed]
        done = len(untouched)
        self.progress(done, len(paths))
        staying = [one for path in untouched for one in self._files[path]]
        self.groups.expect([(one.source.code, one.source.key) for one in staying])
        for chunk, analysed in analyse_in_chunks(tasks):
            self._take(analysed)
            done += sum(task.files for task in chunk)
            self.progress(done, len(paths))
        for one in staying:
            if not one.whole.others and one.source.code not in self.groups.by_code:
                self.kept.add((one.segment, one.doc))
            else:
                self._keep(one.source.key)
        self._settle(max_bytes)
        self._count()

    def _keys(self, path: str) -> list[RecordKey]:
        """The records of a file that are indexed."""
        return [one.source.key for one in self._files.get(path, ())]

    def _digests(self, path: str) -> dict[str, str]:
        return {one.source.place: one.source.digest for one in self._files.get(path, ())}

    def _is_untouched(self, path: str) -> bool:
        """Whether a file, with all its records, is unchanged since it was indexed."""
        records = self._files.get(path, ())
        stamp = source_stamp(path) if records else ""
        if not stamp:
            return False
        return all(one.source.stamp == stamp and one.source.records == len(records) for one in records)

    def _take(self, analysed: AnalysedFiles) -> None:
        """Take in what a worker made of a chunk of files."""
        report = self.report
        report.warnings += analysed.warnings
        report.masked += analysed.masked
        self._stamps |= analysed.stamps
        failed = {
            key: message
            for path, place, message in analysed.failed
            for key in (self._keys(path) if place is None else [(path, place)])
        }
        new = {} if analysed.batch is None else {one.key: one.code for one in analysed.batch.sources}
        # Of two records with one code the first stands, whichever of them was changed.
        keys = sorted(
            {*analysed.unchanged, *failed, *new}, key=lambda key: (key[0], analysed.order.get(key, 0))
        )
        taken = {
            key for key in keys if (self.groups.accept(new[key], key) if key in new else self._keep(key))
        }
        for path, place, message in analysed.failed:
            stays = taken.intersection(self._keys(path) if place is None else [(path, place)])
            told = Notice("%(problem)s (the version indexed before stays)", problem=message)
            report.failed.append(told if stays else message)
        wanted = np.array([key in taken for key in new])
        if analysed.batch is not None and wanted.any():
            self._add(self._with_times(select(analysed.batch, wanted)))

    def _with_times(self, batch: Batch) -> Batch:
        dated = (with_times(source, self._history, self._now) for source in batch.sources)
        return replace(batch, sources=tuple(dated))

    def _keep(self, key: RecordKey) -> bool:
        """Keep a record as it was indexed, if it was, unless another one goes before it."""
        accepted = key in self.old and self.groups.accept(self.old[key].source.code, key)
        if accepted:
            self._unchanged.add(key)
        return accepted

    def previous(self) -> list[Source]:
        """Every document of the index as it was."""
        return list(self._documents.values())

    def documents(self) -> list[Source]:
        """Every document that the index has after this run."""
        return [*(self._documents[place] for place in self.kept), *self.new.values()]

    # Several records of one project

    def _settle(self, max_bytes: int) -> None:
        """Keep the documents all of whose records are unchanged, and merge those that have several."""
        again: list[tuple[str, list[RecordKey]]] = []
        for code, keys in self.groups.by_code.items():
            old = self.old.get(keys[0])
            if (
                old
                and self._unchanged.issuperset(keys)
                and is_as_merged(old.whole, keys, self._stamps, self.precedence)
            ):
                self.kept.add((old.segment, old.doc))
            elif len(keys) > 1 or keys[0] in self._unchanged:
                again.append((code, keys))
        if not again:
            return
        self._drop({key for _, keys in again for key in keys})
        several = [key for _, keys in again for key in keys]
        projects, failed = read_again(several, max_bytes, self.report.contacts)
        self.report.failed += failed
        merged: list[Part] = []
        for _, keys in again:
            parts = [projects[key] for key in keys if key in projects]
            if parts:
                one, conflicts = merge_parts(parts, self.precedence)
                merged.append(one)
                self.report.conflicts += conflicts
        runs = (merged[i : i + CHUNK] for i in range(0, len(merged), CHUNK))
        tasks = [Task("", {}, 0, self.report.contacts, merged=tuple(run)) for run in runs]
        for _, analysed in analyse_in_chunks(tasks):
            if analysed.batch is not None:
                self._add(self._with_times(analysed.batch))

    def _drop(self, keys: set[RecordKey]) -> None:
        """Withdraw some records that were written or are waiting."""
        batches = []
        for batch in self._batches:
            stay = np.array([source.key not in keys for source in batch.sources])
            if stay.any():
                batches.append(select(batch, stay) if not stay.all() else batch)
        self._batches, self._waiting = batches, sum(len(batch.sources) for batch in batches)
        for key in keys & self._written_docs.keys():
            segment, doc = self._written_docs.pop(key)
            segment.delete_document(doc)
        self.new = {code: source for code, source in self.new.items() if source.key not in keys}

    def _count(self) -> None:
        """Count what happened to each document, and delete those whose records are gone or changed."""
        gone = {place: whole for place, whole in self._documents.items() if place not in self.kept}
        for segment, doc in gone:
            self._listed[segment].delete_document(doc)
        fresh = {code: source.key for code, source in self.new.items()}
        left = [whole for whole in gone.values() if fresh.pop(whole.code, None) is None]
        recoded = set(fresh.values()) & {whole.key for whole in left}
        report = self.report
        report.unchanged = len(self.kept)
        report.changed = len(gone) - len(left) + len(recoded)
        report.removed = len(left) - len(recoded)
        report.added = len(self.new) - report.changed

    # Writing

    def _add(self, batch: Batch) -> None:
        self.new |= {source.code: source for source in batch.sources}
        self._batches.append(batch)
        self._waiting += len(batch.sources)
        if self._waiting >= SEGMENT_DOCUMENTS:
            self._flush()

    def _flush(self) -> None:
        """Write the waiting batches as one segment file."""
        if not self._batches:
            return
        segment = ArraySegment("MAIN")
        batches, self._batches, self._waiting = self._batches, [], 0
        sources = [source for batch in batches for source in batch.sources]
        segment.set_doc_count(len(sources))
        made = fingerprint() + (WITH_CONTACTS if self.report.contacts else "")
        write_segment(segment_path(self.folder, segment), batches, made)
        self._written.append(segment)
        self._written_docs |= {source.key: (segment, doc) for doc, source in enumerate(sources)}

    def commit(self, held: LockedFolder, equivalents: str, again: Iterable[Batch] = ()) -> None:
        """Merge small segments, and `again` (see `purged`), and list all. Raises as `write_manifest`."""
        for batch in again:
            self._add(batch)
        read = ReadFiles(self.report.files, len(self.report.failed), self._now)
        is_same = self.before and self.before.equivalents_name == equivalents and read.is_as(self.before.read)
        if is_same and not (self.new or self.report.removed):
            return
        staying = self._merge_small()
        self._flush()
        write_manifest(held, self.generation + 1, [*staying, *self._written], equivalents, read)
        if not held.is_synced:
            self.report.warnings.append(NOT_CONFIRMED)

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
