"""New answers and pages do no more work than before, counted independently of the load of the machine.

If a limit no longer holds, look for work that is done twice; raise it only for a good reason.
"""

from dataclasses import asdict
from pathlib import Path

import pytest

from tests.benchmarks.counts import Work, answers, pages

ANSWERS = Work(calls=61_400, numpy_calls=2_150, blocks_read=80, peak_kb=240)
PAGES = Work(
    calls=190_000, numpy_calls=2_430, blocks_read=80, peak_kb=600, elements=4_640, characters=260_000
)


def exceeded(work: Work, limits: Work) -> dict[str, int]:
    return {name: count for name, count in asdict(work).items() if count > getattr(limits, name)}


def test_the_work_of_new_answers_is_bounded(corpus_index: Path) -> None:
    work = answers(corpus_index)
    assert min(work.calls, work.numpy_calls, work.blocks_read, work.peak_kb) > 0
    assert exceeded(work, ANSWERS) == {}


@pytest.mark.slow
def test_the_work_of_new_pages_is_bounded(corpus_index: Path) -> None:
    work = pages(corpus_index)
    assert min(asdict(work).values()) > 0
    assert exceeded(work, PAGES) == {}
