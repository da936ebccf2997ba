"""The records of a table: one for each row, named by its project code, with a digest of its cells."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from index.formats.tables.table import Row
from index.messages import Notice
from index.profiles.profile import Profile, column_key, profiles_for
from index.profiles.recognition import read_table
from index.profiles.row_reader import PERSONAL_COLUMN


@dataclass(frozen=True)
class RowRecord:
    """A row of a table.

    place:   its project code as the table has it, which stays when rows are added before it; a second row of
            the same code has a number behind it; «rivi 7» without a code.
    digest:  SHA-256 of the profile and of the cells that are read: private columns never enter it.
    row:     its cells, private columns left out.
    licence: under which the table is published; "" = not known.
    """

    place: str
    digest: str
    profile: Profile
    row: Row
    licence: str = ""


def table_records(path: Path, data: bytes) -> tuple[list[RowRecord], tuple[str, ...]]:
    """The records of a table, and warnings that hold for all of it.

    Raises `SourceError` where the table cannot be read, or no profile fits it.
    """
    profile, table = read_table(path, data)
    private = set(map(column_key, (*profile.private, *profile.ignored)))
    withheld = [
        name
        for name in table.columns
        if PERSONAL_COLUMN.search(name) and column_key(name) not in profile.columns
    ]
    dropped = {name for name in table.columns if column_key(name) in private}.union(withheld)
    warnings = tuple(
        Notice("the column «%(name)s» may hold personal data and is withheld", name=name[:60])
        for name in withheld
    )
    rows = [row for row in table.rows if not _is_footer(profile, row)]
    places: Counter[str] = Counter()
    records = []
    for row in rows:
        kept = replace(row, cells={name: text for name, text in row.cells.items() if name not in dropped})
        place = _place(profile, kept)
        places[place] += 1
        number = places[place]
        digest = hashlib.sha256(
            profile.digest.encode() + msgspec.json.encode([kept.cells, str(kept.problem)])
        )
        named = place if number == 1 else f"{place} #{number}"
        records.append(RowRecord(named, digest.hexdigest(), profile, kept, profile.licence or table.licence))
    return records, warnings


def profiles_stamp(path: Path) -> str:
    """Changes when a table would be read by other profiles, so that it is read again.

    Raises `SourceError` where a profile cannot be read.
    """
    digests = [profile.digest for profile in profiles_for(path.parent)]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


def _place(profile: Profile, row: Row) -> str:
    named = {column_key(name): text for name, text in row.cells.items()}
    codes = [named.get(column_key(name), "").split() for name in profile.fields["code"]]
    return next((" ".join(words)[:100] for words in codes if words), f"rivi {row.number}")


def _is_footer(profile: Profile, row: Row) -> bool:
    first = next(iter(row.cells.values()), "")
    return bool(profile.footer and re.search(profile.footer, first))
