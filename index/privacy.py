"""A project without personal contact data: what the index keeps and the pages show.

Runs between parsing and indexing. The contact person's rows go, and in every text what names or
reaches a person is replaced. The organisations' own addresses and numbers are public and stay.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from datetime import date
from functools import cache, cached_property
from typing import Any

from index.project import FIELDS, Applicant, Contact, Project
from index.template import FORM, HEADINGS, fold

REMOVED = "[yhteystieto poistettu]"
"""What stands where contact data stood."""

_GAP = r"[^\S\n]"
_LINK = rf"(?:{_GAP}|[-–]){{1,3}}"
# Told from contact data first, so that nothing inside them is taken for some.
_KEPT = r"(?P<kept>(?:https?://|www\.)[^\s,;<>()«»]+|(?<!\d)\d{7}-\d(?!\d))"
_AT = rf"{_GAP}?(?:@|\(at\)|\[at\]|\(ät\)){_GAP}?"
_EMAIL = rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}"
# «+358 40 123 4567», «(08) 61561», «040 123 4567», «017-27241», «0403531408»
_PHONE = (
    rf"(?P<phone>(?<![\w.,/=+-])(?:(?:\+|00)358{_GAP}?(?:\(0\))?(?:{_LINK})?\d{{1,12}}|\(0[1-9]\d{{0,2}}\)"
    rf"|0[1-9]\d{{0,11}})(?:{_LINK}\d{{2,8}}){{0,5}}(?![\d.,/]\d|\d))"
)
# Every e-mail and phone number has one of these; most texts have none, and are not looked through.
_HINT = re.compile(
    r"@|\([aAäÄ][tT]\)|\[[aA][tT]\]|\(0[1-9]|(?<![0-9])(?:0|358)(?:[0-9–-]|[^\S\n]|\(0\)){5,}[0-9]"
)
# For a contact whose own number is written without a 0 or 358 at its beginning.
_BROAD_HINT = re.compile(_HINT.pattern + r"|[0-9](?:[0-9–-]|[^\S\n]){5,}[0-9]")
_AREA_CODE = 4  # digits of the longest, «0400»
_PHONE_DIGITS = range(7, 15)
_MOST_PERSONS = 10  # in one row, and words in a name: more is no contact person
_MOST_WORDS = 6


def public(project: Project) -> tuple[Project, int]:
    """The project without private rows, its texts masked, and how many places were masked."""
    mask = _Mask(project.contact)
    shown = mask.apply(dataclasses.replace(project, other=_public_other(project.other)))
    if _digits(project.applicant.phone) and _digits(project.applicant.phone) == _digits(
        project.contact.phone
    ):
        # The organisation gave the contact person's own number as its own.
        shown = dataclasses.replace(shown, applicant=dataclasses.replace(shown.applicant, phone=None))
        mask.count += 1
    return shown, mask.count


def _digits(phone: str | None) -> str:
    """A phone number's last digits, by which two ways of writing it are the same."""
    return re.sub(r"[^0-9]", "", phone or "")[-9:]


def _public_other(other: dict[str, str]) -> dict[str, str]:
    """Loose text, without the form's words and without that of a section where contact data stands."""
    private = {row.section for row in FIELDS if row.private}
    hidden = {FORM} | {heading.text for heading in HEADINGS if heading.number in private}
    return {title: text for title, text in other.items() if title not in hidden}


@cache
def _private(cls: type) -> dict[str, Any]:
    """The private attributes of a dataclass, and what each is without a value."""
    rows = ((field, field.metadata.get("row")) for field in dataclasses.fields(cls))
    return {field.name: field.default for field, row in rows if row is not None and row.private}


class _Mask:
    """Replaces contact data in every string of a project, and counts."""

    def __init__(self, contact: Contact) -> None:
        self.contact = contact
        self.hints = _hints(contact)
        self.hint = _HINT if all(n.startswith(("0", "358")) for n in _phones(contact)) else _BROAD_HINT
        self.count = 0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for; made only when a text may hold some of it."""
        parts = [_KEPT, *_names(self.contact.name), *_literals(self.contact), _EMAIL, _PHONE]
        return re.compile("|".join(parts), re.IGNORECASE)

    def masked(self, text: str) -> str:
        """A text without contact data."""
        lowered = text.lower()
        if any(hint in lowered for hint in self.hints):
            return self.pattern.sub(self.replace, text)
        if not self.hint.search(text):
            return text
        # Only a name can reach over a line break: the rest is looked for where there is a hint of it.
        lines = (
            self.pattern.sub(self.replace, line) if self.hint.search(line) else line
            for line in text.split("\n")
        )
        return "\n".join(lines)

    def apply(self, thing: Any) -> Any:
        """The same thing with its strings masked; organisations are left as they are."""
        if isinstance(thing, str):
            return self.masked(thing)
        if isinstance(thing, tuple):
            items = tuple(self.apply(item) for item in thing)
            return thing if all(map(operator.is_, items, thing)) else items
        if isinstance(thing, dict):
            return {key: self.apply(value) for key, value in thing.items()}
        if thing is None or isinstance(thing, (int, date, Applicant)):
            return thing
        cls: type = type(thing)
        private = _private(cls)
        changed = {}
        for name, value in vars(thing).items():
            shown = private[name] if name in private else self.apply(value)
            if shown is not value:
                changed[name] = shown
        return dataclasses.replace(thing, **changed) if changed else thing

    def replace(self, match: re.Match[str]) -> str:
        """What stands for one find: itself, when it is no contact data after all."""
        if match["kept"] or (match["phone"] and not _is_phone(match["phone"])):
            return match[0]
        self.count += 1
        return REMOVED


def _names(name: str | None) -> list[str]:
    """Patterns of persons' names: as written, and with the last or the first word moved round."""
    found = []
    for words in _persons(name):
        orders = {tuple(words), (words[-1], *words[:-1]), (*words[1:], words[0])}
        # The last word may have a case ending: «Maija Mallilan», «Maija Mallin:lle». One word alone
        # is masked only as it stands: with endings it would hit ordinary words.
        ending = r"(?::?\w{1,8})?" if len(words) > 1 else ""
        found += [
            r"(?<!\w)"
            + r"[\s,]{1,4}".join(_inflected(word) if len(words) > 1 else re.escape(word) for word in order)
            + ending
            + r"(?!\w)"
            for order in sorted(orders)
        ]
    return found


def _inflected(word: str) -> str:
    """A pattern of a name that changes its stem: «Virtanen», «Virtasen», «Virtaselle»."""
    if word.casefold().endswith("nen"):
        return re.escape(word[:-3]) + r"(?:nen|s\w{1,6})"
    return re.escape(word) + r"(?::?\w{1,4})?" if len(word) > 2 else re.escape(word)


def _persons(name: str | None) -> list[list[str]]:
    """The names in the row, as words: «Mallila, Maija» is one, «Maija Mallila, Matti Malli» are two."""
    found: list[str] = []
    for names in re.split(r"[;/&]| ja ", fold(name or "")):
        pieces = [piece.strip() for piece in names.split(",")]
        found += pieces if all(" " in piece for piece in pieces) else [names.strip(" ,")]
    return [re.split(r"[\s,]+", name)[:_MOST_WORDS] for name in found if len(name) > 1][:_MOST_PERSONS]


def _emails(contact: Contact) -> list[str]:
    """The contact's e-mails as written."""
    pieces = re.split(r"[,;/\s]+", contact.email or "")[:_MOST_PERSONS]
    return [piece for piece in pieces if len(piece) > 4]


def _hints(contact: Contact) -> list[str]:
    """What a text must hold, in small letters, to name the contact: a name's longest word."""
    longest = [max(words, key=len) for words in _persons(contact.name)]
    return [hint.lower().removesuffix("nen") for hint in (*longest, *_emails(contact))]


def _literals(contact: Contact) -> list[str]:
    """The contact's own e-mails and phones, however they are written."""
    found = [re.escape(email) for email in _emails(contact)]
    found += [r"(?<![\w+])\+?" + rf"(?:{_LINK})?".join(digits) + r"(?!\d)" for digits in _phones(contact)]
    return found


def _phones(contact: Contact) -> list[str]:
    """The digits of the contact's phones."""
    phones = re.split(r"[,;/]", contact.phone or "")[:_MOST_PERSONS]
    found = (re.sub(r"[^0-9]", "", phone) for phone in phones)
    return [digits for digits in found if len(digits) in _PHONE_DIGITS]


def _is_phone(text: str) -> bool:
    """Whether digits are written as a Finnish phone number is, and are no postcodes, years or a list."""
    groups = re.findall(r"\d+", text)
    if sum(map(len, groups)) not in _PHONE_DIGITS:
        return False
    if len(groups) == 1 or text.startswith(("+", "00")):
        return True
    return len(groups[0]) <= _AREA_CODE and max(map(len, groups[1:])) >= 3
