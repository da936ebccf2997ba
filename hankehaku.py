"""The command line: `hankehaku index`, `search`, `serve` and the rest of its commands.

Modules of the project are imported inside the commands, so that `hankehaku --help` answers at once.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from following import alert, export, filters_of, plan_text, precision_option, replay, searcher
from inspection import analyze, check, index_command, index_option, parse, profile
from printing import print_answer, print_compared, print_project, print_similar
from terminal import print_error, print_json, print_warning, replace_unprintable
from web.config.cli_options import settings_options
from web.config.named_path import PATH
from web.config.printed_settings import as_markdown, as_toml
from web.i18n.texts import LANGUAGES, language, locale_language, use_language

if TYPE_CHECKING:
    from web.config.settings import Settings


def _use_language(context: click.Context, _: click.Parameter, code: str | None) -> None:
    """Answer in the given language, else in that of the locale (the group only, not each command)."""
    if context.parent is None:
        context.call_on_close(partial(use_language, language()))  # a program may call commands and do more
    if code or context.parent is None:
        use_language(code or locale_language(os.environ))


language_option = click.option(
    "--lang", type=click.Choice(tuple(LANGUAGES)), is_eager=True, expose_value=False, callback=_use_language,
    help="Language of the answer; default: that of the locale (LC_ALL, LC_MESSAGES, LANG), or English.",
)  # fmt: skip


class Commands(click.Group):
    """Turns the errors a user can act on into their message and exit code, on any terminal."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, which takes --lang as the group does."""
        super().add_command(language_option(cmd), name)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        replace_unprintable()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        from index.errors import HankehakuError

        try:
            return super().invoke(ctx)
        except HankehakuError as error:
            print_error(error.message)
            ctx.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@language_option
@click.version_option(package_name="hankehaku", prog_name="hankehaku")
def main() -> None:
    """Full-text search over Finnish descriptions of EU projects.

    \b
    Start with:
      hankehaku index FOLDER     index the descriptions in a folder
      hankehaku serve            search them in the browser
      hankehaku search WORDS     search them in this terminal
    """


main.add_command(index_command)


# search


@main.command("search", context_settings={"ignore_unknown_options": True})  # «-sana» is a word refused
@click.argument("query", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(0, 10_000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Hits to skip.")
@click.option(
    "--sort", default="", metavar="FIELD", help="Sort by a field, for example myonnetty; -FIELD reverses."
)
@precision_option
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
    from index.model.serialization import to_json

    project = searcher(folder).project(code).project
    print_json(to_json(project)) if as_json else print_project(project)


@main.command()
@click.argument("code", required=False)
@index_option
@click.option("--file", "plan", type=PATH, help="Plan to compare: a Word file (.docx), a PDF or a text file.")
@click.option(
    "--filter", "narrowing", multiple=True, metavar="FIELD:VALUE",
    help="Compare a plan only with these projects, for example maakunta:Kainuu, vuosi:2018.. or rahasto:ESR; "
    "can be given several times.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the projects as JSON, as the API does.")
def similar(
    code: str | None, folder: Path, plan: Path | None, narrowing: tuple[str, ...], as_json: bool
) -> None:
    """Show the projects most similar to a project or a plan.

    Give either CODE or --file. For a plan, the passages that it shares with each project are shown too.

    \b
    Examples:
      hankehaku similar S29903
      hankehaku similar --file plan.pdf --filter maakunta:Lappi --filter vuosi:2018..
    """
    from index.model.serialization import to_builtins
    from search.contract.request import Request
    from search.export.answer_json import to_comparison_json, to_similar_json

    if (code is None) == (plan is None):
        raise click.UsageError("Give either the code of a project or --file PLAN.")
    if plan is not None:
        asked = Request(filters=filters_of(narrowing))
        compared = searcher(folder).compare(plan_text(plan), asked)
        for note in compared.notes:
            print_warning(note)
        print_json(to_builtins(to_comparison_json(compared))) if as_json else print_compared(compared.found)
    elif narrowing:
        raise click.UsageError("--filter narrows what a plan is compared with: give --file PLAN.")
    elif code is not None:
        found = searcher(folder).similar(code)
        print_json(to_builtins(to_similar_json(code.upper(), found))) if as_json else print_similar(found)


main.add_command(export)
main.add_command(replay)
main.add_command(alert)
main.add_command(profile)
main.add_command(check)
main.add_command(parse)
main.add_command(analyze)


# serve, settings


@main.command()
@settings_options
@click.pass_context
def serve(context: click.Context, settings: Settings) -> None:
    """Serve the search pages and the API. A new index is taken into use without a restart."""
    from index.analysis.finnish import require_voikko
    from web.server import serve as run

    require_voikko()
    run(settings, reread=context.obj)


@main.command("settings")
@settings_options
@click.option("--markdown", is_flag=True, help="Print the settings as a Markdown table instead.")
def settings_command(settings: Settings, markdown: bool) -> None:
    """Print every setting with its value and source, as a TOML file."""
    click.echo(as_markdown() if markdown else as_toml(settings), nl=markdown)


if __name__ == "__main__":
    main()
