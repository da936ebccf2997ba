"""Every word that distinguishes a name from a word or a town, each in its own sentence; every form of a name.

The sentences are in `golden/persons_words.tsv` where each is another one, and here where only a word differs.
"""

from __future__ import annotations

import re

import pytest

from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.names.name_sorts import (
    Sort,
    cases_of,
    is_compound,
    is_first_name,
    is_of_place,
    may_be_surname,
    sort_of,
)
from index.privacy.names.verb_kinds import does_what_people_do, is_built, is_engaging, is_passive, verb_of
from index.privacy.names.word_kinds import (
    is_as_role,
    is_ground,
    is_house,
    is_noun,
    is_occupation,
    is_of_person,
    is_plural_thing,
    is_role,
    is_thing,
    is_work,
)
from index.privacy.person_names import ascii_letters, may_name, name_regexes, split_names
from index.privacy.redaction import REMOVED, redact
from tests.benchmarks.persons import Sentence, masked_characters, read_set


def masks(name: str, text: str) -> bool:
    """Whether the contact's name is masked in a text that has nothing else to mask."""
    return REMOVED in (redact(Project("S12345", summary=text, contact=Contact(name)))[0].summary or "")


SENTENCES = list(read_set("persons_words"))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.text[:40])
def test_what_is_marked_is_masked_and_nothing_else(sentence: Sentence) -> None:
    shown = redact(Project("S12345", summary=sentence.text, contact=sentence.contact))[0].summary or ""
    marked = {at for span in sentence.marked for at in range(*span)}
    assert masked_characters(sentence.text, shown) == marked, shown


SAID = """
    kertoo sanoo toteaa muistuttaa korostaa kiittää kommentoi selittää kuvailee pohtii iloitsee uskoo
    kirjoittaa
    työskentelee haastattelee luennoi juontaa
"""
DONE = """
    vastaa esittelee vetää kutsuu ohjaa koordinoi suunnittelee puhuu opettaa kouluttaa tapaa
    siirtyy
    neuvoo sijaistaa arvioi päivittää kokoaa avaa
"""
STATIC = "on sijaitsee kuuluu kattaa ulottuu tarjoaa omistaa saa toimii"


@pytest.mark.parametrize("verb", [*SAID.split(), *DONE.split()])
def test_what_people_do_tells_a_person(verb: str) -> None:
    assert masks("Minna Mattila", f"Siitä {verb} illalla Mattila.")
    assert masks("Matti Lahti", f"Illalla Lahti {verb} siitä.") is (verb in SAID.split())
    assert masks("Matti Lahti", f"Siitä {verb} Lahti.") is (verb in SAID.split())
    assert masks("Kari Kivi", f"Kivi {verb} siitä.") is (verb in SAID.split() or verb.endswith("oi"))


WORKED = """
    hoitaa huolehtii järjestää tekee tarkistaa tarkastaa käsittelee johtaa lähettää kerää pitää aloittaa
    testaa kuvaa tallentaa tilaa
"""
HUMAN = """
    haluaa toivoo vierailee neuvottelee matkustaa päivystää sairastuu lomailee eläköityy irtisanoutuu
    perehtyy opiskelee väittelee osallistuu allekirjoittaa laatii raportoi kirjaa valmistelee viimeistelee
    hyväksyy dokumentoi esitelmöi
"""
ENGAGED = "palkataan rekrytoidaan nimitetään tavoitetaan perehdytetään irtisanotaan lomautetaan palkattiin"


@pytest.mark.parametrize("verb", [*WORKED.split(), *DONE.split()])
def test_who_does_a_projects_work_is_a_person(verb: str) -> None:
    assert masks("Kari Kivi", f"Kivi {verb} hankkeen raportin.")
    assert masks("Kari Kivi", f"Kivi {verb} siitä.") is verb.endswith("oi")


@pytest.mark.parametrize("verb", [*HUMAN.split(), *ENGAGED.split()])
def test_what_no_thing_does(verb: str) -> None:
    assert masks("Kari Kivi", f"Kivi {verb} siitä.")


@pytest.mark.parametrize("verb", STATIC.split())
def test_what_places_do_tells_none(verb: str) -> None:
    assert not masks("Minna Mattila", f"Siitä {verb} Mattila.")
    assert not masks("Kari Kivi", f"Kivi {verb} siitä.")
    assert masks("Minna Mattila", "Siitä tulvii Mattila.")


@pytest.mark.parametrize("verb", ["kasvaa", "tulvii", "juoksee"])
def test_what_things_do_tells_none(verb: str) -> None:
    assert not masks("Kari Kivi", f"Kivi {verb} siitä.")
    assert not masks("Minna Mattila", f"Siitä {verb} illalla Mattila.")


ROLES = """
    projektipäällikkö päälliköltä johtaja koordinaattori suunnittelijan asiantuntija sihteeri opettaja
    tutkija ohjaaja
    vastaava rehtori professori tohtori lehtori yhteyshenkilö insinööri neuvoja assistentti hoitaja yrittäjä
    valmentaja
    kouluttaja puheenjohtaja esimies edustaja vetäjä mentori konsultti agronomi työntekijä harjoittelija
    ledare
    projektledaren samordnare koordinator sekreterare kontaktperson manager coordinator director officer hra
    rva nti
    herra rouva chef CHEF avustaja laatija seuraaja myyjä
"""


@pytest.mark.parametrize("word", ROLES.split())
def test_titles(word: str) -> None:
    assert is_role(word)
    assert masks("Matti Lahti", f"Paikalla {word} Lahti")


@pytest.mark.parametrize("word", ["talo", "metsä", "chefen", "kahvila", "nopea", "kirjoittajalle"])
def test_other_words_are_no_titles(word: str) -> None:
    assert not is_role(word)
    assert not masks("Matti Lahti", f"Paikalla {word} Lahti")


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        (
            is_as_role,
            "projektipäällikkönä johtajana kouluttajana assistenttina rehtorina lukijana laatijana "
            "valvojana myyjänä",
            "talona metsänä opettajan kouluttaja toteuttajana",
        ),
        (
            is_of_person,
            """johdolla johtoon kanssa mukaan mukana mielestä sijaisena sijaan sijalla työssä tehtävä
            vastuulla puhelin
            numero sähköposti osoite esitys esittämä puheenvuoro toimesta avun avuna apuna loma eläkkeelle
            palkka 
            haastattelu kokemus osaaminen asiantuntemus ansiosta aloittaessa pyynnöstä ehdotus
            viesti
            poissaolo tavoitettavissa ohjauksessa laatima kirjoittama""",
            "työmaa työpaikka työpaja työväki työväen työpiste työvoima osoitteen nimikko metsä xyzzy "
            "kanssakäyminen",
        ),
        (
            is_noun,
            "talo vanha Lahti EU kolme kolmas juokseminen xyzzy suuri Helsinki Google suomalainen",
            "juoksee ja että Maija",
        ),
        (is_first_name, "Maija Maijan Eva-Lena Eva-xyz Anna-Kaisa", "maija Lahti Talo Xyzzy-Maija Virtanen"),
        (may_be_surname, "Virtanen Virtasen Korhoselle xyzzy", "Talo Metsä Maija Helsinki"),
        (
            is_thing,
            "hanke talo metsä kurssi Hanke kaupunki kokous kahvila",
            """opettaja opettajan talot rehtori autoilija ekonomi agronomi turisti mies nainen avustaja
            sairaanhoitaja
            nopea xyzzy päällikkö assistentti""",
        ),
        (
            is_house,
            """opisto oppilaitos laitos keskus säätiö rahasto yhdistys seura liitto osuuskunta yhtiö koulu
            koti palvelu talo
            tila kartano mökki kauppa liike liikenne toimisto virasto kirjasto museo teatteri kirkko hotelli
            sairaala halli
            puisto piha tehdas huolto paino saha paja mylly apteekki katu tie aukio silta satama reitti polku
            päivä juhla
            palkinto kuljetus rakennus asennus urakointi leipomo kampaamo hiomo keittiömö ravintola kahvila
            pesula
            osakesakki koulun talossa""",
            "metsä hanke yliopisto alakoulu keskikoulu vanhatalo tilalle tilalla tilaan",
        ),
        (
            is_ground,
            "maja lava kenttä ranta pelto metsä navetta talli laituri kylä alue asema sali huvila "
            "tupa kiinteistöllä",
            "hanke kurssi",
        ),
        (
            is_work,
            """hankkeen osahanketta projektin raportin loppuraportti väliraportti hakemus lasku kuitti
            viestintä tiedote tietoja
            tiedusteluihin kysymyksiin puhelimeen hallinto talous rahoitus maksatus ohjausryhmä työryhmä
            ryhmä kokous palaveri
            työpaja koulutus kurssi luento suunnitelma sopimus kysely aineisto seuranta arviointi tulokset
            tilaisuus
            ilmoittautuminen osallistujat lomake ohjeita ohjeen esitys aikataulu budjetti kustannusarvio
            toteutus koordinointi
            yhteyden haastattelu palaute työtehtävä materiaali lisätietoja""",
            "metsä talo puro siitä",
        ),
        (
            is_built,
            "rakennettiin perustettiin kunnostettu remontoitiin peruskorjattiin entisöitiin purettu "
            "vuokrattu laajennettiin",
            "rakentaa pidettiin talo",
        ),
        (is_passive, "pidettiin palkataan", "pitää talo"),
        (is_engaging, ENGAGED, "pidettiin talo"),
        (is_plural_thing, "kyliä leirintäalueita taloja", "ohjaajia kylä kylät"),
        (is_of_place, "Tampereen Lahden Euroopan", "tampereen Tampere Talon Virtasen"),
        (is_occupation, "terapeutti muotoilija ekonomi rehtori", "talo metsä"),
        (is_compound, "Lahti Koski Kivi", "Kuusamo Virtanen Mattila"),
    ],
)
def test_kinds_of_words(kind: object, yes: str, no: str) -> None:
    assert callable(kind)
    assert [word for word in yes.split() if not kind(word)] == []
    assert [word for word in no.split() if kind(word)] == []


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("vastaa", "vastata"), ("esittelee", "esitellä"), ("kertoi", "kertoa"), ("on", "olla"),
        ("avaa", "avata"),
        ("esittelevät", ""), ("ovat", ""), ("sanon", ""), ("metsä", ""), ("koonnut", ""), ("xyzzy", ""),
    ],
)  # fmt: skip
def test_verbs(word: str, verb: str) -> None:
    assert verb_of(word) == verb


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.CLEAR, "Hokkanen Virtanen Xyzzy Virtaselle Tala"),
        (Sort.ADJECTIVE, "Punainen Suomalainen Järvinen"),
        (Sort.FARM, "Mattila Mäkelä Seppälä Mattilassa Anttola"),
        (Sort.NOUN, "Ranta Kivi Metsä Vesa Ala"),
        (Sort.TOWN, "Lahti Oulu Åbo Nokia Lahdessa Tampereella Björneborg"),
    ],
)
def test_what_a_surname_can_be(sort: Sort, names: str) -> None:
    assert [name for name in names.split() if sort_of(name) is not sort] == []


@pytest.mark.parametrize(
    ("case", "forms"),
    [
        ("nimento", "Lahti xyzzy xyzzya"),
        ("omanto", "Lahden xyzzyn"),
        ("sisaolento", "Lahdessa xyzzyssa xyzzyssä"),
        ("sisaeronto", "Lahdesta xyzzysta xyzzystä"),
        ("ulkoolento", "Tampereella xyzzylla xyzzyllä"),
        ("ulkoeronto", "Lahdelta xyzzylta xyzzyltä"),
        ("ulkotulento", "Lahdelle xyzzylle"),
        ("plural", "Mäkelät"),
    ],
)
def test_the_case_of_a_name(case: str, forms: str) -> None:
    assert [form for form in forms.split() if cases_of(form) != {case}] == []


# Forms of names

FORMS = """
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
   
    Virtanen:Virtaselle,Virtasella,Virtasta,Virtasena,Virtaseksi,Virtasellekin,Virtastakaan,Virtanenko,Virtastahan
    Kangas:Kankaalle Ilves:Ilvekselle Halme:Halmeelle Saine:Saineelle Uusi:Uudelle,Uuteen Kukka:Kukalle,Kukkaa
    Leppä:Lepälle Hattu:Hatulle Hanka:Hangalle Santa:Sannalle Aalto:Aallolle Parta:Parralle
    Lampi:Lammelle,Lampea
    Mäki:Mäelle Leipä:Leivälle Katu:Kadulle Lahti:Lahdelle,Lahtea Backlund:Backlundille,Backlundia
    Pesonius:Pesoniukselle Vapaus:Vapaudelle Hammas:Hampaalle Rengas:Renkaalle Kinnas:Kintaalle
    Vallas:Valtaalle
    Porras:Portaalle Hidas:Hitaalle Varvas:Varpaalle Rakas:Rakkaalle Opas:Oppaalle Ratas:Rattaalle
    Sade:Sateelle
    Lipas:Lippaalle Kivi:Kivelle,Kiveen Åström:Åströmille Puro:Purolle,Puroon Kokko:Kokolle Helppi:Helpille
    Korte:Kortteelle Rinne:Rinteelle Lumme:Lumpeelle Kallas:Kaltaalle Kaunis:Kauniille Susi:Sudelle
    Käsi:Kädelle Puku:Puvulle Kyky:Kyvylle Kurki:Kurjelle Särki:Särjelle Lahja:Lahjalle
"""


@pytest.mark.parametrize("line", FORMS.split())
def test_a_name_in_its_forms(line: str) -> None:
    name, _, forms = line.partition(":")
    for form in (name, *forms.split(",")):
        text = f"Ohjaaja {form} kiitos."
        shown = redact(Project("S12345", summary=text, contact=Contact(f"Kari {name}")))[0].summary
        assert shown == f"Ohjaaja {REMOVED} kiitos.", form


@pytest.mark.parametrize(
    "between", [*";/&+|", " ja ", " tai ", " sekä ", " och ", " eller ", " and ", " or ", ", "]
)
def test_two_contact_persons_in_one_row(between: str) -> None:
    name = f"Maija Mallila{between}Pekka Puupää (vara)"
    assert split_names(name) == (("Maija", "Mallila"), ("Pekka", "Puupää"))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mallila, Maija", (("Mallila", "Maija"),)),
        ("Maija Mallila, projektipäällikkö", (("Maija", "Mallila"),)),
        ("varalla Maija Mallila", (("Maija", "Mallila"),)),
        ("Max Felix-", (("Max", "Felix"),)),
        ("maija mallila", (("maija", "mallila"),)),
        ("ei vielä tiedossa", ()),
        ("M. Mallila-", (("M", "Mallila"),)),
        ("Maija K Mallila", (("Maija", "Mallila"),)),
        ("A" * 0, ()),
        (None, ()),
        ("Ada Bea Cia Dea Eea Fia Gia", (("Ada", "Bea", "Cia", "Dea", "Eea", "Fia"),)),
        (
            "; ".join(f"Ada Bea{chr(97 + n)}" for n in range(22)),
            tuple(("Ada", f"Bea{chr(97 + n)}") for n in range(20)),
        ),
    ],
)
def test_the_words_of_a_name(name: str | None, found: tuple[tuple[str, ...], ...]) -> None:
    assert split_names(name) == found


@pytest.mark.parametrize(
    ("name", "text", "may"),
    [
        ("Maija Mallila", "mallilassa on", True), ("Maija Mallila", "ei ketään", False),
        ("Maija Mallila", "maijan", True), ("Maija Mallila", "kaksimallila", False),
        ("Maija Mallila", "kaksimallila ja mallila", True), ("Maija", "maijalle", True),
        ("Ada Söderberg", "ada-soderberg", True), ("Ada Söderberg", "soderberg", False),
        ("Maija Virtanen", "virtasella", True), ("Maija Virtanen", "virtuaalinen", False),
        ("Ada Joki", "joelle", True), ("Ada Joki", "jokea", True), ("Ada Ek", "ekin", True),
        ("Kirjaamo", "kirjaamo", False), ("Matti Ii", "ii", True), ("Eva Berg-Ek", "berg", True),
    ],
)  # fmt: skip
def test_what_may_name_the_person(name: str, text: str, may: bool) -> None:
    assert may_name(name, text) is may


def test_names_as_addresses_have_them() -> None:
    assert ascii_letters("Leppälahti-Ranta") == "leppalahtiranta"
    assert ascii_letters("Åström’s") == "astroms"


# How far is looked, in characters

PERSON = "Pekka Vuolteenkorva"


def apart(length: int) -> str:
    """Characters between two words: words of one letter that mean nothing."""
    return (" x" * length)[: length - 1].removesuffix(" ").ljust(length - 1, "x") + " "


def shown(text: str, name: str | None = None) -> str:
    return (redact(Project("S12345", summary=text, contact=Contact(name)))[0].summary or "").replace(
        REMOVED, "##"
    )


@pytest.mark.parametrize(
    ("before", "nearest", "after", "is_near"),
    [
        (PERSON, 101, "050 765 4321", True),  # a name begins at most 120 characters before a number
        (PERSON, 102, "050 765 4321", False),
        ("050 765 4321", 114, PERSON, True),  # its last word begins at most as many after it, and is whole
        ("050 765 4321", 115, PERSON, False),
        ("pekka.vuolteenkorva@malli.fi", 114, PERSON, True),
    ],
)
def test_how_far_from_a_number_a_name_may_stand(before: str, nearest: int, after: str, is_near: bool) -> None:
    between = apart(nearest)
    assert len(between) == nearest
    masked = f"##{between}##"
    assert (shown(before + between + after) == masked) is is_near
    if not is_near:
        assert PERSON in shown(before + between + after)


@pytest.mark.parametrize(("between", "is_near"), [(75, True), (76, False)])
def test_how_far_the_first_name_may_stand(between: int, is_near: bool) -> None:
    """80 characters before and after the surname are read: «Matti» has 5."""
    assert ("Lahti" not in shown(f"Matti{apart(between)}Lahti", "Matti Lahti")) is is_near
    assert ("Lahti" not in shown(f"Lahti{apart(between)}Matti", "Matti Lahti")) is is_near


@pytest.mark.parametrize(
    ("name", "word"), [("Halme", "halkkeelle"), ("Kangas", "kangkaalle"), ("Luku", "lukvulle")]
)
def test_no_form_of_the_name(name: str, word: str) -> None:
    assert (
        shown(f"Ohjaaja {word.capitalize()} kiitos.", f"Kari {name}")
        == f"Ohjaaja {word.capitalize()} kiitos."
    )


def test_of_a_name_of_many_halves_the_first_four_are_looked_for() -> None:
    """Each half makes the patterns longer: a name of a hundred thousand would take minutes."""
    halves = [f"M{one}l{other}nteri" for one in "aeiou" for other in "ae"]
    double = "-".join(halves)
    patterns = [re.compile(one, re.IGNORECASE) for one in name_regexes(f"Xyrtti {double}")]
    for text, is_found in (
        *((half, at < 4) for at, half in enumerate(halves)),
        *((f"Xyrtti {half}", at < 4) for at, half in enumerate(halves)),
        (double, True),
        (f"Xyrtti {double}", True),
    ):
        assert any(one.fullmatch(text) for one in patterns) is is_found, text


def test_a_word_of_a_name_is_looked_for_by_its_first_hundred_letters() -> None:
    """Compiling a pattern of many letters takes their square: a row of a megabyte would take minutes."""
    longest = "M" + "allil" * 19 + "anen"
    assert len(longest) == 100
    assert (
        split_names(f"Maija {longest}") == split_names(f"Maija {longest}{longest}") == (("Maija", longest),)
    )
    for name in (f"Maija {longest[:-1]}", f"Maija {longest}", f"Maija {longest}{longest}-{longest}"):
        shown, _ = redact(Project("S12345", contact=Contact(name=name), summary=f"Kysy: {name}, tai muu."))
        assert shown.summary == f"Kysy: {REMOVED}, tai muu.", name


@pytest.mark.parametrize(
    ("word", "does"),
    [("kertoi", True), ("hyväksyi", True), ("sairastui", True), ("talo", False), ("kasvaa", False)],
)
def test_what_people_do(word: str, does: bool) -> None:
    assert does_what_people_do(word) is does
