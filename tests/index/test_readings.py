"""Voikko's analyses taken apart and weighed against each other: analyses typed in as Voikko writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.readings import Constituent, heads, likely, read, roots, runs


def analysis(
    wordbases: str, structure: str, base: str = "", word_class: str = "nimisana", **rest: str
) -> Any:
    """An analysis with the features that matter."""
    return {"WORDBASES": wordbases, "STRUCTURE": structure, "BASEFORM": base, "CLASS": word_class, **rest}


def bases(form: str, *analyses: dict[str, str]) -> list[str]:
    """Base forms of the readings that are meant."""
    return [reading.base for reading in likely(form, analyses)]


@pytest.mark.parametrize(
    ("wordbases", "structure", "expected"),
    [
        ("+talo(talo)", "=pppp", [Constituent(0, "talo")]),
        ("+viran(virka)+omainen(omainen)", "=ppppp=ppppppp", [(0, "virka"), (5, "omainen")]),
        ("+esi+merkki(merkki)", "=ppp=pppppp", [(0, ""), (3, "merkki")]),
        ("+lähi+digi+tuki(tuki)", "=pppp=pppp=pppp", [(0, ""), (4, ""), (8, "tuki")]),
        (
            "+työ(työ)+ttömy(+tön)+ys(+ys)+aste(aste)",
            "=pppppppppp=pppp",
            [(0, "työ", ("tön", "ys")), (10, "aste")],
        ),
        ("+voi(voida)+m+a(+a)", "=ppppp", [(0, "voida", ("a",))]),
        ("+el(elää)(+o)+o+kuva(kuva)", "=ppp=pppp", [(0, "elää", ("o",)), (3, "kuva")]),
        ("+er(erä)+ittäin", "=pppppppp", [(0, "erä", ("ittäin",))]),
        # a verb derived in between is what the rest is derived from
        ("+osoittau(osoittaa)tu(+tua)+n+ut(+ut)", "=ppppppppppppp", [(0, "osoittautua", ("ut",))]),
        ("+esit(esittää)tel(+ellä)+y(+y)", "=ppppppppp", [(0, "esitellä", ("y",))]),
        ("+johdat(johtaa)(+taa)tel(+ella)+u(+u)", "=ppppppppppp", [(0, "johdatella", ("u",))]),
        ("+osoittau(osoittaa)tu(+tua)", "=ppppppppppp", [(0, "osoittaa", ("tua",))]),
        # a border inside a dictionary word begins no constituent
        (
            "+hyvinvointi(hyvin=vointi)+alue(alue)",
            "=ppppp=pppppp=pppp",
            [(0, "hyvinvointi", (), "vointi"), (11, "alue")],
        ),
        ("+Jyväskylä(Jyväs=kylä)", "=ipppp=pppp", [(0, "jyväskylä")]),
        ("+osa(osa)+-+aika(aika)+työ(työ)", "=ppp-=pppp=ppp", [(0, "osa"), (4, "aika"), (8, "työ")]),
        ("", "=ipp=pppppp", []),
    ],
)
def test_an_analysis_is_taken_apart(wordbases: str, structure: str, expected: list[Any]) -> None:
    found = read(analysis(wordbases, structure)).constituents
    assert list(found) == [Constituent(*one) for one in expected]


@given(st.text(alphabet="+()=-työ", max_size=30), st.text(alphabet="=pi-", max_size=20))
def test_no_analysis_breaks_it(wordbases: str, structure: str) -> None:
    reading = read(analysis(wordbases, structure, "tyttö"))
    form = "t" * reading.length
    for first, end in runs(form, reading):
        assert 0 <= first < end <= len(reading.constituents)
    assert likely(form, [reading.features] * 2)
    assert all(isinstance(root, str) for root in (*roots([reading]), *heads(reading)))


# Which readings are meant

MAAILMA = analysis("+maailma(maailma)", "=ppppppp", "maailma")
MAA_ILMA = analysis("+maa(maa)+ilma(ilma)", "=ppp=pppp", "maailma")


def test_a_word_is_before_a_compound() -> None:
    (only,) = likely("maailma", [MAA_ILMA, MAAILMA])
    assert only.constituents == (Constituent(0, "maailma"),)


def test_a_place_is_before_a_compound_as_long() -> None:
    place = analysis("+Kalajoki(Kala=joki)", "=ippp=pppp", "Kalajoki", "paikannimi")
    compound = analysis("+kala(kala)+joki(joki)", "=pppp=pppp", "kalajoki")
    assert [r.word_class for r in likely("kalajoki", [compound, place])] == ["paikannimi"]
    assert [r.word_class for r in likely("kalajoki", [compound])] == ["nimisana"]


def test_a_dictionary_compound_is_no_compound_beside_shorter_readings() -> None:
    region = analysis("+Uusimaa(Uusimaa)", "=ippp=ppp", "Uusimaa", "paikannimi")
    renewal = analysis("+uusi(uusia)+m+a(+a)", "=ppppppp", "uusima")
    assert bases("uusimaa", renewal, region) == ["uusima", "uusimaa"]


def test_a_place_named_after_another_is_before_a_compound_as_long() -> None:
    place = analysis(
        "+pohjan(Pohja)+lahti(lahti)",
        "=ippppp=ppppp",
        "Pohjanlahti",
        POSSIBLE_GEOGRAPHICAL_NAME="true",
    )
    compound = {**place, "WORDBASES": "+pohjan(pohja)+lahti(lahti)", "BASEFORM": "pohjanlahti"}
    assert [r.features["BASEFORM"] for r in likely("pohjanlahti", [compound, place])] == ["Pohjanlahti"]


def test_a_dictionary_compound_is_before_other_compounds_but_beside_its_own_constituents() -> None:
    whole = analysis("+monenlainen(monen=lainen)", "=ppppp=ppppppp", "monenlainen", "laatusana")
    other = analysis("+monen(moni)+laki(laki)", "=ppppp=ppppppp", "monenlaki")
    assert bases("monenlaista", other, whole) == ["monenlainen"]
    state = analysis("+tasavalta(tasa=valta)", "=pppp=ppppp", "tasavalta")
    parts = analysis("+tasa+valta(valta)", "=pppp=ppppp", "tasavalta")
    assert len(likely("tasavalta", [state, parts])) == 2


def test_a_verb_of_the_dictionary_leaves_the_compound_noun() -> None:
    verb = analysis("+ajankohtaistaa(ajan=kohtaistaa)", "=pppp=ppppppppp", "ajankohtaistaa", "teonsana")
    noun = analysis("+ajan(aika)+kohtainen(kohtainen)", "=pppp=ppppppppp", "ajankohtainen", "laatusana")
    assert bases("ajankohtaista", verb, noun) == ["ajankohtaistaa", "ajankohtainen"]


@pytest.mark.parametrize("word_class", ["seikkasana", "asemosana", "suhdesana"])
def test_an_adverb_is_before_inflected_words(word_class: str) -> None:
    adverb = analysis("+noin(noin)", "=pppp", "noin", word_class)
    soot = analysis("+noki(noki)", "=pppp", "noki", SIJAMUOTO="omanto")
    assert bases("noin", soot, adverb) == ["noin"]
    assert bases("noilla", soot, adverb) == ["noki", "noin"]  # only where it is the form itself


def test_an_adverb_stays_beside_the_third_person() -> None:
    to = analysis("+luo(luo)", "=ppp", "luo", "seikkasana")
    creates = analysis(
        "+luoda(luoda)", "=ppp", "luoda", "teonsana", PERSON="3", MOOD="indicative", TENSE="present_simple"
    )
    assert bases("luo", to, creates) == ["luo", "luoda"]
    assert bases("luo", to, {**creates, "PERSON": "2"}) == ["luo"]
    assert bases("luo", to, {**creates, "MOOD": "imperative"}) == ["luo"]
    assert bases("loi", {**to, "BASEFORM": "loi"}, {**creates, "TENSE": "past_imperfective"}) == ["loi"]


def test_conjunctions_are_before_all() -> None:
    conjunction = analysis("+kuin(kuin)", "=pppp", "kuin", "sidesana")
    moon = analysis("+kuu(kuu)", "=pppp", "kuu")
    assert bases("kuin", moon, conjunction) == ["kuin"]


@pytest.mark.parametrize(
    "rare",
    [
        {"SIJAMUOTO": "keinonto"},
        {"SIJAMUOTO": "vajanto"},
        {"SIJAMUOTO": "seuranto"},
        {"POSSESSIVE": "2s"},
        {"POSSESSIVE": "2p"},
        {"PARTICIPLE": "agent"},
        {"CLASS": "teonsana", "MOOD": "potential"},
    ],
)
def test_rare_forms_are_meant_only_where_there_is_no_other(rare: dict[str, str]) -> None:
    usual = analysis("+kuusi(kuusi)", "=ppppp", "kuusi", SIJAMUOTO="nimento")
    unusual = {**analysis("+kuu(kuu)", "=ppppp", "kuu"), **rare}
    assert bases("kuusi", unusual, usual) == ["kuusi"]
    assert bases("kuusi", unusual, {**unusual, "BASEFORM": "kuusia"}) == ["kuu", "kuusia"]


def test_a_form_of_the_root_is_before_a_derivation() -> None:
    noun = analysis("+palvelu(palvelu)", "=ppppppppppp", "palvelu")
    adjective = analysis("+palvelu(palvelu)+inen(+inen)", "=ppppppppppp", "palveluinen", "laatusana")
    assert bases("palveluista", adjective, noun) == ["palvelu"]
    compound = analysis("+suomen(suomi)+kieli(kieli)", "=pppppp=ppppppp", "suomenkieli")
    both = analysis("+suomen(suomi)+kiel(kieli)+inen(+inen)", "=pppppp=ppppppp", "suomenkielinen")
    assert len(likely("suomenkielistä", [compound, both])) == 2


# What a word is made of


def test_runs_of_constituents() -> None:
    three = read(analysis("+kirjasto(kirjasto)+auto(auto)+reitti(reitti)", "=pppppppp=pppp=pppppp"))
    assert runs("kirjastoautoreitti", three) == [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
    assert runs("kirjastoautoreittia", three) == []  # of another form: nothing to cut at
    assert runs("talo", read(analysis("+talo(talo)", "=pppp"))) == []


def test_no_run_ends_in_a_prefix_or_begins_with_what_belongs_to_a_genitive() -> None:
    prefixes = read(analysis("+lähi+digi+tuki(tuki)", "=pppp=pppp=pppp"))
    assert (0, 2) not in runs("lähidigituki", prefixes)
    assert (1, 2) in runs("lähidigituki", prefixes)
    office = read(analysis("+viran(virka)+omais(omainen)+työ(työ)", "=ppppp=ppppp=ppp"))
    assert runs("viranomaistyö", office) == [(0, 1), (0, 2), (2, 3)]
    carer = read(analysis("+omais(omainen)+hoito(hoito)", "=ppppp=ppppp"))
    assert runs("omaishoito", carer) == [(0, 1), (1, 2)]
    near = read(analysis("+lähi+omainen(omainen)", "=pppp=ppppppp"))
    assert runs("lähiomainen", near) == [(0, 1), (1, 2)]


def test_of_a_place_named_after_another_only_the_name() -> None:
    park = analysis(
        "+vaasan(Vaasa)+puisto(puisto)",
        "=ippppp=pppppp",
        "Vaasanpuisto",
        POSSIBLE_GEOGRAPHICAL_NAME="true",
    )
    assert runs("vaasanpuisto", read(park)) == [(0, 1)]
    assert runs("vaasanpuisto", read({**park, "BASEFORM": "vaasanpuisto"})) == [(0, 1), (1, 2)]
    town = analysis("+Vaasa(Vaasa)", "=ippppp", "Vaasa", POSSIBLE_GEOGRAPHICAL_NAME="true")
    assert runs("vaasaa", read(town)) == []


def test_heads_of_dictionary_compounds() -> None:
    assert heads(read(analysis("+saimaannorppa(saimaan=norppa)", "=ppppppp=pppppp"))) == ["norppa"]
    assert heads(read(analysis("+toimenpide(toimen=pide)", "=pppppp=pppp"))) == []
    assert heads(read(analysis("+ylläpitää(yllä=pitää)", "=pppp=ppppp", "", "teonsana"))) == []
    assert heads(read(analysis("+Jyväskylä(Jyväs=kylää)", "=ipppp=pppp", "", "paikannimi"))) == []
    assert heads(read(analysis("+stenbäckin(Sten=bäckin)+katu(katu)", "=ppppppppp=pppp"))) == []
    assert heads(read(analysis("+yhdenvertais(yhden=vertainen)+uus(+uus)", "=ppppp=ppppppppp"))) == []


# What a word is derived from


def roots_of(form: str, *analyses: dict[str, str]) -> list[str]:
    """Roots of the readings that are meant."""
    return list(roots(likely(form, analyses)))


def test_only_productive_derivations_have_a_root() -> None:
    leader = analysis("+johta(johtaa)+ja(+ja)", "=ppppppp", "johtaja")
    lead = analysis("+joh(johtaa)+to(+to)", "=ppppp", "johto")
    assert roots_of("johtaja", leader) == ["johtaa"]
    assert roots_of("johto", lead) == []


def test_a_constituent_inside_a_compound_has_none() -> None:
    both = analysis("+koulut(kouluttaa)+us(+us)+hanke(hanke)", "=pppppppp=ppppp", "koulutushanke")
    assert roots_of("koulutushanke", both) == []
    last = analysis("+jatko(jatko)+koulut(kouluttaa)+us(+us)", "=ppppp=pppppppp", "jatkokoulutus")
    assert roots_of("jatkokoulutus", last) == ["kouluttaa"]


def test_of_several_roots_the_nearest() -> None:
    safe = analysis("+turva(turva)+lli+nen(+nen)", "=pppppppppp", "turvallinen", "laatusana")
    muzzle = {**safe, "WORDBASES": "+turva(turpa)+lli+nen(+nen)"}
    assert roots_of("turvallinen", muzzle, safe) == ["turva"]
    one_step = analysis("+työttömy(työtön)+ys(+ys)", "=pppppppppp", "työttömyys")
    two_steps = {**one_step, "WORDBASES": "+työ(työ)+ttömy(+tön)+ys(+ys)"}
    assert roots_of("työttömyys", two_steps, one_step) == ["työtön"]


def test_a_word_of_its_own_is_not_who_does_it() -> None:
    shelter = analysis("+suoja(suoja)", "=ppppp", "suoja")
    who_grants = analysis("+suo(suoda)+ja(+ja)", "=ppppp", "suoja")
    assert roots_of("suoja", shelter, who_grants) == ["suoja"]
    training = analysis("+koulutus(koulutus)", "=pppppppp", "koulutus")
    from_verb = analysis("+koulut(kouluttaa)+us(+us)", "=pppppppp", "koulutus")
    assert roots_of("koulutus", training, from_verb) == ["koulutus", "kouluttaa"]
    property_ = analysis("+omaisuus(omaisuus)", "=pppppppp", "omaisuus")
    of_relatives = analysis("+omaisu(omainen)+us(+us)", "=pppppppp", "omaisuus")
    assert roots_of("omaisuus", property_, of_relatives) == ["omaisuus"]


def test_a_participle_is_of_its_verb_and_a_surname_of_nothing() -> None:
    turned_out = analysis(
        "+osoittau(osoittaa)tu(+tua)+n+ut(+ut)",
        "=ppppppppppppp",
        "osoittautunut",
        "laatusana",
        PARTICIPLE="past_active",
    )
    assert roots_of("osoittautunut", turned_out) == ["osoittautua"]
    person = analysis("+Lahtinen(Lahtinen)", "=ippppppp", "Lahtinen", "sukunimi")
    of_a_bay = analysis("+laht(lahti)+inen(+inen)", "=pppppppp", "lahtinen", "laatusana")
    assert roots_of("lahtinen", person, of_a_bay) == ["lahtinen"]
    assert roots_of("lahtinen", of_a_bay) == ["lahti"]
