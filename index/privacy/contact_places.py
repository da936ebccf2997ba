"""Whether the town that a contact person is called, such as «Salo», is a place of the description.

Part of `redaction.py`. In a project of Oulu «Salo vastaa hankkeesta» says who answers for it; in one of Salo
it may be the town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model.project import Project
from index.privacy.person_names import surname_regexes


def is_away(project: Project) -> bool:
    """Whether a description names its municipalities, and none of its places is called as the contact is."""
    if not project.municipalities or project.nationwide:
        return False
    places = " ".join(_places(project))
    found = (re.search(one, places, re.IGNORECASE) for one in surname_regexes(project.contact.name))
    return not any(found)


def _places(project: Project) -> Iterator[str]:
    """Names of places, and of organisations, which are often named after theirs: «Salon kaupunki»."""
    yield from (*project.municipalities, *project.subregions, *filter(None, [project.place.town]))
    for one in (project.applicant, *project.co_implementers):
        yield from filter(None, (one.town, one.name))
