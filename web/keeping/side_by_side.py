"""A short list of projects side by side, as plain data; the list is stored only in the address.

Which fields are compared stands in the field table (`compared`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from index.errors import UnknownProject
from index.model.codes import CODE_LENGTH
from index.model.fields import Field, Kind, Role
from index.model.project import FIELDS, Project, values
from search.contract.engine_port import Searcher
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.values import shown
from web.project_page.sections import TextSection, text_sections
from web.routing import urls
from web.routing.request_reader import Args, clean

PARAMETER = "hanke"
"""In an address, a code of the short list; several codes may stand in one."""
MOST = 6
"""The most projects side by side: more would make columns of single words. Templates and script use it."""
MOST_CODES = 30
"""Codes of an address that are looked at."""
NUMBERS = (Kind.DATE, Kind.MONEY, Kind.PERCENT, Kind.COUNT)
"""Kinds whose rows come after those of names, in this order."""
SHORT: tuple[Field, ...] = tuple(
    sorted(
        (f for f in FIELDS if f.compared and f.kind is not Kind.TEXT),
        key=lambda f: 1 + NUMBERS.index(f.kind) if f.kind in NUMBERS else 0,
    )
)
"""The fields whose values are short: names as they stand in the table, then days and numbers."""
TEXTS: tuple[Field, ...] = tuple(f for f in FIELDS if f.compared and f.kind is Kind.TEXT)
"""The texts, which stand below."""


@dataclass(frozen=True)
class ShortList:
    """The projects that an address names, in its order.

    unknown: codes that no project has. left_out: those beyond `MOST`.
    """

    projects: tuple[Project, ...]
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the projects that are shown."""
        return tuple(project.code for project in self.projects)


def short_list(args: Args, engine: Searcher) -> ShortList:
    """The short list of an address. Each code may be in capital or small letters, and counts once."""
    found: dict[str, Project] = {}
    unknown: list[str] = []
    left_out: list[str] = []
    for code in _written_codes(args.getlist(PARAMETER), engine):
        project = _project(engine, code)
        if project is None:
            unknown.append(code)
        elif project.code in found or len(found) < MOST:
            found[project.code] = project
        else:
            left_out.append(project.code)
    return ShortList(tuple(found.values()), tuple(unknown), tuple(dict.fromkeys(left_out)))


def _project(engine: Searcher, code: str) -> Project | None:
    try:
        return engine.project(code).project
    except UnknownProject:
        return None


def _written_codes(written: Iterable[str], engine: Searcher) -> list[str]:
    """Codes separated by commas, or by spaces that are not part of a code."""
    parts = (part.strip() for text in written for part in re.split("[,;]", clean(text)))
    found: dict[str, None] = {}
    for part in filter(None, parts):
        whole = " " not in part or _project(engine, part[:CODE_LENGTH]) is not None
        for code in [part] if whole else part.split():
            found[code[:CODE_LENGTH]] = None
        if len(found) >= MOST_CODES:
            break
    return list(found)[:MOST_CODES]


def is_canonical(args: Args, listed: ShortList) -> bool:
    """Whether an address is in our canonical form; one that needs a message is not redirected."""
    return bool(listed.unknown or listed.left_out) or tuple(args.getlist(PARAMETER)) == listed.codes


def side_by_side_url(codes: Sequence[str], kind: str = "") -> str:
    """The address of a short list; kind: of which file of it, by the end of its name, "" = the page."""
    pairs = urlencode([(PARAMETER, code) for code in codes])
    path = url_for("side_by_side.file", kind=kind) if kind else url_for("pages.side_by_side")
    return f"{path}?{pairs}" if pairs else path


@dataclass(frozen=True)
class Move:
    """A link to another order or to fewer projects: its address, and the remaining codes."""

    url: str
    codes: str


@dataclass(frozen=True)
class ColumnView:
    """A project at the head of its column. left, right: the page where it has changed places."""

    code: str
    title: str
    url: str
    remove: Move
    left: Move | None
    right: Move | None


@dataclass(frozen=True)
class CellView:
    """A value in a row; is_source_text: whether it is out of the description, which stays Finnish."""

    text: str
    is_source_text: bool


@dataclass(frozen=True)
class RowView:
    """A field and its value in each project."""

    label: str
    is_number: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class TextRow:
    """A text of the description and how each project has it; is_open: whether it is unfolded at first."""

    label: str
    is_open: bool
    sections: tuple[TextSection, ...]


@dataclass(frozen=True)
class SideBySideView:
    """The whole page."""

    notes: tuple[str, ...]
    codes: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    texts: tuple[TextRow, ...]
    files: tuple[tuple[str, str], ...]
    address: str
    empty: Move
    room: int


FILES = {"csv": "CSV Exceliin", "xlsx": "Excel-työkirja", "md": "Markdown"}
"""The files of a comparison, by the end of their names."""


def side_by_side_view(listed: ShortList) -> SideBySideView:
    """Everything the page shows."""
    projects, codes = listed.projects, listed.codes
    return SideBySideView(
        notes=tuple(_notes(listed)),
        codes=codes,
        columns=tuple(_column(project, codes, place) for place, project in enumerate(projects)),
        rows=tuple(row for field in SHORT if (row := _row(field, projects))),
        texts=tuple(_text_row(field, projects) for field in TEXTS if field.role is not Role.TITLE),
        files=tuple((_(label), side_by_side_url(codes, kind)) for kind, label in FILES.items()),
        address=urls.site() + side_by_side_url(codes),
        empty=_move(()),
        room=MOST - len(codes),
    )


def _notes(listed: ShortList) -> list[str]:
    notes = [_("Koodilla ”%(code)s” ei löydy hanketta.", code=code) for code in listed.unknown]
    if listed.left_out:
        notes.append(
            _(
                "Rinnakkain mahtuu enintään %(most)s hanketta. Pois jäivät: %(codes)s.",
                most=MOST,
                codes=", ".join(listed.left_out),
            )
        )
    return notes


def _move(codes: Sequence[str]) -> Move:
    return Move(side_by_side_url(codes), " ".join(codes))


def _column(project: Project, codes: tuple[str, ...], place: int) -> ColumnView:
    def swapped(one: int, other: int) -> Move | None:
        if not 0 <= one < other < len(codes):
            return None
        order = list(codes)
        order[one], order[other] = order[other], order[one]
        return _move(order)

    return ColumnView(
        code=project.code,
        title=project.title or project.code,
        url=urls.project_url(project.code),
        remove=_move([code for code in codes if code != project.code]),
        left=swapped(place - 1, place),
        right=swapped(place, place + 1),
    )


def _row(field: Field, projects: Sequence[Project]) -> RowView | None:
    """The row of a field; none where no project has a value in it."""
    cells = tuple(_cell(project, field) for project in projects)
    return (
        RowView(_(field.label), field.kind in NUMBERS[1:], cells) if any(one.text for one in cells) else None
    )


def _cell(project: Project, field: Field) -> CellView:
    names = (shown(field, format.name(value)) for value in field_values(project, field))
    return CellView(", ".join(field_texts(project, field)), any(one.is_source_text for one in names))


def field_texts(project: Project, field: Field) -> list[str]:
    """The values of a field as text, in the language of the page."""
    return [format.field_value(field, value) for value in field_values(project, field)]


def field_values(project: Project, field: Field) -> tuple[object, ...]:
    """The values of a field; of what a project is monitored by, the numbers too."""
    return tuple(map(str, project.monitored)) if field.role is Role.MONITORED else values(project, field)


def _text_row(field: Field, projects: Sequence[Project]) -> TextRow:
    sections = tuple(text_sections(project, {}, lambda one: one is field)[0] for project in projects)
    return TextRow(_(field.label), field.role is Role.SUMMARY, sections)
