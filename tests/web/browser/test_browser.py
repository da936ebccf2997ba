"""The page in a real browser: with and without JavaScript, wide and narrow, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.web.screenshots import PAGES, WIDTHS

PHONE: ViewportSize = {"width": 390, "height": 844}


def expect_total(page: Page, words: str) -> None:
    """Wait until the page counts so many; white space is read alike."""
    expect(page.locator(".total")).to_contain_text(words)


def search_filter_open_back(page: Page, address: str) -> None:
    """The main job, the same with and without JavaScript."""
    page.goto(address)
    page.get_by_label("Hae hankkeista").fill("digituki")
    page.get_by_role("button", name="Hae").click()
    expect_total(page, "4 hanketta")
    page.get_by_role("link", name="Lappi").first.click()
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")
    expect_total(page, "2 hanketta")
    page.locator(".hit h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".text mark").first).to_be_visible()
    page.get_by_role("link", name="Seuraava osuma").click()
    expect(page).to_have_url(re.compile(r"maakunta=Lappi&sija=2$"))
    page.get_by_role("link", name="Edellinen osuma").click()
    expect(page).to_have_url(re.compile(r"maakunta=Lappi&sija=1$"))
    expect(page.get_by_role("link", name="Edellinen osuma")).to_have_count(0)
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")
    expect_total(page, "2 hanketta")
    expect(page.get_by_label("Hae hankkeista")).to_have_value("digituki")
    page.get_by_role("link", name="Poista rajaus: Maakunta: Lappi").click()
    expect_total(page, "4 hanketta")


def test_search_filter_open_and_back(page: Page, address: str) -> None:
    search_filter_open_back(page, address)


def test_the_same_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    search_filter_open_back(page, address)
    page.goto(f"{address}/?q=hanke")
    page.get_by_label("Järjestys").select_option("nimi")
    page.get_by_role("button", name="Järjestä").click()
    expect(page).to_have_url(f"{address}/?q=hanke&jarjestys=nimi")
    context.close()


def test_a_plan_is_compared_without_javascript_and_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("navigation").get_by_role("link", name="Vertaa suunnitelmaa").click()
    page.get_by_label("Suunnitelman teksti").fill("Digitukea ikäihmisille\nkirjastoautossa")
    page.get_by_role("button", name="Etsi lähimmät hankkeet").click()
    expect(page).to_have_url(f"{address}/vertaa#tulokset")
    expect(page.get_by_label("Suunnitelman teksti")).to_have_value("Digitukea ikäihmisille\nkirjastoautossa")
    expect(page.locator(".pair mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".hit h3 a").first.click()
    expect(page.get_by_role("heading", name="Samankaltaiset hankkeet")).to_be_attached()
    context.close()


def test_the_link_back_keeps_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digituki&maakunta=Lappi")
    page.locator(".hit h3 a").first.click()
    page.get_by_role("link", name="Takaisin hakuun").click()
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")


def test_a_new_search_keeps_the_filters(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digituki&maakunta=Lappi&sivu=1")
    page.get_by_label("Hae hankkeista").fill("nuoret")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/?q=nuoret&maakunta=Lappi")


def test_the_slash_key_moves_to_the_search_box(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29902")
    page.keyboard.press("/")
    box = page.get_by_label("Hae hankkeista")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")
    expect(page.locator(".hint")).to_be_hidden()
    page.goto(f"{address}/hanke/S29902")
    expect(page.locator(".hint")).to_be_visible()


def test_sorting_needs_no_button(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    expect(page.get_by_role("button", name="Järjestä")).to_be_hidden()
    page.get_by_label("Järjestys").select_option("nimi")
    expect(page).to_have_url(f"{address}/?q=hanke&jarjestys=nimi")


def test_a_range_is_asked_for_in_a_form(page: Page, address: str) -> None:
    page.goto(f"{address}/hankkeet")
    page.locator("summary").get_by_text("Myönnetty EU- ja valtion rahoitus").click()
    low = page.get_by_label("Myönnetty EU- ja valtion rahoitus, vähintään")
    expect(low).to_have_attribute(
        "placeholder", re.compile(r"^\d{2,3}\u00a0\d{3}$")
    )  # the least that there is
    low.fill("300 000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/?myonnetty=300000..")
    assert "Myönnetty EU- ja valtion rahoitus:" in page.locator(".chip").inner_text()


def test_the_filters_fold_on_a_phone_and_stand_open_beside_the_hits(
    browser: Browser, page: Page, address: str
) -> None:
    page.goto(f"{address}/hankkeet")
    expect(page.get_by_role("link", name="Kainuu").first).to_be_visible()
    for script in (True, False):
        phone = browser.new_context(viewport=PHONE, java_script_enabled=script).new_page()
        phone.goto(f"{address}/hankkeet")
        kainuu = phone.locator(".facet").get_by_role("link", name="Kainuu").first
        picture = phone.locator(".distributions svg").first
        expect(kainuu).to_be_hidden()
        expect(picture).to_be_hidden()
        phone.locator(".filters > .fold > summary").click()
        expect(kainuu).to_be_visible()
        phone.locator(".distributions > summary").click()
        expect(picture).to_be_visible()
        phone.locator("#rahasto > summary").click()
        phone.locator("#rahasto").get_by_role("link", name="ESR").click()
        expect(kainuu).to_be_hidden()
        phone.goto(f"{address}/?nayta=toimintalinja")
        expect(kainuu).to_be_visible()
        phone.context.close()


@pytest.mark.parametrize("width", [320, *WIDTHS])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    for path in PAGES.values():
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_no_page_asks_another_host_or_breaks_its_own_rules(page: Page, address: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.text} ({message.location['url']})"))
    for path in PAGES.values():
        page.goto(address + path)
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert [text for text in said if "404" not in text] == []


def test_every_link_and_field_is_reached_by_tab(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# Pictures


def test_every_picture_has_its_numbers_as_a_table(page: Page, address: str) -> None:
    seen = 0
    tables: set[str] = set()
    for path in PAGES.values():
        page.goto(address + path)
        for figure in page.locator("figure.picture").all():
            seen += 1
            assert figure.locator("svg[role][aria-label]").count() == 1, path
            shown = figure.locator("a.bar, a.tile").evaluate_all(
                "all => all.map((a) => a.getAttribute('href'))"
            )
            there = figure.locator(".numbers > a")
            if there.count():  # its numbers are in a table of the statistics
                tables.add(there.get_attribute("href") or "")
                continue
            table = figure.locator("table a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
            assert figure.locator("table tbody tr").count() > 0, path
            assert set(shown) <= set(table), path
    assert seen > 30
    for path in tables:
        page.goto(address + path)
        assert page.locator(f"section:has(> #{path.split('#')[1]}) tbody tr").count() > 0, path


def test_a_click_on_a_picture_narrows_to_what_it_counts(page: Page, address: str) -> None:
    for name, label in (("vuosi", "2021"), ("toimintalinja", "3."), ("maakunta", "Lappi")):
        page.goto(f"{address}/?q=hanke")
        if not page.locator(".distributions").evaluate("(one) => one.open"):
            page.locator(".distributions > summary").click()
        shape = page.locator(f".pictures .{name} svg a", has=page.locator("title", has_text=label)).first
        counted = (shape.locator("title").text_content() or "").split(": ")[-1]
        shape.click()
        expect(page.locator(".chip")).to_have_count(1)
        expect_total(page, f"{counted} hanketta")


def test_hits_come_first_and_a_page_of_them_is_short(browser: Browser, page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    box = page.locator(".hit").first.bounding_box()
    assert box
    assert box["y"] <= 260
    assert page.evaluate("document.documentElement.scrollHeight") <= 4500
    assert page.evaluate("document.querySelectorAll('*').length") <= 1200
    assert page.locator(".hit").count() == 20
    assert max(page.locator(".snippets").evaluate_all("all => all.map((one) => one.children.length)")) == 2
    phone = browser.new_page(viewport=PHONE)
    phone.goto(f"{address}/?q=hanke")
    box = phone.locator(".hit").first.bounding_box()
    phone.context.close()
    assert box
    assert box["y"] <= 420


def test_whether_pictures_are_open_is_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    block = page.locator(".distributions")
    for is_open in (True, False):
        block.locator("summary").first.click()
        page.goto(f"{address}/?q=digituki")
        assert block.evaluate("(one) => one.open") is is_open
    page.goto(f"{address}/?q=koodi:S29902")
    expect(block).to_have_count(0)  # a picture of one project is not drawn


def test_three_groups_of_filters_are_open(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    headings = page.locator(".filters h3").all_inner_texts()
    assert [one.capitalize() for one in headings] == ["Mitä", "Missä", "Kuka", "Milloin", "Paljonko"]
    opened = page.locator(".filters .facet[open]").evaluate_all("all => all.map((one) => one.id)")
    assert opened == ["toimintalinja", "maakunta", "vuosi"]


def test_what_is_copied_has_no_soft_hyphens(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(f"{address}/hanke/S29902")
    copied = page.evaluate("""() => {
      getSelection().selectAllChildren(document.querySelector('main'));
      return getSelection().toString();
    }""")
    assert page.locator("main i.h").count() > 20
    assert "\u00ad" not in copied
    word = page.locator("p:has(i.h)").first
    broken = word.evaluate(
        "one => [...one.childNodes].some((n) => n.nodeType === 3 && /\\w{18,}/.test(n.data))"
    )
    assert not broken
    page.context.close()


def test_tables_of_the_statistics_are_sorted_by_their_headings(page: Page, address: str) -> None:
    page.goto(f"{address}/tilastot")
    table = page.locator("section:has(> #maakunta) table")
    names = table.locator("tbody th")
    table.get_by_role("link", name="Maakunta").click()
    expect(table.locator("[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert names.first.inner_text() == "Ahvenanmaa"
    table.get_by_role("link", name="Myönnetty").click()
    expect(table.locator("[aria-sort]")).to_have_attribute("aria-sort", "descending")
    sums = [
        int(re.sub(r"\D", "", text) or 0)
        for text in table.locator("td[data-label=Myönnetty]").all_inner_texts()
    ]
    assert sums == sorted(sums, reverse=True)
    page.get_by_role("navigation", name="Kuvissa näytetään").get_by_role("link", name="Euroina").click()
    expect(page).to_have_url(f"{address}/tilastot?mitta=eurot&lajittelu=myonnetty")
    expect(page.locator(".maakunta .n").first).to_contain_text("€")


def test_a_click_on_a_histogram_narrows_and_another_takes_it_off(page: Page, address: str) -> None:
    page.goto(f"{address}/tilastot")
    bar = page.locator(".myonnetty svg a", has=page.locator("title", has_text="200\u00a0000")).first
    counted = (bar.locator("title").text_content() or "").split(": ")[-1]
    bar.click()
    expect(page).to_have_url(f"{address}/?myonnetty=200000..499999")
    expect_total(page, f"{counted} hanketta")
    page.goto(f"{address}/tilastot?myonnetty=200000..499999")
    page.locator(".myonnetty svg a.on").click()
    expect(page).to_have_url(f"{address}/hankkeet")


# Finding a value


def test_a_municipality_is_found_while_one_types(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    page.locator("#kunta > summary").click()
    page.locator("#kunta").get_by_role("link", name="Näytä kaikki").click()
    box = page.get_by_label("Etsi arvoa: Kunta")
    expect(page.locator("#kunta").get_by_role("button")).to_be_hidden()
    box.fill("xyz")
    expect(page.locator("#kunta li:visible")).to_have_count(0)
    box.fill("rovaniemi")
    expect(page.locator("#kunta li:visible")).to_have_count(1)
    page.locator("#kunta").get_by_role("link", name="Rovaniemi").click()
    expect(page).to_have_url(f"{address}/?q=hanke&kunta=Rovaniemi")


def test_a_municipality_is_found_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?q=hanke")
    page.locator("#kunta > summary").click()
    page.get_by_label("Etsi arvoa: Kunta").fill("XYZ")
    page.locator("#kunta").get_by_role("button", name="Etsi").click()
    expect(page.locator("#kunta li")).to_have_count(0)
    page.get_by_label("Etsi arvoa: Kunta").fill("ROVANIEMI")
    page.locator("#kunta").get_by_role("button", name="Etsi").click()
    page.locator("#kunta").get_by_role("link", name="Rovaniemi").click()
    expect(page).to_have_url(f"{address}/?q=hanke&kunta=Rovaniemi")
    context.close()


def test_what_is_printed_leaves_out_what_is_for_the_screen(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29902?q=hanke&sija=3")
    page.emulate_media(media="print")
    for hidden in ("header.site", ".contents", ".way", ".data"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#loppuraportti")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".way").first).to_be_visible()


# Suggestions


def suggestions_for(page: Page, typed: str) -> Locator:
    """Type into the search box and wait for the list."""
    box = page.get_by_role("combobox", name="Hae hankkeista")
    box.press_sequentially(typed)
    expect(box).to_have_attribute("aria-expanded", "true")
    return page.get_by_role("listbox", name="Ehdotukset").get_by_role("option")


def test_a_suggestion_is_chosen_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox", name="Hae hankkeista")
    options = suggestions_for(page, "digit")
    expect(options.first).to_contain_text("digituki Sana")
    expect(box).not_to_have_attribute("aria-activedescendant", "ehdotus-0")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "ehdotus-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")  # back to the box, and round to the last
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value("digit")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digituki")


def test_escape_closes_the_suggestions_and_enter_searches_as_typed(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox", name="Hae hankkeista")
    options = suggestions_for(page, "digit")
    box.press("ArrowDown")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    expect(box).to_have_value("digit")
    box.press("ArrowDown")  # opens them again
    expect(options.first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digit")


def test_a_name_suggested_narrows_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}/?maakunta=Lappi")
    suggestions_for(page, "digituki kain").filter(has_text="Kainuu Maakunta").click()
    expect(page).to_have_url(re.compile(r"q=digituki&maakunta=Lappi&maakunta=Kainuu$"))


def test_a_project_suggested_is_opened(page: Page, address: str) -> None:
    page.goto(address)
    suggestions_for(page, "musta mas").filter(has_text="MustaMassa").click()
    expect(page).to_have_url(f"{address}/hanke/A89907")


def test_the_box_works_where_no_suggestions_come(page: Page, address: str) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.abort())
    page.goto(address)
    box = page.get_by_role("combobox", name="Hae hankkeista")
    box.press_sequentially("digituki")
    page.wait_for_timeout(400)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    expect_total(page, "4 hanketta")


def test_what_was_meant_is_a_link(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digitukki&maakunta=Lappi")
    page.locator(".meant").get_by_role("link", name="digituki", exact=True).click()
    expect(page).to_have_url(f"{address}/?q=digituki&maakunta=Lappi")
    expect_total(page, "2 hanketta")
