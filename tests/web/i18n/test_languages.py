"""Pages in Swedish and English: which language, all of it translated, the descriptions marked Finnish."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from search.contract.messages import Message as Told
from tests.conftest import ROOT
from tests.web.html_check import VOID, read_page
from tests.web.made import made_engine
from web.i18n import format
from web.i18n.texts import CATALOGUES, LANGUAGES, translated
from web.project_page.outcomes import outcome_tables

OTHERS = [code for code in LANGUAGES if code != "fi"]
PAGES = [
    "/",
    "/hankkeet",
    "/?q=digitukea&maakunta=Kainuu&alkaa=2018-01-01..2020-12-31&jarjestys=-alkaa",
    "/?q=olematon+toinen&maakunta=Kainuu&rahasto=ESR&vuosi=2019..2020",
    "/?nayta=maakunta&maakunta=ei-tietoa",
    "/?sivu=abc&jarjestys=hatusta&tarkkuus=outo&myonnetty_min=runsaasti&alkaa_min=eilen",
    "/?q=digitukea&sivu=99",
    "/tilastot",
    "/tilastot?mitta=eurot&lajittelu=toteutuma",
    "/tilastot?q=digitukea&maakunta=Kainuu",
    "/tilastot?q=olematon",
    "/hanke/S10001?q=digitukea&sija=2",
    "/hanke/S20000",
    "/hanke/X123",
    "/haku-ohje",
    "/vertaa",
    "/saavutettavuus",
    "/api",
    "/olematon",
]
OF_ONE_LANGUAGE = {
    "sv": re.compile(r"\b(och|inte|som|för|med|är|det|ett|från|träff|träffar|alla|inget)\b"),
    "en": re.compile(r"\b(and|not|of|with|is|are|the|for|from|match|matches)\b"),
}
"""Small words that only texts in this language have."""
WORD = re.compile(r"[^\W\d_]{2,}")
PLACE = re.compile(r"%\(\w+\)s")
SAID = {"aria-label", "aria-description", "title", "placeholder", "alt", "content", "data-label", "label"}
"""Attributes that are read or heard."""


@cache
def keywords() -> dict[str, Any]:
    """What marks a text for translation: those of «make messages»."""
    named = re.search(r"^KEYWORDS := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert named
    return {**DEFAULT_KEYWORDS, **parse_keywords(named[1].replace("-k", "").split())}


@cache
def texts_of_the_code() -> frozenset[object]:
    with (CATALOGUES / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, keywords())
    return frozenset(text for _, _, text, _, _ in found)


@cache
def catalogue(code: str) -> Catalog:
    with (CATALOGUES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> list[Message]:
    return [message for message in catalogue(code) if message.id]


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_code_is_translated(code: str) -> None:
    wanted = texts_of_the_code()
    assert len(wanted) > 200
    assert {message.id for message in messages(code)} == wanted, "run ”make messages” and translate"
    assert [m.id for m in messages(code) if m.fuzzy or not all(forms(m.string))] == []


def test_texts_are_marked_where_they_are_found() -> None:
    """Before Python 3.12 texts inside f-strings are not extracted, and would stay untranslated."""
    wanted = {form for text in texts_of_the_code() for form in forms(text)}
    unseen = []
    for path in [*ROOT.glob("*.py"), *(ROOT / "web").rglob("*.py"), *(ROOT / "search").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Name(id="_" | "gettext" | "ngettext" | "Message"),
                    args=[ast.Constant(value=str(text)), *_],
                ) if text not in wanted:
                    unseen.append(f"{path.name}:{call.lineno}: {text}")
    assert unseen == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_is_in_the_other_language(code: str) -> None:
    other = next(words for language, words in OF_ONE_LANGUAGE.items() if language != code)
    quoted = re.compile(r"<.*?>|[“”].*?”")
    texts = [quoted.sub(" ", text) for message in messages(code) for text in forms(message.string)]
    assert [text for text in texts if other.search(text)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_what_is_filled_in_and_the_markup(code: str) -> None:
    for message in messages(code):
        for one, other in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACE.findall(one)) == sorted(PLACE.findall(other)), one
            assert re.findall(r"</?\w+", one) == re.findall(r"</?\w+", other), one


# Which language?


@pytest.mark.parametrize(
    ("path", "cookie", "accepted", "wanted"),
    [
        ("/", "", "", "fi"),
        ("/", "", "sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        ("/", "", "de,en-GB;q=0.5", "en"),
        ("/", "", "de", "fi"),
        ("/", "fi", "en", "fi"),
        ("/", "outo", "en", "en"),
        ("/sv/", "en", "fi", "sv"),
        ("/fi/hanke/S10001", "sv", "en", "fi"),
        ("/en/tilastot?q=x", "", "", "en"),
        ("/sv/olematon", "", "", "sv"),
        ("/olematon", "", "sv", "sv"),
        ("/sv/hanke/X123", "", "", "sv"),
    ],
)
def test_the_address_then_the_cookie_then_the_browser(
    client: FlaskClient, path: str, cookie: str, accepted: str, wanted: str
) -> None:
    if cookie:
        client.set_cookie("kieli", cookie)
    response = client.get(path, headers={"Accept-Language": accepted})
    assert f'<html lang="{wanted}">' in response.get_data(as_text=True)
    assert response.headers["Content-Language"] == wanted
    assert "Set-Cookie" not in response.headers


def test_a_chosen_language_is_remembered_and_keeps_the_search(client: FlaskClient) -> None:
    page = client.get("/fi/?q=digitukea&maakunta=Kainuu").get_data(as_text=True)
    assert 'href="/fi/?q=digitukea&amp;maakunta=Kainuu&amp;kieli=sv"' in page
    response = client.get("/fi/?q=digitukea&maakunta=Kainuu&kieli=sv")
    assert (response.status_code, response.location) == (302, "/sv/?q=digitukea&maakunta=Kainuu")
    assert response.headers.getlist("Set-Cookie") == [
        "kieli=sv; Expires=" + response.headers["Set-Cookie"].split("Expires=")[1].split(";")[0]
        + "; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax"
    ]  # fmt: skip
    assert response.cache_control.no_store
    assert '<html lang="sv">' in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/?kieli=de", "/api/v1/search?q=x&kieli=sv", "/olematon?kieli=sv"])
def test_nothing_else_sets_the_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_a_choice_never_leads_off_the_site(client: FlaskClient) -> None:
    for path in ("//evil.example/?kieli=sv", "/sv//evil.example?kieli=en", "/hanke/%2F%2Fevil?kieli=sv"):
        location = client.get(path).headers.get("Location", "")
        assert "://evil" not in location
        assert not location.startswith("//")


def test_each_language_is_kept_apart(client: FlaskClient) -> None:
    answers = [client.get("/", headers={"Accept-Language": code}) for code in LANGUAGES]
    assert len({answer.headers["ETag"] for answer in answers}) == len(LANGUAGES)
    assert all({"Accept-Language", "Cookie"} <= set(answer.vary) for answer in answers)
    known = {"If-None-Match": answers[1].headers["ETag"]}
    assert client.get("/", headers={**known, "Accept-Language": "sv"}).status_code == 304
    assert client.get("/", headers={**known, "Accept-Language": "en"}).status_code == 200
    assert "Cookie" not in client.get("/sv/").vary


def test_links_stay_in_the_language_and_pages_name_the_others(client: FlaskClient) -> None:
    html = client.get("/sv/hanke/S10001?q=digitukea").get_data(as_text=True)
    assert '<link rel="canonical" href="/sv/hanke/S10001">' in html
    assert '<link rel="alternate" hreflang="en" href="/en/hanke/S10001">' in html
    assert '<link rel="alternate" hreflang="x-default" href="/hanke/S10001">' in html
    links = [link for link in read_page(html).links if link.startswith("/")]
    ours = ("/sv/", "/static/", "/en/", "/fi/", "/hanke/S10001")
    assert [link for link in links if not link.startswith(ours)] == []


@pytest.mark.parametrize("path", ["/api/v1/search?q=(", "/haku.atom", "/api/v1/openapi.json", "/sitemap.xml"])
def test_what_is_for_programs_is_the_same_for_all(client: FlaskClient, path: str) -> None:
    mine, other = (client.get(path, headers={"Accept-Language": code}) for code in ("fi", "en"))
    assert mine.headers["ETag"] == other.headers["ETag"]
    assert "Accept-Language" not in other.vary


# Is everything translated, and what is not marked?


class Heard(HTMLParser):
    """What a page says in its own language: texts and attributes outside elements of another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[bool] = [True]
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        own = self.open[-1] and tag not in {"code", "script"} and (tag == "html" or "lang" not in found)
        if own and not found.get("name", "").startswith(("viewport", "color")):  # type: ignore[union-attr]
            self.said += [value for name, value in attrs if name in SAID and value]
        if tag not in VOID:
            self.open.append(own)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1]:
            self.said.append(data)


def finnish_words(code: str) -> set[str]:
    """Words that stand in the Finnish texts and in none of their translations."""

    def words(texts: Iterator[str]) -> set[str]:
        return {word.casefold() for text in texts for word in WORD.findall(PLACE.sub("", text))}

    every = messages(code)
    own = words(form for message in every for form in forms(message.id))
    return own - words(form for message in every for form in forms(message.string))


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("path", PAGES)
def test_no_finnish_is_left_on_a_page_but_what_is_marked(client: FlaskClient, code: str, path: str) -> None:
    html = client.get(f"/{code}{path}", follow_redirects=True).get_data(as_text=True)
    assert read_page(html).faults == []
    page = Heard()
    page.feed(html)
    forbidden = finnish_words(code)
    left = {word for text in page.said for word in WORD.findall(text) if word.casefold() in forbidden}
    assert len(forbidden) > 300
    assert left == set()


def test_finnish_pages_mark_nothing(client: FlaskClient) -> None:
    for path in ("/", "/tilastot", "/hanke/S10001?q=digitukea"):
        html = client.get(path).get_data(as_text=True)
        assert html.count(' lang="fi"') == 1  # the page


def test_descriptions_are_marked_finnish(client: FlaskClient) -> None:
    html = client.get("/en/hanke/S10001?q=digitukea").get_data(as_text=True)
    assert re.search(r'<h1 lang="fi"><mark[^>]*>Digituki</mark> kylille 1</h1>', html)
    assert '<p lang="fi">Hankkeessa annetaan <mark>digitukea</mark> kylillä.</p>' in html
    assert "9 Jan 2019 – 31 Dec 2021" in html
    assert "€174,130" in html


def test_marks_say_why_in_the_language_of_the_page(corpus_client: FlaskClient) -> None:
    html = corpus_client.get("/en/?q=digituki").get_data(as_text=True)
    assert ': inflection" aria-description="digituki ← ' in html
    assert ": taivutus" not in html


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_near_or_partly_found_is_told_in_the_language(corpus_client: FlaskClient, code: str) -> None:
    plan = {"teksti": "Annamme digitukea ikäihmisille kylätaloilla."}
    pages = [
        corpus_client.post(f"/{code}/vertaa", data=plan),
        corpus_client.get(f"/{code}/?q=digituki+tuulivoima"),
        corpus_client.get(f"/{code}/?q=digitukki"),
    ]
    said = []
    for page in pages:
        heard = Heard()
        heard.feed(page.get_data(as_text=True))
        said.append(set(WORD.findall(" ".join(heard.said))))
    label = {"sv": "Gemensamt", "en": "common"}[code]
    assert label in said[0]
    assert [words & finnish_words(code) for words in said[1:]] == [set(), set()]
    own = '<span class="where">' + {"sv": "I planen", "en": "In the plan"}[code] + '</span> <span lang="fi">'
    assert own in pages[0].get_data(as_text=True)


# Words and numbers


def test_a_message_is_text_that_can_be_said_otherwise(app: Flask) -> None:
    inner = Told("”%(text)s” ei ole luku; esimerkiksi %(sample)s", text="x", sample="vuosi:2020..2022")
    note = Told("Rajaus ”%(label)s” jätettiin huomiotta: %(why)s.", label=Told("Vuosi"), why=inner)
    assert note == "Rajaus ”Vuosi” jätettiin huomiotta: ”x” ei ole luku; esimerkiksi vuosi:2020..2022."
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert translated(note) == (
            "The filter “Year” was ignored: “x” is not a number; for example vuosi:2020..2022."
        )
        assert translated("Vuosi") == "Vuosi"
    assert translated(note) == note


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (
            "fi",
            ("1_234_567", "174_129_€", "97_%", "1.9.2021", "1_hanke", "10_t",
             "1,2–1,6_M€", "1,0_M€", "813_t€"),
        ),
        (
            "sv",
            ("1_234_567", "174_129_€", "97_%", "1.9.2021", "1_projekt", "10_t",
             "1,2–1,6_mn_€", "1,0_mn_€", "813_t€"),
        ),
        (
            "en",
            ("1,234,567", "€174,129", "97%", "1 Sep 2021", "1_project", "10_k",
             "€1.2m–€1.6m", "€1.0m", "€813k"),
        ),
    ],
)  # fmt: skip
def test_numbers_money_and_days_by_language(app: Flask, code: str, wanted: tuple[str, ...]) -> None:
    with app.test_request_context(f"/{code}/"):
        app.preprocess_request()
        made = (
            format.number(1234567),
            format.money(174129),
            format.percent(97, 100),
            format.day("2021-09-01"),
            format.projects(1),
            format.short_number(10000),
            format.dashed_range(format.short_money(1_200_000), format.short_money(1_580_000)),
            format.short_money(999_810),
            format.short_money(812_560),
        )
    assert tuple(one.replace("\u00a0", "_") for one in made) == wanted


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_in_force_can_be_sent_again(client: FlaskClient, code: str) -> None:
    html = client.get(f"/{code}/?alkaa=2019-01-31..2020-12-31").get_data(as_text=True)
    low, high = (re.search(f'name="alkaa_{end}" value="([^"]*)"', html) for end in ("min", "max"))
    assert low
    assert high
    again = client.get(f"/{code}/", query_string={"alkaa_min": low[1], "alkaa_max": high[1]})
    assert again.location == f"/{code}/?alkaa=2019-01-31..2020-12-31"


@pytest.mark.parametrize("code", OTHERS)
def test_what_outcomes_are_about_is_translated(code: str, app: Flask) -> None:
    with app.test_request_context(f"/{code}/"):
        app.preprocess_request()
        tables = outcome_tables(made_engine().project("S10000").project)
    labels = [row.label for table in tables for row in table.rows]
    own = {message.id: message.string for message in messages(code)}
    assert len(labels) == 4
    assert set(labels) <= set(own.values())
    # Money is spent, people are not.
    assert [table.outcome_label for table in tables] == {
        "sv": ["Realiserat", "Utfall"],
        "en": ["Spent", "Actual"],
    }[code]
