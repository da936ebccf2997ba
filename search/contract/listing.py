"""Whole projects: a single one with its matches, and for exports a header and all projects of a result.

The projects are read one by one and not kept in memory. All come from the generation that was current when
the listing was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from index.model.project import Project
from search.contract.messages import Message
from search.contract.request import Request
from search.contract.results import Span


@dataclass(frozen=True)
class ListingHeader:
    """What is known of a listing before its first project is read.

    request:    what was asked for; its `offset` and `limit` do not count.
    generation: number of the commit that the projects are read from.
    total:      how many projects follow.
    notes:      what was interpreted differently from what was typed.
    """

    request: Request
    generation: str
    total: int
    notes: tuple[Message, ...] = ()


class StoredProject(NamedTuple):
    """A project's code, and the text of its JSON on one line (UTF-8).

    first_seen, last_changed: Unix time in seconds at which the index first had the project, and this text.
    """

    code: str
    json_line: bytes
    first_seen: int = 0
    last_changed: int = 0


@dataclass(frozen=True)
class Listing:
    """The projects of a request in the order of its ranking.

    projects: to be iterated once; each project is read when its turn comes. Raises `DeadlineExceeded`.
    """

    header: ListingHeader
    projects: Iterator[StoredProject]

    def documents(self) -> Iterator[dict[str, Any]]:
        """The JSON of each project, parsed; takes the place of iterating `projects`."""
        return (json.loads(project.json_line) for project in self.projects)


@dataclass(frozen=True)
class ProjectDocument:
    """A whole project, and what matches a query in it.

    spans: of each text in which anything does, by its place in the JSON: «summary», «equality.0.text».
    """

    project: Project
    spans: Mapping[str, tuple[Span, ...]]
