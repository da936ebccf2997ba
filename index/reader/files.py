"""Which files are to be indexed: the files named, and all files below the folders named."""

from __future__ import annotations

import fnmatch
import os
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.formats.encodings import decode_bytes
from index.formats.opening import open_entry, within
from index.formats.record import followed, read_bytes
from index.messages import Notice

_LONGEST_NAME = 255  # characters; file systems have 255 bytes or fewer
IGNORE_FILE = ".hankehakuignore"
"""In a folder: names or shell patterns, one a line, of files and folders there that are no descriptions."""
PROFILE_SUFFIX = ".profile.toml"
"""How the names of profiles end, which say what the columns of tables beside them mean."""
INDEX_TABLE = re.compile(r"_MAIN_[0-9]+\.toc")
"""A file that only the folder of an index has, or a copy of one: its table of contents."""
TICK_NS = 20_000_000
"""Nanoseconds within which a file may change twice at one time: its clock ticks every 1 to 10 ms."""


@dataclass(frozen=True)
class _Ignored:
    """A line of an `IGNORE_FILE`: a pattern for each name on the way down from its folder."""

    folder: Path
    parts: tuple[str, ...]
    only_folders: bool

    def matches(self, path: Path, is_folder: bool) -> bool:
        names = path.relative_to(self.folder).parts
        if len(names) != len(self.parts) or (self.only_folders and not is_folder):
            return False
        return all(
            fnmatch.fnmatchcase(_composed(name), part) for name, part in zip(names, self.parts, strict=True)
        )


def find_files(sources: Sequence[Path], index: Path | None = None) -> list[str]:
    """The paths of the files to index, absolute and sorted; as text, which takes half the time of a `Path`.

    index: the folder of the index; it and other indexes below the sources are passed over. So are profiles,
    hidden files and what an `IGNORE_FILE` names.
    Raises `SourceError` where a source is missing or holds no file, or an `IGNORE_FILE` cannot be read.
    """
    own = index.resolve() if index else None
    found: set[str] = set()
    for source in sources:
        if not source.exists():
            raise SourceError(
                Notice("%(source)s: no such file or folder. The index stays as it was.", source=source)
            )
        # A link is followed where it is named, and nowhere else.
        if source.is_dir():
            with within(folders_of([source])):
                files = set(_below(plain_path(source), own))
        else:
            files = {str(plain_path(followed(source)))}
        if not files:
            raise SourceError(
                Notice(
                    "%(source)s: the folder holds no file to index. The index stays as it was.", source=source
                )
            )
        found |= files
    return sorted(found)


def folders_of(sources: Sequence[Path]) -> list[str]:
    """The absolute paths of those sources that are folders."""
    return [str(plain_path(source)) for source in sources if source.is_dir()]


def plain_path(path: Path) -> Path:
    """The absolute path without «..», so that a file has one path regardless of the current folder."""
    path = path.absolute()
    if ".." not in path.parts:
        return path
    plain = Path(os.path.normpath(path))
    is_same = plain.exists() and path.exists() and plain.samefile(path)
    return plain if is_same else path.resolve()  # «..» of a link is elsewhere


def split_misnamed(files: Sequence[str]) -> tuple[list[str], list[str]]:
    """The paths that can be written in a report, an index or a page, and a message for each that cannot."""
    paths, misnamed = list[str](), list[str]()
    for path in files:
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(path).decode("utf-8", "backslashreplace")
            misnamed.append(
                Notice(
                    "%(name)s: its name is not UTF-8. Rename the file or folder, and index again.", name=shown
                )
            )
        else:
            paths.append(path)
    return paths, misnamed


def _below(source: Path, own: Path | None) -> Iterator[str]:
    waiting: list[tuple[Path, list[_Ignored]]] = [(source, [])]
    while waiting:
        folder, outer = waiting.pop()
        folders, names = _listed(folder)
        if any(map(INDEX_TABLE.fullmatch, names)) or folder.resolve() == own:
            continue
        rules = [*outer, *_ignored(folder, {*folders, *names})]
        inner = (name for name in folders if not _is_left_out(folder, name, rules, True))
        waiting += [(folder / name, rules) for name in inner if folders[name]]
        prefix = os.path.join(folder, "")
        yield from (
            prefix + name
            for name in names
            if not (name.endswith(PROFILE_SUFFIX) or _is_left_out(folder, name, rules, False))
        )


def _listed(folder: Path) -> tuple[dict[str, bool], list[str]]:
    """What is in a folder: folders, with whether each is one itself and no link to one; and all else.

    Raises `SourceError`: files in a folder that cannot be listed are not gone, and must not be removed from
    the index.
    """
    try:
        handle = open_entry(str(folder), os.O_DIRECTORY)
        try:
            with os.scandir(handle) as entries:
                found = [(entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries]
        finally:
            os.close(handle)
    except OSError as error:
        raise SourceError(
            Notice(
                "%(filename)s: the folder cannot be read (%(strerror)s). The index stays as it was.",
                filename=folder,
                strerror=error.strerror,
            )
        ) from error
    folders = {name: not is_link for name, is_folder, is_link in found if is_folder}
    return folders, [name for name, is_folder, _ in found if not is_folder]


def _is_left_out(folder: Path, name: str, rules: list[_Ignored], is_folder: bool) -> bool:
    return name.startswith(".") or any(rule.matches(folder / name, is_folder) for rule in rules)


def _ignored(folder: Path, names: set[str]) -> list[_Ignored]:
    """The lines of a folder's `IGNORE_FILE`.

    Raises `SourceError` in any doubt, so that no file is indexed that should be ignored.
    """
    if IGNORE_FILE not in names:
        return []
    path = folder / IGNORE_FILE
    text, _ = decode_bytes(path, read_bytes(path))
    lines = enumerate(map(str.strip, text.split("\n")), 1)
    return [_rule(folder, line, number) for number, line in lines if line and not line.startswith("#")]


def _rule(folder: Path, line: str, number: int) -> _Ignored:
    parts = tuple(part for part in _composed(line).split("/") if part not in ("", "."))
    too_long = any(len(part) > _LONGEST_NAME for part in parts)
    if line.startswith("!") or not parts or {"..", "**"} & set(parts) or too_long:
        raise SourceError(
            Notice(
                "%(path)s, line %(number)s: «%(line)s» names no file here. Write the name of a file or "
                "folder, «folder/» or «folder/*.txt». The index stays as it was.",
                path=folder / IGNORE_FILE,
                number=number,
                line=line[:_LONGEST_NAME],
            )
        )
    return _Ignored(folder, parts, line.endswith("/"))


def _composed(name: str) -> str:
    """A name in composed form (NFC): macOS and some archives write «ä» as two characters."""
    return unicodedata.normalize("NFC", name)


def file_stamp(path: Path | str, now: int | None = None) -> str:
    """A stamp that changes with the file: size in bytes, times of change in nanoseconds, inode number.

    The second time is that of the file's entry (ctime), which no program sets. A file that changed so short
    ago that it may change again without another time has a stamp that it never has again. "" where it cannot
    be read. now: in nanoseconds.
    """
    try:
        status = os.lstat(path)
    except OSError:
        return ""
    stamp = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}:{status.st_ctime_ns}"
    now = time.time_ns() if now is None else now
    return f"{stamp}:{now}" if 0 <= now - status.st_ctime_ns < TICK_NS else stamp
