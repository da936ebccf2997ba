"""Files → analysed batches, on all cores: what a worker process does, and how the work is spread.

A worker numbers terms and word forms by a vocabulary of its own (`index/storage/vocabulary.py`); the main
process gives the batches of all workers the numbers of one. Processes are started afresh («spawn»), and end
with the process that started them.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.errors import SourceError
from index.formats.record import Record, RecordKey, record_name
from index.formats.registry import read_records
from index.indexing.batch_builder import make_batch
from index.model.project import Project
from index.numeric import Array
from index.privacy.redaction import drop_form_words, redact
from index.reader.files import file_stamp
from index.reader.parser import parse
from index.storage.postings import Batch, Source
from index.storage.vocabulary import VocabularyDelta, number_strings, process_vocabulary

CHUNK = 96
"""Files that a worker analyses at a time: a fifth of a second's work (2 ms a file, measured), so that
progress is smooth and all cores end together."""
PARALLEL_FROM = 100
"""Changed files from which on worker processes pay: starting them takes a second, the work for which 100
files are
enough as long as most words are new (20 ms a file)."""

Input = TypeVar("Input")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Task:
    """A file to look at.

    known:    place in the file → digest of the record that was indexed from there.
    contacts: whether to keep contact persons, and texts as written.
    """

    path: str
    known: Mapping[str, str]
    max_bytes: int
    contacts: bool = False


@dataclass
class AnalysedFiles:
    """What a worker made of a chunk of files.

    batch, delta: the changed records; None where there is none.
    unchanged:    the records whose digest is the known one.
    failed:       records that are no description, and files (place None) that cannot be read: with a message.
    masked:       places in texts where contact data was replaced.
    """

    batch: Batch | None = None
    delta: VocabularyDelta | None = None
    unchanged: list[RecordKey] = field(default_factory=list)
    failed: list[tuple[str, str | None, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    masked: int = 0


def analyse_files(tasks: Sequence[Task]) -> AnalysedFiles:
    """Read, parse and analyse some files. Runs in a worker process; raises only `VoikkoMissing`."""
    done = AnalysedFiles()
    projects: list[tuple[Project, Source]] = []
    for task in tasks:
        stamp = file_stamp(Path(task.path))
        try:
            records = read_records(Path(task.path), task.max_bytes)
        except SourceError as error:
            done.failed.append((task.path, None, str(error)))
            continue
        for record in records:
            if task.known.get(record.place) == record.digest:
                done.unchanged.append((task.path, record.place))
                continue
            project = _read_project(task, record, done)
            if project is not None:
                source = Source(project.code, task.path, record.place, record.digest, stamp, len(records))
                projects.append((project, source))
    if projects:
        vocabulary = process_vocabulary()
        done.batch = make_batch(projects, vocabulary)
        done.delta = vocabulary.take_delta()
    return done


def _read_project(task: Task, record: Record, done: AnalysedFiles) -> Project | None:
    """The project of a record, as an index keeps it; None where the record is no description."""
    name = record_name(task.path, record.place)
    try:
        parsed = parse(record.text, name)
    except SourceError as error:
        done.failed.append((task.path, record.place, str(error)))
        return None
    project, masked = (drop_form_words(parsed), 0) if task.contacts else redact(parsed)
    done.masked += masked
    done.warnings += [f"{name}: {warning}" for warning in (*record.warnings, *project.warnings)]
    return project


def analyse_in_chunks(tasks: list[Task]) -> Iterator[tuple[list[Task], AnalysedFiles]]:
    """Analyse files in chunks, in order, on all cores where there are many. All batches share their terms.

    Raises `SourceError` where a worker process was killed, `VoikkoMissing`.
    """
    merger = VocabularyMerger()
    for chunk, done in _analyse_chunks(tasks):
        if done.batch is not None and done.delta is not None:
            done.batch, done.delta = merger.renumber(done.batch, done.delta), None
        yield chunk, done


def _analyse_chunks(tasks: list[Task]) -> Iterator[tuple[list[Task], AnalysedFiles]]:
    chunks = [tasks[i : i + CHUNK] for i in range(0, len(tasks), CHUNK)]
    if len(tasks) < PARALLEL_FROM or os.cpu_count() == 1:
        process_vocabulary().begin_run()
        yield from zip(chunks, map(analyse_files, chunks), strict=True)
    else:
        yield from zip(chunks, parallel_map(analyse_files, chunks), strict=True)


# Processes


def parallel_map(work: Callable[[Input], Result], items: Iterable[Input]) -> Iterator[Result]:
    """What `work` makes of each item, in order, by a process a core.

    Raises `SourceError` where a process was killed, and what `work` raises.
    """
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_begin_worker) as pool:
        try:
            yield from pool.map(work, items)
        except BrokenProcessPool as error:
            raise SourceError(
                "A worker process was ended from outside, perhaps for want of memory. "
                "The index stays as it was; run the command again."
            ) from error


def _begin_worker() -> None:
    gc.disable()  # workers make no reference cycles, and looking for some takes a tenth of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent ends: else it would wait for ever for the next task."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


# Numbers of terms and forms


@dataclass
class _Renumbering:
    """int32: for each number of one process's vocabulary, the number in the run's."""

    terms: Array
    forms: Array


class VocabularyMerger:
    """Renumbers each worker's local term and form ids into the run's global ids.

    All batches that it returns share one list of terms and one of forms.
    """

    def __init__(self) -> None:
        self._term_numbers: dict[str, int] = {}
        self._form_numbers: dict[str, int] = {}
        self.terms: list[str] = []
        self.forms: list[str] = []
        self._renumberings: dict[tuple[int, int], _Renumbering] = {}

    def renumber(self, batch: Batch, delta: VocabularyDelta) -> Batch:
        """A batch of a worker, given what is new in that worker's vocabulary since its last batch."""
        none = np.zeros(0, np.int32)
        own = self._renumberings.setdefault(delta.name, _Renumbering(none, none))
        own.terms = np.concatenate([own.terms, number_strings(delta.terms, self._term_numbers, self.terms)])
        own.forms = np.concatenate([own.forms, number_strings(delta.forms, self._form_numbers, self.forms)])
        return replace(
            batch,
            terms=self.terms,
            post_terms=own.terms[batch.post_terms],
            forms=self.forms,
            form_ids=own.forms[batch.form_ids],
        )
