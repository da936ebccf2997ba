"""How a text may name a contact person: the full name in any order and form, and the surname alone.

Part of `redaction.py`. Regular expressions find what may be a name; whether it is one where the name is an
ordinary word or a place too («Ranta», «Lahti») is decided by what stands around it (`name_context.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations

from index.analysis.voikko import name_classes, readings_of
from index.model.template import collapse_whitespace
from index.privacy.names.name_context import names_by_first_name, names_contact
from index.privacy.names.name_sorts import is_plain
from index.privacy.names.places import Told
from index.privacy.names.word_stems import ROLE

_MAX_PERSONS = 20  # in one row: more is no contact person
_MAX_WORDS = 6  # of a name
_MAX_LETTERS = 100  # of a word: compiling a pattern of n letters takes n², since its alternatives begin alike
_MAX_HALVES = 4  # of a double name, which has two: each makes the patterns longer
_MIN_LETTERS = 3  # of a surname that is looked for alone
_NEXT_PERSON = re.compile(r"[;/&+()|]|\s(?:ja|tai|sekä|och|eller|and|or)\s", re.IGNORECASE)
_IS_ROLE = re.compile(rf"{ROLE}(?:i|a|ä|kkö|ö|ti|s|)$|^varalla$", re.IGNORECASE)
_SWEDISH_FROM = 5  # letters: shorter names with an «s» are other names, «Karis»
_SHORT = 4  # letters of a name of which case endings change few
_MIDDLE = 5  # letters of a name up to which another one may begin with it: «Aho», «Ahonen»
_START, _STOP = r"(?<![^\W_])", r"(?![^\W_])"  # of a word; «_» parts words as a space does
_NO_ADDRESS = r"(?![\w.+-]{0,64}(?:@|\(at\)))"  # «Laine, silja.laine@malli.fi»: what follows is another find
_OF = r"(?:(?:von|af|de|der|den|van|del|la|le|da|di|al|el|bin|ibn|zu)[^\S\n]{1,2})"  # «von Essen»
_BETWEEN = rf"[\s,_]{{1,4}}(?:[^\W\d_]\.?[^\S\n]{{1,2}})?{_OF}{{0,2}}"  # «Maija K. Mallila»
_PARTICLE = re.compile(rf"(?<!\S){_OF}")
_WEAK = {"kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "lt": "ll", "rt": "rr", "mp": "mm",
         "k": "", "p": "v", "t": "d"}  # fmt: skip
_CASE = (
    r"(?::?i?(?:n|t|a|ä|ta|tä|tta|ttä|na|nä|ksi|[sl][stl][aä]|lle|den|den|en|in|on|un|yn|an|än|ön"
    r"|h[aeiouyäö]n|seen))?(?:kin|kaan|kään|ko|kö|han|hän|nsa|nsä)?"
)


@lru_cache(maxsize=1_000)
def split_names(name: str | None) -> tuple[tuple[str, ...], ...]:
    """The names in the row, as words: «Mallila, Maija» is one, «Maija Malli + Matti Meikä (vara)» two."""
    found: list[str] = []
    for names in _NEXT_PERSON.split(collapse_whitespace(name or "")):
        pieces = [piece.strip() for piece in names.split(",")]
        found += pieces if all(" " in piece for piece in pieces) else [names]
    each = (re.findall(r"[^\W\d_][\w'’.-]*", one)[:_MAX_WORDS] for one in found)
    words = (_proper([word[:_MAX_LETTERS] for word in own]) for own in each)
    return tuple(name_words for name_words in words if name_words)[:_MAX_PERSONS]


def _proper(words: list[str]) -> tuple[str, ...]:
    """The words of a name that begin with a capital, without a title; «ei vielä tiedossa» has none."""
    words = [word.rstrip(".-'’") for word in words if len(word) > 1]
    words = [word for word in words if not _IS_ROLE.search(word)]
    is_name = any("word" not in name_classes(word) for word in words)
    return tuple([word for word in words if word[0].isupper()] or (words if is_name else []))


def may_name(name: str | None, lowered: str) -> bool:
    """Whether a text, in lower case, may name the person. Cheap, because most texts do not."""
    for words in split_names(name):
        there = [word for word in words if _root(word) in lowered or ascii_letters(_root(word)) in lowered]
        if len(there) > 1 or any(_stands(part, lowered) for part in (*_alone(words), *_first_names(words))):
            return True
    return False


@lru_cache(maxsize=1_000)
def _alone(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name that are looked for alone, the halves of double ones too.

    First names are not, save the last where all are, nor a word that is no name («Kirjaamo»).
    """
    if len(words) == 1 and name_classes(words[0]) == {"word"}:
        return ()
    last = [word for word in words if "etunimi" not in name_classes(word)] or [*words[-1:]]
    halves = (half for word in last for half in _halves(word))
    return tuple(
        one for one in (*last, *halves) if len(one) >= _MIN_LETTERS or (one in last[-1:] and one.istitle())
    )


def surname_regexes(name: str | None) -> list[str]:
    """Regular expressions for each surname of the row alone, in any form."""
    surnames = [surname for words in split_names(name) for surname in _alone(words)]
    return [rf"{_START}(?:{_inflected(surname)}){_STOP}" for surname in surnames]


def _halves(word: str) -> list[str]:
    """The halves of a double name; none of another."""
    return word.split("-", _MAX_HALVES)[:_MAX_HALVES] if "-" in word else []


def _first_names(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if "etunimi" in name_classes(word) and word not in _alone(words))


def _stands(part: str, lowered: str) -> bool:
    """Whether a word of a text begins as a surname does."""
    root = _root(part)
    at = lowered.find(root)
    while at >= 0:
        if not lowered[at - 1 : at].isalnum():
            return True
        at = lowered.find(root, at + 1)
    return False


def name_regexes(name: str | None) -> list[str]:
    """Regular expressions for the person's names: `full` is several, `surname` one with its `initials`.

    What they find counts where `is_person` says so.
    """
    every = split_names(name)
    full = [pattern for words in every for pattern in _full(words)]
    alone = dict.fromkeys(_inflected(surname) for words in every for surname in _alone(words))
    initials = {
        half[0]
        for words in every
        for word in (*_first_names(words), *words[:-1])
        for half in word.split("-")
        if half
    }
    found = [rf"(?P<full>{'|'.join(full)})"] if full else []
    first = dict.fromkeys(_inflected(name) for words in every for name in _first_names(words))
    if first:
        found.append(rf"{_START}(?<!-)(?P<first>(?-i:(?=[A-ZÅÄÖ]))(?:{'|'.join(first)})){_STOP}(?!-)")
    if alone:
        letters = f"(?-i:[{''.join(sorted(initials))}])"
        before = (
            rf"(?P<initials>(?<![^\W_])(?:{letters}(?:\.[^\S\n]?|[^\S\n]|-(?={letters}))){{1,3}})?"
            if initials
            else ""
        )
        behind = rf"(?P<behind>,?[^\S\n]{letters}\.(?![^\S\n]?(?-i:[A-ZÅÄÖ])))?" if initials else ""
        of = f"{_OF}{{0,2}}" if _PARTICLE.search(name or "") else ""
        found.append(
            rf"{_START}(?<!-){before}{_START}(?<!-){of}(?P<surname>{'|'.join(alone)}){_STOP}(?!-){behind}"
        )
    return found


def _full(words: tuple[str, ...]) -> Iterator[str]:
    """Two words of a name in any order, halves of double ones too, and what more of it stands beside them."""
    any_form = list(map(_whole_or_half, words))
    letters = "".join(re.escape(half[0].upper()) for word in words for half in word.split("-") if half)
    short = rf"(?:[^\S\n]\((?-i:{letters})\))?"  # «Emmi Honka-aho (EHA)»
    rest = rf"(?:[^\S\n]{{1,2}}(?:{'|'.join(any_form)})){{0,4}}{_STOP}{_NO_ADDRESS}{short}"
    for one, other in permutations(any_form, 2):
        yield rf"{_START}{one}{_BETWEEN}{other}{rest}"


def _whole_or_half(word: str) -> str:
    """A word of a full name in any form, or one half of a double one: «Kallio» of «Kallio-Heikkinen»."""
    halves = [half for half in _halves(word) if len(half) >= _MIN_LETTERS]
    return "(?:" + "|".join(map(_beginning, (word, *halves))) + ")"


def is_person(name: str | None, match: re.Match[str], told: Told) -> bool:
    """Whether what `name_regexes` found means the person, and not the words or places that names are too."""
    groups = match.groupdict()
    if groups.get("surname"):
        first = tuple(word for words in split_names(name) for word in _first_names(words))
        initialled = bool(groups.get("initials") or groups.get("behind"))
        return names_contact(match.string, *match.span("surname"), first, initialled, told)
    if groups.get("first"):
        return names_by_first_name(match.string, *match.span("first"), told)
    if groups.get("full"):
        found = re.findall(r"[\w'’-]+", match[0])
        if all(word[0].isupper() for word in found) or not all(map(_is_word, found)):
            return True
        return " ".join(match[0].lower().split()) in (" ".join(words).lower() for words in split_names(name))
    return False


@lru_cache(maxsize=10_000)
def _is_word(form: str) -> bool:
    return any(map(is_plain, readings_of(form.lower())))


@lru_cache(maxsize=10_000)
def ascii_letters(word: str) -> str:
    """A word of a name as addresses have it: «Leppälahti-Ranta» is «leppalahtiranta»."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if sign.isalnum())


@lru_cache(maxsize=10_000)
def _root(word: str) -> str:
    """The letters that no case ending changes."""
    changed = 3 if word.lower().endswith("nen") else 2 if len(word) >= _SHORT else 0
    stems = sorted(_stems(word.lower()))
    shared = next(size for size in range(len(word), -1, -1) if stems[0][:size] == stems[-1][:size])
    return word.lower()[: min(len(word) - changed, shared)]


def _beginning(word: str) -> str:
    """A word of a full name in any form; a stem of many letters is enough beside the rest of the name."""
    if len(word) == _MAX_LETTERS:  # the rest may have been cut off
        return re.escape(word) + r"[\w:'’.-]*"
    if len(word) < _SHORT:
        return re.escape(word) + r"(?::?\w{1,5})?"
    stems = "|".join(map(re.escape, sorted(_stems(word.lower()))))
    return rf"(?:{stems})" + (r"(?:\w|:){0,10}" if len(word) > _MIDDLE else rf"(?:s(?!\w)|{_CASE})")


def _inflected(name: str) -> str:
    """A name alone: its stems and Finnish case endings; one of few letters only with a capital."""
    stems = "|".join(map(re.escape, sorted(_stems(name.lower()), key=len, reverse=True)))
    capital = rf"(?-i:(?={re.escape(name[0].upper())}))" if len(name) <= _SHORT else ""
    if len(name) < _MIN_LETTERS:
        return rf"(?-i:{re.escape(name)}(?:s|:[a-zåäö]{{1,4}}|i(?:n|lle|ltä|llä|stä))?)"  # «Ek», not «EK»
    swedish = "s?" if name[-1] not in "aeiouyäöå" or len(name) > _SWEDISH_FROM else ""  # «Lundströms»
    return rf"{capital}(?:{re.escape(name)}{swedish}|(?:{stems}){_CASE})"


def _stems(name: str) -> set[str]:
    """What case endings are put to: «lahti» → «lahti», «lahde», «lahte»; «kangas» → «kankaa»."""
    if name.endswith("nen"):
        return {name, name[:-3] + "s", name[:-3] + "se"}
    if re.search("[aäei]s$|e$", name):
        stems = _basic_stems(name) | {stem + stem[-1] for stem in _strengthened(name.removesuffix("s"))}
        return stems | ({name[:-1] + "he"} if name.endswith("mies") else set())
    if name.endswith("si"):
        return _basic_stems(name) | {name[:-2] + "de", name[:-2] + "te"}
    return _basic_stems(name)


def _strengthened(stem: str) -> Iterator[str]:
    """A stem, and with the consonants of the strong grade before its last vowel: «kanga», «kanka»."""
    yield stem
    for strong, weak in _WEAK.items():
        if weak and stem[:-1].endswith(weak):
            yield stem[: -1 - len(weak)] + strong + stem[-1]


def _basic_stems(name: str) -> set[str]:
    """The stems by the rules that hold for most names."""
    if name[-1] not in "aeiouyäöå":
        changed = {name[:-1] + "kse", name[:-1] + "de"} if name[-1] == "s" else set()
        return {name, name + "i"} | changed
    stems = {name, name + name[-1]} | ({name[:-1] + "e"} if name[-1] == "i" else set())
    if re.search("[aeiouyäö][lrn]i$", name):  # «Saarta»
        stems |= {name[:-1] + "ta", name[:-1] + "tä"}
    if re.search("[lrh]k[ie]$", name):
        stems.add(name[:-2] + "je")
    if re.search("uku$|yky$", name):
        stems.add(name[:-2] + "v" + name[-1])
    for strong, weak in _WEAK.items():
        if name[:-1].endswith(strong):
            stems |= {
                stem[: len(name) - 1 - len(strong)] + weak + stem[len(name) - 1 :] for stem in set(stems)
            }
            break
    return stems
