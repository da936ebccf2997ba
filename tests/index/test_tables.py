"""Tables in: formats, profiles, rows. Expected values are written out, or read with the csv module alone."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.errors import SourceError
from index.formats.tables import table
from index.formats.tables.table import MAX_CELL
from index.indexing.record_reader import read_file, record_project
from index.model.project import Project
from index.profiles.profile import column_key, read_profile, shipped_profiles
from index.profiles.table_records import RowRecord, table_records
from tests.conftest import SHARED
from tests.index.tables import CENTRE, LIST_HEADER, list_row, workbook, write_list

SOURCES = SHARED / "sources"
OWN = """
name = "Omat"
formats = ["csv", "tsv", "xlsx", "json", "jsonl"]
decimal = ","
private = ["Vastaava"]
[fields]
code = ["Tunnus"]
title = ["Otsikko"]
summary = ["Kuvaus"]
starts = ["Alku"]
"funding.eu_state_granted" = ["Raha"]
regions = ["Alueet"]
[values.regions]
"K-S" = "Keski-Suomi"
"""


def projects(path: Path) -> list[Project]:
    """The projects of a table; its rows must all be readable."""
    found = read_file(str(path), 5_000_000)
    return [record_project(str(path), record, False)[0] for record in found.records]


def outcomes(path: Path) -> dict[str, str]:
    """Place of each row → its code, or the message about it."""
    found: dict[str, str] = {}
    for record in read_file(str(path), 5_000_000).records:
        try:
            found[record.place] = record_project(str(path), record, False)[0].code
        except SourceError as error:
            found[record.place] = str(error)
    return found


def own(folder: Path, name: str, data: str | bytes) -> Path:
    """A table with a profile of one's own beside it."""
    (folder / "oma.profile.toml").write_text(OWN, "utf-8")
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# The list of 2014–2020


@pytest.mark.parametrize(
    ("title", "applicant"),
    [
        ("Yksi, kaksi,kolme", "Paja Oy"),
        ('Laskin, "Toinen"', "Paja, avoin yhtiö"),
        ('"Yksin', "PAJA OYPAJA LTD"),
        ("Vaihe,2,uusi", "Paja, 24 Oy"),
        ("Ohjelma 1.2.2015,3.4.2016", "Paja 7,8 Oy"),
    ],
)
def test_a_row_of_the_list_is_cut_where_its_code_dates_and_amounts_say(
    tmp_path: Path, title: str, applicant: str
) -> None:
    rows = [list_row(title=title, applicant=applicant, amounts="-5,60.5,1200000,-7"), list_row("A90002")]
    one, two = projects(write_list(tmp_path / "a.csv", *rows))
    assert (one.title, one.applicant.name, one.authority) == (title, applicant, CENTRE)
    assert (one.funding.eu_state_granted, one.funding.eu_state_paid) == (-5, 61)
    assert (one.funding.public_planned, one.funding.public_realised) == (1_200_000, -7)
    assert (one.starts, one.ends) == (date(2015, 3, 1), date(2017, 2, 28))
    assert (str(one.priority_axis), one.status) == (
        "2. Uusimman tiedon ja osaamisen tuottaminen ja hyödyntäminen",
        "Toiminta käynnissä",
    )
    assert not one.warnings
    assert two.code == "A90002"
    (provenance,) = one.provenance
    assert provenance.link == "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=A90001"
    assert provenance.record == "a.csv (A90001)"


@pytest.mark.parametrize("end", ["", ",", ",12"])
def test_the_last_column_of_the_list_may_be_cut(tmp_path: Path, end: str) -> None:
    path = write_list(tmp_path / "a.csv", list_row(amounts=f"1,2,3{end}"), list_row("A90002"))
    one, _ = projects(path)
    assert (one.funding.public_planned, one.funding.public_realised) == (3, 12 if end == ",12" else None)


def test_a_value_of_the_list_may_run_over_lines(tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", list_row(title="Alku\nloppu"), list_row("A90002"))
    assert [one.title for one in projects(path)] == ["Alku loppu", "Keksitty hanke"]


def test_a_wrong_row_of_the_list_is_named_and_loses_no_other(tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", list_row("A90001"), "A90002,EAKR,rikki", list_row("A90003"))
    found = outcomes(path)
    assert [code for code in found.values() if len(code) == 6] == ["A90001", "A90003"]
    (message,) = (text for text in found.values() if len(text) > 6)
    assert message.startswith(f"{path} (rivi 3): row 3: ")


def test_the_real_list() -> None:
    path = SOURCES / "eura2014-lista-oikea-300.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here: it is the register's")
    lines = path.read_bytes().decode("cp1252").splitlines()[1:]
    found = projects(path)
    assert [one.code for one in found] == [line[:6] for line in lines]
    assert [one.code for one in found if one.warnings] == ["A70452"]
    for line, one in zip(lines, found, strict=True):
        amounts = [
            one.funding.eu_state_granted, one.funding.eu_state_paid,
            one.funding.public_planned, one.funding.public_realised,
        ]  # fmt: skip
        assert amounts == [round(float(text) + 1e-9) for text in line.split(",")[-4:]], line
        assert f",{one.title}," in line
        assert f",{one.applicant.name}," in " ".join(line.split())
    assert sum((one.funding.public_realised or 0) < 0 for one in found) == 3


# Delimited text


def test_quotes_lines_and_delimiters(tmp_path: Path) -> None:
    rows = [["Tunnus", "Otsikko", "Kuvaus"], ["x1", 'A; "b"', "eka\ntoka"], ["x2", "C", "&auml;\u00aditi"]]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    one, two = projects(own(tmp_path, "a.csv", "\ufeff" + text.getvalue()))
    assert (one.code, one.title, one.summary) == ("X1", 'A; "b"', "eka\ntoka")
    assert two.summary == "äiti"


@pytest.mark.parametrize("bad", ['x2;"auki;k', 'x2;"auki" ja;"k', 'x2";a;b'])
def test_a_quote_that_nothing_closes_takes_no_row_along(tmp_path: Path, bad: str) -> None:
    rows = ["Tunnus;Otsikko;Kuvaus", "x1;a;b", bad, 'x3;"c";d', "x4;e;f"]
    found = outcomes(own(tmp_path, "a.csv", "\n".join(rows)))
    assert {"X1", "X3", "X4"} <= set(found.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = "Tunnus\tOtsikko\nx1\tÄkäslompolo\n".encode(encoding)
    (one,) = projects(own(tmp_path, "a.tsv", data))
    assert one.title == "Äkäslompolo"


# Excel and JSON


def test_excel(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Tunnus", "Otsikko", "Alku", "Raha", "Alueet"],
        ["x1", "A", datetime(2023, 3, 1), 1234.5, "K-S; Kainuu"],
        [],
        [17, "B", "1.4.2023", "1 234,50", None],
    ]
    one, two = projects(own(tmp_path, "a.xlsx", workbook(rows)))
    assert (one.starts, one.funding.eu_state_granted) == (date(2023, 3, 1), 1235)
    assert one.regions == ("Keski-Suomi", "Kainuu")
    assert (two.code, two.starts, two.funding.eu_state_granted) == ("17", date(2023, 4, 1), 1235)


def test_json_and_json_lines(tmp_path: Path) -> None:
    rows = [{"Tunnus": "x1", "Otsikko": "A", "Raha": 12000000.0}, 7, {"Tunnus": "x2", "Otsikko": "B"}]
    assert list(outcomes(own(tmp_path, "a.json", json.dumps({"lista": rows}))).values())[::2] == ["X1", "X2"]
    lines = "\n".join([json.dumps(rows[0]), "{rikki", json.dumps(rows[2])])
    found = outcomes(own(tmp_path, "b.jsonl", lines))
    assert [code for code in found.values() if len(code) == 2] == ["X1", "X2"]
    assert "the line is no JSON" in found["rivi 2"]


# Bounds


def bomb(part: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with one more part."""
    data = io.BytesIO(workbook([["Tunnus", "Otsikko"], ["x1", "A"]]))
    with zipfile.ZipFile(data, "a", method) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", part)
    return data.getvalue()


def damaged() -> bytes:
    """A workbook with a part whose packed bytes are others."""
    whole = bytearray(bomb(b"<row/>" * 5000))
    at = whole.find(b"xl/worksheets/sheet9.xml") + len("xl/worksheets/sheet9.xml")
    whole[at : at + 20] = b"\xff" * 20
    return bytes(whole)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", bomb(b"0" * 100_000_001), "unfolds to more than 100 MB"),
        ("a.xlsx", bomb(b"<c r='A1'/>" * 1_000_000), "1000000 cells or more"),
        ("a.xlsx", bomb(b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "declares entities"),
        ("a.xlsx", b"PK\3\4 cut short", "expected an Excel workbook"),
        ("a.xlsx", bomb(b"0", zipfile.ZIP_BZIP2), "packed otherwise than Excel does"),
        ("a.xlsx", damaged(), "invalid block type"),
        ("a.csv", b"Tunnus,Otsikko\n" + b"1,2\n" * 200_001, "more than 200000 rows"),
        ("a.csv", b"Tunnus,Otsikko" + b",x" * 98 + (b"\n1" + b",2" * 99) * 10_000, "1000000 cells or more"),
        ("a.csv", b"," * 2_000, "more than 1000 columns"),
        ("a.csv", b"Tunnus\0", "expected text"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.json", b'[{"Tunnus": 1}', "expected JSON"),
        ("a.json", b"{}", "no profile|nearest"),
    ],
)
def test_hostile_tables_are_refused(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        table_records(own(tmp_path, name, data), data)


def test_a_huge_cell_costs_its_row_only(tmp_path: Path) -> None:
    path = own(tmp_path, "a.csv", f"Tunnus;Otsikko\nx1;{'a' * (MAX_CELL + 1)}\nx2;b\n")
    found = outcomes(path)
    assert "X2" in found.values()
    assert f"more than {MAX_CELL} characters" in found["rivi 2"]


def test_a_count_is_read_up_to_the_number_within_it(tmp_path: Path) -> None:
    """«58, joista naisten 12» is 58, the whole is kept, and a warning says so; as in a description."""
    (tmp_path / "oma.profile.toml").write_text(
        OWN.replace(
            'regions = ["Alueet"]', 'regions = ["Alueet"]\n"participants.planned" = ["Osallistujat"]'
        ),
        "utf-8",
    )
    path = tmp_path / "a.csv"
    path.write_text("Tunnus;Otsikko;Osallistujat\nx1;A;58, joista naisten 12\n", "utf-8")
    (project,) = projects(path)
    assert project.participants.planned == 58
    assert "58, joista naisten 12" in project.other.values()
    assert any("58" in warning for warning in project.warnings)


# Profiles


@pytest.mark.parametrize("name", ["Hankkeen nimi", "hankkeen_nimi", " HANKKEEN  NIMI ", "Hankkeen__nimi"])
def test_two_spellings_of_a_column_are_one(name: str) -> None:
    assert column_key(name) == "hankkeen nimi"


def test_every_shipped_profile_is_read_and_the_commented_one_can_be_copied(tmp_path: Path) -> None:
    names = {profile.name for profile in shipped_profiles()}
    assert names == {
        "EURA 2014 -hankelista", "EURA 2021 -vienti", "Kohesio", "360Giving", "CORDIS", "Omat hankkeet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = 'a'", "missing required field"),
        ("nimi = 'a'", "unknown key «nimi»"),
        ("name = 'a'\nformats = []\n[fields]\nkoodi = ['a']", "«koodi» is no field"),
        ("name = 'a'\nformats = []\n[fields]\ntitle = ['a']", "«code» needs a column"),
        (
            "name = 'a'\nformats = []\ncode = '('\n[fields]\ncode = ['a']\ntitle = ['b']",
            "no regular expression",
        ),
        ("name = 'a'\nlink = 'javascript:x'\nformats = []\n[fields]\ncode = ['a']\ntitle = ['b']", "https"),
        ("[", "cannot be read"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read_profile(text, "a.profile.toml")


def test_a_missing_column_is_named_with_the_nearest_profile(tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", header=LIST_HEADER.replace("Hankkeen nimi", "Otsake"))
    with pytest.raises(SourceError, match=r"nearest profile is «EURA 2014 -hankelista».*«Hankkeen nimi»"):
        table_records(path, path.read_bytes())


def test_private_columns_are_never_read_and_personal_ones_are_withheld(tmp_path: Path) -> None:
    header = "Tunnus;Otsikko;Vastaava;Kontaktperson;Lisä;Vaihe"
    path = own(tmp_path, "a.csv", f"{header}\nx1;A;Maija Keksitty;Kalle Keksitty;maija@esimerkki.fi;alku\n")
    records, warnings = table_records(path, path.read_bytes())
    (record,) = records
    (project,) = projects(path)
    for text in ("Maija", "Kalle"):
        assert text not in repr(record)
        assert text not in repr(project)
    assert "maija@" not in repr(project)
    assert "Vaihe" in project.other
    assert [re.findall("«(.*?)»", warning) for warning in warnings] == [["Kontaktperson"]]
    assert any("«Lisä»" in warning for warning in project.warnings)


def test_a_record_keeps_place_and_digest_when_rows_come_before_it(tmp_path: Path) -> None:
    def read(text: str) -> dict[str, str]:
        path = own(tmp_path, "a.csv", "Tunnus;Otsikko;Vastaava\n" + text)
        records = table_records(path, path.read_bytes())[0]
        assert all(isinstance(record, RowRecord) for record in records)
        return {record.place: record.digest for record in records}

    before, after = read("x1;A;M\n"), read("x0;B;M\nx1;A;N\n")
    assert before["x1"] == after["x1"]
    assert before["x1"] != read("x1;A2;M\n")["x1"]


def test_a_profile_is_proposed_and_reads_its_table(tmp_path: Path) -> None:
    path = tmp_path / "luettelo.csv"
    path.write_text(
        "Hankkeen nimi;Päättyy;Hanketunniste;Sähköposti;Väri\nKeksitty;1.2.2020;K-17;a@b.fi;puna\n", "utf-8"
    )
    with pytest.raises(SourceError, match="hankehaku profile"):
        projects(path)
    made = CliRunner().invoke(main, ["profile", str(path)])
    assert made.exit_code == 0, made.output
    (tmp_path / "luettelo.profile.toml").write_text(made.stdout, "utf-8")
    (project,) = projects(path)
    assert (project.code, project.title, project.ends) == ("K-17", "Keksitty", date(2020, 2, 1))
    assert "a@b.fi" not in repr(project)
    assert project.other == {"Väri": "puna"}


def test_the_table_of_bounds_is_the_one_that_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_CELLS", 3)
    with pytest.raises(SourceError, match="3 cells or more"):
        projects(own(tmp_path, "a.csv", "Tunnus;Otsikko\nx1;A\nx2;B\n"))
