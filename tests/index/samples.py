"""Helpers of the tests of reading: paths of descriptions, a small one, the words that a parse loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.model.project import Project
from index.model.serialization import to_json
from index.reader.field_values import bare_words
from index.templates.eura2014 import EURA2014

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
REAL = ROOT.parent / "shared" / "descriptions"


def descriptions() -> list[Any]:
    """Every sample description, and the real ones where they are."""
    real = sorted(REAL.glob("*.txt"))
    missing = pytest.mark.skip(reason=f"{REAL} is not here: the real descriptions name real people")
    found: list[Any] = [*sorted(CORPUS.glob("[A-Z]*[0-9].txt")), *real]
    return found if real else [*found, pytest.param(REAL, marks=missing)]


def strings(data: Any) -> Iterator[str]:
    """Every string value in a JSON document; keys are not counted."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def lost(text: str, project: Project) -> Counter[str]:
    """The words of a text that do not stand in the project's JSON as often as in the text."""
    kept = Counter(word for value in strings(to_json(project)) for word in bare_words(value))
    return Counter(bare_words(text)) - kept


def minimal(code: str = "S12345", **bodies: str) -> str:
    """A description with a body for each section named: `_3` or `_4_1` for sections 3 and 4.1.

    Sections that are not named stand there empty; section 1 holds the code.
    """
    wanted = {key.strip("_").replace("_", "."): body for key, body in bodies.items()}
    wanted["1"] = f"Hankekoodi: {code}\n\n" + wanted.get("1", "")
    parts = [EURA2014.printed["0"][0]]
    for heading in EURA2014.headings:
        parts += [heading.text, wanted.get(heading.number, "")]
    return "\n\n".join(parts) + "\n"
