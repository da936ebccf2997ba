"""What Voikko tells of a word beside a name, and of the name itself: a title, a verb of people, a town.

Part of `name_context.py`. Every function is cached: texts repeat their words.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from index.analysis.places import todays_places
from index.analysis.voikko import NAME_CLASSES, readings_of
from index.privacy.word_stems import (
    BUILT,
    EMPLOYED,
    ENGAGED,
    GROUND,
    HOUSE,
    IN_CHARGE,
    OF_A_PERSON,
    PAID,
    ROLE,
    WORK,
)

_ROLE = re.compile(rf"{ROLE}\w{{0,8}}$|^(?:hra|rva|nti|herra|rouva|chef)$", re.IGNORECASE)
_IN_CHARGE = re.compile(rf"{IN_CHARGE}(?:i|a|ä|kö|ö|[aäiö]t|)$", re.IGNORECASE)
_AS_ROLE = re.compile(
    rf"(?!\w*(?:toteutta|haki|rahoitta|hallinnoi|tuotta)j)\w*?(?:{ROLE}\w{{0,6}}|[aäi]j[aä])(?:n[aä]|ksi)$",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    rf"{ROLE}\w{{0,3}}$|(?:ri|isti|nomi|logi|grafi|kk[oö]|mies|nainen|l[aä]inen|tulkki|kokki|opas|[^j]isäntä|emäntä|tti|[aäi]j[aä])$",
    re.IGNORECASE,
)
_INSTEAD = frozenset({"tilalle", "tilalla", "tilaan"})
_NOMINAL = frozenset(
    {"nimisana", "laatusana", "nimisana_laatusana", "paikannimi", "nimi", "lyhenne", "lukusana"}
)
_ENDINGS = {"omanto": "n", "sisaolento": "ssa ssä", "sisaeronto": "sta stä", "ulkoolento": "lla llä",
            "ulkoeronto": "lta ltä", "ulkotulento": "lle"}  # fmt: skip


class Sort(Enum):
    """What a form can be besides a surname: nothing else, an adjective, a farm or village, a noun, a town or
    region, which does much of what people do, or another place, which does not."""

    CLEAR, ADJECTIVE, FARM, NOUN, TOWN, PLACE = range(6)


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    return frozenset(name.lower() for place in todays_places() for name in (*place.fi, *place.sv))


def _town_case(form: str) -> str:
    """The case, by Voikko's names, of a form of a municipality's name; "" where it is none."""
    for case, endings in _ENDINGS.items():
        for ending in endings.split():
            if form.endswith(ending) and form.removesuffix(ending) in _towns():
                return case
    return ""


@lru_cache(maxsize=10_000)
def sort_of(form: str) -> Sort:
    """What a form of a surname can be in a text. Names that end in «-la» are those of farms and villages."""
    named = [r for r in readings_of(form.capitalize()) if r.get("CLASS") in NAME_CLASSES]
    plain = [r for r in readings_of(form.lower()) if is_plain(r)]
    bases = {r.get("BASEFORM", "").lower() for r in (*named, *plain)} or {form.lower()}
    if bases & _towns() or _town_case(form.lower()):
        return Sort.TOWN
    if any(base.endswith("nen") for base in bases):
        only_noun = plain and all(r.get("CLASS") == "nimisana" for r in plain)  # «pakkanen»
        return Sort.NOUN if only_noun else Sort.ADJECTIVE if plain else Sort.CLEAR
    ordinary = {r.get("BASEFORM", "").lower() for r in plain}
    is_place = any(r.get("CLASS") == "paikannimi" for r in named)
    if any(
        base.endswith(("la", "lä")) and len(base) > 4 for base in (bases if is_place else bases - ordinary)
    ):
        return Sort.FARM
    if is_place:
        return Sort.PLACE
    return Sort.NOUN if plain else Sort.CLEAR


def is_plain(reading: dict[str, str]) -> bool:
    """Whether a reading is an ordinary word; a compound that only Voikko makes of two words is none."""
    return reading.get("CLASS") not in NAME_CLASSES and reading.get("STRUCTURE", "").count("=") < 2


@lru_cache(maxsize=10_000)
def cases_of(form: str) -> frozenset[str]:
    """The cases that a form of a name can be in, by Voikko's names; of an unknown one, by its ending.

    «plural» alone where it can only be that, which no one person's name is.
    """
    if town := _town_case(form.lower()):
        return frozenset({town})
    readings = readings_of(form.capitalize())
    found = {r.get("SIJAMUOTO", "") for r in readings if r.get("NUMBER") != "plural"}
    if readings:
        return frozenset(found - {""}) or frozenset({"plural"})
    ends = {case for case, endings in _ENDINGS.items() if form.endswith(tuple(endings.split()))}
    return frozenset(ends or {"nimento"})


@lru_cache(maxsize=10_000)
def is_compound(form: str) -> bool:
    """Whether a form is made of ordinary words, as places are named too: «Kiviniemi»."""
    return any(r.get("CLASS") == "nimisana" for r in readings_of(form.lower()))


@lru_cache(maxsize=10_000)
def is_role(word: str) -> bool:
    """Whether a word is a title or names who does something, by derivation from a verb: «avustaja»."""
    agents = (r for r in readings_of(word.lower()) if r.get("WORDBASES", "").endswith(("(+ja)", "(+jä)")))
    return bool(_ROLE.search(word)) or any(r.get("SIJAMUOTO") == "nimento" for r in agents)


@lru_cache(maxsize=10_000)
def is_in_charge(word: str) -> bool:
    """Whether a word names one who answers for something: «projektipäällikkö»."""
    return bool(_IN_CHARGE.search(word))


@lru_cache(maxsize=10_000)
def is_occupation(word: str) -> bool:
    """Whether a word may be what somebody is, by its ending: «terapeutti», «muotoilija»."""
    return is_role(word) or bool(_NO_THING.search(word))


@lru_cache(maxsize=10_000)
def is_as_role(word: str) -> bool:
    """Whether a word says as what somebody works: «projektipäällikkönä», «kouluttajana»."""
    return bool(_AS_ROLE.match(word))


@lru_cache(maxsize=10_000)
def is_noun(word: str) -> bool:
    """Whether a word, or a part of one, can be what a genitive or an adjective before it belongs to."""
    readings = readings_of(word.rstrip("-"))
    return not readings or any(
        r.get("CLASS") in _NOMINAL or r.get("MOOD") == "MINEN-infinitive" for r in readings
    )


@lru_cache(maxsize=10_000)
def is_to_do(word: str) -> bool:
    """Whether a word says what somebody is told or helped to do: «valtuutti X:n tekemään»."""
    return any(
        r.get("CLASS") == "teonsana" and r.get("SIJAMUOTO") == "sisatulento" for r in readings_of(word)
    )


@lru_cache(maxsize=10_000)
def is_of_person(word: str) -> bool:
    """Whether only a person has what a word means: «johdolla», or «laatima», which is an agent's."""
    if (word[:1].isupper() and not word.isupper()) or is_house(word):
        return False  # part of a name: «Peltolan Lomakylä», or what is called by one: «työtila»
    readings = readings_of(word)
    return bool(OF_A_PERSON.match(word)) or (
        bool(readings) and all(r.get("PARTICIPLE") == "agent" for r in readings)
    )


@lru_cache(maxsize=10_000)
def verb_of(word: str) -> str:
    """The infinitive of a verb in the third person singular, «vastata» of «vastaa»; "" of another word."""
    found = (r for r in readings_of(word) if r.get("CLASS") == "teonsana" and r.get("PERSON") == "3")
    return next((r.get("BASEFORM", "") for r in found if r.get("NUMBER") == "singular"), "")


@lru_cache(maxsize=10_000)
def is_employed(word: str) -> bool:
    """Whether only somebody employed has what a word means, and no town or thing: «palkka», «sijaisena»."""
    return bool(EMPLOYED.match(word))


@lru_cache(maxsize=10_000)
def is_place_only(word: str) -> bool:
    """Whether a word with a capital can be no person's: an acronym, or a place's name and nothing else."""
    readings = readings_of(word)
    named = all(r.get("BASEFORM", "")[:1].isupper() for r in readings)
    return (word.isupper() and len(word) > 1) or (bool(readings) and named and not is_known_name(word))


@lru_cache(maxsize=10_000)
def is_paid(word: str) -> bool:
    """Whether a word is a passive verb of what only people and organisations are given: «maksetaan»."""
    return any(r.get("PERSON") == "4" and r.get("BASEFORM") in PAID for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_engaging(word: str) -> bool:
    """Whether a word is a passive verb of what is done to employees: «palkattiin»."""
    return any(r.get("PERSON") == "4" and r.get("BASEFORM") in ENGAGED for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_passive(word: str) -> bool:
    """Whether a word is a passive verb: «pidettiin»."""
    return any(r.get("PERSON") == "4" for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_built(word: str) -> bool:
    """Whether a word says that a house was built or mended: «rakennettiin», «rakennettu»."""
    return any(
        (r.get("PERSON") == "4" or r.get("PARTICIPLE") == "past_passive") and verb in BUILT
        for r in readings_of(word)
        for verb in (r.get("BASEFORM", ""), *re.findall(r"\((\w+)\)", r.get("WORDBASES", "")))
    )


@lru_cache(maxsize=10_000)
def is_plural_thing(word: str) -> bool:
    """Whether a word is what several things or places are: «kyliä», «leirintäalueita»; not «ohjaajia»."""
    nouns = [r for r in readings_of(word) if r.get("CLASS") == "nimisana"]
    many = any(r.get("NUMBER") == "plural" and r.get("SIJAMUOTO") == "osanto" for r in nouns)
    return many and not any(is_role(r.get("BASEFORM", "")) for r in nouns)


@lru_cache(maxsize=10_000)
def is_of_place(word: str) -> bool:
    """Whether a word is the genitive of a place's name: «Tampereen»."""
    found = [r for r in readings_of(word) if r.get("SIJAMUOTO") == "omanto"]
    return word[:1].isupper() and any(
        r.get("CLASS") == "paikannimi" or r.get("BASEFORM", "").lower() in _towns() for r in found
    )


@lru_cache(maxsize=10_000)
def is_first_name(word: str) -> bool:
    """Whether a word with a capital is a first name in some form, or begins with one: «Eva-Lena»."""
    readings = readings_of(word) or readings_of(word.split("-")[0])
    return word[:1].isupper() and any(reading.get("CLASS") == "etunimi" for reading in readings)


@lru_cache(maxsize=10_000)
def is_given_name(word: str) -> bool:
    """Whether a word with a capital is a first name as it stands before a surname: in the nominative."""
    readings = readings_of(word) or readings_of(word.split("-")[0])
    named = any((r.get("CLASS"), r.get("SIJAMUOTO")) == ("etunimi", "nimento") for r in readings)
    return named and word[:1].isupper()


@lru_cache(maxsize=10_000)
def may_be_surname(word: str) -> bool:
    """Whether a word is a surname by Voikko, or no word that it knows."""
    readings = readings_of(word)
    known = (r.get("CLASS") == "sukunimi" or r.get("BASEFORM", "").endswith("nen") for r in readings)
    return not readings or any(known)


@lru_cache(maxsize=10_000)
def is_known_name(word: str) -> bool:
    """Whether Voikko knows a word as a first name or a surname, or it ends as surnames do."""
    return is_first_name(word) or (bool(readings_of(word)) and may_be_surname(word))


@lru_cache(maxsize=10_000)
def is_thing(word: str) -> bool:
    """Whether a word is a noun in the nominative, and no person's: those end otherwise, or come of a verb."""
    head = word.lower().rpartition("-")[2]
    readings = [r for r in readings_of(head) if r.get("CLASS") not in NAME_CLASSES]
    is_name = (bool(_NO_THING.search(word)) and not HOUSE.search(word)) or is_first_name(word)
    return not is_name and bool(readings) and all(map(_is_singular_noun, readings))


@lru_cache(maxsize=10_000)
def is_house(word: str) -> bool:
    """Whether a word, in any case, is of what is called by a name: «koulun», «leipomo», «säätiö», «päivä».

    «Tilalle» is instead of somebody, «Ylitalo» a surname.
    """
    bases = [r.get("BASEFORM", "") for r in readings_of(word.lower())] or [word]
    return word.lower() not in _INSTEAD and any(map(HOUSE.search, bases))


@lru_cache(maxsize=10_000)
def is_ground(word: str) -> bool:
    """Whether a word, in any case, is of a part of a place that people own: «ranta», «kiinteistö»."""
    return any(GROUND.search(r.get("BASEFORM", "")) for r in readings_of(word.lower()))


@lru_cache(maxsize=10_000)
def is_work(word: str) -> bool:
    """Whether a word is of what people in a project deal with: «raportin», «hallinnosta»."""
    return bool(WORK.match(word))


def _is_singular_noun(reading: dict[str, str]) -> bool:
    case, number = reading.get("SIJAMUOTO"), reading.get("NUMBER")
    return (reading.get("CLASS"), case, number) == ("nimisana", "nimento", "singular")
