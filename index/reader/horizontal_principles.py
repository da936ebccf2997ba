"""Section 8, the form's questions and scores: what is the form's, and what the applicant wrote.

Fourth stage of reading a description. The printed questions and indicator names stand in every
description; telling them from the answers keeps them out of the search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.model.project import FIELDS
from index.model.project_parts import Answer, Indicator
from index.model.template import HIGHEST_SCORE, INDICATORS, QUESTIONS, SCORE_HEADER, fold, same
from index.reader.field_values import shorten
from index.reader.headings import LONG_LINE, Section
from index.reader.project_builder import ProjectBuilder

_YES_NO = re.compile(r"(?P<word>kyllä|ei)(?=$|[\s.,;:!–])[\s.,;:!–]*", re.IGNORECASE)
_SCORE = r"(?:[-−–+]?[0-9]+(?:[.,][0-9]+)?|[-−–?])"
_SCORES = re.compile(rf"(?P<direct>{_SCORE})(?: (?P<indirect>{_SCORE}))?")
_THEN_TEXT = re.compile(r"(?P<direct>[0-9]|10) (?P<indirect>[0-9]|10) (?P<text>\D.*)")
_GROUP_OF = {name: group for group, names in INDICATORS.items() for name in names}
_INDICATORS = {same(name): name for name in _GROUP_OF}
_QUESTIONS = {same(question): question for question in QUESTIONS}
_OPENINGS = {id(printed): tuple(printed) for printed in (_INDICATORS, _QUESTIONS)}
_PRINTED = {same(line) for line in (*INDICATORS, "".join(SCORE_HEADER), " ".join(SCORE_HEADER))}

EQUALITY, SUSTAINABILITY = (
    next(f for f in FIELDS if f.section == number and not f.key) for number in ("8.1", "8.2")
)


@dataclass
class Item:
    """A question or indicator of the form, and the lines that the applicant wrote below it."""

    answer: bool | None = None
    direct: int | None = None
    indirect: int | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """What the applicant wrote, its breaks kept."""
        return trimmed(self.lines)


def trimmed(lines: list[str] | tuple[str, ...]) -> str | None:
    """Lines as one text with its breaks, without blank lines at the ends; None if there is nothing."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else None


def read_equality(builder: ProjectBuilder, section: Section) -> None:
    """Read the questions of 8.1 into the draft; all of them stand there, asked or not."""
    asked: dict[str, Item] = {}
    item: Item | None = None
    for number, line in enumerate(section.lines, section.start + 1):
        question, rest = _starts(line, _QUESTIONS)
        if question and question not in asked and (rest.startswith(":") or not rest):
            item = asked[question] = _answer(builder, number, line, rest)
        elif item is not None:
            item.lines.append(line)
        elif line.strip():
            builder.keep_stray(section.title, number, line)
    for question in QUESTIONS:
        if question not in asked:
            builder.warn(section.start, f"the question «{question}» is missing")
    items = [(question, asked.get(question, Item())) for question in QUESTIONS]
    builder.values[EQUALITY.path] = tuple(Answer(q, item.answer, item.text) for q, item in items)


def read_sustainability(builder: ProjectBuilder, section: Section) -> None:
    """Read the indicators of 8.2 into the draft, in the order of the file."""
    scored: dict[str, Item] = {}
    groups: set[str] = set()
    item: Item | None = None
    for number, line in enumerate(section.lines, section.start + 1):
        name, rest = _starts(line, _INDICATORS)
        fresh = _scored(builder, section, number, rest) if name and name not in scored else None
        if fresh is not None:
            item = scored[name] = fresh
            builder.printed(line)
        elif (group := same(line)) in _PRINTED and group not in groups:
            groups.add(group)
            item = None
            builder.printed(line)
        elif item is not None:
            item.lines.append(line)
        elif line.strip():
            builder.keep_stray(section.title, number, line)
    # The group is the template's, so that a missing group heading does not move an indicator.
    builder.values[SUSTAINABILITY.path] = tuple(
        Indicator(_GROUP_OF[name], name, item.direct, item.indirect, item.text)
        for name, item in scored.items()
    )


def _starts(line: str, printed: dict[str, str]) -> tuple[str, str]:
    """Which of the printed texts a line begins with, and the rest of the line, folded."""
    begins = same(line[:LONG_LINE])
    if not begins.startswith(_OPENINGS[id(printed)]):
        return "", ""
    folded = fold(line)
    for plain, text in printed.items():
        if begins.startswith(plain) and same(folded[: len(text)]) == plain:
            return text, folded[len(text) :].lstrip()
    return "", ""


def _answer(builder: ProjectBuilder, number: int, line: str, rest: str) -> Item:
    """A question's answer on its own line: «: Kyllä», and whatever text follows it there."""
    rest = rest.removeprefix(":").lstrip()
    match = _YES_NO.match(rest)
    text = rest[match.end() :] if match else rest
    if text and match is None:
        builder.warn(number, f"neither Kyllä nor Ei but «{shorten(text)}»; kept as text")
    # The printed part only: the text after it stands in the answer.
    builder.printed(fold(line).removesuffix(text))
    answer = match["word"].casefold() == "kyllä" if match else None
    return Item(answer=answer, lines=[text] if text else [])


def _scored(builder: ProjectBuilder, section: Section, number: int, rest: str) -> Item | None:
    """An indicator's two scores; None when what follows the name is no score, but somebody's sentence."""
    rest = rest.removeprefix(":").lstrip()
    if not rest:
        return Item()
    longer = _THEN_TEXT.fullmatch(rest)
    match = longer or _SCORES.fullmatch(rest)
    if match is None:
        return None
    scores = [_score(match[name]) for name in ("direct", "indirect")]
    if None in scores:
        builder.warn(number, f"bad scores «{shorten(rest)}» (two numbers of 0–{HIGHEST_SCORE}); kept as text")
        builder.keep(section.title, number, section.lines[number - section.start - 1])
    return Item(direct=scores[0], indirect=scores[1], lines=[longer["text"]] if longer else [])


def _score(text: str | None) -> int | None:
    """A score of 0–10; None for anything else."""
    if text is None or not re.fullmatch(r"[0-9]{1,2}", text):
        return None
    return int(text) if int(text) <= HIGHEST_SCORE else None
