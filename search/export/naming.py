"""What an exported search is called: in words, for people, and as the name of a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from index.model.fields import Field
from index.model.project import QUERYABLE
from search.contract.request import Request, is_unknown

SERVICE = "hankehaku"
ALL_PROJECTS = "kaikki"
"""What a file of all projects is named by."""
NAME_LENGTH = 80
"""Characters of a search in the name of a file; the day comes after them."""
SIGNS = ((re.compile(">"), " yli "), (re.compile("<"), " alle "), (re.compile(r"(?<!\S)-(?=\S)"), " ei "))
"""Signs that would be lost in a name, and what stands for them: of ranges, and of what is left out."""
NOT_IN_NAMES = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class FileName:
    """A name in ASCII, and the same with the letters of the search."""

    ascii: str
    full: str

    @property
    def disposition(self) -> str:
        """The header `Content-Disposition` of a file to be saved (RFC 6266, the full name as RFC 5987)."""
        plain = f'attachment; filename="{self.ascii}"'
        return plain if self.full == self.ascii else f"{plain}; filename*=UTF-8''{quote(self.full)}"


def file_name(request: Request, day: date, kind: str, *before: str) -> FileName:
    """`hankehaku-digituki-kainuu-2026-11-27.csv`: the search, the day of the data, the kind of file.

    before: what else the name says, before the search.
    """
    said = _joined((*before, *(_words(request) or [ALL_PROJECTS])))
    names = (
        f"{SERVICE}-{_cut(name)}-{day.isoformat()}.{kind}" for name in (plain_name(said) or "haku", said)
    )
    return FileName(*names)


def in_words(request: Request) -> str:
    """A search in words: «digituki; Maakunta: Kainuu, Lappi; Vuosi: 2019..2022». "" for all."""
    narrowed = (f"{field.label}: {', '.join(values)}" for field, values in _filters(request))
    return "; ".join(filter(None, (request.query, *narrowed)))


def _filters(request: Request) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """The filters of a search in the order of the field table."""
    return ((field, request.filters[name]) for name, field in QUERYABLE.items() if name in request.filters)


def _words(request: Request) -> list[str]:
    """The filters of a search for a file name: names as they are, numbers and gaps by their field."""
    found = [request.query] if request.query else []
    for field, values in _filters(request):
        for value in values:
            says_field = field.kind.is_number and not re.fullmatch(r"(19|20)\d\d(\W.*)?", value)
            found.append(f"{field.query} {value}" if says_field or is_unknown(value) else value)
    return found


def _joined(words: Iterable[str]) -> str:
    """Words as one, with hyphens between them, in small letters."""
    text = " ".join(words)
    for sign, said in SIGNS:
        text = sign.sub(said, text)
    return NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", text.lower())).strip("-")


def plain_name(name: str) -> str:
    """A name without the dots and rings of its letters, and without the letters of other scripts."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return NOT_IN_NAMES.sub("-", plain).strip("-")


def _cut(name: str) -> str:
    """As many whole words of a name as fit."""
    if len(name) <= NAME_LENGTH:
        return name
    return name[: NAME_LENGTH + 1].rpartition("-")[0] or name[:NAME_LENGTH]
