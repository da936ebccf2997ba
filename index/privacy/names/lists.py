"""Things and places that are told in one breath: «Kylistä Rautio ja Puupää», «Helsinki, Salo ja Turku».

Part of `called_things.py`.
"""

from __future__ import annotations

import re

from index.analysis.voikko import readings_of
from index.privacy.names.name_sorts import Sort, is_known_name, is_place_only, is_plain
from index.privacy.names.places import START, WORD, Place
from index.privacy.names.word_kinds import (
    are_things,
    is_ground,
    is_house,
    is_plural_thing,
    is_role,
)
from index.privacy.names.word_stems import GAP

_MEMBER_AFTER = re.compile(rf"(?:,{GAP}|{GAP}(?:ja|sekä|och|tai){GAP})([A-ZÅÄÖ][\w-]*)")
_MEMBERS_BEFORE = re.compile(rf"(?:[A-ZÅÄÖ][\w-]*(?:,{GAP}|{GAP}(?:ja|sekä|och|tai){GAP})){{1,8}}$")
_THESE_ARE = re.compile(
    rf"([^\W\d_][\w-]*){GAP}(?:ovat|olivat|(?P<one>on|oli)){GAP}(?:[A-ZÅÄÖ][\w-]*(?:,|{GAP}ja|{GAP}sekä){GAP})*$"
)
_LOWER_LIST = re.compile(rf"(?:,{GAP}[a-zåäö]+){{1,6}}{GAP}(?:och|ja|sekä|samt|eller|tai){GAP}[a-zåäö]+")
_OF_KIND = re.compile(
    r"(?i:laje|asemi|kyl|kunti|kunni|kaupunge|kohte|aluei|paiko|muodo|tyype|luoki|järv|joi|eläim|kasvei)\w{0,3}(?:st[aä]|en)$"
)
"""A word for several things of which some are named after it: «puulajeista Koivu ja Haapa»."""
_LISTED_AFTER = re.compile(rf"(?:,|{GAP}ja|{GAP}sekä){GAP}[A-ZÅÄÖ]")
_LISTED_BEFORE = re.compile(rf"[A-ZÅÄÖ][\w-]{{0,30}}(?:,|{GAP}ja|{GAP}sekä){GAP}$")
_ARE = re.compile(rf"[^.!?\n;:]{{0,60}}{GAP}(?:ovat|olivat){GAP}([^\W\d_][\w-]*)")


def is_beside_acronym(at: Place) -> bool:
    """Whether it is told in one breath with a firm's letters: «Elisa ja DNA»."""
    other = _MEMBER_AFTER.match(at.after)
    return other is not None and other[1].isupper()


def is_listed_with_places(at: Place) -> bool:
    """Whether others beside it in a list are acronyms or places, and none of them may be a person."""
    others = _members_after(at.after)
    before = _MEMBERS_BEFORE.search(at.before)
    others += WORD.findall(before[0]) if before else []
    others = [word for word in others if word[:1].isupper()]
    is_pair = len(others) == 1 and at.after.startswith(",")  # «Laakso, Kajaani» is somebody of a town
    if others and _OF_KIND.search(at.previous) and not at.form.endswith("nen"):
        return True
    if is_pair or (at.sort is Sort.CLEAR and (len(others) < 2 or at.form.endswith("nen"))):
        return False
    return any(map(is_place_only, others)) and not any(map(is_known_name, others))


def _members_after(rest: str) -> list[str]:
    """The words with capitals that stand in a list after a name."""
    others = []
    while match := _MEMBER_AFTER.match(rest):
        others.append(match[1])
        rest = rest[match.end() :]
    return others


def is_listed(at: Place) -> bool:
    """Whether a name that is a word or place too stands in a list of things, or is said to be one of them."""
    listed = _LISTED_AFTER.match(at.after) or _LISTED_BEFORE.search(at.before)
    if "nimento" in at.cases and _OF_KIND.search(at.previous):
        return True  # «Energiamuodoista Tuuli kasvaa»
    if at.sort is Sort.NOUN and _is_among_words(at):
        return True
    are = _ARE.match(at.after) if listed or at.previous in ("ja", "sekä") else None
    return bool(are and is_plural_thing(are[1])) or _is_one_of(at) or is_listed_with_places(at)


def _is_among_words(at: Place) -> bool:
    """Whether it begins a list of nothing but words: «puiden mukaan: Koivu, Kataja ja Paju»."""
    others = _members_after(at.after) if START.search(at.before) else []
    return len(others) > 1 and all(any(map(is_plain, readings_of(word.lower()))) for word in others)


def _is_one_of(at: Place) -> bool:
    """Whether the words before say what the name is: «Materiaaleja olivat Paju, olki ja puu»."""
    told = _THESE_ARE.search(at.before)
    if not told:
        return False
    if is_ground(told[1]) or is_house(told[1]):
        return True
    things = is_plural_thing(told[1]) or ("nimento" in at.cases and are_things(told[1]))
    return not told["one"] and things


def begins_word_list(at: Place) -> bool:
    """Whether it begins a sentence and a list of words in small letters: «Lind, asp och gran»."""
    listed = _LOWER_LIST.match(at.after) if START.search(at.before) else None
    return listed is not None and not any(map(is_role, WORD.findall(listed[0])))
