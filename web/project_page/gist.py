"""A summary of a project in three lines: what, for whom, and the results in figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.model.fields import Role
from index.model.project import BY_ROLE, Project
from web.i18n.texts import gettext as _
from web.project_page.outcomes import figures

GIST_LENGTH = 220
"""Characters of a line of the gist."""
AIM = re.compile(r"\b(?:pää)?(?:tavoit|tarkoit)\w*|\b(?:målet|syftet)\b", re.IGNORECASE)
"""Words by which a description begins to tell what is to be done, in Finnish and Swedish."""
SENTENCE_END = re.compile(r"[.!?:]\s+|\n+")
SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


@dataclass(frozen=True)
class GistLine:
    """A line of the summary: the question, and the answer in a few words."""

    label: str
    text: str
    is_source_text: bool


def gist(project: Project) -> tuple[GistLine, ...]:
    """What, for whom, and what came of it: the lines that the description has something for."""
    came = [
        *figures(project),
        *([_(BY_ROLE[Role.FINAL_REPORT].label).lower()] if project.final_report else []),
    ]
    lines = (
        GistLine(_("Mitä"), _beginning(_from_aim(project.summary or "")), True),
        GistLine(_("Kenelle"), _beginning(project.target_groups or ""), True),
        GistLine(_("Tulokset"), " · ".join(came), False),
    )
    return tuple(line for line in lines if line.text)


def _from_aim(text: str) -> str:
    """A text from its first sentence about an aim, since many texts begin with the background."""
    aim = AIM.search(text)
    if aim is None:
        return text
    before = max((found.end() for found in SENTENCE_END.finditer(text, 0, aim.start())), default=0)
    return text[before:]


def _beginning(text: str) -> str:
    """The first sentences of a text that fit; as many whole words of a longer one, and «…»."""
    first = " ".join(text.lstrip().split("\n\n")[0].split())
    fitting = ""
    for sentence in SENTENCE.findall(first):
        if len(fitting) + len(sentence) > GIST_LENGTH:
            break
        fitting += sentence
    if fitting or len(first) <= GIST_LENGTH:
        return (fitting or first).strip()
    return first[:GIST_LENGTH].rsplit(" ", 1)[0] + " …"
