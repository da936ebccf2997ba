"""Files of whole results, from the addresses that the page links to."""

from __future__ import annotations

import csv
import gzip
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
    assert response.headers["Content-Disposition"] == f'attachment; filename="hankkeet.{kind}"'
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
