"""A project as a file for reference managers: BibTeX and RIS."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from search.export.references import FORMATS
from web.keeping.citing import project_reference
from web.routing.engine_access import engine

blueprint = Blueprint("references", __name__)


@blueprint.get("/hanke/<code>.<any(bib, ris):kind>")
def reference(code: str, kind: str) -> BaseResponse:
    """The project as «Viittaa» on its page shows it. Raises `UnknownProject`."""
    project = engine().project(code).project
    if project.code != code:
        return redirect(url_for(".reference", code=project.code, kind=kind), 301)
    text = FORMATS[kind].write(project_reference(project, engine().status()))
    response = Response(text.encode(), content_type=FORMATS[kind].mimetype)
    name = "".join(sign for sign in project.code if sign.isascii() and (sign.isalnum() or sign in "-_"))
    response.headers["Content-Disposition"] = f'attachment; filename="hankehaku-{name}.{kind}"'
    return response
