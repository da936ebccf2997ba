"""The command line: `hankehaku index`, `search`, `serve` and the rest of its commands.

Modules of the project are imported inside the commands, so that `hankehaku --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from terminal import (
    console,
    print_answer,
    print_compared,
    print_differences,
    print_json,
    print_report,
    print_similar,
    progress_bar,
)
from web.config.cli_options import default_index, settings_options
from web.config.settings import as_markdown, as_toml

if TYPE_CHECKING:
    from search.engine import Engine
    from web.config.settings import Settings

DEFAULT_SOURCE = "corpus"


class Commands(click.Group):
    """Turns the errors a user can act on into their message and exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from index.errors import HankehakuError

        try:
            return super().invoke(ctx)
        except HankehakuError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="hankehaku", prog_name="hankehaku")
def main() -> None:
    """Finnish full-text search over EU project descriptions.

    \b
    Start with:
      hankehaku index FOLDER     make an index of the descriptions in a folder
      hankehaku serve            search it in the browser
      hankehaku search WORDS     search it here
    """


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --index, the same for every command that uses an index."""
    return click.option(
        "--index", "folder", type=click.Path(path_type=Path), default=default_index, envvar="HANKEHAKU_INDEX",
        show_default="hankehaku-index", show_envvar=True, help="Folder of the index.",
    )(command)  # fmt: skip


# index


@main.command("index")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@index_option
@click.option("--rebuild", is_flag=True, help="Analyse everything anew, whatever index is there.")
@click.option("--with-contacts", is_flag=True, help="Keep contact persons, and show them.")
@click.option("--strict", is_flag=True, help="Change nothing if any file fails or has a warning.")
@click.option(
    "--max-size",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    metavar="MEGABYTES",
    help="Largest file that is read.",
)
def index_command(
    sources: tuple[Path, ...], folder: Path, rebuild: bool, with_contacts: bool, strict: bool, max_size: int
) -> None:
    """Make the index agree with the files or folders SOURCE (default: corpus).

    Only new and changed files are analysed. What is no longer there is removed from the index. Exits with 1
    if any file could not be indexed; the others are.
    """
    from index.indexing.index_writer import build

    with progress_bar("Indexing") as progress:
        report = build(
            folder,
            sources or (Path(DEFAULT_SOURCE),),
            rebuild=rebuild,
            strict=strict,
            contacts=with_contacts,
            max_bytes=max_size * 1_000_000,
            progress=progress,
        )
    print_report(report, folder)
    if report.failed:
        sys.exit(1)


@main.command()
@index_option
def check(folder: Path) -> None:
    """Look an index through: every byte, and every posting against the stored descriptions.

    Takes as long as indexing. Exits with 4 if anything is wrong, and says what in which file.
    """
    from index.indexing.verify import check as look_through

    with progress_bar("Checking") as progress:
        checked = look_through(folder, progress)
    click.echo(f"{folder}: {checked}")


# search


def open_engine(folder: Path) -> Engine:
    """The search engine over the index in a folder."""
    from index.analysis.finnish import check
    from search.engine import Engine

    check()
    return Engine(folder)


@main.command("search", context_settings={"ignore_unknown_options": True})  # «-sana» is a word refused
@click.argument("query", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(0, 10_000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Hits to pass over.")
@click.option(
    "--sort", default="", metavar="FIELD", help="Sort by a field, e.g. myonnetty; -FIELD turns it round."
)
@click.option(
    "--precision",
    type=click.Choice(["tarkka", "taivutus", "osat"]),
    default="osat",
    show_default=True,
    help="How words may be written: as typed, inflected, or also as parts of compounds.",
)
@click.option("--explain", is_flag=True, help="Say what the score of each hit is made of.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def search_command(
    query: tuple[str, ...],
    folder: Path,
    limit: int,
    offset: int,
    sort: str,
    precision: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Search projects by words and fields; without QUERY, list all, newest first.

    \b
    Examples:
      hankehaku search digitukea ikäihmisille
      hankehaku search 'sosiaalipalvelut maakunta:Lappi'
      hankehaku search '"digituen malli" vuosi:2021..2023 myonnetty:>100000'
      hankehaku search -- matkailu -Lappi
    """
    from search.contract.request import Precision, Request
    from search.export.answer_json import answer_json

    asked = Request(" ".join(query), {}, sort, offset, limit, precision=Precision(precision), explain=explain)
    answer = open_engine(folder).answer(asked)
    if as_json:
        print_json(answer_json(answer))
    else:
        print_answer(answer, offset)


@main.command()
@click.argument("code")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the project as JSON.")
def show(code: str, folder: Path, as_json: bool) -> None:
    """Show one project by its code, e.g. S22496."""
    from index.model.project import FIELDS, text, values
    from index.model.serialization import to_json

    project = open_engine(folder).project(code).project
    data = to_json(project)
    if as_json:
        print_json(data)
        return
    out = console()
    joined = {name for field in FIELDS for name in field.merged_paths}  # shown with the field they belong to
    for field in FIELDS:
        prose = field.kind.value == "text"
        found = text(data, field) if prose else ", ".join(map(str, values(project, field)))
        if found and field.name not in joined:
            out.print(f"{field.label}", style="bold")
            out.print(found + "\n")


@main.command()
@click.argument("code", required=False)
@index_option
@click.option(
    "--file", "plan", type=click.Path(path_type=Path), help="A text to compare instead, e.g. a plan."
)
@click.option("--json", "as_json", is_flag=True, help="Print the projects as JSON, as the API does.")
def similar(code: str | None, folder: Path, plan: Path | None, as_json: bool) -> None:
    """Show the projects nearest to the project CODE, or to a text with the passages they share."""
    from index.model.serialization import plain
    from index.reader.decode import read
    from search.export.answer_json import compared_json

    if (code is None) == (plan is None):
        raise click.UsageError("Give either the code of a project or --file PLAN.txt.")
    if plan is not None:
        text = read(plan).text
        compared = open_engine(folder).compare(text)
        print_json(compared_json(compared)) if as_json else print_compared(compared)
    elif code is not None:
        found = open_engine(folder).similar(code)
        print_json({"code": code.upper(), "projects": plain(found)}) if as_json else print_similar(found)


# export, replay


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@index_option
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "jsonl"]), default="csv", show_default=True,
    help="CSV, Excel, or JSON Lines.",
)  # fmt: skip
@click.option("--output", type=click.File("wb", lazy=True), default="-", help="File to write; else here.")
def export(query: tuple[str, ...], folder: Path, kind: str, output: BinaryIO) -> None:
    """Write every project that has all the words of QUERY as a table, or as JSON."""
    from search.contract.request import Request
    from search.export.tables import FORMATS

    for chunk in FORMATS[kind].stream(open_engine(folder).listing(Request(" ".join(query)))):
        output.write(chunk)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@index_option
def replay(file: Path, folder: Path) -> None:
    """Make the search that FILE cites again, and show what was added, removed or changed since.

    FILE is what «Viite» on the page of a search gives. Exits with 1 if the result is another one now.
    """
    from search.export.citation import cite, compare, read_citation, request_of

    cited = read_citation(file)
    now = cite(open_engine(folder).listing(request_of(cited)))
    differences = compare(cited, now)
    print_differences(cited, now, differences)
    if differences:
        sys.exit(1)


# parse, analyze


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def parse(files: tuple[Path, ...]) -> None:
    """Print each description as one line of JSON, contact person included."""
    from index.analysis.finnish import check
    from index.errors import SourceError
    from index.model.serialization import to_json
    from index.reader.decode import read
    from index.reader.parser import parse as parse_text

    check()  # parsing needs no Voikko, but what was parsed cannot be indexed without: say so at once
    failed = False
    for path in files:
        try:
            source = read(path)
            project = parse_text(source.text, str(path))
        except SourceError as error:
            failed = True
            click.echo(f"Error: {error}", err=True)
            continue
        for warning in (*source.warnings, *project.warnings):
            click.echo(f"Warning: {path}: {warning}", err=True)
        click.echo(json.dumps(to_json(project), ensure_ascii=False))
    if failed:
        sys.exit(1)


REASONS = {
    "voikko": "known to Voikko",
    "hanging": "completed from the word after the hanging hyphen",
    "colon": "the part before a case ending",
    "hyphen": "analysed part by part",
    "number": "a number, as it is",
    "stem": "unknown to Voikko: a stem",
    "swedish": "Swedish stem",
    "long": "too long to analyse, as it is",
}
"""`Word.analysis_kind` in words."""


@main.command()
@click.argument("text", nargs=-1, required=True)
def analyze(text: tuple[str, ...]) -> None:
    """Show what each word of TEXT is searched by, and why."""
    from index.analysis.tokenizer import analyse

    for token in analyse(" ".join(text)):
        word = token.word
        why = REASONS[word.analysis_kind] + (
            "; function word, not required in a query" if word.function else ""
        )
        click.echo(f"{token.form} → {', '.join(word.bases)}   ({why})")
        if word.parts:
            click.echo(f"{' ' * len(token.form)}   parts: {', '.join(word.parts)}")


# serve, settings


@main.command()
@settings_options
def serve(settings: Settings) -> None:
    """Serve the search page and the API. A new index is taken up without a restart."""
    from index.analysis.finnish import check
    from web.server import serve as run

    check()
    run(settings)


@main.command("settings")
@settings_options
@click.option("--markdown", is_flag=True, help="Print the table of the README instead.")
def settings_command(settings: Settings, markdown: bool) -> None:
    """Print every setting, its value and where that came from, as a settings file."""
    click.echo(as_markdown() if markdown else as_toml(settings), nl=markdown)


if __name__ == "__main__":
    main()
