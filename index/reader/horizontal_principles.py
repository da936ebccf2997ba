"""Section 8: the yes/no questions of equality and the scored indicators of sustainable development.

Fourth stage of reading a description. The printed questions and indicator names stand in every description;
keeping them apart from the answers keeps them out of the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.messages import Notice
from index.model.fields import Role
from index.model.project import BY_ROLE
from index.model.project_parts import FormAnswer, Indicator
from index.model.template import Template, collapse_whitespace, printed_key
from index.reader.field_values import shorten
from index.reader.headings import LONG_LINE, FormSection
from index.reader.project_builder import ProjectBuilder

_SCORE = r"(?:[-−–+]?[0-9]+(?:[.,][0-9]+)?|[-−–?])"
_SCORES = re.compile(rf"(?P<direct>{_SCORE})(?: (?P<indirect>{_SCORE}))?")


@dataclass
class FormItem:
    """A question or indicator of the form, and the lines that the applicant wrote below it."""

    answer: bool | None = None
    direct: int | None = None
    indirect: int | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """What the applicant wrote, its line breaks kept."""
        return join_lines(self.lines)


class _PrintedTexts:
    """Texts that the form prints, to be found at the beginning of lines."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.by_key = {printed_key(text): text for text in texts}
        self._keys = tuple(self.by_key)

    def split(self, line: str) -> tuple[str, str]:
        """Which of the texts a line begins with, and the rest of the line; "" and "" where with none."""
        key = printed_key(line[:LONG_LINE])
        if not key.startswith(self._keys):
            return "", ""
        plain = collapse_whitespace(line)
        for own, text in self.by_key.items():
            if key.startswith(own) and printed_key(plain[: len(text)]) == own:
                return text, plain[len(text) :].lstrip()
        return "", ""


def join_lines(lines: list[str] | tuple[str, ...]) -> str | None:
    """Lines as one text with its breaks, without blank lines at the ends; None if all are blank."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else None


def read_questions(builder: ProjectBuilder, section: FormSection) -> None:
    """Read the yes/no questions into the builder; all of them stand there, answered or not."""
    questions = builder.template.questions
    texts = _PrintedTexts(questions)
    items: dict[str, FormItem] = {}
    item: FormItem | None = None
    for number, line in enumerate(section.lines, section.start + 1):
        question, rest = texts.split(line)
        if question and question not in items and (rest.startswith(":") or not rest):
            item = items[question] = _read_answer(builder, number, line, rest)
        elif item is not None:
            item.lines.append(line)
        elif line.strip():
            builder.keep_unknown(section.title, number, line)
    for question in questions:
        if question not in items:
            builder.warn(section.start, Notice("the question «%(question)s» is missing", question=question))
    found = [(question, items.get(question, FormItem())) for question in questions]
    builder.values[BY_ROLE[Role.QUESTIONS].path] = tuple(
        FormAnswer(q, item.answer, item.text) for q, item in found
    )


def read_indicators(builder: ProjectBuilder, section: FormSection) -> None:
    """Read the scored indicators into the builder, in the order of the file."""
    template = builder.template
    groups = {name: group for group, names in template.indicators.items() for name in names}
    names = _PrintedTexts(groups)
    header = template.score_header
    printed = set(map(printed_key, (*template.indicators, "".join(header), " ".join(header))))
    items: dict[str, FormItem] = {}
    item: FormItem | None = None
    for number, line in enumerate(section.lines, section.start + 1):
        name, rest = names.split(line)
        scored = _read_scores(builder, section, number, rest) if name and name not in items else None
        if scored is not None:
            item = items[name] = scored
            builder.keep_printed(line)
        elif (key := printed_key(line)) in printed:
            printed.remove(key)  # the form prints each once; another one is the applicant's
            item = None
            builder.keep_printed(line)
        elif item is not None:
            item.lines.append(line)
        elif line.strip():
            builder.keep_unknown(section.title, number, line)
    # The group is the template's, so that a missing group heading does not move an indicator.
    builder.values[BY_ROLE[Role.INDICATORS].path] = tuple(
        Indicator(groups[name], name, item.direct, item.indirect, item.text) for name, item in items.items()
    )


def _read_answer(builder: ProjectBuilder, number: int, line: str, rest: str) -> FormItem:
    """A question's answer on its own line: «: Kyllä», and whatever text follows it there."""
    rest = rest.removeprefix(":").lstrip()
    answers = builder.template.answers
    match = re.match(rf"(?P<word>{'|'.join(answers)})(?=$|[\s.,;:!–])[\s.,;:!–]*", rest, re.IGNORECASE)
    text = rest[match.end() :] if match else rest
    if text and match is None:
        first, second = (word.capitalize() for word in answers)
        builder.warn(
            number,
            Notice(
                "neither %(first)s nor %(second)s but «%(text)s»; kept as text",
                first=first,
                second=second,
                text=shorten(text),
            ),
        )
    # The printed part only: the text after it stands in the answer.
    builder.keep_printed(collapse_whitespace(line).removesuffix(text))
    answer = answers[match["word"].casefold()] if match else None
    return FormItem(answer=answer, lines=[text] if text else [])


def _read_scores(builder: ProjectBuilder, section: FormSection, number: int, rest: str) -> FormItem | None:
    """An indicator's two scores; None when what follows its name is no score, but somebody's sentence."""
    template = builder.template
    rest = rest.removeprefix(":").lstrip()
    if not rest:
        return FormItem()
    followed = _scores_then_text(template).fullmatch(rest)
    match = followed or _SCORES.fullmatch(rest)
    if match is None:
        return None
    scores = [_parse_score(match[name], template) for name in ("direct", "indirect")]
    if None in scores:
        builder.warn(
            number,
            Notice(
                "bad scores «%(rest)s» (two numbers of 0–%(most)s); kept as text",
                rest=shorten(rest),
                most=template.highest_score,
            ),
        )
        builder.keep_text(section.title, number, section.lines[number - section.start - 1])
    return FormItem(direct=scores[0], indirect=scores[1], lines=[followed["text"]] if followed else [])


def _scores_then_text(template: Template) -> re.Pattern[str]:
    one = "|".join(map(str, range(template.highest_score + 1)))
    return re.compile(rf"(?P<direct>{one}) (?P<indirect>{one}) (?P<text>\D.*)")


def _parse_score(text: str | None, template: Template) -> int | None:
    """A score in the template's range; None for anything else."""
    if text is None or not re.fullmatch(r"[0-9]{1,2}", text):
        return None
    return int(text) if int(text) <= template.highest_score else None
