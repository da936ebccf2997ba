"""The commands that look into an index, a description or a word: `hankehaku check`, `parse` and `analyze`.

As in `hankehaku.py`, modules of the project are imported inside the commands.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terminal import progress_bar
from web.config.cli_options import default_index

if TYPE_CHECKING:
    from index.formats.record import Record


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --index, the same for every command that uses an index."""
    return click.option(
        "--index", "folder", type=click.Path(path_type=Path), default=default_index, envvar="HANKEHAKU_INDEX",
        show_default="hankehaku-index", show_envvar=True, help="Index folder.",
    )(command)  # fmt: skip


@click.command()
@index_option
def check(folder: Path) -> None:
    """Check the whole index for damage.

    Reads every byte and compares every posting with the stored descriptions, which takes as long as indexing.
    If anything is wrong, names the damaged files and exits with 4.
    """
    from index.indexing.verify import verify_index

    with progress_bar("Checking") as progress:
        checked = verify_index(folder, progress)
    click.echo(f"{folder}: {checked}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def parse(files: tuple[Path, ...]) -> None:
    """Print descriptions as JSON, one line per file. The contact person is included."""
    from index.analysis.finnish import require_voikko
    from index.errors import SourceError
    from index.formats.record import record_name
    from index.formats.registry import read_records
    from index.model.serialization import to_json
    from index.reader.parser import parse as parse_text

    require_voikko()  # parsing needs no Voikko, but what was parsed cannot be indexed without: say so at once
    failed = []

    @contextmanager
    def reporting() -> Iterator[None]:
        try:
            yield
        except SourceError as error:
            failed.append(error)
            click.echo(f"Error: {error}", err=True)

    for path in files:
        records: Sequence[Record] = ()
        with reporting():
            records = read_records(path)
        for record in records:
            with reporting():
                name = record_name(str(path), record.place)
                project = parse_text(record.text, name)
                for warning in (*record.warnings, *project.warnings):
                    click.echo(f"Warning: {name}: {warning}", err=True)
                click.echo(json.dumps(to_json(project), ensure_ascii=False))
    if failed:
        sys.exit(1)


@click.command()
@click.argument("text", nargs=-1, required=True)
def analyze(text: tuple[str, ...]) -> None:
    """Show which tokens each word of TEXT is found by, and why."""
    from index.analysis.languages import ANALYSIS_KINDS
    from index.analysis.tokenizer import analyse

    for token in analyse(" ".join(text)):
        word = token.word
        why = ANALYSIS_KINDS[word.analysis_kind] + (
            "; function word, not required in a query" if word.function else ""
        )
        click.echo(f"{token.form} → {', '.join(word.bases)}   ({why})")
        if word.parts:
            click.echo(f"{' ' * len(token.form)}   parts: {', '.join(word.parts)}")
