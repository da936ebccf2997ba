"""Voikko itself: a handle for each thread, and the analyses that it gives of a form."""

from __future__ import annotations

import threading

import libvoikko
import snowballstemmer

from index.errors import VoikkoMissing
from index.remembered import remembered

NAME_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi"})


class _Handle(threading.local):
    """Voikko's handle must not be shared between threads: each thread opens its own."""

    def __init__(self) -> None:
        try:
            libvoikko.Voikko.listDicts()  # a Voikko that finds no library leaves a broken object behind
            self.voikko = libvoikko.Voikko("fi")
        except (libvoikko.VoikkoException, OSError) as error:
            raise VoikkoMissing(str(error)) from error
        self.stemmer = snowballstemmer.stemmer("finnish")


_handle: _Handle | None = None


def own_handle() -> _Handle:
    """Voikko and a stemmer of this thread. Raises `VoikkoMissing`."""
    global _handle
    if _handle is None:
        _handle = _Handle()
    return _handle


@remembered(20_000)
def name_classes(name: str) -> frozenset[str]:
    """What a name is: «etunimi», «sukunimi»; with «word» where it is an ordinary word or a place too.

    A compound that only Voikko makes of two words («Keskitalo») is none; a place is («Lahti»).
    """
    voikko = own_handle().voikko
    own = {a.get("CLASS", "") for a in voikko.analyze(name.capitalize())} & NAME_CLASSES
    plain = [a for a in voikko.analyze(name.lower()) if a.get("CLASS") not in NAME_CLASSES]
    ordinary = any(a.get("STRUCTURE", "").count("=") < 2 for a in plain) or "paikannimi" in own
    return frozenset(own - {"paikannimi"} | ({"word"} if ordinary else set()))


@remembered(20_000)
def readings_of(form: str) -> tuple[dict[str, str], ...]:
    """Voikko's analyses of a form exactly as it is written."""
    return tuple(own_handle().voikko.analyze(form))


def analyses_of(form: str) -> list[dict[str, str]]:
    """Voikko's analyses of a form as written, as a name, or as an abbreviation."""
    voikko = own_handle().voikko
    for variant in dict.fromkeys((form, form.capitalize(), form.upper())):
        found: list[dict[str, str]] = voikko.analyze(variant)
        if found:
            return found
    return []


@remembered(20_000)
def syllable_ends(word: str) -> tuple[int, ...]:
    """After how many of its letters a word may be broken, by Voikko."""
    pattern = own_handle().voikko.getHyphenationPattern(word)
    return tuple(place for place, sign in enumerate(pattern) if sign == "-")
