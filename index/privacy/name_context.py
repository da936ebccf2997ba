"""Whether a surname that stands in a text means the contact person: «Lahti» is a town too, «Koski» a rapid.

Part of `person_names.py`. Voikko tells what else a form can be, and the words around it decide: a title before
it, a role or telephone number after it, a genitive with what only a person has («Lahden sijaisena»), a verb of
what people do. A name of an organisation is none («Lahti Oy»), and neither is the genitive before an ordinary
noun («Lahden seutu»). No list of names is used, but the table of municipalities that the index has anyway.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from index.analysis.make_places import PLACES, read_rows
from index.analysis.voikko import NAME_CLASSES, readings_of

_REACH = 80  # characters before and after that are looked at
_GAP = r"[^\S\n]"

ROLE = (
    r"(?:päällik|päällikö|johtaj|koordinaattor|suunnittelij|asiantuntij|sihteer|opettaj|tutkij|ohjaaj|vastaav"
    r"|rehtor|professor|tohtor|lehtor|henkilö|insinöör|neuvoj|assistent|hoitaj|yrittäj|valmentaj|kouluttaj"
    r"|herr|rouv|puheenjohtaj|esimie|edustaj|vetäj|mentor|konsult|agronom|työntekij|harjoittelij"
    r"|ledare|samordnare|koordinator|sekreterare|kontaktperson|chef|manager|coordinator|director|officer)"
)
"""What the words for a person's work begin or end with, in Finnish, Swedish and English."""
_TITLE = re.compile(rf"{ROLE}\w{{0,8}}:?{_GAP}{{1,3}}$|(?<!\w)(?:hra|rva|nti)\.{_GAP}{{1,3}}$", re.IGNORECASE)
_SAID = re.compile(
    rf"(?:{ROLE}\w{{0,8}}|lisätie\w{{1,9}}|yhtey\w{{1,9}})(?:{_GAP}{{0,2}}[:–-]|{_GAP}(?:on|oli|är|is|antaa|saa|kertoo)){_GAP}{{0,2}}$",
    re.IGNORECASE,
)
_AS_ROLE = re.compile(r"(?:\w{0,40}ROLE\w{0,6}n[aä]|\w{2,40}[aäi]j[aä]n[aä])\b[^.!?\n]{0,30}$".replace("ROLE", ROLE),
                      re.IGNORECASE)  # fmt: skip
_ROLE_AFTER = re.compile(
    rf"{_GAP}?[,(–]{_GAP}?(?:[^\W\d_]{{2,30}}{_GAP}){{0,3}}[\w-]{{0,40}}{ROLE}"
    rf"|{_GAP}(?:on|oli|toimi|toimii|jatkaa|aloittaa|aloitti|är|is){_GAP}[^.!?\n]{{0,40}}{ROLE}(?!\w*(?:lle|lta|lla|ltä|llä)\b)",
    re.IGNORECASE,
)
_REACHED_AFTER = re.compile(
    rf"[\s,;:(–-]{{0,4}}(?:(?:puh|p|gsm|tel|mob|tfn)\w{{0,10}}[.:]{{0,2}}|sähköposti\w{{0,8}}|e-?mail|s-posti)?[\s:]{{0,3}}"
    r"(?:[(+]?\d[\d\s()-]{5}|[\w.+-]{1,64}(?:@|\(at\)))",
    re.IGNORECASE,
)  # fmt: skip
_OF_A_PERSON = re.compile(
    r"(?:johdo|johto|kanssa\b|muka(?:an|na)\b|miele|sija(?:is|an|lla)|työ(?!ma|pa[ij]|väe|väk|pist|voim)|tehtäv|vastuu"
    r"|puhelin|numero|sähköposti|osoite\b|esity|esitt|puheen|toimesta|avu[ns]|apuna|loma|eläk|palk|nime[nä]|nimi\b"
    r"|haastat|kokemu|osaami|asiantunt|ansios|aloitt|pyynn|ehdotu|viesti|poissa|tavoit|ohjau)",
    re.IGNORECASE,
)
"""Words before which the genitive of a name is a person's: «Niemen johdolla», «Niemen sijaisena»."""
_SHE = re.compile(r"[^.!?\n]{0,30}\bhän(?:en|et|tä|elle|eltä|en[a-zäö]{0,4})?\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:saa|saatavi|kysy|lähet|ilmoi|toimit|soit|yhtey|palaut|kiito|tavoit|lisätie|tiedustel|varau|varat)"
                    r"[^.!?\n]{0,40}$", re.IGNORECASE)  # fmt: skip
_COMPANY = r"(?:Oyj?|Ab|Ky|Ay|Tmi|T:mi|Kb|Ltd|Inc|Group|ry|r\.y\.|rf|säätiö|osuuskunta|osk|yhtiöt?)(?::\w+)?\b"
_NAMED_AFTER = re.compile(
    rf"{_GAP}?(?:&|ja{_GAP}(?:pojat|kumppanit|kni)\b)|(?:{_GAP}(?:[A-ZÅÄÖ][\w-]{{0,30}}|&)){{0,4}}{_GAP}{_COMPANY}"
    rf"|(?:{_GAP}[A-ZÅÄÖ][\w-]{{0,30}}){{1,4}}{_GAP}(?i:yhdistys|seura|liitto)"
)
_NAMED_BEFORE = re.compile(rf"(?<!\w){_COMPANY}{_GAP}(?:[A-ZÅÄÖ][\w.-]{{0,30}}{_GAP}){{0,2}}$|&{_GAP}?$")
_INITIAL = re.compile(rf"(?<!\w)[A-ZÅÄÖ]\.{_GAP}?$")
_PLACE_AFTER = re.compile(
    rf"{_GAP}(?:on|oli|sijaitsee){_GAP}[^.!?\n]{{0,40}}(?:kunta|kunna|kaupun|kylä|pitäj|taajama|saari\b|järvi\b)"
)
_START = re.compile(r"(?:^|[.!?:;•–—*\"”»«(\n-])\s*$")
_WORD_AFTER, _WORD_BEFORE = re.compile(rf"{_GAP}{{1,2}}([^\W\d_][\w-]*)"), re.compile(rf"([\w-]{{1,40}}){_GAP}{{1,2}}$")
_NOMINAL = frozenset({"nimisana", "laatusana", "nimisana_laatusana", "paikannimi", "nimi", "lyhenne", "lukusana"})
_INNER = frozenset({"sisaolento", "sisaeronto", "sisatulento"})
_OUTER = frozenset({"ulkoolento", "ulkoeronto", "ulkotulento"})
_ENDINGS = {"omanto": "n", "sisaolento": "ssa ssä", "sisaeronto": "sta stä", "ulkoolento": "lla llä",
            "ulkoeronto": "lta ltä", "ulkotulento": "lle"}  # fmt: skip
_LINE_BEFORE, _LINE_AFTER = re.compile(r"(?:^|\n)[\W\d]*$"), re.compile(r"\W*(?:\n|$)")
_WORDS = re.compile(r"[^\W\d_]+")
_VERB_REACH = 4  # words before a name among which its verb may stand: «kutsuu koolle Mäkelä»
_STATIC = frozenset({"olla", "sijaita", "kuulua", "kattaa", "ulottua", "tarjota", "omistaa", "saada", "toimia"})
_SAYING = frozenset(
    "kertoa sanoa todeta muistuttaa korostaa kiittää kommentoida selittää kuvailla pohtia iloita uskoa kirjoittaa"
    " työskennellä haastatella luennoida vetää".split()
)
_DOING = _SAYING | frozenset(
    "vastata esitellä kutsua ohjata koordinoida suunnitella laatia allekirjoittaa puhua opettaa kouluttaa tavata"
    " siirtyä raportoida neuvoa sijaistaa arvioida päivittää koota avata kutsua ohjata".split()
)
"""What people do and things and towns do not."""


class Sort(Enum):
    """What a form can be besides a surname: nothing else, an adjective, a farm or village, a noun, a town."""

    CLEAR, ADJECTIVE, FARM, NOUN, TOWN = range(5)


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    rows = [row for row in read_rows(PLACES.read_text("utf-8")) if row.kind != "former"]
    return frozenset(name.strip().lower() for row in rows for name in (*row.fi.split("|"), *row.sv.split("|")))


@lru_cache(maxsize=10_000)
def sort_of(form: str) -> Sort:
    """What a form of a surname can be in a text."""
    named = [r for r in readings_of(form.capitalize()) if r.get("CLASS") in NAME_CLASSES]
    plain = [r for r in readings_of(form.lower()) if is_plain(r)]
    bases = {r.get("BASEFORM", "").lower() for r in (*named, *plain)} or {form.lower()}
    if bases & _towns():
        return Sort.TOWN
    if any(base.endswith("nen") for base in bases):
        return Sort.ADJECTIVE if plain else Sort.CLEAR
    if any(base.endswith(("la", "lä")) and len(base) > 4 for base in bases):
        return Sort.FARM
    if any(r.get("CLASS") == "paikannimi" for r in named):
        return Sort.TOWN
    return Sort.NOUN if plain else Sort.CLEAR


def is_plain(reading: dict[str, str]) -> bool:
    """Whether a reading is an ordinary word; a compound that only Voikko makes of two words is none."""
    return reading.get("CLASS") not in NAME_CLASSES and reading.get("STRUCTURE", "").count("=") < 2


@lru_cache(maxsize=10_000)
def _cases(form: str) -> frozenset[str]:
    """The cases that a form can be in, by Voikko's names; of a word that it does not know, by its ending."""
    readings = readings_of(form.capitalize())
    found = {r.get("SIJAMUOTO", "") for r in readings if r.get("NUMBER") != "plural"}
    if readings:
        return frozenset(found - {""}) or frozenset({"plural"})
    ends = {case for case, endings in _ENDINGS.items() if form.endswith(tuple(endings.split()))}
    return frozenset(ends or {"nimento"})


def names_contact(
    text: str, start: int, end: int, first_names: tuple[str, ...] = (), initialled: bool = False
) -> bool:
    """Whether text[start:end], a form of the contact's surname, means a person.

    first_names: the contact's own, of which one may stand near. initialled: the own initial stands before.
    """
    form, before, after = text[start:end], text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if is_other_name(text, start, end):
        return False
    sort, cases = sort_of(form), _cases(form)
    titled, following = initialled or bool(_TITLE.search(before)) or _follows_agent(before), _WORD_AFTER.match(after)
    if sort is Sort.CLEAR or (form.islower() and sort is Sort.FARM):
        return titled or not (_names_house(before) or (_is_compound(form) and _is_place_in(cases, following)))
    sure = titled or _REACHED_AFTER.match(after)
    if not form[0].isupper():
        return bool(sure)
    sure = sure or _SAID.search(before) or _ROLE_AFTER.match(after)
    if cases == {"plural"} or (not titled and (_INITIAL.search(before) or _names_house(before))):
        return False
    if "omanto" in cases and following and _is_noun(following[1]):
        return sort is not Sort.TOWN and _is_of_person(following[1]) or (titled and _is_of_person(following[1]))
    if cases <= _INNER and sort in (Sort.TOWN, Sort.FARM, Sort.NOUN):
        return sort is not Sort.TOWN and bool(titled or re.search(r"yhtey\w*\s+$", before))
    as_role = "nimento" in cases and _AS_ROLE.search(before)
    near = "nimento" in cases and any(re.search(rf"(?<!\w){re.escape(n)}", before + after, re.I) for n in first_names)
    if sure or as_role or near or _SHE.match(after):
        return True
    return _is_named_in(sort, form, cases, before, after)


def _is_place_in(cases: frozenset[str], following: re.Match[str] | None) -> bool:
    """Whether a name that may be a place's is used as one: «Kiviniemessä», «Kiviniemen satama»."""
    if "omanto" in cases and following:
        return _is_noun(following[1]) and not _is_of_person(following[1])
    return bool(cases) and cases <= _INNER


@lru_cache(maxsize=10_000)
def _is_compound(form: str) -> bool:
    """Whether a form is made of ordinary words, as places are named too: «Kiviniemi»."""
    return any(r.get("CLASS") == "nimisana" for r in readings_of(form.lower()))


def _follows_agent(before: str) -> bool:
    previous = _WORD_BEFORE.search(before)
    return bool(previous) and is_agent(previous[1]) if previous else False


@lru_cache(maxsize=10_000)
def is_agent(word: str) -> bool:
    """Whether a word names one who does something, by its derivation from a verb: «avustaja», «kehittäjä»."""
    return any(
        r.get("SIJAMUOTO") == "nimento" and r.get("WORDBASES", "").endswith(("(+ja)", "(+jä)"))
        for r in readings_of(word.lower())
    )


def is_other_name(text: str, start: int, end: int) -> bool:
    """Whether a name is an organisation's or a place's: «Virtanen Oy», «Virtanen & Pojat», «Rautio on kylä»."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return bool(_NAMED_AFTER.match(after) or _NAMED_BEFORE.search(before) or _PLACE_AFTER.match(after))


def _is_named_in(sort: Sort, form: str, cases: frozenset[str], before: str, after: str) -> bool:
    """The same where nothing beside the name says so for sure: by sort and sentence."""
    following, previous = _WORD_AFTER.match(after), _WORD_BEFORE.search(before)
    does = _verb(following[1]) if following else ""
    starts = bool(_START.search(before))
    did = {_verb(word) for word in _WORDS.findall(before[-40:])[-_VERB_REACH:]}
    if sort is Sort.TOWN:
        return "nimento" in cases and (does in _SAYING or not did.isdisjoint(_SAYING))
    if sort is Sort.ADJECTIVE:
        return not (following and _is_noun(following[1]) and not does)
    if following and following[1][0].isupper() or (previous and _is_first_name(previous[1])):
        return False
    if "omanto" in cases and following and _is_of_person(following[1]):
        return True
    if cases & _OUTER and _ASKED.search(before):
        return True
    if sort is Sort.FARM:
        done = bool(previous and _verb(previous[1]) not in ("", *_STATIC)) or not did.isdisjoint(_DOING)
        stands_alone = bool(_LINE_BEFORE.search(before) and _LINE_AFTER.match(after))
        return "nimento" in cases and (done or does not in ("", *_STATIC) or stands_alone)
    if starts or form.isupper():
        return "nimento" in cases and does in _DOING
    return True


@lru_cache(maxsize=10_000)
def _is_noun(word: str) -> bool:
    """Whether a word that follows can be what a genitive or an adjective before it belongs to."""
    readings = readings_of(word)
    return not readings or any(r.get("CLASS") in _NOMINAL or r.get("MOOD") == "MINEN-infinitive" for r in readings)


@lru_cache(maxsize=10_000)
def _is_of_person(word: str) -> bool:
    """Whether only a person has what a word means: «johdolla», or «laatima», which Voikko calls an agent's."""
    readings = readings_of(word)
    return bool(_OF_A_PERSON.match(word)) or bool(readings) and all(r.get("PARTICIPLE") == "agent" for r in readings)


@lru_cache(maxsize=10_000)
def _verb(word: str) -> str:
    """The infinitive of a verb in the third person singular, «vastata» of «vastaa»; "" of another word."""
    found = (r for r in readings_of(word) if r.get("CLASS") == "teonsana" and r.get("PERSON") == "3")
    return next((r.get("BASEFORM", "") for r in found if r.get("NUMBER") == "singular"), "")


@lru_cache(maxsize=10_000)
def _is_first_name(word: str) -> bool:
    readings = readings_of(word)
    return word[0].isupper() and any(r.get("CLASS") == "etunimi" for r in readings) and not _verb(word.lower())


def _names_house(before: str) -> bool:
    """Whether the word before a name is what is called by it: «päiväkoti Ojala», «konepaja Virtanen»."""
    previous = _WORD_BEFORE.search(before)
    return bool(previous) and _is_thing(previous[1]) if previous else False


@lru_cache(maxsize=10_000)
def _is_thing(word: str) -> bool:
    """Whether a word is a noun in the nominative, and no person's: those end otherwise, or come of a verb."""
    if re.search(rf"{ROLE}\w{{0,3}}$|(?:ri|isti|nomi|kk[oö]|mies|nainen|tti|[aäi]j[aä])$", word, re.IGNORECASE):
        return False
    readings = readings_of(word) or readings_of(word.lower())
    return bool(readings) and all(
        r.get("CLASS") == "nimisana" and r.get("SIJAMUOTO") == "nimento" and r.get("NUMBER") == "singular"
        for r in readings
    )
