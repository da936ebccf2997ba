"""The commands that save a result and use it later: `export`, `replay` and `alert`.

As in `hankehaku.py`, modules of the project are imported inside the commands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote, urlencode

import click

from inspection import index_option
from printing import print_differences, print_news
from terminal import print_json, print_warning
from web.config.cli_options import default_cluster
from web.config.named_path import PATH
from web.i18n.texts import command_text

if TYPE_CHECKING:
    from search.contract.engine_port import Searcher
    from search.contract.listing import Listing
    from search.contract.request import Request
    from search.export.followed import News, Watch
    from search.export.tables import Origin


def searcher(folder: Path) -> Searcher:
    """The search engine over the index in a folder. Raises `VoikkoMissing` before anything of the index."""
    from index.analysis.finnish import require_voikko
    from search import open_engine

    require_voikko()
    return open_engine(folder, cluster=default_cluster())


def plan_text(path: Path) -> str:
    """The text of a plan in a Word file, a PDF or a text file, read as the pages read one that is sent.

    Raises `SourceError` where it cannot be read.
    """
    from index.errors import SourceError, UnreadableUpload
    from index.formats.record import MAX_BYTES, followed, read_bytes
    from index.messages import Notice
    from search import read_plan

    try:
        return read_plan(read_bytes(followed(path)), MAX_BYTES).text
    except UnreadableUpload as error:
        raise SourceError(Notice("%(path)s: %(problem)s", path=path, problem=error.message)) from error


def filters_of(written: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Filters as `Request` has them, of «maakunta:Kainuu» and the like: a field in any of its names."""
    from index.model.project import NAMED

    found: dict[str, tuple[str, ...]] = {}
    for one in written:
        name, _, value = (part.strip() for part in one.partition(":"))
        field = NAMED.get(name.lower())
        if field is None or not value:
            raise click.BadParameter(command_text("%(filter)s is not of the form FIELD:VALUE.", filter=one))
        found[field.query] = (*found.get(field.query, ()), value)
    return found


def site_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --site, the same for every command that can tell addresses."""
    return click.option(
        "--site", default="", metavar="URL", help="Address of the search pages, for links to projects."
    )(command)


def precision_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --precision, the same for every command that searches."""
    return click.option(
        "--precision",
        type=click.Choice(["tarkka", "taivutus", "osat"]),
        default="osat",
        show_default=True,
        help="How words may occur: as typed, inflected, or also as parts of compounds.",
    )(command)


def origin_of(request: Request, day: date, site: str) -> Origin:
    """The origin of the projects of a search; without addresses if no site is named."""
    from search.export.naming import in_words
    from search.export.tables import Origin
    from web.routing.urls import params

    root = site.rstrip("/")
    address = f"{root}/?{urlencode(params(request))}" if root else ""
    return Origin(
        in_words(request), address, day, lambda code: f"{root}/hanke/{quote(code, safe='')}" if root else ""
    )


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@index_option
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "jsonl"]), default="csv", show_default=True,
    help="File format: CSV, Excel or JSON Lines.",
)  # fmt: skip
@click.option("--output", type=click.File("wb", lazy=True), default="-", help="Output file; default: stdout.")
@site_option
def export(query: tuple[str, ...], folder: Path, kind: str, output: BinaryIO, site: str) -> None:
    """Export every project that matches the whole query. Partial matches are left out."""
    from search.contract.request import Request
    from search.export.tables import FORMATS

    asked, engine = Request(" ".join(query)), searcher(folder)
    origin = origin_of(asked, engine.status().day, site)
    for chunk in FORMATS[kind].stream(engine.listing(asked), origin):
        output.write(chunk)


@click.command()
@click.argument("file", type=PATH)
@index_option
def replay(file: Path, folder: Path) -> None:
    """Repeat a cited search and list what has changed.

    FILE is a citation, as «Viittaa» on the search page gives it. Projects that have been added, removed or
    changed since are listed, and the exit code is 1 if the result is not the same.
    """
    from search.export.citation import cite, compare, read_citation, request_of

    cited = read_citation(file)
    now = cite(searcher(folder).listing(request_of(cited)))
    differences = compare(cited, now)
    print_differences(cited, now, differences)
    if differences:
        sys.exit(1)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@click.option(
    "--since", "file", type=PATH, required=True, metavar="FILE",
    help="What was told so far; made by the first run.",
)  # fmt: skip
@index_option
@click.option(
    "--format", "kind", type=click.Choice(["text", "json", "mail"]), default="text", show_default=True,
    help="Print text, JSON, or the body of an e-mail.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Print nothing if nothing is new, changed or gone.")
@precision_option
@site_option
def alert(
    query: tuple[str, ...], file: Path, folder: Path, kind: str, quiet: bool, precision: str, site: str
) -> None:
    """Tell what is new or changed in a search since last time.

    The first run tells how many projects there are and writes FILE; each later run tells what has been added,
    changed or removed since, and writes FILE anew once that is printed. A run that fails or is killed tells
    the same again. Without QUERY, the search of FILE is followed, with its precision, or all projects.
    Nothing is sent: pass the output on to a program that does.

    \b
    Examples:
      hankehaku alert 'digituki maakunta:Kainuu' --since digituki.json
      hankehaku alert --since digituki.json --format mail --quiet | mail -E -s Hankehaku me@example.fi
    """
    from search.contract.request import Precision, Request
    from search.export.followed import check_writable, news, read_watch, write_watch

    before = read_watch(file)
    asked = Request(" ".join(query), precision=Precision(precision))
    if before:
        asked = _followed(asked, before, file)
    check_writable(file)
    engine = searcher(folder)
    listing = engine.listing(asked)
    if before is None:
        _check_query(engine, listing)
    found = news(listing, before)
    if found or before is None or not quiet:
        origin = origin_of(asked, engine.status().day, site)
        if kind == "json":
            print_json(_news_json(found, origin))
        else:
            print_news(found, origin, is_mail=kind == "mail")
    sys.stdout.flush()
    write_watch(file, found.now)


def _followed(asked: Request, before: Watch, file: Path) -> Request:
    """The search of a file; what is asked besides must be the same. Raises `OtherSearchFollowed`."""
    from search.export.followed import OtherSearchFollowed

    if asked.query and asked != before.request:
        raise OtherSearchFollowed(file, before.request)
    return before.request


def _check_query(engine: Searcher, listing: Listing) -> None:
    """Refuse a query that was not read exactly as typed; warn of values that no project has yet."""
    from dataclasses import replace

    from search.export.followed import QueryNotRead

    if listing.header.notes:
        raise QueryNotRead(listing.header.notes)
    for note in engine.answer(replace(listing.header.request, limit=0)).notes:
        print_warning(note)


def _news_json(found: News, origin: Origin) -> dict[str, Any]:
    """News for other programs: projects as the hits of the API have them."""
    return {
        "query": found.now.query,
        "since": found.before.taken if found.before else None,
        "taken": found.now.taken,
        "total": len(found.now.projects),
        "url": origin.address,
        **{
            name: [
                {
                    "code": one.code,
                    "title": one.title,
                    "day": one.day.isoformat(),
                    "url": origin.project(one.code),
                }
                | one.facts
                for one in told
            ]
            for name, told in (("new", found.new), ("changed", found.changed))
        },
        "gone": list(found.gone),
    }
