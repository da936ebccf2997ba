"""E-mail addresses and telephone numbers, in all the ways that people write them.

Part of `redaction.py`: patterns, and what tells a telephone number from other rows of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model.project_parts import Contact
from index.privacy.names.word_stems import GAP, PHONE_BEGINS, PHONE_SHORT, PHONE_WORD

_LINK = r"(?:\s|[-–‑•·∙_]){1,3}"
"""What stands between the groups of a number; a line end where nothing else begins there (`split_phones`)."""
Span = tuple[int, int]
"""From and to where something stands in a text."""
_MAX_LETTERS = 254  # of an e-mail address (RFC 5321, section 4.5.3.1.3): a longer row is none
_MAX_VALUES = 10  # addresses or numbers in one row: more is no contact person
_DIGITS = range(7, 15)  # how many digits a telephone number may have
LABELLED_DIGITS = range(5, 15)
"""The same after «puh.», which makes also short ones telephone numbers: «puh. 61561»."""
_LONGEST = 12  # digits of a number without a country code
_AREA_CODE = re.compile(r"0\d{1,2}|0(?:4\d\d|50\d|29\d|[1-9]00|[1268]0\d)|\(?0")

NOT_CONTACT = (
    r"(?P<not_contact>(?P<link>(?:https?://|www\.|(?<![\w.])10\.\d{4,9}/)[^\s,;<>()«»]+)|(?<!\d)\d{7}[-–]\d(?!\d)"
    rf"|(?<!\w)[A-Z]{{2}}\d\d(?:{GAP}?\d{{4}}){{3}}(?:{GAP}?\d{{1,4}}){{1,2}}(?!\d)"
    rf"|(?<!\w)IS[BS]N(?:-1[03])?:?{GAP}{{0,2}}[\dX](?:(?:{GAP}|[-–])?[\dX]){{6,12}}(?!\d))"
)
"""Links, business ids, accounts and ISBNs: matched first, so that nothing in them passes for contact data."""

# E-mail: «etu.suku@malli.fi», «etu . suku ( at ) malli . fi», «etu.suku (ät) malli piste fi»

_SIGN = r"(?:at|ät|miu|mau|miumau|miukumauku|@)"
_BRACKETED = rf"[(\[{{<]{GAP}{{0,2}}{_SIGN}{GAP}{{0,2}}[)\]}}>]"
_AT = rf"(?:{GAP}{{0,2}}(?:[@＠]|{_BRACKETED}){GAP}{{0,2}}|[(\[]a[)\]])"
_SPELLED = rf"{GAP}(?:at|ät|miukumauku){GAP}"
_POINT = (
    rf"(?:{GAP}{{1,2}}\.{GAP}{{0,2}}|{GAP}(?:piste|dot){GAP}"
    rf"|{GAP}{{0,2}}[(\[]{GAP}?(?:piste|dot|\.){GAP}?[)\]]{GAP}{{0,2}})"
)
_TOP = r"(?:fi|com|net|org|eu|info|ax|se|edu|gov|io|biz|example)(?!\w)"
_SITE = (
    rf"(?:[\w-]{{1,63}}(?:(?:\.|{_POINT})[\w-]{{1,63}}){{0,4}}(?:{_POINT}|\.\s){_TOP}"
    r"|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)
EMAIL = (
    rf"(?<![\w.+-])(?:[\w+-]{{1,40}}{_POINT}){{0,3}}[\w.+-]{{1,64}}{_AT}{_SITE}"
    rf"|(?<![\w.+-])[\w+-]{{1,40}}(?:(?:\.|{_POINT})[\w+-]{{1,40}}){{1,3}}{_SPELLED}{_SITE}"
)
"""An e-mail address."""
EMAIL_SIGN = re.compile(
    rf"[@＠(\[{{<](?:(?<=[@＠])|{GAP}{{0,2}}{_SIGN}{GAP}{{0,2}}[)\]}}>]|(?<=[(\[])a[)\]])", re.IGNORECASE
)
"""What an address has where it is not spelled out; begins with one set of letters, so that it is quick to
look for."""

# Telephone: «+358 40 123 4567», «(08) 61561», «040/1234567», «040.123 4567», «017-27241», «puh. 615 6100»

PHONE_LABEL = (
    rf"(?<!\w)(?={PHONE_BEGINS})(?:{PHONE_SHORT}[.:]{{0,2}}(?:{GAP}?(?:n:?ro|nr|no)[.:]{{0,2}})?"
    rf"|{PHONE_WORD}[.:]{{1,2}})"
)
_END = r"(?![\d.,]\d|/(?!0[1-9]\d{0,2}[\s/-]?\d(?:\s?\d){4}|\+)\d|\w)"
_GROUPS = rf"(?:(?:{_LINK}|(?<=\d\d\d)\.)\d{{2,8}}){{0,11}}{_END}"
_ABROAD = rf"(?:(?:{_LINK}|[./])\d{{2,8}}){{0,11}}{_END}"
PHONE = (
    rf"(?P<label>{PHONE_LABEL}{GAP}{{0,2}})(?P<labelled>(?:(?:\+|00)358{GAP}(?:\(0\){GAP}?)?)?[(+]?\d{{1,12}}\)?{_GROUPS})"
    r"|(?P<phone>(?<![\w=+-])(?<!\d[.,])"
    rf"(?:(?:(?:\+|00)?{GAP}?358(?:[-–./•·∙_]|\s){{0,2}}(?:\(0\){GAP}?)?[1-9]\d{{0,11}}"
    rf"|\+(?:4[4-9]|37[0-2]|7)(?:[-./]|\s)?\d{{1,12}}){_ABROAD}"
    rf"|(?:\(0[1-9]\d{{0,2}}\){GAP}?\d{{2,8}}|0(?:4\d{{1,2}}|50\d?)[./]\d{{3,8}}|0[1-9]/\d{{5,8}}"
    rf"|0[1-9]\d{{0,11}}){_GROUPS}))"
)
"""A telephone number: `label` and `labelled`, or `phone`, which is digits for `split_phones` to decide on."""
_AND = r"(?:tai|ja|sekä|eller|och|or|and)"
_MORE = re.compile(
    rf"{GAP}{{0,2}}(?:[,;/&]|\n|(?<=\s){_AND}\s){GAP}{{0,2}}"
    r"([1-9]\d{1,3}(?:[\s-]\d{2,4}){1,3}|[1-9]\d{4,7})"
    rf"(?:[./]?{GAP}{{0,2}}(?=\n|$|[,;/)(.])|(?=\s{_AND}\s))"
)
"""After a number with a label, another without an area code: «puh. 615 6100 tai 615 6101»."""
_PAPER = (
    r"(?:asia|asiakas|asiakirja|diaari|erä|hanke|jäsen|kappale|kiinteistö|kirjaus|kone|kortti|lasku|lomake|lomakkee"
    r"|mittari|osa|passi|patentti|posti|projekti|päätös|päätökse|rekisteri|sarja|sopimus|sopimukse|tapaus|tili"
    r"|tilaus|tilauksen|tilausvahvistus|todistus|tosite|tuote|viite|vero|faktura|order|kund|konto|invoice|account)"
)
_REFERENCE = re.compile(
    rf"(?:{_PAPER}n?(?:[\s-]?(?:numero|nro|n:o|nr|no)\w{{0,4}})|tunnus|tunnukset|(?:numero)?sarja|koodi\w{{0,2}}"
    r"|viite(?:tieto|merkintä)?|referens|reference|drno|d:?nro|diaari(?:in)?|diarienr|iban|tieosa"
    r"|(?:maan|seutu|yhdys)tie)[.:]{0,1}(?:\s(?:on|oli|är|is))?[\s#:]{0,3}$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<!\w)(?!\w*(?:puh|känny|gsm|fax|faks|palvelu|päivyst|neuvon|vaih|viesti|soitto|yhtey|varau|ilmoitt|info"
    r"|tuki|hätä|kriisi|oma|työ|koti|toimisto|suora|henkilö|kontakti|mobiil|whatsapp|viber|signal|hälytys|vastaanot"
    r"|ilta|tavoit|vastaus|johtaj|hoitaj|ohjaaj|sihteeri|neuvoj|isänn))\w{3,20}numero\w{0,4}:?\s?$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s?(?:€|%|(?:euro\w{0,3}|mk|milj|mrd|kpl|kg|km|ha|kWh|MWh|asukasta|henkilöä)\b)")
_NORTH, _EAST = re.compile(r"(?<!\d)[67]\d{6}[,;/]?\s$"), re.compile(r"0?\d{6}")  # coordinates, in metres
_YEAR = re.compile(r"/(?:19|20)\d\d$")  # of a document: «040/2015»
_MONTH = r"(?:0[1-9]|1[0-2])\D(?:19|20)\d\d"
_MONTHS = re.compile(rf"{_MONTH}\D{{1,3}}{_MONTH}|0[1-9]\D{_MONTH}")
_MOBILE_CODE = re.compile(r"04\d|050")
_MOBILE = range(9, 12)  # digits of a mobile number without a country code
_NEXT = re.compile(
    rf"(?<=\d)(?:{_LINK}|/)(?=\+|\(0|00358|0[1-9]\d{{0,2}}(?:{_LINK}\d{{2,8}}|[./]\d{{5,8}}|\d{{4,8}}(?!\d)))"
    r"|(?<=\d)\s(?=\d{5}(?!\d))"
)
"""Where another number of a row may begin: with an area code or a country; or a postcode after a number."""


# Personal identity code: «010190-123A» (decree 128/2010 on the population information system, section 2, and
# its amendment 690/2022 with the new signs between), whatever its check sign is.

_DAY = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d"
IDENTITY_CODE = rf"(?P<code>(?<![\w-]){_DAY}{GAP}?[-–‑+A-FU-Y]{GAP}?\d{{3}}[\dA-FHJ-NPR-Y](?![\w-]|[.,]\d))"


def joined(one: list[Span], other: list[Span]) -> list[Span]:
    """The spans of both in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(one + other):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def phone_key(phone: str | None) -> str:
    """A telephone number's last nine digits, the same however it is written; "" where there is no number."""
    plain = re.sub(r"\D", "", phone or "")
    return re.sub(r"^(?:00358|358)?0?", "", plain)[-9:] if len(plain) >= LABELLED_DIGITS.start else ""


def contact_phones(contact: Contact) -> frozenset[str]:
    """The contact's own telephone numbers, by `phone_key`."""
    written = re.split(r"[,;]| tai | ja |/(?=\s|0|\+)", contact.phone or "")[:_MAX_VALUES]
    return frozenset(number for number in map(phone_key, written) if len(number) >= _DIGITS.start - 1)


def contact_emails(contact: Contact) -> list[list[str]]:
    """The contact's own e-mail addresses, each as its words: «maija», «mallila», «malli», «fi»."""
    text = (contact.email or "")[: _MAX_VALUES * _MAX_LETTERS]
    many = [one for piece in re.split(r"[,;/]| tai | ja ", text) for one in _parted(piece)]
    plain = (
        re.sub(_BRACKETED + r"|[(\[]a[)\]]", "@", one, flags=re.IGNORECASE)
        for one in many[:_MAX_VALUES]
        if len(one) <= _MAX_LETTERS
    )
    found = (
        [word for word in re.findall(r"[\w-]+", one) if word.lower() not in ("at", "ät")] for one in plain
    )
    return [words for words in found if len(words) > 2]


def _parted(piece: str) -> list[str]:
    """The addresses that stand in a row with nothing but spaces between, or the one written with spaces."""
    words = piece.split()
    return words if all(EMAIL_SIGN.search(word) for word in words) else [piece]


def contact_regexes(contact: Contact) -> Iterator[str]:
    """Regular expressions for the contact's own addresses and numbers, however they are written."""
    between = rf"(?:\W{{1,6}}|\W{{1,3}}(?:{_SIGN}|a|piste|dot)\W{{1,3}}|_)"
    for words in contact_emails(contact):
        yield rf"(?<!\w){between.join(map(re.escape, words))}(?!\w)"
    for number in sorted(contact_phones(contact)):
        apart = r"(?:\s|[-–‑•·∙_./()]){0,3}"
        prefix = rf"(?:(?:(?:\+|00){apart})?358{apart}(?:\(0\))?{apart}|\(?0\)?{GAP}?)?"
        yield rf"(?<!\d){prefix}{apart.join(number)}(?!\d)"


def split_phones(text: str) -> Iterator[tuple[str, bool]]:
    """A row of digits cut into numbers and what stands between; whether each is a telephone number."""
    first, line_end, rest = text.partition("\n")
    if line_end and not _is_broken(first, rest):
        yield from split_phones(first)
        yield line_end, False
        yield from split_phones(rest)
        return
    at = 0
    while (cut := _first_whole(text, at)) is not None:
        yield text[at : cut.start()], True
        yield cut[0], False
        at = cut.end()
    yield text[at:], _is_phone(text[at:])


def _first_whole(text: str, start: int) -> re.Match[str] | None:
    """Where the first number of a row ends and another begins; None where all the rest is one or none."""
    if _is_phone(text[start:]):
        return None
    for cut in _NEXT.finditer(text, start):
        if _is_phone(text[start : cut.start()]):
            return cut
    return None


def more_numbers(text: str, at: int) -> Iterator[Span]:
    """Where numbers without an area code follow one that had a label, which ends at a place."""
    while match := _MORE.match(text, at):
        digits = sum(map(str.isdigit, match[1]))
        if LABELLED_DIGITS.start <= digits <= _LONGEST and not _UNIT.match(text, match.end(1)):
            yield match.span(1)
        at = match.end(1)


def _is_broken(first: str, rest: str) -> bool:
    """Whether a number goes on after a line end: what is before it is no whole number, both together are."""
    before, all_digits = (sum(map(str.isdigit, part)) for part in (first, first + rest.partition("\n")[0]))
    if re.match(r"(?:\+|00)", first):
        return before < 11 and 10 <= all_digits <= 13
    return before < 8 and 9 <= all_digits <= 11 and bool(re.match(r"\(?0(?:4\d|50)", first))


def _is_phone(text: str) -> bool:
    """Whether digits are grouped as in a telephone number, not as postcodes, years or a list are."""
    groups = re.findall(r"\d+", text)
    count = sum(map(len, groups))
    if count not in _DIGITS:
        return False
    if text.startswith(("+", "00")):
        return count > 8
    if text.startswith("358"):
        return count > 8 and [len(g) for g in groups] != [3, 3, 3]
    if _YEAR.search(text) or _MONTHS.fullmatch(text) or (re.match("04|050", text) and count not in _MOBILE):
        return False
    if len(groups) == 1:
        return count <= _LONGEST
    of_pairs = len(groups) == 4 and bool(_MOBILE_CODE.fullmatch(groups[0]))  # «050 22 33 44»
    long = of_pairs or max(map(len, groups[1:])) >= 3
    return count <= _LONGEST and bool(_AREA_CODE.fullmatch(groups[0])) and long


def is_reference(text: str, at: int, number: str, end: int) -> bool:
    """Whether a number is that of a paper or thing, by the word before it or a unit after it.

    at: where it begins, or the row of numbers that it stands in; end: where the number itself ends.
    «Puhelinnumero», «palvelunumero» and «numero» are what one calls. Any other «-numero» is a paper's or a
    thing's, unless a country code begins it: what one can number has no end, and the ways to call are few.
    """
    before = text[max(0, at - 60) : at]
    if _REFERENCE.search(before):
        return True
    if _UNIT.match(text, end) or (_NORTH.search(before) and _EAST.fullmatch(number)):
        return True
    return not re.match(r"\+|00", number) and bool(_NUMBERED.search(before))


def is_thousands(text: str, at: int, number: str) -> bool:
    """Whether what looks like a number is the end of a larger one: «2 040 000 000»."""
    before = text[max(0, at - 2) : at]
    return (
        len(before) == 2
        and before[0].isdigit()
        and before[1].isspace()
        and bool(re.fullmatch(r"\d{3}(?:\s\d{3})+", number))
    )
