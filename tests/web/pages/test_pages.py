"""The pages over the engine in memory: routes, notes, filters, pager, errors and headers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import IndexMissing
from tests.conftest import ROOT
from tests.web.html_check import read_page
from tests.web.made import Watched
from web.app import create_app
from web.middleware.security_headers import SECURITY_HEADERS

NASTY = ['"auki', "((", "-", "TAI", "TAI TAI", "foo:bar", "a\x00b\x07", "x" * 10_000, "ä" * 10_000, "%", "*"]


def body(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.get_data(as_text=True)


def test_home_says_what_there_is_and_searches_nothing(client: FlaskClient, watched: Watched) -> None:
    page = body(client, "/")
    assert "Mitä EU-hankkeissa on tehty?" in page
    assert "47\u00a0hanketta. Aineisto päivitetty " in page
    assert "Lähde: EU:n rakennerahastohankkeiden julkiset kuvaukset." in page
    assert page.count("<li>") == 9  # six themes and three ways in
    assert '<article class="hit">' not in page
    assert watched.asked == []
    assert '<html lang="fi">' in page


@pytest.mark.parametrize("address", ["/hankkeet", "/?nayta=kunta", "/?sivu=abc"])
def test_all_projects_are_listed_where_something_is_asked(client: FlaskClient, address: str) -> None:
    page = body(client, address)
    assert "47\u00a0hanketta" in page
    assert page.count('<article class="hit">') == 20


def test_an_empty_search_lists_everything(client: FlaskClient) -> None:
    assert client.get("/?q=").location == "/hankkeet"
    assert client.get("/hankkeet?q=digitukea").location == "/?q=digitukea"
    assert 'href="/hankkeet">Poista kaikki rajaukset</a>' in body(client, "/?maakunta=Lappi")


def test_a_search_names_its_words_and_marks_them(client: FlaskClient) -> None:
    page = body(client, "/?q=digitukea")
    assert "haulla <q>digitukea</q>" in page
    assert "<mark>digitukea</mark>" in page
    assert "174\u00a0129\u00a0€" in page
    assert '<span class="years">2018–2020</span>' in page
    assert "S10000 · Toiminta käynnissä · toteutunut 0\u00a0€ (0\u00a0%) · osallistujia 96 → 104" in page


def test_filters_are_chips_and_links_and_hidden_inputs(client: FlaskClient) -> None:
    page = body(client, "/?q=digitukea&maakunta=Kainuu&maakunta=Lappi&jarjestys=-alkaa")
    assert "10\u00a0hanketta" in page
    assert 'href="/?q=digitukea&amp;maakunta=Lappi&amp;jarjestys=-alkaa" title="Poista rajaus"' in page
    assert 'href="/?q=digitukea&amp;jarjestys=-alkaa">Poista kaikki rajaukset</a>' in page
    assert '<input type="hidden" name="maakunta" value="Kainuu">' in page
    assert '<option value="-alkaa" selected>Alkaa: vanhin ensin</option>' in page
    assert page.count('class="value active"') == 2
    assert "2 valittu" in page


def test_a_few_values_more_than_are_shown_are_shown_too(corpus_client: FlaskClient) -> None:
    page = body(corpus_client, "/hankkeet")
    lines = page[page.index('id="toimintalinja"') : page.index('id="erityistavoite"')]
    assert lines.count("<li>") == 9
    assert "Näytä kaikki" not in lines
    assert "Näytä kaikki" in page


def test_the_section_of_several_passages_is_seen_once(corpus_client: FlaskClient) -> None:
    page = body(corpus_client, "/?q=hanke&maakunta=Lappi")
    hit = page[page.index('<ul class="snippets">') :]
    hit = hit[: hit.index("</ul>")]
    assert hit.count('<span class="where">Tiivistelmä</span>') == 1
    assert hit.count('<span class="visually-hidden">Tiivistelmä</span>') == 1


def test_a_hit_carries_the_search_to_its_page_and_back(client: FlaskClient) -> None:
    page = body(client, "/?q=digitukea&maakunta=Kainuu")
    assert 'href="/hanke/S10000?q=digitukea&amp;maakunta=Kainuu&amp;sija=1"' in page
    page = body(client, "/hanke/S10000?q=digitukea&maakunta=Kainuu&sija=1")
    assert 'href="/?q=digitukea&amp;maakunta=Kainuu">← Takaisin hakuun' in page
    assert "<mark>digitukea</mark>" in page


@pytest.mark.parametrize(
    ("page_number", "shown", "note"),
    [
        ("2", "2", ""),
        ("-1", "1", "Sivua ”-1” ei ole, joten näytetään sivu 1."),
        ("abc", "1", "Sivua ”abc” ei ole, joten näytetään sivu 1."),
        ("99", "3", "Sivua 99 ei ole, joten näytetään viimeinen sivu 3."),
    ],
)
def test_pages(client: FlaskClient, page_number: str, shown: str, note: str) -> None:
    page = body(client, f"/?q=digitukea&sivu={page_number}")
    assert f'aria-current="page"><span class="visually-hidden">Sivu </span>{shown}</a>' in page
    assert note in page


@pytest.mark.parametrize("words", NASTY)
def test_nasty_queries_get_an_answer(client: FlaskClient, corpus_client: FlaskClient, words: str) -> None:
    for each in (client, corpus_client):
        for path in ("/", "/hanke/S10000", "/api/v1/search"):
            response = each.get(path, query_string={"q": words, "maakunta": words, "vuosi": words})
            refused = path.startswith("/api/") or len(words) > 1000
            assert response.status_code in ({200, 400, 404} if refused else {200, 404})
            assert b"Traceback" not in response.data


def test_form_addresses_are_redirected_to_shareable_ones(client: FlaskClient) -> None:
    response = client.get("/?q=digi&myonnetty_min=100+000&myonnetty_max=&maakunta=")
    assert response.status_code == 302
    assert response.location == "/?q=digi&myonnetty=100000.."
    assert "”paljon” ei ole kokonaisluku" in body(client, "/?myonnetty_min=paljon")


def test_ranges_in_force_stand_in_their_inputs(client: FlaskClient) -> None:
    page = body(client, "/?alkaa=2019-01-01..2020-12-31&myonnetty=100000..")
    assert 'name="alkaa_min" value="1.1.2019"' in page
    assert 'name="alkaa_max" value="31.12.2020"' in page
    assert 'name="myonnetty_min" value="100000"' in page


def test_no_hits_says_what_was_searched_and_what_to_try(client: FlaskClient) -> None:
    page = body(client, "/?q=Olematon+sana&maakunta=Kainuu")
    assert "Ei osumia" in page
    assert "<strong>olematon</strong>" in page
    assert "Poista rajaus: Maakunta Kainuu</a>" not in page  # it would find nothing either, which is said
    assert "rajaukset eivät ole syynä" in page
    assert "Hae vähemmillä sanoilla" in page


def test_no_hits_says_what_taking_off_a_filter_would_give(client: FlaskClient) -> None:
    page = body(client, "/?q=digitukea&maakunta=Kainuu&rahasto=Olematon")
    assert "Poista rajaus: Rahasto Olematon</a> – silloin löytyy 5\u00a0hanketta" in page
    assert "Poista rajaus: Maakunta Kainuu</a>" not in page
    assert "rajaukset eivät ole syynä" not in page
    assert '<a href="/?q=digitukea">Poista kaikki rajaukset</a> – silloin löytyy 45\u00a0hanketta' in page


def test_a_project_knows_its_place_in_the_search(client: FlaskClient, watched: Watched) -> None:
    page = body(client, "/hanke/S10020?q=digitukea&sija=21")
    assert 'rel="prev" href="/hanke/S10019?q=digitukea&amp;sija=20"' in page
    assert 'rel="next" href="/hanke/S10021?q=digitukea&amp;sija=22"' in page
    assert 'href="/?q=digitukea&amp;sivu=2">← Takaisin hakuun' in page
    last = body(client, "/hanke/S10044?q=digitukea&sija=45")
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
    assert watched.asked == []  # no facets, counts or passages only to know two names


@pytest.mark.parametrize("position", ["", "0", "7", "999", "-1", "abc", "99999999999"])
def test_a_place_that_is_not_the_projects_own_shows_no_neighbours(client: FlaskClient, position: str) -> None:
    page = body(client, f"/hanke/S10020?q=digitukea&sija={position}")
    assert 'class="neighbours"' not in page


def test_a_project_leads_to_the_register(client: FlaskClient, app: Flask) -> None:
    link = "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=S10001"
    assert f'href="{link}"' in body(client, "/hanke/S10001")
    app.config["REGISTER_URL"] = "https://rekisteri.example/{code}/"
    assert 'href="https://rekisteri.example/S10001/"' in body(client, "/hanke/S10001")
    app.config["REGISTER_URL"] = ""
    assert "julkisessa rekisterissä" not in body(client, "/hanke/S10001")


def test_statistics_of_a_search(client: FlaskClient) -> None:
    page = body(client, "/tilastot?q=digitukea&maakunta=Kainuu")
    assert "hausta <q>digitukea</q>" in page
    assert 'href="/tilastot?q=digitukea" title="Poista rajaus"' in page
    assert '<a href="/?q=digitukea&amp;maakunta=Kainuu">Näytä hankkeet' in page
    assert '<a href="/?q=digitukea&amp;rahasto=ESR&amp;maakunta=Kainuu">' in page
    assert '<a href="/tilastot?q=digitukea&amp;rahasto=ESR&amp;maakunta=Kainuu">ESR</a>' in page
    assert "Haulla ei löytynyt hankkeita" in body(client, "/tilastot?q=olematon")


def test_missing_values_are_counted_and_chosen(corpus_client: FlaskClient) -> None:
    page = body(corpus_client, "/?kunta=ei-tietoa")
    assert '<span class="name">Kunta:</span> ei tietoa' in page
    assert "Tieto puuttuu 4 hankkeesta." in body(corpus_client, "/tilastot")


def test_a_page_is_light(corpus_client: FlaskClient) -> None:
    """The first page of hits with all it asks for, as it goes over the wire."""
    page = corpus_client.get("/hankkeet", headers={"Accept-Encoding": "gzip"})
    html = body(corpus_client, "/hankkeet")
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert len(parts) == 5
    packed = [
        corpus_client.get(part, headers={"Accept-Encoding": "gzip"}, buffered=True).data for part in parts
    ]
    assert len(page.data) + sum(map(len, packed)) < 60_000


@pytest.mark.parametrize("path", ["/?q=hanke", "/?q=hanke&vuosi=2019..2023", "/hankkeet"])
@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_a_page_of_hits_has_few_elements(corpus_client: FlaskClient, prefix: str, path: str) -> None:
    assert 800 < len(re.findall("<[a-z]", body(corpus_client, prefix + path))) <= 1200


def test_a_project_page_shows_facts_forms_and_gaps(client: FlaskClient) -> None:
    page = body(client, "/hanke/S10001")
    assert "Hankkeessa on tehty toimintaympäristön analyysi" in read_page(page).text
    assert '<span class="answer">Kyllä</span>' in page
    assert '<a href="/?maakunta=Lappi">Lappi</a>' in page
    assert '<a href="http://www.vaarat.example">' in page
    assert "<li>toinen kohta</li>" in page
    assert "Tp 2: Neuvonta<br>1. ohjaus" in page
    assert "108\u00a0%" in page
    assert "Perämeren instituutti" in page
    assert 'href="/api/v1/projects/S10001"' in page
    text = re.sub(r"\s+", " ", read_page(page).text)
    assert "Julkinen rahoitus 200 000 € ei tietoa" in text
    assert "Tulokset EU- ja valtion rahoitus 174 130 € → 0 € (0 %) · Yrityksiä 0 → 14" in text
    assert "Loppuraportti ei tietoa" in text


def test_a_project_with_nothing_but_a_code(client: FlaskClient) -> None:
    page = body(client, "/hanke/S20000")
    assert "<h1>S20000</h1>" in page
    assert "ei tietoa" in page


def test_a_code_in_small_letters_leads_to_the_project(client: FlaskClient) -> None:
    response = client.get("/hanke/s10001?q=x")
    assert (response.status_code, response.location) == (301, "/hanke/S10001?q=x")


@pytest.mark.parametrize(
    "path", ["/hanke/X123", "/hanke/%3Cscript%3E", "/olematon", "/hanke/a/b", "/static/x"]
)
def test_what_is_not_there_is_a_page_with_a_search_box(client: FlaskClient, path: str) -> None:
    page = body(client, path, 404)
    assert '<input type="search" id="q" name="q"' in page
    assert "<script>" not in page


def test_an_unknown_code_is_named(client: FlaskClient) -> None:
    assert "Koodilla ”X123” ei löydy hanketta." in body(client, "/hanke/X123", 404)


def test_other_methods_are_refused(client: FlaskClient) -> None:
    response = client.post("/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("salaisuus"), 500), (IndexMissing(ROOT / "salaisuus"), 503)]
)
def test_errors_inside_are_logged_and_not_shown(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(watched, "answer", fail)
    client = create_app(watched).test_client()
    page = body(client, "/hankkeet", status)
    assert "salaisuus" not in page
    assert "Traceback" not in page
    json = client.get("/api/v1/search")
    assert json.status_code == status
    assert "salaisuus" not in json.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tilastot",
        "/hanke/S10000",
        "/haku-ohje",
        "/olematon",
        "/api/v1/search",
        "/healthz",
        "/static/style.css",
    ],
)
def test_every_answer_carries_the_headers_and_no_cookie(client: FlaskClient, path: str) -> None:
    response = client.get(path, buffered=True)
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value
    assert "Set-Cookie" not in response.headers
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_answers_are_packed_for_those_who_can_unpack(client: FlaskClient) -> None:
    packed = client.get("/hankkeet", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/hankkeet").headers
    assert len(packed.data) < len(client.get("/hankkeet").data) / 4
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("codings", ["gzip;q=0", "gzip;q=0, *", "br", "identity"])
@pytest.mark.parametrize("path", ["/", "/haku.csv", "/static/style.css"])
def test_nothing_is_packed_for_those_who_refuse_it(client: FlaskClient, path: str, codings: str) -> None:
    response = client.get(path, headers={"Accept-Encoding": codings}, buffered=True)
    assert "Content-Encoding" not in response.headers


def test_static_files_keep_long_and_change_with_their_content(client: FlaskClient) -> None:
    found = re.search(r'href="(/static/style\.css\?v=[0-9a-f]{10})"', body(client, "/"))
    assert found
    assert "max-age=31536000" in client.get(found[1], buffered=True).headers["Cache-Control"]


def test_a_page_of_partial_matches_alone_does_not_deny_the_whole_ones_before_it(
    corpus_client: FlaskClient,
) -> None:
    none_whole = "Kaikkia hakusanoja ei löydy mistään hankkeesta."
    last = body(corpus_client, "/?q=koulutus+ty%C3%B6+yritys+hanke&sivu=2")
    assert "Osittain hakua vastaavia:" in last
    assert none_whole not in last
    assert none_whole in body(corpus_client, "/?q=kehitt%C3%A4minen+palvelu+digituki")
