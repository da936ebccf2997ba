"""The one error tree. Every message says what is wrong, where, and what to do next.

The command line ends with an error's `exit_code`, the API and the pages answer with its `http_status`;
nothing else in the project decides either.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def rebuild_command(folder: Path) -> str:
    """The command that mends any index: all that is in it can be made anew from its sources."""
    return f"Make it anew with: hankehaku index --rebuild --index {folder} SOURCE"


class HankehakuError(Exception):
    """Base of every error that a user can act on."""

    exit_code = 1
    http_status = 500


class SourceError(HankehakuError):
    """A source folder or file that cannot be indexed."""


class NotADescription(SourceError):
    """A file that is not a project description, or cannot be read as one."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        self.path = path
        super().__init__(f"{path}: expected {expected}, found {found}")


class ExtraMissing(SourceError):
    """A file whose format needs a library that is installed with an extra of Hankehaku."""

    def __init__(self, path: Path, kind: str, extra: str) -> None:
        super().__init__(
            f"{path}: reading {kind} needs an extra. Install it with: pip install 'hankehaku[{extra}]'"
        )


class IndexWouldShrink(SourceError):
    """A run that would remove so much that its sources are more likely to be missing than meant."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} The index stays as it was. If a folder is not mounted or a download was cut short, mend "
            "that; if they are to go, run the command again with --allow-shrink."
        )


class VocabularyError(HankehakuError):
    """A vocabulary that cannot be read: the index is made without it only when it is not named."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        where = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{where}: {reason}. Correct the vocabulary, or index without it.")


class VoikkoMissing(HankehakuError):
    """libvoikko or its Finnish dictionary is not installed."""

    exit_code = 3
    http_status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Finnish analysis needs Voikko and its Finnish dictionary ({reason}).\n"
            "Install them and run the command again:\n"
            "  Debian, Ubuntu:  sudo apt-get install libvoikko1 voikko-fi\n"
            "  Fedora:          sudo dnf install libvoikko malaga-suomi-voikko\n"
            "  macOS:           brew install libvoikko"
        )


class IndexMissing(HankehakuError):
    """There is no index where one was expected."""

    exit_code = 4
    http_status = 503

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}: there is no Hankehaku index here. Make one with: "
            f"hankehaku index --index {folder} SOURCE"
        )


class IndexMismatch(HankehakuError):
    """The folder holds something else, or an index this version cannot use."""

    exit_code = 4
    http_status = 503

    def __init__(self, folder: Path, reason: str, way_out: str) -> None:
        self.path, self.what = folder, reason
        super().__init__(f"{folder}: {reason}. {way_out}")


class IndexOfOtherVersion(IndexMismatch):
    """An index of ours that another version made: it can be made anew without a gap."""

    def __init__(self, folder: Path, reason: str) -> None:
        way_out = rebuild_command(folder).replace("--rebuild", "--upgrade")
        super().__init__(folder, reason, f"{way_out} (--rebuild in its place does the same to any index)")


class IndexDamaged(HankehakuError):
    """A file of the index is not as it was written: cut short, or its bytes changed."""

    exit_code = 4
    http_status = 503

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what = path, what
        super().__init__(
            f"{path}: {what}: the file is damaged. See all that is wrong with: hankehaku check --index "
            f"{path.parent}\n{rebuild_command(path.parent)}, or put a backup of the folder in its place."
        )


class IndexUnsound(HankehakuError):
    """What `hankehaku check` found wrong, all of it."""

    exit_code = 4

    def __init__(self, folder: Path, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(
            f"{folder}: this index is not sound:\n{lines}\n"
            f"{rebuild_command(folder)}, or put a backup of the folder in its place."
        )


class IndexUnwritable(HankehakuError):
    """The disk took no more, or the folder may not be written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"{folder}: the index could not be written ({error.strerror or error}). It stays as it was: "
            "make room or give the right to write, and run the command again."
        )


class IndexBusy(HankehakuError):
    """Another process is indexing into the same folder."""

    exit_code = 5
    http_status = 503

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}: another «hankehaku index» is running here. "
            "Wait until it has finished, then run the command again."
        )


class UnknownProject(HankehakuError):
    """No project of this code is in the index."""

    http_status = 404

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"No project has the code {code!r}. Search for it with: hankehaku search WORDS")
