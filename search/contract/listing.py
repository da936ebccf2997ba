"""A whole result, for exports: every project that has all the words, one after another.

A listing holds the codes; each project is read from the index when its turn comes, all from the generation
that was current when the listing was made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from search.contract import deadline
from search.contract.request import Request


@dataclass(frozen=True)
class Listing:
    """The projects of a request in the order of its ranking, without `offset` and `limit`.

    stored: the text of the JSON of the project at a place of the ranking, from 0.
    notes:  what was read otherwise than typed, in Finnish.
    """

    request: Request
    generation: str
    codes: tuple[str, ...]
    notes: tuple[str, ...]
    stored: Callable[[int], bytes]

    def lines(self) -> Iterator[bytes]:
        """The text of each project's JSON, read as it is asked for. Raises `DeadlineExceeded`."""
        for place in range(len(self.codes)):
            deadline.check()
            yield self.stored(place)

    def projects(self) -> Iterator[dict[str, Any]]:
        """The JSON of each project, read as it is asked for."""
        return (json.loads(line) for line in self.lines())
