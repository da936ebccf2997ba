"""The table of contents: which segments an index has now, and which of their documents are deleted.

The file `_MAIN_7.toc` of commit 7 begins with Whoosh's own table, so that `whoosh.index.open_dir` opens the
index. After it comes ours: JSON, and a checksum of the whole file. Whoosh's table is a pickle, and unpickling
can run any code. So Whoosh's part is only written, and only ours is read. The rename of a new table into
place is the commit.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from index.durability.lock import LockedFolder
from index.durability.reading import read_plain
from index.durability.writing import sync_folder, write_file
from index.errors import (
    HankehakuError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexOfOtherVersion,
    rebuild_command,
)
from index.messages import Notice
from index.storage.array_file import ArrayFile
from index.storage.schema import schema
from index.storage.whoosh_codec import ArraySegment, segment_path

END = re.compile(rb"HANKEHAKU contents 2 (?P<length>[0-9a-f]{8}) (?P<checksum>[0-9a-f]{8})\n")
"""The last line of a table: length of the JSON before it, CRC-32 of all that is before the checksum (hex)."""
OTHER_END = re.compile(rb"HANKEHAKU contents (?!2 )[0-9]{1,3} [0-9a-f ]+\n\Z")
"""The last line of a table that another version wrote."""
END_LENGTH = 39
"""Bytes of that line."""
TABLE = re.compile(r"_MAIN_([0-9]{1,18})\.toc")
"""The name of a table of contents: Whoosh's, with the number of the commit."""
LEFTOVER = re.compile(r"_MAIN_[0-9]+\.toc.*|MAIN_[0-9a-z]{16}\..+")
"""Files of an index that go when the newest table of contents does not name them."""


@dataclass(frozen=True)
class ReadFiles:
    """What a run of the indexer found to read. It names no file: names may be those of persons.

    files: how many; refused: files, and rows of tables, that are not in the index: they could not be read,
    or the same project was there already. at: when the run began, in Unix time.
    """

    files: int
    refused: int
    at: int

    def is_as(self, other: ReadFiles | None) -> bool:
        """Whether another run found as much."""
        return other is not None and (self.files, self.refused) == (other.files, other.refused)


@dataclass(frozen=True)
class Manifest:
    """What a commit consists of.

    equivalents: the name of its compiled vocabularies; "" = it has none.
    read: what the run that wrote it read; None where none told.
    """

    segments: tuple[ArraySegment, ...]
    equivalents: str = ""
    read: ReadFiles | None = None

    def files(self, folder: Path) -> list[Path]:
        """The files that it names."""
        own = [segment_path(folder, segment) for segment in self.segments]
        return own + ([equivalents_path(folder, self.equivalents)] if self.equivalents else [])


def generation(folder: Path) -> int:
    """Number of the newest commit; -1 where there is none to be seen. Opens no file that a commit removes."""
    try:
        return committed(folder)
    except OSError:
        return -1


def committed(folder: Path) -> int:
    """The same, for those who write: an index that cannot be listed is not taken for none.

    Raises `OSError`.
    """
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(match[1]) for match in map(TABLE.fullmatch, names) if match), default=-1)


def identity(folder: Path) -> tuple[int, ...] | None:
    """Identifies the newest commit, even among commits with the same number in backups; None without any."""
    number = generation(folder)
    try:
        found = manifest_path(folder, number).stat()
    except OSError:
        return None
    return number, found.st_dev, found.st_ino, found.st_mtime_ns


def manifest_path(folder: Path, number: int) -> Path:
    """The file of a commit's table of contents."""
    return folder / f"_MAIN_{number}.toc"


def equivalents_path(folder: Path, name: str) -> Path:
    """The file of compiled vocabularies (`index.vocabulary.equivalents`)."""
    return folder / f"MAIN_{name}.equivalents"


def read_manifest(folder: Path, number: int) -> Manifest:
    """What a commit consists of.

    Raises `IndexDamaged` where the bytes changed, `IndexMismatch` where another program wrote them,
    `FileNotFoundError` where a later commit has removed the file.
    """
    path = manifest_path(folder, number)
    data = read_plain(path)
    end = END.fullmatch(data, max(0, len(data) - END_LENGTH))
    if end is None:
        if OTHER_END.search(data, max(0, len(data) - 2 * END_LENGTH)):
            raise IndexOfOtherVersion(
                folder, Notice("its table of contents (%(name)s) is of another version", name=path.name)
            )
        if b"HANKEHAKU contents" in data:
            raise IndexDamaged(path, Notice("its last line is not as it was written"))
        reason = Notice(
            "its table of contents (%(name)s) was not made by Hankehaku of this version", name=path.name
        )
        way_out = Notice(
            "%(rebuild)s, or choose another folder with --index", rebuild=rebuild_command(folder)
        )
        raise IndexMismatch(folder, reason, way_out)
    if zlib.crc32(data[: end.start("checksum")]) != int(end["checksum"], 16):
        raise IndexDamaged(path, Notice("its checksum differs"))
    body = data[end.start() - int(end["length"], 16) : end.start()]
    try:
        found = json.loads(body)
        if found["generation"] != number:
            raise IndexDamaged(path, Notice("it is the table of commit %(found)s", found=found["generation"]))
        name = found.get("equivalents", "")
        return Manifest(
            tuple(map(_listed_segment, found["segments"])),
            _file_name(name) if name != "" else "",
            _read_files(found["read"]) if found.get("read") else None,
        )
    except (ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(
            path, Notice("its lines are not those of a table of contents (%(error)s)", error=repr(error))
        ) from error


def write_manifest(
    held: LockedFolder,
    number: int,
    segments: Sequence[ArraySegment],
    equivalents: str = "",
    read: ReadFiles | None = None,
) -> None:
    """Commit: put a new table of contents in place after everything that it names is on the disk.

    number: of this commit, the next after the one that the caller began with.
    Raises `OSError`, before the commit; `IndexBusy` where another process has written here in spite of the
    lock; `IndexDamaged` where a file that it names is not whole.
    """
    folder = held.folder
    rows = [
        {"id": s.segid, "documents": s.doc_count_all(), "deleted": sorted(s.deleted_docs())} for s in segments
    ]
    contents = {"generation": number, "segments": rows, "equivalents": equivalents}
    contents |= {"read": asdict(read)} if read else {}
    body = json.dumps(contents).encode() + b"\n"
    path = manifest_path(folder, number)
    new = path.with_name(path.name + ".new")
    write_file(new, [_framed(_whoosh_table(number, segments), body)], replace=True)
    sync_folder(folder)
    for file in Manifest(tuple(segments), equivalents).files(folder):
        ArrayFile(file)
    held.check()
    if committed(folder) != number - 1:
        raise IndexBusy(folder)
    new.rename(path)
    try:
        sync_folder(folder)
    except OSError:  # committed, but after a power cut the previous commit may be back
        held.is_synced = False


def remove_leftovers(folder: Path) -> None:
    """Remove what no longer belongs to the index: old generations, and what a killed run left.

    To be called under the lock. Where the newest table cannot be read, or is perhaps not on the disk,
    everything stays.
    """
    with suppress(OSError, HankehakuError):
        sync_folder(folder)
        number = committed(folder)
        keep = {manifest_path(folder, number).name}
        if number >= 0:
            keep |= {path.name for path in read_manifest(folder, number).files(folder)}
        for name in os.listdir(folder):
            if LEFTOVER.fullmatch(name) and name not in keep:
                with suppress(OSError):
                    (folder / name).unlink()


def _whoosh_table(number: int, segments: Sequence[ArraySegment]) -> bytes:
    """The bytes of Whoosh's own table of contents."""
    storage = RamStorage()
    TOC(schema(), list(segments), number).write(storage, "MAIN")
    with storage.open_file(manifest_path(Path(), number).name) as file:
        whole: bytes = file.read()
    return whole


def _framed(whoosh: bytes, body: bytes) -> bytes:
    data = whoosh + body + b"HANKEHAKU contents 2 %08x " % len(body)
    return data + b"%08x\n" % zlib.crc32(data)


def _listed_segment(row: dict[str, Any]) -> ArraySegment:
    segment = ArraySegment("MAIN")
    segment.segid = _file_name(row["id"])
    segment.set_doc_count(int(row["documents"]))
    for doc in _document_numbers(row["deleted"], segment.documents):
        segment.delete_document(doc)
    return segment


def _read_files(row: dict[str, Any]) -> ReadFiles:
    return ReadFiles(*(int(row[name]) for name in ("files", "refused", "at")))


def _file_name(name: object) -> str:
    """The name of a segment or of compiled vocabularies: letters and digits, so that it can name no file
    outside the index."""
    if not (isinstance(name, str) and re.fullmatch("[0-9a-z]+", name)):
        raise ValueError(f"{name!r} names no file of an index")
    return name


def _document_numbers(numbers: list[Any], below: int) -> Iterator[int]:
    for number in numbers:
        if not 0 <= number < below:
            raise ValueError(f"document {number} of {below}")
        yield int(number)
