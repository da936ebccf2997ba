"""The one error tree. Every message says what is wrong, where, and what to do next.

The command line ends with an error's `exit_code`, the API and the pages answer with its `http_status`; these
are decided only here.
"""

from __future__ import annotations

import copyreg
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.messages import Notice, joined


def rebuild_command(folder: Path) -> Notice:
    """The command that repairs any index: everything in it can be built again from its sources."""
    return Notice("Make it anew with: hankehaku index --rebuild --index %(folder)s SOURCE", folder=folder)


class HankehakuError(Exception):
    """Base of every error that a user can act on."""

    exit_code = 1
    http_status = 500

    @property
    def message(self) -> str:
        """What is wrong, where, and what to do next: a `Notice` where it can be translated."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Come from a worker process as it was: pickle would make the message anew from the message."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class UnusablePath(HankehakuError):
    """A name on the command line that no file or folder can have."""

    def __init__(self, path: str, reason: str = "") -> None:
        super().__init__(
            Notice(
                "%(path)s: no file or folder can be opened by this name (%(reason)s).",
                path=path[:200],
                reason=reason,
            )
            if path
            else Notice("An empty name of a file or folder was given. Is a variable without a value?")
        )


class SourceError(HankehakuError):
    """A source folder or file that cannot be indexed."""


class Fault(StrEnum):
    """Why a file cannot be read, as far as what to do next depends on it; the value says it in English."""

    OTHER_FORMAT = Notice("it is damaged, or of another format")
    OLD_OFFICE = Notice("it is an old or encrypted Word file")
    ENCRYPTED = Notice("it has a password")
    NO_TEXT = Notice("there is no text in it")
    EMPTY = Notice("it is empty")
    TOO_MUCH = Notice("there is too much in it")
    TOO_SLOW = Notice("it takes too long to read")
    NOT_OFFERED = Notice("the library that reads such files is not installed")
    BUSY = Notice("too many files are being read")
    TOO_LARGE = Notice("it is larger than the limit")
    SEVERAL = Notice("there are several, and one is read")


class NotADescription(SourceError):
    """A file that is not a project description, or cannot be read as one.

    fault: why, as far as what to do next depends on it.
    """

    def __init__(self, path: Path, expected: str, found: str, fault: Fault = Fault.OTHER_FORMAT) -> None:
        self.path, self.fault = path, fault
        super().__init__(
            Notice(
                "%(path)s: expected %(expected)s, found %(found)s", path=path, expected=expected, found=found
            )
        )


class ExtraMissing(SourceError):
    """A file whose format needs a library that is installed with an extra of Hankehaku."""

    def __init__(self, path: Path, kind: str, extra: str) -> None:
        message = Notice(
            "%(path)s: reading %(kind)s needs an extra. Install it with: pip install 'hankehaku[%(extra)s]'",
            path=path,
            kind=kind,
            extra=extra,
        )
        super().__init__(message)


_INSTALL = Notice("Install it with: pip install 'hankehaku[office,pdf]'")
_NEXT_STEPS = {Fault.BUSY: Notice("Wait a moment and send it again."), Fault.NOT_OFFERED: _INSTALL}


class UnreadableUpload(HankehakuError):
    """The file of a plan that cannot be read. fault: why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.http_status = {Fault.BUSY: 503, Fault.TOO_LARGE: 413}.get(fault, 400)
        step = _NEXT_STEPS.get(fault, Notice("Take another file, or put its text into a text file (.txt)."))
        super().__init__(Notice("It cannot be read: %(why)s. %(step)s", why=Notice(fault.value), step=step))


class IndexWouldShrink(SourceError):
    """A run that would remove so much that its sources are probably missing by mistake."""

    def __init__(self, what: str) -> None:
        super().__init__(
            Notice(
                "%(what)s The index stays as it was. If a folder is not mounted or a download was cut "
                "short, mend that; if they are to go, run the command again with --allow-shrink.",
                what=what,
            )
        )


class VocabularyError(HankehakuError):
    """A vocabulary that cannot be read; an error only if the user named it, otherwise it is skipped."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        where = Notice("%(path)s, line %(line)s", path=path, line=line) if line else str(path)
        message = Notice(
            "%(where)s: %(reason)s. Correct the vocabulary, or index without it.",
            where=where,
            reason=reason,
        )
        super().__init__(message)


class VoikkoMissing(HankehakuError):
    """libvoikko or its Finnish dictionary is not installed."""

    exit_code = 3
    http_status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            Notice(
                "Finnish analysis needs Voikko and its Finnish dictionary (%(reason)s).\n"
                "Install them and run the command again:\n"
                "  Debian, Ubuntu:  sudo apt-get install libvoikko1 voikko-fi\n"
                "  Fedora:          sudo dnf install libvoikko malaga-suomi-voikko\n"
                "  macOS:           brew install libvoikko",
                reason=reason,
            )
        )


class IndexMissing(HankehakuError):
    """There is no index where one was expected."""

    exit_code = 4
    http_status = 503

    def __init__(self, folder: Path) -> None:
        message = Notice(
            "%(folder)s: there is no Hankehaku index here. Make one with: "
            "hankehaku index --index %(folder)s SOURCE",
            folder=folder,
        )
        super().__init__(message)


class IndexMismatch(HankehakuError):
    """The folder holds something else, or an index this version cannot use."""

    exit_code = 4
    http_status = 503

    def __init__(self, folder: Path, reason: str, way_out: str) -> None:
        self.path, self.what = folder, reason
        super().__init__(joined(str(folder), ": ", reason, ". ", way_out))


class IndexOfOtherVersion(IndexMismatch):
    """An index made by another version: it can be rebuilt without interrupting the service."""

    def __init__(self, folder: Path, reason: str) -> None:
        way_out = Notice(
            "Make it anew with: hankehaku index --upgrade --index %(folder)s SOURCE "
            "(--rebuild in its place does the same to any index)",
            folder=folder,
        )
        super().__init__(folder, reason, way_out)


class IndexDamaged(HankehakuError):
    """A file of the index is not as it was written: cut short, or its bytes changed."""

    exit_code = 4
    http_status = 503

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what = path, what
        super().__init__(
            Notice(
                "%(path)s: %(what)s: the file is damaged. See all that is wrong with: "
                "hankehaku check --index %(folder)s\n%(rebuild)s, or put a backup of the folder in its "
                "place.",
                path=path,
                what=what,
                folder=path.parent,
                rebuild=rebuild_command(path.parent),
            )
        )


class IndexUnsound(HankehakuError):
    """What `hankehaku check` found wrong, all of it."""

    exit_code = 4

    def __init__(self, folder: Path, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = joined(*(part for problem in problems for part in ("  ", problem, "\n")))
        super().__init__(
            Notice(
                "%(folder)s: this index is not sound:\n%(problems)s%(rebuild)s, or put a backup of the "
                "folder in its place.",
                folder=folder,
                problems=lines,
                rebuild=rebuild_command(folder),
            )
        )


class IndexUnwritable(HankehakuError):
    """The disk is full, or the folder is not writable."""

    def __init__(self, folder: Path, error: OSError) -> None:
        message = Notice(
            "%(folder)s: the index could not be written (%(why)s). It stays as it was: "
            "make room or give the right to write, and run the command again.",
            folder=folder,
            why=error.strerror or error,
        )
        super().__init__(message)


class IndexBusy(HankehakuError):
    """Another process is indexing into the same folder."""

    exit_code = 5
    http_status = 503

    def __init__(self, folder: Path) -> None:
        message = Notice(
            "%(folder)s: another «hankehaku index» is running here. "
            "Wait until it has finished, then run the command again.",
            folder=folder,
        )
        super().__init__(message)


class UnknownProject(HankehakuError):
    """No project of this code is in the index."""

    http_status = 404

    def __init__(self, code: str) -> None:
        self.code = code
        message = Notice(
            "No project has the code %(code)s. Search for it with: hankehaku search WORDS",
            code=repr(code),
        )
        super().__init__(message)


class UnknownOrganisation(HankehakuError):
    """No organisation has this id or name, or several have the name. ids: of those."""

    http_status = 404

    def __init__(self, name: str, ids: tuple[str, ...] = ()) -> None:
        self.name, self.ids = name, ids
        if ids:
            called = Notice(
                "Several organisations are called %(name)s. Take one of %(ids)s",
                name=repr(name),
                ids=", ".join(ids),
            )
        else:
            called = Notice(
                "No organisation is called %(name)s. Search for it with: hankehaku search hakija:NAME",
                name=repr(name),
            )
        super().__init__(called)
