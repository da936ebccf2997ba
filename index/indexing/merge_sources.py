"""Merges several records of one project: precedence of sources, filling of gaps, conflicts."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from index.formats.record import RecordKey, record_name
from index.messages import Notice
from index.model.fields import AttributePath, Field, Kind, Role, value_at
from index.model.project import BY_ROLE, FIELDS, Project
from index.model.project_parts import Applicant, Monitored, Numbered
from index.model.serialization import build_dataclass
from index.profiles.recognition import is_table
from index.storage.postings import Source


class Precedence(Enum):
    """Whose value is used if two sources have one."""

    DESCRIPTION = "description"  # a description before a table, then the newer file
    NEWEST = "newest"  # the newer file


Part = tuple[Project, Source]

_ROWS = tuple(
    row for row in FIELDS if not (row.derived or row.private or row.path[0] in ("provenance", "code"))
)
_WHOLE = frozenset(row.path for row in FIELDS)
_REGIONS = BY_ROLE[Role.REGIONS]


def merge_parts(parts: Sequence[Part], precedence: Precedence) -> tuple[Part, list[str]]:
    """The project of several records, with its source, and a line for each value on which they differ.

    Attributes of the organisation are filled only from a source that names the same one.
    """
    ordered = sorted(parts, key=lambda part: _rank(part[1], precedence))
    (merged, first), *rest = ordered
    conflicts: list[str] = []
    provenance = list(merged.provenance)
    for project, source in rest:
        merged, filled, differing = _fill(merged, project)
        provenance += [replace(one, fields=filled) for one in project.provenance]
        conflicts += [
            Notice(
                "%(code)s: %(difference)s; %(first)s is used, not %(second)s",
                code=merged.code,
                difference=line,
                first=record_name(*first.key),
                second=record_name(*source.key),
            )
            for line in differing
        ]
    others = tuple(replace(source, others=()) for _, source in rest)
    merged = replace(merged, provenance=tuple(provenance))
    return (merged, replace(first, others=others)), conflicts


def is_as_merged(
    whole: Source, keys: Sequence[RecordKey], stamps: Mapping[str, str], precedence: Precedence
) -> bool:
    """Whether a document was made of these records, and would be made of them in the same order now.

    stamps: those that files have now, by path, where they are not the ones that they had.
    """
    if len(keys) == 1:
        return [one.key for one in whole.all] == list(keys)
    merged = [replace(one, stamp=stamps.get(one.path) or one.stamp) for one in whole.all]
    ordered = [one.key for one in sorted(merged, key=lambda one: _rank(one, precedence))]
    return ordered == [one.key for one in merged] and set(ordered) == set(keys)


def _rank(source: Source, precedence: Precedence) -> tuple[bool, int, str, str]:
    """Sorts sources: the first stands. Of two files of the same time, the first by name."""
    by_kind = precedence is Precedence.DESCRIPTION and is_table(source.path)
    changed = source.stamp.split(":")[1] if source.stamp else "0"
    return by_kind, -int(changed), source.path, source.place


def _fill(base: Project, other: Project) -> tuple[Project, tuple[str, ...], list[str]]:
    """The base with its gaps filled; the names of the fields filled; how the two differ elsewhere."""
    found: dict[AttributePath, Any] = {}
    differing: list[str] = []
    same_organisation = not _differ(base.applicant.name, other.applicant.name)
    for row in _ROWS:
        own, theirs = value_at(base, row.path), value_at(other, row.path)
        if _empty(theirs) or (row.role is Role.NATIONWIDE and value_at(base, _REGIONS.path)):
            continue  # a source that names regions has said whether they are all
        if _is_gap(own, theirs):
            if same_organisation or row.path[0] != "applicant":
                found[row.path] = theirs
        elif _is_compared(row) and _differ(own, theirs):
            differing.append(
                Notice(
                    "«%(label)s» is «%(own)s» and «%(theirs)s»",
                    label=row.label,
                    own=_shown(own),
                    theirs=_shown(theirs),
                )
            )
    other_text = {title: text for title, text in other.other.items() if title not in base.other}
    if found or other_text:
        whole = _leaves(base) | found | {("other",): {**base.other, **other_text}}
        base = typing.cast(Project, build_dataclass(Project, whole))
    return base, tuple(".".join(path) for path in found), differing


def _leaves(thing: Any, prefix: AttributePath = ()) -> dict[AttributePath, Any]:
    """Every attribute by its path; those of nested dataclasses for themselves, unless they are one value."""
    leaves: dict[AttributePath, Any] = {}
    for name in vars(thing):
        path, value = (*prefix, name), getattr(thing, name)
        if dataclasses.is_dataclass(value) and path not in _WHOLE:
            leaves |= _leaves(value, path)
        else:
            leaves[path] = value
    return leaves


def _is_compared(row: Field) -> bool:
    """Titles, names and numbers are; prose is never the same in two sources."""
    return row.kind is not Kind.TEXT or row.sortable


def _empty(value: Any) -> bool:
    """Whether a source has no value; «not nationwide» counts as none, since no description says so."""
    return value is None or value is False or value == "" or value == ()


def _is_gap(own: Any, theirs: Any) -> bool:
    """Whether a value is missing, or is a number of the programme without its name."""
    if isinstance(own, Numbered) and isinstance(theirs, Numbered):
        return not own.name and bool(theirs.name) and own.number == theirs.number
    return _empty(own)


def _differ(own: Any, theirs: Any) -> bool:
    """Whether two values, both present, differ in more than case and white space."""
    if _empty(own) or _empty(theirs):
        return False
    if isinstance(own, Numbered) and isinstance(theirs, Numbered) and own.number and theirs.number:
        return own.number != theirs.number
    return bool(_key(own) != _key(theirs))


def _key(value: Any) -> Any:
    if isinstance(value, tuple):
        return frozenset(map(_key, value))
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _shown(value: Any) -> str:
    items = value if isinstance(value, tuple) else (value,)
    text = ", ".join(str(item.name if isinstance(item, Applicant | Monitored) else item) for item in items)
    return text if len(text) <= 80 else text[:80] + "…"
