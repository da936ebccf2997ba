"""The command line: `hankehaku index`, `search`, `serve` and the rest of its commands.

Modules of the project are imported inside the commands, so that `hankehaku --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from inspection import analyze, check, index_option, parse
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
from web.config.cli_options import default_vocabularies, settings_options
from web.config.settings import as_markdown, as_toml

if TYPE_CHECKING:
    from search.contract.engine_port import Searcher
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
    """Full-text search over Finnish descriptions of EU projects.

    \b
    Start with:
      hankehaku index FOLDER     index the descriptions in a folder
      hankehaku serve            search them in the browser
      hankehaku search WORDS     search them in this terminal
    """


# index


@main.command("index")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@index_option
@click.option("--rebuild", is_flag=True, help="Build the index again from scratch, replacing the old one.")
@click.option("--with-contacts", is_flag=True, help="Keep contact persons in the index and show them.")
@click.option("--strict", is_flag=True, help="Leave the index unchanged if any file fails or has a warning.")
@click.option(
    "--max-size",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    metavar="MEGABYTES",
    help="Largest file size accepted.",
)
@click.option(
    "--vocabulary", "vocabularies", type=click.Path(path_type=Path), multiple=True,
    default=default_vocabularies, metavar="FILE",
    help="SKOS vocabulary to use besides the usual ones; repeatable.  [env: HANKEHAKU_VOCABULARIES]",
)  # fmt: skip
def index_command(
    sources: tuple[Path, ...],
    folder: Path,
    rebuild: bool,
    with_contacts: bool,
    strict: bool,
    max_size: int,
    vocabularies: tuple[Path, ...],
) -> None:
    """Update the index from the description files in SOURCE.

    SOURCE is files or folders (default: corpus). Only new and changed files are analysed, and projects whose
    files are gone are removed. Files that cannot be indexed are reported; the exit code is then 1.
    """
    from index.indexing.index_writer import build
    from index.vocabulary.sources import find_sources

    with progress_bar("Indexing") as progress:
        report = build(
            folder,
            sources or (Path(DEFAULT_SOURCE),),
            rebuild=rebuild,
            strict=strict,
            contacts=with_contacts,
            max_bytes=max_size * 1_000_000,
            vocabularies=find_sources(vocabularies),
            progress=progress,
        )
    print_report(report, folder)
    if report.failed:
        sys.exit(1)


# search


def searcher(folder: Path) -> Searcher:
    """The search engine over the index in a folder. Raises `VoikkoMissing` before anything of the index."""
    from index.analysis.finnish import require_voikko
    from search import open_engine

    require_voikko()
    return open_engine(folder)


@main.command("search", context_settings={"ignore_unknown_options": True})  # «-sana» is a word refused
@click.argument("query", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(0, 10_000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Hits to skip.")
@click.option(
    "--sort", default="", metavar="FIELD", help="Sort by a field, for example myonnetty; -FIELD reverses."
)
@click.option(
    "--precision",
    type=click.Choice(["tarkka", "taivutus", "osat"]),
    default="osat",
    show_default=True,
    help="How words may occur: as typed, inflected, or also as parts of compounds.",
)
@click.option("--explain", is_flag=True, help="Show how the score of each hit is computed.")
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
    """Search projects by words and fields.

    Without QUERY, all projects are listed, newest first.

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
    answer = searcher(folder).answer(asked)
    if as_json:
        print_json(answer_json(answer))
    else:
        print_answer(answer, offset)


@main.command()
@click.argument("code")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the project as JSON.")
def show(code: str, folder: Path, as_json: bool) -> None:
    """Show one project by its code, for example S29903."""
    from index.model.project import FIELDS, text, values
    from index.model.serialization import to_json

    project = searcher(folder).project(code).project
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
    "--file", "plan", type=click.Path(path_type=Path), help="Text file to compare, for example a plan."
)
@click.option("--json", "as_json", is_flag=True, help="Print the projects as JSON, as the API does.")
def similar(code: str | None, folder: Path, plan: Path | None, as_json: bool) -> None:
    """Show the projects most similar to a project or a text.

    Give either CODE or --file. For a text, the passages that it shares with each project are shown too.
    """
    from index.formats.text import read_text
    from index.model.serialization import to_builtins
    from search.export.answer_json import compared_json

    if (code is None) == (plan is None):
        raise click.UsageError("Give either the code of a project or --file PLAN.txt.")
    if plan is not None:
        text = read_text(plan).text
        compared = searcher(folder).compare(text)
        print_json(compared_json(compared)) if as_json else print_compared(compared)
    elif code is not None:
        found = searcher(folder).similar(code)
        print_json({"code": code.upper(), "projects": to_builtins(found)}) if as_json else print_similar(
            found
        )


# export, replay


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@index_option
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "jsonl"]), default="csv", show_default=True,
    help="File format: CSV, Excel or JSON Lines.",
)  # fmt: skip
@click.option("--output", type=click.File("wb", lazy=True), default="-", help="Output file; default: stdout.")
def export(query: tuple[str, ...], folder: Path, kind: str, output: BinaryIO) -> None:
    """Export every project that matches the whole query. Partial matches are left out."""
    from search.contract.request import Request
    from search.export.tables import FORMATS

    for chunk in FORMATS[kind].stream(searcher(folder).listing(Request(" ".join(query)))):
        output.write(chunk)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@index_option
def replay(file: Path, folder: Path) -> None:
    """Repeat a cited search and list what has changed.

    FILE is a citation, as «Viite» on the search page gives it. Projects that have been added, removed or
    changed since are listed, and the exit code is 1 if the result is not the same.
    """
    from search.export.citation import cite, compare, read_citation, request_of

    cited = read_citation(file)
    now = cite(searcher(folder).listing(request_of(cited)))
    differences = compare(cited, now)
    print_differences(cited, now, differences)
    if differences:
        sys.exit(1)


main.add_command(check)
main.add_command(parse)
main.add_command(analyze)


# serve, settings


@main.command()
@settings_options
def serve(settings: Settings) -> None:
    """Serve the search pages and the API. A new index is taken into use without a restart."""
    from index.analysis.finnish import require_voikko
    from web.server import serve as run

    require_voikko()
    run(settings)


@main.command("settings")
@settings_options
@click.option("--markdown", is_flag=True, help="Print the settings as a Markdown table instead.")
def settings_command(settings: Settings, markdown: bool) -> None:
    """Print every setting with its value and source, as a TOML file."""
    click.echo(as_markdown() if markdown else as_toml(settings), nl=markdown)


if __name__ == "__main__":
    main()
