"""Analyses of Finnish word forms that were made before, so that a form is analysed once and not in every run.

Voikko and the rules after it take some 80 µs for a form; a lookup here takes a tenth of that. There are two
places:

* `KEPT` in the index folder, which earlier runs wrote: an array file like a segment, with a checksum for
  every block and the version of the analyser. It is no part of the index: where it is missing, damaged or of
  another version, forms are analysed again.
* the journals of the other worker processes of this run: each writes there what it has looked up, and reads
  what the others have written before each chunk of files.

A form stands in a line with its tokens: form, tab, base forms, tab, parts; spaces between the tokens. Only
forms of texts as the index keeps them are here, with contact persons masked. A run that makes an index anew
drops the forms that its texts do not have, and `--purge` removes the file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from index.analysis import finnish
from index.analysis.finnish import Word
from index.durability.lock import LockedFolder
from index.errors import HankehakuError
from index.storage.array_file import ArrayFile, write_arrays
from index.storage.term_dictionary import BLOCK_TERMS, TermDictionary, term_arrays

KEPT = ".analysed_forms"
"""The file's name in an index folder."""
JOURNAL = "MAIN_0000000000000000.forms{}"
"""The name of a process's journal: what a killed run leaves of it goes like its other files."""
LEAST_NEW = 10_000
"""Forms that are worth writing the file: a second of analysis. Small indexes have none."""
LEAST_SHARE = 0.1
"""Share of the forms kept that new ones must be, for the file to be written again."""
MOST_FORMS = 500_000
"""Forms kept at the most: some 20 MB. New ones go before those of earlier runs."""
NOT_KEPT = frozenset({"number", "long"})
"""Kinds of analysis that cost less than to look them up."""
_FIELD = "fi"
_NOT_OURS = (HankehakuError, LookupError, TypeError, ValueError)
"""What reading a file raises that others wrote or changed."""


class AnalysedForms:
    """The analyses known to a process; an analyser like `index.analysis.finnish`. For one thread.

    folder: of the index; None = nothing is read or kept.
    """

    def __init__(self, folder: Path | None = None, is_worker: bool = False) -> None:
        self.folder = folder
        self._kept = _open_kept(folder / KEPT) if folder else None
        self._own = JOURNAL.format(os.getpid()) if is_worker else ""
        self._looked_up: list[str] = []  # lines, of all forms that were found or analysed here
        self._shared: dict[str, str] = {}  # form → line, of others' forms that were not asked for yet
        self._read: dict[str, int] = {}  # journal → bytes read

    def word(self, form: str, /) -> Word:
        """The tokens of a lower-case word form; of one that was analysed before, only these."""
        line = self._shared.pop(form, "") or self._find(form)
        word = _read_line(line)
        if word is None:
            word = finnish.analyse_form(form)
            line = "" if word.analysis_kind in NOT_KEPT else _line(form, word)
        if line and self.folder:
            self._looked_up.append(line)
        return word

    def _find(self, form: str) -> str:
        """The line of a form in the file of earlier runs, "" where there is none."""
        if self._kept is None:
            return ""
        try:
            line = self._kept.first_from(f"{form}\t".encode()).decode()
        except UnicodeEncodeError:
            return ""
        except _NOT_OURS:
            self._kept = None
            return ""
        return line if line.startswith(f"{form}\t") else ""

    # Between the processes of a run

    def read_shared(self) -> None:
        """Read what other processes of this run have analysed so far."""
        for name in self._journals():
            if name != self._own:
                self._shared |= {line.partition("\t")[0]: line for line in self._read_on(name)}

    def share(self) -> None:
        """Share with other processes what was analysed here since the last call."""
        if self._own and self.folder and self._looked_up:
            data = "\n".join([*self._looked_up, ""]).encode()
            self._looked_up.clear()
            with suppress(OSError), (self.folder / self._own).open("ab", buffering=0) as file:
                file.write(data)

    def _journals(self) -> list[str]:
        names: list[str] = []
        with suppress(OSError):
            names = os.listdir(self.folder) if self.folder else []
        return [name for name in names if name.startswith(JOURNAL.format(""))]

    def _read_on(self, name: str) -> list[str]:
        """The lines of a journal that are whole and have not been read."""
        assert self.folder is not None
        start = self._read.get(name, 0)
        try:
            with (self.folder / name).open("rb") as file:
                file.seek(start)
                whole = file.read().rpartition(b"\n")[0]
        except OSError:
            return []
        self._read[name] = start + len(whole) + 1 if whole else start
        return whole.decode("utf-8", "replace").split("\n") if whole else []

    # After the run

    def keep(self, held: LockedFolder, anew: bool) -> None:
        """Save the new analyses of this run for the next one, if there are enough. Never fails.

        anew: whether the run looked up every form of the index, so that others can go.
        """
        if self.folder is None:
            return
        lines = {*self._looked_up, *(line for name in self._journals() for line in self._read_on(name))}
        if not anew and len(lines) < LEAST_NEW:
            return
        with suppress(OSError, *_NOT_OURS):
            before = set(self._kept.texts_of(_FIELD)) if self._kept and not anew else set()
            if not anew and len(lines - before) < max(LEAST_NEW, LEAST_SHARE * len(before)):
                return
            held.check()
            if anew and len(lines) < LEAST_NEW:
                forget(held)
                return
            lines |= set(islice(before, max(0, MOST_FORMS - len(lines))))
            _write(held.folder / KEPT, sorted(line.encode() for line in islice(lines, MOST_FORMS)))


def forget(held: LockedFolder) -> None:
    """Remove the forms of earlier runs, some of which are perhaps in no text any more. Raises `OSError`."""
    (held.folder / KEPT).unlink(missing_ok=True)


class _Kept(TermDictionary):
    """The lines of the file."""

    def first_from(self, text: bytes) -> bytes:
        """The first line that is not less than `text`; b"" where there is none."""
        number, there = self._lower_bound(_FIELD, text)
        return there or (self.text(number) if number < self._fields[_FIELD][1] else b"")


def _meta(lines: int) -> dict[str, object]:
    return {"analyser": finnish.version(), "fields": {_FIELD: [0, lines]}}


def _open_kept(path: Path) -> _Kept | None:
    """The file of earlier runs, of this analyser and whole; else None."""
    try:
        arrays = ArrayFile(path)
        lines = int(np.count_nonzero(arrays["term_text"] == ord("\n")))
        is_ours = arrays.meta == _meta(lines) and len(arrays["blocks"]) == -(-lines // BLOCK_TERMS)
    except (OSError, *_NOT_OURS):
        return None
    return _Kept(arrays, arrays.meta["fields"]) if is_ours else None


def _write(path: Path, lines: list[bytes]) -> None:
    """Put a new file in the place of the old one. It may be damaged after a power cut: its checksums tell."""
    new = path.with_name(JOURNAL.format(".new"))
    new.unlink(missing_ok=True)
    write_arrays(new, term_arrays(lines), _meta(len(lines)))
    new.rename(path)


def _line(form: str, word: Word) -> str:
    """The line of a form; "" where white space or a lone surrogate in it would break the line."""
    line = f"{form}\t{' '.join(word.bases)}\t{' '.join(word.parts)}"
    try:
        line.encode()
    except UnicodeEncodeError:
        return ""
    return line if line.split() == [form, *word.bases, *word.parts] else ""


def _read_line(line: str) -> Word | None:
    """The word of a line; None where it is no such line."""
    form, *tokens = line.split("\t")
    if len(tokens) != 2 or not form or not tokens[0]:
        return None
    return Word(tuple(tokens[0].split(" ")), tuple(tokens[1].split(" ")) if tokens[1] else (), "kept")
