"""Golden plans: are the passages shown side by side about the same thing, and are there none where a plan has
nothing but its frame?

`golden/passages.tsv` has one plan a line: its name, the sample projects that share a subject with it, and its
text. Written and judged by reading the samples, not by what the engine returned; keep it so. Of three plans
(«kehys») every word is one that any project could have.

    python -m tests.search.test_passages [FLOOR …]

prints for each floor how many of the projects with passages are judged to share a subject (precision), and
how many of those judged, among the nearest, have passages (recall).
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from index.indexing.index_writer import build
from search.contract.request import Request
from search.contract.results import Snippet
from search.engine import Engine
from search.highlight import pairs
from tests.conftest import CORPUS
from tests.search.test_needs import GOLDEN

PRECISION, RECALL = 0.85, 0.7
"""Of the samples, below which the test fails."""


class Plan(NamedTuple):
    """A plan of the golden table."""

    name: str
    codes: frozenset[str]
    text: str


class Measured(NamedTuple):
    """Of the projects with passages, the share judged; of those judged and found, the share with passages."""

    precision: float
    recall: float


def plans() -> list[Plan]:
    """The golden table."""
    with (GOLDEN / "passages.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", strict=True)
        return [Plan(row["plan"], frozenset(row["codes"].split()), row["text"]) for row in rows]


def measure(engine: Engine) -> Measured:
    """How well the passages that are shown agree with the judgement."""
    shown, judged = set(), set()
    for plan in plans():
        for one in engine.compare(plan.text).found:
            here = plan.name, one.project.code
            if one.pairs:
                shown.add(here)
            if one.project.code in plan.codes:
                judged.add(here)
    return Measured(len(shown & judged) / len(shown), len(shown & judged) / len(judged))


def test_passages_are_those_of_projects_that_share_a_subject(engine: Engine) -> None:
    measured = measure(engine)
    assert measured.precision >= PRECISION
    assert measured.recall >= RECALL


@pytest.mark.parametrize("plan", [plan for plan in plans() if not plan.codes], ids=lambda plan: plan.name)
@pytest.mark.parametrize("times", [1, 5])
def test_the_frame_of_a_plan_pairs_with_nothing(engine: Engine, plan: Plan, times: int) -> None:
    found = engine.compare("\n".join([plan.text] * times)).found
    assert found
    assert [one.project.code for one in found if one.pairs] == []


def words(snippet: Snippet) -> set[str]:
    """The marked words of a passage, each as the plan has it."""
    return {span.word for span in snippet.spans}


def test_the_two_passages_of_a_pair_are_marked_by_the_same_words(engine: Engine) -> None:
    count = 0
    for plan in plans():
        for one in engine.compare(plan.text).found:
            for own, theirs in one.pairs:
                count += 1
                assert len(words(theirs)) >= 1
                stems = {word[:4] for word in words(own)}
                assert {word[:4] for word in words(theirs)} <= stems, (own, theirs)
    assert count > 20


# Filters


def test_filters_narrow_what_is_compared_and_nothing_else(engine: Engine) -> None:
    plan = plans()[0]
    everything = engine.compare(plan.text)
    codes = [one.project.code for one in everything.found]
    narrowed = engine.compare(plan.text, Request(filters={"rahasto": ("ESR",)}))
    assert 0 < narrowed.among < everything.among == engine.documents
    assert narrowed.words == everything.words
    likeness = {one.project.code: one.project.similarity for one in everything.found}
    assert all(likeness.get(one.project.code, one.project.similarity) == one.project.similarity
               for one in narrowed.found)  # fmt: skip
    kept = [one.project.code for one in narrowed.found if one.project.code in codes]
    assert kept == [code for code in codes if code in kept]
    assert [one.name for one in narrowed.active] == ["rahasto"]
    assert {one.project.code[0] for one in narrowed.found} == {"S"}


def test_an_unknown_value_lets_nothing_through_and_says_so(engine: Engine) -> None:
    found = engine.compare(plans()[0].text, Request(filters={"maakunta": ("Ruritania",)}))
    assert (found.among, found.found) == (0, ())
    assert any("Ruritania" in note for note in found.notes)


def test_only_the_filters_of_a_request_count(engine: Engine) -> None:
    plan = plans()[0]
    asked = Request(query="biokaasu", filters={"vuosi": ("2020..2022",)}, offset=5, limit=1, sort="nimi")
    assert engine.compare(plan.text, asked) == engine.compare(plan.text, Request(filters=asked.filters))


def test_money_and_outcome_come_with_each_project(engine: Engine) -> None:
    (first, *_) = engine.compare(plans()[0].text).found
    answer = engine.answer(Request(query=f"koodi:{first.project.code}"))
    assert dict(first.facts) == dict(answer.hits[0].facts)
    assert first.facts["funding.eu_state_granted"]
    assert first.reported == answer.hits[0].reported


def main() -> None:
    """The command line."""
    floors = [float(written) for written in sys.argv[1:]] or [pairs.FLOOR]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        build(folder, [CORPUS])
        engine = Engine(folder)
        for floor in floors:
            pairs.FLOOR = floor
            precision, recall = measure(engine)
            print(f"floor {floor}: precision {precision:.2f}, recall {recall:.2f}")


if __name__ == "__main__":
    main()
