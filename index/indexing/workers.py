"""Files → analysed batches, on all cores: what a worker process does, and how the work is spread.

Raises no error for a file: what went wrong with it is part of the result.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.indexing.gather import VocabularyMerger
from index.indexing.pool import parallel_map
from index.model.project import Project
from index.privacy.redaction import public, with_contacts
from index.reader.decode import read
from index.reader.files import stamp
from index.reader.parser import parse
from index.storage import vocabulary
from index.storage.postings import Batch, Source, make_batch
from index.storage.vocabulary import VocabularyDelta

CHUNK = 96
"""Files that a worker analyses at a time."""
PARALLEL_FROM = 100
"""Changed files from which on starting worker processes pays."""


@dataclass(frozen=True)
class Task:
    """A file to look at, the digest it had when it was last indexed; whether to keep its contact person."""

    path: str
    known_digest: str
    max_bytes: int
    contacts: bool = False


@dataclass
class Analysed:
    """What a worker made of a chunk of files."""

    batch: Batch | None
    new: VocabularyDelta | None
    same: list[str]
    failed: list[tuple[str, str]]
    warnings: list[str]
    masked: int


def analyse_files(tasks: Sequence[Task]) -> Analysed:
    """Read, parse and analyse some files. Runs in a worker process; raises only `VoikkoMissing`."""
    done = Analysed(None, None, [], [], [], 0)
    projects: list[tuple[Project, Source]] = []
    for task in tasks:
        path = Path(task.path)
        try:
            before = stamp(path)
            source = read(path, task.max_bytes)
            if source.digest == task.known_digest:
                done.same.append(task.path)
                continue
            parsed = parse(source.text, task.path)
        except SourceError as error:
            done.failed.append((task.path, str(error)))
            continue
        project, masked = (with_contacts(parsed), 0) if task.contacts else public(parsed)
        done.masked += masked
        done.warnings += [f"{path}: {warning}" for warning in (*source.warnings, *project.warnings)]
        projects.append((project, Source(project.code, task.path, source.digest, before)))
    if projects:
        known = vocabulary.current()
        done.batch = make_batch(projects, known)
        done.new = known.new()
    return done


def analyse(tasks: list[Task]) -> Iterator[tuple[list[Task], Analysed]]:
    """Analyse files in chunks, in order, on all cores where there are many. All batches share their terms."""
    gatherer = VocabularyMerger()
    for chunk, done in _analyse(tasks):
        if done.batch is not None and done.new is not None:
            done.batch, done.new = gatherer.take(done.batch, done.new), None
        yield chunk, done


def _analyse(tasks: list[Task]) -> Iterator[tuple[list[Task], Analysed]]:
    chunks = [tasks[i : i + CHUNK] for i in range(0, len(tasks), CHUNK)]
    cores = os.cpu_count() or 1
    if len(tasks) < PARALLEL_FROM or cores == 1:
        vocabulary.current().resend()
        for chunk in chunks:
            yield chunk, analyse_files(chunk)
        return
    yield from zip(chunks, parallel_map(analyse_files, chunks), strict=True)
