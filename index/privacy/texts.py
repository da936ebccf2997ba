"""Every text of a description in one: most have no contact data, which is seen in one look.

Part of `redaction.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from index.model.project_parts import Applicant, Contact
from index.privacy.folding import fold


def folded_texts(thing: Any) -> str:
    """Every text of a thing as it is searched, parted so that no word is made of the end and begin of two."""
    return fold("\n\n".join(_strings(thing, []))).text


def _strings(thing: Any, found: list[str]) -> list[str]:
    """Every text of a project but those of its organisations and contact person, put into a list."""
    if isinstance(thing, str):
        found.append(thing)
    elif isinstance(thing, dict):
        found += (*thing, *thing.values())
    elif isinstance(thing, tuple):
        for item in thing:
            _strings(item, found)
    elif thing is not None and not isinstance(thing, (int, date, Applicant, Contact)):
        for value in vars(thing).values():
            _strings(value, found)
    return found
