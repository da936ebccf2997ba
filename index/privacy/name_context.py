"""Whether a surname that stands in a text means the contact person: «Lahti» is a town too, «Koski» a rapid.

Part of `person_names.py`. The words around it decide (`word_kinds.py`): a title before it, a role or
telephone number after it, a genitive with what only a person has («Kosken sijaisena»), a verb of what people
do. A name of an organisation is none («Lahti Oy»), nor is the genitive before an ordinary noun («Lahden
seutu»). No list of names is used, but the table of municipalities that the index has anyway.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from index.analysis.voikko import readings_of
from index.privacy.word_kinds import (
    DOING,
    HUMAN,
    INNER,
    OUTER,
    SAYING,
    STATIC,
    WORKING,
    Sort,
    cases_of,
    is_as_role,
    is_compound,
    is_engaging,
    is_first_name,
    is_house,
    is_noun,
    is_of_person,
    is_of_place,
    is_plain,
    is_role,
    is_thing,
    is_work,
    sort_of,
    verb_of,
)

_REACH = 80  # characters before and after that are looked at
_VERB_REACH = 4  # words before a name among which its verb may stand: «kutsuu koolle Mäkelä»
_ROLE_REACH = 5  # words before or after among which its role may stand
_GAP = r"[^\S\n]"
_NEXT = re.compile(rf"{_GAP}{{1,2}}([^\W\d_][\w-]*)")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_CLAUSE_END = re.compile(r"[.!?\n;:]")
_PART = re.compile(rf"{_GAP}?[,(–]{_GAP}?([^,.!?\n;:)]{{0,60}})")
_COLON = re.compile(rf"[:–-]{_GAP}{{0,2}}$")
_START = re.compile(r"(?:^|[.!?:;•–—*\"”»«(\n-])\s{0,9}$")
_LINE_START, _LINE_END = (
    re.compile(r"(?:^|\n)[^\w\n]{0,9}(?:[\d.]{1,9}\s)?$"),
    re.compile(r"[^\w\n]{0,9}(?:\n|$)"),
)
_BEING = frozenset({"on", "oli", "toimi", "toimii", "jatkaa", "aloittaa", "aloitti", "är", "is"})
_GIVING = frozenset({"on", "oli", "är", "is", "antaa", "saa", "kertoo"})
_ABOUT = re.compile(r"(?:lisätie|yhtey)\w{1,9}$", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:saa|saatavi|kysy|lähet|ilmoi|toimit|soit|yhtey|palaut|kiito|tavoit|lisätie|tiedustel|varau|varat)",
    re.IGNORECASE,
)
_SHE = re.compile(r"hän(?:en|et|tä|elle|eltä|en[a-zäö]{1,4})?$", re.IGNORECASE)
_REACHED = re.compile(
    r"[\s,;:(–-]{0,4}(?:(?:puh|p|gsm|tel|mob|tfn)\w{0,10}[.:]{0,2}|sähköposti\w{0,8}|e-?mail|s-posti)?"
    r"[\s:]{0,3}(?:[(+]?\d[\d\s()-]{5}|[\w.+-]{1,64}(?:@|\(at\)))",
    re.IGNORECASE,
)
_COMPANY = (
    r"(?:Oyj?|Ab|Ky|Ay|Tmi|T:mi|Kb|Ltd|Inc|Group|ry|r\.y\.|rf|säätiö|osuuskunta|osk|yhtiöt?)(?::\w+)?\b"
)
_NAMED_AFTER = re.compile(
    rf"{_GAP}?(?:&|ja{_GAP}(?:pojat|kumppanit|kni)\b)"
    rf"|(?:{_GAP}(?:[A-ZÅÄÖ][\w-]{{0,30}}|&)){{0,4}}{_GAP}{_COMPANY}"
    rf"|(?:{_GAP}[A-ZÅÄÖ][\w-]{{0,30}}){{1,4}}{_GAP}(?i:yhdistys|seura|liitto)"
    rf"|{_GAP}(?:on|oli|sijaitsee){_GAP}[^.!?\n]{{0,40}}(?:kunta|kunna|kaupun|kylä|pitäj|taajama|saari\b|järvi\b)"
)
_NAMED_BEFORE = re.compile(rf"(?<!\w){_COMPANY}{_GAP}(?:[A-ZÅÄÖ][\w.-]{{0,30}}{_GAP}){{0,2}}$|&{_GAP}?$")
_TITLE = re.compile(rf"(?:{_GAP}(?![A-ZÅÄÖ])\w{{1,30}}){{0,5}}{_GAP}-(?!nimi)[a-zåäö]")
_SWEDISH_WORD = re.compile(
    r" (?:(?:och|eller|samt) (?![a-zåäö-]*(?:en|et|na|or|are)\b)[a-zåäö]"
    r"|(?!hoppas|minns|trivs|lyckas)[a-zåäö]{3,20}s\b)"
)
"""After a word in Swedish that is no name: another in small letters, or a verb in the passive."""
_VILLAGE = re.compile(r"kyl[äi]|kunta|kunna|kaupun|taajam|pitäj", re.IGNORECASE)
_LISTED_AFTER = re.compile(rf"(?:,|{_GAP}ja|{_GAP}sekä){_GAP}[A-ZÅÄÖ]")
_LISTED_BEFORE = re.compile(rf"[A-ZÅÄÖ][\w-]{{0,30}}(?:,|{_GAP}ja|{_GAP}sekä){_GAP}$")
_WORK_REACH = 4  # words after a verb among which its object may stand
_ANSWERED = re.compile(r"(?:st[aä]|iin|ihin|een)$")  # for work, or questions; a thing responds to anything
_INITIAL = re.compile(rf"(?<!\w)[A-ZÅÄÖ]\.{_GAP}?$")


class _Place(NamedTuple):
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


def names_contact(
    text: str, start: int, end: int, first_names: tuple[str, ...] = (), initialled: bool = False
) -> bool:
    """Whether text[start:end], a form of the contact's surname, means a person.

    first_names: the contact's own, of which one may stand near. initialled: the own initial stands before.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return _names_contact(text[start:end], before, after, first_names, initialled)


def is_other_name(before: str, after: str) -> bool:
    """Whether a name is an organisation's or place's: «Virtanen Oy», «Virtanen & Pojat», «Rautio on kylä»."""
    return bool(_NAMED_AFTER.match(after) or _NAMED_BEFORE.search(before[-_REACH // 2 :]))


@lru_cache(maxsize=10_000)
def _names_contact(
    form: str, before: str, after: str, first_names: tuple[str, ...], initialled: bool
) -> bool:
    if is_other_name(before, after):
        return False
    at = _place(form, before, after, initialled)
    if at.sort is Sort.CLEAR or (form.islower() and at.sort is Sort.FARM):
        return at.titled or not (_is_after_thing(at) or _names_house(at))
    sure = at.titled or bool(_REACHED.match(after))
    if not form[0].isupper():
        return sure or (at.sort is Sort.ADJECTIVE and bool(_START.search(before)) and _does_work(at))
    if at.cases == {"plural"} or (not at.titled and _is_called(at)):
        return False
    if "omanto" in at.cases and is_of_person(at.following):
        return at.titled or at.sort is not Sort.TOWN
    if "omanto" in at.cases and at.following and is_noun(at.following):
        return False
    if at.cases <= INNER and at.sort is not Sort.ADJECTIVE:
        return at.sort is not Sort.TOWN and (at.titled or at.previous.lower().startswith("yhtey"))
    return sure or _has_role(at) or _stands_by(first_names, at) or _acts(at)


def _place(form: str, before: str, after: str, initialled: bool) -> _Place:
    spaced = before.rstrip(" \u00a0")
    words = tuple(_WORD.findall(_CLAUSE_END.split(before)[-1]))
    previous = words[-1] if words and len(spaced) < len(before) and spaced.endswith(words[-1]) else ""
    titled = initialled or is_role(previous) or (spaced.endswith(".") and is_role(_last_word(spaced)))
    next_word = _NEXT.match(after)
    following = next_word[1] if next_word else ""
    return _Place(
        form, sort_of(form), cases_of(form), before, after, previous, following, words, titled
    )  # fmt: skip


def _last_word(text: str) -> str:
    words = _WORD.findall(text[-20:])
    return words[-1] if words else ""


def _is_place_name(at: _Place) -> bool:
    """Whether a name that may be a place's is used as one: «Kiviniemessä», «Kiviniemen satama»."""
    if "omanto" in at.cases and at.following:
        return is_noun(at.following) and not is_of_person(at.following)
    return at.cases <= INNER


def _is_after_thing(at: _Place) -> bool:
    """Whether a clear name is that of a thing: «Päiväkoti Virtanen»; «opas Virtanen» is a person."""
    if is_house(at.previous):
        return is_thing(at.previous)
    return at.previous[:1].isupper() and is_thing(at.previous) and verb_of(at.following) not in SAYING


def _names_house(at: _Place) -> bool:
    """Whether a clear name is what a place or house is called by, or a Swedish word."""
    if "omanto" in at.cases and (is_house(at.following) or _is_business(at.following)):
        return True
    swedish = not any(map(is_plain, readings_of(at.form.lower())))
    if swedish and _START.search(at.before) and _SWEDISH_WORD.match(at.after):
        return True
    return is_compound(at.form) and _is_place_name(at)


def _is_business(word: str) -> bool:
    """Whether a word after a genitive begins a name of its own: «Virtasen Puutarha»."""
    return word[:1].isupper() and not word.isupper() and not is_first_name(word)


def _is_called(at: _Place) -> bool:
    """Whether a thing, a club of a town, a village or a project has the name: «Korpi soi -festivaali»."""
    if is_thing(at.previous) or _INITIAL.search(at.before[-4:]):
        return True
    if is_of_place(at.previous) and verb_of(at.following) not in SAYING:
        return True
    listed = _LISTED_AFTER.match(at.after) or _LISTED_BEFORE.search(at.before)
    if listed and any(map(_VILLAGE.search, at.words)):
        return True
    return bool(_START.search(at.before) and _TITLE.match(at.after))


def _does_work(at: _Place) -> bool:
    """Whether the named one does what people in a project do: «vastaa viestinnästä», «laati raportin»."""
    words = _WORD.findall(_CLAUSE_END.split(at.after)[0])[1 : _WORK_REACH + 1]
    does = verb_of(at.following)
    if does == "vastata":
        words = [word for word in words if _ANSWERED.search(word)]
    return does in HUMAN or (does in WORKING and any(map(is_work, words)))


def _has_role(at: _Place) -> bool:
    """Whether the sentence says what the named one is: «yhteyshenkilö: X», «X, projektipäällikkö»."""
    if _COLON.search(at.before) and (is_role(_last_word(at.before)) or _ABOUT.search(_last_word(at.before))):
        return True
    if (
        at.previous in _GIVING
        and len(at.words) > 1
        and (is_role(at.words[-2]) or _ABOUT.search(at.words[-2]))
    ):
        return True
    if "nimento" in at.cases and any(map(is_as_role, at.words[-_ROLE_REACH:])):
        return True
    beside = _PART.match(at.after)
    told = _WORD.findall(beside[1])[:4] if beside else []
    if at.following in _BEING:
        told = _WORD.findall(_CLAUSE_END.split(at.after)[0])[: _ROLE_REACH + 2]
    strict = at.sort is Sort.TOWN and at.following in _BEING
    return any(is_role(word) or (is_as_role(word) and not strict) for word in told)


def _stands_by(first_names: tuple[str, ...], at: _Place) -> bool:
    """Whether the contact's first name or «hän» stands near a nominative."""
    if "nimento" not in at.cases:
        return False
    after = _WORD.findall(at.after)
    near = {word.lower() for word in (*_WORD.findall(at.before), *after)}
    return any(name.lower() in near for name in first_names) or any(map(_SHE.match, after[:4]))


def _acts(at: _Place) -> bool:
    """Whether the named one does, or is asked, what people do or are: where nothing else tells it."""
    does, did = verb_of(at.following), {verb_of(word) for word in at.words[-_VERB_REACH:]}
    named = "nimento" in at.cases
    if at.sort is Sort.TOWN:
        return named and (does in SAYING or not did.isdisjoint(SAYING))
    if at.sort is Sort.ADJECTIVE:
        return bool(does) or not (at.following and is_noun(at.following))
    if at.following[:1].isupper() or (is_first_name(at.previous) and not verb_of(at.previous.lower())):
        return False
    if at.cases & OUTER and any(map(_ASKED.match, at.words)):
        return True
    if named and is_engaging(at.following):
        return True
    if at.sort is Sort.FARM:
        if does not in DOING | HUMAN and _VILLAGE.search(_CLAUSE_END.split(at.after)[0]):
            return False
        alone = bool(_LINE_START.search(at.before) and _LINE_END.match(at.after))
        done = verb_of(at.previous) not in ("", *STATIC) or not did.isdisjoint(DOING)
        return named and (alone or done or does not in ("", *STATIC))
    if _START.search(at.before) or at.form.isupper():
        told = _WORD.findall(_CLAUSE_END.split(at.after)[0])[: _WORK_REACH + 1]
        asked = bool(told) and bool(at.cases & OUTER and _ASKED.match(told[0])) and any(map(is_work, told))
        return asked or (named and _does_work(at))
    return True
