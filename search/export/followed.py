"""A followed search: a small file with what was found last time, and what is new or changed since.

`news` compares; the file is `Watch` as JSON. A project has changed when the index says so (`last_changed`)
and its text differs: an index that was rebuilt elsewhere, or by another version, does not count as a change.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from index.durability.writing import sync_folder, write_file
from index.errors import HankehakuError, SourceError
from index.formats.record import followed, read_bytes
from index.messages import Notice, joined
from index.model.fields import json_at
from index.model.serialization import to_builtins
from search.contract.listing import Listing, StoredProject
from search.contract.request import Precision, Request
from search.contract.status import finnish_day
from search.export.answer_json import IN_HIT

KIND = "hankehaku-seuranta/1"
"""What the file says it is; the number is raised with every change of its keys."""
MAX_BYTES = 50_000_000
"""The largest file that is read: a project takes about 100 bytes."""
READING = ("provenance", "warnings")
"""Keys of a project that describe how it was read, not its contents."""


class NotAWatch(HankehakuError):
    """A file that was not written by `hankehaku alert`, or was damaged since."""

    exit_code = 2

    def __init__(self, problem: str) -> None:
        super().__init__(
            Notice(
                "%(problem)s Nothing was written. Expected the file of an earlier run of «hankehaku alert»: "
                "make it readable, put a backup in its place, or delete it to begin anew from today.",
                problem=problem,
            )
        )


class OtherSearchFollowed(HankehakuError):
    """The file follows another search than the one asked for."""

    exit_code = 2

    def __init__(self, path: Path, request: Request) -> None:
        super().__init__(
            Notice(
                "%(path)s: this file follows another search: «%(query)s» with --precision %(precision)s. "
                "Give each search a file of its own, or delete this one to begin anew.",
                path=path,
                query=request.query,
                precision=request.precision.value,
            )
        )


class QueryNotRead(HankehakuError):
    """A query that was not read exactly as typed: it would be followed in the wrong form for years."""

    exit_code = 2

    def __init__(self, notes: Iterable[str]) -> None:
        super().__init__(
            Notice(
                "The query was not read as it is written: %(notes)s Nothing is followed yet: mend the query "
                "and run the command again. «Ohje» on the search pages has the signs and fields of queries.",
                notes=joined(*[part for note in notes for part in (" ", note)][1:]),
            )
        )


class WatchUnwritable(HankehakuError):
    """The file could not be written, so that the next run tells the same again."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            Notice(
                "%(path)s: cannot be written (%(reason)s). Make its folder, room on the disk or the right to "
                "write, and run the command again: it tells the same.",
                path=path,
                reason=error.strerror or str(error),
            )
        )


@dataclass(frozen=True)
class Seen:
    """A project as it was found. changed: Unix time of its last change; digest: of its text."""

    code: str
    changed: int
    digest: str


@dataclass(frozen=True)
class Watch:
    """A search and what it found. taken: when, in UTC; hash: of everything else, to detect damage."""

    kind: str
    query: str
    precision: str
    taken: str
    projects: tuple[Seen, ...]
    hash: str = ""

    @property
    def request(self) -> Request:
        """The search."""
        return Request(self.query, precision=Precision(self.precision))

    @property
    def day(self) -> date:
        """The day in Finland on which it was taken."""
        return finnish_day(datetime.fromisoformat(self.taken).timestamp())


@dataclass(frozen=True)
class Told:
    """A project that is new or has changed. day: when, in Finland; facts: by the keys of a hit of the API."""

    code: str
    title: str
    day: date
    facts: dict[str, Any]


@dataclass(frozen=True)
class News:
    """What has changed in a search. before: the previous result; None = it is followed from now on."""

    before: Watch | None
    now: Watch
    new: tuple[Told, ...]
    changed: tuple[Told, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def news(listing: Listing, before: Watch | None) -> News:
    """What is new, changed or gone in a search since the last time; nothing in the first run."""
    known = {one.code: one for one in before.projects} if before else {}
    seen, new, changed = [], [], []
    for project in listing.projects:
        data = msgspec.json.decode(project.json_line)
        one = Seen(project.code, project.last_changed, _digest(data))
        seen.append(one)
        last = known.get(one.code)
        if before and last is None:
            new.append(_told(project, data))
        elif last and last.changed != one.changed and last.digest != one.digest:
            changed.append(_told(project, data))
    request = listing.header.request
    now = Watch(
        KIND,
        request.query,
        request.precision.value,
        datetime.now(UTC).isoformat(timespec="seconds"),
        tuple(seen),
    )
    gone = known.keys() - {one.code for one in seen}
    return News(before, now, tuple(new), tuple(changed), tuple(code for code in known if code in gone))


def _digest(data: dict[str, Any]) -> str:
    text = msgspec.json.encode({key: value for key, value in data.items() if key not in READING})
    return hashlib.sha256(text).hexdigest()[:32]


def _told(project: StoredProject, data: dict[str, Any]) -> Told:
    facts = {field.in_hit: json_at(data, field.path) for field in IN_HIT}
    return Told(project.code, data["title"] or project.code, finnish_day(project.last_changed), facts)


# The file


def read_watch(path: Path) -> Watch | None:
    """What an earlier run wrote; None where there is no file. Raises `NotAWatch`."""
    if not os.path.lexists(path):
        return None
    try:
        watch = msgspec.json.decode(read_bytes(followed(path), MAX_BYTES), type=Watch)
    except SourceError as error:
        raise NotAWatch(error.message) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if watch.kind != KIND:
        raise NotAWatch(Notice("%(path)s: it does not say ”kind”: ”%(kind)s”.", path=path, kind=KIND))
    problem = _problem(watch)
    if problem:
        raise _damaged(path, problem)
    return watch


def _problem(watch: Watch) -> str:
    """What is wrong with a file besides its types; "" where nothing is."""
    if watch.hash != _hash(watch):
        return Notice("its hash is not that of its contents")
    try:
        Precision(watch.precision)
        has_zone = datetime.fromisoformat(watch.taken).tzinfo is not None
    except ValueError as error:
        return str(error)
    return "" if has_zone else Notice("its «taken» is no moment")


def _damaged(path: Path, reason: str) -> NotAWatch:
    return NotAWatch(Notice("%(path)s: the file is damaged (%(reason)s).", path=path, reason=reason))


def check_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is reported. Raises `WatchUnwritable`."""
    try:
        folder = followed(path).parent
        os.stat(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise WatchUnwritable(path, error) from error


def write_watch(path: Path, watch: Watch) -> None:
    """Replace the file atomically: if the run is killed or the disk is full, the old file stays.

    Raises `WatchUnwritable`.
    """
    path = followed(path)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        write_file(beside, [msgspec.json.encode(replace(watch, hash=_hash(watch)))], replace=True)
        os.replace(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise WatchUnwritable(path, error) from error


def _hash(watch: Watch) -> str:
    text = msgspec.json.encode(to_builtins(replace(watch, hash="")), order="sorted")
    return hashlib.sha256(text).hexdigest()
