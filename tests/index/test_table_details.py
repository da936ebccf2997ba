"""Tables at their limits: delimited text, workbooks part by part, JSON, profiles and the cells of a row."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from index.errors import SourceError
from index.formats.tables.delimited import delimited_table
from index.formats.tables.excel import excel_table
from index.formats.tables.json_rows import json_lines_table, json_table
from index.formats.tables.table import Layout, RowCollector, Table, check_size, column_names, unnamed
from index.formats.tables.workbook import is_date_format
from index.model.project import Project
from index.model.project_parts import Numbered
from index.profiles.profile import TABLE_FIELDS, Profile, column_key, read_profile
from index.profiles.proposal import propose_profile
from index.profiles.recognition import TABLE_FORMATS, is_table, read_table
from index.profiles.row_reader import clean_cell, is_personal, row_link, row_project
from index.profiles.table_records import profiles_stamp, table_records

CSV, XLSX, JSON = Path("a.csv"), Path("a.xlsx"), Path("a.json")


def rows(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def csv(text: str, written_in: str = "utf-8", path: Path = CSV, **layout: object) -> Table:
    return delimited_table(path, text.encode(written_in), Layout(**layout))  # type: ignore[arg-type]


# Bounds


@pytest.mark.parametrize(
    ("size", "fits"),
    [
        ((999_999,), True), ((1_000_000,), False), ((0, 199_999), True), ((0, 200_000), False),
        ((0, 0, 100_000_000), True), ((0, 0, 100_000_001), False),
    ],
)  # fmt: skip
def test_the_size_of_a_table(size: tuple[int, ...], fits: bool) -> None:
    if fits:
        check_size(CSV, *size)
    else:
        with pytest.raises(SourceError, match="split it into several files"):
            check_size(CSV, *size)


def test_no_rows_and_no_characters_are_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.tables.table.MAX_ROWS", 1)
    monkeypatch.setattr("index.formats.tables.table.MAX_CHARACTERS", 0)
    check_size(CSV, 5)


def test_cells_and_characters_are_counted() -> None:
    found = RowCollector(CSV, ("a", "b", "c"))
    found.add(1, ["x", " ", "yz", "more"])
    found.add(2, ["", " "])
    found.add(3, ["x" * 100_000, "y"])
    found.add(4, ["x" * 100_001], "odd")
    assert [(row.number, len(row.cells), bool(row.problem)) for row in found.rows] == [
        (1, 2, False), (3, 2, False), (4, 0, True),
    ]  # fmt: skip
    assert (found.cells, found.characters) == (5, 200_005)
    found.cells = 999_998
    found.add(5, ["x"])
    with pytest.raises(SourceError):
        found.add(6, ["x"])
    with pytest.raises(SourceError):
        found.add_problem(7, "bad")


def test_names_of_columns() -> None:
    assert column_names(CSV, ["\ufeffA ", " b  c", "", "A", "x" * 250]) == (
        "A",
        "b c",
        "sarake (3)",
        "A (4)",
        "x" * 200,
    )
    assert unnamed(3) == "sarake (3)"
    assert len(column_names(CSV, map(str, range(1000)))) == 1000
    with pytest.raises(SourceError, match="more than 1000 columns"):
        column_names(CSV, map(str, range(1001)))
    for header in ([""], ["", " "]):
        with pytest.raises(SourceError, match="expected column names"):
            column_names(CSV, header)


# Delimited text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_commonest_delimiter_of_the_header_is_taken(delimiter: str) -> None:
    table = csv(f'A{delimiter}"B,;|,;|"{delimiter}C\n1{delimiter}2{delimiter}3')
    assert (table.columns, rows(table)) == (("A", "B,;|,;|", "C"), [["1", "2", "3"]])
    assert csv("Xx,x").columns == ("Xx", "x")  # a letter is none
    assert csv("A,B;C,D;E\n", delimiter=";").columns == ("A,B", "C,D", "E")
    assert csv("A,B\tC,D", path=Path("a.TSV")).columns == ("A,B", "C,D")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_their_numbers(end: str) -> None:
    table = csv(end.join(["ohi", "A;B", "", "1;2", '"a', 'b";4', ";", "5;6"]) + end, header_row=2)
    assert [(row.number, list(row.cells.values())) for row in table.rows] == [
        (4, ["1", "2"]), (5, ["a\nb", "4"]), (8, ["5", "6"]),
    ]  # fmt: skip
    assert csv("A;B\n1;2", header_only=True).rows == ()
    for text, row in (("A;B", 2), ("\nA;B\n1;2", 1), ("A;B\n\n1;2", 2)):
        with pytest.raises(SourceError, match="expected column names"):
            csv(text, header_row=row)


def test_rows_that_are_too_long_or_short() -> None:
    table = csv("A;B\n1;2;\n1;2;3\n1\n1;\n")
    assert [(row.number, len(row.cells), bool(row.problem), bool(row.warning)) for row in table.rows] == [
        (2, 2, False, False), (3, 0, True, False), (4, 1, False, True), (5, 1, False, False),
    ]  # fmt: skip
    assert "3 cells where the header has 2" in table.rows[1].problem
    assert "1 cells where the header has 2" in table.rows[2].warning


def test_quotes() -> None:
    table = csv('A;B\n"a ""b""";c\nd"e;f\n"g;h\nk;l\n')
    assert rows(table) == [['a "b"', "c"], ['d"e', "f"], ['"g', "h"], ["k", "l"]]
    assert ["quote" in row.warning for row in table.rows] == [False, False, True, False]
    table = csv('A;B\n"x\n"q\nr";2\n"a;b";c;d\n')
    assert rows(table) == [['"x'], ["q\nr", "2"], []]
    assert "3 cells where the header has 2" in table.rows[2].problem


@pytest.mark.parametrize(("between", "is_one"), [(998, True), (999, False)])
def test_a_quote_closes_within_a_thousand_lines(between: int, is_one: bool) -> None:
    table = csv('A;B\n"a\n' + "x\n" * between + 'b";c\n')
    assert (len(table.rows) == 1) is is_one


@pytest.mark.parametrize("lines", [2, 3])
def test_lines_that_were_looked_at_in_vain_are_counted(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of them after «x», none for a row of one line; what a closed quote took is given back."""
    monkeypatch.setattr("index.formats.tables.delimited.LOOK_AHEAD_ALL", lines)
    closed = '"c\nd";1\n' * 4
    table = csv(f'A;B\n{closed}"x\nb\n"q\nr";2\n')
    found = [["c\nd", "1"]] * 4 + [['"x'], ["b"]]
    assert rows(table) == found + ([["q\nr", "2"]] if lines == 3 else [['"q'], ['r"', "2"]])


def test_encodings_of_text() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert csv("Ä;B\n1;2", encoding).columns == ("Ä", "B"), encoding
    assert csv("Ä;B", "mac_roman", encoding="mac_roman").columns == ("Ä", "B")
    for data, named in ((b"\x81;B", ""), (b"A\0;B", ""), (b"A;B", "nosuch"), (b"\xc4;B", "utf-8")):
        with pytest.raises(SourceError, match="found other bytes"):
            delimited_table(CSV, data, Layout(encoding=named))


def test_rows_by_a_pattern() -> None:
    text = "A,B\nx1,a,b,5\njatkuu,6\n\nx2,c,7\nx3\n" + "x4," + "y" * 3995 + ",1\nx5," + "y" * 3996 + ",1\n"
    table = csv(text, row_pattern=r"(x\d),(?P<b>.*),\d", row_start=r"x\d")
    assert [(row.number, len(row.cells), row.cells.get("B", "")[:12],
    bool(row.problem)) for row in table.rows] == [
        (2, 2, "a,b,5 jatkuu", False), (5, 2, "c", False), (6, 0, "", True), (7, 2, "y" * 12, False),
        (8, 0, "", True),
    ]  # fmt: skip


def test_a_row_by_a_pattern_goes_on_to_the_end() -> None:
    table = csv("A,B\nx1,a\nb\n\n c,5\n", row_pattern=r"(x\d),(?P<b>.*),\d", row_start=r"x\d")
    assert [(row.number, list(row.cells.values())) for row in table.rows] == [(2, ["x1", "a b c"])]


def test_a_cell_of_many_lines_that_is_too_long_is_one_row() -> None:
    """Python's own limit is 131,072 characters: the rest of a longer cell would be rows of its own."""
    for size, one_row in ((200_000, True), (200_001, False)):
        table = csv('A;B\n"' + "x" * (size - 2) + "\n\n" + '";1\na;b\n')
        assert [(row.number, bool(row.problem)) for row in (table.rows[0], table.rows[-1])] == [
            (2, True), (5, False),
        ]  # fmt: skip
        assert (len(table.rows) == 2) is one_row


# Workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*named: str) -> str:
    """A part of relationships: «id kind target [mode]» each."""
    parts = [one.split() for one in named]
    inner = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{''.join(f' TargetMode={one!r}' for one in mode)}/>"
        for i, kind, target, *mode in parts
    )
    return f'<Relationships xmlns="{RELS}">{inner}</Relationships>'


def book(
    sheet: str, shared: str = "", styles: str = "", more: dict[str, str] | None = None, properties: str = ""
) -> bytes:
    """A workbook of two sheets, of which this is the first."""
    parts = {
        "_rels/.rels": relations("r1 officeDocument xl/book.xml", "r2 officeDocument http://x External"),
        "xl/book.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr {properties}/><sheets>'
        '<sheet name="Yksi" sheetId="1" r:id="a"/><sheet name="Kaksi" sheetId="2" r:id="b"/>'
        '<sheet name="Poissa" sheetId="3" r:id="q"/></sheets></workbook>',
        "xl/_rels/book.xml.rels": relations(
            "a worksheet sheets/one.xml", "b worksheet /xl/two.xml", "c sharedStrings my/SharedStrings.xml",
            "d styles styles.xml", "q worksheet http://x External",
        ),
        "xl/sheets/one.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/two.xml": '<worksheet><sheetData><row><c t="str"><v>Toinen</v></c></row></sheetData></worksheet>',
        "xl/my/sharedstrings.xml": f"<sst>{shared}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
        **(more or {}),
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


HEAD = '<row r="1">' + "".join(f'<c t="str"><v>{name}</v></c>' for name in "ABCDEF") + "</row>"


def cells(inner: str, **parts: str) -> dict[str, str]:
    """The cells of a row below the header."""
    table = excel_table(XLSX, book(HEAD + f'<row r="7">{inner}</row>', **parts), Layout())  # type: ignore[arg-type]
    (found,) = table.rows
    assert found.number == 7
    return dict(found.cells)


@pytest.mark.parametrize(("more", "fits"), [("", True), ("y", False)])
def test_a_text_in_pieces_is_a_cell_of_a_hundred_thousand_characters_at_most(more: str, fits: bool) -> None:
    pieces = f"<is><r><t>{'x' * 100_000}</t></r><r><t>{more}</t></r></is>"
    table = excel_table(XLSX, book(HEAD + f'<row><c t="inlineStr">{pieces}</c></row>'), Layout())
    assert [(len(row.cells), not row.problem) for row in table.rows] == [(int(fits), fits)]


def test_sheets_by_name() -> None:
    data = book(HEAD + '<row><c t="str"><v>x</v></c></row>')
    assert excel_table(XLSX, data, Layout()).columns == tuple("ABCDEF")
    assert excel_table(XLSX, data, Layout(sheet="Kaksi")).columns == ("Toinen",)
    assert excel_table(XLSX, data, Layout(sheet="Poissa")).columns == tuple("ABCDEF")
    assert excel_table(XLSX, data, Layout(header_only=True)).rows == ()
    assert excel_table(XLSX, data, Layout(header_row=2)).columns == ("x",)
    with pytest.raises(SourceError, match="the sheet is empty"):
        excel_table(XLSX, data, Layout(header_row=3))


def test_cells_by_kind_and_place() -> None:
    shared = (
        "<si><t>yksi</t></si><si><r><t>ka</t></r><r><t>ksi</t></r><rPh><t>luettu</t></rPh></si>"
        "<si><x>ei</x><t>kolme</t></si>"
    )
    found = cells(
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c r="D7" t="s"><v>2</v></c><c t="s"><v>3</v></c>',
        shared=shared,
    )
    assert found == {"A": "yksi", "B": "kaksi", "D": "kolme"}
    found = cells(
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="inlineStr"><is><t>a</t></is></c>'
        '<c t="e"><v>#N/A</v></c>'
        '<c t="d"><v>2021-02-01T00:00:00</v></c><c t="str"><f>1+1</f><v>2</v></c>'
    )
    assert list(found.values()) == ["True", "False", "a", "#N/A", "2021-02-01", "2"]
    assert cells('<c r="F7"><v>1</v></c><c r="G7"><v>2</v></c><c r="AA7"><v>3</v></c>') == {
        "F": "1", "sarake (7)": "2", "sarake (27)": "3",
    }  # fmt: skip
    assert cells('<c r="ZZZ7"><v>1</v></c>') == {"sarake (18278)": "1"}
    assert cells('<c r="ABCD7"><v>1</v></c><c r="77"><v>2</v></c><c r="Ä7"><v>3</v></c>') == {
        "A": "1",
        "B": "2",
        "C": "3",
    }


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5", "5"), ("-5", "-5"), ("5.0", "5"), ("5.50", "5.5"), ("1E3", "1000"),
        ("12345678901234567890", "12345678901234567890"),
        ("1e14", "100000000000000"), ("1e15", "1000000000000000.0"), ("x", "x"), (" 7 ", "7"),
        ("inf", "inf"), ("-1e15", "-1000000000000000.0"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(written: str, shown: str) -> None:
    assert list(cells(f"<c><v>{written}</v></c>").values()) == [shown]


STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="d.m.yyyy"/><numFmt numFmtId="171" formatCode="0.00"/>'
    '<numFmt numFmtId="14" formatCode="0"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="170"/></cellStyleXfs><cellXfs>'
)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(170, "2021-02-01"), (171, "44228"), (14, "44228"), (0, "44228"),
    *((n, "2021-02-01") for n in (15, 22, 27, 36, 45, 47, 50, 58)),
     *((n, "44228") for n in (13, 23, 26, 37, 44, 48, 49, 59))],
)  # fmt: skip
def test_days_by_the_number_of_their_format(number: int, shown: str) -> None:
    styles = f'{STYLES}<xf numFmtId="1"/><xf numFmtId="{number}"/></cellXfs>'
    assert list(cells('<c s="1"><v>44228</v></c>', styles=styles).values()) == [shown]
    assert list(cells("<c><v>44228</v></c>", styles=styles).values()) == ["44228"]


def test_days_and_times() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs><dxfs><xf numFmtId="0"/></dxfs>'
    inner = "".join(f"<c><v>{value}</v></c>" for value in ("61", "0.5", "44228.75", "0", "1", "99999999"))
    assert list(cells(inner, styles=styles).values()) == [
        "1900-03-01", "12:00:00", "2021-02-01 18:00:00", "00:00:00", "1899-12-31", "99999999",
    ]  # fmt: skip
    for given, day in (
        ('date1904="1"', "1904-01-02"),
        ('date1904="true"', "1904-01-02"),
        ('date1904="0"', "1899-12-31"),
    ):
        assert list(cells("<c><v>1</v></c>", styles=styles, properties=given).values()) == [day]


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("d.m.yyyy", True), ("hh:mm", True), ("[h]:mm", True), ("[$-40B]d. mmmm", True),
        ("pp.kk.vvvv", False), ("0.00", False),
        ('0 "pv"', False), ("General", False), ("0;d", False), ("[Red]0", False), (r"0\d", False),
        ("#,##0 €", False), ("[mm]", True), ("[s]", True),
        ("y", True), ("0" * 199 + "d", True), ("0" * 200 + "d", False),
    ],
)  # fmt: skip
def test_formats_of_days(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


def test_workbooks_that_are_refused() -> None:
    deep = f"{'<x>' * 48}{'</x>' * 48}"
    assert excel_table(XLSX, book(HEAD + deep), Layout()).columns == tuple("ABCDEF")
    plain = book(HEAD)
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        count = len(packed.namelist())
    many = {f"x/{n}": "" for n in range(10_001 - count)}
    most = dict(list(many.items())[1:])
    assert excel_table(XLSX, book(HEAD, more=most), Layout()).columns == tuple("ABCDEF")
    bzip = io.BytesIO()
    with zipfile.ZipFile(bzip, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("xl/book.xml", "<a/>")
    for data, said in (
        (book(HEAD + f"<x>{deep}</x>"), "too large"),
        (book(HEAD, more=many), "more than 10000 parts"),
        (bzip.getvalue(), "packed otherwise"),
        (book(HEAD, more={"x/a": " " * (1 << 20) + "<!DOCTYPE a>"}), "declares entities"),
        (book(HEAD, more={"x/a": " " * ((1 << 20) - 4) + "<!ENTITY a>"}), "declares entities"),
        (book("<row><c></row>"), "a damaged or another file"),
        (b"PK", "a damaged or another file"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), "found no sheet"),
    ):
        with pytest.raises(SourceError) as caught:
            excel_table(XLSX, data, Layout())
        assert said in str(caught.value), said


def zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


def test_a_workbook_that_does_not_say_where_it_begins() -> None:
    """Then it is where Excel has it."""
    parts = {
        "xl/workbook.xml": f'<book xmlns:r="{OFFICE}"><sheets><sheet name="A" r:id="a"/></sheets></book>',
        "xl/_rels/workbook.xml.rels": relations("a worksheet one.xml"),
        "xl/one.xml": f"<worksheet><sheetData>{HEAD}</sheetData></worksheet>",
    }
    assert excel_table(XLSX, zipped(parts), Layout()).columns == tuple("ABCDEF")


def test_what_a_workbook_unfolds_to_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    data = book(HEAD)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    for most, fits in ((size, True), (size - 1, False)):
        monkeypatch.setattr("index.formats.tables.excel.MAX_UNFOLDED", most)
        if fits:
            assert excel_table(XLSX, data, Layout()).columns == tuple("ABCDEF")
        else:
            with pytest.raises(SourceError, match="unfolds to more than"):
                excel_table(XLSX, data, Layout())


def test_the_elements_and_shared_texts_of_a_workbook_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(
        "index.formats.tables.workbook.check_size", lambda _, cells, *more: seen.append(cells)
    )
    assert cells('<c t="s"><v>1</v></c>', shared="<si><t>a</t></si><si><t>b</t></si>") == {"A": "b"}
    assert seen[:2] == [0, 1]
    for most, fits in ((6, True), (5, False)):  # the workbook, its properties, its sheets: three
        monkeypatch.setattr("index.formats.tables.workbook_parts.MAX_ELEMENTS_ABOUT", most)
        if fits:
            assert excel_table(XLSX, book(HEAD), Layout()).columns == tuple("ABCDEF")
        else:
            with pytest.raises(SourceError, match="too large"):
                excel_table(XLSX, book(HEAD), Layout())


def test_cells_are_counted_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven cells around the end of a block, each counted once."""
    seen: list[int] = []
    monkeypatch.setattr("index.formats.tables.excel.check_size", lambda _, cells, *more: seen.append(cells))
    for before in range((1 << 20) - 12, (1 << 20) + 2):
        seen.clear()
        with pytest.raises(SourceError):
            excel_table(
                XLSX,
                zipped({"a": "<b>" * (before // 3) + " " * (before % 3) + "<c>" * 3 + "<c r=''>" * 4}),
                Layout(),
            )
        assert seen[-1] == 7, before


# JSON


def test_rows_of_json() -> None:
    data = json.dumps(
        {
            "license": "CC0",
            "few": [{"a": 1}],
            "many": [{"a": 1.50, "b": {"c": [True, None, "x"]}}, 5, {"a": " "}],
        }
    ).encode()
    table = json_table(JSON, data.replace(b"1.5", b"1.50"), Layout())
    assert (table.columns, table.licence) == (("a", "b/c/0", "b/c/2"), "CC0")
    assert [(row.number, list(row.cells.values()), bool(row.problem)) for row in table.rows] == [
        (1, ["1.50", "true", "x"], False), (2, [], True),
    ]  # fmt: skip
    assert rows(json_table(JSON, data, Layout(records="few"))) == [["1"]]
    assert rows(json_table(JSON, b'{"a": 5, "b": []}', Layout())) == [["5"]]
    assert rows(json_table(JSON, '\ufeff[{"a": "ä"}]'.encode("utf-16"), Layout())) == [["ä"]]


def test_json_that_is_refused() -> None:
    for data, said in (
        (b"[1, 2]", "expected a list of objects"), (b"[]", "expected a list"), (b'"a"', "expected a list"),
        (b"{", "expected JSON"),
        (b'{"a": [{"b": 1}]}', ""), (b"\xff[", "other bytes|expected JSON"),
        (b"[" * 100_000, "nested too deep"),
    ):  # fmt: skip
        if said:
            with pytest.raises(SourceError, match=said):
                json_table(JSON, data, Layout())
        else:
            assert rows(json_table(JSON, data, Layout())) == [["1"]]
    assert (
        json_table(JSON, b'{"license": "' + b"x" * 300 + b'", "a": [{"b": 1}]}', Layout()).licence
        == "x" * 200
    )


def test_the_bounds_of_json() -> None:
    deep = b'[{"a":' * 1 + b'{"b":' * 7 + b"1" + b"}" * 8 + b"]"
    assert json_table(JSON, deep, Layout()).columns == ("a" + "/b" * 7,)
    deeper = b'[{"x": 1, "a":' + b'{"b":' * 8 + b"1" + b"}" * 9 + b"]"
    assert json_table(JSON, deeper, Layout()).columns == ("x",)
    assert json_table(JSON, b'[{"' + b"k" * 300 + b'": 1}]', Layout()).columns == ("k" * 200,)
    assert rows(json_table(JSON, b'[{"a": ' + b"1" * 60 + b"}]", Layout())) == [["1" * 40]]
    assert rows(json_table(JSON, b'[{"a": "\\ud800b"}]', Layout())) == [["?b"]]
    assert (
        len(json_table(JSON, json.dumps([{str(n): 1 for n in range(1000)}]).encode(), Layout()).columns)
        == 1000
    )
    with pytest.raises(SourceError, match="more than 1000 different keys"):
        json_table(JSON, json.dumps([{str(n): 1 for n in range(1001)}]).encode(), Layout())


def test_json_lines() -> None:
    table = json_lines_table(JSON, b'{"a": 1}\n\n{bad}\n5\n{"b": 2}', Layout())
    assert [(row.number, bool(row.problem)) for row in table.rows] == [
        (1, False),
        (3, True),
        (4, True),
        (5, False),
    ]
    assert table.columns == ("a", "b")


# Profiles

PROFILE = """
name = "Oma"
formats = ["csv"]
required = ["code", "title"]
code = "[A-Z0-9-]+"
decimal = ","
separators = ";"
footer = "^Yht"
currency = ["Valuutta"]
link = "https://x.example/{code}/{Sivu}"
private = ["Nimi"]
ignored = ["Rivi"]
[fields]
code = ["Koodi", "Tunnus"]
title = ["Otsikko"]
fund = ["Rahasto"]
starts = ["Alku"]
priority_axis = ["TL"]
regions = ["Alueet"]
nationwide = ["Koko maa"]
"companies.planned" = ["Yrityksiä"]
"funding.eu_state_granted" = ["Avustus"]
"applicant.business_id" = ["Y"]
[values.fund]
"ERDF" = "EAKR"
[values.regions]
"Lapland" = "Lappi"
[cleaned]
title = [['\\s+\\(luonnos\\)$', ''], ['a', 'b']]
[constants]
status = "Käynnissä"
"""
OWN = read_profile(PROFILE, "oma")


def project(**named: str) -> Project:
    return row_project(
        OWN, {"Koodi": "s 12345", "Otsikko": "Malli", **{k.replace("_", " "): v for k, v in named.items()}}
    )


def test_a_row_by_its_profile() -> None:
    found = project(
        Rahasto="ERDF", Alku="1.2.2021", TL="2", Alueet="Lapland; Kainuu;;Lapland", Avustus="1200,50",
        Valuutta="EUR",
        Y="9549909-3", Nimi="Maija Mallila", Rivi="7", Muu="jää &amp; pysyy", Yrityksiä="1.2E1",
    )  # fmt: skip
    assert (found.code, found.title, found.fund, found.status) == ("S12345", "Mblli", "EAKR", "Käynnissä")
    assert (str(found.starts), found.priority_axis, found.regions) == (
        "2021-02-01",
        Numbered("2", ""),
        ("Lappi", "Kainuu"),
    )
    assert (found.funding.eu_state_granted, found.companies.planned) == (1201, 12)
    assert (found.other, found.warnings) == ({"Muu": "jää & pysyy"}, ())


@pytest.mark.parametrize(
    ("named", "other", "warned"),
    [
        ({"Avustus": "5", "Valuutta": "SEK"}, {"Myönnetty EU- ja valtion rahoitus": "5 SEK"}, "is in «SEK»"),
        ({"Avustus": "5"}, {"Myönnetty EU- ja valtion rahoitus": "5"}, "has no currency"),
        ({"Avustus": "5", "Valuutta": "€"}, {}, ""),
        ({"Avustus": "5", "Valuutta": "euroa"}, {}, ""),
        ({"Avustus": "5", "Valuutta": "Euros"}, {}, ""),
        ({"Avustus": "5", "Valuutta": "euro"}, {}, ""),
        ({"Avustus": "1E15", "Valuutta": "EUR"}, {"Myönnetty EU- ja valtion rahoitus": "1E15"}, "bad amount"),
        ({"Otsikko": "12"}, {}, ""),
        ({"Alku": "joskus"}, {"Alkaa": "joskus"}, "bad date"),
        ({"Yrityksiä": "5, ehkä"}, {"Yrityksiä, suunniteltu": "5, ehkä"}, "only the number"),
        ({"Y": "9549909-4"}, {}, "wrong check digit"),
        ({"Muu": "maija@x.fi"}, {}, "may be a person's data"),
        ({"Puhelin": "1"}, {}, "may be a person's data"),
        ({"Muu": "mik¿"}, {"Muu": "mik¿"}, ""),
        ({"Otsikko": "mik¿"}, {}, "a sign was lost"),
    ],
    ids=str,
)
def test_cells_that_are_odd(named: dict[str, str], other: dict[str, str], warned: str) -> None:
    found = project(**named)
    assert found.other == other
    assert len(found.warnings) == bool(warned)
    assert warned in "".join(found.warnings)


def test_values_of_one_kind_are_no_numbered_names_and_lists_are_parted() -> None:
    assert (project(Otsikko="12").title, project(Rahasto="12").fund) == ("12", "12")
    plain = read_profile(PROFILE.replace('separators = ";"', ""), "oma")
    found = row_project(plain, {"Koodi": "S1", "Otsikko": "a", "Alueet": "Lappi; Kainuu, Uusimaa"})
    assert found.regions == ("Lappi", "Kainuu", "Uusimaa")
    assert (plain.separators, plain.code, Profile("a", (), {}).decimal) == (";,", "[A-Z0-9-]+", ".")
    assert Profile("a", (), {}).code == ".+"


def test_a_row_of_the_whole_country() -> None:
    assert project(Koko_maa="x").nationwide
    assert len(project(Koko_maa="x").regions) == 19
    assert (project(Koko_maa="ei").nationwide, project(Koko_maa="ei").regions) == (False, ())
    assert (project(Alueet="Koko maa; Lappi").nationwide, project(Alueet="Koko maa; Lappi").regions) == (
        True,
        ("Lappi",),
    )


@pytest.mark.parametrize(
    ("amount", "euros"),
    [("12,5", 13), ("12,4", 12), ("-12,5", -13), ("1,2E7", 12_000_000), ("999999999999999", 10**15 - 1),
    ("+5", 5), ("5,", 5),
     ("1e+3", 1000), ("12 000", 12_000), ("1 234,5 €", 1_235)],
)  # fmt: skip
def test_amounts_of_programs(amount: str, euros: int) -> None:
    assert project(Avustus=amount, Valuutta="EUR").funding.eu_state_granted == euros


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("a 12345", "A12345"),
        ("2021/12 x", "2021-12-X"),
        ("-ab.", "AB"),
        ("x" * 100, "X" * 100),
        ("x" * 101, None),
        ("", None),
        ("a_b", None),
        ("--", None),
    ],
)
def test_codes_of_rows(written: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(SourceError, match="expected a project code"):
            row_project(OWN, {"Koodi": written})
    else:
        assert row_project(OWN, {"Koodi": "", "Tunnus": written}).code == code


def test_a_code_is_cleaned_before_it_is_read() -> None:
    rule = "code = [['^HANKE ', '']]"
    own = read_profile(PROFILE.replace("[cleaned]", "[cleaned]\n" + rule), "oma")
    assert row_project(own, {"Koodi": "HANKE A1"}).code == "A1"


@pytest.mark.parametrize(("licence", "told"), [('licence = "CC BY 4.0"', "CC BY 4.0"), ("", "CC0")])
def test_the_licence_of_a_profile_comes_before_that_of_the_file(
    licence: str, told: str, tmp_path: Path
) -> None:
    profile = PROFILE.replace('formats = ["csv"]', f'formats = ["json"]\n{licence}')
    (tmp_path / "oma.profile.toml").write_text(profile, "utf-8")
    data = {"license": "CC0", "projects": [{"Koodi": "S1", "Otsikko": "a"}]}
    found, _ = table_records(tmp_path / "a.json", json.dumps(data).encode())
    assert [one.licence for one in found] == [told]


def test_links_of_rows() -> None:
    assert row_link(OWN, {"Sivu": " a "}, "S1") == "https://x.example/S1/a"
    for cells_, profile in (({}, OWN), ({"Sivu": 'a"b'}, OWN), ({"Sivu": "a b"}, OWN)):
        assert row_link(profile, cells_, "S1") == ""
    column = read_profile(PROFILE.replace("https://x.example/{code}/{Sivu}", "{Sivu}"), "x")
    assert row_link(column, {"Sivu": "http://a.b/c"}, "S1") == "http://a.b/c"
    assert row_link(column, {"Sivu": "javascript:a"}, "S1") == ""


PERSONAL = """
    Yhteyshenkilö Yhteystiedot Vastuuhenkilö Kontakti Contact Sähköposti Sahkoposti Email E-mail E-post
    Puhelin Phone Telefon GSM
    Mobil Hetu Person Projektipäällikkö Manager Investigator Syntymäaika
"""


def test_columns_and_values_of_persons() -> None:
    for name in (*PERSONAL.split(), "Henkilön nimi"):
        assert is_personal(name, ""), name
    for value in ("a@b.fi", "soita 040 123 4567", "+358 40 1234567", "050-1234567", "045123456"):
        assert is_personal("Muu", value), value
    for name, value in (
        ("Muu", "5"),
        ("Nimi", "a @ b"),
        ("Muu", "0401"),
        ("Muu", "2040 123 4567"),
        ("Muu", "a@b"),
    ):
        assert not is_personal(name, value), value


def test_cells_are_cleaned() -> None:
    assert clean_cell(" a&amp;b \r\n c\u00ad\u200bd\r\re ") == "a&b\ncd\n\ne"
    assert [clean_cell(f"a{sign}b") for sign in "\u00ad\u200b\u200c\u200d\u2060\ufeff"] == ["ab"] * 6
    assert column_key(" A_b  C ") == "a b c"


def test_a_profile_that_cannot_be_used() -> None:
    for old, new, said in (
        ('name = "Oma"', "", "cannot be read"),
        ('footer = "^Yht"', 'foter = "x"', "unknown key «foter»"),
        ('footer = "^Yht"', "layout = {heder = 1}", "unknown key «heder»"),
        ('fund = ["Rahasto"]', 'fnd = ["Rahasto"]', "«fnd» is no field"),
        ('"title"]\ncode', '"title", "summary"]\ncode', "the field «summary» needs a column"),
        ('code = ["Koodi", "Tunnus"]', "", "the field «code» needs a column"),
        ('footer = "^Yht"', 'footer = "("', "«(» is no regular expression"),
        ("['a', 'b']", "['[', 'b']", "«[» is no regular expression"),
        ('footer = "^Yht"', 'layout = {row_pattern = "("}', "row_pattern is no regular"),
        ('footer = "^Yht"', 'layout = {row_start = "("}', "«(» is no regular"),
        ("https://x", "ftp://x", "link begins with"),
        ("[values.fund]", "[values.fnd]", "«fnd» is no field"),
        ("status =", "sttus =", "«sttus» is no field"),
    ):
        assert old in PROFILE, old
        with pytest.raises(SourceError, match=r"^oma: this profile cannot be") as caught:
            read_profile(PROFILE.replace(old, new), "oma")
        assert said in str(caught.value), said


TABLE = "Koodi;Otsikko;Nimi;Puhelin;Rivi\nS12345;a;x;y;1\nS12345;b;x;y;2\n;c;x;y;3\nYht;1;;;\n"


@pytest.fixture
def own_table(tmp_path: Path) -> Path:
    (tmp_path / "oma.profile.toml").write_text(PROFILE, "utf-8")
    return tmp_path / "a.csv"


def test_the_records_of_a_table(own_table: Path) -> None:
    found, warnings = table_records(own_table, TABLE.encode())
    assert [(one.place, dict(one.row.cells)) for one in found] == [
        ("S12345", {"Koodi": "S12345", "Otsikko": "a"}),
        ("S12345 #2", {"Koodi": "S12345", "Otsikko": "b"}),
        ("rivi 4", {"Otsikko": "c"}),
    ]
    assert warnings == ("the column «Puhelin» may hold personal data and is withheld",)
    again, _ = table_records(own_table, TABLE.replace("x", "z").encode())
    assert [one.digest for one in again] == [one.digest for one in found]
    changed, _ = table_records(own_table, TABLE.replace(";a;", ";q;").encode())
    assert [one.digest == other.digest for one, other in zip(changed, found, strict=True)] == [
        False,
        True,
        True,
    ]
    long, _ = table_records(own_table, f"Koodi;Otsikko\n{'a' * 99} bc;x\n".encode())
    assert long[0].place == "a" * 99 + " "
    stamp = profiles_stamp(own_table)
    (own_table.parent / "oma.profile.toml").write_text(PROFILE.replace("Oma", "Toinen"), "utf-8")
    assert len(stamp) == 16
    assert profiles_stamp(own_table) != stamp
    assert table_records(own_table, TABLE.encode())[0][0].digest != found[0].digest


def test_columns_give_no_fields_that_one_cell_cannot_hold_and_none_of_persons() -> None:
    assert {name.partition(".")[0] for name in TABLE_FIELDS} == {
        "applicant", "applicants_number", "authority", "code", "companies", "ends", "final_report", "fund",
        "funding", "group_code", "indirect_target_groups", "municipalities", "nationwide", "participants",
        "place", "priority_axis", "regions", "specific_objective", "starts", "status", "subregions",
        "summary", "target_groups", "title",
    }  # fmt: skip


def test_which_files_are_tables() -> None:
    assert all(
        is_table(Path(f"a{suffix}")) for suffix in (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".CSV")
    )
    assert not any(is_table(Path(f"a{suffix}")) for suffix in (".txt", "", ".xls", ".csvx"))


def test_which_profile_reads_a_table(own_table: Path) -> None:
    assert read_table(own_table, TABLE.encode())[0].name == "Oma"
    more = PROFILE.replace('"Oma"', '"Laaja"').replace('ignored = ["Rivi"]', 'ignored = ["Rivi", "Puhelin"]')
    (own_table.parent / "b.profile.toml").write_text(more, "utf-8")
    assert read_table(own_table, TABLE.encode())[0].name == "Laaja"
    small = 'name = "Pieni"\nformats = ["csv"]\nrequired = ["code"]\n[fields]\ncode = ["Oma koodi", "Nro"]'
    (own_table.parent / "c.profile.toml").write_text(small + '\ntitle = ["Nimi"]\n', "utf-8")
    for table, said in (
        ("Koodi;Rahasto;TL\n1;2;3", "but the column «Otsikko» (title) is missing"),
        ("Nimi;Koodi;Rahasto\n1;2;3", "is «Pieni», but the column «Oma koodi» (code) is missing"),  # of most
        ("X;Y2\n1;2", "no profile knows the columns «X», «Y2»"),
        (";".join(f"X{n}" for n in range(13)), "«X11» …"),
        (";".join(f"X{n}" for n in range(12)), "«X11»."),
    ):
        with pytest.raises(SourceError) as caught:
            read_table(own_table, table.encode())
        assert said in str(caught.value)


def second_sheet(before: str = "") -> bytes:
    """A workbook whose second sheet has a table, below these rows."""
    names, values = (
        "".join(f'<c t="str"><v>{text}</v></c>' for text in row)
        for row in (("Koodi", "Otsikko"), ("S1", "a"))
    )
    rows = f"{before}<row>{names}</row><row>{values}</row>"
    return book(HEAD, more={"xl/two.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"})


TWO, TWO_BELOW = second_sheet(), second_sheet('<row><c t="str"><v>Lista</v></c></row>' * 2)


@pytest.mark.parametrize(
    ("name", "layout", "data"),
    [
        ("a.csv", 'encoding = "utf-16-le"', "Koodi;Otsikko\nS1;ä\n".encode("utf-16-le")),
        ("a.csv", "header_row = 2", b"\nKoodi;Otsikko\nS1;a\n"),
        ("a.xlsx", 'sheet = "Kaksi"', TWO),
        ("a.xlsx", 'sheet = "Kaksi"\nheader_row = 3', TWO_BELOW),
        ("a.json", 'records = "oma"', b'{"grants": [{"x": 1}], "oma": [{"Koodi": "S1", "Otsikko": "a"}]}'),
    ],
)
def test_a_table_that_other_profiles_cannot_read(tmp_path: Path, name: str, layout: str, data: bytes) -> None:
    """Whether they come before the profile that fits or after it."""
    formats = 'formats = ["csv", "json", "xlsx"]\n[layout]\n'
    other = f'name = "x"\n{formats}header_row = 9\nrecords = "y"\n'
    own = f'name = "Oma"\n{formats}{layout}\n'
    fields = '[fields]\ncode = ["Koodi"]\ntitle = ["Otsikko"]\n'
    (tmp_path / "a.profile.toml").write_text(other + fields, "utf-8")
    (tmp_path / "b.profile.toml").write_text(own + fields, "utf-8")
    profile, table = read_table(tmp_path / name, data)
    assert (profile.name, table.columns, len(table.rows)) == ("Oma", ("Koodi", "Otsikko"), 1)


@pytest.mark.parametrize(
    ("name", "data", "times"),
    [
        ("a.csv", b"a;b\0;c\n", 4),  # so many layouts have the profiles that ship
        ("a.csv", b";".join(b"a%d" % number for number in range(1001)), 1),
        ("a.xlsx", b"a", 1),
        ("a.json", b"{", 1),
        ("a.json", b"[1, 2]", 1),
    ],
)
def test_a_table_that_is_refused_is_read_once_for_each_layout(
    tmp_path: Path, name: str, data: bytes, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    suffix, layouts = Path(name).suffix, list[Layout]()
    read = TABLE_FORMATS[suffix]

    def noted(path: Path, data: bytes, layout: Layout) -> Table:
        layouts.append(layout)
        return read(path, data, layout)

    monkeypatch.setitem(TABLE_FORMATS, suffix, noted)
    with pytest.raises(SourceError):
        read_table(tmp_path / name, data)
    assert len(layouts) == len(set(layouts)) == times


def test_a_profile_is_proposed_by_the_names_of_columns(tmp_path: Path) -> None:
    text = "Nimike;Tunnus nro;Hankeen nimi;Aloituspvm;Yhteyshenkilö;Oma juttu\n"
    text += "a;1/x;Malli;1.2.2021;Maija;q\nb;2/x;Malli;1.2.2021;Maija;q\n"
    proposed = propose_profile(tmp_path / "Oma lista.csv", text.encode())
    found: Profile = read_profile(proposed, "x")
    assert (found.name, found.formats, found.private) == ("Oma lista", ("csv",), ("Yhteyshenkilö",))
    assert found.fields == {"code": ("Tunnus nro",), "title": ("Hankeen nimi",), "starts": ("Aloituspvm",)}
    assert [line for line in proposed.split("\n") if line.startswith("#   ")] == [
        "#   Nimike",
        "#   Oma juttu",
    ]
    assert "Mend it and save it beside the table as Oma lista.profile.toml" in proposed
    assert 'private = ["Yhteyshenkilö"]' in proposed
    exact = propose_profile(tmp_path / "C.CSV", 'Koodi;Sähköposti;"Öljy ""x"""\na1;b;c\n'.encode())
    assert exact.splitlines() == [
        "# Proposed for C.CSV. Mend it and save it beside the table as C.profile.toml;",
        "# index/profiles/omat-hankkeet.toml says what else a profile can hold.",
        'name = "C"', 'formats = ["csv"]', 'licence = ""', 'link = ""', 'private = ["Sähköposti"]', "",
        "# Kept as text of the project; put those that say nothing about one into ignored.", "ignored = []",
        "", "[fields]", '"code" = ["Koodi"]', r'''"title" = ["Öljy \"x\""]''',
    ]  # fmt: skip
    plain = read_profile(propose_profile(tmp_path / "b.csv", b"q1;q2\nsame;a b\nsame;a b\n"), "x")
    assert plain.fields == {"code": ("q1",), "title": ("q2",)}
    by_value = read_profile(
        propose_profile(tmp_path / "c.csv", b"q1;q2;q3\na@b.fi;x-1;t\nc@d.fi;x-2;t\n"), "x"
    )
    assert (by_value.private, by_value.fields) == (("q1",), {"code": ("q2",), "title": ("q3",)})


@pytest.mark.parametrize(("row", "is_found"), [(200, True), (201, False)])
def test_two_hundred_rows_are_looked_through_for_persons(tmp_path: Path, row: int, is_found: bool) -> None:
    lines = [f"x{number};t;{'a@b.fi' if number == row else 'b'}" for number in range(1, 203)]
    made = read_profile(propose_profile(tmp_path / "a.csv", "\n".join(["K;T;Muu", *lines]).encode()), "x")
    assert (made.private == ("Muu",)) is is_found


@pytest.mark.parametrize(("row", "is_code"), [(1000, False), (1001, True)])
def test_a_thousand_rows_tell_which_column_has_the_code(tmp_path: Path, row: int, is_code: bool) -> None:
    lines = [f"a;{'x1' if number == row else f'x{number}'}" for number in range(1, 1003)]
    made = read_profile(propose_profile(tmp_path / "a.csv", "\n".join(["K;L", *lines]).encode()), "x")
    assert (made.fields["code"] == ("L",)) is is_code
