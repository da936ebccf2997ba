"""Make an index agree with its source files: read, parse, analyse, write segments, commit once.

Segment files are complete and on the disk before one rename puts a new table of contents in the place of the
old (`index/storage/manifest.py`). Until then, and after a crash at any moment, the old index answers.
"""

from __future__ import annotations

import gc
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from index.analysis import finnish
from index.durability.lock import LOCK, LockedFolder, locked
from index.errors import (
    HankehakuError,
    IndexBusy,
    IndexMismatch,
    IndexUnwritable,
    SourceError,
    rebuild_command,
)
from index.formats.opening import within
from index.formats.record import MAX_BYTES
from index.indexing.history import history_in
from index.indexing.index_run import IndexRun, Progress
from index.indexing.merge_sources import Precedence
from index.indexing.report import Report
from index.indexing.shrinkage import check_shrinkage
from index.indexing.verify import purged
from index.indexing.workers import PARALLEL_FROM, remembered
from index.messages import Notice, joined
from index.privacy.file_names import MASKED, digest_in, hide_paths, path_digest
from index.reader.files import find_files, folders_of
from index.storage.index_reader import OpenedIndex, is_of_other_version, open_any_version, open_index
from index.storage.manifest import LEFTOVER, committed, remove_leftovers
from index.storage.postings import Source
from index.vocabulary.compilation import compiling
from index.vocabulary.group import VocabularySource
from index.wordforms.analysed_forms import AnalysedForms, forget

OWN_FILES = re.compile(rf"\..*|{LOCK}|{LEFTOVER.pattern}")
"""Files that may be in a folder without an index: those of a run killed before its first commit."""


def build(
    folder: Path,
    sources: Sequence[Path],
    *,
    rebuild: bool = False,
    upgrade: bool = False,
    strict: bool = False,
    verify: bool = False,
    contacts: bool = False,
    max_bytes: int = MAX_BYTES,
    precedence: Precedence = Precedence.DESCRIPTION,
    allow_shrink: bool = False,
    purge: bool = False,
    part: tuple[int, int] = (1, 1),
    vocabularies: Sequence[VocabularySource] = (),
    progress: Progress = lambda done, total: None,
) -> Report:
    """Make the index in `folder` agree with the source files and folders.

    rebuild: analyse everything again, even if there is an index.
    upgrade: do that if another version made the index.
    strict:  commit nothing if any file fails or has a warning.
    verify:  read every file, also those whose size and times are as they were.
    contacts: keep contact persons, and texts as written; an index has them of all its projects or of none.
    vocabularies: what is searched for words that mean the same; kept with the index in compiled form.
    precedence: which source of a project takes precedence.
    allow_shrink: remove projects even if so many go that their files are probably missing.
    purge: leave no word of what was removed or changed, now or before, in any file of the index.
    part: which of the files, of several machines that share them: the third of eight has (3, 8).
    Raises `IndexWouldShrink`, `SourceError` for missing or empty sources, `IndexMismatch` for a folder that
    holds something else, `IndexBusy` while another process builds, `IndexUnwritable`, `VocabularyError`,
    `VoikkoMissing`.
    """
    finnish.require_voikko()
    files = find_files(sources, folder)
    if part != (1, 1):
        files = [path for path in files if is_in_part(path, part)]
    rebuild = _check_folder(folder, rebuild, upgrade)
    with within(folders_of(sources)), exclusive(folder) as held, without_cycle_search():
        before = None if rebuild or committed(folder) < 0 else _open_known(folder, files)
        _check_contacts(before, contacts)
        history = history_in(folder) if rebuild else {}
        forms = AnalysedForms(None if contacts else folder)
        run = IndexRun(
            folder, before, Report(contacts=contacts, files=len(files)), progress, precedence, history
        )
        report = run.report
        with compiling(folder, vocabularies, len(files) >= PARALLEL_FROM) as compiled, remembered(forms):
            run.progress = compiled.checked(progress)
            run.read_files(files, max_bytes, verify)
        equivalents = compiled.name()  # report the failures in any case
        report.warnings[:0] = compiled.warnings
        if not contacts:
            _hide_persons(report, files, run.documents())
        if strict and (report.failed or report.warnings):
            report.failed.append(Notice("Nothing was changed: --strict allows no failure and no warning."))
            report.added = report.changed = report.removed = report.masked = 0
            report.unchanged = len(run.previous())
        elif not (run.new or run.kept):
            told = (part for problem in report.failed for part in (problem, "\n"))
            raise SourceError(joined(*told, Notice("No file could be indexed. The index stays as it was.")))
        else:
            if not allow_shrink:
                check_shrinkage(run.previous() if before else _documents(folder), run.documents(), sources)
            run.commit(held, equivalents, purged(before) if purge and before else ())
            if purge:
                forget(held)
            else:
                forms.keep(held, anew=before is None)
    return report


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Switch off Python's garbage collector inside: indexing makes few reference cycles, and searching for
    them among the many objects of a run takes a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_in_part(path: str, part: tuple[int, int]) -> bool:
    """Whether a file belongs to a machine's part: by the name before its first dot, so that files of one
    project stay together."""
    number, of = part
    name = os.path.basename(path).partition(".")[0].casefold().encode("utf-8", "surrogatepass")
    return zlib.crc32(name) % of == number - 1


def _hide_persons(report: Report, files: Sequence[str], documents: Sequence[Source]) -> None:
    """Remove the persons in file names from a report. Only the names that are in it are checked."""
    told = (*report.failed, *report.warnings, *report.conflicts)
    if not told:
        return
    every = set(files)
    lengths = set(map(len, every))
    # A path begins with «/», so it is looked up at every «/» of a message: files may be a hundred thousand.
    ends = (text[match.start() :] for text in told for match in re.finditer("/", text))
    named = {path for end in ends for length in lengths if (path := end[:length]) in every}
    shown = {one.path: one.shown for source in documents for one in source.all if one.shown}
    for messages in (report.failed, report.warnings, report.conflicts):
        messages[:] = hide_paths(messages, named, shown)


def _open_known(folder: Path, files: Sequence[str]) -> OpenedIndex:
    """The index, with the paths of files that it keeps without the persons in their names."""
    opened = open_index(folder)
    if not any(MASKED.encode() in segment.sources_json() for segment in opened.segments):
        return opened
    stored = {one.path for _, _, source in opened.sources() for one in source.all}
    digests = {path: digest for path in stored if (digest := digest_in(path))}
    by_digest = {path_digest(path): path for path in files} if digests else {}
    known = {path: by_digest[digest] for path, digest in digests.items() if digest in by_digest}
    return replace(opened, known_paths=known)


def _documents(folder: Path) -> list[Source]:
    """The documents of an index that is rebuilt, also of another version; none if it cannot be read."""
    try:
        return [source for _, _, source in open_any_version(folder).sources()]
    except (HankehakuError, OSError, LookupError, TypeError, ValueError):
        return []


def _check_folder(folder: Path, rebuild: bool, upgrade: bool) -> bool:
    """Whether to make the index anew.

    Raises `IndexMismatch` where the folder holds anything but an index of this version, or nothing.
    """
    if folder.exists() and not folder.is_dir():
        raise IndexMismatch(
            folder, Notice("this is a file, not a folder"), Notice("Choose another folder with --index")
        )
    try:
        is_there = committed(folder) >= 0
        is_ours = is_there or not folder.is_dir() or all(map(OWN_FILES.fullmatch, os.listdir(folder)))
    except OSError as error:
        raise IndexUnwritable(folder, error) from error
    if not is_ours:
        raise IndexMismatch(
            folder,
            Notice("the folder is not empty and holds no index"),
            Notice("Choose another folder with --index"),
        )
    if not is_there or rebuild:
        return rebuild
    if upgrade:
        return is_of_other_version(folder)
    open_index(folder)
    return False


def _check_contacts(before: OpenedIndex | None, contacts: bool) -> None:
    """Raise `IndexMismatch` where one index would mix descriptions with and without contact persons."""
    if before is None or not before.segments or before.has_contacts == contacts:
        return
    made, way_out = (
        (
            Notice("the index was made with --with-contacts, and this run is without it"),
            Notice(", or give --with-contacts again"),
        )
        if before.has_contacts
        else (
            Notice("the index was made without contact persons, and this run is to keep them"),
            Notice(", or leave --with-contacts out"),
        )
    )
    raise IndexMismatch(before.folder, made, joined(rebuild_command(before.folder), way_out))


@contextmanager
def exclusive(folder: Path, cleans: bool = True) -> Iterator[LockedFolder]:
    """Lock the folder for this process; files left by killed runs are removed before and after.

    cleans: whether they are; of a damaged index they may be all that is left.

    Raises `IndexBusy`, and `IndexUnwritable` for every `OSError` within.
    """
    try:
        with locked(folder) as held:
            if cleans:
                remove_leftovers(folder)
            try:
                yield held
            finally:
                with suppress(IndexBusy):  # else they are another run's
                    held.check()
                    if cleans and held.is_synced:
                        remove_leftovers(folder)
    except OSError as error:
        raise IndexUnwritable(folder, error) from error
