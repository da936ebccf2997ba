"""An organisation is found among many: in the box of the facet, from a hit, and in the ranking."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_a_box_finds_an_applicant_that_is_not_listed(page: Page, address: str) -> None:
    page.goto(f"{address}/hankkeet")
    facet = page.locator("#hakija")
    facet.locator("summary").click()
    expect(facet.locator("li")).to_have_count(5)
    wanted = facet.get_by_role("link", name="Vaarojen Väki ry")
    expect(wanted).to_have_count(0)
    facet.get_by_role("searchbox").type("vaarojen")
    expect(wanted).to_have_count(1)
    expect(facet.locator("li")).to_have_count(1)
    assert "nayta" not in page.url
    wanted.click()
    expect(page.locator(".chips")).to_contain_text("Vaarojen Väki ry")


def test_an_applicant_is_two_clicks_from_its_whole_work(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=digituki")
    hit = page.locator("article.hit a.who").first
    name = hit.inner_text()
    hit.click()
    expect(page.locator("h1")).to_have_text(name)
    page.get_by_role("link", name="Hae näistä hankkeista").click()
    expect(page.locator("article.hit").first).to_contain_text(name)


def test_who_got_most_for_a_subject(page: Page, address: str) -> None:
    page.goto(f"{address}/tilastot?q=digituki")
    ranking = page.locator("section", has=page.locator("h2#hakija"))
    first = ranking.locator("tbody tr").first
    expect(ranking.get_by_role("columnheader", name="Myönnetty")).to_have_attribute("aria-sort", "descending")
    name = first.locator("th a").inner_text()
    first.locator("th a").click()
    expect(page.locator("h1")).to_have_text(name)
