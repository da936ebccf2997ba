"""The command line: `index`, `check`, `search`, `show`, `parse`, `analyze` and `serve`.

Modules of the project are imported inside the commands, so that `hankehaku --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from index.build import Report
    from search.engine import Engine
    from search.request import Answer, Hit

DEFAULT_INDEX = "hankehaku-index"
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
        "--index", "folder", type=click.Path(path_type=Path), default=DEFAULT_INDEX, envvar="HANKEHAKU_INDEX",
        show_default=True, show_envvar=True, help="Folder of the index.",
    )(command)  # fmt: skip


def console(*, stderr: bool = False) -> Console:
    """A console that prints what it is given and nothing else: no guessing at numbers or markup."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


# index


@main.command("index")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@index_option
@click.option("--rebuild", is_flag=True, help="Analyse everything anew, whatever index is there.")
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
    sources: tuple[Path, ...], folder: Path, rebuild: bool, strict: bool, max_size: int
) -> None:
    """Make the index agree with the files or folders SOURCE (default: corpus).

    Only new and changed files are analysed. What is no longer there is removed from the index. Exits with 1
    if any file could not be indexed; the others are.
    """
    from index.build import build

    with progress_bar("Indexing") as progress:
        report = build(
            folder,
            sources or (Path(DEFAULT_SOURCE),),
            rebuild=rebuild,
            strict=strict,
            max_bytes=max_size * 1_000_000,
            progress=progress,
        )
    print_report(report, folder)
    if report.failed:
        sys.exit(1)


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
            click.echo(f"{done} of {total} files", err=True)

    return show


def print_report(report: Report, folder: Path) -> None:
    """What a run of the indexer did, problems first."""
    for line in report.warnings:
        click.echo(f"Warning: {line}", err=True)
    for line in report.failed:
        click.echo(f"Failed: {line}", err=True)
    click.echo(
        f"{folder}: {report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(report.failed)} failed"
    )
    if report.masked:
        click.echo(f"{report.masked} contact details masked in texts")


@main.command()
@index_option
def check(folder: Path) -> None:
    """Look an index through: every byte, and every posting against the stored descriptions.

    Takes as long as indexing. Exits with 4 if anything is wrong, and says what in which file.
    """
    from index.check import check as look_through

    with progress_bar("Checking") as progress:
        checked = look_through(folder, progress)
    click.echo(f"{folder}: {checked}")


# search


def open_engine(folder: Path) -> Engine:
    """The search engine over the index in a folder."""
    from index.morphology import check
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
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def search_command(
    query: tuple[str, ...], folder: Path, limit: int, offset: int, sort: str, as_json: bool
) -> None:
    """Search projects by words and fields; without QUERY, list all, newest first.

    \b
    Examples:
      hankehaku search digitukea ikäihmisille
      hankehaku search 'sosiaalipalvelut maakunta:Lappi'
      hankehaku search '"digituen malli" vuosi:2021..2023 myonnetty:>100000'
      hankehaku search -- matkailu -Lappi
    """
    from search.render import answer_json
    from search.request import Request

    answer = open_engine(folder).answer(Request(" ".join(query), sort=sort, limit=limit, offset=offset))
    if as_json:
        click.echo(json.dumps(answer_json(answer), ensure_ascii=False, indent=2))
    else:
        print_answer(answer, offset)


def print_answer(answer: Answer, offset: int) -> None:
    """The hits of an answer, for reading."""
    out = console()
    for note in answer.notes:
        out.print(note, style="yellow")
    if answer.partial:
        out.print(
            "Missään hankkeessa ei ole kaikkia sanoja: näytetään hankkeet, joissa on osa niistä.",
            style="yellow",
        )
    for number, hit in enumerate(answer.hits, offset + 1):
        print_hit(out, number, hit)
    if not answer.total:
        out.print("Ei osumia. Kokeile vähempiä sanoja tai jätä rajauksia pois.")
        return
    shown = f", näytetään {offset + 1}–{offset + len(answer.hits)}" if answer.hits else ""
    out.print(f"{answer.total} {'hanke' if answer.total == 1 else 'hanketta'}{shown} ({answer.took_ms} ms)")


def print_hit(out: Console, number: int, hit: Hit) -> None:
    """One hit: title and code, facts, snippets with the words that matched in bold."""
    facts = hit.facts
    axis = facts["priority_axis"]
    line = [
        hit.code,
        facts["applicant.name"],
        f"{axis['number']}. {axis['name']}" if axis else None,
        ", ".join(facts["regions"][:4]) + (" …" if len(facts["regions"]) > 4 else ""),
        f"{facts['starts'] or '?'} – {facts['ends'] or '?'}",
    ]
    out.print(styled(f"{number}. {hit.title_html}"), style="bold")
    out.print("   " + " · ".join(part for part in line if part), style="dim")
    for snippet in hit.snippets:
        out.print(styled(f"   {snippet.label}: {' '.join(snippet.html.split())}"))
    out.print()


def styled(html: str) -> Any:
    """A snippet's HTML as text for a terminal."""
    from rich.text import Text

    text = Text()
    for i, piece in enumerate(html.replace("</mark>", "<mark>").split("<mark>")):
        text.append(unescape(piece), style="bold green" if i % 2 else "")
    return text


@main.command()
@click.argument("code")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the project as JSON.")
def show(code: str, folder: Path, as_json: bool) -> None:
    """Show one project by its code, e.g. S22496."""
    from index.convert import to_json
    from index.project import FIELDS, text, values

    project = open_engine(folder).project(code).project
    data = to_json(project)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    out = console()
    joined = {name for field in FIELDS for name in field.also}  # shown with the field they belong to
    for field in FIELDS:
        prose = field.kind.value == "text"
        found = text(data, field) if prose else ", ".join(map(str, values(project, field)))
        if found and field.name not in joined:
            out.print(f"{field.label}", style="bold")
            out.print(found + "\n")


# parse, analyze


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def parse(files: tuple[Path, ...]) -> None:
    """Print each description as one line of JSON, contact person included."""
    from index.convert import to_json
    from index.errors import SourceError
    from index.morphology import check
    from index.parse import parse as parse_text
    from index.read import read

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
"""`Word.how` in words."""


@main.command()
@click.argument("text", nargs=-1, required=True)
def analyze(text: tuple[str, ...]) -> None:
    """Show what each word of TEXT is searched by, and why."""
    from index.analysis import analyse

    for token in analyse(" ".join(text)):
        word = token.word
        why = REASONS[word.how] + ("; function word, not required in a query" if word.function else "")
        click.echo(f"{token.form} → {', '.join(word.bases)}   ({why})")
        if word.parts:
            click.echo(f"{' ' * len(token.form)}   parts: {', '.join(word.parts)}")


# serve


@main.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on."
)
def serve(folder: Path, host: str, port: int) -> None:
    """Serve the search page and the API. A new index is taken up without a restart."""
    from web.server import serve as run

    open_engine(folder)
    run(folder, host, port)


if __name__ == "__main__":
    main()
