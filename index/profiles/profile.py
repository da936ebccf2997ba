"""A profile: what the columns of one kind of table mean. TOML files beside this one, and beside the tables.

`omat-hankkeet.toml` here is the commented one to copy. Your own profile is a file `NAME.profile.toml` in the
folder of the tables; it takes precedence over those that ship with the program.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from index.errors import SourceError
from index.formats.record import read_bytes
from index.formats.tables.table import Layout
from index.messages import Notice
from index.model.fields import Field
from index.model.project import FIELDS
from index.reader.files import PROFILE_SUFFIX

_STRUCTURED = ("co_implementers", "equality", "sustainability", "monitored", "provenance")
"""Attributes whose values are more than one cell can hold."""

TABLE_FIELDS: dict[str, Field] = {
    field.name: field
    for field in FIELDS
    if not field.private and not field.derived and field.path[0] not in _STRUCTURED
}
"""The fields that a column can give, by the name that profiles use: «funding.eu_state_granted»."""


@dataclass(frozen=True)
class Profile:
    """One kind of table.

    name:        what it is called in the provenance of a project.
    formats:     suffixes of the files: «csv», «xlsx».
    layout: how cells are separated.
    footer:      rows whose first value this regular expression finds are no projects.
    fields:      name of a field → the columns it may be in; the first that has a value gives it.
    required:    fields without whose columns a table is another one.
    constants:   name of a field → its value in every row.
    values:      name of a field → how this source writes a value → how the index has it.
    cleaned:     name of a field → regular expressions and what replaces their matches, in order.
    separators:  signs that part the items of a list in a cell.
    decimal:     the sign before cents.
    currency:    columns that name the currency of a row's amounts: only those in euros are read.
    code:        regular expression of a whole code.
    link:        address of a project, with column names or `code` in braces.
    licence:     under which the source publishes, as it says; "" = not known.
    private:     columns with a person's data: never read.
    ignored:     columns that say nothing about a project.
    """

    name: str
    formats: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ("code", "title")
    layout: Layout = field(default_factory=Layout)
    footer: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cleaned: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    separators: str = ";,"
    decimal: str = "."
    currency: tuple[str, ...] = ()
    code: str = ".+"
    link: str = ""
    licence: str = ""
    private: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every column that it knows, as `column_key` has it."""
        mapped = (name for names in self.fields.values() for name in names)
        return frozenset(column_key(name) for name in (*mapped, *self.currency, *self.private, *self.ignored))

    @cached_property
    def digest(self) -> str:
        """A digest of the profile: when it changes, rows are read again."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def column_key(name: str) -> str:
    """The key for comparing column names: ignores case, white space and underscores."""
    return " ".join(name.replace("_", " ").split()).casefold()


def read_profile(text: str, name: str) -> Profile:
    """A profile from its TOML; name: of the file, for messages. Raises `SourceError`."""
    try:
        profile = msgspec.convert(_known_keys(tomllib.loads(text)), Profile)
    except (ValueError, RecursionError) as error:  # also tomllib's and msgspec's
        raise SourceError(
            Notice("%(name)s: this profile cannot be read: %(error)s", name=name, error=error.args[0])
        ) from error
    problem = _problem(profile)
    if problem:
        raise SourceError(
            Notice("%(name)s: this profile cannot be used: %(problem)s", name=name, problem=problem)
        )
    return profile


def _known_keys(data: dict[str, Any]) -> dict[str, Any]:
    """Refuse unknown keys, which msgspec would ignore: a misspelt key must be reported."""
    for known, given in ((Profile, data), (Layout, data.get("layout", {}))):
        unknown = set(given) - {attribute.name for attribute in dataclasses.fields(known)}
        if unknown:
            raise ValueError(Notice("unknown key «%(key)s»", key=min(unknown)))
    return data


def _problem(profile: Profile) -> str:
    """What is wrong with a profile; "" where nothing is."""
    for name in (*profile.fields, *profile.required, *profile.constants, *profile.values, *profile.cleaned):
        if name not in TABLE_FIELDS:
            return Notice(
                "«%(name)s» is no field; the fields are %(fields)s", name=name, fields=", ".join(TABLE_FIELDS)
            )
    missing = [name for name in profile.required if name not in profile.fields]
    if missing or "code" not in profile.fields:
        return Notice("the field «%(name)s» needs a column", name=(missing or ["code"])[0])
    patterns = [pattern for pairs in profile.cleaned.values() for pattern, _ in pairs]
    for pattern in (profile.code, profile.footer, profile.layout.row_start, *patterns):
        try:
            re.compile(pattern)
        except re.error as error:
            return Notice("«%(pattern)s» is no regular expression (%(error)s)", pattern=pattern, error=error)
    try:
        re.compile(profile.layout.row_pattern, re.VERBOSE)
    except re.error as error:
        return Notice("row_pattern is no regular expression (%(error)s)", error=error)
    if profile.link and not profile.link.startswith(("https://", "http://", "{")):
        return Notice("link begins with https:// or with a column in braces")
    return ""


def profiles_for(folder: Path) -> tuple[Profile, ...]:
    """The profiles for tables in a folder: those of one's own there, then those shipped.

    Raises `SourceError` where one of them cannot be read.
    """
    return (*_own_profiles(folder), *shipped_profiles())


@lru_cache(maxsize=1)
def shipped_profiles() -> tuple[Profile, ...]:
    """The profiles that ship with the program."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(read_profile(path.read_text("utf-8"), str(path)) for path in files)


def _own_profiles(folder: Path) -> tuple[Profile, ...]:
    try:
        texts = [(path, read_bytes(path).decode()) for path in sorted(folder.glob(f"*{PROFILE_SUFFIX}"))]
    except UnicodeDecodeError as error:
        raise SourceError(
            Notice("%(folder)s: a profile here cannot be read (%(error)s).", folder=folder, error=error)
        ) from error
    return tuple(read_profile(text, str(path)) for path, text in texts)
