"""The answers that were looked at once are still given: see `tests/search/approved.py`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from search.engine import Engine
from tests.search.approved import ANSWERS, approved, shown


@pytest.mark.parametrize("line", approved(ANSWERS), ids=lambda line: " ".join(map(str, line["ask"]))[:60])
def test_an_answer_is_what_was_approved(engine: Engine, line: dict[str, Any]) -> None:
    assert json.loads(json.dumps(shown(engine, line["ask"]))) == line["shown"]
