"""Excel workbooks and hostile tables: values as openpyxl reads them, and bounds of memory and time."""

from __future__ import annotations

import datetime
import io
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from index.errors import SourceError
from index.formats.tables.excel import excel_table
from index.formats.tables.table import Layout
from tests.conftest import CORPUS, SHARED
from tests.index.tables import workbook
from tests.index.test_tables import OWN, own, projects

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NS = f'xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET, SHARED_TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEADER = '<row><c t="str"><v>Tunnus</v></c><c t="str"><v>Otsikko</v></c></row>'


def with_parts(**parts: str | bytes) -> bytes:
    """A workbook with some parts replaced, named by their path with «__» for «/»."""
    named = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["Tunnus", "Otsikko"], ["x1", "A"]]))) as plain,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for name in plain.namelist():
            if name not in named:
                packed.writestr(name, plain.read(name))
        for name, data in named.items():
            packed.writestr(name, data)
    return made.getvalue()


def sheet(rows: str, **parts: str) -> bytes:
    """A workbook whose sheet has these rows."""
    whole = f"<worksheet {NS}><sheetData>{HEADER}{rows}</sheetData></worksheet>"
    return with_parts(xl__worksheets__sheet1=whole, **parts)


def shared(texts: str) -> str:
    return f"<sst {NS}>{texts}</sst>"


def peer_text(value: object) -> str:
    """A value of openpyxl as a cell has it."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def by_openpyxl(data: bytes) -> list[list[str]]:
    """The cells that hold something, row by row, without the header."""
    rows = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0].iter_rows(values_only=True)
    texts = [[text for value in row if (text := peer_text(value)).strip()] for row in rows]
    return [row for row in texts if row][1:]


def ours(data: bytes) -> list[list[str]]:
    return [list(row.cells.values()) for row in excel_table(Path("a.xlsx"), data, Layout()).rows]


def test_values_are_those_that_openpyxl_reads() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append([f"k{number}" for number in range(9)])
    page.append(["teksti & <merkki>", 17, 1234.5, -0.25, 123456789012345, True, "", None, "  välit  "])
    page.append([datetime.datetime(2023, 3, 1), datetime.datetime(2023, 3, 1, 12, 30), datetime.time(8, 15)])
    page.append([])
    for number, code in enumerate(
        ('d"."m"."yyyy', "[$-40B]d. mmmm yyyy;@", "mm/yy", "#,##0 €", "0.00", '0 "pv"'), 1
    ):
        page.cell(5, number, 44_986).number_format = code
    bold = TextBlock(InlineFont(b=True), "liha")
    page.cell(6, 3).value = CellRichText(["ala ", bold, "va"])
    page.cell(7, 2).value = "=1+1"  # a formula that nothing has worked out has no value
    page.cell(8, 9).value = "rivi\nkaksi"
    saved = io.BytesIO()
    book.save(saved)
    found = ours(saved.getvalue())
    assert found == by_openpyxl(saved.getvalue())
    assert found[1] == ["2023-03-01", "2023-03-01 12:30:00", "08:15:00"]
    assert found[2] == ["2023-03-01"] * 3 + ["44986"] * 3


def test_the_export_of_the_register_is_read_as_openpyxl_reads_it() -> None:
    path = SHARED / "sources" / "eura2021-vienti.xlsx"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    assert ours(path.read_bytes()) == by_openpyxl(path.read_bytes())


def test_other_programs_write_other_prefixes_and_leave_out_places(tmp_path: Path) -> None:
    plain = sheet("<row><c><v>17</v></c><c t='inlineStr'><is><t>A</t><rPh><t>luku</t></rPh></is></c></row>")
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        xml = packed.read(SHEET).decode()
    prefixed = re.sub(r"<(/?)", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")
    (one,) = projects(own(tmp_path, "a.xlsx", with_parts(xl__worksheets__sheet1=prefixed)))
    assert (one.code, one.title) == ("17", "A")


def test_a_note_beside_the_table_is_kept_and_costs_no_row(tmp_path: Path) -> None:
    note = '<c r="ZZ3" t="str"><v>muista</v></c>'
    row = f'<row r="3"><c r="A3"><v>17</v></c><c r="B3" t="str"><v>A</v></c>{note}</row>'
    (one,) = projects(own(tmp_path, "a.xlsx", sheet(row)))
    assert (one.title, one.other) == ("A", {"sarake (702)": "muista"})


def test_links_and_macros_of_a_workbook_are_never_followed(tmp_path: Path) -> None:
    """A macro is a part that nothing reads; a sheet that is elsewhere is none."""
    relation = '<Relationship Id="rId1" Type="x/worksheet" Target="{}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'

    def linked(target: str) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sheet("<row><c><v>17</v></c></row>"))) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["xl/_rels/workbook.xml.rels"] = relations.format(relation.format(target)).encode()
        with zipfile.ZipFile(made, "w") as packed:
            for name, data in {**parts, "xl/vbaProject.bin": b"macro"}.items():
                packed.writestr(name, data)
        return made.getvalue()

    (one,) = projects(own(tmp_path, "a.xlsx", linked("worksheets/sheet1.xml")))
    assert one.code == "17"
    for target in ('file:///etc/passwd" TargetMode="External', "../../../../etc/passwd"):
        with pytest.raises(SourceError, match=r"no sheet|sheet is empty"):
            excel_table(Path("a.xlsx"), linked(target), Layout())


# Hostile tables

ROWS = "Tunnus;Otsikko;Lisä\n"
MARKS = "\u0301\u0323"
UTF16_ENTITIES = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'
HOSTILE: dict[str, Callable[[], bytes | str]] = {
    "zip bomb.xlsx": lambda: with_parts(a=b" " * 101_000_000),
    "cells.xlsx": lambda: sheet("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
    "empty cells.xlsx": lambda: sheet("<row>" + "<c\t/>" * 1_000_000 + "</row>"),
    "nesting.xlsx": lambda: sheet("<row>" * 2_000_000),
    "nested texts.xlsx": lambda: sheet("", xl__sharedStrings=shared("<si>" * 2_000_000)),
    "one text in many cells.xlsx": lambda: sheet(
        "<row><c t='s'><v>0</v></c><c t='s'><v>0</v></c></row>" * 1_000,
        xl__sharedStrings=shared(f"<si><t>{'a' * 90_000}</t></si>"),
    ),
    "styles.xlsx": lambda: sheet("", xl__styles=f"<s {NS}><cellXfs>" + "<xf/>" * 600_000 + "</cellXfs></s>"),
    "sheets.xlsx": lambda: with_parts(
        xl__workbook=f"<w {NS}><sheets>" + '<sheet name="a" r:id="rId1"/>' * 600_000 + "</sheets></w>"
    ),
    "entities.xlsx": lambda: with_parts(xl__worksheets__sheet1=UTF16_ENTITIES.encode("utf-16")),
    "many parts.xlsx": lambda: with_parts(**{f"p{number}": b"" for number in range(10_001)}),
    "empty lines.csv": lambda: ROWS + "\n" * 4_900_000,
    "a row of commas.csv": lambda: ROWS + ";" * 4_900_000 + "x",
    "a cell of at signs.csv": lambda: f"{ROWS}x1;a;{'a@' * 49_000}",
    "marks on a letter.csv": lambda: ROWS + ("x1;a;" + MARKS * 24_000 + "\n") * 8,
    "open quotes.csv": lambda: ROWS + ('1;"a\n' + "a\n" * 900) * 240,
    "nesting.json": lambda: '{"a":' * 900_000,
    "a long key.json": lambda: (
        '[{"' + "k" * 500_000 + '":{' + ",".join(f'"{n}":{{"a":1}}' for n in range(100_000)) + "}}]"
    ),
    "a list in a cell.json": lambda: '[{"Tunnus":"a","Otsikko":[' + "1," * 2_000_000 + "1]}]",
    "numbers.json": lambda: '[{"Tunnus":"a","Otsikko":"b","Raha":' + "9" * 4_900_000 + "}]",
}
READ = {
    "a cell of at signs.csv", "a row of commas.csv", "empty lines.csv", "marks on a letter.csv",
    "numbers.json",
}  # fmt: skip
"""What is no harm once it is read within the bounds."""

CHILD = """
import sys; from pathlib import Path; from index.errors import SourceError
from index.indexing.record_reader import read_file, record_project
try:
    for record in read_file(sys.argv[1], 10**7).records:
        try: record_project(sys.argv[1], record, False)
        except SourceError: pass
    print('read')
except SourceError as e:
    print('refused', e)
print(Path('/proc/self/status').read_text())
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_tables_stay_within_memory_and_time(name: str, tmp_path: Path) -> None:
    data = HOSTILE[name]()
    (tmp_path / "oma.profile.toml").write_text(OWN, "utf-8")
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    done = run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=60,
        cwd=CORPUS.parent, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (10, 10)),
    )  # fmt: skip
    assert done.stdout.startswith("read" if name in READ else "refused"), done.stderr
    assert int(re.search(r"VmHWM:\s+(\d+) kB", done.stdout)[1]) < 500_000  # type: ignore[index]
