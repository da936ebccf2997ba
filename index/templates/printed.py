"""Which lines a form prints, for formats in which a line may have been wrapped: PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index.model.template import collapse_whitespace
from index.templates.registry import TEMPLATES

_MIN_PREFIX = 10  # characters of a printed text that stand alone on a line where it was wrapped


def begins_printed(line: str) -> bool:
    """Whether a line begins with a text that a form prints at the beginning of one."""
    return bool(_patterns()[0].match(collapse_whitespace(line)))


def begins_alone(line: str) -> bool:
    """Whether a line is one that a form prints and on which nothing goes on: a heading, a row with scores."""
    return bool(_patterns()[1].fullmatch(collapse_whitespace(line)))


def continues_printed(before: str, both: str) -> bool:
    """Whether a text that a form prints begins on a line and is whole in the line with those after it."""
    start, both = collapse_whitespace(before).casefold(), collapse_whitespace(both).casefold()
    if len(start) < _MIN_PREFIX:
        return False
    return any(
        len(text) > len(start) and text.startswith(start) and both.startswith(text) for text in _texts()
    )


@cache
def _texts() -> tuple[str, ...]:
    return tuple({text.casefold() for text in (*_keys(), *_alone(), *_scored())})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What begins a line, and what is a whole one."""
    keys = "|".join(re.escape(key) + r"\s?:" for key in _keys())
    alone = "|".join(re.escape(text) + "$" for text in _alone())
    scored = "|".join(re.escape(text) + r" \d{1,2} \d{1,2}$" for text in _scored())
    flags = re.IGNORECASE
    return re.compile(f"{keys}|{alone}|{scored}", flags), re.compile(f"{alone}|{scored}", flags)


def _keys() -> Iterator[str]:
    """What stands before a colon: keys of the form and questions."""
    for template in TEMPLATES:
        for rows in template.section_rows.values():
            for found in rows.values():
                for row in found:
                    yield from (row.key, *template.spellings.get(row.key, ()))
        yield from template.questions


def _alone() -> Iterator[str]:
    """Lines of their own: headings, groups of indicators, lines without a value."""
    for template in TEMPLATES:
        yield from template.heading_ranks
        yield from template.indicators
        yield from (line for lines in template.printed.values() for line in lines)
        yield from template.footer


def _scored() -> Iterator[str]:
    """The names of indicators, which two scores follow."""
    for template in TEMPLATES:
        for names in template.indicators.values():
            yield from names
