"""Things, places and organisations that are called by a surname: «Kartano Vesala», «Kosken koulu».

Part of `name_context.py`: what stands around a name, and whether that makes it the name of a thing.
"""

from __future__ import annotations

import re

from index.analysis.voikko import name_classes, readings_of
from index.privacy.names.lists import begins_word_list, is_listed, is_listed_with_places
from index.privacy.names.name_sorts import cases_of, is_compound, is_first_name, is_of_place, is_plain
from index.privacy.names.places import CLAUSE_END, START, VILLAGE, WORD, Place
from index.privacy.names.swedish import SWEDISH_FIRM, SWEDISH_HOUSE, is_swedish_word
from index.privacy.names.verb_kinds import happens, is_built, is_engaging, is_passive, is_to_do, verb_of
from index.privacy.names.word_kinds import (
    is_ground,
    is_house,
    is_noun,
    is_of_person,
    is_role,
    is_thing,
    is_work,
)
from index.privacy.names.word_stems import GAP, GROWING, INNER, LABEL, OUTER, SAYING

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
_ALIKE = 3  # letters that all forms of a name begin with: «Pekka», «Pekalle»
_A_FIRM = re.compile(rf"(?<!\w)([A-ZÅÄÖ]\w*)(?:{GAP}{_COMPANY}|-[a-zåäö])")
_OWNED = re.compile(rf"(?:{GAP}[a-zåäö&-]{{1,30}}){{1,4}}{GAP}(?:Oyj?|oy|Ab|ab|Ky|ky|Ay|Tmi)(?!\w)")
"""After the genitive of a name, what makes it a company's: «Kauppisen kone ja kuljetus Oy»."""
_NAMED_BEFORE = re.compile(rf"(?<!\w){_COMPANY}{GAP}(?:[A-ZÅÄÖ][\w.-]{{0,30}}{GAP}){{0,2}}$|&{GAP}?$")
_INITIAL = re.compile(rf"(?<!\w)[A-ZÅÄÖ]\.{GAP}?$")
_ENTITLED = re.compile(rf"(?:{GAP}(?:ja{GAP})?[A-ZÅÄÖ][\w-]{{0,30}}){{0,4}}{GAP}-(?!nimi)[a-zåäö]")
"""The rest of what something is called: «Turunen Sisters -yhtye»."""
_PAIR_AFTER, _PAIR_BEFORE = re.compile(r"[–—]([A-ZÅÄÖ]\w+)"), re.compile(r"([^\W\d_]+)[–—]$")
_SHORT_TITLE = re.compile(rf"{GAP}[a-zåäö]{{2,30}}{GAP}-(?!nimi)[a-zåäö]")
_TITLE = re.compile(rf"(?:{GAP}(?![A-ZÅÄÖ])\w{{1,30}}){{0,5}}{GAP}-(?!nimi)[a-zåäö]")
_IS_NAME = re.compile(rf"(\w*){GAP}\w*nim(?:i{GAP}(?:on|oli)|eltä(?:än)?|en|eksi{GAP}\w+){GAP}$")
"""Before what something is called: «Hallin nimi on Sampo»."""
_ROUTE = re.compile(rf"(?:från|mellan|via|(?<!\w)i|(?<!\w)vid){GAP}$")
_BEGINS_DATA = re.compile(rf"{LABEL}(?!\w)|osoite|yhtey|sivu", re.IGNORECASE)
_THIRD = re.compile(rf"{GAP}{{1,2}}[^\s]+(?:{GAP}[A-ZÅÄÖ][^\s]*){{0,2}}{GAP}{{1,2}}([^\W\d_A-ZÅÄÖ][\w-]*)")


def is_other_name(before: str, after: str) -> bool:
    """Whether a name is an organisation's or place's: «Virtanen Oy», «Virtanen & Pojat», «Rautio on kylä»."""
    return bool(_NAMED_AFTER.match(after) or _NAMED_BEFORE.search(before) or _ENTITLED.match(after))


def is_firm(at: Place) -> bool:
    """Whether a firm or thing shortly before has the name: «Tapio Oy:n suositukset; Tapion neuvojat»."""
    return any(match[1][:_ALIKE] == at.form[:_ALIKE] for match in _A_FIRM.finditer(at.before))


def calls_thing(at: Place) -> bool:
    """Whether a surname that is no word or place is what a thing is called by: «Vesalan koulu»."""
    if at.cases == {"sisaolento"} and not at.titled:  # nothing is in a person: «Sundissa»
        return True
    if _is_name_given(at) or _is_after_thing(at) or _is_built(at) or _is_joined(at) or _is_business(at):
        return True
    if "omanto" in at.cases and (_OWNED.match(at.after) or _is_thing_of(at)):
        return True
    if (
        (_begins_title(at) and not verb_of(at.following))
        or SWEDISH_HOUSE.match(at.after)
        or begins_word_list(at)
    ):
        return True
    if START.search(at.before) and is_swedish_word(at.form, at.following, at.after):
        return not any(map(is_plain, readings_of(at.form.lower())))
    if _is_said_to_be(at) or _ROUTE.search(at.before) or _is_attribute(at) or is_listed_with_places(at):
        return True
    if verb_of(at.following) in GROWING and "nimento" in at.cases and START.search(at.before):
        return True
    return is_compound(at.form) and _is_place_name(at)


def is_called(at: Place) -> bool:
    """Whether a name that is a word or place too is that of a thing: «Korpi soi -festivaali»."""
    if (
        (is_thing(at.previous) and not is_of_person(at.following))
        or _INITIAL.search(at.before[-4:])
        or _is_of_town(at)
    ):
        return True
    if _is_built(at) or _is_name_given(at) or _counts(at):
        return True
    return _is_after_adjective(at) or _begins_title(at) or _is_paired(at) or is_listed(at)


def _is_name_given(at: Place) -> bool:
    """Whether a thing is said to have the name: «Hallin nimi on Sampo»; not «mainitsi nimeltä Tarmon»."""
    given = _IS_NAME.search(at.before)
    return given is not None and not (verb_of(given[1]) and "nimeltä" in given[0])


def _counts(at: Place) -> bool:
    """Whether the form is a number of what stands after it: «Kuusi osallistujaa»."""
    is_number = any(r.get("CLASS") == "lukusana" for r in readings_of(at.form.lower()))
    return is_number and "osanto" in cases_of(at.following) and not at.following[:1].isupper()


def _is_after_adjective(at: Place) -> bool:
    """Whether an adjective with a capital is part of the name: «Musta Saari»."""
    inside = at.previous[:1].isupper() and not START.search(at.before[: -len(at.previous) - 1])
    return inside and any(r.get("CLASS", "").endswith("laatusana") for r in readings_of(at.previous))


def _is_paired(at: Place) -> bool:
    """Whether it is one end of what stands between two: «Harju–Keskusta-yhteys»."""
    pair = _PAIR_AFTER.match(at.after) or _PAIR_BEFORE.search(at.before)
    return pair is not None and not is_first_name(pair[1])


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
    does = verb_of(at.following)
    return is_of_place(at.previous) and (not does or happens(does))


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
