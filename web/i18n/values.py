"""Names of values in the language in use: funds, axes, status, regions, authorities, what the form prints.

They stand in `index/model/values.tsv`, names of places in `index/analysis/places.tsv`. A name that is in
neither is shown as the description has it, and marked Finnish. Filters and addresses keep the Finnish names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from index.analysis.places import todays_places
from index.model.fields import Field, Kind
from index.model.project import PLACE_FIELDS
from index.model.value_names import ValueName, read_names
from search.contract.request import UNKNOWN, UNKNOWN_LABEL
from web.i18n.texts import SOURCE_LANGUAGE, language, translated

NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*\.) (?P<name>.+)", re.DOTALL)
"""A name with its number, as it is shown: «9. REACT-EU:n ESR-toimenpiteet»."""


class Shown(msgspec.Struct, frozen=True):
    """A value as text. is_source_text: whether that is the description's own, Finnish on every page."""

    text: str
    is_source_text: bool


@cache
def value_names() -> Mapping[tuple[str, str], ValueName]:
    """Each row by the query name of its field and its Finnish name in small letters."""
    found = {(field, row.fi.casefold()): row for field, row in read_names()}
    for place in todays_places():
        fi, sv, en = place.fi[0], place.sv[0], place.en[0]
        found[PLACE_FIELDS[place.kind].query, fi.casefold()] = ValueName(fi, sv, en or fi)
    return found


def shown(field: Field, value: str, label: str = "") -> Shown:
    """A value of a field as it is shown. label: what a facet shows for it, where that is another text."""
    if value == UNKNOWN:
        return Shown(str(translated(UNKNOWN_LABEL)), is_source_text=False)
    made = name_in(language(), field, label or value)
    if made:
        return Shown(made, is_source_text=False)
    return Shown(label or value, is_source_text=field.kind.is_name and field.kind is not Kind.FLAG)


def name_in(code: str, field: Field, label: str) -> str:
    """The name of a value in a language; "" where the table has none, and in Finnish."""
    if code == SOURCE_LANGUAGE:
        return ""
    number, name = _parted(field, label)
    row = value_names().get((field.query or field.name, name.casefold()))
    made = (row.sv if code == "sv" else row.en) if row else ""
    return made and f"{number} {made}".lstrip()


def _parted(field: Field, text: str) -> tuple[str, str]:
    """The number before a name, and the name as the table has it."""
    found = NUMBERED.fullmatch(text) if field.kind is Kind.NUMBERED else None
    if found:
        return found["number"], found["name"]
    return "", text.removesuffix(f" {field.label.lower()}") if field.genitive else text


def period(field: Field, label: str) -> str:
    """The programme period of an axis or objective; "" where it is not known."""
    row = value_names().get((field.query, _parted(field, label)[1].casefold()))
    return row.period if row else ""


def form_text(field: Field, text: str) -> Shown:
    """What the form prints under a heading: a question, or the name of an indicator or of its group."""
    row = value_names().get((field.query, text.casefold()))
    made = "" if row is None else {"sv": row.sv, "en": row.en}.get(language(), "")
    return Shown(made or text, is_source_text=not made)
