"""Voikko itself: a handle for each thread, and the analyses that it gives of a form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import libvoikko
import snowballstemmer

from index.errors import VoikkoMissing
from index.remembered import remembered

NAME_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi"})
LONG_FORM = 24
"""Letters from which on a form may be read in so many ways that Voikko gives up («koulutus» seven times).
libvoikko 4.3.1 analyses all later words by the state in which it gave up, so that a handle that was asked for
a long form is not used again. The shortest such form of 224,000 random compounds has 28 letters."""


class Voikko(libvoikko.Voikko):  # type: ignore[misc]
    """Voikko with one library for all handles: libvoikko opens it anew for each, and makes a class when it
    closes one, which takes four times as long as the handle itself. It is named like its base, so that Python
    gives its attributes the names that the base uses."""

    __handle: int

    @classmethod
    @cache
    def __getLib(cls) -> Any:
        return libvoikko.VoikkoLibrary.open(cls._sharedLibrarySearchPath)

    def terminate(self) -> None:
        """Let go of the handle. It cannot be used any more."""
        handle, self.__handle = self.__handle, 0
        if handle:
            self.__getLib().voikkoTerminate(handle)


class _Handle(threading.local):
    """Voikko's handle must not be shared between threads: each thread opens its own."""

    def __init__(self) -> None:
        with _as_missing():
            libvoikko.Voikko.listDicts()  # a Voikko that finds no library leaves a broken object behind
            self.voikko = Voikko("fi")
        self.stemmer = snowballstemmer.stemmer("finnish")

    def ask(self, question: Callable[[libvoikko.Voikko, str], Any], word: str) -> Any:
        """What a method of Voikko answers about a word. Raises `VoikkoMissing`."""
        try:
            return question(self.voikko, word)
        finally:
            if len(word) >= LONG_FORM:
                with _as_missing():
                    used, self.voikko = self.voikko, Voikko("fi")  # takes 0.15 ms
                used.terminate()


@contextmanager
def _as_missing() -> Iterator[None]:
    """Inside the block, errors of opening Voikko become `VoikkoMissing`."""
    try:
        yield
    except (libvoikko.VoikkoException, OSError) as error:
        raise VoikkoMissing(str(error)) from error


_handle: _Handle | None = None


def own_handle() -> _Handle:
    """Voikko and a stemmer of this thread. Raises `VoikkoMissing`."""
    global _handle
    if _handle is None:
        _handle = _Handle()
    return _handle


def analyze(form: str) -> list[dict[str, str]]:
    """Voikko's analyses of a form exactly as it is written."""
    found: list[dict[str, str]] = own_handle().ask(libvoikko.Voikko.analyze, form)
    return found


@remembered(20_000)
def name_classes(name: str) -> frozenset[str]:
    """What a name is: «etunimi», «sukunimi»; with «word» where it is an ordinary word or a place too.

    A compound that only Voikko makes of two words («Keskitalo») is none; a place is («Lahti»).
    """
    own = {a.get("CLASS", "") for a in analyze(name.capitalize())} & NAME_CLASSES
    plain = [a for a in analyze(name.lower()) if a.get("CLASS") not in NAME_CLASSES]
    ordinary = any(a.get("STRUCTURE", "").count("=") < 2 for a in plain) or "paikannimi" in own
    return frozenset(own - {"paikannimi"} | ({"word"} if ordinary else set()))


@remembered(20_000)
def readings_of(form: str) -> tuple[dict[str, str], ...]:
    """What `analyze` gives, remembered."""
    return tuple(analyze(form))


def analyses_of(form: str) -> list[dict[str, str]]:
    """Voikko's analyses of a form as written, as a name, or as an abbreviation."""
    variants = dict.fromkeys((form, form.capitalize(), form.upper()))
    return next(filter(None, map(analyze, variants)), [])


def syllable_ends(word: str) -> tuple[int, ...]:
    """The positions at which a word may be hyphenated, by Voikko."""
    pattern = own_handle().ask(libvoikko.Voikko.getHyphenationPattern, word)
    return tuple(place for place, sign in enumerate(pattern) if sign == "-")


def suggestions(word: str) -> list[str]:
    """Voikko's suggestions for a misspelt word."""
    found: list[str] = own_handle().ask(libvoikko.Voikko.suggest, word)
    return found
