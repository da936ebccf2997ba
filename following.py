"""What the command line tells of a search from outside: `alert`, and where exported rows are from.

As in `hankehaku.py`, modules of the project are imported inside the commands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import click

if TYPE_CHECKING:
    from search.contract.request import Request
    from search.export.tables import Origin


def site_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --site, the same for every command that can tell addresses."""
    return click.option(
        "--site", default="", metavar="URL", help="Address of the search pages, for links to projects."
    )(command)


def origin_of(request: Request, day: date, site: str) -> Origin:
    """Where the projects of a search are from; without addresses where no site is named."""
    from search.export.naming import in_words
    from search.export.tables import Origin
    from web.routing.urls import params

    root = site.rstrip("/")
    address = f"{root}/?{urlencode(params(request))}" if root else ""
    return Origin(in_words(request), address, day, lambda code: root and f"{root}/hanke/{quote(code)}")
