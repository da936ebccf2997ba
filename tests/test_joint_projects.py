"""Joint projects, nationwide ones, monitored numbers, former municipalities: read, found, shown, exported.

One index of fictional projects is asked through the API and the pages, as a user would.
"""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from index.indexing.index_writer import build
from index.indexing.merge_sources import Precedence, merge_parts
from index.model.project import Project
from index.model.serialization import to_json
from index.profiles.profile import shipped_profiles
from index.profiles.row_reader import row_project
from index.reader.parser import parse
from index.storage.postings import Source
from index.templates.eura2014 import EURA2014
from index.vocabulary.sources import find_sources
from tests.index.samples import minimal
from web.app import create_app

PARTNERS = "Osatoteuttajat\n\nHöpölän kunta, 0000002-7\nPuuttuva yhdistys ry, 0000001-9"
PROJECTS = {
    "S10001": {
        "_1": "Hankkeen nimi: Yhteinen paja\nRyhmähanketunnus: R90001",
        "_2": f"Hakijan virallinen nimi: Päijänteen AMK Oy\nY-tunnus: FI95499093\n{PARTNERS}",
        "_6": "Maakunnat: Pohjois-Savo\n\nKunnat: Nilsiä",
    },
    "S10002": {
        "_1": "Hankkeen nimi: Yhteinen paja, Höpölän osa\nRyhmähanketunnus: r 90001",
        "_2": "Hakijan virallinen nimi: Höpölän kunta\nY-tunnus: 0000002–7",
        "_6": "Maakunnat: Pohjois-Savo\n\nKunnat: Kuopio",
    },
    "S10003": {
        "_1": "Hankkeen nimi: Koko maan paja",
        "_6": "Valtakunnallinen hanke",
        "_7_2": "Suunniteltu: 5\n\n7.3 Uusien työpaikkojen määrä\n\nSuunniteltu: 12\n"
        "Toteutunut seurantatietojen mukaan: 9",
    },
    "S10004": {
        "_1": "Hankkeen nimi: Saaren paja\nRyhmähanketunnus: R90002",
        "_6": "Maakunnat: Itä-Uusimaa\n\nKunnat: Saari, Jyväskylän mlk",
    },
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("joint")
    for code, sections in PROJECTS.items():
        (folder / f"{code}.txt").write_text(minimal(code, **sections), "utf-8")
    report = build(folder / "index", [folder])
    assert (report.added, report.failed) == (4, [])
    return create_app(folder / "index", TESTING=True).test_client()


def found(client: FlaskClient, **query: str) -> list[str]:
    answer = client.get("/api/v1/search", query_string=query).json
    assert answer
    assert not answer["notes"], answer["notes"]
    return sorted(hit["code"] for hit in answer["hits"] if not hit["partial"])


JOINT = ["S10001", "S10002"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("ryhma:R90001", JOINT),
        ("ryhmä:r 90001 paja", JOINT),
        ("R90001", JOINT),
        ("group:R90002", ["S10004"]),
        ("ytunnus:95499093", ["S10001"]),
        ("ytunnus:9549909–3", ["S10001"]),
        ("ytunnus:FI 9549909 - 3 paja", ["S10001"]),
        ('ytunnus:"954 9909-3"', ["S10001"]),
        ("ytunnus:(95499093 TAI 00000027)", JOINT),
        ("FI95499093", ["S10001"]),
        ("koodi:s10001", ["S10001"]),
        ("koodi:S 10001 paja", ["S10001"]),
        ("koodi:(s 10001 TAI S10003)", ["S10001", "S10003"]),
        ("koodi:S1000*", sorted(PROJECTS)),
        ("valtakunnallinen:kyllä", ["S10003"]),
        ("valtakunnallinen:Kylla", ["S10003"]),
        ("riksomfattande:ja", ["S10003"]),
        ("nationwide:yes", ["S10003"]),
        ("valtakunnallinen:ei", ["S10001", "S10002", "S10004"]),
        ("maakunta:Lappi", ["S10003"]),
        ("seurantatieto:työpaikka", ["S10003"]),
        ("seurantatieto:ei-tietoa", ["S10001", "S10002", "S10004"]),
        ("kunta:Nilsiä", JOINT),
        ("kunta:Nilsiän", JOINT),
        ("kunta:Kuopio", JOINT),
        ("kunta:nils*", JOINT),
        ("kunta:Juankoski", JOINT),
        ("kunta:Jyväskylä", ["S10004"]),
        ("kunta:Parikkala", ["S10004"]),
        ('kunta:"Jyväskylän maalaiskunta"', ["S10004"]),
        ("region:Uusimaa", ["S10003", "S10004"]),
        ("maakunta:Itä-Uusimaa", ["S10003", "S10004"]),
    ],
)
def test_found_by_query(client: FlaskClient, query: str, codes: list[str]) -> None:
    assert found(client, q=query) == codes


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("ytunnus", "FI 9549909-3", ["S10001"]),
        ("koodi", "s 10002", ["S10002"]),
        ("ryhma", "r90001", JOINT),
        ("valtakunnallinen", "kyllä", ["S10003"]),
        ("kunta", "Nilsiä", JOINT),
    ],
)
def test_found_by_filter(client: FlaskClient, name: str, value: str, codes: list[str]) -> None:
    assert found(client, **{name: value}) == codes


def test_a_flag_is_yes_or_no(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search", query_string={"q": "valtakunnallinen:ehkä"}).json
    assert answer
    assert "”ehkä” ei ole ”kyllä” eikä ”ei”" in answer["notes"][0]


def test_facets_show_the_municipalities_of_today(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search").json
    assert answer
    counts = {row["value"]: row["count"] for row in answer["facets"]["kunta"]}
    assert counts == {"Kuopio": 2, "Jyväskylä": 1, "Parikkala": 1, "ei-tietoa": 1}
    for value, count in counts.items():
        assert len(found(client, kunta=value)) == count


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("paja Nilsiä", [("nilsiä", "kunta", "Kuopio", 2)]),
        ("paja nilsiässä", [("nilsiässä", "kunta", "Kuopio", 2)]),
        ("paja Saari", [("saari", "kunta", "Parikkala", 1)]),
        ("paja saari", []),
    ],
)
def test_a_former_place_in_a_query_is_offered(
    client: FlaskClient, query: str, offered: list[tuple[str, str, str, int]]
) -> None:
    answer = client.get("/api/v1/search", query_string={"q": query}).json
    assert answer
    assert [(one["word"], one["field"], one["value"], one["total"]) for one in answer["places"]] == offered


# Pages


def page(client: FlaskClient, path: str) -> str:
    """The text of a page's main part, and the addresses of its links."""
    response = client.get(path)
    assert response.status_code == 200
    body = re.sub(r"(?s)<svg.*?</svg>", "", response.get_data(as_text=True).partition("<main")[2])
    linked = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>', r"[\1] ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", linked)).split())


def test_the_parts_of_a_joint_project_lead_to_one_another(client: FlaskClient) -> None:
    first, second = page(client, "/hanke/S10001"), page(client, "/hanke/S10002")
    assert client.get("/hanke/s 10002").location.startswith("/hanke/S10002")
    assert "Yhteinen paja, Höpölän osa ([/organisaatio/0000002-7] Höpölän kunta )" in first
    assert "Yhteinen paja ([/organisaatio/9549909-3] Päijänteen AMK Oy )" in second
    for own in (first, second):
        assert "osat: [/organisaatio/" in own
        assert "Puuttuva yhdistys ry" in own
        assert "[/?ryhma=R90001] R90001" in own
    assert "[/?ytunnus=0000002-7] 0000002-7" in first


def test_a_part_alone_says_so_and_another_project_says_nothing(client: FlaskClient) -> None:
    assert "Muita osia ei ole tässä palvelussa." in page(client, "/hanke/S10004")
    other = page(client, "/hanke/S10003")
    assert "Yhteishankkeen" not in other
    assert "Ryhmähanketunnus" not in other


def test_a_nationwide_project_is_marked(client: FlaskClient) -> None:
    own = page(client, "/hanke/S10003")
    assert "Valtakunnallinen [/?valtakunnallinen=kyll%C3%A4] kyllä" in own
    assert "Valtakunnallinen" not in page(client, "/hanke/S10001")
    for path, word in (("/", "Valtakunnallinen"), ("/en/", "Nationwide")):
        hits = client.get(f"{path}?valtakunnallinen=kyllä").text
        assert re.findall(r'class="place"[^>]*>([^<]+)<', hits) == [word]


def test_monitored_numbers_stand_beside_each_other(client: FlaskClient) -> None:
    own = page(client, "/hanke/S10003")
    assert "Muut seurantatiedot Suunniteltu Toteutunut määrä Uusien työpaikkojen määrä 12 9 75 %" in own
    assert "Muut seurantatiedot" not in page(client, "/hanke/S10001")


def test_api_and_exports_have_them(client: FlaskClient) -> None:
    project = client.get("/api/v1/projects/S10003").json
    assert project
    assert (project["nationwide"], project["group_code"]) == (True, None)
    assert project["monitored"] == [{"name": "Uusien työpaikkojen määrä", "planned": 12, "realised": 9}]
    rows = list(csv.DictReader(io.StringIO(client.get("/haku.csv?sort=koodi").get_data(as_text=True))))
    by_code = {row["Hankekoodi"]: row for row in rows}
    assert by_code["S10001"]["Ryhmähanketunnus"] == "R90001"
    assert by_code["S10001"]["Kunta"] == "Nilsiä"
    assert by_code["S10003"]["Valtakunnallinen"] == "kyllä"
    assert by_code["S10001"]["Valtakunnallinen"] == "ei"
    told = "Uusien työpaikkojen määrä: suunniteltu 12, toteutunut 9"
    assert by_code["S10003"]["Seurantatieto"] == told


# Reading


@pytest.mark.parametrize(
    ("line", "nationwide"),
    [
        ("Valtakunnallinen hanke: Kyllä", True),
        ("Valtakunnallinen hanke: Ei", False),
        ("Maakunnat: Koko maa", True),
        ("Kunnat: Valtakunnallinen hanke", True),
        ("Maakunnat: Lappi\nValtakunnallinen hanke: ei", False),
        ("Postitoimipaikka: Suomi", False),
    ],
)
def test_lines_that_say_nationwide(line: str, nationwide: bool) -> None:
    project = parse(minimal(_6=line))
    assert project.nationwide is nationwide
    assert (project.regions == EURA2014.regions) is nationwide
    assert all("the question «" in warning for warning in project.warnings)


def row(**cells: str) -> Project:
    profile = next(one for one in shipped_profiles() if one.name == "Omat hankkeet")
    return row_project(profile, {"Hanketunnus": "s 10009", "Hankkeen otsikko": "Paja", **cells})


def test_rows_of_tables_say_it_too() -> None:
    own = row(Valtakunnallinen="x", Ryhmähanketunnus="r 90001")
    assert (own.code, own.group_code, own.nationwide) == ("S10009", "R90001", True)
    assert own.regions == EURA2014.regions
    assert row(Maakunnat="Koko Suomi").regions == EURA2014.regions
    assert (row(Maakunnat="Kainuu").nationwide, row(Maakunnat="Kainuu").regions) == (False, ("Kainuu",))
    assert row(Valtakunnallinen="ehkä").other["Valtakunnallinen"] == "ehkä"
    wrong = row(**{"Hakijan Y-tunnus": "FI95499094"})
    assert wrong.warnings == ("the business id «9549909-4» has a wrong check digit",)


def test_a_nationwide_row_fills_regions_but_overrules_none() -> None:
    table = row(Valtakunnallinen="kyllä"), Source("S10009", "a.csv", "1", "", "", 1)
    for own, expected in ((Project("S10009"), True), (Project("S10009", regions=("Lappi",)), False)):
        description = own, Source("S10009", "a.txt", "", "", "", 1)
        (merged, _), conflicts = merge_parts([description, table], Precedence.DESCRIPTION)
        assert all("Valtakunnallinen" not in line for line in conflicts)
        assert merged.nationwide is expected
        assert (len(merged.regions) == 19) is expected
        assert to_json(merged)["nationwide"] is expected


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("hakija:LAMK", ["S10011", "S10012", "S10013"]),
        ('hakija:"Lahden ammattikorkeakoulu Oy"', ["S10011", "S10012", "S10013"]),
        ("hakija:LAB-ammattikorkeakoulu", ["S10011", "S10012", "S10013"]),
        ('viranomainen:"Business Finland"', ["S10014"]),
        ("osatoteuttaja:Tekes", ["S10013"]),
    ],
)
def test_an_organisation_is_found_by_its_names_before_and_after(
    organisations: FlaskClient, query: str, codes: list[str]
) -> None:
    assert found(organisations, q=query) == codes


@pytest.fixture(scope="module")
def organisations(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("organisations")
    schools = ("Lahden ammattikorkeakoulu", "Saimaan ammattikorkeakoulu", "LAB-ammattikorkeakoulu")
    for number, name in enumerate((*(f"{one} Oy" for one in schools), "Höpölän paja")):
        partner = "\n\nOsatoteuttajat\n\nBusiness Finland Oy, 0000001-9" if number == 2 else ""
        authority = "Vastuuviranomainen: Innovaatiorahoituskeskus Tekes" if number == 3 else ""
        text = minimal(f"S1001{number + 1}", _1=authority, _2=f"Hakijan virallinen nimi: {name}{partner}")
        (folder / f"{number}.txt").write_text(text, "utf-8")
    vocabularies = find_sources([], folder / "no dictionaries")
    assert not build(folder / "index", [folder], vocabularies=vocabularies).failed
    return create_app(folder / "index", TESTING=True).test_client()


def test_the_map_of_a_project_shows_a_former_region_as_todays(client: FlaskClient) -> None:
    page = client.get("/hanke/S10004").get_data(as_text=True)
    assert re.search(r"<a [^>]*tile c\d+ on.><title>Uusimaa: 1</title>", page)
    assert "Itä-Uusimaa" in page
