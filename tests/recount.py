"""Statistics counted again, slowly and obviously, from whole projects as JSON: the oracle of the statistics.

It imports nothing of what it checks. What it gives is `Statistics` as plain data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Project = dict[str, Any]
Values = Callable[[Project], list[Any]]

UNKNOWN, UNKNOWN_LABEL = "ei-tietoa", "ei tietoa"
LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
MONEY = (10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
SHARE = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
PEOPLE = (1, 10, 20, 50, 100, 200, 500, 1_000, 5_000)
"""Where the bars of a histogram begin, but for the first."""


def one(name: str, inner: str = "") -> Values:
    """The value at a key, in a list that is empty where it is missing."""

    def read(project: Project) -> list[Any]:
        value = project[name][inner] if inner else project[name]
        return [] if value in (None, "") else [value]

    return read


def many(name: str) -> Values:
    """The values of a list."""
    return lambda project: list(project[name])


def numbered(name: str) -> Values:
    """A name with its number before it: «9. REACT-EU»."""
    return lambda project: [f"{v['number']}. {v['name']}" for v in one(name)(project)]


def years(project: Project) -> list[int]:
    """Every calendar year from the first day to the last."""
    if not project["starts"] or not project["ends"]:
        return []
    return list(range(int(project["starts"][:4]), int(project["ends"][:4]) + 1))


def realised(project: Project) -> list[int]:
    """How much of what was granted was paid, in per cent."""
    granted, paid = project["funding"]["eu_state_granted"], project["funding"]["eu_state_paid"]
    return [round(paid / granted * 100)] if granted and paid is not None else []


FACETS: dict[str, Values] = {
    "rahasto": one("fund"),
    "toimintalinja": numbered("priority_axis"),
    "erityistavoite": numbered("specific_objective"),
    "tila": one("status"),
    "viranomainen": one("authority"),
    "hakija": one("applicant", "name"),
    "organisaatiotyyppi": one("applicant", "type"),
    "maakunta": many("regions"),
    "seutukunta": many("subregions"),
    "kunta": many("municipalities"),
    "vuosi": years,
}
HISTOGRAMS: dict[str, tuple[Values, tuple[int, ...]]] = {
    "myonnetty": (one("funding", "eu_state_granted"), MONEY),
    "henkilot": (one("participants", "planned"), PEOPLE),
    "vuosi": (years, ()),
    "toteutuma": (realised, SHARE),
}


def recount(
    found: Sequence[Project],
    besides: Callable[[str], Sequence[Project]],
    fields: Iterable[str],
    money: bool,
) -> dict[str, Any]:
    """The statistics of some projects; `besides`: those found when a field's own filter is off."""
    return {
        "projects": len(found),
        "money": add_up(found),
        "granted_known": sum(bool(one("funding", "eu_state_granted")(p)) for p in found),
        "paid_known": sum(bool(one("funding", "eu_state_paid")(p)) for p in found),
        "breakdowns": {name: breakdown(name, found, money) for name in fields},
        "histograms": {name: histogram(name, besides(name)) for name in HISTOGRAMS},
    }


def add_up(projects: Iterable[Project]) -> dict[str, Any]:
    """The sums, one project after another."""
    granted = paid = of = part = 0
    for project in projects:
        given, spent = project["funding"]["eu_state_granted"], project["funding"]["eu_state_paid"]
        granted += given or 0
        paid += spent or 0
        if given and spent is not None:
            of += given
            part += spent
    return {"granted": granted, "paid": paid, "realisation": round(100 * part / of) if of else None}


def breakdown(name: str, found: Sequence[Project], money: bool) -> dict[str, Any]:
    """Each value with the projects that have it, most frequent first; years newest first."""
    having: dict[str, list[Project]] = defaultdict(list)
    without = []
    for project in found:
        values = {str(value) for value in FACETS[name](project)}
        for value in values:
            having[value].append(project)
        if not values:
            without.append(project)
    if name == "vuosi":
        order = sorted(having, reverse=True)
    else:
        order = sorted(having, key=lambda value: (-len(having[value]), alphabetical(value)))

    def group(value: str, label: str, projects: list[Project]) -> dict[str, Any]:
        sums = add_up(projects) if money else None
        return {"value": value, "label": label, "projects": len(projects), "money": sums}

    return {
        "field": name,
        "groups": tuple(
            group(short(name, value, having[value]), shown(name, value), having[value]) for value in order
        ),
        "known": len(found) - len(without),
        "missing": group(UNKNOWN, UNKNOWN_LABEL, without) if without else None,
    }


def short(name: str, value: str, projects: list[Project]) -> str:
    """The value as addresses have it: «9» for «9. REACT-EU», of an applicant its business id, or its name in
    small letters with hyphens. No two applicants of the samples have one name."""
    if name == "hakija":
        (number,) = {project["applicant"]["business_id"] for project in projects}
        return number or re.sub(r"[\W_]+", "-", value.lower())
    return value.split(". ")[0] if name in ("toimintalinja", "erityistavoite") else value


def shown(name: str, value: str) -> str:
    """The value as people read it: «Kajaanin» is a «Kajaanin seutukunta»."""
    return f"{value} seutukunta" if name == "seutukunta" else value


def alphabetical(text: str) -> list[tuple[int, int]]:
    """The place of each letter in the Finnish alphabet; signs come before them all, numbers by their size."""
    first = re.sub(r"^[\W_]+", "", text.lower())
    return [
        (ord("0") - 1000, int(piece))
        if piece.isdigit()
        else (LETTERS.find(piece) if piece in LETTERS else ord(piece) - 1000, 0)
        for piece in re.findall(r"\d+|\D", first)
    ]


def histogram(name: str, found: Sequence[Project]) -> dict[str, Any]:
    """Bar by bar, how many projects lie in it."""
    read, edges = HISTOGRAMS[name]
    numbers = [read(project) for project in found]
    stated = [number for own in numbers for number in own]
    bounds: list[tuple[int | None, int | None]]
    if name == "vuosi":
        every = sorted({year for own in numbers for year in own})
        bounds = [(year, year) for year in (range(every[0], every[-1] + 1) if every else ())]
    else:
        bounds = list(zip((None, *edges), (*(edge - 1 for edge in edges), None), strict=True))

    def inside(number: int, low: int | None, high: int | None) -> bool:
        return (low is None or number >= low) and (high is None or number <= high)

    bars = tuple(
        {"low": low, "high": high, "projects": sum(any(inside(n, low, high) for n in own) for own in numbers)}
        for low, high in bounds
    )
    known = sum(bool(own) for own in numbers)
    ends = {"least": min(stated, default=None), "most": max(stated, default=None)}
    return {"field": name, "bars": bars, "known": known, "projects": len(found), **ends}
