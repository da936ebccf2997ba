"""The field table keeps what others rely on: `golden/fields.tsv` says it once more, without the program."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.model.fields import Field, rows_of
from index.model.project import FIELDS, Project, text, text_parts, values
from index.model.project_parts import (
    Applicant,
    FormAnswer,
    Funding,
    Indicator,
    Monitored,
    Numbered,
    Provenance,
)
from index.model.serialization import to_builtins, to_json
from search.query.ast import Node
from search.query.parser import parse_query

COLUMNS = (
    "path", "kind", "section", "key", "query", "names", "weight", "flags", "in_hit", "question", "role",
    "also",
    "compared",
)  # fmt: skip
FLAGS = (
    "multivalued", "facet", "sortable", "private", "genitive", "derived", "charted", "pictured", "tells_plan",
    "compared",
)  # fmt: skip
LINES = (Path(__file__).parent / "golden" / "fields.tsv").read_text("utf-8").splitlines()
PROMISED = [
    dict(zip(COLUMNS, (line + "\t" * 12).split("\t"), strict=False)) for line in LINES if line[0] != "#"
]
VALUES = {
    "date": "2021",
    "year": "2021",
    "code": "S12345",
    "flag": "kyllä",
    "text": "metsä",
    "keyword": "Oulu",
}


def cells(field: Field) -> dict[str, str]:
    """A row of the table as the file has it."""
    pair = field.pairs_with
    return {
        "path": ".".join(field.path),
        "kind": field.kind.value,
        "section": field.section,
        "key": field.key,
        "query": field.query,
        "names": " ".join(field.names),
        "weight": f"{field.weight:g}" if field.weight else "",
        "flags": " ".join(flag for flag in FLAGS if getattr(field, flag)),
        "in_hit": field.in_hit,
        "question": field.question.value if field.query else "",
        "role": field.role.value if field.role else "",
        "also": " ".join(filter(None, (field.value_after, *field.merged_paths))),
        "compared": f"{pair.subject}: {'.'.join(pair.path)}" if pair else "",
    }


FOUND = {".".join(field.path): cells(field) for field in (*FIELDS, *rows_of(Monitored))}


@pytest.mark.parametrize("promised", PROMISED, ids=lambda promised: promised["path"])
def test_a_field_is_what_was_promised(promised: dict[str, str]) -> None:
    assert FOUND[promised["path"]] == promised


def tree(name: str, kind: str) -> Node:
    """How a query with a name of a field is read."""
    return parse_query(f"{name}:{VALUES.get(kind, '5')}").tree


@pytest.mark.parametrize(
    "promised", [p for p in PROMISED if p["names"]], ids=lambda promised: promised["path"]
)
def test_a_query_may_use_every_name(promised: dict[str, str]) -> None:
    meant = tree(promised["query"], promised["kind"])
    assert promised["query"] in repr(meant)
    for name in promised["names"].split():
        assert tree(name, promised["kind"]) == meant, name


@pytest.mark.parametrize(
    ("starts", "ends", "years"),
    [
        (date(2019, 1, 1), date(2021, 12, 31), (2019, 2020, 2021)),
        (date(2020, 5, 5), date(2020, 5, 5), (2020,)),
        (date(2020, 5, 6), date(2020, 5, 5), ()),
        (date(2000, 1, 1), date(2015, 12, 31), tuple(range(2000, 2016))),
        (date(2000, 12, 31), date(2016, 1, 1), ()),
        (None, date(2020, 1, 1), ()),
        (date(2020, 1, 1), None, ()),
    ],
)
def test_the_years_of_a_project(starts: date | None, ends: date | None, years: tuple[int, ...]) -> None:
    assert Project(starts=starts, ends=ends).years == years


@pytest.mark.parametrize(
    ("granted", "paid", "share"),
    [
        (200, 100, 50),
        (3, 2, 67),
        (100, 0, 0),
        (100, 120, 120),
        (0, 10, None),
        (None, 10, None),
        (10, None, None),
    ],
)
def test_the_share_that_was_paid(granted: int | None, paid: int | None, share: int | None) -> None:
    assert Project(funding=Funding(granted, paid)).realisation == share


def field_of(path: str) -> Field:
    return next(field for field in FIELDS if field.name == path)


PROJECT = Project(
    code="S12345",
    title="Malli",
    priority_axis=Numbered("2", "Työ"),
    target_groups="Nuoret",
    indirect_target_groups="Kunnat",
    applicant=Applicant("Malli ry", business_id="1234567-1"),
    co_implementers=(Applicant("Ii", business_id="7654321-2"), Applicant(), Applicant("Ii-yhtiö")),
    regions=("Lappi", "", "Kainuu"),
    monitored=(Monitored("Patentit", 2, 1),),
    equality=(FormAnswer("Kysymys?", True, "Vastaus"), FormAnswer("Toinen?", None, None)),
    sustainability=(Indicator("Ekologinen", "Vesi", 3, None, "Puro"),),
    provenance=(Provenance("Hankekuvaus", "a.txt"),),
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("code", ("S12345",)),
        ("title", ("Malli",)),
        ("summary", ()),
        ("nationwide", ("ei",)),
        ("priority_axis", (Numbered("2", "Työ"),)),
        ("regions", ("Lappi", "Kainuu")),
        ("co_implementers", ("Ii", "Ii-yhtiö")),
        ("monitored", ("Patentit",)),
        ("applicant.business_id", ("1234567-1", "7654321-2")),
        ("target_groups", ("Nuoret",)),
        ("provenance.record", ("a.txt",)),
        ("years", ()),
    ],
)
def test_the_values_of_a_field(path: str, found: tuple[object, ...]) -> None:
    assert values(PROJECT, field_of(path)) == found


def test_a_flag_is_yes_or_no() -> None:
    assert values(Project(nationwide=True), field_of("nationwide")) == ("kyllä",)


@pytest.mark.parametrize(
    ("path", "parts", "whole"),
    [
        ("title", [("title", "Malli")], "Malli"),
        ("summary", [], ""),
        ("target_groups", [("target_groups", "Nuoret"), ("indirect_target_groups", "Kunnat")],
        "Nuoret\nKunnat"),
        ("equality", [("equality.0.text", "Vastaus")], "Vastaus"),
        ("sustainability", [("sustainability.0.text", "Puro")], "Puro"),
        ("regions", [("regions.0", "Lappi"), ("regions.2", "Kainuu")], "Lappi, Kainuu"),
        ("co_implementers", [("co_implementers.0.name", "Ii"), ("co_implementers.2.name", "Ii-yhtiö")],
         "Ii, Ii-yhtiö"),
    ],
)  # fmt: skip
def test_the_words_of_a_field_and_where_they_stand(
    path: str, parts: list[tuple[str, str]], whole: str
) -> None:
    data = to_json(PROJECT)
    assert text_parts(data, field_of(path)) == parts
    assert text(data, field_of(path)) == whole


def test_white_space_is_no_text() -> None:
    data = to_json(Project(title=" \n", target_groups=" \t", indirect_target_groups="Kunnat"))
    assert text(data, field_of("title")) == ""
    assert text(data, field_of("target_groups")) == "Kunnat"


@pytest.mark.parametrize(
    ("thing", "written"),
    [
        (Numbered("9", "REACT"), "9. REACT"),
        (Numbered("9", ""), "9"),
        (Numbered("", "REACT"), "REACT"),
        (Monitored("Patentit", 2, 0), "Patentit: suunniteltu 2, toteutunut 0"),
        (Monitored("Patentit", None, 1), "Patentit: toteutunut 1"),
        (Monitored("Patentit"), "Patentit"),
    ],
    ids=str,
)
def test_how_a_part_is_written(thing: object, written: str) -> None:
    assert str(thing) == written


def test_plain_data_of_what_is_nested() -> None:
    made = to_builtins({"a": (Numbered("9", "REACT"), date(2021, 2, 1)), "b": [None, True, 1.5, "x"]})
    assert made == {"a": [{"number": "9", "name": "REACT"}, "2021-02-01"], "b": [None, True, 1.5, "x"]}
