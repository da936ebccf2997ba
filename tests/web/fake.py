"""A small engine in memory, so that the web tests need no index and can be as hostile as they like."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from index.errors import UnknownProject
from index.model.fields import Field
from index.model.project import FACETS, QUERYABLE, Project, values
from index.model.project_parts import (
    Applicant,
    Companies,
    FormAnswer,
    Funding,
    Indicator,
    Numbered,
    Participants,
)
from index.model.serialization import to_json
from search.contract import deadline
from search.contract.listing import Listing, ListingHeader, StoredProject
from search.contract.request import Request
from search.contract.results import (
    ActiveFilter,
    Answer,
    Compared,
    FacetValue,
    Hit,
    HitSummary,
    ProjectDocument,
    Reason,
    Similar,
    Snippet,
    Span,
    Status,
    Suggestion,
)
from search.contract.statistics import Statistics
from tests.recount import recount

HOSTILE = "<script>alert('x')</script> & \"lainaus\" {{ 7*191 }}"
REGIONS = ("Kainuu", "Lappi", "Uusimaa", "Pohjois-Savo", "Satakunta", "Pirkanmaa", "Keski-Suomi",
           "Etelä-Savo", "Kymenlaakso", "Pohjanmaa")  # fmt: skip
SUMMARY = """Hankkeessa annetaan digitukea kylillä.
- ensimmäinen kohta
- toinen kohta

Tp 2: Neuvonta
1. ohjaus
2. koulutus"""


def make_project(number: int) -> Project:
    """One of a row of projects that differ in everything filters and sorts look at."""
    return Project(
        code=f"S{10000 + number}",
        title=f"Digituki kylille {number}",
        fund="ESR" if number % 3 else "EAKR",
        priority_axis=Numbered(str(number % 9 + 1), f"Toimintalinjan {number % 9 + 1} nimi"),
        specific_objective=Numbered(f"{number % 9 + 1}.1", "Tavoite"),
        starts=date(2018 + number % 5, 1, 9),
        ends=date(2020 + number % 5, 12, 31),
        status="Toiminta päättynyt" if number % 2 else "Toiminta käynnissä",
        authority="Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus",
        applicant=Applicant(name="Vaarojen Väki ry", type="Yhdistys", website="http://www.vaarat.example"),
        co_implementers=(Applicant(name="Perämeren instituutti", business_id="9036426-1"),),
        summary=SUMMARY,
        target_groups="Ikäihmiset",
        funding=Funding(174129 + number, 0, 200000, None),
        regions=(REGIONS[number % len(REGIONS)],),
        companies=Companies(0, 14),
        participants=Participants(96, 104),
        equality=(FormAnswer("Hankkeessa on tehty analyysi", True, "Naiset & miehet"),),
        sustainability=(Indicator("Ekologinen kestävyys", "Natura 2000", 0, 10, None),),
        other={"Jotain muuta": "Muu teksti."},
    )


PROJECTS = (
    *(make_project(number) for number in range(45)),
    replace(make_project(900), title=HOSTILE, summary=HOSTILE, regions=(HOSTILE,), other={HOSTILE: HOSTILE}),
    Project(code="S20000"),
)


class FakeEngine:
    """Substring search over `PROJECTS`; filters and facets compare whole values."""

    generation = "fake-1"
    state = "fake-1"

    def __init__(self, projects: tuple[Project, ...] = PROJECTS) -> None:
        self.projects = projects
        self.asked: list[Request] = []
        self.on_read: Callable[[int], object] = id

    def status(self) -> Status:
        return Status("1", 0.0, len(self.projects))

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        found = [project for project in self.projects if _matches(project, request)]
        page = found[request.offset : request.offset + request.limit]
        return Answer(
            query=request.query,
            total=len(found),
            took_ms=0.1,
            hits=tuple(_hit(project, request.query) for project in page),
            facets={field.query: tuple(self._facet(field, request)) for field in FACETS},
            active=tuple(_active(request)),
            words=tuple((word, (word.lower(),)) for word in request.query.split()),
        )

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        found = (project for project in self.projects if (project.title or "").startswith(text))
        return tuple(Suggestion(p.title or "", "hanke", "Hanke", "", "koodi", p.code) for p in found)

    def count(self, request: Request) -> int:
        return sum(_matches(project, request) for project in self.projects)

    def names(self, request: Request) -> tuple[HitSummary, ...]:
        found = [project for project in self.projects if _matches(project, request)]
        page = found[request.offset : request.offset + request.limit]
        return tuple(HitSummary(project.code, project.title or project.code) for project in page)

    def listing(self, request: Request) -> Listing:
        found = [project for project in self.projects if _matches(project, request)]

        def stored() -> Iterator[StoredProject]:
            for place, project in enumerate(found):
                deadline.check()
                self.on_read(place)
                yield StoredProject(project.code, json.dumps(to_json(project)).encode())

        return Listing(ListingHeader(request, self.generation, len(found)), stored())

    def codes(self, request: Request) -> Iterator[str]:
        return (project.code for project in self.projects if _matches(project, request))

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        def found(besides: str = "") -> list[Project]:
            others = {name: wanted for name, wanted in request.filters.items() if name != besides}
            return [one for one in self.projects if _matches(one, replace(request, filters=others))]

        return recount(found(), found, fields, money)

    def project(self, code: str, query: str = "", equivalents: bool = True) -> ProjectDocument:
        for project in self.projects:
            if project.code == code.upper():
                title, summary = _spans(project.title, query), _spans(project.summary, query)
                return ProjectDocument(project, {"title": title, "summary": summary})
        raise UnknownProject(code)

    def similar(self, code: str) -> tuple[Similar, ...]:
        own = self.project(code).project
        return tuple(_near(project) for project in reversed(self.projects) if project != own)[:10]

    def compare(self, text: str) -> tuple[Compared, ...]:
        own = Snippet("summary", "Tiivistelmä", text)
        found = [project for project in reversed(self.projects) if project.summary][:10]
        return tuple(_compared(project, own) for project in found)

    def _facet(self, field: Field, request: Request) -> Iterator[FacetValue]:
        others = {name: wanted for name, wanted in request.filters.items() if name != field.query}
        asked = replace(request, filters=others)
        found = [project for project in self.projects if _matches(project, asked)]
        counts = Counter(value for project in found for value in values(project, field))
        for value, count in counts.most_common():
            key = _key(value)
            yield FacetValue(key, str(value), count, key in request.filters.get(field.query, ()))


def _key(value: Any) -> str:
    return value.number if isinstance(value, Numbered) else str(value)


def _matches(project: Project, request: Request) -> bool:
    text = f"{project.title} {project.summary}".lower()
    if not all(word in text for word in request.query.lower().split()):
        return False
    return all(_passes(project, QUERYABLE[name], wanted) for name, wanted in request.filters.items())


def _passes(project: Project, field: Field, wanted: tuple[str, ...]) -> bool:
    keys = {_key(value) for value in values(project, field)}
    return any(".." in value or value in keys for value in wanted)


def _active(request: Request) -> Iterator[ActiveFilter]:
    for name, wanted in request.filters.items():
        for value in wanted:
            yield ActiveFilter(name, QUERYABLE[name].label, value, value)


def _spans(text: str | None, query: str) -> tuple[Span, ...]:
    words = "|".join(re.escape(word) for word in query.split() if word.isalpha())
    found = re.finditer(words, text or "") if words else ()
    return tuple(Span(*match.span(), Reason.EXACT_FORM, match.group()) for match in found)


def _snippet(text: str, query: str) -> Snippet:
    return Snippet("summary", "Tiivistelmä", text, _spans(text, query))


def _near(project: Project) -> Similar:
    words = tuple((project.title or "").split())
    return Similar(project.code, project.title or project.code, project.applicant.name, None, None, 40, words)


def _compared(project: Project, own: Snippet) -> Compared:
    return Compared(_near(project), (), ((own, _snippet(project.summary or "", "digitukea")),))


def _hit(project: Project, query: str) -> Hit:
    facts = {
        field.name: _at(to_json(project), field.path) for field in QUERYABLE.values() if not field.derived
    }
    snippet = _snippet((project.summary or "")[:60], query)
    title = project.title or ""
    return Hit(project.code, title, _spans(title, query), 1.0, facts, (snippet,))


def _at(found: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        found = found[name]
    return found
