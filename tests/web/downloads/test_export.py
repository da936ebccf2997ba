"""Files of whole results, from the addresses that the page links to."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from search.export.tables import FORMATS
from tests.web.html_check import read_page
from tests.web.made import on_read

ASKED = "q=hanke&vuosi=2019..2022&jarjestys=nimi"


def codes(client: FlaskClient, kind: str, asked: str = ASKED) -> list[str]:
    """The project codes in a file."""
    response = client.get(f"/haku.{kind}?{asked}")
    assert response.status_code == 200
    assert response.content_type == FORMATS[kind].mimetype
    assert re.fullmatch(
        rf'attachment; filename="hankehaku-[a-z-]+[a-z0-9-]*-\d{{4}}-\d\d-\d\d\.{kind}"',
        response.headers["Content-Disposition"],
    )
    if kind == "jsonl":
        return [json.loads(line)["code"] for line in response.data.splitlines()]
    if kind == "csv":
        return [row["Hankekoodi"] for row in csv.DictReader(io.StringIO(response.text, newline=""))]
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    return [str(row[0].value) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_a_file_has_the_hits_of_the_page_in_its_order(corpus_client: FlaskClient, kind: str) -> None:
    answer = corpus_client.get(f"/api/v1/search?{ASKED}&limit=100").json
    assert answer
    assert codes(corpus_client, kind) == [hit["code"] for hit in answer["hits"]]
    assert len(answer["hits"]) == answer["total"] > 5


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_a_file_holds_all_whatever_the_page(client: FlaskClient, kind: str) -> None:
    assert len(codes(client, kind, "sivu=2")) == 47


def bare(cell: str) -> str:
    """A cell without what keeps Excel from reading text as a number."""
    return re.sub(r'^="(.*)"$', r"\1", cell)


@pytest.mark.parametrize(("name", "sign"), [("pilkku", ","), ("puolipiste", ";"), ("sarkain", "\t")])
def test_the_separator_and_the_mark_of_a_csv_file(client: FlaskClient, name: str, sign: str) -> None:
    response = client.get(f"/haku.csv?q=Digituki&erotin={name}")
    assert response.text.startswith(f"Hankekoodi{sign}Nimi{sign}")
    marked = client.get(f"/haku.csv?q=Digituki&erotin={name}&bom=1")
    assert marked.data.startswith(b"\xef\xbb\xbf")
    plain, as_text = (
        list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=sign))
        for data in (response.data, marked.data)
    )
    # Excel would read text that looks like a number or a day as one.
    assert [list(map(bare, row)) for row in plain] == [list(map(bare, row)) for row in as_text]


def test_an_unknown_separator_is_an_error(client: FlaskClient) -> None:
    response = client.get("/haku.csv?erotin=risuaita")
    assert response.status_code == 400
    assert "pilkku, puolipiste, sarkain" in response.text


def test_an_unknown_format_is_not_there(client: FlaskClient) -> None:
    assert client.get("/haku.pdf").status_code == 404


def test_a_file_is_packed_as_it_is_sent(client: FlaskClient) -> None:
    plain = client.get("/haku.jsonl")
    packed = client.get("/haku.jsonl", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Length" not in packed.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4


def test_a_file_is_sent_while_it_is_read(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.export.tables.CHUNK", 1000)
    read: list[int] = []
    on_read(monkeypatch, lambda: read.append(1))
    response = client.get("/haku.csv", headers={"Accept-Encoding": "gzip"})
    assert len(read) < 5  # the client asks for the beginning
    response.get_data()
    assert len(read) == 47


def test_the_page_links_to_its_files(client: FlaskClient) -> None:
    links = read_page(client.get("/?q=digitukea&maakunta=Kainuu&sivu=1").text).links
    for kind in (*FORMATS, "atom"):
        assert f"/haku.{kind}?q=digitukea&maakunta=Kainuu" in links
    files = [link for link in links if link.startswith("/haku.")]
    assert files[1] == "/haku.csv?q=digitukea&maakunta=Kainuu&erotin=puolipiste&bom=1"  # after the feed
    assert "/api/v1/snapshot?q=digitukea&maakunta=Kainuu" in links


@pytest.mark.parametrize("asked", ["q=zyxwvut", "q=digituki+zyxwvut"])
def test_where_no_project_has_all_the_words_there_is_nothing_to_download(
    corpus_client: FlaskClient, asked: str
) -> None:
    assert "Lataa:" not in corpus_client.get(f"/?{asked}").text


def test_the_snapshot_is_that_of_the_page(corpus_client: FlaskClient) -> None:
    cited = corpus_client.get(f"/api/v1/snapshot?{ASKED}").json
    assert cited
    assert (cited["query"], cited["filters"], cited["sort"]) == ("hanke", {"vuosi": ["2019..2022"]}, "nimi")
    assert [project["code"] for project in cited["projects"]] == codes(corpus_client, "jsonl")


@pytest.mark.parametrize(
    ("asked", "plain", "whole"),
    [
        ("", "kaikki", ""),
        ("q=digituki&maakunta=Kainuu", "digituki-kainuu", ""),
        ("rahasto=ESR&maakunta=Kainuu&vuosi=2020..2022&myonnetty=>300000",
         "esr-myonnetty-yli-300000-kainuu-2020-2022", ""),
        ("q=Päijät-Häme&sivu=2", "paijat-hame", "p%C3%A4ij%C3%A4t-h%C3%A4me"),
        ('q="%0d%0aX: y" -æ/../..', "x-y-ei", "x-y-ei-%C3%A6"),
        ("q=привет", "haku", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82"),
        ("kunta=ei-tietoa", "kunta-ei-tietoa", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_the_search_and_the_day(
    client: FlaskClient, asked: str, plain: str, whole: str
) -> None:
    told = client.get(f"/haku.jsonl?{asked}").headers["Content-Disposition"]
    day = re.findall(r"\d{4}-\d\d-\d\d(?=\.jsonl)", told)[0]
    expected = f'attachment; filename="hankehaku-{plain}-{day}.jsonl"'
    assert told == expected + (f"; filename*=UTF-8''hankehaku-{whole}-{day}.jsonl" if whole else "")


def test_a_long_search_makes_no_long_name(client: FlaskClient) -> None:
    told = client.get("/haku.csv?q=" + "digituki+" * 100).headers["Content-Disposition"]
    assert len(told) < 150
    assert "digituki-digituki-2" in told


def test_each_row_says_where_it_is_from(client: FlaskClient) -> None:
    asked = "q=digitukea&maakunta=Kainuu&sivu=1"
    day = client.get("/haku.csv").headers["Content-Disposition"][-15:-5]
    (line, *_) = client.get(f"/haku.jsonl?{asked}").data.splitlines()
    project = json.loads(line)
    assert list(project)[-1] == "export"
    assert project["export"] == {
        "realisation": 0,
        "url": f"http://localhost/hanke/{project['code']}",
        "search": "digitukea; Maakunta: Kainuu",
        "search_url": "http://localhost/?q=digitukea&maakunta=Kainuu",
        "day": day,
    }
    (row, *_) = csv.DictReader(io.StringIO(client.get(f"/haku.csv?{asked}").text, newline=""))
    names = ("Toteutuma, %", "Hankkeen osoite", "Haku", "Haun osoite", "Aineiston päivä")
    assert [row[name] for name in names] == list(map(str, project["export"].values()))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/haku.xlsx?{asked}").data)).active
    assert sheet is not None
    head, first = ([cell.value for cell in found] for found in sheet.iter_rows(max_row=2))
    assert tuple(head[-5:]) == names
    assert first[-5] == 0
    assert str(first[-1])[:10] == day


def test_a_line_without_where_it_is_from_has_the_hash_of_the_citation(client: FlaskClient) -> None:
    cited = client.get("/api/v1/snapshot?q=alert").json or {}
    (line,) = client.get("/haku.jsonl?q=alert").data.splitlines()
    project = json.loads(line)
    del project["export"]
    text = json.dumps(project, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == cited["projects"][0]["hash"]


def test_a_search_that_looks_like_a_formula_is_text(client: FlaskClient) -> None:
    text = client.get("/haku.csv?q==digituki&erotin=puolipiste&bom=1").data.decode("utf-8-sig")
    (row, *_) = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert row["Haku"] == "'=digituki"
