"""A template becomes a page: within the time budget, and never of more than a few megabytes.

Every link of a page repeats the whole search, so that a long search makes a page many times as long.
"""

from __future__ import annotations

from typing import Any

from flask import current_app

from search.contract import deadline
from search.contract.messages import Message
from web.middleware.errors import RequestRefused
from web.routing import engine_access

PAGE_CHARACTERS = 4 * 1024 * 1024
"""The longest page, for a query of at most `USUAL_QUERY` characters; in proportion for longer ones.

A page of 285 links that each repeat 1,000 characters outside the basic plane has 3.5 million.
"""
USUAL_QUERY = 1_000


def render(template: str, **context: Any) -> str:
    """The template with its context. Raises `DeadlineExceeded`, and `RequestRefused` for a page too long."""
    current_app.update_template_context(context)
    most = PAGE_CHARACTERS * max(1, engine_access.settings().query_length // USUAL_QUERY)
    pieces, length = [], 0
    for piece in current_app.jinja_env.get_template(template).generate(context):
        deadline.check()
        length += len(piece)
        if length > most:
            raise RequestRefused(
                400, Message("Sivusta tulisi liian suuri. Lyhennä hakulausetta tai poista rajauksia.")
            )
        pieces.append(piece)
    return "".join(pieces)
