"""A short list of projects side by side: from its address, in its order, as a page and as files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from tests.small import index_of
from tests.web.html_check import read_page
from web.app import create_app


def shown(client: FlaskClient, asked: str, status: int = 200) -> str:
    response = client.get(f"/rinnakkain?{asked}")
    assert response.status_code == status
    assert read_page(response.text).faults == []
    return response.text


def columns(html: str) -> list[str]:
    """The codes at the head of the columns."""
    return re.findall(r'<th scope="col">.*?class="code">(\w+)</span>', html, re.DOTALL)


def row(html: str, label: str) -> list[str]:
    """The cells of a row, as text."""
    (found,) = re.findall(rf'<th scope="row">{label}</th>(.*?)</tr>', html.replace("\u00ad", ""), re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found, re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", cell)).replace("\u00a0", " ") for cell in cells]


@pytest.mark.parametrize("length", [61, 100])
def test_a_project_of_a_long_code_has_its_column(tmp_path: Path, length: int) -> None:
    code = "EU" * (length // 2) + "X" * (length % 2)
    source = tmp_path / "source"
    source.mkdir()
    rows = f"Identifier,Title,Amount Awarded,Currency\n{code},Purojen kunnostus,100,EUR\n"
    (source / "a.csv").write_text(rows, "utf-8")
    build(tmp_path / "index", [source])
    client = create_app(tmp_path / "index").test_client()
    assert columns(shown(client, f"hanke={code}")) == [code]
    assert client.get(f"/api/v1/projects/{code}").status_code == 200


def test_projects_stand_in_the_order_of_the_address(client: FlaskClient) -> None:
    html = shown(client, "hanke=S10003&hanke=S10001&hanke=S10002")
    assert columns(html) == ["S10003", "S10001", "S10002"]
    assert row(html, "Myönnetty EU- ja valtion rahoitus") == ["174 132 €", "174 130 €", "174 131 €"]
    assert row(html, "Maakunta") == ["Pohjois-Savo", "Lappi", "Uusimaa"]
    assert row(html, "Alkaa") == ["9.1.2021", "9.1.2019", "9.1.2020"]
    assert row(html, "Osatoteuttaja") == ["Perämeren instituutti"] * 3
    assert row(html, "Toteutuma") == ["0 %"] * 3
    assert row(html, "Osallistujia, toteutunut") == ["104"] * 3
    assert html.count("Hankkeessa annetaan digitukea kylillä.") == 3
    assert html.count("<h2>Tiivistelmä</h2>") == html.count("<h2>Loppuraportti</h2>") == 1


def test_a_row_that_no_project_has_is_left_out_and_a_gap_is_told(client: FlaskClient) -> None:
    html = shown(client, "hanke=S10001&hanke=S20000")
    assert row(html, "Hakija") == ["Vaarojen Väki ry", "ei tietoa"]
    assert "Seurantatieto" not in html


def test_a_project_can_be_removed_and_moved(client: FlaskClient) -> None:
    links = read_page(shown(client, "hanke=S10003&hanke=S10001&hanke=S10002")).links
    led = [link for link in links if link.startswith("/rinnakkain?") and "kieli=" not in link]
    wanted = {
        "S10001 S10003 S10002",
        "S10001 S10002",
        "S10003 S10002 S10001",
        "S10003 S10002",
        "S10003 S10001",
    }
    assert {" ".join(re.findall("hanke=([^&]+)", link)) for link in led} == wanted
    for link in led:
        assert columns(shown(client, link.partition("?")[2])) == re.findall("hanke=([^&]+)", link)


def test_seven_are_too_many_and_the_rest_is_named(client: FlaskClient) -> None:
    html = shown(client, "&".join(f"hanke=S1000{n}" for n in range(8)))
    assert columns(html) == [f"S1000{n}" for n in range(6)]
    assert "Rinnakkain mahtuu enintään 6 hanketta. Pois jäivät: S10006, S10007." in html
    assert 'class="addcodes"' not in html


def test_an_unknown_code_is_named_and_the_others_stay(client: FlaskClient) -> None:
    html = shown(client, "hanke=S10001&hanke=X99&hanke=%3Cb%3E")
    assert columns(html) == ["S10001"]
    assert "Koodilla ”X99” ei löydy hanketta." in html
    assert "Koodilla ”&lt;b&gt;” ei löydy hanketta." in html
    assert columns(shown(client, "hanke=X99", 404)) == []


@pytest.mark.parametrize(
    "asked",
    ["hanke=s10001&hanke=S10001&hanke=&hanke=S10002", "hanke=S10001, s 10002", "hanke=S10001+S10002+S10001"],
)
def test_codes_as_people_write_them_lead_to_one_address(client: FlaskClient, asked: str) -> None:
    response = client.get(f"/rinnakkain?{asked}")
    assert (response.status_code, response.location) == (302, "/rinnakkain?hanke=S10001&hanke=S10002")


def test_an_endless_list_is_looked_at_only_so_far(client: FlaskClient) -> None:
    asked = "hanke=" + "+".join(f"X{n}" for n in range(2000)) + "&" + "hanke=S10001&" * 5000
    html = shown(client, asked[:8000], 404)
    assert 20 < html.count("ei löydy hanketta") <= 30


def test_without_a_list_it_says_how_to_make_one(client: FlaskClient) -> None:
    html = shown(client, "")
    assert "”Lisää vertailuun”" in html
    assert '<input type="text" id="koodit" name="hanke"' in html


def test_every_hit_and_project_can_be_chosen_without_javascript(client: FlaskClient) -> None:
    html = client.get("/?q=digitukea").text
    assert (
        len(re.findall(r'<input type="checkbox" name="hanke" value="S1\d{4}" form="rinnakkain"', html)) == 20
    )
    assert '<form class="shortlist" id="rinnakkain" action="/rinnakkain" method="get"' in html
    assert 'name="hanke" value="S10001" form="rinnakkain"' in client.get("/hanke/S10001").text
    assert 'id="rinnakkain" action="/sv/rinnakkain"' in client.get("/sv/hanke/S10001").text


# Files


def table(client: FlaskClient, kind: str, asked: str = "hanke=S10003&hanke=S10001") -> list[list[str]]:
    """A file as rows of text."""
    response = client.get(f"/rinnakkain.{kind}?{asked}")
    assert response.status_code == 200
    assert re.fullmatch(
        rf'attachment; filename="hankehaku-rinnakkain-S10003-S10001-\d{{4}}-\d\d-\d\d\.{kind}"',
        response.headers["Content-Disposition"],
    )
    if kind == "csv":
        return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    if kind == "md":
        lines = [re.split(r"(?<!\\) \| |^\| | \|$", line)[1:-1] for line in response.text.splitlines()]
        return [[re.sub(r"\\(.)", r"\1", cell) for cell in cells] for cells in (lines[0], *lines[2:])]
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    return [["" if one is None else str(one) for one in cells] for cells in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "md"])
def test_a_file_has_the_fields_and_where_they_are_from(client: FlaskClient, kind: str) -> None:
    rows = table(client, kind)
    assert rows[0] == ["", "Digituki kylille 3", "Digituki kylille 1"]
    told = {cells[0]: cells[1:] for cells in rows}
    assert told["Hankekoodi"] == ["S10003", "S10001"]
    assert told["Myönnetty EU- ja valtion rahoitus"] == ["174132", "174130"]
    assert [day[:10] for day in told["Alkaa"]] == ["2021-01-09", "2019-01-09"]
    assert all("digitukea kylillä" in cell for cell in told["Tiivistelmä"])
    assert told["Hankkeen osoite"][0] == "http://localhost/hanke/S10003"
    assert told["Vertailun osoite"][1] == "http://localhost/rinnakkain?hanke=S10003&hanke=S10001"
    assert re.match(r"\d{4}-\d\d-\d\d", told["Aineiston päivä"][0])
    assert "Loppuraportti" not in told


def test_a_file_of_nothing_is_an_error(client: FlaskClient) -> None:
    assert client.get("/rinnakkain.csv").status_code == 404
    assert client.get("/rinnakkain.xlsx?hanke=X1").status_code == 404
    assert client.get("/rinnakkain.pdf?hanke=S10001").status_code == 404


def test_hostile_texts_stay_in_their_cells(tmp_path: Path) -> None:
    hostile = "=1+1 | <b> `x` [a](javascript:b) \\\n\n| --- |\n\n-5"
    made = {"S30001": {"_1": f"Hankkeen nimi: {hostile[:40]}", "_3": hostile, "_9": "=cmd|' /C calc'!A0"}}
    client = create_app(index_of(tmp_path, made)).test_client()
    text = client.get("/rinnakkain.md?hanke=S30001").text
    rows = [line for line in text.splitlines() if line]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 3 for line in rows)
    assert "<b>" not in text
    assert "](javascript" not in text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/rinnakkain.xlsx?hanke=S30001").data)).active
    assert sheet is not None
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells} <= {"s", "inlineStr", "d", "n"}
    written = client.get("/rinnakkain.csv?hanke=S30001").data.decode("utf-8-sig")
    assert not [c for r in csv.reader(io.StringIO(written), delimiter=";") for c in r if c[:1] in ("=", "-")]


@pytest.mark.parametrize("code", ["sv", "en"])
def test_a_file_is_in_the_language_of_its_address(client: FlaskClient, code: str) -> None:
    text = client.get(f"/{code}/rinnakkain.md?hanke=S10001").text
    assert {"sv": "Projektkod", "en": "Project code"}[code] in text
    assert f"/{code}/rinnakkain" in text.replace("\\", "")


def test_only_what_has_no_name_in_the_language_is_marked_finnish(client: FlaskClient) -> None:
    html = client.get("/sv/rinnakkain?hanke=S10001&hanke=S10002").text.replace("\u00ad", "")
    regions = html[html.index(">Landskap<") :]
    regions = regions[: regions.index("</tr>")]
    assert "Lappland" in regions
    assert "Nyland" in regions
    assert 'lang="fi"' not in regions
    applicants = html[html.index(">Sökande<") :]
    assert '<span lang="fi">' in applicants[: applicants.index("</tr>")]
