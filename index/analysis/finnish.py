"""One Finnish word form → its base forms and the parts it is made of. Voikko stands behind this file.

A `Word` holds two streams of tokens. `bases` are the base forms of every analysis: «alusta» has five.
`parts` are what the word is built from: the constituents of a compound («etäohjausosaaminen» → «etäohjaus»,
«ohjausosaaminen», «ohjaus», «osaaminen» …) and the roots of derivations («osallisuus» → «osa»). A search for
a part finds the compound, at less weight than the base form.

Words that Voikko does not know get, in this order: the part before a case ending after a colon
(«REACT-EU:n»), their hyphenated parts one by one («ESR-hankkeessa»), a stem («Omasotessa» → «omasot»).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import libvoikko
import snowballstemmer

from index.analysis import normalization
from index.analysis.spelling import number_bases, number_parts, with_hyphens
from index.errors import VoikkoMissing

FINGERPRINT = "4"
"""Raise it with every change of what tokens a word gets: an index made before must be rebuilt."""

FUNCTION_CLASSES = frozenset({"sidesana", "asemosana", "kieltosana", "suhdesana", "huudahdussana"})
CONJUNCTIONS = frozenset({"sidesana", "kieltosana"})
NAME_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi"})
FUNCTION_FORMS = frozenset(
    {"aikana", "avulla", "kautta", "myötä", "osalta", "puolesta", "suhteen", "toimesta", "sisällä"}
)
"""Forms of nouns that stand for a preposition."""
IRREGULAR = {"koto": "koti", "etänä": "etä"}
"""Base forms that Voikko keeps apart from the word people mean: «kotona» is at a «koti»."""
VERBAL_NOUN = re.compile(r"(.{3,}mi)(?:nen|s\w*)")
"""«koneoppimisessa», which Voikko takes for a form of the verb only."""
PARTICIPLE = re.compile(r"\(\+[uy]t\)$")
"""WORDBASES of «peruuntunut», which Voikko takes for an adjective: a form of the verb as well."""
FUNCTION_BASES = frozenset({"olla", "ei", "myös", "sekä", "kuin", "mikä", "miten", "kuinka", "mm."})
MAX_WORD = 100
"""Longer words are not analysed: no Finnish word is, and hostile ones cost time."""
JOINTS = re.compile(r"[-:/.'’_@()]+")
MOST_PIECES = 5
"""Pieces between hyphens whose runs are tokens too."""
MIN_PART = 3
"""Shorter constituents («n», «ei») say nothing about what a compound is about."""


@dataclass(frozen=True, slots=True)
class Word:
    """The tokens of one word form, all in lower case, and how they were found."""

    bases: tuple[str, ...]
    parts: tuple[str, ...]
    analysis_kind: str
    function: bool = False


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


def _own() -> _Handle:
    global _handle
    if _handle is None:
        _handle = _Handle()
    return _handle


def require_voikko() -> None:
    """Raise `VoikkoMissing` at once where libvoikko or its dictionary is not installed."""
    _own()


def version() -> str:
    """Names what decides the tokens: this module, libvoikko and its dictionary."""
    require_voikko()
    dictionaries = ",".join(
        sorted(f"{d.language}/{d.variant}/{d.description}" for d in libvoikko.Voikko.listDicts())
    )
    return f"{FINGERPRINT}.{normalization.VERSION};libvoikko {libvoikko.Voikko.getVersion()};{dictionaries}"


@lru_cache(maxsize=300_000)
def word(form: str) -> Word:
    """The tokens of a lower-case word form. Never fails: at worst the form itself is its base."""
    if len(form) > MAX_WORD:
        return Word((form,), (), "long")
    form = form.replace("(at)", "@").removeprefix("www.")  # two ways of writing one address
    if not any(c.isalpha() for c in form):
        return Word(number_bases(form), number_parts(form), "number")
    analyses = analyses_of(form)
    if analyses:
        return _known(form, analyses)
    return _unknown(form)


@lru_cache(maxsize=20_000)
def name_classes(name: str) -> frozenset[str]:
    """What a name is: «etunimi», «sukunimi»; with «word» where it is an ordinary word or a place too.

    A compound that only Voikko makes of two words («Keskitalo») is none; a place is («Lahti»).
    """
    voikko = _own().voikko
    own = {a.get("CLASS", "") for a in voikko.analyze(name.capitalize())} & NAME_CLASSES
    plain = [a for a in voikko.analyze(name.lower()) if a.get("CLASS") not in NAME_CLASSES]
    ordinary = any(a.get("STRUCTURE", "").count("=") < 2 for a in plain) or "paikannimi" in own
    return frozenset(own - {"paikannimi"} | ({"word"} if ordinary else set()))


def analyses_of(form: str) -> list[dict[str, str]]:
    """Voikko's analyses of a form as written, as a name, or as an abbreviation."""
    voikko = _own().voikko
    for variant in (form, form.capitalize(), form.upper()):
        found: list[dict[str, str]] = voikko.analyze(variant)
        if found:
            return found
    return []


def _known(form: str, analyses: list[dict[str, str]]) -> Word:
    # «kuin» is the conjunction; that it could also be a form of «kuu» helps nobody.
    analyses = [a for a in analyses if a.get("CLASS") in CONJUNCTIONS] or analyses
    bases = dict.fromkeys(base for a in analyses if "BASEFORM" in a for base in _own_bases(form, a))
    parts: dict[str, None] = {}
    for analysis in analyses:
        parts.update(dict.fromkeys(_roots(analysis.get("WORDBASES", ""))))
        parts.update(dict.fromkeys(_constituents(form, analysis)))
    if "-" in form.strip("-"):
        parts.update(dict.fromkeys(_hyphenated(form)))
    function = (
        form in FUNCTION_FORMS
        or all(a.get("CLASS") in FUNCTION_CLASSES for a in analyses)
        or any(b in FUNCTION_BASES for b in bases)
    )
    own = tuple(b for b in bases if b) or (form,)
    return Word(own, tuple(p for p in parts if p not in bases), "voikko", function)


def _own_bases(form: str, analysis: dict[str, str]) -> Iterator[str]:
    """The base form of an analysis, and what else people would call the word by."""
    base = analysis["BASEFORM"].lower().rstrip("-")
    yield base
    if base in IRREGULAR:
        yield IRREGULAR[base]
    noun = VERBAL_NOUN.fullmatch(form) if analysis.get("CLASS") == "teonsana" else None
    if noun:
        yield noun[1] + "nen"
    if PARTICIPLE.search(analysis.get("WORDBASES", "")):
        yield from _roots(analysis["WORDBASES"])


def _roots(wordbases: str) -> Iterator[str]:
    """Roots in Voikko's WORDBASES: «+etä+ohja(ohjata)+us(+us)» → ohjata. Suffixes begin with +."""
    for base in re.findall(r"\(([^()+]+)\)", wordbases):
        root = base.replace("=", "").lower()
        if len(root) >= MIN_PART:
            yield root


def _constituents(form: str, analysis: dict[str, str]) -> Iterator[str]:
    """Base forms of every run of neighbouring constituents of a compound, but not of the whole."""
    cuts = _cuts(form, analysis)
    for first in range(len(cuts) - 1):
        for last in range(first + 1, len(cuts)):
            piece = form[cuts[first] : cuts[last]].strip("-")
            if MIN_PART <= len(piece) < len(form):
                at_end = last == len(cuts) - 1
                yield from _bases(piece, analysis.get("CLASS") if at_end else None, last - first == 1)


def _cuts(form: str, analysis: dict[str, str]) -> list[int]:
    """Offsets at which the constituents of a compound begin, and the end; empty where it is none.

    Voikko's STRUCTURE («=pppp=pppp») has a = at each border. Borders inside a word that the dictionary
    has as a whole are not ours: WORDBASES shows them as «+hyvinvointi(hyvin=vointi)+alue(alue)».
    """
    borders, offset = [], 0
    for mark in analysis.get("STRUCTURE", ""):
        if mark == "=":
            borders.append(offset)
        else:
            offset += 1
    cuts, at = [], 0
    for piece, base in re.findall(r"\+([^+()]*)(?:\(([^()]*)\))?", analysis.get("WORDBASES", "")):
        if base.startswith("+") or piece == "-":
            continue
        cuts += borders[at : at + 1]
        at += 1 + base.count("=")
    return [*cuts, len(form)] if 1 < len(cuts) <= 6 and offset == len(form) else []


@lru_cache(maxsize=100_000)
def _bases(piece: str, wanted: str | None, single: bool) -> tuple[str, ...]:
    """Base forms of a run of constituents.

    At the end of the word the run is inflected and of the `wanted` class, that of the whole; before it, it
    is a noun or an adjective, or a prefix that Voikko knows only in compounds («digi»).
    """
    found = {
        base
        for a in _own().voikko.analyze(piece)
        if "BASEFORM" in a and (a.get("CLASS") == wanted if wanted else a.get("CLASS") != "teonsana")
        for base in _own_bases(piece, a)
    }
    if not found and not wanted:
        # «oppimis» is «oppiminen» before another noun.
        found = {piece} if single else set()
        found |= {piece[:-1] + "nen"} if piece.endswith("mis") else set()
    return tuple(sorted(found))


def _unknown(form: str) -> Word:
    head, colon, ending = form.rpartition(":")
    if colon and head and ending.isalpha():
        inner = word(head)
        return Word(inner.bases, inner.parts, "colon", inner.function)
    pieces = [p for p in JOINTS.split(form) if p]
    if len(pieces) > 1:
        return _joined(form, pieces)
    for hyphenated in with_hyphens(form):
        analyses = analyses_of(hyphenated)
        if analyses:
            return _known(hyphenated, analyses)
    return Word(tuple(dict.fromkeys((_stem(form), form))), (), "stem")


def _joined(form: str, pieces: list[str]) -> Word:
    """«esr-hankkeessa» → base «esr-hanke», parts «esr» and «hanke» with the parts of each."""
    start = form[: form.rfind(pieces[-1])]
    bases = tuple(start + base for base in word(pieces[-1]).bases)
    return Word(bases, tuple(dict.fromkeys(_hyphenated(form))), "hyphen")


def _hyphenated(form: str) -> Iterator[str]:
    """The tokens of each piece of a word with hyphens or other joints in it; the site of an address."""
    if "://" in form:
        yield form.split("://", 1)[1].split("/", 1)[0].removeprefix("www.")
    for piece in JOINTS.split(form):
        if piece:
            found = word(piece)
            yield from (*found.bases, *found.parts)
    pieces = form.split("-")[:MOST_PIECES]
    for first in range(len(pieces) - 1):  # «react-eu» of «react-eu-rahoitus»
        for end in range(first + 2, len(pieces) + (first > 0)):
            yield "-".join(pieces[first:end])


def _stem(form: str) -> str:
    stem: str = _own().stemmer.stemWord(form)
    return stem


@lru_cache(maxsize=20_000)
def complete_hanging(hanging: str, tail: str) -> Word | None:
    """The word that a hanging hyphen stands for: («työllisyys», «sosiaalipalvelut») → työllisyyspalvelut.

    Each end of `tail` that makes a word Voikko knows, the longest first: «kasvu-» before «elinvoimapalvelut»
    is kasvupalvelut, though kasvuvoimapalvelut could be a word too. The result keeps the tokens of the
    hanging word itself as parts. None where nothing fits.
    """
    if len(hanging) + len(tail) > MAX_WORD:
        return None
    alone = word(hanging)
    cuts = dict.fromkeys(cut for analysis in analyses_of(tail) for cut in _cuts(tail, analysis)[1:-1])
    candidates = [hanging + tail[cut:] for cut in cuts]
    wholes = [_known(whole, found) for whole in candidates if (found := analyses_of(whole))]
    if not wholes:
        return None
    bases = tuple(dict.fromkeys(base for whole in wholes for base in whole.bases))
    parts = dict.fromkeys((*alone.bases, *alone.parts, *(part for whole in wholes for part in whole.parts)))
    return Word(bases, tuple(part for part in parts if part not in bases), "hanging")


@lru_cache(maxsize=20_000)
def corrections(form: str) -> tuple[str, ...]:
    """What Voikko takes a misspelt lower-case word for, in lower case; a suggestion may be two words."""
    if len(form) > MAX_WORD:
        return ()
    return tuple(suggestion.lower() for suggestion in _own().voikko.suggest(form))
