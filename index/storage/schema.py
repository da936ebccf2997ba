"""The Whoosh schema, made from the field table.

Free text of all sections is one field in two streams, so that a search word is looked up twice and not once a
section: `sanat` holds the base forms, `osat` the parts of compounds and derivations. An occurrence counts by
the weight of its section. The position at which each section of a document begins is kept beside (`sections`
of a segment), which is how `tiivistelma:digituki` is answered. Names are one Whoosh field each; numbers are
columns.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from whoosh import fields as whoosh_fields
from whoosh.analysis.tokenizers import IDTokenizer
from whoosh.formats import Existence

from index.analysis import finnish, places
from index.model.fields import Field, Kind
from index.model.project import FIELDS, QUERYABLE
from index.storage.array_file import MAGIC
from index.storage.document_store import DICTIONARY

BASES = "sanat"
"""The Whoosh field of base forms."""
PARTS = "osat"
"""The Whoosh field of parts of compounds and derivations."""
STREAMS = (BASES, PARTS)
"""The two fields of free text: what a word is, and what it is made of."""

SECTION_GAP = 32
"""Positions left free between two sections: more than the words of a phrase may lie apart."""

WITH_CONTACTS = "; with contacts"
"""How a segment's fingerprint ends where contact persons are kept (`hankehaku index --with-contacts`)."""

FORMAT = "13"
"""Raise it with every change of what a segment holds."""

NAME_FIELDS: tuple[Field, ...] = tuple(f for f in QUERYABLE.values() if f.kind.is_name or f.kind is Kind.YEAR)
"""Fields whose values are kept as whole names: facets and filters."""

NUMBER_FIELDS: tuple[Field, ...] = tuple(
    f for f in QUERYABLE.values() if f.kind.is_number and not f.multivalued
)
"""Fields kept as a column of numbers: ranges, sums and sorting."""

SORT_TEXT_FIELDS: tuple[Field, ...] = tuple(
    f for f in QUERYABLE.values() if f.sortable and not f.kind.is_number
)
"""Fields whose text is kept as written for sorting."""


def _one_term() -> Any:
    """Whoosh's analyser that takes a text as one term: tokens are made by `index.analysis`, not by Whoosh."""
    return IDTokenizer()


class NameField(whoosh_fields.FieldType):
    """A whole name as one term, as written."""

    def __init__(self) -> None:
        self.analyzer = _one_term()
        self.format = Existence()
        self.scorable = False
        self.stored = True
        self.unique = False
        self.vector = None
        self.spelling = False
        self.column_type = None


def schema() -> whoosh_fields.Schema:
    """Whoosh's description of an index: a field for each stream, name field and number field."""
    made = whoosh_fields.Schema()
    for stream in STREAMS:
        made.add(stream, whoosh_fields.TEXT(analyzer=_one_term(), phrase=True))
    for field in NAME_FIELDS:
        made.add(field.query, NameField())
    for field in NUMBER_FIELDS:
        made.add(field.query, whoosh_fields.NUMERIC(int, bits=64, sortable=True, stored=True))
    return made


def fingerprint() -> str:
    """Names what an index depends on: format, field table, analyser. With another one an index must be
    rebuilt.

    Raises `VoikkoMissing`.
    """
    table = repr(
        [(f.name, f.kind, f.query, f.weight, f.multivalued, f.merged_paths, f.genitive) for f in FIELDS]
    )
    digest = hashlib.sha256(table.encode()).hexdigest()[:12]
    kept = f"{FORMAT}/{MAGIC[-1]}/{zlib.crc32(DICTIONARY):08x}"
    return f"format {kept}; fields {digest}; places {places.version()}; analyser {finnish.version()}"
