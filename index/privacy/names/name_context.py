"""Whether a surname that stands in a text means the contact person: «Lahti» is a town too, «Koski» a rapid.

Part of `person_names.py`. The words around it decide (`word_kinds.py`): a title before it, a role or
telephone number after it, a genitive with what only a person has («Kosken sijaisena»), a verb of what people
do. A name of an organisation is none («Lahti Oy»), nor is the genitive before an ordinary noun («Lahden
seutu»). No list of names is used, but the table of municipalities that the index has anyway.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis.voikko import name_classes, readings_of
from index.privacy.names.called_things import calls_thing, is_called, is_firm, is_other_name
from index.privacy.names.doings import acts, does_work, is_able, is_asked, undergoes
from index.privacy.names.lists import is_beside_acronym
from index.privacy.names.name_sorts import Sort, cases_of, is_given_name, sort_of
from index.privacy.names.places import CLAUSE_END, START, WORD, Place, Told, around, last_word, read_place
from index.privacy.names.verb_kinds import does_what_people_do, is_engaging, is_to_do, is_while_doing, verb_of
from index.privacy.names.word_kinds import (
    is_adjective,
    is_as_role,
    is_by_agent,
    is_employed,
    is_house,
    is_in_charge,
    is_noun,
    is_occupation,
    is_of_person,
    is_role,
    is_somebody,
    is_thing,
    is_work,
)
from index.privacy.names.word_stems import GAP, INNER, LABEL

_NOTHING_TOLD = Told()
_ROLE_REACH = 5  # words before or after among which its role may stand
_PART = re.compile(rf"{GAP}?[,(–]{GAP}?([^,.!?\n;:)]{{0,60}})")
_PART_OF_CLAUSE = re.compile(rf"[.!?\n;:]|,{GAP}(?:jo[a-z]{{1,5}}|että|kun|mutta)(?!\w)")
_PART_END = re.compile(rf"{GAP}?(?:[,/(\n]|$)")
_SHARED = re.compile(
    rf"(?:,{GAP}[A-ZÅÄÖ][\w-]*n){{0,5}}{GAP}(?:ja|sekä){GAP}[A-ZÅÄÖ][\w-]*n{GAP}([^\W\d_][\w-]*)"
)
"""After the first of several genitives, what they all have: «Kosken ja Niemen koulut»."""
_BESIDES = ("lisäksi", "ohella", "rinnalla", "sijasta", "sijaan", "tilalle", "tilalla")
_WITH = re.compile(rf"{GAP}(?:ja|sekä|och){GAP}((?:[a-zåäö-]{{2,40}}{GAP}){{0,2}}[a-zåäö-]{{2,40}})(?!\w)")
_BESIDE = re.compile(rf"{GAP}(?:ja|sekä|och){GAP}([A-ZÅÄÖ][\w-]*)(?!\w|{GAP}(?:[A-ZÅÄÖ]|-))")
_OPEN = re.compile(rf"{GAP}\($")
_COLON = re.compile(rf"[:–-]{GAP}{{0,2}}$")
_BEING = frozenset({"on", "oli", "toimi", "toimii", "jatkaa", "aloittaa", "aloitti", "är", "is"})
_REACHABLE = re.compile(r"tavoitet|tavattav|paikalla$|poissa$|läsnä$|(?:\w*loma|eläkkee|\w*vapaa)ll[aä]$")
_GIVING = frozenset({"on", "oli", "är", "is", "antaa", "saa"})
_ABOUT = re.compile(r"(?:lisätie|yhtey)\w{1,9}$", re.IGNORECASE)
_BODY = re.compile(r"\w*(?:toteutta|haki|rahoitta|hallinnoi|tuotta|omista|järjestä|tilaa)j")
_IN_TOUCH = re.compile(r"yhtey(?:ttä|de)", re.IGNORECASE)
_SHE = re.compile(r"hän(?:en|et|tä|elle|eltä|en[a-zäö]{1,4})?$", re.IGNORECASE)
_REACHED = re.compile(
    rf"[\s,;:(–-]{{0,4}}(?:{LABEL}[.:]{{0,2}}[\s:]{{0,3}}[(+]?\d[\d\s()-]{{5}}"
    rf"|(?:{LABEL}[.:]{{0,2}})?[\s:]{{0,3}}(?:(?:\+|\(?0)\d[\d\s()-]{{5}}|[\w.+-]{{1,64}}(?:@|\(at\))))"
    rf"|,{GAP}[a-zåäö-]{{2,14}}[.:]?{GAP}(?:\+|\(?0)\d[\d\s()-]{{5}}",
    re.IGNORECASE,
)
_REACHED_BEFORE = re.compile(rf"(?:\d[\d\s()-]{{5}}|@[\w.-]{{4,64}}){GAP}?\($")


def names_contact(
    text: str,
    start: int,
    end: int,
    first_names: tuple[str, ...] = (),
    initialled: bool = False,
    told: Told = _NOTHING_TOLD,
) -> bool:
    """Whether text[start:end], a form of the contact's surname, means a person.

    first_names: the contact's own, of which one may stand near. initialled: the own initial stands before.
    """
    return _names_contact(text[start:end], *around(text, start, end), first_names, initialled, told)


def names_by_first_name(text: str, start: int, end: int, told: Told = _NOTHING_TOLD) -> bool:
    """Whether text[start:end], a form of the contact's first name alone, means the person.

    Where the text has not had the whole name before, a name that is a word too and begins a sentence is that
    word, and what belongs to a name is a firm's: «Satu kertoo», «Elisan verkko».
    """
    before, after = around(text, start, end)
    at = read_place(text[start:end], before, after, False)
    is_word = at.sort is not Sort.CLEAR
    if at.following[:1].isupper() or _is_after_capital(at) or _has_attribute(at):
        return False  # somebody else's, or a part of what a thing is called
    does = is_by_agent(at.following) if "omanto" in at.cases else told.named and acts(at)
    if is_word and START.search(before) and not does:
        return False
    if "omanto" in at.cases and at.following and is_noun(at.following):
        return is_of_person(at.following) or (told.named and not (is_house(at.following) or is_firm(at)))
    if START.search(before) and "nimento" in cases_of(at.following) and not verb_of(at.following):
        return False  # «Outi ilmiö»
    return not (is_firm(at) or is_beside_acronym(at)) and names_contact(text, start, end, told=told)


def _has_attribute(at: Place) -> bool:
    """Whether an adjective stands before a first name, in the same case: «Pyhä Henrik», «nuoren Henrikin»."""
    told = is_adjective(at.previous) and not is_role(at.previous)
    return told and bool(at.cases & cases_of(at.previous))


def _is_after_capital(at: Place) -> bool:
    """Whether the word before has a capital that a sentence's beginning does not explain, nor a title is."""
    begins = START.search(at.before[: at.before.rfind(at.previous)]) and readings_of(at.previous)
    explained = begins and not is_thing(at.previous)
    return at.previous[:1].isupper() and not (explained or is_role(at.previous))


@lru_cache(maxsize=10_000)
def _names_contact(
    form: str, before: str, after: str, first_names: tuple[str, ...], initialled: bool, told: Told
) -> bool:
    if is_other_name(before, after):
        return False
    at = read_place(form, before, after, initialled)
    if told.away and at.sort is Sort.TOWN:
        at = at._replace(sort=Sort.PLACE)  # another town, of which there is less to tell
    if at.sort is Sort.CLEAR or (form.islower() and at.sort is Sort.FARM):
        if _is_another(at, first_names) and not (_may_be_own(at, first_names) or _REACHED.match(after)):
            return False
        return at.titled or not (calls_thing(at) or (form.islower() and _is_foreign(at)))
    sure = at.titled or bool(_REACHED.match(after)) or bool(_REACHED_BEFORE.search(before))
    if not form[0].isupper():
        return sure or (at.sort is Sort.ADJECTIVE and bool(START.search(before)) and does_work(at))
    if at.cases == {"plural"} or (not at.titled and is_called(at)):
        return False
    if initialled:
        return True
    if _is_another(at, first_names):
        return False
    shared = _SHARED.match(after) if "omanto" in at.cases else None
    if shared:
        at = at._replace(following=shared[1])
    if "omanto" in at.cases and _is_doer(at):
        return True
    works = told.named and is_work(at.following)  # «Aune Kesä teki kyselyn. Kesän raportti on liitteenä»
    if "omanto" in at.cases and (
        is_of_person(at.following) or is_employed(at.following) or works or is_able(at)
    ):
        agrees = at.sort is Sort.ADJECTIVE and "omanto" in cases_of(at.following)  # «suomalaisen työn»
        owned = (
            at.sort not in (Sort.TOWN, Sort.PLACE) or is_employed(at.following) or is_by_agent(at.following)
        )
        return at.titled or ((owned or told.named or told.away) and not agrees)
    made = is_to_do(at.following) or is_as_role(at.following)  # «valitsi Karhun sihteeriksi»
    if "omanto" in at.cases and at.following and is_noun(at.following) and not made:
        return False
    if at.sort in (Sort.TOWN, Sort.PLACE) and at.cases == {"ulkoeronto"} and not is_asked(at):
        return False  # «asiantuntija Loimaalta»
    if at.sort is not Sort.TOWN and _is_made(at):
        return True
    if at.cases <= INNER and at.sort is not Sort.ADJECTIVE:
        return sort_of(form) is not Sort.TOWN and (
            at.titled
            or at.previous.lower().startswith("yhtey")
            or at.following.startswith("yhtey")
            or any(map(_IN_TOUCH.match, at.words))
        )
    return sure or _has_role(at) or _stands_by(first_names, at) or _acts(at, told)


def _acts(at: Place, told: Told) -> bool:
    """Whether the named one does what people do, and is not only what somebody is: «Kuningas avasi radan»."""
    is_anyone = at.sort is Sort.NOUN and bool(START.search(at.before)) and is_somebody(at.form.lower())
    return acts(at) and (told.named or not is_anyone)


def _is_doer(at: Place) -> bool:
    """Whether a genitive is who did what people do: «X:n kertoessa», «X:n jäätyä eläkkeelle»; or who is told
    beside others: «X:n lisäksi terapeutti»."""
    told = WORD.findall(CLAUSE_END.split(at.after)[0])[:5]
    if is_while_doing(at.following):
        return does_what_people_do(at.following) or any(map(is_employed, told[1:]))
    beside = at.following in _BESIDES and (at.sort is not Sort.TOWN or any(map(is_engaging, told[1:3])))
    return beside and any(is_occupation(word) or is_engaging(word) for word in told[1:4])


def _is_another(at: Place, first_names: tuple[str, ...]) -> bool:
    """Whether somebody else's first name stands before: «Alvar Aallon suunnittelema»."""
    own = {part.lower() for name in first_names for part in name.split("-")}
    return (
        (_is_foreign_name(at) or is_given_name(at.previous))
        and own.isdisjoint(part for word in at.words[-3:] for part in word.lower().split("-"))
        and not (START.search(at.before[: -len(at.previous) - 1]) and verb_of(at.previous.lower()))
    )


def _is_foreign_name(at: Place) -> bool:
    """Whether a word that is not Finnish stands before the name, and one that is after it: «Zacharias
    Topeliuksen satujen»."""
    word = at.previous
    return (
        word.istitle()
        and word.isalpha()
        and not (readings_of(word) or is_role(word))
        and bool(readings_of(at.following))
    )


def _may_be_own(at: Place, first_names: tuple[str, ...]) -> bool:
    """Whether the first name before may be the contact's own, as «Kati» is of «Katariina», or has a title
    of one in charge before it."""
    name = at.previous
    like = any(own[:2] == name[:2] or name[1:] in own for own in first_names)
    return like or any(map(is_in_charge, at.words[-2:-1]))


def _has_role(at: Place) -> bool:
    """Whether the sentence says what the named one is: «yhteyshenkilö: X», «X, projektipäällikkö»."""
    closed = bool(_OPEN.search(at.before)) and at.after.startswith(")")  # «Projektityöntekijän (X) työaika»
    label = last_word(at.before) if closed or _COLON.search(at.before) else ""
    if label and (
        is_role(label) or _ABOUT.search(label) or (is_of_person(label.lower()) and _PART_END.match(at.after))
    ):
        return True
    if (
        at.previous in _GIVING
        and len(at.words) > 1
        and (is_role(at.words[-2]) or _ABOUT.search(at.words[-2]))
    ):
        return True
    if at.cases & {"nimento", "osanto"} and any(map(is_as_role, at.words[-_ROLE_REACH:])):
        return True
    if "nimento" in at.cases and at.sort is not Sort.TOWN and _is_with_role(at):
        return True
    beside = _PART.match(at.after)
    told = WORD.findall(beside[1])[:4] if beside else []
    if at.following in _BEING:
        told = WORD.findall(_PART_OF_CLAUSE.split(at.after)[0])[: _ROLE_REACH + 2]
        if any(map(_REACHABLE.match, told[1:4])):
            return True  # «oli tavoitettavissa puhelimitse»
    strict = at.sort is Sort.TOWN and at.following in _BEING
    return any(
        (is_role(word) and not (strict and _BODY.match(word))) or (is_as_role(word) and not strict)
        for word in told
    )


def _is_made(at: Place) -> bool:
    """Whether somebody is made something: «Susi valittiin projektikoordinaattoriksi»."""
    told = WORD.findall(CLAUSE_END.split(at.after)[0])[:3]
    return any(word.endswith("ksi") and is_as_role(word) for word in told)


def _is_with_role(at: Place) -> bool:
    """Whether somebody named by work stands beside it: «Kallio ja ohjausryhmän puheenjohtaja kävivät»."""
    other = _WITH.match(at.after)
    if _is_with_surname(at):
        return True
    told = WORD.findall(other[1]) if other else []
    many = told[:1] not in (["sen"], ["niiden"]) and any(map(_are_of_role, told[1:]))
    return many or any(map(is_in_charge, told))


def _is_with_surname(at: Place) -> bool:
    """Whether a word that is nothing but a surname stands beside it: «Kallio ja Virtanen kävivät»."""
    other = _BESIDE.match(at.after)
    if other is None:
        return False
    return name_classes(other[1]) == {"sukunimi"} and sort_of(other[1]) is Sort.CLEAR


def _are_of_role(word: str) -> bool:
    """Whether a word names one or several who do something: «yrittäjää», «ohjaajat»."""
    named = (r for r in readings_of(word) if r.get("SIJAMUOTO") in ("nimento", "osanto"))
    return any(is_role(r.get("BASEFORM", "")) for r in named)


def _is_foreign(at: Place) -> bool:
    """Whether it stands in small letters among words that are not Finnish: «en brygga vid strand och»."""
    beside = [word for word in (at.previous, at.following) if word]
    return bool(beside) and not any(map(readings_of, beside))


def _stands_by(first_names: tuple[str, ...], at: Place) -> bool:
    """Whether the contact's first name or «hän» stands near a nominative."""
    if "nimento" not in at.cases or undergoes(at):
        return False
    after = WORD.findall(at.after)
    near = {*at.words, *WORD.findall(CLAUSE_END.split(at.after)[0])}
    all_words = {*WORD.findall(at.before), *after}  # in small letters it is a word: «ja rauha vallitsee»
    sure = [name for name in first_names if sort_of(name) is not Sort.TOWN]  # «Turku ja Kaarina»
    clear = [name for name in sure if sort_of(name) is Sort.CLEAR]  # «Rauha on tärkeä.» ends
    return not (near.isdisjoint(sure) and all_words.isdisjoint(clear)) or any(map(_SHE.match, after[:4]))
