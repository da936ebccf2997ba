"""Patterns searched for side by side find what their alternation finds, from any place to any other."""

from __future__ import annotations

import random
import re

from index.privacy.contact_signs import leftmost, own_searches

PARTS = ("ab", "abc", "a(?=c)", "bca?", "(?<=a)b", "ca+")


def test_patterns_beside_each_other_are_their_alternation() -> None:
    chance = random.Random(0)
    for _ in range(400):
        parts = chance.sample(PARTS, chance.randint(1, 5))
        text = "".join(chance.choices("abc ", k=chance.randint(0, 30)))
        start, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        wanted = [match.span() for match in re.compile("|".join(parts)).finditer(text, start, end)]
        found = leftmost(own_searches(map(re.compile, parts)), text, start, end)
        assert [match.span() for match in found] == wanted, (parts, text, start, end)
