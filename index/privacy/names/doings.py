"""Whether the one who is named does, is asked or has what people do, are asked and have.

Part of `name_context.py`.
"""

from __future__ import annotations

import re

from index.privacy.names.name_sorts import Sort, cases_of
from index.privacy.names.places import CLAUSE_END, START, VILLAGE, WORD, Place
from index.privacy.names.verb_kinds import (
    does_to_somebody,
    does_what_people_do,
    happens,
    is_engaging,
    is_given,
    is_infinitive,
    is_passive,
    is_past,
    is_to_do,
    verb_of,
)
from index.privacy.names.word_kinds import (
    is_adjective,
    is_deed,
    is_employed,
    is_noun,
    is_of_person,
    is_particle,
    is_somebody,
    is_work,
)
from index.privacy.names.word_stems import DOING, GAP, HUMAN, OF_THINGS, OUTER, SAYING, STATIC

_LINE_START = re.compile(r"(?:^|\n)[^\w\n]{0,9}(?:[\d.]{1,9}\s)?$")
_LINE_END = re.compile(r"[^\w\n]{0,9}(?:\n|$)")

_VERB_REACH = 4  # words before a name among which its verb may stand: «kutsuu koolle Mäkelä»
_BESIDE_ADJECTIVE = re.compile(rf"(?:,|{GAP}(?:ja|sekä|tai|eli|vai)){GAP}([a-zåäö-]+){GAP}[a-zåäö]")
_ASKED = re.compile(
    r"(?:saa|saatavi|kysy|lähet|ilmoi|toimit|soit|yhtey|palaut|kiito|tavoit|lisätie|tiedustel|varau|varat|tila(?:ta|a|uk)|pyyt|pyyd|\w*vastuu$|\w*tehtäv[äi]t?$|\w*päällikkyy)",
    re.IGNORECASE,
)
_CALLED = re.compile(r"soit|puhel", re.IGNORECASE)
_MAIN_CLAUSE_END = re.compile(rf"{CLAUSE_END.pattern}|,{GAP}(?:ja|mutta|jo[a-z]{{1,5}}|että|kun)(?!\w)")
_WORK_REACH = 4  # words after a verb among which its object may stand
_DOING_IT = re.compile(r"(?:mise|nna|nnä)st[aä]$")  # what one answers for: «laadinnasta»
_ANSWERED = re.compile(r"(?:st[aä]|iin|ihin|een)$")  # for work, or questions; a thing responds to anything


def does_work(at: Place) -> bool:
    """Whether the named one does what people in a project do: «vastaa viestinnästä», «laati raportin»."""
    rest = at.after.removeprefix(", joka")  # «X, joka aloitti hankkeessa»
    words = WORD.findall(_MAIN_CLAUSE_END.split(rest)[0])
    does, told = verb_of(words[0]) if words else "", words[1 : _WORK_REACH + 1]
    if does in HUMAN:
        return True
    if does == "vastata":
        return any(_ANSWERED.search(word) and (is_work(word) or _DOING_IT.search(word)) for word in told)
    if _leaves(at):
        return True
    if does in ("saada", "ottaa", "jättää") and any("tehtäv" in word for word in told):
        return True
    return bool(does) and not happens(does) and _is_peoples(does, words)


def undergoes(at: Place) -> bool:
    """Whether something happens to a thing of that name: «Routa nosti asfaltin»."""
    words = WORD.findall(CLAUSE_END.split(at.after)[0])[:3]
    word = words[-1] if words[:1] in (["ja"], ["sekä"]) else at.following  # «Hauki ja kuha jätettiin»
    does, passive = verb_of(word), is_passive(word) and not is_engaging(word)
    return passive or (does not in ("", "olla") and happens(does))


def _leaves(at: Place) -> bool:
    """Whether the named one goes where employees go: «jäi opintovapaalle»."""
    goes = "nimento" in at.cases and verb_of(at.following) in ("jäädä", "siirtyä", "palata")
    return goes and any(map(is_employed, WORD.findall(at.after)[1:5]))


def _is_peoples(does: str, words: list[str]) -> bool:
    """Whether a verb that things may have too is of people's work: by its form, what is done, or with whom.

    Verbs in «-oida» are borrowed, nearly all of them for what people do: «dokumentoi», «koordinoi».
    """
    told = words[1 : _WORK_REACH + 1]
    if any(is_infinitive(word) and not is_to_do(word) and does_what_people_do(word) for word in told[:2]):
        return True  # «kävi tapaamassa», «ehti haastatella»
    if does.endswith(("oida", "öidä")) or "yhdessä" in told or "itse" in words:
        return True
    if any(is_work(word) or is_deed(word) or _DOING_IT.search(word) for word in told):
        return True
    return is_past(words[0]) and ("kanssa" in words or any(map(is_somebody, told)))


def acts(at: Place) -> bool:
    """Whether the named one does, or is asked, what people do or are: where nothing else tells it."""
    if _is_granted(at):
        return True
    if at.sort is Sort.TOWN:
        return _speaks(at) or _leaves(at)
    if at.sort is Sort.ADJECTIVE:
        return _is_no_attribute(at)
    if _closes_clause(at):
        return True
    if at.following[:1].isupper():
        return False  # part of another name
    if _is_addressed(at):
        return True
    if at.sort is Sort.PLACE:
        return _acts_as_place(at)
    return _acts_as_farm(at) if at.sort is Sort.FARM else _acts_as_word(at)


def _is_granted(at: Place) -> bool:
    """Whether the named one is granted what employees are: «Pellolle myönnettiin opintovapaa»."""
    granted = at.cases & OUTER and is_passive(at.following)
    return bool(granted) and any(map(is_employed, WORD.findall(at.after)[1:5]))


def _does(at: Place) -> str:
    """What the nominative does by the word after it; "" where it is none, or no verb stands there."""
    return verb_of(at.following) if "nimento" in at.cases else ""


def _did(at: Place) -> set[str]:
    """What a nominative may do by the words before it: «Työryhmän kutsui koolle X»."""
    return {verb_of(word) for word in at.words[-_VERB_REACH:]} if "nimento" in at.cases else set()


def _speaks(at: Place) -> bool:
    return not SAYING.isdisjoint({_does(at), *_did(at)})


def _is_no_attribute(at: Place) -> bool:
    """Whether a name that is an adjective too belongs to no noun after it, and stands against no other."""
    if _is_contrasted(at.form, tuple(WORD.findall(at.after))):
        return False
    agrees = bool(at.cases & cases_of(at.following)) if at.following else False
    beside = _BESIDE_ADJECTIVE.match(at.after)  # «Ruotsalainen ja norjalainen malli»
    if beside and is_adjective(beside[1]) and at.cases & cases_of(beside[1]):
        return False
    return bool(verb_of(at.following)) or not (agrees and is_noun(at.following))


def _closes_clause(at: Place) -> bool:
    """Whether it does what the verb right before it says: «Kokemuksensa jakoi Vesa»."""
    of_its_own = at.following[:1].isupper() and "nimento" in cases_of(at.following)  # «Ahola Transport»
    done = "nimento" in at.cases and verb_of(at.previous) not in ("", *STATIC)
    return done and len(at.words) > 1 and not of_its_own


def _is_addressed(at: Place) -> bool:
    """Whether something is asked of the named one, or paid, or done to somebody who is engaged."""
    if at.cases & OUTER and (any(map(_ASKED.match, at.words)) or is_given(at.following)):
        return True
    if "osanto" in at.cases and any(map(does_to_somebody, (at.following, *at.words[-_VERB_REACH:]))):
        return True
    return "nimento" in at.cases and is_engaging(at.following)


def _acts_as_place(at: Place) -> bool:
    """The same of what may be a place that is no town."""
    does = _does(at)
    if not (DOING | HUMAN).isdisjoint({does, *_did(at)}) or ("nimento" in at.cases and does_work(at)):
        return True
    if at.cases & OUTER and _is_dealt_with(at):
        return True
    return does not in ("", *STATIC) and not START.search(at.before)


def _acts_as_farm(at: Place) -> bool:
    """The same of what may be a farm or village."""
    if (at.cases & OUTER and _is_dealt_with(at)) or ("ulkoeronto" in at.cases and is_asked(at)):
        return True
    does = _does(at)
    if does not in DOING | HUMAN and VILLAGE.search(CLAUSE_END.split(at.after)[0]):
        return False
    alone = "nimento" in at.cases and _LINE_START.search(at.before) and _LINE_END.match(at.after)
    before = at.words[-2] if is_particle(at.previous) and len(at.words) > 1 else at.previous
    done = "nimento" in at.cases and verb_of(before) not in ("", *STATIC)
    acts = does not in ("", *STATIC, *OF_THINGS)
    return bool(alone) or done or acts or not DOING.isdisjoint(_did(at))


def _acts_as_word(at: Place) -> bool:
    """The same of what is a word too: within a sentence its capital tells that it is none."""
    if not (START.search(at.before) or at.form.isupper()):
        return True
    return ("nimento" in at.cases and does_work(at)) or (bool(at.cases & OUTER) and _is_dealt_with(at))


def is_able(at: Place) -> bool:
    """Whether the named one has something to do what people do: «X:n tapa kuunnella», «X:n kyky innostaa»."""
    words = WORD.findall(CLAUSE_END.split(at.after)[0])[:2]
    is_verb = len(words) > 1 and is_infinitive(words[1]) and not (is_to_do(words[1]) or verb_of(words[1]))
    return is_verb and "nimento" in cases_of(words[0]) and does_what_people_do(words[1])


def is_asked(at: Place) -> bool:
    """Whether a word before the name, or one of the three after it, is of what people are asked for."""
    return any(map(_ASKED.match, (*at.words, *WORD.findall(CLAUSE_END.split(at.after)[0])[:3])))


def _is_dealt_with(at: Place) -> bool:
    """Whether something is asked of, sent to or had by the named one: «Koivulla on kokemusta»."""
    told = WORD.findall(CLAUSE_END.split(at.after)[0])[: _WORK_REACH + 1]
    if at.following in ("on", "oli"):
        return any(map(is_of_person, told[1:4]))
    asked = any(map(_ASKED.match, told[:3]))
    return asked and any(is_work(word) or _CALLED.match(word) for word in told)


def _is_contrasted(form: str, after: tuple[str, ...]) -> bool:
    """Whether a people's name is set against another's: «Ruotsalainen puhuu, suomalainen kuuntelee»."""
    peoples = [n for n, word in enumerate(after) if re.fullmatch(r"[a-zåäö-]+l[aä]inen", word)]
    alone = any(not (n + 1 < len(after) and is_noun(after[n + 1])) for n in peoples)
    return alone and bool(re.search("l[aä]inen$", form))
