"""Can everybody use the pages? WCAG 2.1 AA by axe-core, then the keyboard, zoom, motion and languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from search.engine import Engine
from tests.web.addresses import unvisited
from tests.web.screenshots import WIDTHS
from web.app import create_app
from web.config.settings import Settings

PAGES = {
    "front": "/",
    "everything": "/hankkeet",
    "hits": "/?q=digituki+kirjasto&maakunta=Pohjois-Karjala",
    "partial": "/?q=digituki+biokaasu+taimitarha&maakunta=Lappi",
    "narrowed": "/?q=hanke&maakunta=Kainuu&vuosi=2019..2022&sivu=abc",
    "empty": "/?q=xyzzy+foobar&maakunta=Kainuu&rahasto=ESR",
    "facet": "/?q=digituki&maakunta=Lappi&nayta=kunta#kunta",
    "statistics": "/tilastot?q=digituki&maakunta=Lappi",
    "compare": "/vertaa",
    "organisation": "/organisaatio/9036426-1",
    "several names": "/organisaatio/koulutuskuntayhtymä",
    "applicants": "/?q=hanke&nayta=hakija#hakija",
    "project": "/hanke/S29902?q=luontolähtöinen+kuntoutus&sija=1",
    "short": "/hanke/S29910?q=digituki",
    "side by side": "/rinnakkain?hanke=S29902&hanke=A89910&hanke=S29910&hanke=X1",
    "no short list": "/rinnakkain",
    "replayed": "/viite?q=digituki&hetki=2020-01-01T00:00:00Z&hankkeita=90",
    "help": "/haku-ohje",
    "api": "/api",
    "statement": "/saavutettavuus",
    "about": "/tietoa",
    "missing": "/hanke/X123",
}
PLAN = (
    "Hankkeessa annetaan ikäihmisille digitukea kylien kirjastoissa ja koulutetaan vertaisohjaajia.\n\n"
    "Tavoitteena on, että osallistujat voivat asioida verkossa omatoimisesti."
)
OPENED = {"facet", "hits", "project", "statistics", "api", "side by side"}
"""Pages that are looked at with all that can be unfolded open."""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
RUN = "options => axe.run(options).then((found) => found.violations.map((one) => ({rule: one.id, where: one.nodes.map((node) => node.html)})))"  # noqa: E501
ALL_RULES = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
COLOURS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["color-contrast", "link-in-text-block"],
}
"""All that another colour scheme can change."""
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2, box.width > 1 && box.height > 1,
          box.bottom > 0 && box.top < innerHeight].join();
}"""
"""Of what has the focus: how its ring is drawn, and whether it can be seen."""
SEEN = "solid,true,true,true"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, address: str, name: str) -> None:
    page.context.add_init_script(Axe().axe_script)  # the policy of the site lets no script tag in
    page.goto(address + PAGES[name])
    if name in OPENED:
        page.evaluate(OPEN_ALL)
    assert_accessible(page)


def assert_accessible(page: Page) -> None:
    """What axe finds, in all widths and both colour schemes: nothing."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        assert page.evaluate(RUN, ALL_RULES) == [], width
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(RUN, COLOURS) == [], f"{width} dark"


def test_axe_finds_nothing_in_a_comparison(page: Page, address: str) -> None:
    page.context.add_init_script(Axe().axe_script)
    page.goto(f"{address}/vertaa")
    page.locator("main textarea").fill(PLAN)
    page.locator("main form button").click()
    expect(page.locator("main mark").first).to_be_visible()
    assert_accessible(page)


def test_every_page_is_looked_at() -> None:
    assert unvisited(PAGES.values(), "pages.") == set()


def test_axe_would_find_something(page: Page, address: str) -> None:
    page.context.add_init_script(Axe().axe_script)
    page.goto(f"{address}/haku-ohje")
    page.evaluate("""() => {
      document.querySelector('h1').style.color = '#ddd';
      document.querySelector('label').remove();
      document.querySelector('#q').removeAttribute('placeholder');
    }""")
    assert {"color-contrast", "label"} <= {one["rule"] for one in page.evaluate(RUN, ALL_RULES)}
    assert [one["rule"] for one in page.evaluate(RUN, COLOURS)] == ["color-contrast"]


# The keyboard


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; on the way, whatever has it must be seen to have it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == SEEN, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{selector} is not reached")


def test_searching_narrowing_and_opening_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, ".skip")
    tab_to(page, "#q")
    page.keyboard.type("digituki")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digituki")
    skip_to_filters(page)
    tab_to(page, "#maakunta > summary")
    if not page.locator("#maakunta").evaluate("(one) => one.open"):
        page.keyboard.press("Enter")
    tab_to(page, "#maakunta a[href$='maakunta=Lappi']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")
    page.locator("body").press("Tab")
    tab_to(page, ".chip")
    tab_to(page, ".hit h3 a")
    page.keyboard.press("Enter")
    expect(page.locator(".text mark").first).to_be_visible()
    tab_to(page, ".back a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")


def skip_to_filters(page: Page) -> None:
    """By the link that leads there, the second of the page."""
    tab_to(page, ".skip[href='#rajaukset']")
    page.keyboard.press("Enter")
    expect(page.locator("#rajaukset")).to_be_focused()


def test_the_first_hit_is_near_by_tab(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digituki")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.hit h3 a')"):
            break
    else:
        pytest.fail("12 Tabs do not reach the first hit")
    page.goto(f"{address}/?q=digituki")
    tab_to(page, ".skip[href='#osumat']")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.hit h3 a')")


def test_the_skip_link_passes_the_header_and_the_focus_leaves_again(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29902")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, ".back a")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('header.site') !== null")


def test_links_of_pictures_are_reached_in_their_tables(page: Page, address: str) -> None:
    page.goto(f"{address}/hankkeet")
    page.locator(".distributions > summary").focus()
    page.keyboard.press("Enter")
    tab_to(page, ".pictures figure.maakunta .numbers a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/tilastot#maakunta")
    page.locator("section:has(> #maakunta) tbody td.n a").first.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)


# Zoom, motion, languages


@pytest.mark.parametrize("name", PAGES)
def test_twice_as_large_nothing_is_lost(page: Page, address: str, name: str) -> None:
    """Twice the zoom is half the width; then twice the text alone."""
    page.goto(address + PAGES[name])
    page.evaluate(OPEN_ALL)
    cut = """[...document.querySelectorAll('main *, footer *')].filter((one) =>
        getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1
        && !one.closest('.visually-hidden, svg, select')).map((one) => one.outerHTML)"""
    for width, text in ((640, "100%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 450})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, text
        assert page.evaluate(cut) == []
        expect(page.get_by_label("Hae hankkeista")).to_be_visible()
        expect(page.locator("h1")).to_be_visible()


def test_nothing_moves_for_those_who_ask_for_less_motion(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29902")
    moving = """[...document.querySelectorAll('*')].filter((one) => {
        const style = getComputedStyle(one);
        return style.scrollBehavior === 'smooth' || parseFloat(style.transitionDuration) > 0
            || style.animationName !== 'none';
    }).map((one) => one.tagName)"""
    assert page.evaluate(moving) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == ["HTML"]


def test_finnish_and_swedish_text_say_which_they_are(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29911")
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    swedish = page.locator(".text p[lang=sv]")
    expect(swedish.first).to_contain_text(" och ")
    expect(page.locator(".text h2").first).not_to_have_attribute("lang", "sv")
    page.goto(f"{address}/hanke/S29902")
    expect(page.locator(".text p").first).to_be_visible()
    expect(swedish).to_have_count(0)


# Marked words, and the statement


def test_a_marked_word_says_why_it_is_marked(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digitukea")
    reasons = page.locator("mark[title]").evaluate_all(
        "all => all.map((one) => [one.title, one.getAttribute('aria-description')])"
    )
    assert reasons
    assert all(title and title == told for title, told in reasons)


def test_the_statement_says_where_to_write(page: Page, address: str, engine: Engine) -> None:
    page.goto(address)
    page.get_by_role("contentinfo").get_by_role("link", name="Saavutettavuus").click()
    expect(page.locator("h1")).to_have_text("Saavutettavuusseloste")
    expect(page.get_by_role("link", name="saavutettavuusvaatimukset.fi")).to_be_visible()
    expect(page.locator("main")).to_contain_text("ei ole vielä ilmoittanut palauteosoitetta")
    client = create_app(engine, replace(Settings(), feedback="palaute@haku.example")).test_client()
    html = client.get("/saavutettavuus").get_data(as_text=True)
    assert '<a href="mailto:palaute@haku.example">' in html
    assert "ei ole vielä ilmoittanut" not in html
