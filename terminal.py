"""What the command line prints: progress, reports and hits.

The commands themselves are in `hankehaku.py` and `inspection.py`.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from index.indexing.report import Report
    from index.model.project import Project
    from search.contract.results import Answer, Compared, Hit, Similar, Snippet
    from search.export.citation import Citation, Differences
    from search.export.marked_text import Piece

_SPACE = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys and does not show, but for tabs and line ends; what changes the order of signs."""
RENAMED_ASCII = "ascii_terminal"
"""ASCII, by a name of our own; see `replace_unprintable`."""


def replace_unprintable() -> None:
    """Have what the terminal's encoding lacks printed as «?»; the default is a traceback.

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
    """A text with the signs that a terminal would obey written as JSON writes them: «\\u001b».

    Names of files, descriptions and citations are strangers' and could write over what stands on the screen.
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
            click.echo(f"{done} of {total} files", err=True)

    return show


def print_report(report: Report, folder: Path) -> None:
    """What a run of the indexer did, problems first."""
    kinds = {"Warning": report.warnings, "Conflict": report.conflicts, "Failed": report.failed}
    for kind, lines in kinds.items():
        for line in lines:
            say(f"{kind}: {line}".replace("\n", "\\n"), err=True)  # a name of a file may have line ends
    say(
        f"{folder}: {report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(report.failed)} failed"
    )
    if report.contacts:
        click.echo("Contact persons are kept in this index (--with-contacts)")
    if report.masked:
        click.echo(f"{report.masked} contact details masked in texts")


def print_answer(answer: Answer, offset: int) -> None:
    """The hits of an answer, for reading."""
    out = console()
    for note in answer.notes:
        out.print(note, style="yellow")
    for meant in answer.suggestions:
        found = f"{meant.total}" if meant.total else f"{meant.partial} osittaista"
        out.print(f"Tarkoititko: {meant.query} ({found})", style="yellow")
    if answer.equivalents:
        out.print(f"Haettiin myös: {', '.join(answer.equivalent_terms())}", style="dim")
    for number, hit in enumerate(answer.hits, offset + 1):
        if hit.partial and number in (offset + 1, answer.total + 1):
            none = "Missään hankkeessa ei ole koko hakua. " if not answer.total else ""
            out.print(f"{none}Näissä on osa hausta tai sen sukuista:", style="yellow")
        print_hit(out, number, hit)
    if not answer.total and not answer.partial:
        out.print("Ei osumia. Kokeile vähempiä sanoja tai jätä rajauksia pois.")
        return
    shown = f", näytetään {offset + 1}–{offset + len(answer.hits)}" if answer.hits else ""
    some = f" ja {answer.partial} osittaista" if answer.partial else ""
    count = f"{answer.total} {'hanke' if answer.total == 1 else 'hanketta'}"
    out.print(f"{count}{some}{shown} ({answer.took_ms} ms)")


def print_hit(out: Console, number: int, hit: Hit) -> None:
    """One hit: title and code, facts, snippets with the words that matched in bold."""
    from index.model.fields import Role
    from index.model.project import BY_ROLE
    from index.model.project_parts import Numbered
    from search.export.marked_text import pieces

    facts = hit.facts
    axis, regions = facts[BY_ROLE[Role.PRIORITY_AXIS].name], facts[BY_ROLE[Role.REGIONS].name]
    starts, ends = facts[BY_ROLE[Role.STARTS].name], facts[BY_ROLE[Role.ENDS].name]
    line = [
        hit.code,
        facts[BY_ROLE[Role.APPLICANT].name],
        str(Numbered(**axis)) if axis else None,
        ", ".join(regions[:4]) + (" …" if len(regions) > 4 else ""),
        f"{starts or '?'} – {ends or '?'}",
    ]
    out.print(styled(f"{number}. ", pieces(hit.title, hit.title_spans)), style="bold")
    out.print("   " + " · ".join(part for part in line if part), style="dim")
    for snippet in hit.snippets:
        out.print(_passage(f"   {snippet.label}: ", snippet))
    if hit.explanation:
        out.print(f"   {hit.score:.4f} pistettä:")
    for one in hit.explanation:
        where = ", ".join(f"{name} {count}" for name, count in one.sections.items())
        token = f"{one.token}»{' @' + one.section if one.section else ''}"
        out.print(
            f"   {one.score:9.4f}  {one.word}: {one.role} «{token}"
            f" = {one.weight:g} · idf {one.idf:g} ({one.documents} hanketta) · tf {one.frequency:g}"
            f" [{where}] · pituus {one.length_norm:g}"
        )
    out.print()


def print_project(project: Project) -> None:
    """A project field by field, those without a value left out."""
    from index.model.fields import Kind, Role
    from index.model.project import FIELDS, text, values
    from index.model.serialization import to_json

    out, data = console(), to_json(project)
    merged = {name for field in FIELDS for name in field.merged_paths}  # shown with the field they belong to
    for field in FIELDS:
        prose = field.kind is Kind.TEXT
        found = project.monitored if field.role is Role.MONITORED else values(project, field)
        shown = text(data, field) if prose else ", ".join(map(str, found))
        if shown and field.name not in merged:
            out.print(field.label, style="bold")
            out.print(shown + "\n")


def print_json(data: Any) -> None:
    """Plain data for other programs."""
    say(json.dumps(data, ensure_ascii=False, indent=2))


def print_similar(found: Sequence[Similar]) -> None:
    """Projects near another one, the nearest first."""
    out = console()
    for number, project in enumerate(found, 1):
        _print_near(out, number, project)
    if not found:
        out.print("Samankaltaisia hankkeita ei löytynyt.")


def print_compared(found: Sequence[Compared]) -> None:
    """Projects near a text, with its passages («+») and theirs («=»)."""
    out = console()
    for number, one in enumerate(found, 1):
        _print_near(out, number, one.project)
        for own, theirs in one.pairs:
            out.print(_passage("   + ", own))
            out.print(_passage(f"   = {theirs.label}: ", theirs))
    if not found:
        out.print("Samankaltaisia hankkeita ei löytynyt.")


def _print_near(out: Console, number: int, project: Similar) -> None:
    out.print(f"{number}. {project.title}", style="bold")
    line = (project.code, project.applicant, f"{project.starts or '?'} – {project.ends or '?'}")
    out.print("   " + " · ".join(part for part in line if part), style="dim")
    out.print(f"   samankaltaisuus {project.similarity}/100: {', '.join(project.words)}")


def styled(before: str, cut: Iterable[Piece]) -> Text:
    """Pieces of a text for a terminal, what matches in bold. before: what is printed in front of them."""
    from rich.text import Text

    text = Text(before)
    for piece, span in cut:
        text.append(piece, style="bold green" if span else "")
    return text


def _passage(before: str, snippet: Snippet) -> Text:
    """A snippet on one line."""
    from search.export.marked_text import snippet_pieces

    cut = ((_SPACE.sub(" ", piece), span) for piece, span in snippet_pieces(snippet))
    return styled(before, cut)


def print_differences(cited: Citation, now: Citation, differences: Differences) -> None:
    """What has become of a cited result, project by project, and in one line."""
    if cited.fingerprint != now.fingerprint:
        say(f"Warning: cited of an index of «{cited.fingerprint}», this is «{now.fingerprint}»", err=True)
    kinds = {"added": differences.added, "removed": differences.removed, "changed": differences.changed}
    for kind, codes in kinds.items():
        for code in codes:
            say(f"{kind:8} {code}")
    counts = ", ".join(f"{len(codes)} {kind}" for kind, codes in kinds.items())
    say(
        f"{now.total} projects, {cited.total} on {cited.taken}: {counts}"
        f"{', in another order' if differences.moved else ''}"
    )
