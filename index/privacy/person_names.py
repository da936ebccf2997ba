"""How a text may name a contact person: the full name in any order and form, and the surname alone.

Part of `redaction.py`. A surname alone is masked if it is no ordinary Finnish word («Hokkanen»); one that is
(«Ranta», «Lahti») only after a title or an initial, because else the text means the shore or the town.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations

from index.analysis.voikko import name_classes
from index.model.template import collapse_whitespace

_MAX_PERSONS = 10  # in one row: more is no contact person
_MAX_WORDS = 6  # of a name
_MIN_LETTERS = 4  # of a surname that is looked for alone
_BETWEEN = r"[\s,]{1,4}(?:[^\W\d_]\.?[^\S\n]{1,2})?"  # «Maija K. Mallila»
_WEAK = {"kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "lt": "ll", "rt": "rr", "mp": "mm",
         "k": "", "p": "v", "t": "d"}  # fmt: skip
_CASE = (
    r"(?::?i?(?:n|t|a|ä|ta|tä|tta|ttä|na|nä|ksi|[sl][stl][aä]|lle|den|den|en|in|on|un|yn|an|än|ön"
    r"|h[aeiouyäö]n|seen))?(?:kin|kaan|kään|ko|kö|han|hän|nsa|nsä)?"
)
_TITLED = re.compile(
    r"(?:(?:päällik|päällikö|johtaj|koordinaattor|suunnittelij|asiantuntij|sihteer|opettaj|tutkij|ohjaaj|vastaav"
    r"|rehtor|professor|tohtor|lehtor|henkilö|insinöör|neuvoj|assistent|hoitaj|yrittäj|valmentaj|kouluttaj|herr"
    r"|rouv)\w{0,8}:?|(?<!\w)(?:[^\W\d_]|hra|rva|nti)\.)[^\S\n]{1,3}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_000)
def split_names(name: str | None) -> tuple[tuple[str, ...], ...]:
    """The names in the row, as words: «Mallila, Maija» is one, «Maija Malli, Matti Meikä» are two."""
    found: list[str] = []
    for names in re.split(r"[;/&]| ja ", collapse_whitespace(name or "")):
        pieces = [piece.strip() for piece in names.split(",")]
        found += pieces if all(" " in piece for piece in pieces) else [names]
    words = (_proper(re.findall(r"\w[\w'’.-]*", one)[:_MAX_WORDS]) for one in found[:_MAX_PERSONS])
    return tuple(name_words for name_words in words if name_words)


def _proper(words: list[str]) -> tuple[str, ...]:
    """The words of a name that begin with a capital, without a title; «ei vielä tiedossa» has none."""
    words = [word.rstrip(".-'’") for word in words if len(word) > 1]
    is_name = any("word" not in name_classes(word) for word in words)
    return tuple([word for word in words if word[0].isupper()] or (words if is_name else []))


def may_name(name: str | None, lowered: str) -> bool:
    """Whether a text, in lower case, may name the person. Cheap, because most texts do not."""
    for words in split_names(name):
        there = [word for word in words if _root(word) in lowered or ascii_letters(_root(word)) in lowered]
        if len(there) > 1 or any(
            _stands(part, ordinary, lowered) for part, ordinary in _alone(words, lowered)
        ):
            return True
    return False


def _alone(words: tuple[str, ...], text: str | None = None) -> Iterator[tuple[str, bool]]:
    """The words of a name that are looked for alone, and whether each is an ordinary word too.

    First names are not, unless there is nothing else; text: only those whose beginning stands in it.
    """
    there = [word for word in words if len(word) >= _MIN_LETTERS]
    if text is not None:
        there = [word for word in there if any(_root(part) in text for part in word.split("-"))]
    for word in there:
        if "etunimi" in name_classes(word) and not all("etunimi" in name_classes(w) for w in words):
            continue
        halves = word.split("-")
        if len(halves) == 1:
            yield word, "word" in name_classes(word)
            continue
        yield word, False
        yield from ((h, False) for h in halves if len(h) >= _MIN_LETTERS and "word" not in name_classes(h))


def _stands(part: str, ordinary: bool, lowered: str) -> bool:
    """Whether a word of a text begins as a surname does; an ordinary one after a title or an initial."""
    root = _root(part)
    at = lowered.find(root)
    while at >= 0:
        if not lowered[at - 1 : at].isalnum() and (not ordinary or is_titled(lowered, at)):
            return True
        at = lowered.find(root, at + 1)
    return False


def name_regexes(name: str | None) -> list[str]:
    """Regular expressions for the person's names; their group «ordinary» counts only where `is_titled`."""
    found = [pattern for words in split_names(name) for pattern in _full(words)]
    alone: dict[bool, list[str]] = {False: [], True: []}
    for surname, ordinary in (pair for words in split_names(name) for pair in _alone(words)):
        alone[ordinary].append(_inflected(surname))
    begins = r"(?<![\w-])"
    found += [begins + rf"(?:{'|'.join(alone[False])})(?!\w)"] if alone[False] else []
    found += [begins + rf"(?P<ordinary>{'|'.join(alone[True])})(?![\w-])"] if alone[True] else []
    return found


def _full(words: tuple[str, ...]) -> Iterator[str]:
    """Two words of a name in any order, and what more of it stands beside them."""
    rest = rf"(?:[^\S\n]{{1,2}}(?:{'|'.join(map(_beginning, words))})){{0,4}}(?!\w)"
    for one, other in permutations(words, 2):
        yield rf"(?<!\w){_beginning(one)}{_BETWEEN}{_beginning(other)}{rest}"


def is_titled(text: str, at: int) -> bool:
    """Whether a title or an initial stands before a place in a text: «projektipäällikkö », «M. »."""
    return bool(_TITLED.search(text[max(0, at - 40) : at]))


@lru_cache(maxsize=10_000)
def ascii_letters(word: str) -> str:
    """A word of a name as addresses have it: «Leppälahti-Ranta» is «leppalahtiranta»."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if sign.isalnum())


@lru_cache(maxsize=10_000)
def _root(word: str) -> str:
    """The letters that no case ending changes."""
    changed = 3 if word.lower().endswith("nen") else 2 if len(word) >= _MIN_LETTERS else 0
    return word.lower()[: len(word) - changed]


def _beginning(word: str) -> str:
    """A word of a full name in any form; what it begins with is enough beside the rest of the name."""
    if len(word) > 5:
        return re.escape(_root(word)) + r"(?:\w|:){0,10}"
    if len(word) < _MIN_LETTERS:
        return re.escape(word) + r"(?::?\w{1,5})?"
    return rf"(?:{'|'.join(map(re.escape, sorted(_stems(word.lower()))))}){_CASE}"


def _inflected(name: str) -> str:
    """A name alone, with a capital letter: its stems and Finnish case endings."""
    stems = "|".join(re.escape(stem[1:]) for stem in sorted(_stems(name.lower()), key=len, reverse=True))
    return rf"(?-i:{re.escape(name[0].upper())})(?:{re.escape(name[1:])}|(?:{stems}){_CASE})"


def _stems(name: str) -> set[str]:
    """What case endings are put to: «lahti» → «lahti», «lahde», «lahte»."""
    if name.endswith("nen"):
        return {name, name[:-3] + "s", name[:-3] + "se"}
    if name[-1] not in "aeiouyäöå":
        changed = {name[:-1] + "kse", name[:-1] + "de", name[:-1] + name[-2]} if name[-1] == "s" else set()
        return {name, name + "i"} | changed
    stems = {name, name + name[-1]} | ({name[:-1] + "e"} if name[-1] == "i" else set())
    for strong, weak in _WEAK.items():
        if name[:-1].endswith(strong):
            stems |= {
                stem[: len(name) - 1 - len(strong)] + weak + stem[len(name) - 1 :] for stem in set(stems)
            }
            break
    return stems
