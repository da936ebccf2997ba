"""What a name may be besides a name, a place or a word, and in which cases its form stands.

Part of `name_context.py`. Every function is cached: texts repeat their words.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from index.analysis.places import todays_places
from index.analysis.voikko import NAME_CLASSES, name_classes, readings_of

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
    return (
        reading.get("CLASS") not in (*NAME_CLASSES, "lyhenne") and reading.get("STRUCTURE", "").count("=") < 2
    )


@lru_cache(maxsize=10_000)
def cases_of(form: str) -> frozenset[str]:
    """The cases that a form of a name can be in, by Voikko's names; of an unknown one, by its ending.

    «plural» alone where it can only be that, which no one person's name is.
    """
    if town := _town_case(form.lower()):
        return frozenset({town})
    readings = readings_of(form.capitalize())
    if readings and all(r.get("SIJAMUOTO") == "keinonto" for r in readings):
        return frozenset({"omanto"})  # «Tammin» of «Tamm»: nobody says «by means of oaks»
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
def is_place_only(word: str) -> bool:
    """Whether a word with a capital can be no person's: an acronym, a brand or only a place's name."""
    readings = readings_of(word)
    named = all(r.get("BASEFORM", "")[:1].isupper() for r in readings)
    brand = re.search("[a-zåäö][A-ZÅÄÖ]", word)  # «SanomaPro»
    return (
        bool(brand)
        or (word.isupper() and len(word) > 1)
        or (bool(readings) and named and not is_known_name(word))
    )


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
def may_be_name(word: str) -> bool:
    """Whether a word is a first name or surname by Voikko, and nothing else, or no word that it knows."""
    return not readings_of(word) or bool({"etunimi", "sukunimi"} & name_classes(word))


@lru_cache(maxsize=10_000)
def is_known_name(word: str) -> bool:
    """Whether Voikko knows a word as a first name or a surname, or it ends as surnames do."""
    return is_first_name(word) or (bool(readings_of(word)) and may_be_surname(word))
