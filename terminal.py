"""What the command line prints: progress, reports and errors, in the language of `--lang` or of the locale.

The commands themselves are in `hankehaku.py` and `inspection.py`; results are printed by `printing.py`.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.i18n.texts import command_count, command_text, translated

if TYPE_CHECKING:
    from rich.console import Console

    from index.indexing.report import Report

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys and does not show, but for tabs and line ends; what changes the order of signs."""
RENAMED_ASCII = "ascii_terminal"
"""ASCII, by a name of our own; see `replace_unprintable`."""


def replace_unprintable() -> None:
    """Print characters that the terminal's encoding lacks as «?»; the default is a traceback.

    To a stream in ASCII, click writes UTF-8 whatever the terminal is, unless the encoding has another name.
    """
    codecs.register(_renamed_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=RENAMED_ASCII if is_ascii else None, errors="replace")


def _renamed_ascii(name: str) -> codecs.CodecInfo | None:
    if name != RENAMED_ASCII:
        return None
    info = codecs.lookup("ascii")
    return codecs.CodecInfo(
        info.encode, info.decode, info.streamreader, info.streamwriter, info.incrementalencoder,
        info.incrementaldecoder, name,
    )  # fmt: skip


def visible(text: str) -> str:
    """A text with the control characters of terminals as JSON escapes: «\\u001b».

    File names, descriptions and citations come from outside and could overwrite what is on the screen.
    """
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def say(text: str, *, err: bool = False) -> None:
    """Print a text, made `visible`."""
    click.echo(visible(text), err=err)


def console(*, stderr: bool = False) -> Console:
    """A console that prints what it is given, made `visible`: no guessing at numbers or markup."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Harmless(Console):
        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterator[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(visible(segment.text), segment.style)

    return Harmless(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; elsewhere a line at every tenth of the work."""
    out = console(stderr=True)
    if not out.is_terminal:
        yield _progress_lines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _progress_lines() -> Callable[[int, int], None]:
    printed = -1

    def show(done: int, total: int) -> None:
        nonlocal printed
        tenth = 10 * done // max(total, 1)
        if tenth > printed:
            printed = tenth
            click.echo(command_text("%(done)s of %(total)s files", done=done, total=total), err=True)

    return show


def print_report(report: Report, folder: Path) -> None:
    """What a run of the indexer did, problems first."""
    problems = (
        *(command_text("Warning: %(problem)s", problem=translated(one)) for one in report.warnings),
        *(command_text("Conflict: %(problem)s", problem=translated(one)) for one in report.conflicts),
        *(command_text("Failed: %(problem)s", problem=translated(one)) for one in report.failed),
    )
    for line in problems:
        say(line.replace("\n", "\\n"), err=True)  # a name of a file may have line ends
    counts = command_text(
        "%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(removed)s removed, %(failed)s "
        "failed",
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        removed=report.removed,
        failed=len(report.failed),
    )
    say(f"{folder}: {counts}")
    if report.contacts:
        say(command_text("Contact persons are kept in this index (--with-contacts)"))
    if report.masked:
        say(
            command_count(
                "%(num)s contact detail masked in texts",
                "%(num)s contact details masked in texts",
                report.masked,
            )
        )


def print_warning(problem: str) -> None:
    """Print a warning."""
    say(command_text("Warning: %(problem)s", problem=translated(problem)), err=True)


def print_error(problem: str) -> None:
    """Print an error: what went wrong, and what to do next."""
    say(command_text("Error: %(problem)s", problem=translated(problem)), err=True)


def print_json(data: Any) -> None:
    """Plain data for other programs."""
    say(json.dumps(data, ensure_ascii=False, indent=2))
