"""`/tilastot`: every number leads to the search that it counts or adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.small import index_of
from web.app import create_app

CELL = re.compile(r'<td class="n" data-label="([^"]+)">(?:<a href="([^"]+)">)?([^<]*)')
TOTAL = re.compile(r'<div><dt>([^<]+)</dt> <dd>(?:<a href="([^"]+)">)?([^<]*)')
KNOWN = re.compile(r'<a class="known" href="([^"]+)">tieto (\d+) hankkeesta</a>')
COUNT = re.compile(r'<h1 class="total">([\d\u00a0]+)\u00a0hank')
"""How many projects the head of the search page counts."""


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def totals(html: str) -> dict[str, str]:
    """Each number above the hits, by its label."""
    counted = COUNT.search(html)
    assert counted
    found = {label: text for label, _, text in numbers(above(html))}
    return {"Hankkeita": counted[1], **found}


def above(html: str) -> str:
    """What all projects add up to; a hit has facts of its own."""
    begin = html.index('<dl class="totals">')
    return html[begin : html.index("</dl>", begin) + 5]


def numbers(html: str) -> Iterator[tuple[str, str, str]]:
    """Label, address and text of every number that the page has."""
    for label, address, text in (*CELL.findall(html), *TOTAL.findall(above(html))):
        yield label, unescape(address), text.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        "?q=hanke&maakunta=Lappi&maakunta=Kainuu",
        "?toimintalinja=3",
        "?q=digituki+TAI+biokaasu+TAI+arki",
    ],
)
def test_every_number_leads_to_its_search(corpus_client: FlaskClient, asked: str) -> None:
    seen = 0
    found: dict[str, dict[str, str]] = {}
    for label, address, text in numbers(page(corpus_client, f"/tilastot{asked}")):
        if not address:
            assert text == "–", label
            continue
        if address not in found:
            found[address] = totals(page(corpus_client, address))
        assert found[address][label.replace("Osatoteuttajana", "Hankkeita")] == text, address
        seen += 1
    assert seen > 100


def test_what_makes_up_most_of_a_sum_comes_first(corpus_client: FlaskClient) -> None:
    html = page(corpus_client, "/tilastot?maakunta=Lappi")
    addresses = {label: address for label, address, _ in numbers(html)}
    assert addresses["Myönnetty"].endswith("&jarjestys=myonnetty")
    assert addresses["Toteutunut"].endswith("&jarjestys=toteutunut")
    assert addresses["Toteutuma"].endswith("&jarjestys=toteutuma")


def test_a_sum_says_how_many_tell_it_and_leads_to_them(corpus_client: FlaskClient) -> None:
    told = KNOWN.findall(page(corpus_client, "/tilastot"))
    assert told
    for address, known in told:
        assert totals(page(corpus_client, unescape(address)))["Hankkeita"] == known


def test_money_that_nobody_tells_is_no_nought(tmp_path: Path) -> None:
    granted, paid = "Myönnetty EU- ja valtion rahoitus", "Toteutunut EU- ja valtion rahoitus"
    made = {
        "A1001": {"_2": "Organisaatiotyyppi: Yritys", "_5": f"{granted}: 5"},
        "A1002": {"_2": "Organisaatiotyyppi: Kunta", "_5": f"{granted}: 10\n{paid}: 0"},
        "A1003": {},
    }
    html = page(create_app(index_of(tmp_path, made)).test_client(), "/tilastot")
    table = html[html.index('id="organisaatiotyyppi"') :]
    shown = [text.replace("\u00a0", " ") for _, _, text in CELL.findall(table[: table.index("</table>")])]
    assert shown == ["1", "10 €", "0 €", "0 %", "1", "5 €", "–", "–", "1", "–", "–", "–"]
