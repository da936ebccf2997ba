"""«Viittaa»: the sentence says source, search, number, day and address; the files are those of the page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from search.contract.status import finnish_day
from tests.web.html_check import read_page


def sentence(client: FlaskClient, path: str) -> str:
    """What the button «Kopioi viittaus» copies."""
    html = client.get(path).text
    assert read_page(html).faults == []
    block = html[html.index('<details class="cite">') :]
    (found,) = re.findall(r'<p class="quoted" id="viittaus">(.*?)</p>', block)
    return unescape(re.sub("<[^>]+>", "", found)).replace("\u00a0", " ")


def day(client: FlaskClient) -> str:
    """The day of the data, as a file is named by it; as pages write it."""
    told = client.get("/haku.csv").headers["Content-Disposition"]
    year, month, number = re.findall(r"(\d{4})-(\d\d)-(\d\d)\.csv", told)[0]
    return f"{int(number)}.{int(month)}.{year}"


def test_a_search_is_cited_in_a_sentence(client: FlaskClient) -> None:
    assert sentence(client, "/?q=digitukea&maakunta=Kainuu&maakunta=Lappi&vuosi=2019..2022&sivu=1") == (
        "Hankehaku: haku ”digitukea”, Maakunta: Kainuu tai Lappi, Vuosi: 2019–2022. 10 hanketta. "
        "Lähde: EU:n rakennerahastohankkeiden julkiset kuvaukset. "
        f"Aineisto päivitetty {day(client)}. "
        "http://localhost/?q=digitukea&maakunta=Kainuu&maakunta=Lappi&vuosi=2019..2022"
    )


def test_what_is_not_as_usual_is_said(client: FlaskClient) -> None:
    told = sentence(client, "/?q=digitukea&tarkkuus=tarkka&vastineet=ei")
    assert "haku ”digitukea”, sanat täsmälleen näin, vain kirjoitetuilla sanoilla. " in told
    assert "Hankehaku: kaikki hankkeet. 47 hanketta. " in sentence(client, "/hankkeet")


def test_statistics_are_cited_with_their_own_address(client: FlaskClient) -> None:
    told = sentence(client, "/tilastot?q=digitukea&lajittelu=myonnetty")
    assert told.startswith("Hankehaku: tilastot (haku ”digitukea”). 45 hanketta. ")
    assert told.endswith(" http://localhost/tilastot?q=digitukea")


def test_the_address_cited_shows_what_is_cited(client: FlaskClient) -> None:
    for path in (
        "/?q=digitukea&kunta=ei-tietoa&jarjestys=-nimi&sivu=2",
        "/tilastot?vuosi=2019",
        "/hanke/S10001?q=x",
    ):
        told = sentence(client, path)
        address = told.split(" http://localhost")[1]
        assert sentence(client, address) == told


def test_a_project_is_cited_as_a_sentence_and_in_two_formats(client: FlaskClient) -> None:
    assert sentence(client, "/hanke/S10001?q=digitukea&sija=2") == (
        "Vaarojen Väki ry: Digituki kylille 1. Hankehaku: EU:n rakennerahastohankkeen kuvaus, hankekoodi "
        f"S10001, 9.1.2019–31.12.2021. Aineisto päivitetty {day(client)}. http://localhost/hanke/S10001"
    )
    html = client.get("/hanke/S10001").text
    shown = [unescape(text) for text in re.findall(r"<pre [^>]*>(.*?)</pre>", html, re.DOTALL)]
    for kind, text in zip(("bib", "ris"), shown, strict=True):
        file = client.get(f"/hanke/S10001.{kind}")
        assert f'href="/hanke/S10001.{kind}"' in html
        assert file.text.replace("\r\n", "\n") == text.replace("\r\n", "\n")
        assert file.headers["Content-Disposition"] == f'attachment; filename="hankehaku-S10001.{kind}"'


def test_a_reference_in_small_letters_leads_to_the_project(client: FlaskClient) -> None:
    assert client.get("/hanke/s10001.ris").headers["Location"] == "/hanke/S10001.ris"
    assert client.get("/hanke/X1.bib").status_code == 404
    assert client.get("/hanke/S10001.pdf").status_code == 404


@pytest.mark.parametrize(("code", "words"), [("sv", "Uppgifterna uppdaterade"), ("en", "Data updated")])
def test_a_sentence_is_in_the_language_of_the_page(client: FlaskClient, code: str, words: str) -> None:
    assert words in sentence(client, f"/{code}/?q=digitukea")
    assert sentence(client, f"/{code}/?q=digitukea").endswith(f" http://localhost/{code}/?q=digitukea")
    assert words in client.get(f"/{code}/hanke/S10001.bib").text


def test_nothing_found_is_not_cited_but_can_be_followed(client: FlaskClient) -> None:
    html = client.get("/?q=zyxwvut").text
    assert 'class="cite"' not in html
    assert (
        '<a href="/haku.atom?q=zyxwvut" rel="alternate" type="application/atom+xml">Seuraa hakua</a>' in html
    )


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        (datetime(2026, 11, 27, 21, 59, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 27, 22, 0, tzinfo=UTC), date(2026, 11, 28)),  # two hours ahead in winter
        (datetime(2026, 7, 1, 20, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 21, 0, tzinfo=UTC), date(2026, 7, 2)),  # three in summer
    ],
)
def test_a_day_is_that_of_finland(moment: datetime, wanted: date) -> None:
    assert finnish_day(moment.timestamp()) == wanted
