"""Names of values in Swedish and English: which are known, where they are shown, and that addresses stay."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient

from index.model.fields import Role
from index.model.project import BY_ROLE, FACETS, QUERYABLE
from index.templates.eura2014 import EURA2014
from search.contract.request import UNKNOWN_WORDS, Request
from search.engine import Engine
from tests.conftest import ROOT
from tests.web.made import made_engine
from web.app import create_app
from web.i18n.query_words import in_own_words
from web.i18n.texts import use_language
from web.i18n.values import form_text, shown

OTHERS = ("sv", "en")
OFFICIAL = {
    ("rahasto", "EAKR"): ("ERUF", "ERDF"),
    ("rahasto", "ESR"): ("ESF", "ESF"),
    ("toimintalinja", "5. Sosiaalinen osallisuus ja köyhyyden torjunta"): (
        "5. Social delaktighet och kampen mot fattigdom",
        "5. Social inclusion and combating poverty",
    ),
    ("viranomainen", "Lapin liitto"): ("Lapplands förbund", "Regional Council of Lapland"),
    ("viranomainen", "Hämeen elinkeino-, liikenne- ja ympäristökeskus"): (
        "Närings-, trafik- och miljöcentralen i Tavastland",
        "Centre for Economic Development, Transport and the Environment for Häme",
    ),
    ("maakunta", "Pohjois-Karjala"): ("Norra Karelen", "North Karelia"),
    ("kunta", "Turku"): ("Åbo", "Turku"),
    ("seutukunta", "Oulun"): ("Uleåborg", "Oulu"),
}
"""As the funds, ministries and councils write them in public; the table gives where."""


@pytest.fixture(autouse=True)
def finnish_afterwards() -> object:
    yield
    use_language("fi")


@pytest.mark.parametrize(("field", "value"), OFFICIAL)
def test_official_names(field: str, value: str) -> None:
    for code, wanted in zip(OTHERS, OFFICIAL[field, value], strict=True):
        use_language(code)
        found = shown(QUERYABLE[field], value)
        assert (found.text, found.is_source_text) == (wanted, False)
    use_language("fi")
    assert shown(QUERYABLE[field], value).text == value


@pytest.mark.parametrize("code", OTHERS)
def test_every_value_of_the_samples_has_a_name(engine: Engine, code: str) -> None:
    use_language(code)
    answer = engine.answer(Request())
    named = {facet.query for facet in FACETS if facet.kind.is_name} - {"hakija", "organisaatio"}
    missing = [
        value.label
        for name in named
        for value in answer.facets[name]
        if shown(QUERYABLE[name], value.value, value.label).is_source_text
    ]
    assert len(named) >= 8
    assert missing == []


@pytest.mark.parametrize("code", OTHERS)
def test_all_that_the_form_prints_has_a_name(code: str) -> None:
    use_language(code)
    questions, indicators = BY_ROLE[Role.QUESTIONS], BY_ROLE[Role.INDICATORS]
    printed = [form_text(questions, one) for one in EURA2014.questions]
    printed += [form_text(indicators, one) for one in EURA2014.indicators]
    printed += [form_text(indicators, one) for names in EURA2014.indicators.values() for one in names]
    printed += [shown(BY_ROLE[Role.FUND], one) for one in EURA2014.funds.values()]
    printed += [shown(BY_ROLE[Role.REGIONS], one) for one in EURA2014.regions]
    printed += [shown(BY_ROLE[Role.PRIORITY_AXIS], f"{n}. {one}") for n, one in EURA2014.axes.items()]
    assert len(printed) > 50
    assert [one.text for one in printed if one.is_source_text] == []


def test_each_row_of_the_table_is_whole_and_says_its_source() -> None:
    text = (ROOT / "index" / "model" / "values.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    legend = set(re.findall(r"^#     (\w+) ", text, re.MULTILINE))
    assert len({(field, fi.casefold()) for field, fi, *_ in rows}) == len(rows) > 200
    for field, fi, sv, en, period, source in rows:
        assert field in QUERYABLE or field == "provenance.name"
        assert all(cell and cell == cell.strip() for cell in (fi, sv, en))
        assert re.fullmatch(r"(20\d\d–20\d\d)?", period)
        assert (field == "toimintalinja") <= bool(period)
        assert set(source.split("/")) <= legend


@pytest.mark.parametrize(("code", "fund", "region"), [("sv", "ERUF", "Lappland"), ("en", "ERDF", "Lapland")])
def test_pages_show_them_and_addresses_stay(
    corpus_client: FlaskClient, code: str, fund: str, region: str
) -> None:
    page = corpus_client.get(f"/{code}/hankkeet").text
    assert re.search(rf'href="/{code}/\?rahasto=EAKR"><span>{fund}</span>', page)
    narrowed = corpus_client.get(f"/{code}/?maakunta=Lappi").text
    assert re.search(rf'<span class="name">[^<]+:</span> {region} <span class="x"', narrowed)
    statistics = corpus_client.get(f"/{code}/tilastot").text
    assert f">{region}</a></th>" in statistics
    facets = corpus_client.get(f"/{code}/api/v1/search?limit=1").get_json()["facets"]
    assert {"value": "EAKR", "label": fund} in [
        {"value": one["value"], "label": one["label"]} for one in facets["rahasto"]
    ]
    assert fund in corpus_client.get(f"/{code}/tilastot.csv?taulukko=rahasto").text
    project = corpus_client.get(f"/{code}/hanke/A89901").text
    assert "Toiminta päättynyt" not in project


@pytest.mark.parametrize(
    ("code", "heading", "fund", "region"),
    [("sv", "Fond", "ERUF", "Lappland"), ("en", "Fund", "ERDF", "Lapland")],
)
def test_files_have_them_too(
    corpus_client: FlaskClient, code: str, heading: str, fund: str, region: str
) -> None:
    search = "haku.csv?rahasto=EAKR&maakunta=Lappi"
    own, finnish = (
        list(csv.DictReader(io.StringIO(corpus_client.get(f"{start}/{search}").text)))
        for start in (f"/{code}", "")
    )
    assert len(own) == len(finnish) > 0
    assert {row[heading] for row in own} == {fund}
    assert all(region in next(row[key] for key in ("Landskap", "Region") if key in row) for row in own)
    assert {row["Rahasto"] for row in finnish} == {"EAKR"}
    titles = [next(row[key] for key in ("Nimi", "Namn", "Name") if key in row) for row in (*own, *finnish)]
    assert titles[: len(own)] == titles[len(own) :]
    book = strings_of(corpus_client.get(f"/{code}/{search.replace('csv', 'xlsx')}").data)
    assert heading in book


def strings_of(data: bytes) -> str:
    """The shared strings of a workbook, of which the headings are some."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))


def test_a_value_without_a_name_is_finnish_and_says_so() -> None:
    client = create_app(made_engine()).test_client()
    page = client.get("/sv/hankkeet").text
    assert re.search(r'<span lang="fi">\d\. Toimintalinjan \d nimi</span>', page)


# Queries in the words of the page


@pytest.mark.parametrize(
    ("query", "sv", "en"),
    [
        ("maakunta:Lappi", "landskap:Lappi", "region:Lappi"),
        (
            "(maakunta:Lappi TAI kunta:Oulu)",
            "(landskap:Lappi ELLER kommun:Oulu)",
            "(region:Lappi OR municipality:Oulu)",
        ),
        ("-tila:x EI y", "-status:x INTE y", "-status:x NOT y"),
        ("loppuraportti:ei-tietoa", "slutrapport:uppgift-saknas", "final_report:not-known"),
        ('"maakunta:Lappi TAI"', '"maakunta:Lappi TAI"', '"maakunta:Lappi TAI"'),
        ("tai maakunta", "tai maakunta", "tai maakunta"),
        ("outo:x https://maakunta.fi", "outo:x https://maakunta.fi", "outo:x https://maakunta.fi"),
    ],
)
def test_a_query_is_shown_in_the_words_of_the_page(query: str, sv: str, en: str) -> None:
    for code, wanted in (("fi", query), ("sv", sv), ("en", en)):
        use_language(code)
        assert in_own_words(query) == wanted
        assert in_own_words(sv) == wanted


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_shown_finds_the_same(engine: Engine, code: str) -> None:
    use_language(code)
    for query in ("maakunta:(Kainuu TAI Lappi)", "kunta:ei-tietoa", "toimintalinja:9 EI digituki"):
        own = in_own_words(query)
        assert own != query
        assert engine.answer(Request(own)).total == engine.answer(Request(query)).total > 0


@pytest.mark.parametrize("code", OTHERS)
def test_every_value_is_asked_for_by_the_name_that_is_shown(engine: Engine, code: str) -> None:
    use_language(code)
    facets = engine.answer(Request()).facets
    for name in (
        "rahasto",
        "toimintalinja",
        "erityistavoite",
        "tila",
        "viranomainen",
        "organisaatiotyyppi",
        "maakunta",
    ):
        for value in facets[name]:
            own = shown(QUERYABLE[name], value.value, value.label).text
            found = engine.answer(Request(f'{name}:"{own}"'))
            assert (found.total, found.notes) == (value.count, ()), own


def test_examples_of_help_have_values_in_the_language_of_the_page(corpus_client: FlaskClient) -> None:
    swedish, english = (corpus_client.get(f"/{code}/haku-ohje").text for code in OTHERS)
    for example in ("riksomfattande:nej", "fond:ESF", "ekonomisk_region:"):
        assert example in swedish
    for example in ("nationwide:no", "status:Completed", "fund:ESF"):
        assert example in english
    assert "päättynyt" not in swedish + english


def test_notes_and_suggestions_have_the_names_of_fields_of_the_page(corpus_client: FlaskClient) -> None:
    assert "till exempel år:2020..2022" in corpus_client.get("/sv/?q=vuosi:abc").text
    assert "”År”" in corpus_client.get("/sv/?q=vuosi:abc").text
    assert "esimerkiksi vuosi:2020..2022" in corpus_client.get("/?q=vuosi:abc").text
    page = corpus_client.get("/en/?q=maakunta:Kainu").text.replace("%3A", ":")
    assert re.search(r'href="/en/\?q=region:Kainuu"', page)
    assert "maakunta:Kainuu" not in page


def test_the_word_for_not_known_is_that_of_the_page() -> None:
    for code, word in UNKNOWN_WORDS.items():
        use_language(code)
        assert shown(QUERYABLE["kunta"], "ei-tietoa").text.replace(" ", "-") == word
