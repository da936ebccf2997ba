"""From the text of a form's value to the value: amounts, counts, days, numbered names, lists.

Third stage of reading a description. Each parser gives None for an empty text and raises `ValueError` with a
reason for one that it cannot read; nothing is guessed.
"""

from __future__ import annotations

import re
import string
from datetime import date

from index.messages import Notice
from index.model.codes import business_id, canonical, yes_or_no
from index.model.fields import YES, Field, Kind, Role
from index.model.project_parts import Numbered
from index.model.quantities import LARGEST, days, leading_day, leading_number, rounded, span, whole
from index.model.template import collapse_whitespace
from index.reader.partners import first_business_id

_REMARK = re.compile(r"\s*[,;(](?!\d)|\s+[^\W\d_]")
"""What follows a number that a value is: a remark, not more of the number."""
_OTHER_MONEY = re.compile(
    r"\W*(?:[$£¥]|(?:AUD|BGN|CAD|CHF|CZK|DKK|EEK|FIM|GBP|HRK|HUF|ISK|JPY|LTL|LVL|NOK|PLN|RON|RUB|SEK|TRY|UAH|USD)\b"
    r"|(?:kr|mk)\b|kruun|kronor|markka|punta|dollar)",
    re.IGNORECASE,
)
"""What follows an amount that is not in euros."""
PROJECT_YEARS = range(1990, 2050)
"""Years of structural-fund projects: Finland joined in 1995, and a programme period is seven years."""
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})*)(?:\.(?![0-9])|(?= )) ?(?P<name>.*)")
_PUNCTUATION = string.punctuation + "«»“”„’‘–—…·•"
_SEPARATORS = " :,;-–—"


class PartlyRead(ValueError):
    """A value of which a part could not be read, or which is odd: it is reported, and also kept as text."""

    def __init__(self, value: object, problem: str) -> None:
        super().__init__(problem)
        self.value = value


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
    if row.kind is Kind.FLAG:
        return parse_flag(text)
    if row.kind is Kind.DATE:
        return parse_day(text, row.value_after)
    if row.role is Role.BUSINESS_ID:
        return parse_business_id(text)
    return canonical(row, text) or collapse_whitespace(text) or None


def parse_amount(text: str) -> int | None:
    """Whole euros: «386 819», «1.234,50 €» → 1235 (cents are rounded half up).

    Raises `PartlyRead`, `ValueError` where it is no amount or in another currency.
    """
    found = leading_number(collapse_whitespace(text))
    if found and _OTHER_MONEY.match(found.rest):
        raise ValueError(Notice("«%(text)s» is not in euros", text=shorten(text)))
    return _whole(text, "bad amount «%(text)s»")


def parse_count(text: str) -> int | None:
    """A whole number of things or people: «58, joista naisten 12» is 58. Raises `PartlyRead`."""
    text = collapse_whitespace(text)
    if re.search(r"^[^a-zåäö]*([€]|\beur)|[,.][0-9]{1,2}$", text, re.IGNORECASE):
        raise ValueError(
            Notice("bad number «%(text)s»", text=shorten(text))
        )  # nobody is counted by halves, or in euros
    return _whole(text, "bad number «%(text)s»")


def _whole(text: str, problem: str) -> int | None:
    """The whole number that a text is, or begins with where words follow."""
    text = collapse_whitespace(text)
    if not text:
        return None
    value = whole(text)
    if value is not None:
        return value
    found = leading_number(text)
    if found is None or not _REMARK.match(found.rest) or abs(found.value) >= LARGEST:
        raise ValueError(Notice(problem, text=shorten(text)))
    raise PartlyRead(
        rounded(found.value), Notice("only the number of «%(text)s» is read; the rest", text=shorten(text))
    )


def parse_business_id(text: str) -> str | None:
    """A business id in its one form; another text as it is. Raises `PartlyRead` where more stands there."""
    text = collapse_whitespace(text)
    whole_id, inner = business_id(text), first_business_id(text)
    if whole_id is None and inner is not None:
        raise PartlyRead(
            inner, Notice("only the business id of «%(text)s» is read; the rest", text=shorten(text))
        )
    return whole_id or text or None


def parse_flag(text: str) -> bool | None:
    """Yes or no: «Kyllä», «x», «Ei». Raises `ValueError` for another text."""
    if not text.strip():
        return None
    value = yes_or_no(text)
    if value is None:
        raise ValueError(Notice("neither yes nor no: «%(text)s»", text=shorten(text)))
    return value == YES


def parse_day(text: str, value_after: str = "") -> date | None:
    """A day, «1.9.2021»; with `value_after` the one behind that word: «Alkaa 1.9.2021 ja päättyy …».

    Raises `PartlyRead` where the year is hardly meant.
    """
    text = _after(collapse_whitespace(text), value_after) if value_after else collapse_whitespace(text)
    if not text:
        return None
    found = leading_day(text)
    if found is None:
        raise ValueError(Notice("bad date «%(text)s»", text=shorten(text)))
    day, _ = found
    if day.year not in PROJECT_YEARS:
        raise PartlyRead(day, Notice("the year of «%(text)s» is hardly meant; it", text=shorten(text)))
    return day


def spell_out_period(text: str, words: list[str]) -> str:
    """«1.2.2021 - 31.8.2023» as the form has it, «Alkaa 1.2.2021 ja päättyy 31.8.2023»; else the same text.

    words: what the form writes before the first and the last day.
    """
    period = span(collapse_whitespace(text), days) if len(words) == 2 and all(words) else None
    if period is None or period.low is None or period.high is None or period.low == period.high:
        return text
    ends = map(date.fromordinal, (period.low, period.high))
    return " ja ".join(f"{word} {day.isoformat()}" for word, day in zip(words, ends, strict=True))


def _after(text: str, word: str) -> str:
    """The text between a word and the next «ja»; "" if the word is missing."""
    _, *rest = re.split(rf"(?<!\w){re.escape(word)}(?!\w)", text, maxsplit=1, flags=re.IGNORECASE)
    return re.split(r"(?<!\w)ja(?!\w)", rest[0])[0].strip(_SEPARATORS) if rest else ""


def parse_numbered(text: str) -> Numbered | None:
    """«12.3. Digitaalisten taitojen parantaminen» → «12.3» and the name; the number may be missing."""
    text = collapse_whitespace(text)
    if not text:
        return None
    match = _NUMBERED.fullmatch(text)
    return Numbered(match["number"], match["name"]) if match else Numbered("", text)


def split_list(text: str) -> tuple[str, ...]:
    """The items between commas, semicolons, slashes, bullets and «ja»; those in parentheses do not part."""
    text = collapse_whitespace(text)
    balanced = text.count("(") == text.count(")")
    items, depth, start = [], 0, 0
    # «ja», «och», a slash become commas, of as many characters.
    text = re.sub(
        r"(?<=[^\s,;]) (?:ja|sekä|och|samt) (?=\S)|(?<=\w)(?: & | ?/ ?)(?=\w)",
        lambda match: ",".ljust(len(match[0])),
        text,
    )
    for at, sign in enumerate(text):
        if sign == "(" and balanced:
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in ",;•·" and depth == 0:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return tuple(item for item in (one.strip().removesuffix(".") for one in items) if item)


def bare_words(text: str) -> list[str]:
    """The words of a text without punctuation around them. A parser must not lose any of them."""
    return [word for piece in text.split() if (word := piece.strip(_PUNCTUATION))]


def shorten(text: str, limit: int = 60) -> str:
    """The start of a text for a message: `limit` characters, those that cannot be printed replaced."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in cut)
