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
from collections.abc import Iterator
from dataclasses import dataclass

import libvoikko

from index.analysis import normalization
from index.analysis.readings import Reading, heads, likely, roots, runs
from index.analysis.spelling import number_bases, number_parts, with_hyphens
from index.analysis.voikko import analyses_of, analyze, own_handle, suggestions
from index.remembered import remembered

FINGERPRINT = "6"
"""Raise it whenever the tokens of any word change: older indexes must then be rebuilt."""

FUNCTION_CLASSES = frozenset({"sidesana", "asemosana", "kieltosana", "suhdesana", "huudahdussana"})
FIRST_CLASSES = frozenset({"nimisana", "laatusana", "nimisana_laatusana", "seikkasana"})
INFLECTED_BESIDE_NOUNS = frozenset({"teonsana", "asemosana"})
"""Verbs and pronouns."""
FUNCTION_FORMS = frozenset(
    {"aikana", "avulla", "myötä", "osalta", "puolesta", "suhteen", "toimesta", "sisällä"}
)
"""Forms of nouns that stand for a preposition."""
IRREGULAR = {"koto": "koti", "etänä": "etä", "pien": "pieni", "suur": "suuri"}
"""Base forms that Voikko keeps apart from the word people mean: «kotona» is at a «koti»."""
VERBAL_NOUN = re.compile(r"(.{3,}mi)(?:nen|s\w*)")
"""«koneoppimisessa», which Voikko takes for a form of the verb only."""
FUNCTION_BASES = frozenset({"olla", "myös", "miten", "mm."})
"""Base forms that Voikko has in other classes."""
MAX_WORD = 100
"""Longer words are not analysed: no Finnish word is, and hostile ones cost time."""
JOINTS = re.compile(r"[-:/.'’_@()]+")
MOST_PIECES = 5
"""Pieces between hyphens whose runs are tokens too."""
MIN_PART = 3
"""Shorter constituents («n», «ei») say nothing about what a compound is about."""
MIN_SECOND, MAX_SECOND = 5, 20
"""Letters of the second word of a compound that Voikko does not accept. Shorter ones occur by chance; longer
ones are not tried, since hostile words cost time."""


@dataclass(frozen=True, slots=True)
class Word:
    """The tokens of one word form, all in lower case, and how they were found."""

    bases: tuple[str, ...]
    parts: tuple[str, ...]
    analysis_kind: str
    function: bool = False


def require_voikko() -> None:
    """Raise `VoikkoMissing` at once where libvoikko or its dictionary is not installed."""
    own_handle()


def version() -> str:
    """Names what decides the tokens: this module, libvoikko and its dictionary."""
    require_voikko()
    dictionaries = ",".join(
        sorted(f"{d.language}/{d.variant}/{d.description}" for d in libvoikko.Voikko.listDicts())
    )
    return f"{FINGERPRINT}.{normalization.VERSION};libvoikko {libvoikko.Voikko.getVersion()};{dictionaries}"


@remembered(300_000)
def word(form: str) -> Word:
    """The tokens of a lower-case word form. Never fails: at worst the form itself is its base."""
    return analyse_form(form)


def analyse_form(form: str) -> Word:
    """The same, and nothing of it is kept: for those who keep it themselves."""
    if len(form) > MAX_WORD:
        return Word((form,), (), "long")
    form = form.replace("(at)", "@").removeprefix("www.")  # two ways of writing one address
    if not (form.isalpha() or any(map(str.isalpha, form))):
        return Word(number_bases(form), number_parts(form), "number")
    readings = _readings(form)
    return _known(form, readings) if readings else _unknown(form)


@remembered(10_000)
def alone(form: str) -> Word:
    """The tokens of a word that is the whole query.

    A single verb form or pronoun is hardly ever a query: if the form is also a noun's base form, it is read
    as that noun. «suo» is no form of «suoda», and «kulta» none of «kuka», as they may be among other words.
    """
    readings = _readings(form) if len(form) <= MAX_WORD else []
    nouns = [r for r in readings if r.word_class not in INFLECTED_BESIDE_NOUNS]
    return _known(form, nouns) if any(r.base == form for r in nouns) else word(form)


def _readings(form: str) -> list[Reading]:
    """The intended readings of a form, by Voikko."""
    return likely(form, analyses_of(form))


def _known(form: str, readings: list[Reading]) -> Word:
    bases = dict.fromkeys([base for r in readings if r.base for base in _own_bases(form, r)])
    parts = dict.fromkeys([root for root in roots(readings) if len(root) >= MIN_PART])
    if "-" in form.strip("-"):
        parts.update(dict.fromkeys(_hyphenated(form)))
    else:
        parts.update(dict.fromkeys([part for r in readings for part in (*_constituents(form, r), *heads(r))]))
    function = (
        form in FUNCTION_FORMS
        or all(r.word_class in FUNCTION_CLASSES for r in readings)
        or not FUNCTION_BASES.isdisjoint(bases)
    )
    own = tuple(b for b in bases if b) or (form,)
    return Word(own, tuple(p for p in parts if p not in bases), "voikko", function)


def _own_bases(form: str, reading: Reading) -> list[str]:
    """The base form of a reading, and other base forms that people would use for it."""
    base = reading.base.rstrip("-")
    found = [base]
    if base in IRREGULAR:
        found.append(IRREGULAR[base])
    noun = VERBAL_NOUN.fullmatch(form) if reading.word_class == "teonsana" else None
    if noun:
        found.append(noun[1] + "nen")
    if reading.participle == "past_active":  # Voikko takes «peruuntunut» for an adjective
        found.append(form[: reading.last.start] + reading.last.root)
    return found


def _constituents(form: str, reading: Reading) -> list[str]:
    """Base forms of the runs of constituents that say what a compound is about.

    A run that is one word is not cut: «kokonaisbudjetti» is no budget of women («koko» + «nais»).
    """
    found = {run: _run(form, reading, *run) for run in runs(form, reading)}
    words = [run for run, (_, one_word) in found.items() if one_word]
    kept = (bases for run, (bases, _) in found.items() if not any(_cuts(run, word) for word in words))
    return [base for bases in kept for base in bases] if found else []


def _cuts(run: tuple[int, int], word: tuple[int, int]) -> bool:
    """Whether a run holds some constituents of a word, but not all."""
    (first, end), (start, last) = run, word
    return first < last and start < end and not (first <= start and last <= end)


def _run(form: str, reading: Reading, first: int, end: int) -> tuple[tuple[str, ...], bool]:
    """Base forms of a run of constituents, and whether it is one word though the compound splits it."""
    words = reading.constituents
    at_end = end == len(words)
    before = form[: words[first].start]
    piece = form[len(before) : None if at_end else words[end].start].strip("-")
    if not MIN_PART <= len(piece) < len(form):
        return (), False
    if end - first > 1 or words[first].suffixes:
        return _bases(piece, reading.word_class if at_end else "")
    if at_end:
        own = tuple(base[len(before) :] for base in _own_bases(form, reading) if base.startswith(before))
        return own or _bases(piece, reading.word_class)[0], False
    root = words[first].root or IRREGULAR.get(piece, piece)
    is_stem = words[first].root and piece.endswith("is")  # of «kansallinen» it is the root itself
    return ((root, piece[:-1] + "nen") if is_stem else (root,)), False


@remembered(100_000)
def _bases(piece: str, wanted: str) -> tuple[tuple[str, ...], bool]:
    """Base forms of a run of constituents, and whether Voikko knows it as one word.

    A run at the end of the word is inflected and of the `wanted` class, which is that of the whole word. A
    run before the end is a noun or an adjective, which may end in -is instead of -inen: «oppimis»,
    «kansallis».
    """
    found = [
        r
        for r in likely(piece, analyze(piece))
        if r.base and (r.word_class == wanted if wanted else r.word_class != "teonsana")
    ]
    bases = {base for r in found for base in _own_bases(piece, r)}
    if not found and not wanted and piece.endswith("is"):
        adjective = piece[:-1] + "nen"
        bases, found = {adjective}, likely(adjective, analyze(adjective))
    return tuple(sorted(bases)), any(r.borders == 1 for r in found)


def _unknown(form: str) -> Word:
    head, colon, ending = form.rpartition(":")
    if colon and head and ending.isalpha():
        inner = word(head)
        return Word(inner.bases, inner.parts, "colon", inner.function)
    pieces = [p for p in JOINTS.split(form) if p]
    if len(pieces) > 1:
        return _joined(form, pieces)
    for hyphenated in with_hyphens(form):
        readings = _readings(hyphenated)
        if readings:
            return _known(hyphenated, readings)
    return _split(form) or Word(tuple(dict.fromkeys((_stem(form), form))), (), "stem")


def _split(form: str) -> Word | None:
    """Splits a compound that Voikko does not accept into two words that it knows: «työhön» + «valmentaja».

    The second is the longest noun that the form ends in; None where what is before it is no word.
    """
    for cut in range(max(MIN_PART, len(form) - MAX_SECOND), len(form) - MIN_SECOND + 1):
        second = [r for r in _analysed(form[cut:]) if r.word_class == "nimisana"]
        if second:
            first = _first_part(form[:cut])
            bases = dict.fromkeys(base for r in second for base in _own_bases(form[cut:], r))
            whole = (*(form[:cut] + base for base in bases), form)
            parts = dict.fromkeys((*first, *bases, *roots(second)))
            return Word(tuple(dict.fromkeys(whole)), tuple(parts), "split") if first else None
    return None


def _first_part(piece: str) -> tuple[str, ...]:
    """Base forms of what begins a compound: a noun, an adjective, an adverb, or a prefix («geri»)."""
    found = [r for r in _analysed(piece) if r.word_class in FIRST_CLASSES]
    if found:
        return tuple(base for r in found for base in _own_bases(piece, r))
    if piece.endswith("is"):
        bases, known = _bases(piece, "")
        return bases if known else ()
    return (piece,) if analyze(piece + "-") else ()


def _analysed(piece: str) -> list[Reading]:
    """Readings of a piece of a word as one word."""
    return [r for r in likely(piece, analyze(piece)) if len(r.constituents) == 1]


def _joined(form: str, pieces: list[str]) -> Word:
    """«esr-hankkeessa» → base «esr-hanke», parts «esr» and «hanke» with the parts of each."""
    start = form[: form.rfind(pieces[-1])]
    bases = tuple(start + base for base in word(pieces[-1]).bases)
    return Word(bases, tuple(dict.fromkeys(_hyphenated(form))), "hyphen")


def _hyphenated(form: str) -> Iterator[str]:
    """The tokens of each piece of a word with hyphens or other joints in it; the site of an address."""
    if "://" in form:
        yield form.partition("://")[2].partition("/")[0].removeprefix("www.")
    for piece in JOINTS.split(form):
        if piece:
            found = word(piece)
            yield from (*found.bases, *found.parts)
    pieces = form.split("-")[:MOST_PIECES]
    for first in range(len(pieces)):  # «react-eu» of «react-eu-rahoitus»
        for end in range(first + 2, len(pieces) + (first > 0)):
            yield "-".join(pieces[first:end])


def _stem(form: str) -> str:
    stem: str = own_handle().stemmer.stemWord(form)
    return stem


@remembered(20_000)
def complete_hanging(hanging: str, tail: str) -> Word | None:
    """The full word for a hanging hyphen: («työllisyys», «sosiaalipalvelut») → työllisyyspalvelut.

    Each end of `tail` that makes a word Voikko knows, the longest first: «kasvu-» before «elinvoimapalvelut»
    is kasvupalvelut, though kasvuvoimapalvelut could be a word too. The result keeps the tokens of the
    hanging word itself as parts. None where nothing fits.
    """
    if len(hanging) + len(tail) > MAX_WORD:
        return None
    own = word(hanging)
    candidates = [
        hanging + tail[second.start :] for reading in _readings(tail) for second in reading.constituents[1:]
    ]
    wholes = [_known(whole, found) for whole in dict.fromkeys(candidates) if (found := _readings(whole))]
    if not wholes:
        return None
    bases = tuple(dict.fromkeys(base for whole in wholes for base in whole.bases))
    parts = dict.fromkeys((*own.bases, *own.parts, *(part for whole in wholes for part in whole.parts)))
    return Word(bases, tuple(part for part in parts if part not in bases), "hanging")


@remembered(20_000)
def corrections(form: str) -> tuple[str, ...]:
    """Voikko's suggestions for a misspelt lower-case word, in lower case; a suggestion may be two words."""
    if len(form) > MAX_WORD:
        return ()
    return tuple(suggestion.lower() for suggestion in suggestions(form))
