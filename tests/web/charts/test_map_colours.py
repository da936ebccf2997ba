"""The colours of the map: read on every class, told apart by everybody, in both colour schemes.

The formulas are written here from their sources, and import nothing of the program.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.conftest import ROOT
from web.charts.classes import class_bounds, class_of

CSS = (ROOT / "web" / "static" / "style.css").read_text("utf-8")
SCHEMES = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\n *\}", CSS, re.DOTALL)[:2], strict=True))
READABLE = 4.5
"""Contrast of text (WCAG 2.1, 1.4.3)."""
APART = 8.0
"""Least difference of CIE lightness between neighbouring classes; 2.3 can just be seen side by side."""
SIMULATED = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
"""Linear RGB as it is seen: Machado, Oliveira and Fernandes 2009, severity 1.0."""

Colour = tuple[float, float, float]


def colour(scheme: str, name: str) -> Colour:
    """Linear red, green and blue of a colour of the style sheet (IEC 61966-2-1)."""
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", SCHEMES[scheme])
    assert found, name
    parts = [int(found[1][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def luminance(seen: Colour) -> float:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in seen)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(seen: Colour) -> float:
    """L* of CIE 1976 for luminances above 0.0089."""
    return float(116 * max(luminance(seen), 0.0089) ** (1 / 3) - 16)


def simulated(seen: Colour, sight: str) -> Colour:
    red, green, blue = (sum(a * b for a, b in zip(row, seen, strict=True)) for row in SIMULATED[sight])
    return red, green, blue


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("number", range(1, 6))
def test_the_name_of_a_region_is_read_on_its_colour(scheme: str, number: int) -> None:
    pair = (luminance(colour(scheme, f"c{number}{ink}")) for ink in ("", "-ink"))
    low, high = sorted(pair)
    assert (high + 0.05) / (low + 0.05) >= READABLE


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIMULATED)
def test_classes_grow_apart_in_lightness_for_everybody(scheme: str, sight: str) -> None:
    steps = [lightness(simulated(colour(scheme, f"c{number}"), sight)) for number in range(1, 6)]
    ordered = steps if scheme == "dark" else steps[::-1]
    assert all(after - before >= APART for before, after in pairwise(ordered)), steps


def test_classes_hold_about_as_many_regions_each_and_never_part_equals() -> None:
    values = [1, 1, 1, 2, 3, 5, 8, 8, 8, 13, 21, 34, 55, 89, 0]
    bounds = class_bounds(values)
    assert bounds[0][0] == 1
    assert bounds[-1][1] == 89
    assert all(high < low for (_, high), (low, _) in pairwise(bounds))
    classes = [class_of(value, bounds) for value in values]
    assert classes[-1] == 0
    assert classes[:-1] == sorted(classes[:-1])
    assert max(classes.count(number) for number in range(1, 6)) <= 4
    assert [class_of(n, class_bounds([4, 7])) for n in (4, 7)] == [4, 5]
    assert class_bounds([0, 0]) == ()
