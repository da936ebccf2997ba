"""Make an index agree with its source files: read, parse, analyse, write segments, commit once.

Segment files are complete and on the disk before a new table of contents takes the place of the old with one
rename (`index/storage/manifest.py`). Until then, and after a crash at any moment, the old index answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage

from index.analysis import finnish
from index.errors import IndexBusy, IndexMismatch, IndexUnwritable, SourceError, rebuild
from index.indexing.workers import Analysed, Task, analyse
from index.reader.decode import MAX_BYTES
from index.reader.files import find_files, stamp
from index.storage.index_reader import Opened, is_index, open_index
from index.storage.manifest import LEFTOVER, generation, tidy, write_contents
from index.storage.postings import Batch, Source, concatenate, select
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment import read_batch, write_segment
from index.storage.whoosh_codec import ArraySegment, segment_path

SEGMENT_DOCUMENTS = 32_768
"""Documents in a segment at the most: bounds the memory of building."""

LOCK = "BUILDLOCK"
OURS = re.compile(rf"\..*|{LOCK}|{LEFTOVER.pattern}")
"""Files that a run which never came to its first commit may leave in a folder."""

Progress = Callable[[int, int], None]
"""Called with files done and files in all."""


@dataclass
class Report:
    """What a run did: counts, and a line for each file that failed or was read with a warning."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    masked: int = 0
    contacts: bool = False
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def build(
    folder: Path,
    sources: Sequence[Path],
    *,
    rebuild: bool = False,
    strict: bool = False,
    contacts: bool = False,
    max_bytes: int = MAX_BYTES,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Make the index in `folder` agree with the source files and folders.

    rebuild: analyse everything anew, whatever index is there.
    strict:  commit nothing if any file fails or has a warning.
    contacts: keep contact persons, and texts as written; an index has them of all its projects or of none.
    Raises `SourceError` for missing or empty sources, `IndexMismatch` for a folder that holds something
    else, `IndexBusy` while another process builds, `VoikkoMissing`.
    """
    finnish.check()
    files = find_files(sources)
    _check_folder(folder, rebuild)
    with _locked(folder):
        before = None if rebuild or not is_index(folder) else open_index(folder)
        _check_contacts(before, contacts)
        run = _Run(folder, before, Report(contacts=contacts), progress)
        run.read_all(files, max_bytes)
        report = run.report
        if strict and (report.failed or report.warnings):
            report.failed.append("Nothing was changed: --strict allows no failure and no warning.")
            report.added = report.changed = report.removed = report.masked = 0
            report.unchanged = len(run.old)
        elif not (run.new or run.keep):
            raise SourceError(
                "\n".join([*report.failed, "No file could be indexed. The index stays as it was."])
            )
        else:
            run.commit()
    return report


def _check_folder(folder: Path, rebuild: bool) -> None:
    """Refuse to write into a folder that is something else than an index of ours."""
    if folder.exists() and not folder.is_dir():
        raise IndexMismatch(folder, "this is a file, not a folder", "Choose another folder with --index")
    if is_index(folder):
        if not rebuild:
            open_index(folder)
    elif folder.is_dir() and not all(map(OURS.fullmatch, os.listdir(folder))):
        raise IndexMismatch(
            folder, "the folder is not empty and holds no index", "Choose another folder with --index"
        )


def _check_contacts(before: Opened | None, contacts: bool) -> None:
    """Refuse to mix descriptions with and without contact persons in one index."""
    if before is None or not before.segments or before.has_contacts == contacts:
        return
    made, way_out = (
        ("with --with-contacts, and this run is without it", "give --with-contacts again")
        if before.has_contacts
        else ("without contact persons, and this run is to keep them", "leave --with-contacts out")
    )
    way_out = f"{rebuild(before.folder)}, or {way_out}"
    raise IndexMismatch(before.folder, f"the index was made {made}", way_out)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder for this process alone, without the leavings of a run that was killed, or of this one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(folder)).lock(LOCK)
        if not lock.acquire():
            raise IndexBusy(folder)
        try:
            tidy(folder)
            yield
        finally:
            tidy(folder)
            lock.release()
    except OSError as error:
        raise IndexUnwritable(folder, error) from error


class _Run:
    """One run of the indexer: what was there, what is found, what will be committed."""

    def __init__(self, folder: Path, before: Opened | None, report: Report, progress: Progress) -> None:
        self.folder = folder
        self.before = before
        self.listed = before.listed if before else ()
        self.report = report
        self.progress = progress
        self.old: dict[str, tuple[int, int, Source]] = {}  # path → segment, document, source
        pairs = zip(before.listed, before.segments, strict=True) if before else ()
        for number, (listed, segment) in enumerate(pairs):
            sources = segment.sources()
            for doc in map(int, np.flatnonzero(listed.live())):
                self.old[sources[doc].path] = (number, doc, sources[doc])
        self.keep: set[str] = set()  # paths whose document stays as it is
        self.new: set[str] = set()  # paths whose document is written anew
        self.codes: dict[str, str] = {}  # code → path of the file that stands
        self.batches: list[Batch] = []
        self.waiting = 0
        self.written: list[ArraySegment] = []

    # Reading

    def read_all(self, files: Sequence[Path], max_bytes: int) -> None:
        """Look at every file in order; analyse those that changed."""
        paths = [str(path) for path in files]
        stamps = {path: stamp(Path(path)) for path in paths}
        tasks = []
        for path in paths:
            old = self.old.get(path)
            if old is None or not stamps[path] or old[2].stamp != stamps[path]:
                tasks.append(Task(path, old[2].digest if old else "", max_bytes, self.report.contacts))
        touched = {task.path for task in tasks}
        untouched = [path for path in paths if path not in touched]
        done = len(untouched)
        self.progress(done, len(paths))
        owners = {self.old[path][2].code: path for path in untouched}
        for chunk, analysed in analyse(tasks):
            self._take(analysed, owners)
            done += len(chunk)
            self.progress(done, len(paths))
        for path in untouched:
            self._stand(path, self.old[path][2].code)
        self._count()

    def _take(self, analysed: Analysed, owners: dict[str, str]) -> None:
        """Take in what a worker made of a chunk of files."""
        report = self.report
        report.warnings += analysed.warnings
        report.masked += analysed.masked
        for path in analysed.same:
            self._stand(path, self.old[path][2].code)
        for path, message in analysed.failed:
            kept = path in self.old and self._stand(path, self.old[path][2].code)
            report.failed.append(message + (" (the version indexed before stays)" if kept else ""))
        if analysed.batch is not None:
            sources = analysed.batch.sources
            keep = np.array([self._is_first(s.code, s.path, owners) for s in sources])
            if keep.any():
                self._add(select(analysed.batch, keep))

    def _stand(self, path: str, code: str) -> bool:
        """Keep the document of an unchanged file, unless another file has its code."""
        if self.codes.setdefault(code, path) != path:
            self._duplicate(code, path)
            return False
        self.keep.add(path)
        return True

    def _is_first(self, code: str, path: str, owners: dict[str, str]) -> bool:
        """Whether a changed file is the first, in sorted order, of those with its code."""
        untouched = owners.get(code)
        if untouched is not None and untouched < path:
            self.codes.setdefault(code, untouched)
        if self.codes.setdefault(code, path) != path:
            self._duplicate(code, path)
            return False
        return True

    def _duplicate(self, code: str, path: str) -> None:
        self.report.failed.append(
            f"{path}: its code {code} is also that of {self.codes[code]}, which stands; "
            "remove one of the two or correct its «Hankekoodi:»"
        )

    def _count(self) -> None:
        """Count what happened to each document, and delete those that no longer stand."""
        gone = self.old.keys() - self.keep
        for path in gone:
            number, doc, _ = self.old[path]
            self.listed[number].delete_document(doc)
        report = self.report
        report.unchanged = len(self.keep)
        report.changed = len(gone & self.new)
        report.removed = len(gone - self.new)
        report.added = len(self.new) - report.changed

    # Writing

    def _add(self, batch: Batch) -> None:
        self.new |= {source.path for source in batch.sources}
        self.batches.append(batch)
        self.waiting += len(batch.sources)
        if self.waiting >= SEGMENT_DOCUMENTS:
            self._flush()

    def _flush(self) -> None:
        """Write the waiting batches as one segment file."""
        if not self.batches:
            return
        segment = ArraySegment("MAIN")
        batch = concatenate(self.batches)
        self.batches, self.waiting = [], 0  # their memory is wanted for what comes
        segment.set_doc_count(len(batch.sources))
        made = fingerprint() + (WITH_CONTACTS if self.report.contacts else "")
        write_segment(segment_path(self.folder, segment), batch, made)
        self.written.append(segment)

    def commit(self) -> None:
        """Merge what is small, then put the new list of segments in place."""
        if self.before and not (self.new or self.report.removed):
            return
        kept = self._merge_small()
        self._flush()
        write_contents(self.folder, generation(self.folder) + 1, [*kept, *self.written])

    def _merge_small(self) -> list[ArraySegment]:
        """Take small and half-deleted old segments into the new one; returns those that stay.

        A segment is rewritten only together with at least half as many other documents, so that each
        document is rewritten a number of times that grows with the logarithm of the index.
        """
        by_id = {segment.path.stem: segment for segment in (self.before.segments if self.before else ())}
        stay = []
        for segment in sorted(self.listed, key=lambda s: (s.doc_count(), s.segid)):
            live = segment.doc_count()
            if live == 0:
                continue
            small = live <= 2 * self.waiting and live + self.waiting <= SEGMENT_DOCUMENTS
            sparse = segment.deleted_count() > live
            if small or sparse:
                self.batches.append(
                    select(read_batch(by_id[segment_path(self.folder, segment).stem]), segment.live())
                )
                self.waiting += live
            else:
                stay.append(segment)
        return stay
