"""Results as the command line prints them: hits, projects, similar projects, and changes of a citation.

Texts and days are in the language of `--lang`, else of the locale.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from terminal import console, print_warning, say
from web.i18n.texts import command_count, command_text, gettext, ngettext, translated

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from index.model.project import Project
    from search.contract.results import Answer, Compared, Hit, Similar, Snippet
    from search.export.citation import Citation, Differences
    from search.export.followed import News, Told
    from search.export.marked_text import Piece
    from search.export.tables import Origin

_SPACE = re.compile(r"\s+")


def print_answer(answer: Answer, offset: int) -> None:
    """The hits of an answer, for reading."""
    out = console()
    for note in answer.notes:
        out.print(translated(note), style="yellow")
    for meant in answer.suggestions:
        some = gettext("%(number)s osittaista", number=meant.partial)
        out.print(f"{gettext('Tarkoititko:')} {meant.query} ({meant.total or some})", style="yellow")
    if answer.equivalents:
        out.print(f"{gettext('Haettiin myös:')} {', '.join(answer.equivalent_terms())}", style="dim")
    for number, hit in enumerate(answer.hits, offset + 1):
        if hit.partial and number in (offset + 1, answer.total + 1):
            some, none = (
                gettext("Osittain hakua vastaavia:"),
                gettext("Kaikkia hakusanoja ei löydy mistään hankkeesta. Osittain vastaavia:"),
            )
            out.print(some if answer.total else none, style="yellow")
        print_hit(out, number, hit)
    if not answer.total and not answer.partial:
        out.print(gettext("Ei osumia. Kokeile vähempiä sanoja tai jätä rajauksia pois."))
        return
    out.print(f"{_count(answer)}{_shown(answer, offset)} ({answer.took_ms} ms)")


def _count(answer: Answer) -> str:
    """«3 hanketta ja 2 osittain vastaavaa»."""
    whole = f"{answer.total} {ngettext('hanke', 'hanketta', answer.total)}"
    if not answer.partial:
        return whole
    return gettext("%(whole)s ja %(partial)s osittain vastaavaa", whole=whole, partial=answer.partial)


def _shown(answer: Answer, offset: int) -> str:
    """Which of the hits are shown: «, näytetään 11–20»."""
    if not answer.hits:
        return ""
    return gettext(", näytetään %(first)s–%(last)s", first=offset + 1, last=offset + len(answer.hits))


def print_hit(out: Console, number: int, hit: Hit) -> None:
    """One hit: title and code, facts, snippets with the words that matched in bold."""
    from index.model.fields import Role
    from index.model.project import BY_ROLE
    from search.export.marked_text import pieces
    from web.i18n import format

    facts = {role: hit.facts[field.name] for role, field in BY_ROLE.items() if field.name in hit.facts}
    places = [format.field_value(BY_ROLE[Role.REGIONS], name) for name in facts[Role.REGIONS]]
    line = [
        hit.code,
        facts[Role.APPLICANT],
        format.field_value(BY_ROLE[Role.PRIORITY_AXIS], facts[Role.PRIORITY_AXIS]),
        ", ".join(places[:4]) + (" …" if len(places) > 4 else ""),
        format.period(facts[Role.STARTS], facts[Role.ENDS]),
    ]
    out.print(styled(f"{number}. ", pieces(hit.title, hit.title_spans)), style="bold")
    out.print("   " + " · ".join(part for part in line if part), style="dim")
    for snippet in hit.snippets:
        out.print(_passage(f"   {gettext(snippet.label)}: ", snippet))
    if hit.explanation:
        out.print("   " + gettext("Pisteet yhteensä %(points)s:", points=f"{hit.score:.4f}"))
    for one in hit.explanation:
        where = ", ".join(f"{name} {count}" for name, count in one.sections.items())
        token = f"”{one.token}”{' @' + one.section if one.section else ''}"
        projects = f"{one.documents} {ngettext('hanke', 'hanketta', one.documents)}"
        length = gettext("pituus")
        out.print(
            f"   {one.score:9.4f}  {one.word}: {translated(one.role)} {token} = {one.weight:g}"
            f" · idf {one.idf:g} ({projects}) · tf {one.frequency:g} [{where}]"
            f" · {length} {one.length_norm:g}"
        )
    out.print()


def print_project(project: Project) -> None:
    """A project field by field, those without a value left out."""
    from index.model.fields import Kind, Role
    from index.model.project import FIELDS, text, values
    from index.model.serialization import to_json
    from web.i18n import format

    out, data = console(), to_json(project)
    merged = {name for field in FIELDS for name in field.merged_paths}  # shown with the field they belong to
    for field in FIELDS:
        found = project.monitored if field.role is Role.MONITORED else values(project, field)
        prose = field.kind is Kind.TEXT
        shown = text(data, field) if prose else ", ".join(format.field_value(field, one) for one in found)
        if shown and field.name not in merged:
            out.print(gettext(field.label), style="bold")
            out.print(shown + "\n")


def print_similar(found: Sequence[Similar]) -> None:
    """Projects near another one, the nearest first."""
    out = console()
    for number, project in enumerate(found, 1):
        _print_near(out, number, project)
    if not found:
        out.print(gettext("Samankaltaisia hankkeita ei löytynyt."))


def print_compared(found: Sequence[Compared]) -> None:
    """Projects near a text, with its passages («+») and theirs («=»)."""
    out = console()
    for number, one in enumerate(found, 1):
        _print_near(out, number, one.project)
        for own, theirs in one.pairs:
            out.print(_passage("   + ", own))
            out.print(_passage(f"   = {gettext(theirs.label)}: ", theirs))
    if not found:
        out.print(gettext("Samankaltaisia hankkeita ei löytynyt."))


def _print_near(out: Console, number: int, project: Similar) -> None:
    from web.i18n import format

    out.print(f"{number}. {project.title}", style="bold")
    line = (project.code, project.applicant, format.period(project.starts, project.ends))
    out.print("   " + " · ".join(part for part in line if part), style="dim")
    out.print(f"   {gettext('Samankaltaisuus')} {project.similarity}/100: {', '.join(project.words)}")


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
    """The changes of a cited result, project by project, and in one line."""
    from web.i18n import format

    if cited.fingerprint != now.fingerprint:
        told = command_text(
            "the search was cited from an index of another version (%(then)s; now %(now)s)",
            then=cited.fingerprint,
            now=now.fingerprint,
        )
        print_warning(told)
    kinds = (
        (command_text("added"), differences.added),
        (command_text("removed"), differences.removed),
        (command_text("changed"), differences.changed),
    )
    for kind, codes in kinds:
        for code in codes:
            say(f"{kind:8} {code}")
    counts = ", ".join(f"{len(codes)} {kind}" for kind, codes in kinds)
    moved = command_text(", in another order") if differences.moved else ""
    projects = command_count("%(num)s project", "%(num)s projects", now.total)
    then = command_text("%(total)s on %(day)s", total=cited.total, day=format.day(cited.taken[:10]))
    say(f"{projects}, {then}: {counts}{moved}")


# What a search that is followed has that is new

MAIL_WIDTH = 72
"""Characters of a line of an e-mail (RFC 5322 advises fewer than 78, quoted more than once)."""


def print_news(news: News, origin: Origin, *, is_mail: bool) -> None:
    """New and changed projects of a search since last time, for a terminal or as the body of an e-mail."""
    width = MAIL_WIDTH if is_mail else 10_000
    for text in _news_lines(news, origin):
        say("\n".join(_wrapped(text, width)))


def _wrapped(text: str, width: int) -> list[str]:
    """A line cut into lines, each as far to the right as the first; addresses stay whole."""
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _news_lines(news: News, origin: Origin) -> Iterator[str]:
    from web.i18n import format

    what = gettext("haku ”%(query)s”", query=news.now.query) if news.now.query else gettext("kaikki hankkeet")
    total = f"{len(news.now.projects)} {ngettext('hanke', 'hanketta', len(news.now.projects))}"
    yield f"Hankehaku, {what}: {total}"
    if origin.address:
        yield f"  {origin.address}"
    yield ""
    if news.before is None:
        yield gettext("Seuranta alkaa. Tästä lähtien kerrotaan uudet ja muuttuneet hankkeet.")
        return
    day = format.day(news.before.day)
    if not news:
        yield gettext("Ei uutta eikä muuttunutta sitten edellisen kerran (%(day)s).", day=day)
        return
    for told, heading in (
        (
            news.new,
            gettext("Uusia sitten edellisen kerran (%(day)s): %(number)s", day=day, number=len(news.new)),
        ),
        (
            news.changed,
            gettext(
                "Muuttuneita sitten edellisen kerran (%(day)s): %(number)s", day=day, number=len(news.changed)
            ),
        ),
    ):
        if told:
            yield heading
            yield ""
        for one in told:
            yield from _told_lines(one, origin)
    if news.gone:
        yield gettext("Ei enää haun tuloksissa: %(codes)s", codes=", ".join(news.gone))


def _told_lines(told: Told, origin: Origin) -> Iterator[str]:
    from index.model.fields import Role
    from index.model.project import BY_ROLE
    from web.i18n import format

    def fact(role: Role) -> Any:
        return told.facts.get(BY_ROLE[role].in_hit)

    def shown(role: Role, value: Any) -> str:
        return format.field_value(BY_ROLE[role], value)

    line = (
        told.code,
        fact(Role.APPLICANT),
        ", ".join(shown(Role.REGIONS, one) for one in fact(Role.REGIONS) or ()),
        format.period(fact(Role.STARTS), fact(Role.ENDS)),
        shown(Role.GRANTED, fact(Role.GRANTED)),
        shown(Role.STATUS, fact(Role.STATUS)),
        gettext("hakemistossa %(day)s", day=format.day(told.day)),
    )
    yield "  " + _SPACE.sub(" ", told.title)
    yield "    " + " · ".join(_SPACE.sub(" ", str(part)) for part in line if part)
    if origin.address:
        yield "    " + origin.project(told.code)
    yield ""
