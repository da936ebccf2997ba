"""The parameters of the API: what each is called, what it may hold, and how it is read.

Parameters are checked strictly: unknown, malformed or out-of-range ones are refused with `BadParameter`, so
that a program notices a mistyped filter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from index.model.codes import CODE_LENGTH
from index.model.fields import Role
from index.model.project import BY_ROLE, FACETS, QUERYABLE
from search.contract.messages import Message
from search.contract.request import PAGE_SIZE, Precision
from web.api.json_schema import Schema
from web.i18n.format import KIND_NAMES
from web.middleware.errors import BadParameter
from web.routing import urls
from web.routing.request_reader import MAX_QUERY, MAX_VALUE, MAX_VALUES, SORTS, clean

MAX_LIMIT = 100
"""Hits in one answer."""
MAX_OFFSET = 100_000
MAX_PAGE = MAX_OFFSET // MAX_LIMIT
MAX_CODE = CODE_LENGTH
"""Characters of a project code."""
MAX_ID = 200
"""Characters of the id or name of an organisation."""

INTEGER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Parameter:
    """A parameter of an address, with the JSON Schema of its value."""

    name: str
    help: str
    schema: Schema
    in_path: bool = False
    required: bool = False

    def read(self, written: list[str]) -> Any:
        """The value that was written. Raises `BadParameter`."""
        many = self.schema["type"] == "array"
        if self.required and not written:
            raise BadParameter(Message("%(name)s: arvo puuttuu.", name=self.name))
        if not written:
            return () if many else self.schema.get("default")
        if not many and len(written) > 1:
            raise BadParameter(
                Message(
                    "%(name)s: annettu %(number)s kertaa, mutta arvoja voi olla yksi.",
                    name=self.name,
                    number=len(written),
                )
            )
        if len(written) > self.schema.get("maxItems", len(written)):
            raise BadParameter(
                Message(
                    "%(name)s: arvoja voi olla enintään %(most)s.",
                    name=self.name,
                    most=self.schema["maxItems"],
                )
            )
        found = tuple(self._one(text, self.schema["items"] if many else self.schema) for text in written)
        return found if many else found[0]

    def _one(self, text: str, schema: Schema) -> Any:
        if schema["type"] == "integer":
            return self._integer(text, schema)
        if len(text) > schema.get("maxLength", len(text)):
            raise BadParameter(
                Message(
                    "%(name)s: enintään %(most)s merkkiä, nyt %(length)s.",
                    name=self.name,
                    most=schema["maxLength"],
                    length=len(text),
                )
            )
        if "enum" in schema and text not in schema["enum"]:
            allowed = ", ".join(schema["enum"])
            raise BadParameter(
                Message(
                    "%(name)s: ”%(text)s” ei ole sallittu arvo. Mahdolliset arvot: %(allowed)s.",
                    name=self.name,
                    text=clean(text)[:40],
                    allowed=allowed,
                )
            )
        return clean(text)

    def _integer(self, text: str, schema: Schema) -> int:
        low, high = schema["minimum"], schema["maximum"]
        if not (INTEGER.fullmatch(text) and low <= int(text) <= high):
            told = Message(
                "%(name)s: ”%(text)s” ei ole kokonaisluku väliltä %(low)s–%(high)s.",
                name=self.name,
                text=clean(text)[:40],
                low=low,
                high=high,
            )
            raise BadParameter(told)
        return int(text)


# The parameters of the endpoints


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


_PRECISION = Parameter(
    urls.PRECISION,
    Message(
        "Miten hakusanan saa olla kirjoitettu: tarkka = kuten hakusana, taivutus = missä muodossa tahansa, "
        "osat = myös yhdyssanan osana."
    ),
    {"type": "string", "enum": [one.value for one in Precision]},
)
FILTERS = tuple(
    Parameter(
        name,
        Message(
            "Rajaus: %(label)s (%(kind)s). Useasta arvosta riittää yksi.",
            label=Message(field.label),
            kind=KIND_NAMES[field.kind],
        ),
        {"type": "array", "items": _text(MAX_VALUE), "maxItems": MAX_VALUES},
    )
    for name, field in QUERYABLE.items()
)
_EQUIVALENTS = Parameter(
    urls.EQUIVALENTS,
    Message("ei: samaa tarkoittavia sanoja (”seniori”, ”ikäihminen”) ei haeta."),
    {"type": "string", "enum": [urls.NO]},
)
SEARCH = (
    Parameter(urls.QUERY, Message("Haun sanat hakukielellä; tyhjä hakee kaikki."), _text(MAX_QUERY)),
    _PRECISION,
    _EQUIVALENTS,
    *FILTERS,
)
EXPLAIN = Parameter(
    "explain", Message("1: jokainen osuma kertoo, mistä sen pisteet koostuvat."), _whole(0, 1)
)
TYPED = Parameter(urls.QUERY, Message("Mitä on kirjoitettu; viimeinen sana täydennetään."), _text(MAX_QUERY))
SORT = Parameter(
    urls.SORT,
    Message(
        "Järjestyksen kenttä: luvut ja päivät suurimmasta, nimet A:sta; ”-” kääntää. Ilman tätä osuvimmat "
        "ensin, tai uusimmat, jos ei ole sanoja."
    ),
    {"type": "string", "enum": sorted(sign + name for name in SORTS for sign in ("", "-"))},
)
LIMIT = Parameter("limit", Message("Osumia enintään."), {**_whole(1, MAX_LIMIT), "default": PAGE_SIZE})
OFFSET = Parameter("offset", Message("Montako osumaa ohitetaan; loppuun asti pääsee."), _whole(0, MAX_OFFSET))
PAGING = (
    LIMIT,
    OFFSET,
    Parameter(urls.PAGE, Message("Sivun numero; vaihtoehto offsetille."), _whole(1, MAX_PAGE)),
)
CODE = Parameter("code", Message("Hankekoodi."), _text(MAX_CODE), in_path=True)
SIMILAR_TO = Parameter(BY_ROLE[Role.CODE].query, Message("Hankekoodi."), _text(MAX_CODE), required=True)
FACET = Parameter(
    "facet", Message("Kentän nimi."), {"type": "string", "enum": [f.query for f in FACETS]}, in_path=True
)
