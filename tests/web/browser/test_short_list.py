"""The short list in a browser: kept from page to page, counted, full at six, sent to others as an address."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

BAR = ".shortlist"


def codes(page: Page) -> list[str]:
    return page.locator(".side thead .code").all_inner_texts()


def choose(page: Page, number: int) -> None:
    page.locator(".hit .pick input").nth(number).click()


def test_chosen_projects_stay_chosen_and_lead_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    expect(page.locator(f"{BAR} [data-clear]")).to_be_hidden()
    second = page.locator(".hit .pick input").nth(1).get_attribute("value")
    first = page.locator(".hit .pick input").nth(0).get_attribute("value")
    choose(page, 1)
    choose(page, 0)
    expect(page.locator(f"{BAR} [role=status]")).to_have_text("2 / 6")
    page.goto(f"{address}/hanke/S29914")
    page.locator(".pick input").click()
    expect(page.locator(f"{BAR} [role=status]")).to_have_text("3 / 6")
    page.locator(f"{BAR} [type=submit]").click()
    assert codes(page) == [second, first, "S29914"]  # in the order of choosing
    assert page.url == f"{address}/rinnakkain?hanke={second}&hanke={first}&hanke=S29914"
    page.go_back()
    expect(page.locator(".pick input")).to_be_checked()


def test_what_is_removed_on_the_page_is_no_longer_chosen(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29914")
    page.locator(".pick input").click()
    page.locator(f"{BAR} [type=submit]").click()
    page.locator("#koodit").fill("a89910")
    page.locator(".addcodes button").click()
    assert codes(page) == ["S29914", "A89910"]
    page.locator(".moves a", has_text="←").click()
    assert codes(page) == ["A89910", "S29914"]
    page.locator(".moves a", has_text="×").nth(1).click()
    assert codes(page) == ["A89910"]
    page.goto(f"{address}/hanke/S29914")
    expect(page.locator(".pick input")).not_to_be_checked()
    expect(page.locator(f"{BAR} [role=status]")).to_have_text("1 / 6")
    page.locator(f"{BAR} [data-clear]").click()
    expect(page.locator(f"{BAR} [role=status]")).to_be_hidden()


def test_each_box_is_named_by_its_project(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    title = page.locator(".hit h3").first.inner_text()
    expect(page.get_by_role("checkbox", name=f"Lisää vertailuun {title}")).to_have_count(1)


def test_a_seventh_is_refused_with_the_reason(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=hanke")
    for number in range(7):
        choose(page, number)
    expect(page.locator(f"{BAR} [role=status]")).to_have_text(
        "Rinnakkain mahtuu enintään 6 hanketta. Poista ensin jokin."
    )
    expect(page.locator(".hit .pick input:checked")).to_have_count(6)


def test_somebody_elses_list_leaves_the_own_one_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/hanke/S29914")
    page.locator(".pick input").click()
    page.goto(f"{address}/rinnakkain?hanke=A89910")
    page.locator("[data-own]").click()
    assert codes(page) == ["S29914"]


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/?q=hanke")
    choose(page, 0)
    choose(page, 2)
    page.locator(f"{BAR} [type=submit]").click()
    assert len(codes(page)) == 2
    page.locator(".moves a", has_text="→").click()
    page.locator(".moves a", has_text="×").first.click()
    assert len(codes(page)) == 1
    page.context.close()


def test_the_bar_hides_no_focus_and_nothing_overflows(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for path in ("/?q=hanke", "/rinnakkain?hanke=S29902&hanke=A89910&hanke=S29903&hanke=S29901&hanke=S29905"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_what_is_cited_is_copied(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/hanke/S29902")
    page.locator(".cite > summary").click()
    for button, target in (("Kopioi viittaus", "#viittaus"), ("Kopioi osoite", "#osoite")):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name="Kopioitu").last).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(target).text_content()
        assert "\u00ad" not in copied
    assert copied == f"{address}/hanke/S29902"
