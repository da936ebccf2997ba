"""A query in the words of the language in use: names of fields, operators, and the word for «not known».

Every language of the page understands all of them, but a page shows queries and examples in its own.
"""

from __future__ import annotations

import re

from index.model.fields import Field
from index.model.project import NAMED
from search.contract.query_reference import OPERATORS
from search.contract.request import UNKNOWN_WORDS, is_unknown
from web.i18n.texts import SOURCE_LANGUAGE, language

OPERATOR_WORDS = {
    "and": {"fi": "JA", "sv": "OCH", "en": "AND"},
    "or": {"fi": "TAI", "sv": "ELLER", "en": "OR"},
    "not": {"fi": "EI", "sv": "INTE", "en": "NOT"},
}
_WORDS = "|".join(word for word in OPERATORS if word.isalpha())
_UNKNOWN = "|".join(map(re.escape, UNKNOWN_WORDS.values()))
_PIECE = re.compile(
    rf"""(?:"[^"]*"|“[^”]*”|”[^”]*”)
      | (?<![^\s(!-])(?P<field>[^\W\d][\w-]*):(?P<unknown>(?:{_UNKNOWN})(?![\w-]))?
      | (?<![^\s(])(?P<operator>{_WORDS})(?=\s)""",
    re.VERBOSE,
)


def field_word(field: Field) -> str:
    """The name by which a field is asked for, in the language in use: the first Swedish one, or the last of
    all, which is English."""
    if language() == SOURCE_LANGUAGE or not field.names:
        return field.query
    return field.names[0 if language() == "sv" else -1]


def in_own_words(query: str) -> str:
    """A query in the language in use; what stands in quotation marks, and all other words, stay as typed."""
    return _PIECE.sub(_own, query)


def _own(found: re.Match[str]) -> str:
    if found["operator"]:
        return OPERATOR_WORDS[OPERATORS[found["operator"]]][language()]
    field = NAMED.get(found["field"]) if found["field"] else None
    if field is None:
        return found[0]
    unknown = UNKNOWN_WORDS[language()] if found["unknown"] and is_unknown(found["unknown"]) else ""
    return f"{field_word(field)}:{unknown}"
