"""The text of a project as sections: paragraphs, questions with answers, and scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from index.model.fields import Field, Kind, Role, value_at
from index.model.project import FIELDS, Project
from index.model.project_parts import FormAnswer, Indicator
from search.contract.messages import Message
from search.contract.results import Span
from web.charts.score_chart import ScoreChart, score_chart
from web.i18n import format
from web.i18n.texts import gettext as _
from web.i18n.texts import translated
from web.i18n.values import Shown, form_text
from web.project_page.paragraphs import Block, blocks

Spans = Mapping[str, tuple[Span, ...]]
"""What matches the search in each text of a project, by the text's place in the JSON."""


@dataclass(frozen=True)
class QuestionView:
    """A question of the form, its answer, and what the applicant wrote."""

    question: Shown
    answer: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ScoreView:
    """An indicator: two scores and a comment. The numbers are "" where there is none, or no effect."""

    name: Shown
    direct: str
    indirect: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ScoreGroup:
    """The indicators under one heading of the form."""

    label: Shown
    scores: tuple[ScoreView, ...]


@dataclass(frozen=True)
class TextSection:
    """A section of the text: paragraphs, or questions, or scores.

    score_groups: the indicators that have an effect; no_effect, unscored: names of those with a score of 0,
    and without any. comments: the indicators about which something was written. open: whether a match is in
    it.
    """

    anchor: str
    label: str
    blocks: tuple[Block, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    score_groups: tuple[ScoreGroup, ...] = ()
    comments: tuple[ScoreView, ...] = ()
    no_effect: tuple[Shown, ...] = ()
    unscored: tuple[Shown, ...] = ()
    chart: ScoreChart | None = None
    open: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written here."""
        return not (self.blocks or self.questions or self.score_groups or self.no_effect or self.unscored)

    @property
    def is_form(self) -> bool:
        """Whether it is answers to the questions of the form, which are folded."""
        return bool(self.questions or self.score_groups or self.no_effect or self.unscored)


def text_sections(project: Project, spans: Spans, wanted: Callable[[Field], bool]) -> tuple[TextSection, ...]:
    """Some of the text sections: prose first, then the forms of section 8."""
    texts = [field for field in FIELDS if field.kind is Kind.TEXT and field.role is not Role.TITLE]
    fields = [field for field in texts if wanted(field)]
    made = [_section(field, value_at(project, field.path), spans) for field in fields]
    return tuple(sorted(made, key=lambda section: section.is_form))


def _section(field: Field, value: Any, spans: Spans) -> TextSection:
    anchor = field.query or field.name
    if not isinstance(value, tuple):
        return TextSection(anchor, _(field.label), blocks=_blocks(spans, field.name, value))
    texts = [(item, _blocks(spans, f"{field.name}.{n}.text", item.text)) for n, item in enumerate(value)]
    questions = tuple(_question(field, item, found) for item, found in texts if isinstance(item, FormAnswer))
    scored = [(item, found) for item, found in texts if isinstance(item, Indicator)]
    groups = _score_groups(field, [pair for pair in scored if _effect(pair[0])])
    return TextSection(
        anchor=anchor,
        label=_(field.label),
        questions=questions,
        score_groups=groups,
        comments=tuple(_score(field, *pair) for pair in scored if pair[1]),
        no_effect=tuple(form_text(field, item.name) for item, _found in scored if _effect(item) == 0),
        unscored=tuple(form_text(field, item.name) for item, _found in scored if _effect(item) is None),
        chart=_chart(groups) if groups else None,
        open=any(place.startswith(f"{field.name}.") for place in spans),
    )


def _effect(item: Indicator) -> int | None:
    """The larger score of an indicator; None where it has none."""
    return max((score for score in (item.direct, item.indirect) if score is not None), default=None)


def _question(field: Field, item: FormAnswer, found: tuple[Block, ...]) -> QuestionView:
    words = {True: Message("Kyllä"), False: Message("Ei"), None: format.MISSING}
    return QuestionView(form_text(field, item.question), translated(words[item.answer]), found)


def _score_groups(field: Field, scored: list[tuple[Indicator, tuple[Block, ...]]]) -> tuple[ScoreGroup, ...]:
    groups = groupby(scored, key=lambda pair: pair[0].group)
    return tuple(
        ScoreGroup(form_text(field, label), tuple(_score(field, *pair) for pair in pairs))
        for label, pairs in groups
    )


def _score(field: Field, item: Indicator, found: tuple[Block, ...]) -> ScoreView:
    direct, indirect = (str(n) if n else "" for n in (item.direct, item.indirect))
    return ScoreView(form_text(field, item.name), direct, indirect, found)


def _chart(groups: tuple[ScoreGroup, ...]) -> ScoreChart:
    return score_chart(
        [
            (group.label.text, [(one.name.text, one.direct, one.indirect) for one in group.scores])
            for group in groups
        ]
    )


def other_sections(project: Project) -> tuple[TextSection, ...]:
    """Other text of the description, under its own headings; it is not searched."""
    return tuple(
        TextSection(f"muu-{n}", heading, blocks(text))
        for n, (heading, text) in enumerate(project.other.items(), 1)
    )


def _blocks(spans: Spans, place: str, text: str | None) -> tuple[Block, ...]:
    return blocks(text or "", spans.get(place, ()))
