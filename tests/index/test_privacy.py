"""What is masked of a contact person in texts, in all the ways that people write, and what must stay."""

from __future__ import annotations

import json

import pytest

from index.messages import Notice
from index.model.project import FORM_WORDS, Project
from index.model.project_parts import Applicant, Contact, FormAnswer, Indicator
from index.model.serialization import encode_project
from index.privacy.redaction import REMOVED, drop_form_words, redact

CONTACT = Contact("Maija Mallila", "projektipäällikkö", "maija.mallila(at)malli.fi", "040 123 4567")


def masked(text: str, contact: Contact = CONTACT) -> str | None:
    return redact(Project(code="S12345", summary=text, contact=contact))[0].summary


@pytest.mark.parametrize(
    "text",
    [
        "etunimi . sukunimi ( at ) esimerkki . fi",
        "etunimi.sukunimi (ät) esimerkki.fi",
        "etunimi.sukunimi[at]esimerkki.fi",
        "etunimi.sukunimi at esimerkki.fi",
        "etunimi.sukunimi ät esimerkki piste fi",
        "etunimi.sukunimi(a)esimerkki.fi",
        "etunimi.sukunimi {at} esimerkki.fi",
        "etunimi.sukunimi <at> esimerkki.fi",
        "etunimi.sukunimi @ esimerkki.fi",
        "etunimi.sukunimi miukumauku esimerkki.fi",
        "etunimi(piste)sukunimi(at)esimerkki(piste)fi",
        "etunimi piste sukunimi at esimerkki piste fi",
        "etunimi.sukunimi@ali.esimerkki. fi",
        "ETUNIMI.SUKUNIMI@ESIMERKKI.FI",
        "etunimi_sukunimi+lista@esimerkki.co.uk",
        "maija mallila (at) malli fi",
        "maija_mallila at malli fi",
        "Maija.Mallila\u00a0(at)\u00a0malli.fi",
    ],
)
def test_emails_are_masked(text: str) -> None:
    assert masked(f"Kysy: {text} ja tule.") == f"Kysy: {REMOVED} ja tule."
    assert masked(text) == REMOVED


@pytest.mark.parametrize(
    "text",
    [
        "040/7654321",
        "040.765.4321",
        "040 - 765 4321",
        "(040) 765 4321",
        "(040)7654321",
        "+358.40.765.4321",
        "+358-40-7654321",
        "+358(0)407654321",
        "+358 (0) 40 765 4321",
        "00358407654321",
        "00 358 40 7654321",
        "358 40 765 4321",
        "040\u202f765\u202f4321",
        "040‑765‑4321",
        "0400 765 432",
        "050 12 34 567",
        "09-310 1691",
        "+46 70 123 45 67",
        "+372 5123 4567",
        "40 123 4567",
        "+ 358 40 123 4567",
        "(0)40.123.45.67",
    ],
)
def test_telephone_numbers_are_masked(text: str) -> None:
    assert masked(f"Soita {text}, niin kerromme.") == f"Soita {REMOVED}, niin kerromme."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("puh. 615 6100.", f"puh. {REMOVED}."),
        ("puh.0407654321", f"puh.{REMOVED}"),
        ("gsm 500 765432", f"gsm {REMOVED}"),
        ("p. 765 4321", f"p. {REMOVED}"),
        ("Puhelin: 765 4321", f"Puhelin: {REMOVED}"),
        ("040 765 4321 050 000 6134", f"{REMOVED} {REMOVED}"),
        ("08 615 6100/0407654321", f"{REMOVED}/{REMOVED}"),
        ("Kuja 3 040 765 4321", f"Kuja 3 {REMOVED}"),
        ("puh. 040 765 4321 050 000 6134 08 615 6100", f"puh. {REMOVED} {REMOVED} {REMOVED}"),
    ],
)
def test_telephone_numbers_beside_other_things(text: str, shown: str) -> None:
    assert masked(text) == shown


LABELS = (
    "puh. ", "puh.", "Puh ", "Puh: ", "p. ", "P: ", "gsm ", "GSM: ", "tel. ", "puhelin: ",
    "Puhelinnumero: ", "matkapuh. ", "mob. ", "mobile: ", "phone: ",
)  # fmt: skip
NUMBERS = (
    "040 123 4567", "0401234567", "040-1234567", "040-123 4567", "+358 40 123 4567", "+358401234567",
    "(08) 615 6100", "08 615 6100", "615 6100", "6156100", "1234 567",
)  # fmt: skip


@pytest.mark.parametrize("contact", [Contact(), Contact(name="Matti Meikä", phone="09 310 1691")], ids=str)
@pytest.mark.parametrize("label", LABELS)
def test_a_number_after_a_label_is_masked_whoever_it_is_of(label: str, contact: Contact) -> None:
    for number in NUMBERS:
        assert masked(f"Soita {label}{number}, tule!", contact) == f"Soita {label}{REMOVED}, tule!", number
        assert masked(f"{label}{number}", contact) == f"{label}{REMOVED}", number


@pytest.mark.parametrize("number", ["040 123 4567", "0401234567", "+358 40 123 4567", "08 615 6100"])
def test_a_number_is_masked_in_every_text(number: str) -> None:
    said = f"Kysy puh. {number}."
    project = Project(
        code="S12345",
        title=said,
        summary=f"Alku\n{said}\nloppu",
        target_groups=said,
        indirect_target_groups=said,
        equality=(FormAnswer("K?", True, said),),
        sustainability=(Indicator("a", "b", 1, 2, said),),
        final_report=said,
        warnings=(said,),
    )
    shown, count = redact(project)
    assert number not in repr(shown)
    assert repr(shown) == repr(project).replace(number, REMOVED)
    assert count == 8


@pytest.mark.parametrize(
    "text",
    [
        "1 040 123 456 euroa ja 2 040 000 000 €",
        "12 050 000 asukasta, +5 000 000 euroa",
        "FI21 1234 5600 0007 85 ja FI49 5000 0940 1234 56",
        "0210574-6, 0210574–6, FI02105746",
        "ISSN 0788-6381, ISBN 0856359149, ISBN 0 85635 914 9, ISBN-10: 0-940242-14-1, ISSN 0780-003X",
        "0780-5373, STAND NRO 0134302ERE, 0317489e-96b4",
        "ESAVI/0123/04.05.2020 ja 0123456/2020",
        "kaudella 05/2020 100 osallistujaa",
        "2014-2020, 2021–2027, 1.1.2020-31.12.2022",
        "hinnat 0,40 0,50 ja 0.123456789",
        "Natura 2000, ISO 9001:2015, 3D, Tp 2: 100 000 kpl",
        "kohta (a) malli, vaihtoehdot (a) ja (b)",
        "Look at www.esimerkki.fi and meet us at Oulu. Yhteensä 5 @ 10 €",
        "puhelin 100 000 kpl, matkapuhelin, puhelimitse 2020 aikana",
        "www.youtube.com/@kanava ja @kanava #digi",
        "mallit ja mallilla, Mallissa, mallisto",
        "S22496, A89901, EURA 2014/12345/09 02 01 01/2018/ESA",
    ],
)
def test_what_is_no_contact_data_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Marita Mallinen", "projektipäällikkö Mallinen", f"projektipäällikkö {REMOVED}"),
        ("Marita Mallinen", "Ohjaaja Malliselle, M. Malliselta", f"Ohjaaja {REMOVED}, {REMOVED}"),
        ("Marita Mallinen", "maisemallinen, kolmimallinen", "maisemallinen, kolmimallinen"),
        ("Teemu Hokkanen", "Hokkasen johdolla Hokkanenkin", f"{REMOVED} johdolla {REMOVED}"),
        ("Teemu Hokkanen", "hokkanen HOKKANEN", f"{REMOVED} {REMOVED}"),
        ("Pertti Heikkuri", "Heikkurin ja Heikkurilta, Heikkinen", f"{REMOVED} ja {REMOVED}, Heikkinen"),
        ("Markku Pesonius", "Pesoniuksen", REMOVED),
        ("Ann-Sofi Backlund", "Backlundille Backlundinkin", f"{REMOVED} {REMOVED}"),
        ("Matti Lahti", "Lahdessa, Lahden työ; johtaja Lahden", f"Lahdessa, Lahden työ; johtaja {REMOVED}"),
        ("Matti Lahti", "Matti Lahdelle", REMOVED),
        ("Tuula Ranta", "Ranta, rannalla, tutkija Rantasalmi", "Ranta, rannalla, tutkija Rantasalmi"),
        ("Tuula Ranta", "tutkija Rannalla, T. Ranta", f"tutkija {REMOVED}, {REMOVED}"),
        ("Tuula Heikkinen-Ranta", "Heikkinen-Rannalle Heikkiselle Ranta", f"{REMOVED} {REMOVED} {REMOVED}"),
        ("Anna Maria Mallila", "Anna Mallila ja Mallila Anna", f"{REMOVED} ja {REMOVED}"),
        ("ohjaaja Maija Mallila", "Maija Mallila, ohjaaja", f"{REMOVED}, ohjaaja"),
        ("Maija Mallila", "Maija K. Mallila ja Maija\nMallila", f"{REMOVED} ja {REMOVED}"),
        ("Jukka-Pekka Vuolteenaho", "Vuolteenahon Jukka-Pekalle", REMOVED),
        ("Ada Söderberg", "www.a.fi/ada-soderberg www.a.fi/Soderberg", f"{REMOVED} www.a.fi/Soderberg"),
        ("Kari Järvi", "kartta järvien; Karin Järvelle", f"kartta järvien; {REMOVED}"),
        ("Mika Salo", "mistä sadusta", "mistä sadusta"),
        ("maija mallila", "Maija Mallila", REMOVED),
        ("ei vielä tiedossa", "Ei vielä tiedossa, ei tiedossa vielä", "Ei vielä tiedossa, ei tiedossa vielä"),
        ("Virpi Mäki", "Mäen kylä; lehtori Mäen; Virpi Mäellä", f"Mäen kylä; lehtori {REMOVED}; {REMOVED}"),
    ],
)  # fmt: skip
def test_names_alone_and_inflected(name: str, text: str, shown: str) -> None:
    assert masked(text, Contact(name=name)) == shown


def test_the_organisations_own_number_stays_in_texts() -> None:
    project = Project(
        code="S12345",
        summary="Vaihde 08 615 6100, puh. 08-6156100 ja 08 123 4567",
        applicant=Applicant(name="Malli ry", phone="08 6156100"),
    )
    assert redact(project)[0].summary == f"Vaihde 08 615 6100, puh. 08-6156100 ja {REMOVED}"


def test_the_contact_is_masked_in_headings_and_organisations() -> None:
    project = Project(
        code="S12345",
        contact=CONTACT,
        applicant=Applicant(name="Tmi Maija Mallila", address="c/o Maija Mallila, Kuja 3"),
        co_implementers=(Applicant(name="Osa ry", phone="+358401234567"),),
        other={"7.3 Maija Mallila": "yksi", "7.4 Mallila": "kaksi", "7.3 Mallila Maija": "kolme"},
    )
    shown, count = redact(project)
    assert shown.applicant == Applicant(name="Tmi Maija Mallila", address=f"c/o {REMOVED}, Kuja 3")
    assert shown.co_implementers[0].phone is None
    assert shown.other == {f"7.3 {REMOVED}": "yksi\n\nkolme", f"7.4 {REMOVED}": "kaksi"}
    assert count == 5


def test_warnings_do_not_name_the_contact() -> None:
    project = Project(
        code="S12345", contact=CONTACT, warnings=("line 3: unknown key «Mallila 040 123 4567»",)
    )
    assert redact(project)[0].warnings == (f"line 3: unknown key «{REMOVED} {REMOVED}»",)


def test_with_contacts_only_the_words_of_the_form_go() -> None:
    project = Project(
        code="S12345", contact=CONTACT, other={FORM_WORDS: "1 Hanke", "5 Raha": "Maija Mallila"}
    )
    assert drop_form_words(project).other == {"5 Raha": "Maija Mallila"}
    assert drop_form_words(project).contact == CONTACT


@pytest.mark.parametrize("text", ["Maija_Mallila", "hakija_maija_mallila_2024", "Mallila_Maija"])
def test_a_low_line_parts_the_words_of_a_name(text: str) -> None:
    shown = redact(Project("S12345", summary=text, contact=Contact(name="Maija Mallila")))[0].summary
    assert shown
    assert "allila" not in shown
    assert "aija" not in shown


OTHER = Contact("Pekka Puupää", None, "pekka@x.fi", "08 111 222")


@pytest.mark.parametrize(
    ("loose", "text", "shown_text"),
    [
        ("Vetäjä: Liisa Lahti", "Liisa Lahti tuli, Pekka Puupää lähti", "## tuli, ## lähti"),
        ("Vetäjä: maija@malli.fi", "Kysy maija malli fi", "Kysy ##"),
        ("Vetäjä: a, puh. 61 561", "Luku 61561", "Luku 61561"),
        ("Vetäjä: a, puh. 615 6100", "Luku 6156100", "Luku ##"),
    ],
)
def test_who_is_withheld_is_masked_in_the_texts(loose: str, text: str, shown_text: str) -> None:
    made = redact(Project("S12345", summary=text, contact=OTHER, other={"5 Raha": loose}))[0]
    assert (made.other, (made.summary or "").replace(REMOVED, "##")) == ({}, shown_text)


@pytest.mark.parametrize(
    ("said", "shown_text"),
    [
        ("Yhteyshenkilö Xyzzy Virtanen kertoo. Xyzzy Virtanen", "Yhteyshenkilö ## kertoo. ##"),
        ("Yhteyshenkilö Maija Xyzzy kertoo. Maija Xyzzy", "Yhteyshenkilö ## kertoo. ##"),
        (
            "Yhteyshenkilö Xyzzy Qwerty kertoo. Xyzzy Qwerty",
            "Yhteyshenkilö Xyzzy Qwerty kertoo. Xyzzy Qwerty",
        ),
    ],
)
def test_who_a_text_introduces(said: str, shown_text: str) -> None:
    for made in (
        Project("S12345", summary=said), Project("S12345", title=said), Project("S12345", target_groups=said),
        Project("S12345", indirect_target_groups=said), Project("S12345", final_report=said),
        Project("S12345", equality=(FormAnswer("a", True, said),)),
        Project("S12345", sustainability=(Indicator("a", "b", 0, 0, said),)),
    ):  # fmt: skip
        found = json.dumps(json.loads(encode_project(redact(made)[0])), ensure_ascii=False)
        assert shown_text in found.replace(REMOVED, "##")


def test_headings_with_a_person_are_named_once() -> None:
    heading = "Vastuuhenkilö Maija Mallila"
    warning = Notice(
        "line %(number)s: unknown heading «%(title)s»; its text is kept as text", number=7, title=heading
    )
    made = redact(
        Project("S12345", summary="Maija Mallila", warnings=(warning, "muu «Suuri Talo»", "muu «Talo»"))
    )[0]
    assert [str(one) for one in made.warnings] == [
        "muu «Suuri Talo»",
        "muu «Talo»",
        f"line 7: «Vastuuhenkilö {REMOVED}» may hold a person: withheld",
    ]
    assert made.summary == REMOVED
    plain = Project("S12345", warnings=("muu «Suuri Talo»",))
    assert redact(plain)[0] == plain
