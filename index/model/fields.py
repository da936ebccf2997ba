"""What a row of the field table can say.

The table itself is in `index/model/project.py`: each attribute of a `Project` carries its row, and `FIELDS`
there is the list of them. Reader, Whoosh schema, query language, filters, facets, forms, pages, API and
export read rows. None of them knows a field by its name or label: code that needs one certain field asks for
its `Role`.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

AttributePath = tuple[str, ...]
"""Names of nested attributes, outermost first: ("funding", "eu_state_paid")."""


class Kind(Enum):
    """How a field's value is read, compared and shown."""

    __hash__ = object.__hash__  # that of Enum is a function of Python

    TEXT = "text"  # prose, analysed; searched by word
    KEYWORD = "keyword"  # a name from an open list; filtered by whole value or by its words
    ORGANISATION = "organisation"  # one that is known by its business id or, without one, by its name
    NUMBERED = "numbered"  # a name with a number before it: «9. REACT-EU …»
    CODE = "code"  # an identifier, compared as a whole
    DATE = "date"  # a day
    MONEY = "money"  # whole euros
    COUNT = "count"  # a number of things or people
    PERCENT = "percent"  # a share in whole per cents
    YEAR = "year"  # a calendar year
    FLAG = "flag"  # yes or no

    @property
    def is_number(self) -> bool:
        """Whether values are compared with <, > and ranges."""
        return self in (Kind.DATE, Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.YEAR)

    @property
    def is_name(self) -> bool:
        """Whether values are whole names, with a list of all those that occur."""
        return self in (Kind.KEYWORD, Kind.ORGANISATION, Kind.NUMBERED, Kind.CODE, Kind.FLAG)


YES, NO = "kyllä", "ei"
"""The values of a field that is yes or no, in queries and addresses; in the JSON they are booleans."""


class Role(Enum):
    """What the program needs a field for, where that does not follow from its kind; one field a role."""

    __hash__ = object.__hash__  # that of Enum is a function of Python

    CODE = "code"  # names the project: in addresses, in messages, and where hits tie
    TITLE = "title"  # heads a hit and a page; a search word in it counts more
    SUMMARY = "summary"  # what was to be done; compared with …
    FINAL_REPORT = "final report"  # … what was done
    APPLICANT = "applicant"  # name of the organisation that applied
    BUSINESS_ID = "business id"  # of an organisation: one form of every spelling, with a check digit
    PARTNERS = "partners"  # the organisations that implement the project with it
    FUND = "fund"  # named by the preamble of a form
    PRIORITY_AXIS = "priority axis"  # the part of the programme; on every hit
    STATUS = "status"  # running or ended; on every hit
    GROUP = "group"  # the joint project that a project is a part of: its parts lead to one another
    REGIONS = "regions"  # shown as a map; a region in a query is offered as a filter
    MUNICIPALITIES = "municipalities"  # the same of a municipality
    NATIONWIDE = "nationwide"  # stands for all regions
    STARTS = "starts"  # first day; without search words the newest come first
    ENDS = "ends"  # last day
    GRANTED = "granted"  # the money that sums and shares are of
    PAID = "paid"  # what was paid of it
    REALISATION = "realisation"  # the share that was paid
    QUESTIONS = "questions"  # the section of yes/no questions
    INDICATORS = "indicators"  # the section of scored indicators
    SOURCE = "source"  # the kind of source that its values are from
    MONITORED = "monitored"  # numbers by name: what was planned, and what came of it


class Subject(Enum):
    """The subjects under which a project's page lists short values."""

    PROJECT = "project"
    APPLICANT = "applicant"
    AREA = "area"


class Question(Enum):
    """What a filter answers: the groups in which filters stand beside the hits, in this order."""

    __hash__ = object.__hash__  # that of Enum is a function of Python

    WHAT = "what"
    WHERE = "where"
    WHO = "who"
    WHEN = "when"
    HOW_MUCH = "how much"


SECTION_QUESTIONS = {"2": Question.WHO, "6": Question.WHERE}
"""Section of the form → what its fields answer; those of all others answer «what»."""


@dataclass(frozen=True)
class Counterpart:
    """Of a field with a planned number: where what came of it stands, and what both are about."""

    subject: str
    path: AttributePath


@dataclass(frozen=True)
class Field:
    """One row of the field table.

    kind:         how its value is read, compared and shown.
    label:        its name on the page.
    section:      number of the form's heading that the field stands under («4.1»); "" when derived.
    key:          the printed key of its line («Hankekoodi»); "" when it is the section's whole text.
    query:        its name in queries, URLs and filters; "" when it is only parsed and shown.
    names:        its names in queries in Swedish and English.
    weight:       what one occurrence in this field counts in free-text ranking; 0 = not searched.
    value_after:  the word of the line's value that this field's part comes after: «Alkaa» of «Alkaa 1.9.2021
                  ja päättyy 31.12.2023»; "" = the whole value.
    multivalued:  the value is a tuple, a list in the JSON; in the form its items are parted by commas.
    facet:        its values are counted beside the hits.
    sortable:     hits can be sorted by it.
    private:      a person's data: kept out of the index, the pages and the exports.
    genitive:     its values are genitives, shown with the label after them: «Oulun» as «Oulun seutukunta».
    derived:      worked out from other fields, so that it stands in no JSON and no export.
    charted:      its numbers are shown as a histogram beside the hits.
    pictured:     its values are shown as a picture of the whole result: bars, or the map for regions.
    in_hit:       the key under which a hit of the API has its value; "" = a hit does not have it.
    pairs_with:   what a planned number is compared with.
    role:         what the program needs it for beyond its kind.
    asks:         what its filter answers, where that does not follow from its kind and section.
    compared:     shown where projects stand side by side.
    tells_plan:   says what the project sets out to do, in every project: similar projects are found by it.
    path:         the attribute of a `Project`, which is also the place in its JSON.
    merged_paths: other attributes whose values count as this field's own, as dotted paths.
    """

    kind: Kind
    label: str
    section: str = ""
    key: str = ""
    query: str = ""
    names: tuple[str, ...] = ()
    weight: float = 0.0
    value_after: str = ""
    multivalued: bool = False
    facet: bool = False
    sortable: bool = False
    private: bool = False
    genitive: bool = False
    derived: bool = False
    charted: bool = False
    pictured: bool = False
    in_hit: str = ""
    pairs_with: Counterpart | None = None
    role: Role | None = None
    asks: Question | None = None
    compared: bool = False
    tells_plan: bool = False
    path: AttributePath = ()
    merged_paths: AttributePath = ()

    @cached_property
    def name(self) -> str:
        """The dotted path of the attribute: «funding.eu_state_paid»."""
        return ".".join(self.path)

    @property
    def question(self) -> Question:
        """What its filter answers."""
        if self.kind in (Kind.DATE, Kind.YEAR):
            return Question.WHEN
        if self.kind.is_number:
            return Question.HOW_MUCH
        return self.asks or SECTION_QUESTIONS.get(self.section, Question.WHAT)

    @property
    def separator(self) -> str:
        """What stands between the parts of the field's text: a line break in prose, a comma in a list."""
        return "\n" if self.kind is Kind.TEXT else ", "


def row(kind: Kind, label: str, default: Any = None, **columns: Any) -> Any:
    """A dataclass attribute that carries its row of the field table; columns: those of `Field`."""
    return dataclasses.field(default=default, metadata={"row": Field(kind, label, **columns)})


def rows_of(cls: type, prefix: AttributePath = ()) -> Iterator[Field]:
    """Every row of a dataclass and of the dataclasses nested in it, in order of declaration."""
    hints = typing.get_type_hints(cls)
    for attribute in dataclasses.fields(cls):
        path = (*prefix, attribute.name)
        declared = attribute.metadata.get("row")
        if declared is not None:
            yield replace(declared, path=path)
        elif dataclasses.is_dataclass(hints[attribute.name]):
            yield from rows_of(typing.cast(type, hints[attribute.name]), path)


def value_at(thing: Any, path: AttributePath) -> Any:
    """The value at an attribute path; through a tuple, the values of all its items."""
    for name in path:
        if isinstance(thing, tuple):
            thing = tuple(getattr(item, name) for item in thing)
        else:
            thing = getattr(thing, name)
    return thing


def json_at(data: Any, path: AttributePath) -> Any:
    """The same in a project's JSON; through a list, the values of all its items."""
    for name in path:
        data = [item.get(name) for item in data] if isinstance(data, list) else data[name]
    return data
