"""What reaches a person: e-mail addresses and telephone numbers, in all the ways that people write them.

Part of `redaction.py`: patterns, and what tells a telephone number from any other row of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model.project_parts import Contact

GAP = r"[^\S\n]"
_LINK = rf"(?:{GAP}|[-–‑]){{1,3}}"
_MOST = 10  # addresses or numbers in one row: more is no contact person
_DIGITS = range(7, 15)  # of a telephone number
_AREA_CODE = re.compile(r"0\d{1,2}|0(?:4\d\d|50\d|[1-9]00|[1268]0\d)|\(?0")

# Told from contact data first, so that nothing inside them is taken for some: links, IDs, accounts, books.
KEPT = (
    r"(?P<kept>(?P<link>(?:https?://|www\.)[^\s,;<>()«»]+)|(?<!\d)\d{7}[-–]\d(?!\d)"
    rf"|(?<!\w)[A-Z]{{2}}\d\d(?:{GAP}?\d{{4}}){{3}}(?:{GAP}?\d{{1,4}}){{1,2}}(?!\d)"
    rf"|(?<!\w)IS[BS]N(?:-1[03])?:?{GAP}{{0,2}}[\dX](?:(?:{GAP}|[-–])?[\dX]){{6,12}}(?!\d))"
)

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
    rf"(?:[\w-]{{1,63}}(?:(?:\.|{_POINT})[\w-]{{1,63}}){{0,4}}(?:{_POINT}|\.{GAP}){_TOP}"
    r"|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)
EMAIL = (
    rf"(?<![\w.+-])(?:[\w+-]{{1,40}}{_POINT}){{0,3}}[\w.+-]{{1,64}}{_AT}{_SITE}"
    rf"|(?<![\w.+-])[\w+-]{{1,40}}(?:(?:\.|{_POINT})[\w+-]{{1,40}}){{1,3}}{_SPELLED}{_SITE}"
)
# Begins with one set of letters, so that the search is quick where there are none of them.
_SIGNS = re.compile(rf"[@＠(\[{{<](?:(?<=[@＠])|{GAP}{{0,2}}{_SIGN}{GAP}{{0,2}}[)\]}}>]|(?<=[(\[])a[)\]])")
_SPELLED_SIGNS = (" at ", " ät ", " miukumauku ")

# Telephone: «+358 40 123 4567», «(08) 61561», «040/1234567», «040.123 4567», «017-27241», «puh. 615 6100»

_LABEL = r"(?<!\w)(?:(?:puh|gsm|mob|matkapuh)[.:]{0,2}|(?:p|tel|puhelin\w{0,10}|phone|mobile)[.:]{1,2})"
_END = r"(?![\d.,]\d|/(?!0(?:4\d|50)|\+)\d|\w)"
_GROUPS = rf"(?:(?:{_LINK}|(?<=\d\d\d)\.)\d{{2,8}}){{0,5}}{_END}"
_ABROAD = rf"(?:(?:{_LINK}|[./])\d{{2,8}}){{0,5}}{_END}"
PHONE = (
    rf"(?P<label>{_LABEL}{GAP}{{0,2}})(?P<labelled>[(+]?\d{{1,12}}\)?{_GROUPS})"
    r"|(?P<phone>(?<![\w=+-])(?<!\d[.,])"
    rf"(?:(?:(?:\+|00)?{GAP}?358(?:[-–./]|{GAP}){{0,2}}(?:\(0\){GAP}?)?[1-9]\d{{0,11}}"
    rf"|\+(?:4[4-9]|37[0-2]|7)(?:[-./]|{GAP})?\d{{1,12}}){_ABROAD}"
    rf"|(?:\(0[1-9]\d{{0,2}}\){GAP}?\d{{2,8}}|0(?:4\d{{1,2}}|50\d?)[./]\d{{3,8}}|0[1-9]/\d{{5,8}}"
    rf"|0[1-9]\d{{0,11}}){_GROUPS}))"
)
_RUN = re.compile(rf"[0-9](?:[0-9()./–‑-]|{GAP}){{3,}}[0-9]")
_BEGINS = re.compile(r"(?<![0-9.,])(?:0[1-9]|00?\s?358|358)")
_LABELLED = re.compile(rf"(?:{_LABEL}{GAP}{{0,2}}[(+]?|\+)$", re.IGNORECASE)
_NEXT = re.compile(rf"(?<=\d){_LINK}(?=\+|\(0|00358|0(?:4\d|50)\d?(?!\d)|0(?:4|50)\d{{7,8}}(?!\d))")


def has_sign(lowered: str) -> bool:
    """Whether a text, in small letters, has a sign of an e-mail address; cheap, because most have none."""
    spaced = lowered.replace("\xa0", " ")
    return bool(_SIGNS.search(lowered)) or any(sign in spaced for sign in _SPELLED_SIGNS)


def has_number(text: str, own: frozenset[str]) -> bool:
    """Whether a text has a row of digits that may be a telephone number, or one of a person's own."""
    return any(
        _BEGINS.search(run[0])
        or _LABELLED.search(text[max(0, run.start() - 20) : run.start()])
        or (own and own & _endings(run[0], own))
        for run in _RUN.finditer(text)
    )


def _endings(run: str, own: frozenset[str]) -> set[str]:
    plain = re.sub(r"\D", "", run)
    return {number for number in own if number in plain}


def digits(phone: str | None) -> str:
    """A telephone number's last digits, by which two ways of writing it are the same; "" for none."""
    plain = re.sub(r"\D", "", phone or "")
    return re.sub(r"^(?:00358|358)?0?", "", plain)[-9:] if len(plain) >= _DIGITS.start - 2 else ""


def phones(contact: Contact) -> frozenset[str]:
    """The contact's own telephone numbers, as `digits` gives them."""
    written = re.split(r"[,;]| tai | ja |/(?=\s|0|\+)", contact.phone or "")[:_MOST]
    return frozenset(number for number in map(digits, written) if len(number) >= _DIGITS.start - 1)


def emails(contact: Contact) -> list[list[str]]:
    """The contact's own e-mail addresses, each as its words: «maija», «mallila», «malli», «fi»."""
    text = contact.email or ""
    many = re.split(r"[,;/]| tai | ja ", text)
    if all(_SIGNS.search(piece.lower()) for piece in text.split()):
        many = text.split()
    plain = (re.sub(_BRACKETED + r"|[(\[]a[)\]]", "@", one, flags=re.IGNORECASE) for one in many[:_MOST])
    found = (
        [word for word in re.findall(r"[\w-]+", one) if word.lower() not in ("at", "ät")] for one in plain
    )
    return [words for words in found if len(words) > 2]


def own_patterns(contact: Contact) -> Iterator[str]:
    """The contact's own addresses and numbers, however they are written."""
    between = rf"(?:[^\w\n]{{1,6}}|[^\w\n]{{1,3}}(?:{_SIGN}|a|piste|dot)[^\w\n]{{1,3}}|_)"
    for words in emails(contact):
        yield rf"(?<!\w){between.join(map(re.escape, words))}(?!\w)"
    for number in sorted(phones(contact)):
        apart = rf"(?:{GAP}|[-–‑./()]){{0,3}}"
        prefix = rf"(?:(?:\+|00)?{apart}358{apart}(?:\(0\))?{apart}|\(?0\)?{GAP}?)?"
        yield rf"(?<!\d){prefix}{apart.join(number)}(?!\d)"


def telephones(text: str) -> Iterator[tuple[str, bool]]:
    """A row of digits cut into numbers and what stands between them; whether each is a telephone number."""
    if sum(sign.isdigit() for sign in text) in _DIGITS:
        yield text, _is_phone(text)
        return
    at = 0
    for cut in _NEXT.finditer(text):
        yield text[at : cut.start()], _is_phone(text[at : cut.start()])
        yield cut[0], False
        at = cut.end()
    yield text[at:], _is_phone(text[at:])


def _is_phone(text: str) -> bool:
    """Whether digits are written as a telephone number is, and are no postcodes, years or a list."""
    groups = re.findall(r"\d+", text)
    count = sum(map(len, groups))
    if count not in _DIGITS:
        return False
    if text.startswith(("+", "00")):
        return count > 8
    if text.startswith("358"):
        return count > 10 or (count > 8 and [len(g) for g in groups] != [3, 3, 3])
    if len(groups) == 1:
        return True
    return bool(_AREA_CODE.fullmatch(groups[0])) and max(map(len, groups[1:])) >= 3


def is_thousands(text: str, at: int, number: str) -> bool:
    """Whether what looks like a number is the end of a larger one: «2 040 000 000»."""
    before = text[max(0, at - 2) : at]
    return (
        len(before) == 2
        and before[0].isdigit()
        and before[1].isspace()
        and bool(re.fullmatch(r"\d{3}(?:\s\d{3})+", number))
    )
