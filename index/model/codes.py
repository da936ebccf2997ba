"""Project codes, business ids and yes/no as people write them: the only parser of them.

Descriptions, tables, the query language (`ytunnus:FI95499093`) and addresses read these values here, so that
every spelling of one is the same value. Each reader gives None for a text that is no such value.
"""

from __future__ import annotations

import re

from index.model.fields import NO, YES, Field, Kind, Role

CODE_LENGTH = 100
"""Characters of a project code at the most."""
_DASHES = "-‐‑‒–—―−﹣－"
_PROJECT_CODE = re.compile(r"([A-Za-z]{1,3}) ?([0-9]{3,8})")
# Seven digits and the check digit, or six where a leading zero was left out: then only with a dash.
_BUSINESS_ID = re.compile(
    rf"(?:FI ?[{_DASHES}]? ?)?"
    rf"(?:(?P<seven>[0-9](?: ?[0-9]){{6}}) ?[{_DASHES}]?|(?P<six>[0-9]{{6}}) ?[{_DASHES}]) ?(?P<check>[0-9])",
    re.IGNORECASE,
)
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_YES_WORDS = frozenset(("kyllä", "kylla", "on", "x", "1", "true", "tosi", "ja", "yes"))
_NO_WORDS = frozenset(("ei", "ei ole", "0", "false", "epätosi", "nej", "no"))


def project_code(text: str) -> str | None:
    """A project code: «a89903» and «A 89903» are «A89903»."""
    match = _PROJECT_CODE.fullmatch(" ".join(text.split()))
    return match[1].upper() + match[2] if match else None


def business_id(text: str) -> str | None:
    """A business id: «FI95499093», «9549909 – 3» and «954 9909-3» are «9549909-3»."""
    match = _BUSINESS_ID.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    return f"{(match['seven'] or match['six']).replace(' ', ''):0>7}-{match['check']}"


def has_check_digit(number: str) -> bool:
    """Whether a business id in the form of `business_id` has the check digit of its number.

    The rule of the Finnish Tax Administration: the digits by the weights 7, 9, 10, 5, 8, 4, 2, modulo 11.
    """
    if not re.fullmatch(r"[0-9]{7}-[0-9]", number):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(number, _CHECK_WEIGHTS, strict=False))
    rest = weighted % 11
    return rest != 1 and int(number[-1]) == (11 - rest if rest else 0)


def yes_or_no(text: str) -> str | None:
    """`YES` or `NO`, in Finnish, Swedish, English or as tables mark it."""
    word = " ".join(text.split()).casefold()
    if word in _YES_WORDS:
        return YES
    return NO if word in _NO_WORDS else None


def canonical(field: Field, text: str) -> str | None:
    """The one form of a value that can be written in several ways; None where the text is no such value."""
    if field.kind is Kind.FLAG:
        return yes_or_no(text)
    if field.kind is not Kind.CODE:
        return None
    return business_id(text) if field.role is Role.BUSINESS_ID else project_code(text)
