"""Exports read back: a row for each project, numbers and days as such, nothing private, no formulas."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from index.model.project import FIELDS, Project
from index.model.project_parts import Applicant, Funding, Numbered
from index.model.serialization import to_json
from search.contract.listing import Listing, ListingHeader, StoredProject
from search.contract.request import Request
from search.engine import Engine
from search.export import tables
from search.export.tables import COLUMNS, FORMATS, TooManyRows, cells

HOSTILE = Project(
    code="=S1",
    title="=1+1",
    priority_axis=Numbered("9", "REACT-EU"),
    starts=date(2021, 9, 1),
    applicant=Applicant(name="@SUM(A1)", phone="+358 1", address="-katu\x0b\x01 1", business_id="\tx"),
    co_implementers=(Applicant(name="Yksi"), Applicant(name="Kaksi, kolme")),
    funding=Funding(eu_state_granted=-5),
    summary='Rivi; yksi\nrivi "kaksi"',
    target_groups="Suorat",
    indirect_target_groups="Välilliset",
)

CONTACT = "Heikkuri"
"""A contact person of the sample corpus."""


def listing_of(*projects: Project) -> Listing:
    lines = (
        StoredProject(one.code, json.dumps(to_json(one), ensure_ascii=False).encode()) for one in projects
    )
    return Listing(ListingHeader(Request(), "1", len(projects)), lines)


def written(kind: str, listing: Listing, **options: Any) -> bytes:
    return b"".join(FORMATS[kind].stream(listing, **options))


def rows_of_csv(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=separator))


def rows_of_xlsx(data: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    heading, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def test_columns_are_the_exported_rows_of_the_field_table() -> None:
    names = [field.name for field in COLUMNS]
    assert names == [f.name for f in FIELDS if not (f.private or f.derived)]
    assert len({field.label for field in COLUMNS}) == len(COLUMNS)
    assert not any(name.startswith("contact") for name in names)


def test_every_format_has_a_row_for_every_project(engine: Engine) -> None:
    def export(kind: str) -> bytes:
        return written(kind, engine.listing(Request("hanke")))

    codes = list(engine.codes(Request("hanke")))
    assert len(codes) > 10
    assert [row["Hankekoodi"] for row in rows_of_csv(export("csv"))] == codes
    assert [row["Hankekoodi"] for row in rows_of_xlsx(export("xlsx"))] == codes
    lines = export("jsonl").splitlines()
    assert [json.loads(line) for line in lines] == [to_json(engine.project(code).project) for code in codes]


def test_csv_and_excel_say_the_same(engine: Engine) -> None:
    plain = rows_of_csv(written("csv", engine.listing(Request())))
    excel = rows_of_xlsx(written("xlsx", engine.listing(Request())))
    assert len(plain) == len(excel) == 24
    for one, other in zip(plain, excel, strict=True):
        for label, value in other.items():
            if isinstance(value, datetime):
                assert one[label] == value.date().isoformat()
            else:
                assert one[label].removeprefix("'") == ("" if value is None else str(value))


def test_nobody_is_named_as_contact(engine: Engine) -> None:
    for kind in FORMATS:
        data = written(kind, engine.listing(Request()))
        text = json.dumps(rows_of_xlsx(data), default=str) if kind == "xlsx" else data.decode()
        assert CONTACT not in text


def test_numbers_days_and_lists_in_csv() -> None:
    (row,) = rows_of_csv(written("csv", listing_of(HOSTILE)))
    assert row["Alkaa"] == "2021-09-01"
    assert row["Myönnetty EU- ja valtion rahoitus"] == "-5"
    assert row["Toimintalinja"] == "9. REACT-EU"
    assert row["Osatoteuttaja"] == "Yksi; Kaksi, kolme"
    assert row["Tiivistelmä"] == HOSTILE.summary
    assert (row["Kohderyhmät"], row["Välilliset kohderyhmät"]) == ("Suorat", "Välilliset")
    assert row["Päättyy"] == ""


def test_numbers_and_days_in_excel() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", listing_of(HOSTILE))))
    (row,) = rows_of_xlsx(written("xlsx", listing_of(HOSTILE)))
    assert row["Alkaa"] == datetime(2021, 9, 1)
    assert row["Myönnetty EU- ja valtion rahoitus"] == -5
    assert book["Hankkeet"].freeze_panes == "B2"
    assert row["Päättyy"] is None


POSTED = Project(
    code="00123",
    title="2.10",
    summary="Sana, 00530",
    starts=date(2021, 9, 1),
    applicant=Applicant(
        name="1E5", address="4 B", postcode="00530", business_id="9036426-1", phone="040 1234567"
    ),
    funding=Funding(eu_state_granted=200),
)
AS_TEXT = {"Hankekoodi": "00123", "Nimi": "2.10", "Hakija": "1E5", "Postinumero": "00530",
           "Y-tunnus": "9036426-1"}  # fmt: skip


@pytest.mark.parametrize("options", [{"separator": ";"}, {"bom": True}, {"separator": ";", "bom": True}])
def test_excel_keeps_leading_zeros_of_csv(options: dict[str, Any]) -> None:
    data = written("csv", listing_of(POSTED), **options)
    (row,) = rows_of_csv(data.removeprefix(b"\xef\xbb\xbf"), options.get("separator", ","))
    assert {label: row[label] for label in AS_TEXT} == {k: f'="{v}"' for k, v in AS_TEXT.items()}
    assert (row["Tiivistelmä"], row["Alkaa"]) == ("Sana, 00530", "2021-09-01")
    assert row["Myönnetty EU- ja valtion rahoitus"] == "200"
    hostile = rows_of_csv(written("csv", listing_of(HOSTILE), separator=";"), ";")
    assert hostile == rows_of_csv(written("csv", listing_of(HOSTILE)))


@pytest.mark.parametrize("separator", [",", "\t"])
def test_plain_csv_has_no_formula_for_excel(separator: str) -> None:
    (row,) = rows_of_csv(written("csv", listing_of(POSTED), separator=separator), separator)
    assert {label: row[label] for label in AS_TEXT} == AS_TEXT


@pytest.mark.parametrize("label", ["Hankekoodi", "Nimi", "Hakija", "Puhelin", "Jakeluosoite", "Y-tunnus"])
def test_no_cell_is_a_formula(label: str) -> None:
    value = dict(zip((f.label for f in COLUMNS), cells(to_json(HOSTILE)), strict=True))[label]
    (row,) = rows_of_csv(written("csv", listing_of(HOSTILE)))
    assert row[label] == f"'{value}"
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", listing_of(HOSTILE)))).active
    assert sheet is not None
    cell = sheet.cell(2, [f.label for f in COLUMNS].index(label) + 1)
    assert cell.data_type in ("s", "inlineStr")
    assert cell.quotePrefix


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_a_spreadsheet_takes_for_a_formula_is_made_text(start: str) -> None:
    hostile = replace(HOSTILE, title=f"{start}1", summary=f"{start}SUM(A1)")
    (row,) = rows_of_csv(written("csv", listing_of(hostile)))
    assert (row["Nimi"], row["Tiivistelmä"]) == (f"'{start}1", f"'{start}SUM(A1)")
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", listing_of(hostile)))).active
    assert sheet is not None
    labels = [cell.value for cell in sheet[1]]
    for label in ("Nimi", "Tiivistelmä"):
        cell = sheet.cell(2, labels.index(label) + 1)
        assert cell.data_type in ("s", "inlineStr")
        assert cell.quotePrefix


def test_csv_for_a_finnish_excel() -> None:
    data = written("csv", listing_of(HOSTILE), separator=";", bom=True)
    assert data.startswith(b"\xef\xbb\xbfHankekoodi;Nimi;")
    assert len(rows_of_csv(data[3:], ";")) == 1
    assert not written("csv", listing_of(HOSTILE)).startswith(b"\xef\xbb\xbf")


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    project = replace(HOSTILE, summary="ä" * 40_000)
    (row,) = rows_of_xlsx(written("xlsx", listing_of(project)))
    assert row["Tiivistelmä"] == "ä" * 32_766 + "…"
    assert len(rows_of_csv(written("csv", listing_of(project)))[0]["Tiivistelmä"]) == 40_000


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "XLSX_ROWS", 1)
    with pytest.raises(TooManyRows, match=r"2 projects .* 1 rows .* CSV"):
        FORMATS["xlsx"].stream(listing_of(HOSTILE, HOSTILE))


def test_an_empty_result_is_a_heading() -> None:
    assert rows_of_csv(written("csv", listing_of())) == rows_of_xlsx(written("xlsx", listing_of())) == []
    assert written("jsonl", listing_of()) == b""


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_an_export_never_holds_all(kind: str) -> None:
    line = json.dumps(to_json(replace(HOSTILE, summary="sana " * 4000))).encode()

    def listing(count: int) -> Listing:
        lines = (StoredProject("S1", line.replace(b"sana", b"%04d" % n, 1)) for n in range(count))
        return Listing(ListingHeader(Request(), "1", count), lines)

    drained(FORMATS[kind].stream(listing(1)))  # what is made once is made before
    tracemalloc.start()
    written_bytes = drained(FORMATS[kind].stream(listing(1000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 1000 * len(line) > 20_000_000
    assert written_bytes > 20_000_000 or kind == "xlsx"
    assert peak < 4_000_000


def drained(stream: Iterator[bytes]) -> int:
    return sum(len(chunk) for chunk in stream)
