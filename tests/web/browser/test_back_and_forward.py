"""Back and forward in a real browser: what a page shows is what its address says, however it comes back.

Run in two browsers: one keeps pages alive that are left (the page cache), one loads them again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.web.chromium import ARGUMENTS, find_chromium
from tests.web.screenshots import PAGES

PHONE: ViewportSize = {"width": 390, "height": 844}
KEPT = (
    "window.cameBack = null; window.addEventListener('pageshow', (e) => { window.cameBack = e.persisted; });"
)


@pytest.fixture(scope="module", params=["loaded again", "kept alive"])
def any_browser(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Browser]:
    """A browser without and with a page cache; Playwright's own has none."""
    if request.param == "loaded again":
        yield browser
        return
    with browser.browser_type.launch(
        executable_path=find_chromium(), args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    ) as found:
        yield found


@pytest.fixture
def page(any_browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of it."""
    context = any_browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(KEPT)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
    yield page
    context.close()


def go(page: Page, step: int, url: str) -> None:
    """Back (-1) or forward (1). Playwright's own way waits for a load; a page kept alive has none."""
    page.evaluate(f"setTimeout(() => history.go({step}))")
    expect(page).to_have_url(url)
    page.wait_for_function("window.cameBack !== null")


def test_the_second_browser_keeps_pages_alive(
    page: Page, address: str, any_browser: Browser, browser: Browser
) -> None:
    page.goto(f"{address}/")
    page.goto(f"{address}/?q=digituki")
    go(page, -1, f"{address}/")
    assert page.evaluate("window.cameBack") is (any_browser is not browser)


def test_a_suggestion_leaves_nothing_behind(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    box = page.get_by_role("combobox", name="Hae hankkeista")
    box.press_sequentially("lappi")
    page.get_by_role("option").filter(has_text="Lappi Maakunta").click()
    expect(page).to_have_url(f"{address}/?maakunta=Lappi")
    go(page, -1, f"{address}/")
    expect(box).to_have_value("")
    box.fill("digituki")
    box.press("Enter")
    expect(page).to_have_url(f"{address}/?q=digituki")


def test_the_list_names_the_order_of_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    order = page.get_by_label("Järjestys")
    usual = order.input_value()
    order.select_option("nimi")
    expect(page).to_have_url(f"{address}/?q=hanke&jarjestys=nimi")
    go(page, -1, f"{address}/?q=hanke")
    expect(order).to_have_value(usual)
    go(page, 1, f"{address}/?q=hanke&jarjestys=nimi")
    expect(order).to_have_value("nimi")
    go(page, -1, f"{address}/?q=hanke")
    order.select_option("nimi")
    expect(page).to_have_url(f"{address}/?q=hanke&jarjestys=nimi")


def test_fields_show_what_the_address_says(page: Page, address: str) -> None:
    start = f"{address}/?q=hanke&nayta=kunta"
    page.goto(start)
    page.locator("summary").get_by_text("Myönnetty EU- ja valtion rahoitus").click()
    box, low = page.locator("#q"), page.get_by_label("Myönnetty EU- ja valtion rahoitus, vähintään")
    find = page.get_by_label("Etsi arvoa: Kunta")
    listed = page.locator("#kunta li:visible").count()
    box.fill("hanke ")
    find.fill("rovaniemi")
    low.fill("300 000")
    low.press("Enter")
    expect(page).to_have_url(f"{address}/?q=hanke&myonnetty=300000..")
    go(page, -1, start)
    expect(box).to_have_value("hanke")
    expect(low).to_have_value("")
    expect(find).to_have_value("")
    expect(page.locator("#kunta li:visible")).to_have_count(listed)


def test_groups_are_open_as_the_address_says(page: Page, address: str) -> None:
    page.goto(f"{address}/hankkeet")
    group, summary = page.locator("#kunta"), page.locator("#kunta > summary")
    summary.click()
    expect(group).to_have_attribute("open", "")
    page.locator("#maakunta").get_by_role("link", name="Lappi").click()
    expect(page).to_have_url(f"{address}/?maakunta=Lappi")
    expect(group).to_have_attribute("open", "")  # what was opened by hand stays open on the way on
    go(page, -1, f"{address}/hankkeet")
    expect(group).not_to_have_attribute("open", "")
    page.goto(f"{address}/?nayta=kunta")
    summary.click()  # closed by hand
    page.goto(f"{address}/?kunta=Rovaniemi")
    expect(group).to_have_attribute("open", "")


def test_a_plan_that_was_pasted_is_not_lost(page: Page, address: str) -> None:
    page.goto(f"{address}/vertaa")
    plan = page.get_by_label("Suunnitelman teksti")
    plan.fill("Digitukea ikäihmisille")
    page.goto(f"{address}/haku-ohje")
    go(page, -1, f"{address}/vertaa")
    expect(plan).to_have_value("Digitukea ikäihmisille")


# Phones and screen readers


def test_no_field_is_so_small_that_a_phone_zooms_in(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    seen = 0
    for path in PAGES.values():
        page.goto(address + path)
        sizes = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
            "all => all.map((one) => [one.name, parseFloat(getComputedStyle(one).fontSize)])"
        )
        seen += len(sizes)
        assert [(path, name, size) for name, size in sizes if size < 16] == []
    assert seen > 50
    context.close()


def test_how_many_suggestions_there_are_is_told(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    box, told = (
        page.get_by_role("combobox", name="Hae hankkeista"),
        page.locator("form.searchbox [role=status]"),
    )
    expect(told).to_be_empty()
    box.press_sequentially("digit")
    expect(page.locator(".suggestions li").first).to_be_visible()
    expect(told).to_have_text(f"Ehdotuksia: {page.locator('.suggestions li').count()}")
    box.fill("xyzzyxyzzy")
    expect(told).to_have_text("Ei ehdotuksia")
    box.press("Escape")
    box.fill("")
    expect(told).to_be_empty()
    page.goto(f"{address}/sv/")
    page.locator("#q").press_sequentially("xyzzyxyzzy")
    expect(told).to_have_text("Inga förslag")
