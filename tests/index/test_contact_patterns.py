"""The contact person's own numbers and addresses, however the form and the texts write them."""

from __future__ import annotations

import pytest

from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.contact_patterns import contact_emails, contact_phones, phone_key, split_phones
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
        ("maija@malli.fi ja matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
        ("maija@malli.fi/matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
        ("maija@malli.fi;matti@malli.fi", [["maija", "malli", "fi"], ["matti", "malli", "fi"]]),
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


# Which rows of digits are telephone numbers


@pytest.mark.parametrize(
    "row",
    [
        "091234567890", "09 1234 567 890", "040123456", "04012345678", "050123456", "05012345678",
        "040 12 34 567", "040 12 345 67", "050 123 45 67",
        "3584012345", "358 40 1234", "012/2115", "+358 40\n12345", "+358 40\n12345678", "+358401234\n567",
        "+3584012345\n67", "040 1234\n56", "040 1234\n5678", "050 1234\n567", "(040 1234\n567",
    ],
)  # fmt: skip
def test_a_row_of_digits_is_one_number(row: str) -> None:
    assert list(split_phones(row)) == [(row, True)]


@pytest.mark.parametrize(
    "row",
    [
        "0912345678901", "09 1234 567 8901", "04012345", "040123456789", "05012345", "050123456789",
        "358 401 234", "35840123", "012/2015", "012/1999",
    ],
)  # fmt: skip
def test_a_row_of_digits_is_no_number(row: str) -> None:
    """Too long or too short, a mobile number of another length, three groups of three, a year."""
    assert list(split_phones(row)) == [(row, False)]


@pytest.mark.parametrize(
    ("first", "rest"),
    [("+358 40", "1234"), ("+358 40", "123456789"), ("+35840123456", "7"), ("040 123", "45"),
     ("040 1234", "56789"), ("040 12345", "6"), ("09 1234", "567")],
)  # fmt: skip
def test_a_line_end_parts_numbers(first: str, rest: str) -> None:
    assert "".join(piece for piece, _ in split_phones(f"{first}\n{rest}")) == f"{first}\n{rest}"
    assert next(split_phones(f"{first}\n{rest}"))[0] == first


def shown(text: str) -> str:
    return (redact(Project("S12345", summary=text))[0].summary or "").replace(REMOVED, "##")


CALLED = """
    puhelin känny gsm fax faksi palvelu päivystys neuvonta vaihde viesti soitto yhteys varaus ilmoittautumis
    info tuki hätä kriisi oma työ koti toimisto suora henkilö
    kontakti mobiili whatsapp viber signal hälytys vastaanotto ilta tavoite vastaus johtaja hoitaja ohjaaja
    sihteeri neuvoja isännöitsijä
"""
ROWS = (
    "puh. ## ## ##|040 1234567 050 1234567 09 1234567",
    "puh. ##, ##, ##|040 1234567, 050 1234567, 09 1234567",
    "puh. ##/##/##|040 1234567/050 1234567/09 1234567", "puh. ## tai ##|615 6100 tai 615 6101",
    "puh. ## ja ## sekä ##|615 6100 ja 615 6102 sekä 615 6103", "tfn ## eller ##|315 6100 eller 315 6101",
    "puh. ##\n##|615 6100\n615 6101", "## ##|09 1234567 08 1234567", "##/##|09-1234567/08-1234567",
    "##/##|09/1234567/08/1234567", "## ## ##|040 123 4567 0400 123 456 +358 50 123 4567",
    "## ## ## ##|08 1234567 040 123 4567 08 7654321 050 765 4321", "Telefon: ##|315 6100",
    "## ##|040 123 4567 040 765 432", "puh. ##, 12 34|615 6100, 12 34",
    "puh. ##, 12500 euroa|615 6100, 12500 euroa",
    "puh. ##, 01300 Vantaa|040 1234567, 01300 Vantaa",
    "puh. ##, 2010 alkaen|615 6100, 2010 alkaen", "01300 02100 04200 Kerava|01300 02100 04200 Kerava",
    "##\n##|Puupää Pekka\n050 765 4321", "##\n##|Puupää Pekka\npekka.puupaa@malli.fi",
    "##, puh. ##|Hautala, Matti, puh. 050 765 4321", "## tfn ##|Puupää Pekka tfn 050 765 4321",
    "Villa Elsa, ##|Villa Elsa, 050 765 4321",
    "## och ##, ##|Kaija Pulkkinen och Kjell Backman, 050 765 4321",
)  # fmt: skip
"""Numbers in a row, and names beside them: what is shown, and of what; the label stands once."""
PAPERS = """
    asia asiakas asiakirja diaari erä hanke jäsen kappale kiinteistö kirjaus kone kortti lasku
    lomake lomakkeen mittari osa passi patentti posti projekti päätös päätöksen rekisteri sarja
    sopimus sopimuksen tapaus tieosa tili tilaus tilauksen tilausvahvistus todistus tosite tuote
    viite vero faktura order kund konto invoice account
"""
KEYS = """
    sarja numerosarja
    tunnus tunnukset hanketunnus koodi hankekoodi viite viitetieto viitemerkintä referens reference dnro drno
    d:nro diaari diaariin diarienr iban tieosa maantie seututie yhdystie
"""


@pytest.mark.parametrize("row", ROWS)
def test_numbers_in_a_row_and_names_beside_them(row: str) -> None:
    wanted, text = row.split("|")
    label = wanted.partition("##")[0] if wanted.startswith(("puh. ", "tfn ", "Telefon: ")) else ""
    assert shown(label + text) == wanted


def test_numbers_by_the_word_before_them() -> None:
    for word in CALLED.split():
        assert shown(f"Tässä {word}numero 09 123 4567 nyt") == f"Tässä {word}numero ## nyt"
        assert shown(f"Tässä {word}numerossa: 0912345678") == f"Tässä {word}numerossa: ##"
    for word in ("kotelo", "juokseva"):
        assert shown(f"Tässä {word}numero 09 123 4567") == f"Tässä {word}numero 09 123 4567"
        assert shown(f"Tässä {word}numero 040 123 4567") == f"Tässä {word}numero 040 123 4567"
        for number in ("+358 9 123 4567", "00358 9 123 4567"):
            assert shown(f"Tässä {word}numero {number}") == f"Tässä {word}numero ##"
    for paper in PAPERS.split():
        for word in ("numero", "nro", "-nro:", " no", "n:o", " nr", "numeron on", "numero är"):
            text = f"Tässä {paper}{word} 040 123 4567"
            assert shown(text) == text
    for key in KEYS.split():
        for word in (key, f"{key.upper()}:", f"{key} on", f"{key}. #"):
            assert shown(f"{word} 040 123 4567") == f"{word} 040 123 4567"
    assert shown("Kotikatu: 040 123 4567") == "Kotikatu: ##"


UNITS = "€ % euro euroa mk milj mrd kpl kg km ha kWh MWh asukasta henkilöä"


def test_numbers_by_the_unit_after_them() -> None:
    for unit in UNITS.split():
        assert shown(f"Siellä 0912345 {unit} nyt") == f"Siellä 0912345 {unit} nyt"
    for word in ("kpli", "talo"):
        assert shown(f"Siellä 0912345 {word} nyt") == f"Siellä ## {word} nyt"


def test_a_label_before_a_number_of_two_lines() -> None:
    assert shown("puh. 0401234567\n12 kpl") == "puh. ##\n12 kpl"
    assert REMOVED == "[yhteystieto poistettu]"


@pytest.mark.parametrize(
    ("before", "shortest", "longest"),
    [("puh. ", 5, 12), ("puh. 0", 4, 11), ("tel: ", 5, 12), ("Soita +358 ", 6, 11), ("Soita +46 ", 7, 12)],
)
def test_how_many_digits_a_number_may_have(before: str, shortest: int, longest: int) -> None:
    digits = "61561789234512345678"
    masked = [n for n in range(1, 20) if shown(f"{before}{digits[:n]} nyt").count("##") == 1]
    assert masked == list(range(shortest, longest + 1))
