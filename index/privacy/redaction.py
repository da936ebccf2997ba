"""A project without personal contact data: what the index keeps and the pages show.

Runs between parsing and indexing. The contact person's rows go, and in every text what names or
reaches a person is replaced. The organisations' own addresses and numbers are public and stay.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from datetime import date
from functools import cached_property
from typing import Any

from index.model.project import FIELDS, Project
from index.model.project_parts import Applicant, Contact
from index.model.template import FORM, HEADINGS
from index.privacy import contact_patterns, person_names

REMOVED = "[yhteystieto poistettu]"
"""What stands where contact data stood."""


def public(project: Project) -> tuple[Project, int]:
    """The project without private rows, its texts masked, and how many places were masked."""
    mask = _Mask(project)
    shown = dataclasses.replace(
        project,
        applicant=mask.organisation(project.applicant),
        contact=Contact(),
        co_implementers=tuple(map(mask.organisation, project.co_implementers)),
        other=_public_other(project.other),
    )
    # Most descriptions hold no contact data but in their rows; to see that is a third of the work.
    return mask.apply(shown) if mask.is_hinted("\n".join(_strings(shown, []))) else shown, mask.count


def with_contacts(project: Project) -> Project:
    """The project as `hankehaku index --with-contacts` keeps it: all but the form's own words."""
    return dataclasses.replace(project, other={k: v for k, v in project.other.items() if k != FORM})


def _public_other(other: dict[str, str]) -> dict[str, str]:
    """Loose text, without the form's words and without that of a section where contact data stands."""
    private = {row.section for row in FIELDS if row.private}
    hidden = {FORM} | {heading.text for heading in HEADINGS if heading.number in private}
    return {title: text for title, text in other.items() if title not in hidden}


def _strings(thing: Any, found: list[str]) -> list[str]:
    """Every text of a project but those of its organisations and contact person, put into a list."""
    if isinstance(thing, str):
        found.append(thing)
    elif isinstance(thing, dict):
        found += (*thing, *thing.values())
    elif isinstance(thing, tuple):
        for item in thing:
            _strings(item, found)
    elif thing is not None and not isinstance(thing, (int, date, Applicant, Contact)):
        for value in vars(thing).values():
            _strings(value, found)
    return found


class _Mask:
    """Replaces contact data in every string of a project, and counts."""

    def __init__(self, project: Project) -> None:
        self.contact = project.contact
        self.phones = contact_patterns.phones(self.contact)
        self.emails = [[word.lower() for word in words] for words in contact_patterns.emails(self.contact)]
        organisations = (project.applicant, *project.co_implementers)
        # An organisation may have given the contact person's own number as its own.
        self.public = {contact_patterns.digits(one.phone) for one in organisations} - self.phones - {""}
        self.count = 0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for; made only when a text may hold some of it."""
        own, names = contact_patterns.own_patterns(self.contact), person_names.patterns(self.contact.name)
        return re.compile(
            "|".join([contact_patterns.KEPT, *own, contact_patterns.EMAIL, *names, contact_patterns.PHONE]),
            re.IGNORECASE,
        )

    def is_hinted(self, text: str) -> bool:
        """Whether a text may hold contact data; most do not, and are not looked through."""
        lowered = text.lower()
        reached = contact_patterns.has_sign(lowered) or contact_patterns.has_number(lowered, self.phones)
        return reached or self.is_owned(lowered)

    def masked(self, text: str) -> str:
        """A text without contact data."""
        if self.is_owned(text.lower()):
            return self.pattern.sub(self.replace, text)
        # Only a name can reach over a line break: the rest is looked for where there is a hint of it.
        if not self.is_hinted(text):
            return text
        lines = (self.pattern.sub(self.replace, x) if self.is_hinted(x) else x for x in text.split("\n"))
        return "\n".join(lines)

    def is_owned(self, lowered: str) -> bool:
        """Whether a text may hold the contact's own name or e-mail."""
        mail = any(all(word in lowered for word in words) for words in self.emails)
        return mail or person_names.is_named(self.contact.name, lowered)

    def apply(self, thing: Any) -> Any:
        """The same thing with its strings masked."""
        if isinstance(thing, str):
            return self.masked(thing)
        if isinstance(thing, tuple):
            if not self.is_hinted("\n".join(_strings(thing, []))):
                return thing
            items = tuple(self.apply(item) for item in thing)
            return thing if all(map(operator.is_, items, thing)) else items
        if isinstance(thing, dict):
            return self.apply_to_titles(thing)
        if thing is None or isinstance(thing, (int, date, Applicant, Contact)):
            return thing
        changed = {}
        for name, value in vars(thing).items():
            shown = self.apply(value)
            if shown is not value:
                changed[name] = shown
        return dataclasses.replace(thing, **changed) if changed else thing

    def apply_to_titles(self, texts: dict[str, str]) -> dict[str, str]:
        """Loose text with its headings masked; texts whose headings are the same then stand together."""
        found: dict[str, str] = {}
        for title, text in texts.items():
            shown, masked = self.masked(title), self.masked(text)
            found[shown] = f"{found[shown]}\n\n{masked}" if shown in found else masked
        return found

    def organisation(self, one: Applicant) -> Applicant:
        """An organisation: its name, number and addresses are public where they are not the person's."""
        changed: dict[str, str | None] = {}
        if self.phones & {contact_patterns.digits(one.phone)}:
            changed["phone"] = None
            self.count += 1
        for name in ("address", "website"):
            value = getattr(one, name)
            if value and self.is_owned(value.lower()):
                changed[name] = self.pattern.sub(self.replace, value)
        return dataclasses.replace(one, **changed) if changed else one

    def replace(self, match: re.Match[str]) -> str:
        """What stands for one find: itself, when it is no contact data after all."""
        found = match[0]
        if match["kept"]:
            return self.masked_link(found) if match["link"] else found
        if match["phone"]:
            return "".join(
                self.removed() if is_phone and self.is_private(match, one) else one
                for one, is_phone in contact_patterns.telephones(found)
            )
        if match["label"]:
            number = match["labelled"]
            if not 5 <= sum(map(str.isdigit, number)) <= 14:
                return match["label"] + self.pattern.sub(self.replace, number)
            return match["label"] + (
                number if contact_patterns.digits(number) in self.public else self.removed()
            )
        if match.groupdict().get("ordinary") and not person_names.is_titled(match.string, match.start()):
            return found
        return self.removed()

    def is_private(self, match: re.Match[str], number: str) -> bool:
        """Whether a telephone number is nobody's public one, nor the end of a larger number."""
        if contact_patterns.digits(number) in self.public:
            return False
        return not contact_patterns.is_thousands(match.string, match.start(), number)

    def masked_link(self, link: str) -> str:
        """A link, unless it spells the contact's name, e-mail or number."""
        plain = person_names.letters(link)
        names = [
            [person_names.letters(word) for word in words]
            for words in person_names.persons(self.contact.name)
        ]
        mails = [[person_names.letters(word) for word in words] for words in self.emails]
        whole = [words for words in (*names, *mails) if len(words) > 1] + [[one] for one in self.phones]
        return self.removed() if any(all(word in plain for word in words) for words in whole) else link

    def removed(self) -> str:
        """What stands where contact data stood; counted."""
        self.count += 1
        return REMOVED
