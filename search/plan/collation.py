"""Sorting of texts: alphabetically as in a Finnish dictionary, and numbers by their size.

The alphabet is that of SFS 4600 as Unicode's Finnish collation (CLDR, `fi`) has it: letters with accents
stand among those without, ü is a y, å ä ö come after z, æ among ä and ø among ö.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans(
    {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c", "ü": "y", "ű": "y"}
    | {"đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŋ": "n", "ŧ": "t", "þ": "th"}
)
"""Letters that are not their base letter with an accent. "{" comes after "z" in ASCII."""
_NUMBER = re.compile(r"\d+")
_ACCENTS = re.compile("[\u0300-\u036f]")


def collate(text: str) -> str:
    """The sort key of a text: case, accents and signs before the first letter or digit are ignored.

    A number sorts by its size: «2 askelta» comes before «10 askelta».
    """
    words = unicodedata.normalize("NFKC", text).casefold()
    start = next((i for i, sign in enumerate(words) if sign.isalnum()), len(words))
    plain = unicodedata.normalize("NFD", words[start:].translate(LETTERS))
    return _NUMBER.sub(_number_key, _ACCENTS.sub("", plain))


def _number_key(match: re.Match[str]) -> str:
    """Digits after a character for their number: of two numbers, the one with more digits is larger.

    The «0» before them keeps numbers at the place of digits among other characters.
    """
    digits = "".join(str(unicodedata.decimal(digit)) for digit in match.group()).lstrip("0")
    return f"0{chr(min(len(digits), 0xD000) + 1)}{digits}"
