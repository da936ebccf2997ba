"""Two programme periods have axes with the same number: each is a value, a filter and a bar of its own."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from search.engine import Engine
from tests.index.samples import minimal
from web.app import create_app

AXES = {
    "S10001": "2. Uusimman tiedon ja osaamisen tuottaminen ja hyödyntäminen",
    "S10002": "2. Uusimman tiedon ja osaamisen tuottaminen ja hyödyntäminen",
    "S10003": "2. Hiilineutraali Suomi",
    "S10004": "3. Työllisyys ja työvoiman liikkuvuus",
    "S10005": "9. Kotitekoinen linja",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("axes")
    for code, axis in AXES.items():
        text = minimal(code, _1=f"Hankkeen nimi: {code}\n\nToimintalinja: {axis}")
        (folder / f"{code}.txt").write_text(text, "utf-8")
    build(folder / "index", [folder])
    return create_app(Engine(folder / "index")).test_client()


def test_each_axis_counts_and_finds_its_own(client: FlaskClient) -> None:
    values = client.get("/api/v1/facets/toimintalinja").get_json()["values"]
    for one in values:
        wanted = sorted(code for code, axis in AXES.items() if axis == one["label"])
        query = urlencode({"toimintalinja": one["value"]})
        found = client.get(f"/api/v1/search?{query}").get_json()
        assert sorted(hit["code"] for hit in found["hits"]) == wanted
        assert one["count"] == len(wanted)
    assert {one["value"] for one in values} == {*list(AXES.values())[1:3], "3", "9"}


def test_the_number_alone_still_finds_both(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?toimintalinja=2").get_json()["total"] == 3


@pytest.mark.parametrize(("start", "others"), [("", "muut"), ("/en", "others")])
def test_each_period_has_a_picture_that_names_it(client: FlaskClient, start: str, others: str) -> None:
    page = client.get(f"{start}/tilastot").text
    captions = re.findall(r"<figcaption>([^<]*) (2014–2020|2021–2027|muut|others)</figcaption>", page)
    assert [period for _, period in captions] == [others, "2021–2027", "2014–2020"]
    figures = re.findall(r'<figure class="picture toimintalinja">.*?</figure>', page, re.DOTALL)
    ticks = [re.findall(r'<text [^>]*y="92">([^<]*)</text>', figure) for figure in figures]
    assert ticks == [["9"], ["2"], ["2", "3"]]
