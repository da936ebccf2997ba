"""What has changed in a search since it was cited: by its citation file, or by the time in an address.

A file gives the full comparison of `hankehaku replay`: what was added, removed or changed. An address only
shows what was added or changed in the index after that time, and a minimum for how many projects are gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from index.errors import UnknownProject
from search.contract.engine_port import Searcher
from search.contract.request import CHANGED, Request
from search.contract.status import finnish_day
from search.export.citation import Citation, cite, compare, parse_citation, request_of
from web.i18n import format
from web.i18n.texts import gettext as _
from web.routing import urls
from web.routing.request_reader import Args, clean

FILE = "viite"
"""Name of the field of the form that a citation file is sent in."""
MOMENT, TOTAL = "hetki", "hankkeita"
"""In an address: the moment that changes are told from, and how many projects there were."""
NOTHING = Markup("")
MOST_SHOWN = 100
"""Projects of a kind that are named."""
NAME_LENGTH = 100
"""Characters of the name of a file in messages."""


@dataclass(frozen=True)
class Then:
    """A moment that a search is compared with, in Unix time; total: how many projects it found, or None."""

    seconds: float
    total: int | None


@dataclass(frozen=True)
class ChangedProject:
    """A project in a list; url: of its page, "" where the index has it no more."""

    code: str
    title: str
    url: str


@dataclass(frozen=True)
class ChangeGroup:
    """The projects that were added, removed or changed: how many, and the first of them by name."""

    label: str
    total: str
    projects: tuple[ChangedProject, ...]
    more: int


@dataclass(frozen=True)
class ReplayView:
    """The whole page. error: why a file was refused; the rest is "" and empty before anything is asked.

    what: the search in words. statement: how many projects there were and are. notes: what else is to know.
    nothing: what is said where no project is listed.
    """

    error: str = ""
    what: Markup = NOTHING
    notes: tuple[str, ...] = ()
    groups: tuple[ChangeGroup, ...] = ()
    nothing: str = ""
    search_url: str = ""
    statement: str = ""


def changes_url(request: Request, committed: float, total: int) -> str:
    """The address that tells what has changed in a search since an index was committed (Unix time)."""
    moment = datetime.fromtimestamp(int(committed), UTC).isoformat().replace("+00:00", "Z")
    return urls.all_hits_url(request, "pages.replay", (MOMENT, moment), (TOTAL, str(total)))


def then_from_args(args: Args) -> Then | None:
    """The moment of an address, if it names one that can be read."""
    try:
        moment = datetime.fromisoformat(clean(args.get(MOMENT, "")))
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        finnish_day(seconds)
    except (ValueError, OverflowError, OSError):
        return None
    total = clean(args.get(TOTAL, ""))
    known = total.isascii() and total.isdigit() and len(total) <= 9
    return Then(seconds, int(total) if known else None)


def unreadable_moment() -> str:
    """The message for an address without a valid time."""
    return _(
        "Osoitteessa olevaa ajankohtaa ei voi lukea. Avaa linkki uudelleen haun kohdasta ”Viittaa” tai anna "
        "viitetiedosto."
    )


def uploaded_citation(written: bytes, name: str) -> Citation:
    """The citation in an uploaded file. Raises `NotACitation`."""
    return parse_citation(written, Path(clean(name)[:NAME_LENGTH] or FILE))


def replay_citation(cited: Citation, what: Markup, engine: Searcher) -> ReplayView:
    """What was added, removed or changed since a citation was made. what: its search in words."""
    request = request_of(cited)
    now = cite(engine.listing(request))
    found = compare(cited, now)
    notes = [_("Hankkeiden järjestys on muuttunut.")] if found.moved else []
    if cited.fingerprint != now.fingerprint:
        notes.append(
            _("Viite on tehty ohjelman tai sanaston toisesta versiosta: muutos voi johtua myös siitä.")
        )
    return ReplayView(
        what=what,
        statement=_statement(cited.total, _day_of(cited.taken), now.total),
        notes=tuple(notes),
        groups=tuple(
            _group(label, codes, engine)
            for label, codes in (
                (_("Uudet"), found.added),
                (_("Poistuneet"), found.removed),
                (_("Muuttuneet"), found.changed),
            )
            if codes
        ),
        nothing=_("Hankkeet ovat samat.") if found.moved else _("Tulos on sama kuin viitteessä."),
        search_url=urls.search_url(request),
    )


def changes_since(request: Request, then: Then, what: Markup, engine: Searcher) -> ReplayView:
    """The projects of a search that were added or changed after a time. what: the search in words."""
    listing = engine.listing(replace(request, sort=CHANGED, offset=0))
    new: list[str] = []
    changed: list[str] = []
    for project in listing.projects:  # those that changed last come first
        if project.last_changed <= then.seconds:
            break
        (new if project.first_seen > then.seconds else changed).append(project.code)
    total, groups = listing.header.total, ((_("Uudet"), new), (_("Muuttuneet"), changed))
    notes = [_("Poistuneet hankkeet ja järjestyksen näkee vain viitetiedostosta.")]
    gone = (then.total or 0) + len(new) - total
    if gone > 0:
        notes.insert(
            0, _("Haun tuloksista on poistunut ainakin %(projects)s.", projects=format.projects(gone))
        )
    return ReplayView(
        what=what,
        statement=_statement(then.total, format.day(finnish_day(then.seconds)), total),
        notes=tuple(notes),
        groups=tuple(_group(label, codes, engine) for label, codes in groups if codes),
        nothing=_("Uusia tai muuttuneita hankkeita ei ole."),
        search_url=urls.search_url(request),
    )


def _statement(before: int | None, day: str, now: int) -> str:
    if before is None:
        return _("Verrataan päivään %(day)s. Nyt: %(now)s.", day=day, now=format.projects(now))
    return _(
        "Silloin (%(day)s): %(before)s. Nyt: %(now)s.",
        day=day,
        before=format.projects(before),
        now=format.projects(now),
    )


def _day_of(taken: str) -> str:
    """The day on which a citation was made; text that is not a time is returned unchanged."""
    try:
        return format.day(finnish_day(datetime.fromisoformat(taken).timestamp()))
    except (ValueError, OverflowError, OSError):
        return taken[:NAME_LENGTH]


def _group(label: str, codes: Iterable[str], engine: Searcher) -> ChangeGroup:
    every = list(codes)
    named = tuple(_project(code, engine) for code in every[:MOST_SHOWN])
    return ChangeGroup(label, format.number(len(every)), named, len(every) - len(named))


def _project(code: str, engine: Searcher) -> ChangedProject:
    try:
        project = engine.project(code).project
    except UnknownProject:
        return ChangedProject(code[:NAME_LENGTH], "", "")
    return ChangedProject(code, project.title or code, urls.project_url(project.code))
