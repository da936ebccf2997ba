"""A project of the whole country: its regions are all of them, and it is marked as nationwide.

The forms print «Valtakunnallinen hanke» instead of regions; tables have «Koko maa» among them, or a column
of their own that says yes or no.
"""

from __future__ import annotations

from index.model.codes import yes_or_no
from index.model.fields import YES, Role
from index.model.project import BY_ROLE
from index.model.template import Template, printed_key
from index.reader.project_builder import Values
from index.templates.registry import TEMPLATES

_REGIONS, _NATIONWIDE = BY_ROLE[Role.REGIONS].path, BY_ROLE[Role.NATIONWIDE].path
_WORDS = frozenset().union(*(template.nationwide_keys for template in TEMPLATES))


def says_nationwide(template: Template, key: str, text: str) -> bool | None:
    """Whether a line of the target area says that a project is nationwide; None where it is another line.

    key: "" where the line has none; else that of the line, or of a list of places.
    """
    if printed_key(text) in template.nationwide_keys:
        return True
    if printed_key(key) not in template.nationwide_keys:
        return None
    answer = yes_or_no(text)
    return answer == YES if answer or not text else None


def mark_nationwide(values: Values, regions: tuple[str, ...]) -> None:
    """Mark a project as nationwide; named regions stand."""
    values[_NATIONWIDE] = True
    if not values.get(_REGIONS):
        values[_REGIONS] = regions


def spread_nationwide(values: Values) -> None:
    """The same for a row of a table that says so by a column of its own, or among its regions."""
    named = values.get(_REGIONS) or ()
    others = tuple(one for one in named if printed_key(one) not in _WORDS)
    if len(others) < len(named) or values.get(_NATIONWIDE):
        values[_REGIONS] = others
        mark_nationwide(values, TEMPLATES[0].regions)
