"""How a value is written into a query so that it is read back as that value."""

from __future__ import annotations

import re

_MARKS = re.compile(r'["“”„»«]')
"""What the parser takes for the end of a quotation, whichever mark began it."""
_BARE = re.compile(r'[^\s()"“”„»«]+')


def quoted(value: str) -> str:
    """A value in quotation marks. Quotation marks inside it are dropped: its words alone find it too."""
    return f'"{_MARKS.sub(" ", value)}"'


def as_value(value: str) -> str:
    """The same, without marks where none are needed: `Kainuu`, `"Etelä-Karjalan liitto"`."""
    return value if _BARE.fullmatch(value) else quoted(value)
