"""Names of values in Swedish and English, from `values.tsv`: funds, axes, status, types of organisations.

Pages show values by them, and a query may ask by them: «status:Completed» is «tila:"Toiminta päättynyt"».
Names of places stand in `index/analysis/places.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("values.tsv")
COLUMNS = ("field", "fi", "sv", "en", "period", "source")


@dataclass(frozen=True, slots=True)
class ValueName:
    """A row: the name in Finnish, Swedish and English, and the programme period of an axis."""

    fi: str
    sv: str
    en: str
    period: str = ""


def read_names() -> Iterator[tuple[str, ValueName]]:
    """Each row of the table, with the query name of its field, or that of the field itself."""
    lines = (line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    for line in lines:
        row = dict(zip(COLUMNS, line.split("\t"), strict=True))
        if row["field"] != "field":
            yield row["field"], ValueName(row["fi"], row["sv"], row["en"], row["period"])
