"""Things, places and organisations that are called by a surname: «Kartano Vesala», «Kosken koulu».

Part of `name_context.py`: what stands around a name, and whether that makes it the name of a thing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.analysis.voikko import name_classes, readings_of
from index.privacy.names.name_sorts import (
    Sort,
    cases_of,
    is_compound,
    is_first_name,
    is_known_name,
    is_of_place,
    is_place_only,
    is_plain,
    sort_of,
)
from index.privacy.names.swedish import SWEDISH_FIRM, SWEDISH_HOUSE, is_swedish_word
from index.privacy.names.word_kinds import (
    are_things,
    is_built,
    is_engaging,
    is_ground,
    is_house,
    is_noun,
    is_occupation,
    is_of_person,
    is_passive,
    is_plural_thing,
    is_role,
    is_thing,
    is_to_do,
    is_work,
    verb_of,
)
from index.privacy.names.word_stems import GAP, HUMAN, INNER, LABEL, OUTER, SAYING, WORKING

REACH = 80  # characters before and after a name that are looked at
WORD = re.compile(r"[^\W\d_][\w-]*")
CLAUSE_END = re.compile(r"[.!?\n;:]")
START = re.compile(r"(?:^|[.!?:;•–—*\"”»«(\n-]|(?:^|\n)[^\w\n]{0,9}[\d.]{1,9}\)?)\s{0,9}$")
"""What a sentence, heading or item of a list begins after: «3.1 Metsä ja puu»."""
_NEXT = re.compile(rf"{GAP}{{1,2}}([^\W\d_][\w-]*)")
_COMPANY = (
    r"(?:Oyj?|Ab|Ky|Ay|Tmi|T:mi|Kb|Ltd|Inc|Group|ry|r\.y\.|rf|säätiö|osuuskunta|osk|yhtiöt?)(?::\w+)?(?!\w)"
)
IS_COMPANY = re.compile(_COMPANY)
_NAMED_AFTER = re.compile(
    rf"(?:{GAP}[A-ZÅÄÖ][\w-]{{1,30}})?{GAP}?(?:&|ja{GAP}(?:pojat|kumppanit|kni)\b)"
    rf"|(?:{GAP}(?:[A-ZÅÄÖ][\w-]{{0,30}}|&)){{0,4}}{GAP}{_COMPANY}"
    rf"|(?:{GAP}[A-ZÅÄÖ][\w-]{{0,30}}){{1,4}}{GAP}(?i:yhdistys|seura|liitto)"
    rf"|{GAP}(?:on|oli|sijaitsee){GAP}[^.!?\n]{{0,40}}"
    r"(?:kunta(?:nsa)?|kunnassa|kaupunki|kaupungissa|kaupunginosa|kylä|kylässä|pitäjä|taajama|saari|järvi)(?!\w)"
    rf"|{GAP}(?:är|var){GAP}(?:en|ett){GAP}[^.!?\n]{{0,30}}(?:by|kommun|stad|ö|sjö|udde|skär|tätort|gård)\b"
)
_OWNED = re.compile(rf"(?:{GAP}[a-zåäö&-]{{1,30}}){{1,4}}{GAP}(?:Oyj?|oy|Ab|ab|Ky|ky|Ay|Tmi)(?!\w)")
"""After the genitive of a name, what makes it a company's: «Kauppisen kone ja kuljetus Oy»."""
_NAMED_BEFORE = re.compile(rf"(?<!\w){_COMPANY}{GAP}(?:[A-ZÅÄÖ][\w.-]{{0,30}}{GAP}){{0,2}}$|&{GAP}?$")
_INITIAL = re.compile(rf"(?<!\w)[A-ZÅÄÖ]\.{GAP}?$")
_ENTITLED = re.compile(rf"(?:{GAP}[A-ZÅÄÖ][\w-]{{0,30}}){{0,4}}{GAP}-(?!nimi)[a-zåäö]")
"""The rest of what something is called: «Turunen Sisters -yhtye»."""
_PAIR_AFTER, _PAIR_BEFORE = re.compile(r"[–—]([A-ZÅÄÖ]\w+)"), re.compile(r"([^\W\d_]+)[–—]$")
_MEMBER_AFTER = re.compile(rf"(?:,{GAP}|{GAP}(?:ja|sekä|och|tai){GAP})([A-ZÅÄÖ][\w-]*)")
_MEMBERS_BEFORE = re.compile(rf"(?:[A-ZÅÄÖ][\w-]*(?:,{GAP}|{GAP}(?:ja|sekä|och|tai){GAP})){{1,8}}$")
_THESE_ARE = re.compile(
    rf"([^\W\d_][\w-]*){GAP}(?:ovat|olivat|(?P<one>on|oli)){GAP}(?:[A-ZÅÄÖ][\w-]*(?:,|{GAP}ja|{GAP}sekä){GAP})*$"
)
_SHORT_TITLE = re.compile(rf"{GAP}[a-zåäö]{{2,30}}{GAP}-(?!nimi)[a-zåäö]")
_TITLE = re.compile(rf"(?:{GAP}(?![A-ZÅÄÖ])\w{{1,30}}){{0,5}}{GAP}-(?!nimi)[a-zåäö]")
_LOWER_LIST = re.compile(rf"(?:,{GAP}[a-zåäö]+){{1,6}}{GAP}(?:och|ja|sekä|samt|eller|tai){GAP}[a-zåäö]+")
_ROUTE = re.compile(rf"(?:från|mellan|via|(?<!\w)i|(?<!\w)vid){GAP}$")
VILLAGE = re.compile(r"kyl[äi]|kunta|kunna|kaupun|taajam|pitäj", re.IGNORECASE)
_OF_KIND = re.compile(
    r"(?i:laje|asemi|kyl|kunti|kunni|kaupunge|kohte|aluei|paiko|muodo|tyype|luoki|järv|joi|eläim|kasvei)\w{0,3}(?:st[aä]|en)$"
)
"""A word for several things of which some are named after it: «puulajeista Koivu ja Haapa»."""
_LISTED_AFTER = re.compile(rf"(?:,|{GAP}ja|{GAP}sekä){GAP}[A-ZÅÄÖ]")
_LISTED_BEFORE = re.compile(rf"[A-ZÅÄÖ][\w-]{{0,30}}(?:,|{GAP}ja|{GAP}sekä){GAP}$")
_ARE = re.compile(rf"[^.!?\n;:]{{0,60}}{GAP}(?:ovat|olivat){GAP}([^\W\d_][\w-]*)")
_BEGINS_DATA = re.compile(rf"{LABEL}(?!\w)|osoite|yhtey|sivu", re.IGNORECASE)
_THIRD = re.compile(rf"{GAP}{{1,2}}[^\s]+(?:{GAP}[A-ZÅÄÖ][^\s]*){{0,2}}{GAP}{{1,2}}([^\W\d_A-ZÅÄÖ][\w-]*)")


class Place(NamedTuple):
    """A name in its text: its form, sort and cases, and what stands around it.

    previous, following: the words beside it with nothing between but a space; "" = something else is there.
    words: the words before it in its sentence.
    """

    form: str
    sort: Sort
    cases: frozenset[str]
    before: str
    after: str
    previous: str
    following: str
    words: tuple[str, ...]
    titled: bool


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after text[start:end], as far as it is looked at."""
    return text[max(0, start - REACH) : start], text[end : end + REACH]


def read_place(form: str, before: str, after: str, initialled: bool) -> Place:
    """What stands around a name. before, after: the text on both sides, as far as it is looked at."""
    spaced = before.rstrip(" \u00a0")
    words = tuple(WORD.findall(CLAUSE_END.split(before)[-1]))
    previous = words[-1] if words and spaced.endswith(words[-1]) else ""
    titled = initialled or is_role(previous) or (spaced.endswith(".") and is_role(last_word(spaced)))
    next_word = _NEXT.match(after)
    following = next_word[1] if next_word else ""
    return Place(form, sort_of(form), cases_of(form), before, after, previous, following, words, titled)


def last_word(text: str) -> str:
    """The last word of a text; "" where it has none."""
    words = WORD.findall(text)
    return words[-1] if words else ""


def is_other_name(before: str, after: str) -> bool:
    """Whether a name is an organisation's or place's: «Virtanen Oy», «Virtanen & Pojat», «Rautio on kylä»."""
    return bool(_NAMED_AFTER.match(after) or _NAMED_BEFORE.search(before) or _ENTITLED.match(after))


def calls_thing(at: Place) -> bool:
    """Whether a surname that is no word or place is what a thing is called by: «Vesalan koulu»."""
    if at.cases == {"sisaolento"} and not at.titled:  # nothing is in a person: «Sundissa»
        return True
    if _is_after_thing(at) or _is_of_town(at) or _is_built(at) or _is_joined(at) or _is_business(at):
        return True
    if "omanto" in at.cases and (_OWNED.match(at.after) or _is_thing_of(at)):
        return True
    if (_begins_title(at) and not verb_of(at.following)) or SWEDISH_HOUSE.match(at.after):
        return True
    listed = _LOWER_LIST.match(at.after)  # «Lind, asp och gran»
    if listed and START.search(at.before) and not any(map(is_role, WORD.findall(listed[0]))):
        return True
    if START.search(at.before) and is_swedish_word(at.form, at.following, at.after):
        return not any(map(is_plain, readings_of(at.form.lower())))
    if _is_said_to_be(at) or _ROUTE.search(at.before) or _is_attribute(at) or _is_listed_with_places(at):
        return True
    return is_compound(at.form) and _is_place_name(at)


def is_called(at: Place) -> bool:
    """Whether a name that is a word or place too is that of a thing: «Korpi soi -festivaali»."""
    if is_thing(at.previous) or _INITIAL.search(at.before[-4:]) or _is_of_town(at) or _is_built(at):
        return True
    listed = _LISTED_AFTER.match(at.after) or _LISTED_BEFORE.search(at.before)
    of_kind = _OF_KIND.search(last_word(at.before.rpartition(", ")[0] or at.before))
    if listed and (of_kind or any(map(VILLAGE.search, at.words))):
        return True
    lower = _LOWER_LIST.match(at.after)  # «Kasvilajeista Heinä, apila ja ruis»
    if lower and not any(map(is_occupation, WORD.findall(lower[0]))):
        return True
    if "nimento" in at.cases and _OF_KIND.search(at.previous):
        return True  # «Energiamuodoista Tuuli kasvaa»
    if _is_after_adjective(at):
        return True
    are = _ARE.match(at.after) if listed or at.previous in ("ja", "sekä") else None
    if are and is_plural_thing(are[1]):
        return True
    told = _THESE_ARE.search(at.before)
    if told and (
        is_ground(told[1])
        or is_house(told[1])
        or (not told["one"] and is_plural_thing(told[1]))
        or (not told["one"] and "nimento" in at.cases and are_things(told[1]))
    ):
        return True
    return _begins_title(at) or _is_paired(at) or _is_listed_with_places(at)


def _is_after_adjective(at: Place) -> bool:
    """Whether an adjective with a capital is part of the name: «Musta Saari»."""
    inside = at.previous[:1].isupper() and not START.search(at.before[: -len(at.previous) - 1])
    return inside and any(r.get("CLASS", "").endswith("laatusana") for r in readings_of(at.previous))


def _is_paired(at: Place) -> bool:
    """Whether it is one end of what stands between two: «Harju–Keskusta-yhteys»."""
    pair = _PAIR_AFTER.match(at.after) or _PAIR_BEFORE.search(at.before)
    return pair is not None and not is_first_name(pair[1])


def _is_listed_with_places(at: Place) -> bool:
    """Whether others beside it in a list are acronyms or places, and none of them may be a person."""
    others, rest = [], at.after
    while match := _MEMBER_AFTER.match(rest):
        others.append(match[1])
        rest = rest[match.end() :]
    before = _MEMBERS_BEFORE.search(at.before)
    others += WORD.findall(before[0]) if before else []
    others = [word for word in others if word[:1].isupper()]
    is_pair = len(others) == 1 and at.after.startswith(",")  # «Laakso, Kajaani» is somebody of a town
    if others and _OF_KIND.search(at.previous) and not at.form.endswith("nen"):
        return True
    if is_pair or (at.sort is Sort.CLEAR and (len(others) < 2 or at.form.endswith("nen"))):
        return False
    return any(map(is_place_only, others)) and not any(map(is_known_name, others))


def _begins_title(at: Place) -> bool:
    """Whether it is the first word of what an event or a thing is called: «Korpi soi -festivaali»."""
    inside = _SHORT_TITLE.match(at.after) and at.cases <= {"nimento", "osanto"} and not verb_of(at.following)
    return bool(inside or (START.search(at.before) and _TITLE.match(at.after)))


def _is_joined(at: Place) -> bool:
    """Whether it is a village that was made part of another place: «Rautio liitettiin kaupunkiin»."""
    passive = is_passive(at.following) and not is_engaging(at.following)
    return passive and bool(VILLAGE.search(CLAUSE_END.split(at.after)[0]))


def _is_place_name(at: Place) -> bool:
    """Whether a name that may be a place's is used as one: «Kiviniemessä», «Kiviniemen satama»."""
    if "omanto" in at.cases and at.following:
        return is_noun(at.following) and not is_of_person(at.following)
    return at.cases <= INNER


def _is_after_thing(at: Place) -> bool:
    """Whether a thing stands before the name: «Päiväkoti Virtanen»; «opas Virtanen» is a person."""
    if is_house(at.previous):
        return is_thing(at.previous) or _is_new_name(at.following)
    if SWEDISH_FIRM.search(at.before):
        return True
    told = verb_of(at.following) in SAYING or "ulkotulento" in at.cases  # «Kiitos Virtaselle»
    return at.previous[:1].isupper() and is_thing(at.previous) and not told


def _is_of_town(at: Place) -> bool:
    """Whether a town has it: «Tampereen Kauppi»; «Oulun Kauppi kertoi» is a person."""
    return is_of_place(at.previous) and verb_of(at.following) not in WORKING | HUMAN


def _is_built(at: Place) -> bool:
    """Whether it was built: «Alatalo on rakennettu vuonna 1860»."""
    told = WORD.findall(CLAUSE_END.split(at.after)[0])[:2]
    return (
        "nimento" in at.cases and bool(told) and is_built(told[-1] if told[0] in ("on", "oli") else told[0])
    )


def _is_said_to_be(at: Place) -> bool:
    """Whether a house or place is what it is: «Uusitalo on 1800-luvun pihapiiri»."""
    told = WORD.findall(CLAUSE_END.split(at.after)[0]) if at.following in ("on", "oli") else []
    last = told[-1] if 1 < len(told) < 8 else ""
    return "nimento" in cases_of(last) and (is_house(last) or is_ground(last))


def _is_business(at: Place) -> bool:
    """Whether the name goes on as that of a business: «Holm Bank deltog», «Virtanen Design teki»."""
    word = at.following
    if not _is_new_name(word) or name_classes(word) - {"word", "nimi"} or not _THIRD.match(at.after):
        return False
    is_place = any(r.get("CLASS") == "paikannimi" for r in readings_of(word))
    return "nimento" in at.cases and not (is_place or is_role(word) or _BEGINS_DATA.match(word))


def _is_attribute(at: Place) -> bool:
    """Whether the form is an adjective of the noun after it: «Lampinen luonto»."""
    return at.form.endswith("nen") and at.following.islower() and is_thing(at.following)


def _is_new_name(word: str) -> bool:
    """Whether a word after a surname begins a name of its own: «Virtasen Puutarha»."""
    return word[:1].isupper() and not word.isupper() and not is_first_name(word)


def _is_thing_of(at: Place) -> bool:
    """Whether what stands after a genitive is called by it: «Mattilan koulu», «Kaupin kampuksella»."""
    if is_house(at.following) or is_ground(at.following) or _is_new_name(at.following):
        return True
    if at.following in ("tilalla", "tilaan"):  # the farm, or instead of somebody
        third = _THIRD.match(at.after)
        return is_passive(third[1]) if third else False
    cases = cases_of(at.following) if at.following else frozenset()
    there = bool(cases) and cases <= INNER | OUTER and not is_to_do(at.following)
    return there and is_noun(at.following) and not (is_of_person(at.following) or is_work(at.following))
