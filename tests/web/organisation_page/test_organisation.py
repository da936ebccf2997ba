"""`/organisaatio/…`: its lists, numbers and links, in three languages; who there is not; files and API."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import openpyxl
import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.search.test_organisations import CITY, OTHER_SCHOOL, SCHOOL, made
from tests.web.html_check import read_page
from web.app import create_app
from web.organisation_page.organisation import organisation_view
from web.pages.recipients import MOST_RECIPIENTS

__all__ = ["made"]
COUNT = re.compile(r'<h1 class="total">([\d\u00a0]+)\u00a0hank')


@pytest.fixture(scope="module")
def site(made: Engine) -> FlaskClient:
    """A client over the projects of the test of organisations."""
    return create_app(made).test_client()


def shown(site: FlaskClient, path: str, status: int = 200) -> str:
    response = site.get(path)
    assert response.status_code == status, path
    page = read_page(response.text)
    assert page.faults == []
    return " ".join(page.text.split())


def test_a_page_tells_what_an_organisation_did(site: FlaskClient) -> None:
    text = shown(site, f"/organisaatio/{SCHOOL}")
    assert "Vuoren AMK" in text
    assert "4 hanketta hakijana, 4 500 €; 1 hanke osatoteuttajana" in text
    assert "Kuvauksissa myös nimellä: Vuoren ammattikorkeakoulu Oy;" in text
    assert "Biokaasun tuotanto maatiloilla S10001" in text
    assert "1 000 €toteutunut 900 €" in text
    assert "S10005Vaarojen Väki ry" in text  # who leads what it is a partner in
    assert "20212500 €500 €–" in text
    assert "Kylän Kaupunki 2 hanketta" in text
    assert "biokaasu" in text


@pytest.mark.parametrize(
    ("prefix", "told"),
    [("/sv", "4 projekt som sökande, 4 500 €"), ("/en", "4 projects as applicant, €4,500")],
)
def test_the_page_is_in_three_languages(site: FlaskClient, prefix: str, told: str) -> None:
    text = shown(site, f"{prefix}/organisaatio/{SCHOOL}").replace("\u00a0", " ")
    assert told in text
    assert "Hakijana" not in text
    assert '<h1 lang="fi">' in site.get(f"{prefix}/organisaatio/{SCHOOL}").text


@pytest.mark.parametrize("name", ["vuoren-amk", "Vuoren AMK", "FI90293133", "VUOREN AMMATTIKORKEAKOULU OY"])
def test_other_names_lead_to_the_address_of_the_id(site: FlaskClient, name: str) -> None:
    response = site.get(f"/organisaatio/{name}")
    assert (response.status_code, response.location) == (302, f"/organisaatio/{SCHOOL}")
    response = site.get(f"/sv/organisaatio/{name}?sivu=2")
    assert response.location == f"/sv/organisaatio/{SCHOOL}?sivu=2"


def test_every_number_leads_to_the_search_that_it_counts(site: FlaskClient) -> None:
    html = site.get(f"/organisaatio/{SCHOOL}").text
    cells = re.findall(
        r'<td class="n" data-label="(?:Hankkeita|Osatoteuttajana)"><a href="([^"]+)">(\d+)<', html
    )
    heading = r'<h2 id="(?:hakija|osatoteuttaja)">\S+ <span class="count">(\d+).*?<a href="([^"]+)"'
    partners = re.findall(heading, html, re.DOTALL)
    assert len(cells) == 4
    assert len(partners) == 2
    for address, count in (*cells, *((address, count) for count, address in partners)):
        counted = COUNT.search(site.get(unescape(address)).text)
        assert counted
        assert counted[1] == count, address


def test_its_search_and_its_files_have_all_its_projects(site: FlaskClient) -> None:
    html = site.get(f"/organisaatio/{SCHOOL}").text
    search = re.search(r'<a href="([^"]+)">Hae näistä', html)
    table = re.search(r'<a href="([^"]+)" rel="nofollow">CSV</a>', html)
    assert search
    assert table
    assert "5\u00a0hanketta" in site.get(unescape(search[1])).text
    rows = list(csv.reader(io.StringIO(site.get(unescape(table[1]), buffered=True).text)))
    assert len([row for row in rows if any(f"S1000{n}" in row for n in range(1, 6))]) == 5


def test_a_page_that_is_no_number_is_the_first(site: FlaskClient) -> None:
    assert "S10001" in site.get(f"/organisaatio/{SCHOOL}?sivu=x").text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("vaarojen-väki-ry?sivu=9&osasivu=9", "?sivu=3"),
        ("vaarojen-väki-ry?sivu=4", "?sivu=3"),
        ("9036426-1?osasivu=999999", "?osasivu=3"),
        ("9036426-1?sivu=2&osasivu=2", "?osasivu=2"),
    ],
)
def test_beyond_the_last_page_of_a_list_its_last_page_is_shown(
    client: FlaskClient, asked: str, shown: str
) -> None:
    """A list without rows is left out: it would look as if the organisation had no such projects."""
    response = client.get(f"/organisaatio/{asked}")
    assert response.status_code == 302
    assert response.location == f"/organisaatio/{quote(asked.partition('?')[0])}{shown}"
    last = client.get(response.location)
    assert (last.status_code, 'class="pager"' in last.text) == (200, True)


def test_each_list_turns_its_own_pages(site: FlaskClient, made: Engine) -> None:
    report = made.organisation(SCHOOL)
    long = replace(report, led=replace(report.led, total=50), partnered=replace(report.partnered, total=45))
    with site.application.test_request_context():
        led, partnered = organisation_view(long, (2, 1)).lists
    here = f"/organisaatio/{SCHOOL}"
    assert (led.pager.previous, led.pager.next) == (f"{here}#hakija", f"{here}?sivu=3#hakija")
    assert (partnered.pager.previous, partnered.pager.pages) == ("", 3)
    assert partnered.pager.next == f"{here}?sivu=2&osasivu=2#osatoteuttaja"


@pytest.mark.parametrize("name", ["olematon", "9999999-4", "<script>alert(1)", "x" * 900, "-"])
def test_a_name_that_nobody_has_is_answered_with_help(site: FlaskClient, name: str) -> None:
    html = site.get(f"/organisaatio/{name}").text
    text = shown(site, f"/organisaatio/{name}", 404)
    assert "Organisaatiota ei löydy" in text
    assert "Hae hankkeita näillä sanoilla" in text
    assert "<script>alert" not in html
    assert 'name="robots" content="noindex"' in html


def test_names_like_it_are_offered(site: FlaskClient) -> None:
    html = site.get("/organisaatio/vuoren").text
    assert "Tarkoititko jotakin näistä?" in html
    assert '<a href="/organisaatio/vuoren-amk">Vuoren AMK</a>' in html


def test_contact_persons_and_nobody_else_are_left_out(site: FlaskClient) -> None:
    """A sole trader is shown as the applicant that the description names."""
    text = shown(site, "/organisaatio/maija-malli-t-mi")
    assert "Maija Malli T:mi" in text
    assert "1234567-8" not in text  # its check digit is wrong: it names nobody


# Links from elsewhere


@pytest.mark.parametrize("path", ["/?q=biokaasu", "/hanke/S10001", "/hanke/S10002", "/tilastot"])
def test_every_name_of_an_organisation_leads_to_its_page(site: FlaskClient, path: str) -> None:
    html = site.get(path).text
    links = set(re.findall(r'href="(/organisaatio/[^"#]+)"', html))
    assert links
    for link in links:
        response = site.get(unescape(link), follow_redirects=True)
        assert response.status_code == 200, link
    assert f"/organisaatio/{SCHOOL}" in links


def test_partners_lead_to_their_pages(site: FlaskClient) -> None:
    assert f'<h3><a href="/organisaatio/{CITY}">Kylän kaupunki</a></h3>' in site.get("/hanke/S10001").text


# The ranking


def rows(html: str) -> list[tuple[str, str]]:
    """The ranking on the page: the address of each organisation and its name."""
    table = html[html.index('<h2 id="hakija">') :]
    return re.findall(r'<th scope="row"><a href="([^"]+)">([^<]*)', table[: table.index("</table>")])


def test_the_statistics_rank_the_recipients(site: FlaskClient) -> None:
    html = site.get("/tilastot").text
    assert rows(html)[0] == (f"/organisaatio/{SCHOOL}", "Vuoren AMK")
    assert rows(html).index((f"/organisaatio/{CITY}", "Kylän Kaupunki")) > 5
    assert rows(site.get("/tilastot?lajittelu=osatoteuttajana").text)[0][0] == f"/organisaatio/{CITY}"
    assert rows(site.get("/tilastot?q=hakija%3Aopisto").text)[0] == ("/organisaatio/opisto-oy", "Opisto Oy")
    assert 'aria-sort="descending"' in html[html.index('<h2 id="hakija">') :][:1500]


def test_the_ranking_is_a_file_too(site: FlaskClient) -> None:
    told = list(csv.reader(io.StringIO(site.get("/organisaatiot.csv?q=biokaasu").text.removeprefix("\ufeff")),
                           delimiter=";"))  # fmt: skip
    assert told[0] == [
        "Organisaatio", "Y-tunnus", "Hankkeita", "Osatoteuttajana", "Myönnetty", "Toteutunut", "Toteutuma, %",
        "Organisaation osoite", "Haku", "Tilaston osoite", "Aineiston päivä",
    ]  # fmt: skip
    assert told[1][:8] == ["Vuoren AMK", f'="{SCHOOL}"', "2", "0", "4000", "900", "90",
                       f"http://localhost/organisaatio/{SCHOOL}"]  # fmt: skip
    response = site.get("/organisaatiot.xlsx?q=biokaasu")
    assert re.fullmatch(r'attachment; filename="hankehaku-organisaatiot-biokaasu-\d{4}-\d\d-\d\d.xlsx"',
                        response.headers["Content-Disposition"])  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    assert [[cell.value for cell in row] for row in sheet.rows][1][:5] == ["Vuoren AMK", SCHOOL, 2, 0, 4000]
    assert site.get("/organisaatiot.pdf").status_code == 404


def test_a_long_ranking_is_cut_and_says_so(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_RECIPIENTS == 50
    monkeypatch.setattr("web.pages.routes.MOST_RECIPIENTS", 2)
    html = site.get("/tilastot?vastineet=ei").text
    assert len(rows(html)) == 2
    assert "2 ensimmäistä 8 organisaatiosta." in html


# The API


def test_the_api_lists_organisations_in_any_order(site: FlaskClient) -> None:
    found = site.get("/api/v1/organisations?limit=2&offset=1&lajittelu=-arvo").json
    assert found
    assert (found["total"], found["offset"], len(found["organisations"])) == (8, 1, 2)
    first = site.get("/api/v1/organisations?q=biokaasu").json
    assert first
    assert first["organisations"][0]["organisation"]["id"] == SCHOOL
    assert first["organisations"][0]["money"] == {"granted": 4000, "paid": 900, "realisation": 90}
    assert site.get("/api/v1/organisations?lajittelu=väri").status_code == 400


def test_the_api_has_each_organisation(site: FlaskClient) -> None:
    found = site.get(f"/api/v1/organisations/{SCHOOL}?limit=1&offset=1").json
    assert found
    assert (found["projects"], found["led"]["total"]) == (5, 4)
    assert [one["code"] for one in found["led"]["projects"]] == ["S10004"]
    assert found["years"][0]["led_money"]["granted"] == 1000
    by_name = site.get("/api/v1/organisations/vuoren-amk").get_json()
    assert by_name["organisation"]["id"] == SCHOOL
    missing = site.get("/sv/api/v1/organisations/olematon")
    error = missing.get_json()["error"]
    assert (missing.status_code, error["code"]) == (404, "not_found")
    assert "Organisationen ”olematon” hittades inte." in error["message"]


def test_a_hit_of_the_api_tells_the_business_id(site: FlaskClient) -> None:
    hits = site.get("/api/v1/search?q=koodi:S10006").get_json()["hits"]
    assert (hits[0]["applicant"], hits[0]["business_id"]) == ("Opisto Oy", OTHER_SCHOOL)


# The facet


def test_a_facet_of_thousands_lists_the_first_and_finds_the_others(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.filters.MOST_LISTED", 2)
    monkeypatch.setattr("web.pages.filters.SEARCHED_FROM", 1)
    html = site.get("/?nayta=hakija&vastineet=ei").text
    facet = html[html.index('id="hakija"') :].partition("</details>")[0]
    assert facet.count("<li>") == 2
    assert "Muut 4 löytyvät nimellä." in facet
    html = site.get("/?nayta=hakija&hae=maija&vastineet=ei").text
    facet = html[html.index('id="hakija"') :].partition("</details>")[0]
    assert re.findall(r'href="([^"]+)"', facet)[0] == "/?hakija=maija-malli-t-mi&amp;vastineet=ei"
