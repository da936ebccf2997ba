"""Finnish money, days, numbers and counts, and the shapes of section text."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from index.model.fields import Kind
from index.model.project import FIELDS
from index.model.project_parts import Numbered
from search.contract.results import Reason, Span
from web.i18n import format
from web.project_page.paragraphs import Block, blocks


def test_money_and_numbers_have_no_break_spaces() -> None:
    assert format.money(174129) == "174\u00a0129\u00a0€"
    assert format.number(1234567) == "1\u00a0234\u00a0567"
    assert format.money(-500) == "\u2212500\u00a0€"
    assert format.money(0) == "0\u00a0€"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(date(2021, 9, 1), "1.9.2021"), ("2023-12-31", "31.12.2023"), ("ei päivä", "ei päivä")],
)
def test_days(value: date | str, wanted: str) -> None:
    assert format.day(value) == wanted


@pytest.mark.parametrize(
    ("starts", "ends", "wanted"),
    [
        ("2021-09-01", "2023-12-31", "1.9.2021–31.12.2023"),
        ("2021-09-01", None, "1.9.2021–"),
        (None, date(2023, 12, 31), "–31.12.2023"),
        (None, None, ""),
    ],
)
def test_periods(starts: str | None, ends: date | str | None, wanted: str) -> None:
    assert format.period(starts, ends) == wanted


def test_counts_agree_with_their_noun() -> None:
    assert format.projects(0) == "Ei osumia"
    assert format.projects(1) == "1\u00a0hanke"
    assert format.projects(11800) == "11\u00a0800\u00a0hanketta"


def test_names_come_from_objects_and_from_json() -> None:
    assert format.name({"number": "9", "name": "REACT-EU"}) == "9. REACT-EU"
    assert format.name({"number": "", "name": "Nimi"}) == "Nimi"
    assert format.name(Numbered("9", "REACT-EU")) == "9. REACT-EU"
    assert format.name(None) == ""


def test_every_kind_of_the_table_can_be_shown() -> None:
    for field in FIELDS:
        assert format.field_value(field, None) == ""
        value = {Kind.DATE: date(2021, 9, 1), Kind.FLAG: True}.get(field.kind, 2021)
        shown = format.field_value(field, value).replace("\u00a0", "").strip("€%")
        assert shown in {"2021", "1.9.2021", "kyllä"}


def test_paragraphs_lists_and_lines_that_mean_something() -> None:
    text = "Eka kappale.\n\n \nTavoitteet:\n- yksi\n– kaksi\nTp 2: Neuvonta\n1. ohjaus"
    assert blocks(text) == (
        Block(False, (Markup("Eka kappale."),)),
        Block(False, (Markup("Tavoitteet:"),)),
        Block(True, (Markup("yksi"), Markup("kaksi"))),
        Block(False, (Markup("Tp 2: Neuvonta"), Markup("1. ohjaus"))),
    )


def test_hard_wraps_are_joined_and_marks_do_not_count() -> None:
    first = "Hankkeen tavoitteena on parantaa metsäkoneiden kuljettajien"
    spans = (Span(9, 20, Reason.EXACT_FORM, "tavoitteena"), Span(60, 69, Reason.EXACT_FORM, "osaamista"))
    assert blocks(f"{first}\nosaamista alueella.", spans)[0].lines == (
        Markup(
            "Hankkeen <mark>tavoitteena</mark> on parantaa metsäkoneiden kuljettajien "
            "<mark>osaamista</mark> alueella."
        ),
    )
    assert len(blocks("Tavoitteet\nosallisuuden lisääminen\nverkostot")[0].lines) == 3


@given(st.text())
def test_no_word_of_a_text_is_lost(text: str) -> None:
    shown = " ".join(unescape(line) for block in blocks(text) for line in block.lines)
    bullets = "-–—•·*▪‣○●"
    wanted = [word for word in text.split() if word.strip(bullets)]
    assert [word for word in shown.split() if word.strip(bullets)] == wanted
