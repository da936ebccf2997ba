"""Persons beside whose names a telephone number or an e-mail address stands, whoever they are.

Part of `redaction.py`. What is near is in the same paragraph and `_REACH` characters at the most, so that the
time taken is linear. A name is two or three words with capitals of which one is a first name by Voikko, or
which are those of the address itself («matti.meika@»); one word is a name after a title. First names that
Voikko does not know («Kaija», «Kjell») are told by a surname after them, where nothing but a label stands
between the name and the number, the address or another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.voikko import NAME_CLASSES, name_classes, readings_of
from index.privacy.contact_patterns import Span
from index.privacy.names.called_things import IS_COMPANY, is_other_name
from index.privacy.names.name_context import names_contact
from index.privacy.names.name_sorts import cases_of, is_compound, is_first_name, may_be_name, may_be_surname
from index.privacy.names.places import around, last_word
from index.privacy.names.verb_kinds import verb_of
from index.privacy.names.word_kinds import is_ground, is_house, is_occupation, is_role, is_thing
from index.privacy.names.word_stems import DOING, GAP, HUMAN, LABEL, OUTER
from index.privacy.person_names import ascii_letters

_REACH = 120
_MOBILE = re.compile(r"(?:(?:\+|00)358\s?(?:\(0\)\s?)?|0)(?:4|50)")
_IS_LABEL = re.compile(LABEL, re.IGNORECASE)
_TITLE_REACH = 30  # characters before a name where its title begins
_LONG = 8  # letters: longer words are no first names
_WORD = r"[A-ZÅÄÖÉÜŠŽ][\w'’]*[^\W\d_](?:-[A-ZÅÄÖÉÜŠŽ]?[\w'’]*[^\W\d_])?"
_WORDS = re.compile(
    rf"(?<![\w@.-])(?:{_WORD}|[A-ZÅÄÖ]\.)(?:{GAP}{{1,2}}(?:(?:von|af|de|van){GAP})?(?:{_WORD}|[A-ZÅÄÖ]\.)){{1,4}}(?![\w@])"
)
_REVERSED = re.compile(
    rf"(?<![\w@.-])(?P<last>{_WORD}),{GAP}{{0,2}}(?P<first>{_WORD})(?![\w@-]|{GAP}[A-ZÅÄÖ])"
)
_TITLED = re.compile(rf"(?<!\w)(?P<title>[\w-]{{3,40}}){GAP}{{1,2}}(?P<name>{_WORD})(?![\w@])")
_ONE = re.compile(rf"(?<![\w@.-]){_WORD}(?![\w@-])")
_REST = re.compile(r"\w*")
_CALLED = re.compile(rf"{GAP}-(?!nimi)[a-zåäö]")
_BESIDE_NAME = re.compile(rf"{GAP}?[,(]|{GAP}{LABEL}\b|{GAP}[+(]?\d", re.IGNORECASE)
_INITIAL = re.compile(r"[A-ZÅÄÖ]\.")
_BETWEEN = re.compile(
    rf"(?:{GAP}?[,(|/–-]{GAP}?(?P<told>[^\W\d_][\w-]{{1,40}}(?:{GAP}[\w-]{{2,40}}){{0,3}})(?={GAP}?[,)|/–-]))?"
    rf"(?:{GAP}\([^()\d\n]{{2,40}}\))?[\s,;:/|()–-]{{0,4}}(?:(?:{LABEL}|tai|ja|och|eller|sekä|soita|ring|&|\+)"
    r"[.:]{0,2})?[\s,;:/|()–-]{0,4}",
    re.IGNORECASE,
)
"""Between a name and its number or address, or two names: what the person is, a gloss, a label, «ja»."""
_TOLD = re.compile(rf",{GAP}([a-zåäö][\w-]{{2,40}}(?:{GAP}[\w-]{{2,40}}){{0,2}})[,(]")
_NEXT = re.compile(rf"{GAP}{{1,2}}([a-zåäö][\w-]*)")


def persons_near(text: str, reached: list[Span]) -> list[Span]:
    """Where persons' names stand near telephone numbers and e-mail addresses.

    reached: where these stand, in order.
    """
    found: list[Span] = []
    done = 0  # what has been looked through before: windows may overlap
    for start, end in reached:
        before = start - len(text[max(0, start - _REACH) : start].rpartition("\n\n")[2])
        after = end + len(text[end : end + _REACH].partition("\n\n")[0])
        after = _REST.match(text, after).end()  # type: ignore[union-attr]  # no name is cut in two
        address = _address_words(text[start:end])
        alone = {
            *_by_address(text, before, after, address),
            *_by_asking(text, before, after, (start, end)),
        }
        names = set(_names(text, max(before, done) if not address else before, after, address))
        names |= {one for one in alone if all(one[1] <= name[0] or name[1] <= one[0] for name in names)}
        found += names
        found += _beside(text, before, after, sorted({*names, (start, end)}), address)
        done = max(done, end)
    return sorted(set(found))


def _beside(text: str, start: int, end: int, told: list[Span], address: tuple[str, ...]) -> Iterator[Span]:
    """Names of whose words only the last is known, right before or after what is told already."""
    for match in _REVERSED.finditer(text, start, end):
        known = "sukunimi" in name_classes(match["last"]) and is_first_name(match["first"])
        if known and any(_is_beside(text, match.span(), one) for one in told):
            told.append(match.span())
            yield match.span()
    words = [match for match in _WORDS.finditer(text, start, end) if match.span() not in told]
    for match in reversed(words):
        beside = [one for one in told if _is_beside(text, match.span(), one)]
        own = any(_MOBILE.match(text, one[0]) for one in beside) or not set(address).isdisjoint(
            map(ascii_letters, match[0].split())
        )
        name = _last_known(match) or _unknown(match, own)
        if name and (beside if name == match.span() else any(_is_beside(text, name, one) for one in told)):
            told.append(name)
            yield name


def _is_beside(text: str, one: Span, other: Span) -> bool:
    first, last = sorted((one, other))
    if first[1] > last[0]:
        return False
    between = _BETWEEN.fullmatch(text, first[1], last[0])
    return bool(between) and (not between["told"] or any(map(is_occupation, between["told"].split())))  # type: ignore[index]


def _last_known(match: re.Match[str]) -> Span | None:
    """Two words, or two behind others, of which the last is a surname and the first no word of a thing."""
    words = list(re.finditer(r"[^\s]+", match[0]))
    before, (first, last) = [word[0] for word in words[:-2]], words[-2:]
    classes = name_classes(last[0])
    is_known = "sukunimi" in classes and not is_house(last[0])
    of_thing = any(is_house(word) or (is_thing(word) and not is_role(word)) for word in before)
    start, end = match.start() + first.start(), match.start() + last.end()
    if (
        not is_known
        or of_thing
        or not _may_be_first(first[0], classes == {"sukunimi"})
        or _is_called(match.string, last[0], end)
    ):
        return None
    if is_other_name(*around(match.string, start, end)):
        return None
    return start, end


def _unknown(match: re.Match[str], own: bool) -> Span | None:
    """Two words that Voikko does not know, or some and after them what the person is: «Van Minh, tulkki».

    own: whether a mobile number stands beside them, which firms seldom give, or the address has one of them.
    """
    words = list(re.finditer(r"[^\s]+", match[0]))
    if len(words) > 2 and is_occupation(words[0][0]):
        words = words[1:]
    plain = len(words) == 2 and all(word[0].istitle() for word in words)
    told = (own and plain) or _TOLD.match(match.string, match.end())
    readings = [
        r for word in words for r in readings_of(word[0]) if r.get("SIJAMUOTO") != "olento"
    ]  # «Oksana»
    named = told and {r.get("CLASS") for r in readings} <= {"etunimi", "sukunimi", "nimi"}
    span = match.start() + words[0].start(), match.end()
    return span if named and not is_other_name(*around(match.string, *span)) else None


def _may_be_first(word: str, sure: bool) -> bool:
    """Whether a word may be a first name: an initial, a name of another kind, or no word that is known; where
    the surname is `sure`, also a word as «Into» and «Aarre» are."""
    if _INITIAL.fullmatch(word):
        return True
    readings = readings_of(word)
    others = [r for r in readings if r.get("CLASS") != "teonsana"]  # «Usko»
    inflected = any(r.get("SIJAMUOTO") != "nimento" for r in others)  # «Espoon»
    return (
        not (word.isupper() and len(word) < 4)
        and not inflected
        and (
            (sure and len(word) < _LONG and not is_role(word))
            or all(r.get("CLASS") in NAME_CLASSES for r in readings)
        )
    )


def _names(text: str, start: int, end: int, address: tuple[str, ...]) -> Iterator[Span]:
    """The names that begin in a part of a text."""
    for match in _WORDS.finditer(text, start, end):
        yield from _name_in(text, match, address)
    for match in _TITLED.finditer(text, start, end):
        surname = may_be_surname(match["name"]) or (
            is_compound(match["name"]) and _BESIDE_NAME.match(text, match.end())
        )
        named = is_occupation(match["title"]) and surname
        if named and names_contact(text, *match.span("name")):
            yield match.span() if _is_first_word(match["title"]) else match.span("name")


def _by_address(text: str, start: int, end: int, address: tuple[str, ...]) -> Iterator[Span]:
    """Single names that the address has: «Lehtinen, ritva.lehtinen@»; not «Kirjasto, sivun.kirjasto@»."""
    for match in _ONE.finditer(text, start, end) if len(address) > 1 else ():
        if ascii_letters(match[0]) in address and may_be_name(match[0]):
            yield match.span()


def _by_asking(text: str, start: int, end: int, reached: Span) -> Iterator[Span]:
    """A first name alone right before the number that is told of it: «kysy Danilta (044 …)»."""
    for match in _ONE.finditer(text, start, end):
        asked = cases_of(match[0]) & OUTER and may_be_name(match[0])
        if asked and match.end() <= reached[0] and _is_beside(text, match.span(), reached):
            yield match.span()


def _is_first_word(word: str) -> bool:
    """Whether what ends as a title does is a name: «Kaija», a place's for Voikko, or «Kadri», not known."""
    return (
        word[:1].isupper()
        and not is_role(word)
        and all(r.get("CLASS") in NAME_CLASSES for r in readings_of(word))
    )


def _name_in(text: str, match: re.Match[str], address: tuple[str, ...]) -> Iterator[Span]:
    """The name in a run of words with capitals, without a title or place before it."""
    words = list(re.finditer(r"[^\s]+", match[0]))
    previous = last_word(text[max(0, match.start() - _TITLE_REACH) : match.start()])
    titled = is_occupation(previous) or verb_of(previous) in DOING | HUMAN  # «neuvoo Mahad Yusuf»
    while words and (is_role(words[0][0]) or (len(words) > 2 and not is_first_name(words[0][0]))):
        if titled and not any(readings_of(word[0]) for word in words):
            break  # «tutkija María José García»
        titled, words = is_role(words[0][0]), words[1:]
    while len(words) > 2 and _IS_LABEL.fullmatch(words[-1][0]):
        words.pop()  # «Maija Mallila Puhelin:»
    if len(words) < 2 or any(IS_COMPANY.fullmatch(word[0]) for word in words):
        return
    start, end = match.start() + words[0].start(), match.start() + words[-1].end()
    first = [word[0] for word in words if is_first_name(word[0])]
    spelled = sum(
        any(ascii_letters(word[0]).startswith(own[:-2] or own) for own in address) for word in words
    )
    last_known = "sukunimi" in name_classes(words[-1][0])
    unknown = titled and (
        (len(words) == 2 and last_known)
        or (len(words) < 5 and all(may_be_surname(word[0]) for word in words))
    )
    is_name = spelled > 1 or unknown or (first and (len(words) > len(first) or len(words) == 2))
    if (
        is_name
        and not is_other_name(*around(text, start, end))
        and (spelled > 1 or not any(_is_house(word[0]) for word in words))
        and (spelled > 1 or unknown or is_first_name(words[0][0]) or not _is_only_thing(words[0][0]))
        and not _is_called(text, words[-1][0], end)
    ):
        yield start, end


def _address_words(found: str) -> tuple[str, ...]:
    """The words of an e-mail address before its «@», in plain letters; none of a number."""
    local = re.split(r"@|\(|\[|\s(?:at|ät)\s", found, maxsplit=1)[0]
    return tuple(
        word for word in map(ascii_letters, re.split(r"[\W_]+", local)) if len(word) > 2 and word.isalpha()
    )


def _is_called(text: str, last: str, end: int) -> bool:
    """Whether a thing has the name of a person: «Eino Leinon koulu», «Pekka Töpöhäntä -leikkipuisto»."""
    following = _NEXT.match(text, end)
    if following and last.endswith("n") and is_house(following[1]):
        return True
    return bool(_CALLED.match(text, end))


def _is_only_thing(word: str) -> bool:
    """Whether a word is that of a thing and no name: «Villa Elsa»; compounds are surnames too: «Puupää»."""
    compound = any(r.get("STRUCTURE", "").count("=") > 1 for r in readings_of(word))
    return (
        is_thing(word)
        and "sukunimi" not in name_classes(word)
        and (not compound or is_house(word) or is_ground(word))
    )


def _is_house(word: str) -> bool:
    """Whether a word is of what is called by a name, «Keskus», and is no name itself, as «Ylitalo» is."""
    return is_house(word) and not name_classes(word) & {"etunimi", "sukunimi"}
