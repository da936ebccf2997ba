"""From the text of a form's value to the value: amounts, counts, days, numbered names, lists.

Third stage of reading a description. Each parser gives None for an empty text and raises `ValueError` with a
reason for one that it cannot read; nothing is guessed.
"""

from __future__ import annotations

import re
import string
from datetime import date

from index.model.fields import Field, Kind, Role
from index.model.project_parts import Numbered
from index.model.template import collapse_whitespace

_AMOUNT = re.compile(
    r"(?P<sign>[-−–+]?) ?(?P<euros>[0-9]{1,3}(?:[ .'’][0-9]{3})+|[0-9]+)"
    r"(?:[,.](?P<cents>[0-9]{1,2}|[-–]))?(?: ?(?:€|euroa|eur))?",
    re.IGNORECASE,
)
_MAX_DIGITS = 15  # more is no sum of money, and Python refuses to convert thousands of digits
_DAY = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})(?![0-9])")
_YEARS = range(1900, 2200)
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})*)(?:\.(?![0-9])|(?= )) ?(?P<name>.*)")
_CODE = re.compile(r"([A-Za-z]{1,3}) ?([0-9]{3,8})")
_BUSINESS_ID = re.compile(r"(?:FI)?[ -]?([0-9]{6,7}) ?[-–‐‑−]? ?([0-9])", re.IGNORECASE)
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_PUNCTUATION = string.punctuation + "«»“”„’‘–—…·•"
_SEPARATORS = " :,;-–—"


def parse_value(row: Field, text: str) -> object:
    """The value of a `Key: value` line by a row of the field table. Raises `ValueError`."""
    if row.multivalued:
        return split_list(text)
    if row.kind is Kind.MONEY:
        return parse_amount(text)
    if row.kind is Kind.COUNT:
        return parse_count(text)
    if row.kind is Kind.NUMBERED:
        return parse_numbered(text)
    if row.role is Role.BUSINESS_ID:
        return parse_business_id(text)
    if row.role is Role.CODE:
        return parse_code(text)
    if row.kind is Kind.DATE:
        return parse_day(text, row.value_after)
    return collapse_whitespace(text) or None


def parse_amount(text: str) -> int | None:
    """Whole euros: «386 819», «1.234,50 €» → 1235 (cents are rounded half up)."""
    text = collapse_whitespace(text)
    if not text:
        return None
    match = _AMOUNT.fullmatch(text)
    digits = re.sub(r"[^0-9]", "", match["euros"]) if match else ""
    if match is None or len(digits) > _MAX_DIGITS:
        raise ValueError(f"bad amount «{shorten(text)}»")
    cents = match["cents"] or "0"
    tenths = int(cents[0]) if cents[0].isdigit() else 0
    euros = int(digits) + (tenths >= 5)
    return -euros if match["sign"] in ("-", "−", "–") else euros


def parse_count(text: str) -> int | None:
    """A whole number of things or people."""
    try:
        if re.search(r"[,€]|eur|\.[0-9]{1,2}$", text.strip(), re.IGNORECASE):
            raise ValueError  # nobody is counted by halves
        return parse_amount(text)
    except ValueError:
        raise ValueError(f"bad number «{shorten(collapse_whitespace(text))}»") from None


def parse_code(text: str) -> str | None:
    """A project code in one form: «a89903» and «A 89903» are «A89903»."""
    text = collapse_whitespace(text)
    match = _CODE.fullmatch(text)
    return (match[1].upper() + match[2]) if match else text or None


def parse_business_id(text: str) -> str | None:
    """A business id in one form: «FI95499093», «9549909 – 3» are «9549909-3». Another text stays as it is."""
    text = collapse_whitespace(text)
    match = _BUSINESS_ID.fullmatch(text)
    return f"{match[1]:0>7}-{match[2]}" if match else text or None


def has_check_digit(business_id: str) -> bool:
    """Whether a business id in the form of `parse_business_id` has the check digit of its number.

    The rule of the Finnish Tax Administration: the digits by the weights 7, 9, 10, 5, 8, 4, 2, modulo 11.
    """
    if not re.fullmatch(r"[0-9]{7}-[0-9]", business_id):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(business_id, _CHECK_WEIGHTS, strict=False))
    rest = weighted % 11
    return rest != 1 and int(business_id[-1]) == (11 - rest if rest else 0)


def parse_day(text: str, value_after: str = "") -> date | None:
    """A day, «1.9.2021»; with `value_after` the one behind that word: «Alkaa 1.9.2021 ja päättyy …»."""
    text = _after(collapse_whitespace(text), value_after) if value_after else collapse_whitespace(text)
    if not text:
        return None
    match = _DAY.match(text)
    if match is None:
        raise ValueError(f"bad date «{shorten(text)}»")
    try:
        found = date(int(match[3]), int(match[2]), int(match[1]))
        if found.year not in _YEARS:
            raise ValueError
    except ValueError:
        raise ValueError(f"bad date «{match[0]}»") from None
    return found


def _after(text: str, word: str) -> str:
    """What stands between a word and the next «ja»; nothing where the word does not stand."""
    _, *rest = re.split(rf"(?<!\w){re.escape(word)}(?!\w)", text, maxsplit=1, flags=re.IGNORECASE)
    return re.split(r"(?<!\w)ja(?!\w)", rest[0], maxsplit=1)[0].strip(_SEPARATORS) if rest else ""


def parse_numbered(text: str) -> Numbered | None:
    """«12.3. Digitaalisten taitojen parantaminen» → «12.3» and the name; the number may be missing."""
    text = collapse_whitespace(text)
    if not text:
        return None
    match = _NUMBERED.fullmatch(text)
    return Numbered(match["number"], match["name"]) if match else Numbered("", text)


def split_list(text: str) -> tuple[str, ...]:
    """The items between commas, semicolons and «ja»; those in parentheses do not part."""
    text = collapse_whitespace(text)
    balanced = text.count("(") == text.count(")")
    items, depth, start = [], 0, 0
    # «ja» and «och» become commas, of as many characters.
    text = re.sub(r"(?<=[^\s,;]) (?:ja|och) (?=\S)", lambda match: ",".ljust(len(match[0])), text)
    for at, sign in enumerate(text):
        if sign == "(" and balanced:
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in ",;" and depth == 0:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return tuple(item.strip() for item in items if item.strip())


def bare_words(text: str) -> list[str]:
    """The words of a text without the punctuation around them: what reading a description must not lose."""
    return [word for piece in text.split() if (word := piece.strip(_PUNCTUATION))]


def shorten(text: str, limit: int = 60) -> str:
    """The start of a text for a message: `limit` characters, those that cannot be printed replaced."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in cut)
