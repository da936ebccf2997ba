"""What Voikko tells of a word beside a name: a title, a verb of people, a house.

Part of `name_context.py`. Every function is cached: texts repeat their words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.voikko import NAME_CLASSES, readings_of
from index.privacy.names.name_sorts import is_first_name
from index.privacy.names.word_stems import (
    ADDRESSING,
    BUILT,
    EMPLOYED,
    ENGAGED,
    GROUND,
    HOUSE,
    HUMAN,
    IN_CHARGE,
    OF_A_PERSON,
    OF_THINGS,
    PAID,
    PERSON,
    ROLE,
    WORK,
    WORKING,
)

_ROLE = re.compile(rf"{ROLE}\w{{0,8}}$|^(?:hra|rva|nti|herra|rouva|chef)$", re.IGNORECASE)
_IN_CHARGE = re.compile(rf"{IN_CHARGE}(?:i|a|ä|kö|ö|[aäiö]t|)$", re.IGNORECASE)
_BODY = re.compile(r"\w*(?:toteutta|haki|rahoitta|hallinnoi|tuotta)j")
_AS_ROLE = re.compile(
    rf"(?!{_BODY.pattern})\w*?(?:{ROLE}\w{{0,6}}|[aäi]j[aä])(?:n[aä]|ksi)$",
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
def is_to_do(word: str) -> bool:
    """Whether a word says what somebody is told or helped to do: «valtuutti X:n tekemään»."""
    return any(
        r.get("CLASS") == "teonsana" and r.get("SIJAMUOTO") == "sisatulento" for r in readings_of(word)
    )


@lru_cache(maxsize=10_000)
def is_while_doing(word: str) -> bool:
    """Whether a word says, of a genitive before it, while or after what: «kertoessa», «jäätyä»."""
    return any(
        r.get("MOOD") == "E-infinitive"
        or (r.get("PARTICIPLE"), r.get("SIJAMUOTO")) == ("past_passive", "osanto")
        for r in readings_of(word)
    )


@lru_cache(maxsize=10_000)
def does_what_people_do(word: str) -> bool:
    """Whether a word comes of a verb of what people do."""
    return any(_verbs(r) & (HUMAN | WORKING) for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_adjective(word: str) -> bool:
    """Whether a word is an adjective in some form."""
    return any(r.get("CLASS", "").endswith("laatusana") for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_particle(word: str) -> bool:
    """Whether a word only completes a verb: «läpi», «edelleen»."""
    return word == "läpi" or any(r.get("CLASS") in ("seikkasana", "suhdesana") for r in readings_of(word))


def _verbs(reading: dict[str, str]) -> set[str]:
    """The verb that a form comes of."""
    return {
        reading.get("BASEFORM", ""),
        *re.findall(r"\((\w+)\)", reading.get("WORDBASES", "").replace("=", "")),
    }


@lru_cache(maxsize=10_000)
def is_of_person(word: str) -> bool:
    """Whether only a person has what a word means: «johdolla», or «laatima», which is an agent's."""
    if (word[:1].isupper() and not word.isupper()) or is_house(word):
        return False  # part of a name: «Peltolan Lomakylä», or what is called by one: «työtila»
    return bool(OF_A_PERSON.match(word)) or is_by_agent(word)


@lru_cache(maxsize=10_000)
def is_by_agent(word: str) -> bool:
    """Whether a word says by whom something is done: «laatima», «antamien»."""
    readings = readings_of(word)
    agent = bool(readings) and all(r.get("PARTICIPLE") == "agent" for r in readings)
    return agent and not any(_verbs(r) & OF_THINGS for r in readings)


@lru_cache(maxsize=10_000)
def verb_of(word: str) -> str:
    """The infinitive of a verb in the third person singular, «vastata» of «vastaa»; "" of another word."""
    found = (r for r in readings_of(word) if r.get("CLASS") == "teonsana" and r.get("PERSON") == "3")
    return next((r.get("BASEFORM", "") for r in found if r.get("NUMBER") == "singular"), "")


@lru_cache(maxsize=10_000)
def does_to_somebody(word: str) -> bool:
    """Whether a word is a verb of what is done to people, in the third person: «kiittivät»."""
    return any(r.get("PERSON") == "3" and r.get("BASEFORM") in ADDRESSING for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_employed(word: str) -> bool:
    """Whether only somebody employed has what a word means, and no town or thing: «palkka», «sijaisena»."""
    return bool(EMPLOYED.match(word))


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
        (r.get("PERSON") == "4" or r.get("PARTICIPLE") == "past_passive") and _verbs(r) & BUILT
        for r in readings_of(word)
    )


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
