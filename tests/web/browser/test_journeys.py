"""What a search takes along, in a real browser: into other languages and into files; and a pasted plan."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

SEARCH = "/?q=hanke&maakunta=Lappi&maakunta=Kainuu&myonnetty=10000..&tarkkuus=taivutus&jarjestys=nimi"
TOTALS = {"fi": "hanke", "sv": "projekt", "en": "project"}
"""How the word for projects begins in each language."""


def total(page: Page) -> int:
    """How many projects the page counts."""
    counted = re.match(r"\d+", page.locator(".total").inner_text().strip())
    assert counted
    return int(counted[0])


def asked(page: Page) -> list[tuple[str, str]]:
    """What the address asks for, in its order."""
    return parse_qsl(urlsplit(page.url).query)


def titles(page: Page) -> list[str]:
    return page.locator(".hit h3 a").all_inner_texts()


# Languages


def test_a_change_of_language_keeps_the_search(page: Page, address: str) -> None:
    page.goto(address + SEARCH)
    wanted, found, count = asked(page), titles(page), total(page)
    assert count == len(found) > 1
    for code, others in (("sv", "Språk"), ("en", "Language"), ("fi", "Kieli")):
        page.locator("nav.languages").get_by_role("link", name=code.upper()).click()
        expect(page).to_have_url(re.compile(rf"^{re.escape(address)}/{code}/\?"))
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_role("navigation", name=others)).to_be_visible()
        expect(page.locator(".total")).to_contain_text(TOTALS[code])
        assert (asked(page), titles(page), total(page)) == (wanted, found, count)
        expect(page.locator("#q")).to_have_value("hanke")
        expect(page.locator(".chip")).to_have_count(3)
        expect(page.locator("#jarjestys")).to_have_value("nimi")
        expect(page.locator(".precision [aria-current]")).to_have_count(1)


def test_a_change_of_language_keeps_the_page_and_the_way_back(page: Page, address: str) -> None:
    page.goto(f"{address}/?jarjestys=nimi&sivu=2")
    found = titles(page)
    page.locator("nav.languages").get_by_role("link", name="EN").click()
    expect(page).to_have_url(f"{address}/en/?jarjestys=nimi&sivu=2")
    expect(page.locator(".pager [aria-current]")).to_have_text(re.compile("2$"))
    assert titles(page) == found
    page.locator(".hit h3 a").first.click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(address)}/en/hanke/\w+\?jarjestys=nimi&sija=21$"))
    page.locator("nav.languages").get_by_role("link", name="SV").click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(address)}/sv/hanke/\w+\?jarjestys=nimi&sija=21$"))
    page.locator(".back a").click()
    expect(page).to_have_url(f"{address}/sv/?jarjestys=nimi&sivu=2")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{address}/en/?jarjestys=nimi&sivu=2")


def test_a_language_once_chosen_is_that_of_the_next_visit(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fi-FI")
    page = context.new_page()
    page.goto(f"{address}/?q=digituki")
    page.locator("nav.languages").get_by_role("link", name="SV").click()
    page.goto(f"{address}/hanke/S29903?q=digituki")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    context.close()


def test_a_completion_stays_in_the_language(page: Page, address: str) -> None:
    page.goto(f"{address}/en/")
    box = page.locator("#q")
    box.press_sequentially("musta mas")
    option = page.get_by_role("option", name="MustaMassa")
    expect(option).to_contain_text("Project")
    option.click()
    expect(page).to_have_url(f"{address}/en/hanke/A89907")


# Files


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/?q=hanke&maakunta=Lappi&maakunta=Kainuu", "hanke-lappi-kainuu"),
        ("/en/?q=digituki", "digituki"),
        ("/hankkeet", "kaikki"),
    ],
)
def test_files_have_as_many_rows_as_there_are_hits(
    page: Page, address: str, tmp_path: Path, path: str, search: str
) -> None:
    page.goto(address + path)
    count = total(page)
    assert count > 1
    files = {}
    for suffix in ("csv", "xlsx"):
        with page.expect_download() as waiting:
            page.locator(f".downloads a[href*='haku.{suffix}']").last.click()
        name = waiting.value.suggested_filename
        assert re.fullmatch(rf"hankehaku-{search}-\d{{4}}-\d\d-\d\d\.{suffix}", name)
        files[suffix] = tmp_path / f"tulos.{suffix}"
        waiting.value.save_as(files[suffix])
    with files["csv"].open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(files["xlsx"]).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    assert len(lines) == len(rows) == count
    code = head.index(next(iter(lines[0])))
    assert [row[code] for row in rows] == list(map(next, map(iter, (line.values() for line in lines))))


# A plan


def test_a_plan_that_is_too_long_is_told_so_and_not_cut(page: Page, address: str) -> None:
    page.goto(f"{address}/vertaa")
    box = page.get_by_role("textbox", name="Suunnitelman teksti")
    count = page.locator("#pituus")
    expect(count).to_have_text(re.compile(r"^0 / 20\s000 merkkiä$"))
    box.fill("digitukea 😀 ")
    expect(count).to_have_text(re.compile(r"^11 / "))
    box.fill("digitukea " * 2001)
    expect(count).to_have_text(re.compile(r"^20\s009 / "))
    expect(count).to_have_class(re.compile("over"))
    page.get_by_role("button", name="Etsi lähimmät").click()
    expect(page).to_have_url(f"{address}/vertaa")  # nothing was sent
    box.fill("digitukea " * 2000)
    expect(count).not_to_have_class(re.compile("over"))
    page.get_by_role("button", name="Etsi lähimmät").click()
    expect(page.get_by_role("heading", name="Lähimmät hankkeet")).to_be_visible()


def test_without_javascript_a_plan_that_is_too_long_comes_back_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/vertaa")
    expect(page.locator("#pituus")).to_be_hidden()
    expect(page.locator(".hint")).to_be_hidden()
    text = "digitukea " * 2500 + "loppu"
    page.get_by_role("textbox", name="Suunnitelman teksti").fill(text)
    page.get_by_role("button", name="Etsi lähimmät").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "siinä on 25\u00a0005 merkkiä, ja enimmäispituus on 20\u00a0000 merkkiä"
    )
    expect(page.get_by_role("textbox", name="Suunnitelman teksti")).to_have_value(text)
    context.close()
