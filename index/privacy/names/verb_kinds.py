"""What Voikko tells of a verb beside a name: who does such things, and to whom.

Part of `name_context.py`. Every function is cached: texts repeat their words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.voikko import readings_of
from index.privacy.names.word_stems import (
    ADDRESSING,
    BUILT,
    DOING,
    ENGAGED,
    GIVEN,
    HUMAN,
    OF_THINGS,
    STATIC,
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
    verbs = {verb for r in readings_of(word) for verb in verbs_in(r) if verb.endswith(("a", "ä"))}
    return bool(verbs) and not any(map(happens, verbs))


def happens(verb: str) -> bool:
    """Whether a verb is of what things do, or what becomes of them: «kuivua», «lisääntyä»."""
    return (verb.endswith(("ua", "yä")) and verb not in DOING | HUMAN) or verb in STATIC | OF_THINGS


def verbs_in(reading: dict[str, str]) -> set[str]:
    """The verb that a form comes of."""
    return {
        reading.get("BASEFORM", ""),
        *re.findall(r"\((\w+)\)", reading.get("WORDBASES", "").replace("=", "")),
    }


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
def is_given(word: str) -> bool:
    """Whether a word is a passive verb of what people are given, told or asked: «maksetaan», «kysyttiin»."""
    return any(r.get("PERSON") == "4" and r.get("BASEFORM") in GIVEN for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_infinitive(word: str) -> bool:
    """Whether a word is a verb that another one governs: «tapaamassa», «haastatella»."""
    readings = readings_of(word)
    is_other = any(r.get("CLASS") == "asemosana" for r in readings)  # «siitä»
    return not is_other and any(r.get("MOOD", "").endswith("infinitive") for r in readings)


@lru_cache(maxsize=10_000)
def is_engaging(word: str) -> bool:
    """Whether a word is a passive verb of what is done to employees: «palkattiin»."""
    return any(r.get("PERSON") == "4" and r.get("BASEFORM") in ENGAGED for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_passive(word: str) -> bool:
    """Whether a word is a passive verb: «pidettiin»."""
    return any(r.get("PERSON") == "4" for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_past(word: str) -> bool:
    """Whether a word is a verb in the past tense and nothing else that is a verb's: «laati»; not «tulvii»."""
    return any(r.get("TENSE") == "past_imperfective" for r in readings_of(word))


@lru_cache(maxsize=10_000)
def is_built(word: str) -> bool:
    """Whether a word says that a house was built or mended: «rakennettiin», «rakennettu»."""
    return any(
        (r.get("PERSON") == "4" or r.get("PARTICIPLE") == "past_passive") and verbs_in(r) & BUILT
        for r in readings_of(word)
    )
