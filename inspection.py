"""The commands that make an index and look into it: `index`, `profile`, `check`, `parse` and `analyze`.

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

from clustering import PartType, check_cluster, print_published, publish_index
from index.messages import Notice
from terminal import print_error, print_json, print_report, print_warning, progress_bar, say, visible
from web.config.cli_options import default_cluster, default_dictionaries, default_index, default_vocabularies
from web.config.named_path import PATH
from web.i18n.texts import command_text, translated

if TYPE_CHECKING:
    from index.cluster.publish import Published
    from index.errors import HankehakuError
    from index.indexing.record_reader import AnyRecord
    from index.indexing.report import Report

DEFAULT_SOURCE = "corpus"


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --index, the same for every command that uses an index."""
    return click.option(
        "--index", "folder", type=PATH, default=default_index, envvar="HANKEHAKU_INDEX",
        show_default="hankehaku-index", show_envvar=True, help="Index folder.",
    )(command)  # fmt: skip


@click.command("index")
@click.argument("sources", nargs=-1, type=PATH, metavar="[SOURCE]...")
@index_option
@click.option("--rebuild", is_flag=True, help="Build the index again from scratch, replacing the old one.")
@click.option("--upgrade", is_flag=True, help="Do that if another version made the index.")
@click.option("--verify", is_flag=True, help="Read every file, whatever its size and times say.")
@click.option("--with-contacts", is_flag=True, help="Keep contact persons in the index and show them.")
@click.option("--strict", is_flag=True, help="Leave the index unchanged if any file fails or has a warning.")
@click.option(
    "--prefer",
    type=click.Choice(["description", "newest"]),
    default="description",
    show_default=True,
    help="Which source of a project goes first: its description, or the newest file.",
)
@click.option(
    "--vocabulary", "vocabularies", type=PATH, multiple=True,
    default=default_vocabularies, metavar="FILE",
    help="SKOS vocabulary to use besides the usual ones; repeatable.  [env: HANKEHAKU_VOCABULARIES]",
)  # fmt: skip
@click.option(
    "--allow-shrink", is_flag=True, help="Also remove many projects at once; with --watch, in the first run."
)
@click.option(
    "--purge", is_flag=True, help="Leave no word of what was removed or changed in any file of the index."
)
@click.option("--watch", is_flag=True, help="Go on, and index again whenever files change.")
@click.option(
    "--part",
    type=PartType(),
    default=(1, 1),
    show_default="1/1",
    help="Index part N of M of the files, while other machines index the other parts into the same cluster.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--max-size",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    metavar="MEGABYTES",
    help="Largest file size accepted.",
)
def index_command(
    sources: tuple[Path, ...], folder: Path, watch: bool, as_json: bool, **options: Any
) -> None:
    """Update the index from the descriptions and tables in SOURCE.

    SOURCE is files or folders (default: corpus). Only new and changed records are analysed, and projects that
    are in no file any more are removed; a run that would remove very many is refused. Files that cannot be
    indexed are reported; the exit code is then 1.
    """
    sources = sources or (Path(DEFAULT_SOURCE),)
    if options["part"] != (1, 1) and default_cluster() is None:
        raise click.UsageError("--part is for an index in a cluster: set engine to opensearch first.")
    if watch:
        _watch(sources, folder, as_json, options)
        return
    from index.errors import HankehakuError

    try:
        default_cluster()  # show an error in its settings before the work, not after it
        with progress_bar(command_text("Indexing")) as progress:
            report = _build(sources, folder, options, progress)
        published = publish_index(folder, options)
    except HankehakuError as error:
        if as_json:
            _print_refusal(error, folder)
        raise
    _print(report, published, folder, as_json)
    if report.failed:
        sys.exit(1)


def _build(sources: tuple[Path, ...], folder: Path, options: dict[str, Any], progress: Any = None) -> Report:
    from index.indexing.index_writer import build
    from index.indexing.merge_sources import Precedence
    from index.vocabulary.sources import find_sources

    return build(
        folder,
        sources,
        rebuild=options["rebuild"],
        upgrade=options["upgrade"],
        strict=options["strict"],
        verify=options["verify"],
        contacts=options["with_contacts"],
        max_bytes=options["max_size"] * 1_000_000,
        vocabularies=find_sources(options["vocabularies"], default_dictionaries()),
        precedence=Precedence(options["prefer"]),
        allow_shrink=options["allow_shrink"],
        purge=options["purge"],
        part=options["part"],
        progress=progress or (lambda done, total: None),
    )


def _print(report: Report, published: Published | None, folder: Path, as_json: bool) -> None:
    from index.model.serialization import to_builtins

    if as_json:
        cluster = {} if published is None else {"cluster": to_builtins(published)}
        print_json({"index": str(folder), **to_builtins(report), **cluster})
        return
    print_report(report, folder)
    if published is not None:
        print_published(published)


def _print_refusal(error: HankehakuError, folder: Path) -> None:
    """The report of a refused run, for monitoring that reads JSON."""
    print_json({"index": str(folder), "error": translated(error.message)})


def _watch(sources: tuple[Path, ...], folder: Path, as_json: bool, options: dict[str, Any]) -> None:
    """Index once and after every change until the process is stopped; report only what changed."""
    from index.errors import HankehakuError
    from index.upkeep.watch import changes

    last = None
    for _ in changes(sources, folder):
        try:
            report = _build(sources, folder, options)
            published = publish_index(folder, options)
        except HankehakuError as error:
            if error.message != last:
                print_error(error.message)
                if as_json:
                    _print_refusal(error, folder)
            last = error.message
            continue
        options |= {"rebuild": False, "upgrade": False, "allow_shrink": False}
        told = "\n".join([*report.failed, *report.warnings])
        if report.added or report.changed or report.removed or told != last:
            _print(report, published, folder, as_json)
        last = told


@click.command()
@click.argument("file", type=PATH)
def profile(file: Path) -> None:
    """Propose a profile for a table.

    Prints a TOML file that says what each column of FILE means, as far as the names tell. Save it beside the
    table as NAME.profile.toml, mend it, and index the folder.
    """
    from index.errors import SourceError
    from index.formats.record import MAX_BYTES, followed, read_bytes
    from index.profiles.proposal import propose_profile
    from index.profiles.recognition import TABLE_FORMATS, is_table

    if not is_table(file):
        raise SourceError(
            Notice(
                "%(file)s: a profile is for tables: %(formats)s.", file=file, formats=", ".join(TABLE_FORMATS)
            )
        )
    click.echo(visible(propose_profile(file, read_bytes(followed(file), 20 * MAX_BYTES))), nl=False)


@click.command()
@index_option
@click.option("--repair", is_flag=True, help="Save what is whole, and say what is lost.")
def check(folder: Path, repair: bool) -> None:
    """Check the whole index for damage.

    Reads every byte and compares every posting with the stored descriptions, which takes as long as indexing.
    If anything is wrong, names the damaged files and exits with 4. With --repair, the index is made anew of
    what is whole; the exit code is then 1 if anything is lost. The next run of «hankehaku index» reads that
    from the sources again.
    """
    from index.indexing.verify import verify_index
    from index.upkeep.repair import repair_index

    cluster = default_cluster()
    if cluster is not None and not repair:
        check_cluster(cluster, folder)
        return
    if repair:
        with progress_bar(command_text("Repairing")) as progress:
            repaired = repair_index(folder, progress)
        for line in repaired.lost:
            say(command_text("Lost: %(what)s", what=translated(line)), err=True)
        say(f"{folder}: {translated(repaired.told)}")
        if repaired.lost:
            sys.exit(1)
        return
    with progress_bar(command_text("Checking")) as progress:
        checked = verify_index(folder, progress)
    say(f"{folder}: {translated(checked.told)}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
def parse(files: tuple[Path, ...]) -> None:
    """Print descriptions as JSON, one line per record. The contact person is included."""
    from index.analysis.finnish import require_voikko
    from index.errors import SourceError
    from index.formats.record import MAX_BYTES, followed, record_name
    from index.indexing.record_reader import parse_record, read_file, record_warnings
    from index.model.serialization import to_json

    require_voikko()  # parsing needs no Voikko, but what was parsed cannot be indexed without: say so at once
    failed = []

    @contextmanager
    def reporting() -> Iterator[None]:
        try:
            yield
        except SourceError as error:
            failed.append(error)
            print_error(error.message)

    for path in map(followed, files):
        records: Sequence[AnyRecord] = ()
        with reporting():
            file = read_file(str(path), MAX_BYTES)
            records = file.records
            for warning in file.warnings:
                print_warning(f"{path}: {translated(warning)}")
        for record in records:
            with reporting():
                name = record_name(str(path), record.place)
                project = parse_record(str(path), record)
                for warning in (*record_warnings(record), *project.warnings):
                    print_warning(f"{name}: {translated(warning)}")
                say(json.dumps(to_json(project), ensure_ascii=False))
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
        why = translated(ANALYSIS_KINDS[word.analysis_kind])
        if word.function:
            why = command_text("%(why)s; function word, not required in a query", why=why)
        say(f"{token.form} → {', '.join(word.bases)}   ({why})")
        if word.parts:
            parts = command_text("parts: %(parts)s", parts=", ".join(word.parts))
            say(f"{' ' * len(token.form)}   {parts}")
