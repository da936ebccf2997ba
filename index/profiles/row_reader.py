"""A row of a table → a `Project`, by the profile of the table.

A value that cannot be read is kept as text in `other`, with a warning, as in a description. Columns that the
profile does not know are kept there too, but for those that may hold a person's data: they are withheld.
"""

from __future__ import annotations

import html
import re
import typing
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from index.errors import SourceError
from index.formats.encodings import compose
from index.messages import Notice
from index.model.codes import CODE_LENGTH, business_id, has_check_digit, project_code
from index.model.fields import AttributePath, Field, Kind, Role
from index.model.project import BY_ROLE, Project
from index.model.project_parts import Numbered
from index.model.serialization import build_dataclass
from index.profiles.profile import TABLE_FIELDS, Profile, column_key
from index.reader.field_values import PartlyRead, parse_day, parse_value, shorten
from index.reader.target_area import spread_nationwide

PERSONAL_COLUMN = re.compile(
    r"yhteyshenk|yhteystie|vastuuhenk|henkilön nimi|kontakt|contact|s[äa]hk[öo]posti|e-?mail|e-post|puhelin|"
    r"phone|telefon|gsm|mobil|hetu|person|projektipäällikkö|manager|investigator|syntym",
    re.IGNORECASE,
)
"""Column names that may stand for a person's data."""
PERSONAL_VALUE = re.compile(r"[^\s@]@[^\s@]+\.\w|(?:^|\s)(?:\+358|0(?:4\d|50))[\s-]?\d[\d\s-]{5,}")
"""Values that are an e-mail address or a Finnish mobile number."""

EURO = ("eur", "euro", "euroa", "euros", "€")
"""How tables write that an amount is in euros, in lower case."""
_BUSINESS_ID = BY_ROLE[Role.BUSINESS_ID]
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{0,20})?(?:[eE]\+?[0-9]{1,2})?")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def clean_cell(text: str) -> str:
    """A cell in composed form, entities decoded, invisible signs gone, blank lines and ends trimmed."""
    if "&" in text:
        text = html.unescape(text)
    text = compose(text).translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def row_project(profile: Profile, cells: Mapping[str, str]) -> Project:
    """The project of a row. Raises `SourceError` where it has no code, or another one than the profile's."""
    left = {column_key(name): (name, clean_cell(text)) for name, text in cells.items()}
    texts = {name: _take(left, columns) for name, columns in profile.fields.items()}
    texts |= {name: text for name, text in profile.constants.items() if not texts.get(name)}
    for name in (*profile.private, *profile.ignored):
        left.pop(column_key(name), None)
    currency = _take(left, profile.currency)
    is_other_money = bool(profile.currency) and currency.casefold() not in EURO
    code = _code(profile, texts.pop("code"))
    values: dict[AttributePath, Any] = {TABLE_FIELDS["code"].path: code}
    other: dict[str, str] = {}
    warnings: list[str] = []
    for name, text in texts.items():
        row = TABLE_FIELDS[name]
        if is_other_money and text and row.kind is Kind.MONEY:
            other[row.label] = f"{text} {currency}".strip()
            found = Notice("it is in «%(currency)s»", currency=shorten(currency))
            warnings.append(
                Notice(
                    "«%(text)s» (%(label)s) is not in euros; %(said)s; kept as text",
                    text=shorten(text),
                    label=row.label,
                    said=found if currency else Notice("it has no currency"),
                )
            )
            continue
        try:
            values[row.path] = _value(profile, row, text)
        except PartlyRead as problem:
            values[row.path] = problem.value
            other[row.label] = text
            warnings.append(Notice("%(problem)s kept as text", problem=problem.args[0]))
        except ValueError as error:
            other[row.label] = text
            warnings.append(Notice("%(error)s; kept as text", error=error.args[0]))
    number = business_id(str(values.get(_BUSINESS_ID.path) or ""))
    if number and not has_check_digit(number):
        warnings.append(Notice("the business id «%(number)s» has a wrong check digit", number=number))
    for name, text in left.values():
        if text and is_personal(name, text):
            warnings.append(
                Notice("the value in «%(name)s» may be a person's data and is withheld", name=shorten(name))
            )
        elif text:
            other[name] = text
    warnings += [
        Notice("«¿» in «%(text)s»: a sign was lost", text=shorten(text))
        for text in texts.values()
        if "¿" in text
    ]
    values = {path: value for path, value in values.items() if value is not None}
    spread_nationwide(values)
    whole = {**values, ("other",): other, ("warnings",): tuple(warnings)}
    return typing.cast(Project, build_dataclass(Project, whole))


def is_personal(column: str, text: str) -> bool:
    """Whether a column that no profile knows may hold a person's data."""
    return bool(PERSONAL_COLUMN.search(column) or PERSONAL_VALUE.search(text))


def row_link(profile: Profile, cells: Mapping[str, str], code: str) -> str:
    """The address of the project in its register; "" where it has none. Only web addresses are taken."""
    if not profile.link:
        return ""
    named = {column_key(name): clean_cell(text) for name, text in cells.items()} | {"code": code}
    link = re.sub(r"\{([^{}]+)\}", lambda match: named.get(column_key(match[1]), "\n"), profile.link)
    return link if re.fullmatch(r"https?://[^\s\"'<>]+", link) else ""


def _take(left: dict[str, tuple[str, str]], columns: tuple[str, ...]) -> str:
    """The first value of some columns. It is taken out: what is left stands in no field."""
    for column in columns:
        found = left.get(column_key(column))
        if found and found[1]:
            del left[column_key(column)]
            return found[1]
    return ""


def _code(profile: Profile, text: str) -> str:
    """A code in capitals, with signs that an address cannot have replaced by hyphens."""
    text = _cleaned(profile, "code", text)
    code = project_code(text) or re.sub(r"[^A-Z0-9._-]+", "-", text.upper()).strip("-.")
    if not code or len(code) > CODE_LENGTH or not re.fullmatch(profile.code, code):
        found = f"«{shorten(text)}»" if text else Notice("none")
        raise SourceError(
            Notice("expected a project code (%(code)s), found %(found)s", code=profile.code, found=found)
        )
    return code


def _cleaned(profile: Profile, name: str, text: str) -> str:
    for pattern, replacement in profile.cleaned.get(name, ()):
        text = re.sub(pattern, replacement, text)
    return text.strip()


def _value(profile: Profile, row: Field, text: str) -> Any:
    """The value of a cell. Raises `ValueError`."""
    if row.multivalued:
        items = re.split(f"[{re.escape(profile.separators)}]", text) if profile.separators else [text]
        return tuple(dict.fromkeys(one for item in items if (one := _mapped(profile, row, item))))
    text = _mapped(profile, row, text)
    if not text:
        return None
    if row.kind in (Kind.MONEY, Kind.COUNT):
        return _whole(profile, row, text)
    if row.kind is Kind.DATE:
        return parse_day(text)
    if row.kind is Kind.NUMBERED and re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})*", text):
        return Numbered(text, "")
    return text if row.kind is Kind.TEXT else parse_value(row, text)


def _mapped(profile: Profile, row: Field, text: str) -> str:
    text = _cleaned(profile, row.name, text.strip())
    return profile.values.get(row.name, {}).get(text, text)


def _whole(profile: Profile, row: Field, text: str) -> object:
    """Whole euros, cents rounded half up; numbers of programs too, «1.2E7»."""
    plain = text.replace(",", ".") if profile.decimal == "," else text
    if _DECIMAL.fullmatch(plain):
        number = Decimal(plain).quantize(Decimal(1), ROUND_HALF_UP)
        if abs(number) < 10**15:
            return int(number)
    return parse_value(row, text)
