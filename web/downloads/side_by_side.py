"""Projects side by side as a file: a row for each field, a column for each project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from index.model.fields import Field, Role
from index.model.project import BY_ROLE, Project, text
from index.model.serialization import to_json
from search.contract.messages import Message
from search.export.document import MARKDOWN, MIMETYPES
from search.export.naming import SERVICE, FileName
from search.export.small_tables import markdown, workbook
from search.export.tables import FORMATS, Cell, excel_csv
from web.i18n.texts import gettext as _
from web.keeping.side_by_side import (
    SHORT,
    TEXTS,
    ShortList,
    field_texts,
    field_values,
    short_list,
    side_by_side_url,
)
from web.middleware.errors import RequestRefused
from web.routing import urls
from web.routing.engine_access import engine

blueprint = Blueprint("side_by_side", __name__)

TYPES = {**{kind: FORMATS[kind].mimetype for kind in ("csv", "xlsx")}, MARKDOWN: MIMETYPES[MARKDOWN]}
"""Media types by the end of the file's name."""


@blueprint.get("/rinnakkain.<any(csv, xlsx, md):kind>")
def file(kind: str) -> Response:
    """The short list of the address as a file. Raises `RequestRefused` where it names no project."""
    shown = short_list(request.args, engine())
    if not shown.projects:
        raise RequestRefused(
            404, Message("Osoitteen koodeilla ei löydy yhtään hanketta. Tarkista hankekoodit.")
        )
    day = engine().status().day
    rows = comparison_rows(shown, day)
    made = {
        "csv": lambda: excel_csv(rows),
        "xlsx": lambda: workbook(rows, _("Hankkeet rinnakkain")[:31]),
        "md": lambda: markdown(rows).encode(),
    }
    response = Response(made[kind](), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = _name(shown, day, kind).disposition
    return response


def _name(shown: ShortList, day: date, kind: str) -> FileName:
    codes = "-".join("".join(filter(str.isalnum, code)) for code in shown.codes)
    plain = codes.encode("ascii", "ignore").decode() or "hankkeet"
    name = f"{SERVICE}-rinnakkain-{plain}-{day.isoformat()}.{kind}"
    return FileName(name, name)


def comparison_rows(shown: ShortList, day: date) -> list[list[Cell]]:
    """The heading, a row for each field, and the origin. Rows without any value are left out."""
    projects = shown.projects
    stored = [to_json(project) for project in projects]
    rows = [[_(field.label), *(_short(project, field) for project in projects)] for field in SHORT] + [
        [_(field.label), *(text(one, field) for one in stored)] for field in TEXTS
    ]
    every = len(projects)
    return [
        ["", *(project.title or project.code for project in projects)],
        [_(BY_ROLE[Role.CODE].label), *shown.codes],
        *(row for row in rows if any(cell not in (None, "") for cell in row[1:])),
        [_("Hankkeen osoite"), *(urls.site() + urls.project_url(code) for code in shown.codes)],
        [_("Vertailun osoite"), *[urls.site() + side_by_side_url(shown.codes)] * every],
        [_("Aineiston päivä"), *[day] * every],
    ]


def _short(project: Project, field: Field) -> Cell:
    """A number or a day as such, all else as the page writes it."""
    found: Sequence[Any] = field_values(project, field)
    if field.kind.is_number and not field.multivalued:
        value: int | date | None = found[0] if found else None
        return value
    return ", ".join(field_texts(project, field))
