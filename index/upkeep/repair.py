"""Repairs a damaged index: undamaged segments stay, the others are rebuilt from undamaged documents.

Losses are reported. The next run of the indexer reads what was lost from its source again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.analysis import finnish
from index.durability.lock import LockedFolder
from index.errors import HankehakuError, IndexMissing, IndexOfOtherVersion, IndexUnsound
from index.indexing.batch_builder import make_batch
from index.indexing.index_run import Progress
from index.indexing.index_writer import exclusive
from index.indexing.verify import segment_problems
from index.indexing.workers import CHUNK
from index.messages import Notice, joined
from index.model.project import Project
from index.storage.array_file import ArrayFile
from index.storage.manifest import (
    Manifest,
    committed,
    equivalents_path,
    manifest_path,
    read_manifest,
    remove_leftovers,
    write_manifest,
)
from index.storage.postings import Source
from index.storage.schema import WITH_CONTACTS, fingerprint
from index.storage.segment_reader import SUFFIX, Segment
from index.storage.segment_writer import write_segment
from index.storage.vocabulary import process_vocabulary
from index.storage.whoosh_codec import ArraySegment, segment_path
from index.upkeep.salvage import Salvaged, salvage
from index.wordforms.renumbering import VocabularyMerger

Saved = tuple[Project, Source]


@dataclass
class Repair:
    """What a repair did, in documents. lost: a line for each loss; codes: of the projects, where known."""

    kept: int = 0
    remade: int = 0
    lost: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def told(self) -> Notice:
        """What was done, in one line."""
        return Notice(
            "%(kept)s projects were whole, %(remade)s were made anew, %(lost)s are lost",
            kept=self.kept,
            remade=self.remade,
            lost=len(self.codes),
        )


def repair_index(folder: Path, progress: Progress = lambda done, total: None) -> Repair:
    """Repair an index from its undamaged parts, and commit. progress: told of segments.

    Raises `IndexUnsound` where nothing is whole, `IndexMissing`, `IndexOfOtherVersion`, `IndexBusy`,
    `IndexUnwritable`, `VoikkoMissing`; in these cases the index stays as it was.
    """
    finnish.require_voikko()
    if committed(folder) < 0 and not list(folder.glob(f"MAIN_*{SUFFIX}")):
        raise IndexMissing(folder)
    with exclusive(folder, cleans=False) as held:
        return _repair(held, progress)


def _repair(held: LockedFolder, progress: Progress) -> Repair:
    folder, report = held.folder, Repair()
    number = committed(folder)
    contents, is_listed = _contents(folder, number, report)
    since = int(manifest_path(folder, number).stat().st_mtime) if number >= 0 else 0
    staying: list[ArraySegment] = []
    saved: list[Saved] = []
    made_by = ""
    for done, listed in enumerate(contents.segments):
        progress(done, len(contents.segments))
        path = segment_path(folder, listed)
        if is_listed and _is_sound(path, listed):
            staying.append(listed)
            continue
        try:
            found = salvage(path, listed.documents, since)
        except (HankehakuError, OSError) as error:
            report.lost.append(
                Notice(
                    "%(path)s: %(number)s projects, because %(reason)s",
                    path=path,
                    number=listed.doc_count(),
                    reason=_reason(error),
                )
            )
            report.codes += [""] * listed.doc_count()
            continue
        made_by = _same_version(folder, found.fingerprint) or made_by
        saved += _living(found, listed, path, report)
    saved = _newest(saved, staying, folder)
    report.kept = sum(segment.doc_count() for segment in staying)
    report.remade = len(saved)
    if not (staying or saved):
        raise IndexUnsound(folder, [*report.lost, Notice("nothing of it is whole")])
    equivalents = _equivalents(folder, contents.equivalents, report)
    if report.lost or saved:
        staying += [_written(folder, saved, made_by)] if saved else []
        write_manifest(held, number + 1, staying, equivalents, contents.read)
        remove_leftovers(folder)
    return report


def _contents(folder: Path, number: int, report: Repair) -> tuple[Manifest, bool]:
    """The table of contents, and whether it could be read; else every segment file that is there."""
    try:
        if number >= 0:
            return read_manifest(folder, number), True
        reason: str = Notice("there is none")
    except IndexOfOtherVersion:
        raise
    except (HankehakuError, OSError) as error:
        reason = _reason(error)
    report.lost.append(
        Notice(
            "the table of contents (%(reason)s): projects that had been removed may be back, until the next "
            "run of «hankehaku index»",
            reason=reason,
        )
    )
    segments = []
    for path in sorted(folder.glob(f"MAIN_*{SUFFIX}"), key=lambda path: path.stat().st_mtime_ns):
        segment = ArraySegment("MAIN")
        segment.segid = path.stem.removeprefix("MAIN_")
        segments.append(segment)
    return Manifest(tuple(segments)), False


def _is_sound(path: Path, listed: ArraySegment) -> bool:
    try:
        return not list(segment_problems(listed, Segment(path), lambda count: None))
    except IndexOfOtherVersion:
        raise
    except (HankehakuError, OSError):
        return False


def _same_version(folder: Path, made_by: str) -> str:
    if made_by and made_by.removesuffix(WITH_CONTACTS) != fingerprint():
        raise IndexOfOtherVersion(folder, Notice("the index was made with «%(made_by)s»", made_by=made_by))
    return made_by


def _living(found: Salvaged, listed: ArraySegment, path: Path, report: Repair) -> list[Saved]:
    """The saved documents that are not deleted; lost ones are reported."""
    lost = [code for doc, code in found.lost.items() if not listed.is_deleted(doc)]
    if lost:
        named = ", ".join(sorted(filter(None, lost)))
        count = Notice("%(path)s: %(number)s projects", path=path, number=len(lost))
        report.lost.append(joined(count, f": {named}") if named else count)
        report.codes += lost
    return [one for doc, one in found.documents.items() if not listed.is_deleted(doc)]


def _newest(saved: list[Saved], staying: Sequence[ArraySegment], folder: Path) -> list[Saved]:
    """Each project once: of several the one that was changed last, and of equals the last written."""
    whole = {
        source.code
        for listed in staying
        for source, live in zip(Segment(segment_path(folder, listed)).sources(), listed.live(), strict=True)
        if live
    }
    by_code: dict[str, Saved] = {}
    for project, source in saved:
        known = by_code.get(source.code)
        if source.code not in whole and (known is None or known[1].last_changed <= source.last_changed):
            by_code[source.code] = project, source
    return list(by_code.values())


def _equivalents(folder: Path, name: str, report: Repair) -> str:
    """The name of the compiled vocabularies, "" where they are damaged."""
    if not name:
        return ""
    path = equivalents_path(folder, name)
    try:
        if not ArrayFile(path).damaged_arrays():
            return name
        reason: str = Notice("its checksums differ")
    except (HankehakuError, OSError) as error:
        reason = _reason(error)
    report.lost.append(
        Notice(
            "%(path)s: the vocabularies, because %(reason)s; the next run compiles them again",
            path=path,
            reason=reason,
        )
    )
    return ""


def _written(folder: Path, saved: Sequence[Saved], made_by: str) -> ArraySegment:
    """A new segment of some projects."""
    process_vocabulary().begin_run()
    merger, batches = VocabularyMerger(), []
    for at in range(0, len(saved), CHUNK):
        vocabulary = process_vocabulary()
        batch = make_batch(saved[at : at + CHUNK], vocabulary)
        batches.append(merger.renumber(batch, vocabulary.take_delta()))
    segment = ArraySegment("MAIN")
    segment.set_doc_count(len(saved))
    write_segment(segment_path(folder, segment), batches, made_by or fingerprint())
    return segment


def _reason(error: Exception) -> str:
    """Why a file cannot be read, without what to do next."""
    told = error.message if isinstance(error, HankehakuError) else str(error)
    return getattr(error, "what", "") or getattr(error, "strerror", "") or told
