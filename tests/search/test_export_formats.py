"""What each format of export is called, and what it does with odd values."""

from __future__ import annotations

import io
import zipfile
from typing import get_type_hints

import pytest

from index.model.project import Project
from index.model.project_parts import Applicant, Monitored, Numbered
from index.model.serialization import to_json
from search.contract.listing import Listing, ListingHeader
from search.contract.request import Request
from search.export import references, tables
from search.export.answer_json import AnswerJson, HitJson
from search.export.references import Reference, bibtex, ris
from search.export.small_tables import workbook
from search.export.tables import TooManyRows

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_media_types() -> None:
    assert {name: one.mimetype for name, one in tables.FORMATS.items()} == {
        "csv": "text/csv; charset=utf-8",
        "xlsx": SHEET,
        "jsonl": "application/jsonl; charset=utf-8",
    }
    assert {name: (one.mimetype, one.label) for name, one in references.FORMATS.items()} == {
        "bib": ("application/x-bibtex; charset=utf-8", "BibTeX"),
        "ris": ("application/x-research-info-systems; charset=utf-8", "RIS"),
    }
    made = Reference(Project(code="S1"), "hanke", "", "https://x.example")
    assert references.FORMATS["bib"].write(made) == bibtex(made)
    assert references.FORMATS["ris"].write(made) == ris(made)
    assert (HitJson.__module__, AnswerJson.__module__) == ("search.export.answer_json",) * 2


def test_what_the_document_of_the_api_says_of_a_hit() -> None:
    hints = get_type_hints(HitJson)
    assert {name: str(hints[name]).removeprefix("<class '").rstrip("'>") for name in hints} == {
        "code": "str", "title": "str", "partial": "bool", "missing": "tuple[str, ...]", "reported": "bool",
        "score": "float", "snippets": "tuple[search.export.answer_json.SnippetJson, ...]",
        "explanation": "tuple[search.contract.results.Contribution, ...]",
    } | {
        **dict.fromkeys(("fund", "status", "authority", "applicant", "business_id", "starts", "ends"),
                        "str | None"),
        **dict.fromkeys(("priority_axis", "specific_objective"),
                        "index.model.project_parts.Numbered | None"),
        **dict.fromkeys(("eu_state_granted", "eu_state_paid", "participants_planned",
                         "participants_realised"), "int | None"),
        "nationwide": "bool", "regions": "tuple[str, ...]",
    }  # fmt: skip


def test_an_entry_of_bibtex_to_the_letter() -> None:
    project = Project(code="S 1/ä", title="A {b} & c", applicant=Applicant("50 % ~ry"))
    assert bibtex(Reference(project, "ESR-hanke", "", "https://x.example/a\\b{c} d")) == (
        "@misc{S-1,\n"
        "  author       = {{50 \\% \\textasciitilde{}ry}},\n"
        "  title        = {{A \\textbraceleft{}b\\textbraceright{} \\& c}},\n"
        "  howpublished = {Hankehaku: ESR-hanke},\n"
        "  url          = {https://x.example/abcd},\n"
        "}\n"
    )
    assert bibtex(Reference(Project(code="ä"), "", "", "")).startswith("@misc{hanke,\n")
    assert bibtex(Reference(Project(code="x1ä"), "", "", "")).startswith("@misc{x1,\n")
    assert bibtex(Reference(Project(code="äx1x"), "", "", "")).startswith("@misc{x1x,\n")
    signs = {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "<": r"\textless{}",
        ">": r"\textgreater{}", "|": r"\textbar{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "x": "x", "*": "*", "/": "/",
    }  # fmt: skip
    for sign, written in signs.items():
        made = bibtex(Reference(Project(code="S1"), f"a{sign}b", "", ""))
        assert f"{{Hankehaku: a{written}b}}" in made, sign


def test_a_record_of_ris_to_the_letter() -> None:
    project = Project(code="S1", title="A", summary=" \n ", fund="ESR", regions=("Lappi", " "))
    assert ris(Reference(project, "hanke", "nyt", "")) == (
        "TY  - ELEC\r\nID  - S1\r\nTI  - A\r\nT2  - Hankehaku\r\nKW  - ESR\r\nKW  - Lappi\r\n"
        "M3  - hanke\r\nN1  - nyt\r\nER  - \r\n"
    )


def test_a_sheet_has_an_end() -> None:
    whole = Listing(ListingHeader(Request(), "1", 1_048_576), iter(()))
    with pytest.raises(TooManyRows) as caught:
        tables.xlsx_stream(whole)
    said = (
        "1048576 projects are more than the 1048575 rows of an Excel sheet. Narrow the search, or export CSV "
        "or JSON Lines."
    )
    assert (str(caught.value), caught.value.exit_code, caught.value.http_status) == (said, 2, 400)
    list(tables.xlsx_stream(Listing(ListingHeader(Request(), "1", 1_048_575), iter(()))))


@pytest.mark.parametrize(
    ("columns", "widths"),
    [
        (1, '<col min="1" max="1" width="28.7109375" customWidth="1"/>'
            '<col min="2" max="2" width="40.7109375" customWidth="1"/>'),
        (2, '<col min="1" max="1" width="28.7109375" customWidth="1"/>'
            '<col min="2" max="2" width="40.7109375" customWidth="1"/>'),
        (4, '<col min="1" max="1" width="28.7109375" customWidth="1"/>'
            '<col min="2" max="4" width="40.7109375" customWidth="1"/>'),
    ],
)  # fmt: skip
def test_widths_of_a_small_sheet(columns: int, widths: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook([["a"] * columns], "Lista"))) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert f"<cols>{widths}</cols>" in sheet


def test_cells_of_odd_values() -> None:
    project = Project(
        code="S1",
        priority_axis=Numbered("9", ""),
        specific_objective=Numbered("", "Nimi"),
        monitored=(Monitored("Patentit", 2, None), Monitored("Muut")),
        regions=("Lappi", "Kainuu"),
    )
    made = dict(zip((one.query for one in tables.COLUMNS), tables.cells(to_json(project)), strict=True))
    assert (made["toimintalinja"], made["erityistavoite"]) == ("9", "Nimi")
    assert made["maakunta"] == "Lappi; Kainuu"
    assert "Patentit: suunniteltu 2; Muut" in made.values()
    assert made["nimi"] is made["alkaa"] is None
