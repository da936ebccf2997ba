"""The identity of an organisation: its business id, else its name.

`organisation_id` is its name in addresses, in filters and in the API. A business id stands for an
organisation in all the names it is written by. A name alone is compared without regard to capitals and
punctuation, and is written as a slug: «Vaarojen Väki r.y.» is `vaarojen-väki-ry`.
"""

from __future__ import annotations

import hashlib
import unicodedata

from index.model.codes import business_id, has_check_digit
from index.remembered import remembered

MAX_SLUG = 80
"""Characters of a slug. A longer one is cut, and a digest of the whole takes the place of its end."""
DIGEST = 8
_APART = "\x1f"
"""Between name and business id in a term of the index: white space to Python, so that no name has it."""


def organisation_id(name: str, number: str | None) -> str:
    """The id of an organisation. number: its business id as written, if any; one with a wrong check digit is
    a typing error and names nobody."""
    return checked_business_id(number or "") or slug(name)


def checked_business_id(text: str) -> str:
    """A business id in its one form; "" where the text is none, or has a wrong check digit."""
    number = business_id(text)
    return number if number and has_check_digit(number) else ""


@remembered(20_000)  # each hit leads to the page of an organisation
def slug(name: str) -> str:
    """A name in small letters and digits with hyphens; never empty. The slug of a slug is itself."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    letters = "".join(_sign(sign) for sign in unicodedata.normalize("NFKC", plain))
    made = "-".join(letters.split())
    if made and len(made) <= MAX_SLUG:
        return made
    digest = hashlib.sha256((made or name).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{made[: MAX_SLUG - DIGEST - 1].rstrip('-')}-{digest[:DIGEST]}".lstrip("-")


def _sign(sign: str) -> str:
    """What a sign of a name is in its slug: «r.y.» is «ry», a soft hyphen nothing, other signs part words."""
    if sign.isalnum():
        return sign
    return "" if sign in ".'’" or unicodedata.category(sign) in ("Cf", "Mn") else " "


def organisation_term(name: str, number: str | None) -> str:
    """Name and business id as one term of an index."""
    known = checked_business_id(number or "")
    return f"{name}{_APART}{known}" if known else name


def read_term(term: str) -> tuple[str, str]:
    """Name and business id of a term; "" for an id that is not known."""
    name, _, number = term.partition(_APART)
    return name, number
