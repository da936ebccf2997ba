"""What Voikko tells of a word beside a name: a title, a verb of people, a house.

Part of `name_context.py`. Every function is cached: texts repeat their words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.voikko import NAME_CLASSES, readings_of
from index.privacy.names.name_sorts import is_first_name
from index.privacy.names.verb_kinds import verbs_in
from index.privacy.names.word_stems import (
    EMPLOYED,
    GROUND,
    HOUSE,
    IN_CHARGE,
    OF_A_PERSON,
    OF_THINGS,
    PERSON,
    ROLE,
    THOUGHT,
    WORK,
)

_ROLE = re.compile(rf"{ROLE}\w{{0,8}}$|^(?:hra|rva|nti|herra|rouva|chef)$", re.IGNORECASE)
_IN_CHARGE = re.compile(rf"{IN_CHARGE}(?:i|a|ä|kö|ö|[aäiö]t|)$", re.IGNORECASE)
_BODY = re.compile(r"\w*(?:toteutta|haki|rahoitta|hallinnoi|tuotta)j")
_AS_ROLE = re.compile(
    rf"(?!{_BODY.pattern})\w*?(?:{ROLE}\w{{0,6}}|\w\w[aäi]j[aä])(?:n[aä]|ksi)$",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    rf"{ROLE}\w{{0,3}}$|(?:ri|isti|nomi|logi|grafi|kk[oö]|mies|nainen|l[aä]inen|tulkki|kokki|opas|[^j]isäntä|emäntä|tti|[aäi]j[aä])$",
    re.IGNORECASE,
)
_OF_OBJECTS = frozenset({"nimento", "omanto", "osanto"})
_OF_VERB = re.compile(r"\(\w+[aä]\)\+?(?:\w+\([^)]*\))*.*\+(?:us|ys|u|y|ti|ta|tä|minen|s)\(")
_DEED = re.compile(r"(?:[^uy][uy]s|[oö]s|telm[aä]|\w{4}nt[aä]|nti|ely|elu)$")
_QUALITY = re.compile(r"(?:utta|yttä|(?:uu|yy)[dt]\w+)$")  # «kosteutta»; not «koulutusta»
_INSTEAD = frozenset({"tilalle", "tilalla", "tilaan"})
_NOMINAL = frozenset(
    {"nimisana", "laatusana", "nimisana_laatusana", "paikannimi", "nimi", "lyhenne", "lukusana"}
)


@lru_cache(maxsize=10_000)
def is_role(word: str) -> bool:
    """Whether a word is a title or names who does something, by derivation from a verb: «avustaja»."""
    agents = (r for r in readings_of(word.lower()) if r.get("WORDBASES", "").endswith(("(+ja)", "(+jä)")))
    one = ("nimento", "singular")
    if word.lower().endswith("tekijä") and not _ROLE.search(word):
        return word.lower() == "tekijä"  # «vetovoimatekijä»
    return bool(_ROLE.search(word)) or any((r.get("SIJAMUOTO"), r.get("NUMBER")) == one for r in agents)


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
    agents = (r for r in readings_of(word) if r.get("WORDBASES", "").endswith(("(+ja)", "(+jä)")))
    return bool(_AS_ROLE.match(word)) or (
        any(r.get("SIJAMUOTO") in ("olento", "tulento") for r in agents) and not _BODY.match(word)
    )


@lru_cache(maxsize=10_000)
def is_noun(word: str) -> bool:
    """Whether a word, or a part of one, can be what a genitive or an adjective before it belongs to."""
    readings = readings_of(word.rstrip("-"))
    return not readings or any(
        r.get("CLASS") in _NOMINAL or r.get("MOOD") == "MINEN-infinitive" for r in readings
    )


@lru_cache(maxsize=10_000)
def is_adjective(word: str) -> bool:
    """Whether a word is an adjective in some form."""
    return any(r.get("CLASS", "").endswith("laatusana") for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_particle(word: str) -> bool:
    """Whether a word only completes a verb: «läpi», «edelleen»."""
    return word == "läpi" or any(r.get("CLASS") in ("seikkasana", "suhdesana") for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_of_person(word: str) -> bool:
    """Whether only a person has what a word means: «johdolla», or «laatima», which is an agent's."""
    if (word[:1].isupper() and not word.isupper()) or is_house(word):
        return False  # part of a name: «Peltolan Lomakylä», or what is called by one: «työtila»
    thought = any(map(THOUGHT.match, (word, *_heads(word))))
    return thought or bool(OF_A_PERSON.match(word)) or is_by_agent(word)


@lru_cache(maxsize=10_000)
def is_by_agent(word: str) -> bool:
    """Whether a word says by whom something is done: «laatima», «antamien»."""
    readings = readings_of(word)
    agent = bool(readings) and all(r.get("PARTICIPLE") == "agent" for r in readings)
    return agent and not any(verbs_in(r) & OF_THINGS for r in readings)


@lru_cache(maxsize=10_000)
def is_employed(word: str) -> bool:
    """Whether only somebody employed has what a word means, and no town or thing: «palkka», «sijaisena»."""
    return bool(EMPLOYED.match(word))


@lru_cache(maxsize=10_000)
def is_deed(word: str) -> bool:
    """Whether a word, as the object of a verb, is what somebody does, by its derivation from a verb.

    By Voikko's bases, «kyselyn» of «kysellä», or by its ending: «hakemuksen», «suunnitelmaa».
    """
    if _QUALITY.search(word):
        return False
    return any(map(_is_derived, _as_objects(word)))


def _as_objects(word: str) -> list[dict[str, str]]:
    """The readings of a word that may be the object of a verb: no genitive of several is, «istutusten»."""
    may_be = [r for r in readings_of(word) if r.get("SIJAMUOTO") in _OF_OBJECTS]
    return [r for r in may_be if (r.get("SIJAMUOTO"), r.get("NUMBER")) != ("omanto", "plural")]


def _is_derived(reading: dict[str, str]) -> bool:
    bases, base = reading.get("WORDBASES", ""), reading.get("BASEFORM", "")
    is_noun_of_verb = _OF_VERB.search(bases) or _DEED.search(base)
    return reading.get("CLASS") == "nimisana" and bool(is_noun_of_verb) and not HOUSE.search(base)


@lru_cache(maxsize=10_000)
def is_somebody(word: str) -> bool:
    """Whether a word, in a case of objects, names persons: «ohjaajat», «asiakasta»."""
    bases = {r.get("BASEFORM", "") for r in _as_objects(word) if r.get("CLASS") == "nimisana"}
    return any(is_role(base) or PERSON.search(base) for base in bases)


@lru_cache(maxsize=10_000)
def is_plural_thing(word: str) -> bool:
    """Whether a word is what several things or places are: «kyliä», «leirintäalueita»; not «ohjaajia»."""
    nouns = [r for r in readings_of(word) if r.get("CLASS") == "nimisana"]
    many = any(r.get("NUMBER") == "plural" and r.get("SIJAMUOTO") == "osanto" for r in nouns)
    return many and not any(is_role(r.get("BASEFORM", "")) for r in nouns)


@lru_cache(maxsize=10_000)
def are_things(word: str) -> bool:
    """Whether a word names several things: «hahmot»; not «ohjaajat»."""
    nouns = [r for r in readings_of(word) if (r.get("SIJAMUOTO"), r.get("NUMBER")) == ("nimento", "plural")]
    bases = [r.get("BASEFORM", "") for r in nouns]
    return any(r.get("CLASS") == "nimisana" for r in nouns) and not any(
        is_occupation(base) or PERSON.search(base) for base in bases
    )


@lru_cache(maxsize=10_000)
def is_thing(word: str) -> bool:
    """Whether a word is a noun in the nominative, and no person's: those end otherwise, or come of a verb."""
    head = word.lower().rpartition("-")[2]
    readings = [r for r in readings_of(head) if r.get("CLASS") not in NAME_CLASSES]
    is_name = (bool(_NO_THING.search(word)) and not HOUSE.search(word)) or is_first_name(word)
    return not (is_name or is_particle(head)) and bool(readings) and all(map(_is_singular_noun, readings))


@lru_cache(maxsize=10_000)
def is_house(word: str) -> bool:
    """Whether a word, in any case, is of what is called by a name: «koulun», «leipomo», «säätiö», «päivä».

    «Tilalle» is instead of somebody, «Ylitalo» and «Mattila» are names.
    """
    readings = readings_of(word.lower())
    bases = [r.get("BASEFORM", "") for r in readings if r.get("CLASS") not in NAME_CLASSES]
    bases = bases if readings else [word]
    return word.lower() not in _INSTEAD and any(map(HOUSE.search, bases))


@lru_cache(maxsize=10_000)
def is_ground(word: str) -> bool:
    """Whether a word, in any case, is of a part of a place that people own: «ranta», «kiinteistö»."""
    return any(GROUND.search(r.get("BASEFORM", "")) for r in readings_of(word.lower()))


@lru_cache(maxsize=10_000)
def is_work(word: str) -> bool:
    """Whether a word, or its last part, is of what people in a project deal with: «infotilaisuutta»."""
    return any(map(WORK.match, (word, *_heads(word))))


def _heads(word: str) -> list[str]:
    """The last parts of a compound, as bases: «tilaisuus» of «infotilaisuutta»."""
    return [r.get("WORDBASES", "").rpartition("+")[2] for r in readings_of(word)]


def _is_singular_noun(reading: dict[str, str]) -> bool:
    case, number = reading.get("SIJAMUOTO"), reading.get("NUMBER")
    return (reading.get("CLASS"), case, number) == ("nimisana", "nimento", "singular")
