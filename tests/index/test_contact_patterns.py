"""The contact person's own numbers and addresses, however the form and the texts write them."""

from __future__ import annotations

import pytest

from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.contact_patterns import contact_emails, contact_phones, phone_key
from index.privacy.redaction import REMOVED, redact


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("040 123 4567", "401234567"),
        ("0401234567", "401234567"),
        ("+358 40 123 4567", "401234567"),
        ("00358 40 1234567", "401234567"),
        ("358-40-1234567", "401234567"),
        ("+358 (0)40 123 4567", "401234567"),
        ("+46 70 123 45 67", "701234567"),
        ("08 615 6100", "86156100"),
        ("12345", "12345"),
        ("1234", ""),
        ("vaihde", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str | None, key: str) -> None:
    assert phone_key(written) == key


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("040 123 4567", {"401234567"}),
        ("040 123 4567, 050 765 4321", {"401234567", "507654321"}),
        ("040 123 4567; 050 765 4321", {"401234567", "507654321"}),
        ("040 123 4567 tai 050 765 4321", {"401234567", "507654321"}),
        ("040 123 4567 ja +358507654321", {"401234567", "507654321"}),
        ("040 123 4567/050 765 4321", {"401234567", "507654321"}),
        ("040/1234567", {"401234567"}),
        ("040 123 4567 / +358 50 765 4321", {"401234567", "507654321"}),
        ("123456", {"123456"}),
        ("12345", set()),
        (None, set()),
    ],
)
def test_the_numbers_of_a_row(written: str | None, numbers: set[str]) -> None:
    assert contact_phones(Contact(phone=written)) == numbers


def test_a_row_has_ten_numbers_at_the_most() -> None:
    written = ", ".join(f"040 000 00{n}" for n in range(10, 22))
    assert contact_phones(Contact(phone=written)) == {f"4000000{n}" for n in range(10, 20)}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("maija.mallila@malli.fi", [["maija", "mallila", "malli", "fi"]]),
        ("maija.mallila(at)malli.fi", [["maija", "mallila", "malli", "fi"]]),
        ("maija.mallila [at] malli.fi", [["maija", "mallila", "malli", "fi"]]),
        ("maija.mallila(a)malli.fi", [["maija", "mallila", "malli", "fi"]]),
        ("maija.mallila at malli.fi", [["maija", "mallila", "malli", "fi"]]),
        ("maija@malli.fi", [["maija", "malli", "fi"]]),
        ("maija@malli.fi, matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
        ("maija@malli.fi matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
        ("maija@malli.fi tai matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
        ("malli.fi", []),
        ("", []),
        (None, []),
    ],
)
def test_the_addresses_of_a_row(written: str | None, words: list[list[str]]) -> None:
    assert contact_emails(Contact(email=written)) == words


def test_a_row_has_ten_addresses_of_possible_length_at_the_most() -> None:
    """Each of 20,000 words was a part of one regular expression, which took 11 seconds and 276 MB."""
    assert len(contact_emails(Contact(email="a@b.fi " * 20_000))) == 10
    assert contact_emails(Contact(email="a." * 20_000 + "b@c.fi")) == []


@pytest.mark.parametrize(
    "written",
    [
        "maija malli fi",
        "maija_malli_fi",
        "Maija (at) malli . fi",
        "maija at malli piste fi",
        "maija - malli - fi",
    ],
)
def test_the_contacts_own_address_is_masked_however_it_is_written(written: str) -> None:
    contact = Contact(email="maija@malli.fi")
    shown, count = redact(Project(code="S12345", contact=contact, summary=f"Kysy: {written}."))
    assert (shown.summary, count) == (f"Kysy: {REMOVED}.", 1)


@pytest.mark.parametrize(
    "written", ["9876543", "98 76 543", "98-76-543", "358 9876543", "+3589876543", "(0)9876543", "98.76.543"]
)
def test_the_contacts_own_number_is_masked_however_it_is_written(written: str) -> None:
    contact = Contact(phone="09 876 543")
    shown, _ = redact(Project(code="S12345", contact=contact, summary=f"Soita {written}, kiitos"))
    assert shown.summary == f"Soita {REMOVED}, kiitos"
    other, count = redact(Project(code="S12345", contact=contact, summary="Luku 98765432 ja 19876543"))
    assert (other.summary, count) == ("Luku 98765432 ja 19876543", 0)
