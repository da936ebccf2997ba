"""Files → analysed batches, on all cores: what a worker process does, and how the work is spread.

A worker numbers terms and word forms by a vocabulary of its own (`index/storage/vocabulary.py`); the main
process gives the batches of all workers the numbers of one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from index.analysis.languages import FINNISH
from index.errors import SourceError
from index.formats.opening import keep_within, source_folders
from index.formats.record import RecordKey, record_name
from index.indexing.batch_builder import make_batch
from index.indexing.merge_sources import Part
from index.indexing.record_reader import AnyRecord, FileRecords, read_file, record_project, record_warnings
from index.messages import joined
from index.model.project import Project
from index.privacy.file_names import stored_path
from index.processes import worker_processes
from index.profiles.recognition import is_table
from index.storage.postings import Batch, Source
from index.storage.vocabulary import VocabularyDelta, analyse_by, process_vocabulary
from index.wordforms.analysed_forms import AnalysedForms
from index.wordforms.renumbering import VocabularyMerger

CHUNK = 96
"""Files that a worker analyses at a time: a fifth of a second's work (2 ms a file, measured), so that
progress is smooth and all cores end together."""
FIRST_CHUNK = 8
"""The same of the first chunks."""
PARALLEL_FROM = 100
"""Changed files from which on worker processes pay: starting them takes a second, the work for which 100
files are enough as long as most words are new (20 ms a file)."""

Input = TypeVar("Input")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Task:
    """A file to look at, or some rows of a table, or projects merged of several records.

    known:    place in the file → digest of the record that was indexed from there.
    contacts: whether to keep contact persons, and texts as written.
    rows:     of a table that has been read already; records: how many there are in the whole file.
    merged:   projects with their sources.
    files:    files that are done with this task: 0 where more of the same file follows.
    """

    path: str
    known: Mapping[str, str]
    max_bytes: int
    contacts: bool = False
    rows: FileRecords | None = None
    records: int = 0
    merged: tuple[tuple[Project, Source], ...] = ()
    files: int = 1

    @property
    def size(self) -> int:
        """Projects that it may give."""
        return max(1, len(self.rows.records) if self.rows else 0, len(self.merged))


@dataclass
class AnalysedFiles:
    """What a worker made of a chunk of files.

    batch, delta: the changed records; None where there is none.
    unchanged:    the records whose digest is the known one.
    order:        the number of each record: files in the order of the tasks, records in that of their file.
    stamps:       the stamp that each file had when it was read.
    failed:       records that are no description, and files (place None) that cannot be read: with a message.
    masked:       places in texts where contact data was replaced.
    """

    batch: Batch | None = None
    delta: VocabularyDelta | None = None
    unchanged: list[RecordKey] = field(default_factory=list)
    order: dict[RecordKey, int] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[str, str | None, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    masked: int = 0


def analyse_files(tasks: Sequence[Task]) -> AnalysedFiles:
    """Read, parse and analyse some files. Runs in a worker process; raises only `VoikkoMissing`."""
    _forms.read_shared()
    done = AnalysedFiles()
    projects: list[tuple[Project, Source]] = []
    for task in tasks:
        projects += task.merged
        if task.merged:
            continue
        try:
            file = task.rows or read_file(task.path, task.max_bytes)
        except SourceError as error:
            done.failed.append((task.path, None, error.message))
            continue
        done.warnings += [joined(task.path, ": ", warning) for warning in file.warnings]
        done.stamps[task.path] = file.stamp
        for record in file.records:
            done.order[task.path, record.place] = len(done.order)
            if task.known.get(record.place) == record.digest:
                done.unchanged.append((task.path, record.place))
                continue
            read = _read_project(task, record, done)
            if read is not None:
                records = task.records or len(file.records)
                projects.append((read[0], record_source(*read, record, file, records)))
    if projects:
        vocabulary = process_vocabulary()
        done.batch = make_batch(projects, vocabulary)
        done.delta = vocabulary.take_delta()
        _forms.share()
    return done


def record_source(project: Project, shown: str, record: AnyRecord, file: FileRecords, records: int) -> Source:
    """Where a document came from. shown: the path without persons; records: how many are in the file."""
    origin = project.provenance[0]
    read = origin.read.isoformat() if origin.read else ""
    return Source(
        project.code,
        file.path,
        record.place,
        record.digest,
        file.stamp,
        records,
        origin.name,
        origin.licence,
        read,
        shown="" if shown == file.path else stored_path(file.path, shown),
    )


def _read_project(task: Task, record: AnyRecord, done: AnalysedFiles) -> tuple[Project, str] | None:
    """The project of a record, as an index keeps it, and its path; None where it is no description."""
    name = record_name(task.path, record.place)
    try:
        project, masked, shown = record_project(task.path, record, task.contacts)
    except SourceError as error:
        done.failed.append((task.path, record.place, error.message))
        return None
    done.masked += masked
    done.warnings += [joined(name, ": ", one) for one in (*record_warnings(record), *project.warnings)]
    return project, shown


def analyse_in_chunks(tasks: list[Task]) -> Iterator[tuple[list[Task], AnalysedFiles]]:
    """Analyse files in chunks, in order, on all cores where there are many. All batches share their terms.

    Analyses of word forms are shared where those of this process are (`remembered`).
    Raises `SourceError` where a worker process was killed, `VoikkoMissing`.
    """
    merger = VocabularyMerger()
    for chunk, done in _analyse_chunks(tasks, _forms.folder):
        if done.batch is not None and done.delta is not None:
            done.batch, done.delta = merger.renumber(done.batch, done.delta), None
        yield chunk, done


def _analyse_chunks(tasks: list[Task], folder: Path | None) -> Iterator[tuple[list[Task], AnalysedFiles]]:
    chunks = list(_chunks(tasks))
    if sum(task.size for chunk in chunks for task in chunk) < PARALLEL_FROM or os.cpu_count() == 1:
        process_vocabulary().begin_run()
        yield from zip(chunks, map(analyse_files, chunks), strict=True)
    else:
        yield from zip(chunks, parallel_map(analyse_files, chunks, folder), strict=True)


def _chunks(tasks: list[Task]) -> Iterator[list[Task]]:
    """Tasks of about `CHUNK` projects each, in order. Tables are read here, and their rows shared out.

    The first ones are smaller: at the beginning nearly every word is new, and what one process has analysed
    the others learn only after a chunk.
    """
    chunk: list[Task] = []
    size, most = 0, FIRST_CHUNK
    for task in (part for whole in tasks for part in _parts(whole)):
        if chunk and size + task.size > most:
            yield chunk
            chunk, size, most = [], 0, min(CHUNK, most + FIRST_CHUNK // 2)
        chunk.append(task)
        size += task.size
    if chunk:
        yield chunk


def _parts(task: Task) -> Iterator[Task]:
    """A task for every `CHUNK` rows of a table; another task as it is."""
    if task.merged or not is_table(task.path):
        yield task
        return
    try:
        file = read_file(task.path, task.max_bytes)
    except SourceError:
        yield task  # the worker meets the same error, and reports it
        return
    records = file.records
    starts = range(0, len(records), CHUNK) or range(1)
    for start in starts:
        part = replace(
            file,
            records=records[start : start + CHUNK],
            warnings=() if start else file.warnings,
        )
        yield replace(task, rows=part, records=len(records), files=int(start == starts[-1]))


# Processes


_forms = AnalysedForms()
"""The analyses that this process shares with others."""


@contextmanager
def remembered(forms: AnalysedForms) -> Iterator[None]:
    """Inside the block, this process uses the known analyses of word forms."""
    _remember(forms)
    try:
        yield
    finally:
        _remember(AnalysedForms())


def _remember(forms: AnalysedForms) -> None:
    global _forms
    _forms = forms
    analyse_by(FINNISH, forms)


def parallel_map(
    work: Callable[[Input], Result], items: Iterable[Input], folder: Path | None = None
) -> Iterator[Result]:
    """The results of `work` for each item, in order, with one process per core.

    folder: where the processes share analyses of word forms; None = they do not.
    Raises `SourceError` where a process was killed, and what `work` raises.
    """
    with worker_processes(os.cpu_count(), _begin_worker, (folder, source_folders())) as pool:
        yield from pool.map(work, items)


def _begin_worker(folder: Path | None, sources: Sequence[str]) -> None:
    keep_within(sources)
    _remember(AnalysedForms(folder, is_worker=True))


def read_again(
    keys: Sequence[RecordKey], max_bytes: int, contacts: bool
) -> tuple[dict[RecordKey, Part], list[str]]:
    """The projects of some records, each file read once; and what failed: a file may have changed since."""
    wanted, found, failed = set(keys), dict[RecordKey, Part](), list[str]()
    for path in dict.fromkeys(path for path, _ in keys):
        try:
            file = read_file(path, max_bytes)
            for record in file.records:
                key = (path, record.place)
                if key in wanted:
                    project, _, shown = record_project(path, record, contacts)
                    found[key] = project, record_source(project, shown, record, file, len(file.records))
        except SourceError as error:
            failed.append(error.message)
    return found, failed
