"""Project codes, business ids and yes or no are the same value however they are written."""

from __future__ import annotations

import pytest

from index.model.codes import business_id, canonical, has_check_digit, project_code, yes_or_no
from index.model.fields import Field
from index.model.project import FIELDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S12345", "S12345"), ("s12345", "S12345"), ("A 89903", "A89903"), (" a\u00a089903 ", "A89903"),
        ("ABC123", "ABC123"), ("S12345678", "S12345678"),
        ("ABCD123", None), ("S12", None), ("S123456789", None), ("12345", None), ("S12345 x", None),
        ("", None),
    ],
)  # fmt: skip
def test_project_codes(text: str, code: str | None) -> None:
    assert project_code(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9549909-3", "9549909-3"), ("95499093", "9549909-3"), ("FI95499093", "9549909-3"),
        ("fi 9549909-3", "9549909-3"), ("FI-95499093", "9549909-3"), ("9549909 – 3", "9549909-3"),
        ("954 9909-3", "9549909-3"), ("954990-3", "0954990-3"), ("954990 - 3", "0954990-3"),
        *((f"9549909{dash}3", "9549909-3") for dash in "-‐‑‒–—―−﹣－"),
        *((f"954990{dash}3", "0954990-3") for dash in "-‐‑‒–—―−﹣－"),
        ("9549903", None), ("954990-33", None), ("9549909x3", None), ("SE95499093", None), ("", None),
    ],
)  # fmt: skip
def test_business_ids(text: str, number: str | None) -> None:
    assert business_id(text) == number


WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize("at", range(7))
def test_the_check_digit_weighs_every_digit(at: int) -> None:
    for digit in range(1, 10):
        rest = digit * WEIGHTS[at] % 11
        start = "".join(str(digit if place == at else 0) for place in range(7))
        good = [check for check in range(10) if has_check_digit(f"{start}-{check}")]
        assert good == ([0] if rest == 0 else [] if rest == 1 else [11 - rest]), start


@pytest.mark.parametrize("text", ["0000000-00", "954990-3", "95499093", "9549909-x", ""])
def test_what_has_no_check_digit(text: str) -> None:
    assert not has_check_digit(text)


def test_a_business_id_that_the_tax_administration_gave() -> None:
    assert has_check_digit("0244767-4")  # a public one, of the university of Jyväskylä
    assert has_check_digit("0000000-0")
    assert not has_check_digit("0244767-5")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("kyllä kylla on x X 1 true TRUE tosi ja Ja yes", "kyllä"),
        ("ei Ei 0 false False epätosi nej no", "ei"),
        ("ehkä jaa 2 - y n", None),
    ],
)
def test_yes_and_no(words: str, value: str | None) -> None:
    for word in words.split():
        assert yes_or_no(word) == value, word
        assert yes_or_no(f"  {word} ") == value, word


def test_no_in_two_words() -> None:
    assert yes_or_no("Ei \u00a0ole") == "ei"
    assert yes_or_no("") is None


def named(query: str) -> Field:
    return next(field for field in FIELDS if field.query == query)


@pytest.mark.parametrize(
    ("query", "text", "value"),
    [
        ("koodi", "s 12345", "S12345"), ("koodi", "9549909-3", None), ("ryhma", "a 12345", "A12345"),
        ("ytunnus", "FI95499093", "9549909-3"), ("ytunnus", "S12345", None),
        ("valtakunnallinen", "JA", "kyllä"), ("valtakunnallinen", "nej", "ei"),
        ("valtakunnallinen", "S12345", None),
        ("maakunta", "S12345", None), ("tila", "ja", None),
    ],
)  # fmt: skip
def test_the_one_form_of_a_value(query: str, text: str, value: str | None) -> None:
    assert canonical(named(query), text) == value
