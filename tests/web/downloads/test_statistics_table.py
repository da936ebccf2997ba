"""A table of the statistics as a file: the numbers of the page, as Excel opens them."""

from __future__ import annotations

import csv
import io
import re

from flask.testing import FlaskClient


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    text = response.data.decode("utf-8-sig")
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_table_has_all_rows_in_the_order_of_the_page(corpus_client: FlaskClient) -> None:
    head, *found = rows(corpus_client, "/tilastot.csv?taulukko=kunta&lajittelu=-arvo")
    assert head == [
        "Kunta", "Hankkeita", "Myönnetty", "Toteutunut", "Toteutuma, %",
        "Haku", "Tilaston osoite", "Aineiston päivä",
    ]  # fmt: skip
    assert len(found) > 40
    assert found[-1][0] == "ei tietoa"
    page = corpus_client.get("/tilastot?lajittelu=-arvo&nayta=kunta").text
    table = page[page.index('id="kunta"') :]
    names = re.findall(r'<th scope="row"><a [^>]*>(.+?)</a>', table[: table.index("</table>")])
    names = [re.sub(r"<[^>]*>", "", name) for name in names]
    assert [row[0] for row in found] == names


def test_a_table_is_of_the_search_and_in_its_language(corpus_client: FlaskClient) -> None:
    whole = rows(corpus_client, "/tilastot.csv?taulukko=rahasto")
    some = rows(corpus_client, "/sv/tilastot.csv?taulukko=rahasto&q=digituki")
    assert [row[0] for row in some[1:]] == ["ESF"]
    *origin, day = some[1][5:]
    assert origin == ["digituki", "http://localhost/sv/tilastot?q=digituki"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert some[0][0] == "Fond"
    esr = next(row for row in whole if row[0] == "ESR")
    assert int(some[1][2]) < int(esr[2])


def test_a_table_that_there_is_not_is_refused(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/tilastot.csv?taulukko=nimi")
    assert response.status_code == 400
    assert "mahdolliset arvot ovat rahasto" in response.text
