"""Searches near signs find what the same patterns find when they try every place of a text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

import pytest

from index.privacy.contact_signs import (
    Search,
    code_search,
    email_search,
    number_signs,
    other_search,
    phone_search,
)
from tests.benchmarks.persons import SETS, read_set

_ODD = (
    "M.M AT MALLI.FI",
    "maija . m (ÄT) malli . fi",
    f"{'m' * 40} . {'n' * 40}(piste){'o' * 64}@{'.'.join(['x' * 63] * 9)}",
    "a.b miukumauku c.fi",
    "matkapuhelinnumeroita.:  (12345",
    "mobiilinumeroita.:  12345",
    "010190-123A",
    "010190 A 123X",
    "www.malli.fi/maija@malli.fi",
    f"https://malli.fi/{'a' * 90}",
    "doi 10.1234/m.m@malli.fi",
    f"ISBN-13:  {'-'.join('9510880783123')}",
    "FI21 1234 5600 0007 85",
    "1234567-8",
    "040 123 4567/+358 50 123 4567/ 09 123456",
)


@pytest.mark.parametrize("seed", range(30))
def test_matches_near_signs_are_those_of_the_whole_text(seed: int) -> None:
    chance = random.Random(seed)
    known = [one.text for name in SETS for one in read_set(name) if one.kind != "own"]
    parts = [*chance.sample(known, 40), *chance.sample(_ODD, 9)]
    chance.shuffle(parts)
    text = chance.choice((" ", "\n", ", ", f" {'sana ' * 150}")).join(parts)
    numbers = number_signs(text, frozenset())
    for search in (code_search(numbers), other_search(text), email_search(text), phone_search(numbers)):
        found, whole = _counted(_all(search, text)), _counted(search.pattern.finditer(text))
        assert found == whole


def _counted(matches: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    """Where matches stand, without those of few digits, which are no telephone number without a label."""
    return [match.span() for match in matches if not (match.groupdict().get("phone") and _digits(match) < 7)]


def _digits(match: re.Match[str]) -> int:
    return sum(map(str.isdigit, match[0]))


def _all(search: Search, text: str) -> list[re.Match[str]]:
    found = []
    at = 0
    while match := search.first(text, at, len(text)):
        found.append(match)
        at = match.end()
    return found
