"""Compiles the vocabularies of an index into one file, once for each state of the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.errors import HankehakuError, VocabularyError
from index.processes import killed_is_an_error, worker_processes
from index.storage.array_file import ArrayFile
from index.storage.manifest import equivalents_path
from index.storage.schema import fingerprint
from index.vocabulary.equivalents import digest, write_equivalents
from index.vocabulary.group import Group, VocabularySource
from index.vocabulary.sources import read_source


class Compilation:
    """Vocabularies that are being compiled meanwhile."""

    def __init__(self, running: Future[tuple[str, list[str]]]) -> None:
        """running: gives the name and the warnings of `compile_vocabularies`."""
        self._running = running

    def checked(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """A progress callback that also raises what compiling has raised by then."""

        def step(done: int, total: int) -> None:
            if self._running.done():
                self._made()
            progress(done, total)

        return step

    def name(self) -> str:
        """What `compile_vocabularies` gives, when it has ended. Raises as that, and `SourceError`."""
        return self._made()[0]

    @property
    def warnings(self) -> list[str]:
        """About vocabularies that were found and cannot be read."""
        return self._made()[1]

    def _made(self) -> tuple[str, list[str]]:
        with killed_is_an_error():
            return self._running.result()


@contextmanager
def compiling(folder: Path, sources: Sequence[VocabularySource], apart: bool) -> Iterator[Compilation]:
    """Compile vocabularies meanwhile: it takes some seconds, in which this process waits for its workers.

    apart: in a process of its own, whose memory (200 MB) is free afterwards; else in a thread, which starts
    sooner, as where they are compiled already.
    """
    apart = apart and bool(sources) and not equivalents_path(folder, digest(sources, fingerprint())).exists()
    with worker_processes(1) if apart else ThreadPoolExecutor(1) as executor:
        yield Compilation(executor.submit(_compiled, folder, sources))


def _compiled(folder: Path, sources: Sequence[VocabularySource]) -> tuple[str, list[str]]:
    warnings: list[str] = []
    return compile_vocabularies(folder, sources, warnings), warnings


def compile_vocabularies(folder: Path, sources: Sequence[VocabularySource], warnings: list[str]) -> str:
    """The name of the compiled vocabularies in an index folder, "" without any; made where they are missing.

    A vocabulary that was named must be readable; of one that was only found, a warning is noted.
    To be called under the lock. Raises `VocabularyError`, `OSError`.
    """
    if not sources:
        return ""
    name = digest(sources, fingerprint())
    path = equivalents_path(folder, name)
    if not _is_intact(path):
        new = path.with_name(path.name + ".new")
        new.unlink(missing_ok=True)
        write_equivalents(new, _readable(sources, warnings))
        new.rename(path)  # the commit that names it has this name on the disk first
    return name


def _is_intact(path: Path) -> bool:
    try:
        return not ArrayFile(path).damaged_arrays()
    except (HankehakuError, OSError):
        return False


def _readable(
    sources: Sequence[VocabularySource], warnings: list[str]
) -> Iterator[tuple[VocabularySource, list[Group]]]:
    for source in sources:
        try:
            yield read_source(source)
        except VocabularyError as error:
            if source.is_named:
                raise
            warnings.append(error.message)
