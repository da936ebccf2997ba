"""What people come for, in a browser, on the sample corpus: each task as they would say it, and its clicks.

The tests count clicks, and Enter after something was typed, from the home page or the search field on. What
is right is read from the descriptions themselves (`facts`), with nothing of the program.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect

from hankehaku import main
from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.engine import Engine
from tests.conftest import CORPUS, ROOT
from tests.web.live import serving
from web.app import create_app

pytestmark = pytest.mark.slow
NEAR = 3
"""Clicks within which most of the tasks are done."""
Test = TypeVar("Test", bound=Callable[..., None])
PERIOD = "Suunnitelman mukainen toteutusaika"
CLICKS: dict[str, int] = {}
"""Name of a test → how many clicks its task takes."""


def clicks(number: int) -> Callable[[Test], Test]:
    """Say how many clicks a task takes; the fixture `visitor` holds the test to it."""

    def told(test: Test) -> Test:
        CLICKS[test.__name__] = number
        return test

    return told


class Visitor:
    """Somebody in front of the page, whose clicks are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.clicks = page, address, 0
        page.goto(address)

    def search(self, words: str) -> None:
        """Type into the search field, and press Enter."""
        self.page.get_by_label("Hae hankkeista").fill(words)
        self.page.get_by_label("Hae hankkeista").press("Enter")
        self.page.wait_for_url(re.compile(r"[?&]q="))
        self.clicks += 1

    def click(self, where: Locator) -> None:
        """Click on something that is seen."""
        where.first.click()
        self.clicks += 1

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name)

    def fold(self, name: str) -> Locator:
        """The heading of what is folded."""
        return self.page.locator("summary", has_text=name)

    def codes(self) -> list[str]:
        """The hits of the page, by their codes."""
        links = self.page.locator(".hit h3 a").evaluate_all("all => all.map(one => one.pathname)")
        return [unquote(path).rpartition("/")[2] for path in links]

    def download(self, where: Locator) -> tuple[str, bytes]:
        """The name and the content of a file that a click loads."""
        with self.page.expect_download() as loading:
            self.click(where)
        path = loading.value.path()
        return loading.value.suggested_filename, Path(path).read_bytes()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample corpus is served, with the project's own vocabulary."""
    folder = tmp_path_factory.mktemp("tasks") / "index"
    build(folder, [CORPUS], vocabularies=find_sources((), ROOT / "tests" / "none"))
    with serving(create_app(Engine(folder), TESTING=True)) as found:
        yield found


@pytest.fixture
def visitor(request: pytest.FixtureRequest, page: Page, address: str) -> Any:
    found = Visitor(page, address)
    yield found
    assert found.clicks == CLICKS[request.function.__name__]


@cache
def facts() -> dict[str, dict[str, Any]]:
    """Some lines of each description by its code, and its whole text."""
    found = {}
    for path in sorted(CORPUS.glob("*.txt")):
        text = path.read_text("utf-8")
        lines = dict(re.findall(r"^([^:\n]+): ?(.*)$", text, re.MULTILINE)[::-1])  # of equal keys the first
        found[lines["Hankekoodi"]] = {
            **lines,
            "text": text,
            "granted": amount(lines["Myönnetty EU- ja valtion rahoitus"]),
            "paid": amount(lines["Toteutunut EU- ja valtion rahoitus"]),
            "years": [
                int(year) for year in re.findall(r"\d{4}", lines["Suunnitelman mukainen toteutusaika"])
            ],
        }
    return found


def amount(text: str) -> int | None:
    return int(re.sub(r"\D", "", text)) if re.search(r"\d", text) else None


def report_of(text: str) -> str:
    """The final report of a description, which is its last section."""
    return text.partition("9 Loppuraportin tiivistelmä")[2].strip()


def those(wanted: Callable[[dict[str, Any]], bool]) -> set[str]:
    return {code for code, one in facts().items() if wanted(one)}


# Planner


@clicks(2)
def test_has_anybody_in_lapland_helped_with_digital_things_and_what_came_of_it(
    visitor: Visitor,
) -> None:
    visitor.search("digituki Lappi")
    hit = visitor.page.locator(".hit").first
    expect(hit).to_contain_text("Tunturilaakson kuntayhtymä")
    expect(hit.locator(".money")).to_have_text(re.compile(r"298\s640\s€"))
    expect(hit.locator(".outcome")).to_contain_text(re.compile(r"toteutunut 121\s408\s€ \(41\s%\)"))
    visitor.click(hit.locator("h3 a"))
    expect(visitor.page.locator(".gist")).to_contain_text("Tulokset")


@clicks(3)
def test_who_did_the_same_elsewhere(visitor: Visitor) -> None:
    visitor.search("digituki Lappi")
    visitor.click(visitor.page.locator(".hit h3 a"))
    own = visitor.page.url
    visitor.click(visitor.page.locator(".similar li a").first)
    expect(visitor.page.locator("h1")).to_be_visible()
    assert visitor.page.url != own


PLAN = (
    "Annamme digitukea ikäihmisille kylätaloilla ja kirjastoautossa. Vapaaehtoiset vertaisohjaajat neuvovat."
)


@clicks(2)
def test_what_is_nearest_to_my_plan_and_where_do_they_agree(visitor: Visitor) -> None:
    visitor.click(visitor.link("Vertaa suunnitelmaa"))
    visitor.page.get_by_label("Suunnitelman teksti").fill(PLAN)
    visitor.click(visitor.page.get_by_role("button", name="Etsi lähimmät hankkeet"))
    nearest = visitor.page.locator("#tulokset .hit").first
    expect(nearest.locator("h3")).to_contain_text("Diginyssäkkä")
    expect(nearest.locator(".pair mark").first).to_be_visible()


@clicks(5)
def test_the_same_in_the_north_since_2018_printed_for_a_meeting(visitor: Visitor) -> None:
    visitor.click(visitor.link("Vertaa suunnitelmaa"))
    visitor.page.get_by_label("Suunnitelman teksti").fill(PLAN)
    visitor.click(visitor.fold("Rajaa alueen, vuoden tai rahaston mukaan"))
    visitor.click(visitor.page.locator("input[name=maakunta][value=Lappi]"))
    visitor.page.locator("input[name=vuosi_min]").fill("2018")
    visitor.click(visitor.page.get_by_role("button", name="Etsi lähimmät hankkeet"))
    hits = visitor.codes()
    assert hits
    assert set(hits) <= those(lambda one: "Lappi" in one["Maakunnat"] and one["years"][-1] >= 2018)
    name, report = visitor.download(visitor.page.get_by_role("button", name="Word-raportti"))
    assert name.endswith(".docx")
    assert report.startswith(b"PK")


@clicks(2)
def test_show_me_more_projects_like_this_one(visitor: Visitor) -> None:
    visitor.search("S29903")
    visitor.click(visitor.page.locator(".hit h3 a"))
    expect(visitor.page.get_by_role("heading", name="Samankaltaiset hankkeet")).to_be_visible()
    assert visitor.page.locator(".similar li").count() >= 3


@clicks(1)
@pytest.mark.parametrize(("word", "finnish"), [("artificial intelligence", "tekoäly"), ("äldre", "ikäihmi")])
def test_i_only_know_the_word_in_another_language(visitor: Visitor, word: str, finnish: str) -> None:
    visitor.search(word)
    hits = visitor.codes()
    assert any(
        finnish in facts()[code]["text"].lower() or word in facts()[code]["text"].lower() for code in hits
    )


@clicks(1)
@pytest.mark.parametrize(
    ("words", "found"), [("senioreille", "S29903"), ("AMK", "A89903"), ("maahanmuuttajat töihin", "S29906")]
)
def test_i_type_as_i_speak(visitor: Visitor, words: str, found: str) -> None:
    visitor.search(words)
    assert found in visitor.codes()


@clicks(2)
def test_i_mistype_it(visitor: Visitor) -> None:
    visitor.search("digitukki")
    visitor.click(visitor.page.locator(".meant a").first)
    expect(visitor.page.get_by_label("Hae hankkeista")).to_have_value("digituki")
    assert visitor.codes()[0] == "S29903"


@clicks(5)
def test_put_three_side_by_side_and_send_it_on(visitor: Visitor, browser: Browser) -> None:
    visitor.search("digituki")
    chosen = visitor.codes()[:3]
    for number in range(3):
        visitor.click(visitor.page.locator(".hit .pick input").nth(number))
    visitor.click(visitor.page.locator(".shortlist [type=submit]"))
    sent = visitor.page.url
    other = browser.new_context().new_page()
    other.goto(sent)
    expect(other.locator(".side thead .code")).to_have_text(chosen)
    other.context.close()


@clicks(2)
def test_tell_me_when_there_is_something_new_on_this_or_one_ends(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = count(1_700_000_000, 86_400)  # each run of the indexer on the next day
    monkeypatch.setattr("index.indexing.index_run.time", lambda: next(days))
    visitor.search("digituki")
    name = visitor.page.get_by_role("link", name="Seuraa hakua").get_attribute("href")
    assert name
    with urllib.request.urlopen(visitor.address + name) as feed:
        assert feed.read().count(b"<entry") == 4
    visitor.clicks += 1  # the feed is opened in a reader
    source, index = tmp_path / "source", tmp_path / "index"
    source.mkdir()
    running = (CORPUS / "S29903.txt").read_text("utf-8")
    ended = next(line for line in running.splitlines() if line.startswith("Toiminnan tila:"))
    running = running.replace(ended, "Toiminnan tila: Toiminta käynnissä")
    (source / "S29903.txt").write_text(running, "utf-8")

    def told() -> dict[str, list[str]]:
        assert CliRunner().invoke(main, ["index", str(source), "--index", str(index)]).exit_code == 0
        command = ["alert", "digituki", "--since", str(tmp_path / "since.json"), "--index", str(index)]
        result = CliRunner().invoke(main, [*command, "--format", "json"])
        assert result.exit_code == 0
        news = json.loads(result.stdout)
        return {name: [one["code"] for one in news[name]] for name in ("new", "changed")}

    assert told() == {"new": [], "changed": []}  # from here on it is followed
    (source / "S29905.txt").write_bytes((CORPUS / "S29905.txt").read_bytes())
    assert told() == {"new": ["S29905"], "changed": []}
    (source / "S29903.txt").write_text(running.replace("Toiminta käynnissä", "Toiminta päättynyt"), "utf-8")
    assert told() == {"new": [], "changed": ["S29903"]}
    assert told() == {"new": [], "changed": []}


# Funding officer


@clicks(2)
def test_social_fund_projects_over_300_000_euros_in_kainuu_as_excel(visitor: Visitor) -> None:
    visitor.search("maakunta:Kainuu rahasto:ESR myonnetty:>300000 vuosi:2020..2022")
    name, data = visitor.download(visitor.link("Excel-työkirja"))
    wanted = those(
        lambda one: "Kainuu" in one["Maakunnat"] and one["Hankekoodi"].startswith("S")
        and one["granted"] > 300_000
        and one["years"][0] <= 2022 and one["years"][-1] >= 2020
    )  # fmt: skip
    assert wanted == set(visitor.codes())
    assert "kainuu" in name
    assert name.endswith(".xlsx")
    assert data.startswith(b"PK")


@clicks(1)
def test_who_spent_less_than_half(visitor: Visitor) -> None:
    visitor.search("toteutuma:<50")
    wanted = those(lambda one: one["paid"] is not None and one["paid"] < one["granted"] / 2)
    assert set(visitor.codes()) == wanted


@clicks(2)
def test_everything_of_one_organisation(visitor: Visitor) -> None:
    visitor.search('hakija:"Vaarojen Väki"')
    visitor.click(visitor.page.locator(".hit a.who"))
    expect(visitor.page.locator("h1")).to_contain_text("Vaarojen Väki ry")
    expect(visitor.page.locator(".led")).to_contain_text("S29902")
    expect(visitor.page.get_by_role("heading", name="Vuosittain")).to_be_visible()


@clicks(1)
@pytest.mark.parametrize("query", ["osatoteuttaja:*", "osatoteuttaja:9656907-3"])
def test_who_has_a_partner(visitor: Visitor, query: str) -> None:
    visitor.search(query)
    found = visitor.codes()
    assert "S29905" in found
    assert len(found) == (4 if "*" in query else 1)


@clicks(1)
@pytest.mark.parametrize("query", ["loppuraportti:ei-tietoa", "kunta:ei-tietoa"])
def test_what_is_missing_from_the_descriptions(visitor: Visitor, query: str) -> None:
    visitor.search(query)
    wanted = those(lambda one: not one["Kunnat"] if query.startswith("kunta") else not report_of(one["text"]))
    assert 0 < len(wanted) < len(facts())
    assert set(visitor.codes()) == wanted


@clicks(2)
@pytest.mark.parametrize("code", ["s29902", "29902"])
def test_where_is_the_project_with_this_code(visitor: Visitor, code: str) -> None:
    visitor.search(code)
    named = visitor.page.locator(".meant a" if code.isdigit() else ".hit h3 a")
    visitor.click(named)
    expect(visitor.page.locator("main")).to_contain_text("S29902")


@clicks(3)
def test_participants_of_one_objective_as_a_table(visitor: Visitor) -> None:
    visitor.search("erityistavoite:10.1")
    _, data = visitor.download(visitor.link("CSV Exceliin"))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    wanted = those(lambda one: one["Erityistavoite"].startswith("10.1."))
    assert {row["Hankekoodi"] for row in rows} == wanted
    planned = sum(int(row["Osallistujia, suunniteltu"] or 0) for row in rows)
    realised = sum(int(row["Osallistujia, toteutunut"] or 0) for row in rows)
    assert planned > 0
    assert realised > 0
    visitor.click(visitor.fold("Jakaumat"))


@clicks(3)
def test_the_largest_first_and_back_again(visitor: Visitor) -> None:
    visitor.search("hanke")
    before = visitor.codes()
    visitor.page.get_by_label("Järjestys").select_option("myonnetty")
    visitor.clicks += 1
    visitor.page.wait_for_url(re.compile("jarjestys=myonnetty"))
    shown = [facts()[code]["granted"] for code in visitor.codes()]
    assert shown == sorted(shown, reverse=True)
    visitor.page.go_back()
    visitor.clicks += 1
    assert visitor.codes() == before


# Researcher


@clicks(1)
@pytest.mark.parametrize(
    ("query", "found", "absent"),
    [
        ('"luontolähtöinen kuntoutus"', "S29902", "S29903"),
        ("loppuraportti:kirjastoauto", "S29903", "S29902"),
        ("biokaasu TAI tuulivoima -metsä", "A89908", "S29902"),
    ],
)
def test_a_phrase_or_a_word_in_the_report_or_either_of_two(
    visitor: Visitor, query: str, found: str, absent: str
) -> None:
    visitor.search(query)
    assert found in visitor.codes()
    assert absent not in visitor.codes()


@clicks(7)
def test_all_of_it_for_my_own_program_and_what_changed_next_year(page: Page, tmp_path: Path) -> None:
    """The list is taken along with its citation; next year that is sent in, and the list is taken again."""
    source, index = tmp_path / "source", tmp_path / "index"
    shutil.copytree(CORPUS, source)
    build(index, [source])
    with serving(create_app(index, TESTING=True)) as address:
        visitor = Visitor(page, address)
        visitor.search("digituki")
        found = set(json_lines(visitor))
        assert found == {"S29903", "S29905", "S29901", "S29909"}
        visitor.click(visitor.fold("Viittaa"))
        name, citation = visitor.download(visitor.link("Lataa viitetiedosto"))

    description = (source / "S29903.txt").read_text("utf-8")
    (source / "S29903.txt").write_text(description.replace("Diginyssäkkä", "Digikyyti"), "utf-8")
    (source / "S29905.txt").unlink()
    (source / "S29990.txt").write_text(description.replace("S29903", "S29990"), "utf-8")
    build(index, [source])
    with serving(create_app(index, TESTING=True)) as address:
        page.goto(f"{address}/viite")
        page.get_by_label("Viitetiedosto").set_input_files({"name": name, "mimeType": "", "buffer": citation})
        visitor.click(page.get_by_role("button", name="Vertaa nykyiseen"))
        for heading, codes in {"Uudet": "S29990", "Poistuneet": "S29905", "Muuttuneet": "S29903"}.items():
            group = page.locator("section", has=page.get_by_role("heading", name=heading))
            expect(group.locator("li .code")).to_have_text([codes])
        visitor.click(visitor.link("Avaa haku nyt"))
        assert set(json_lines(visitor)) == {*found, "S29990"} - {"S29905"}
    assert visitor.clicks == CLICKS["test_all_of_it_for_my_own_program_and_what_changed_next_year"]


def json_lines(visitor: Visitor) -> list[str]:
    """The codes in the list of what a search finds."""
    _, data = visitor.download(visitor.link("JSON Lines"))
    return [json.loads(line)["code"] for line in data.splitlines()]


@clicks(2)
def test_how_do_i_cite_this_search(visitor: Visitor) -> None:
    visitor.search("digituki")
    visitor.click(visitor.fold("Viittaa"))
    sentence = visitor.page.locator("#viittaus")
    expect(sentence).to_contain_text("digituki")
    expect(sentence).to_contain_text(visitor.address)


@clicks(2)
def test_why_was_this_found(visitor: Visitor) -> None:
    visitor.search("digituki")
    reason = visitor.page.locator(".hit mark[title]").first.get_attribute("title")
    assert reason
    assert "digituki" in reason
    with urllib.request.urlopen(f"{visitor.address}/api/v1/search?q=digituki&explain=1") as answer:
        hit = json.load(answer)["hits"][0]
    assert abs(sum(one["score"] for one in hit["explanation"]) - hit["score"]) < 0.01
    visitor.click(visitor.link("Sama haku JSON-muodossa"))


@clicks(2)
def test_the_same_for_a_program_by_its_own_documentation(visitor: Visitor) -> None:
    visitor.click(visitor.link("Rajapinta ja tiedostot"))
    visitor.click(visitor.page.locator("h3#search + p a"))
    assert json.loads(visitor.page.locator("body").inner_text())["total"] >= 1


# Journalist


@clicks(3)
def test_who_got_most_money_for_this(visitor: Visitor) -> None:
    visitor.search("digituki")
    visitor.click(visitor.fold("Jakaumat"))
    visitor.click(visitor.link("Kaikki tilastot näistä hankkeista"))
    first = visitor.page.locator("section[aria-labelledby=hakija] tbody th").first
    expect(first).to_contain_text("Työkunnon edistämissäätiö sr")


@clicks(3)
def test_money_by_region_on_a_map_and_as_a_table(visitor: Visitor) -> None:
    visitor.click(visitor.link("Tilastot"))
    visitor.click(visitor.link("Euroina"))
    expect(visitor.page.locator("figure.picture.maakunta svg")).to_be_visible()
    section = visitor.page.locator("section[aria-labelledby=maakunta]")
    _, data = visitor.download(section.get_by_role("link", name="Lataa taulukko (CSV)"))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    found = {row["Maakunta"]: int(row["Myönnetty"]) for row in rows if row["Myönnetty"]}
    wanted = sum(one["granted"] for one in facts().values() if "Kainuu" in one["Maakunnat"])
    assert found["Kainuu"] == wanted


@clicks(1)
def test_how_fresh_is_this_and_whose(visitor: Visitor) -> None:
    expect(visitor.page.locator(".data")).to_contain_text("Aineisto päivitetty")
    visitor.click(visitor.link("Tietoa palvelusta"))
    expect(visitor.page.locator("main")).to_contain_text("24 hanketta")
    expect(visitor.page.get_by_role("heading", name="Lähteet")).to_be_visible()


@clicks(2)
def test_on_my_phone_in_a_minute_youth_unemployment_in_my_town(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.search("nuorten työttömyys Kittilä")
    assert visitor.codes()[0] == "S29901"
    visitor.click(visitor.page.locator(".hit h3 a"))
    expect(visitor.page.locator("h1")).to_contain_text("Sesongista sesonkiin")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


# Everybody


@clicks(4)
def test_with_the_keyboard_only(visitor: Visitor) -> None:
    page = visitor.page
    page.keyboard.press("/")
    page.keyboard.type("digituki")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=digituki"))
    page.keyboard.press("Tab")  # the first skip link leads to the hits
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.hit h3')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/hanke/S29903"))
    page.go_back()
    page.wait_for_url(re.compile("q=digituki"))
    visitor.clicks += 4


@clicks(2)
def test_nothing_found_what_now(visitor: Visitor) -> None:
    visitor.search("digituki vuosi:1999")
    expect(visitor.page.get_by_role("heading", name="Mitä voi kokeilla")).to_be_visible()
    visitor.click(visitor.page.locator(".empty .themes a").first)
    assert visitor.codes()


def test_the_keeper_indexes_a_folder_looks_what_was_odd_and_goes_back_to_a_backup(tmp_path: Path) -> None:
    """On the command line."""
    source, index = tmp_path / "source", tmp_path / "ix"
    source.mkdir()
    for code in ("S29901", "S29902"):
        (source / f"{code}.txt").write_bytes((CORPUS / f"{code}.txt").read_bytes())
    (source / "odd.txt").write_text("ei kuvaus")

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, [*arguments, "--index", str(index), "--lang", "fi"])

    made = run("index", str(source))
    assert (made.exit_code, "uusia 2" in made.output, "odd.txt" in made.output) == (1, True, True)
    shutil.copytree(index, tmp_path / "backup")
    segment = next(index.glob("*.arr"))
    segment.write_bytes(segment.read_bytes()[:-100])
    assert run("check").exit_code == 4
    shutil.rmtree(index)
    shutil.copytree(tmp_path / "backup", index)
    assert run("check").exit_code == 0
    assert "Sesongista" in run("show", "S29901").output


def test_most_of_it_takes_three_clicks() -> None:
    assert len(CLICKS) >= 28
    assert sum(number <= NEAR for number in CLICKS.values()) >= 24
