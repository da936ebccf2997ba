"""A project without personal contact data: what the index keeps and the pages show.

Runs between parsing and indexing. The contact person's rows are emptied, and in every text names, e-mail
addresses and telephone numbers of persons are replaced. The organisations' own addresses and numbers are
public and stay.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from index.model.project import FIELDS, FORM_WORDS, Project
from index.model.project_parts import Applicant, Contact
from index.privacy.contact_patterns import (
    EMAIL,
    IDENTITY_CODE,
    LABELLED_DIGITS,
    NOT_CONTACT,
    PHONE,
    Span,
    contact_emails,
    contact_phones,
    contact_regexes,
    identity_codes,
    is_reference,
    is_thousands,
    joined,
    may_have_email,
    may_have_identity_code,
    may_have_phone,
    more_numbers,
    phone_key,
    split_phones,
)
from index.privacy.contact_places import is_away
from index.privacy.folding import fold
from index.privacy.names.places import Told
from index.privacy.person_names import (
    ascii_letters,
    is_person,
    may_name,
    name_regexes,
    split_names,
)
from index.privacy.persons_near import persons_near
from index.privacy.texts import folded_texts
from index.privacy.unknown_persons import withhold_unknown_persons
from index.templates.registry import TEMPLATES

REMOVED = "[yhteystieto poistettu]"
"""What stands where contact data stood."""
_LINK = re.compile(r"://|www\.|10\.\d{4,9}/")
"""A sign of a link, which may spell the contact's name; every link of `NOT_CONTACT` has one."""
_HIDDEN = {FORM_WORDS} | {
    heading.text
    for template in TEMPLATES
    for heading in template.headings
    if heading.section in {row.section for row in FIELDS if row.private}
}
"""Titles of loose text that is left out: the form's own words, and what stands by private rows."""


def redact(project: Project) -> tuple[Project, int]:
    """The project without private values and with its texts masked; and how many places were masked."""
    project = withhold_unknown_persons(project)
    mask = _Mask(project)
    shown = dataclasses.replace(
        project,
        applicant=mask.organisation(project.applicant),
        contact=Contact(),
        co_implementers=tuple(map(mask.organisation, project.co_implementers)),
        other={title: text for title, text in project.other.items() if title not in _HIDDEN},
    )
    # Most descriptions have contact data only in their private rows: seeing that takes a third of the time.
    return mask.apply(shown) if mask.may_have_contact(folded_texts(shown)) else shown, mask.count


def find_contact_data(text: str, contact: Contact) -> list[Span]:
    """Where contact data stands in a text that is no part of a project, such as the name of a file."""
    mask, folded = _Mask(Project("", contact=contact)), fold(text)
    found = mask.find(folded.text) if mask.may_have_contact(folded.text) else []
    return [folded.span(*span) for span in found]


def drop_form_words(project: Project) -> Project:
    """The project without the form's own words: what `hankehaku index --with-contacts` keeps of it."""
    return dataclasses.replace(project, other={k: v for k, v in project.other.items() if k != FORM_WORDS})


Patterns = Sequence[re.Pattern[str]]
_KINDS = (IDENTITY_CODE, NOT_CONTACT, EMAIL, PHONE)
_CODE, _NOT_CONTACT, _EMAIL, _PHONE = (re.compile(kind, re.IGNORECASE) for kind in _KINDS)


def _leftmost(patterns: Patterns, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches of an alternation. As one pattern it would have to be compiled anew for each contact."""
    next_ones = [pattern.search(text, start, end) for pattern in patterns]
    while any(next_ones):
        first = min(filter(None, next_ones), key=re.Match.start)  # of those that begin alike, the first
        yield first
        for number, one in enumerate(next_ones):
            if one is not None and one.start() < first.end():
                next_ones[number] = patterns[number].search(text, first.end(), end)


class _Mask:
    """Replaces contact data in every string of a project, and counts the places."""

    def __init__(self, project: Project) -> None:
        self.contact = project.contact
        self.phones = contact_phones(self.contact)
        self.emails = [[word.lower() for word in words] for words in contact_emails(self.contact)]
        organisations = (project.applicant, *project.co_implementers)
        # An organisation may have given the contact person's own number as its own.
        self.public_phones = {phone_key(one.phone) for one in organisations} - self.phones - {""}
        self.count = 0
        self.project = project
        self.told = Told()  # by the text that is searched, as far as it has been

    @cached_property
    def away(self) -> bool:
        """Whether the town that the contact is called, if it is one, is none of the description's places."""
        return is_away(self.project)

    @cached_property
    def own(self) -> Patterns:
        """The contact's addresses and numbers."""
        return [re.compile(one, re.IGNORECASE) for one in contact_regexes(self.contact)]

    @cached_property
    def names(self) -> Patterns:
        """The contact's names."""
        return [re.compile(one, re.IGNORECASE) for one in name_regexes(self.contact.name)]

    def patterns(self, text: str) -> Patterns:
        """What is looked for in a text: no addresses or names where it has no sign of any, because each makes
        every word of the text slower; nothing where only what is no contact would be found."""
        lowered = text.lower()
        found = [_CODE, *(self.own if self.may_have_data(text, lowered) else [])]
        found += [_EMAIL] if may_have_email(lowered) else []
        found += [*(self.names if may_name(self.contact.name, lowered) else []), _PHONE]
        is_there = _LINK.search(lowered) or any(pattern.search(text) for pattern in found)
        return [_CODE, _NOT_CONTACT, *found[1:]] if is_there else []

    def may_have_contact(self, text: str) -> bool:
        """Whether a folded text may hold contact data. Cheap: most texts do not, and are not searched."""
        lowered = text.lower()
        reached = may_have_email(lowered) or may_have_phone(lowered, self.phones)
        return reached or may_have_identity_code(text) or self.may_have_own(lowered)

    def mask_text(self, text: str) -> str:
        """A text without contact data."""
        folded = fold(text)
        if not self.may_have_contact(folded.text):
            return text
        return self.replace(text, [folded.span(*span) for span in self.find(folded.text)])

    def replace(self, text: str, spans: list[Span]) -> str:
        """The text with `REMOVED` where the spans are, which are in order; they are counted."""
        pieces, at = [], 0
        for start, end in spans:
            pieces += [text[at:start], REMOVED]
            at = end
        self.count += len(spans)
        return "".join([*pieces, text[at:]])

    def find(self, text: str) -> list[Span]:
        """Where contact data stands in a folded text, in order, and the names of persons beside it."""
        reached: list[Span] = []
        patterns, self.told = self.patterns(text), Told(away=self.away)
        matches = _leftmost(patterns, text, 0, len(text))
        found = [span for match in matches for span in self.parts(match, patterns, reached)]
        return joined(found, persons_near(text, sorted(set(reached)))) if reached else found

    def may_have_data(self, text: str, lowered: str) -> bool:
        """Whether a text may hold the contact's own e-mail or telephone number."""
        mail = any(all(word in lowered for word in words) for words in self.emails)
        return mail or any(number in re.sub(r"\D+", "", text) for number in self.phones)

    def may_have_own(self, lowered: str) -> bool:
        """Whether a text, in lower case, may hold the contact's own name or e-mail."""
        mail = any(all(word in lowered for word in words) for words in self.emails)
        return mail or may_name(self.contact.name, lowered)

    def apply(self, thing: Any) -> Any:
        """The same thing with its strings masked."""
        if isinstance(thing, str):
            return self.mask_text(thing)
        if isinstance(thing, tuple):
            if not self.may_have_contact(folded_texts(thing)):
                return thing
            items = tuple(self.apply(item) for item in thing)
            return thing if all(map(operator.is_, items, thing)) else items
        if isinstance(thing, dict):
            return self.apply_to_loose(thing)
        if thing is None or isinstance(thing, (int, date, Applicant, Contact)):
            return thing
        changed = {}
        for name, value in vars(thing).items():
            shown = self.apply(value)
            if shown is not value:
                changed[name] = shown
        return dataclasses.replace(thing, **changed) if changed else thing

    def apply_to_loose(self, texts: dict[str, str]) -> dict[str, str]:
        """Loose text with its headings masked; texts whose headings become the same stand together."""
        found: dict[str, str] = {}
        for title, text in texts.items():
            shown, masked = self.mask_text(title), self.mask_text(text)
            found[shown] = f"{found[shown]}\n\n{masked}" if shown in found else masked
        return found

    def organisation(self, one: Applicant) -> Applicant:
        """An organisation: its name, number and addresses are public where they are not the person's."""
        changed: dict[str, str | None] = {}
        if self.phones & {phone_key(one.phone)}:
            changed["phone"] = None
            self.count += 1
        for name, value in vars(one).items():
            private = name in ("address", "website") and value and self.may_have_own(value.lower())
            if private:
                changed[name] = self.mask_text(value)
            elif value and name not in changed and may_have_identity_code(value):
                changed[name] = self.replace(value, identity_codes(value))
        return dataclasses.replace(one, **changed) if changed else one

    def parts(self, match: re.Match[str], patterns: Patterns, reached: list[Span]) -> Iterator[Span]:
        """What is contact data in a match; it is added to `reached` if a person is reached by it."""
        start, end = match.span()
        groups = match.groupdict()
        if match.re is _CODE:
            yield start, end
        elif match.re is _NOT_CONTACT:
            yield from self.in_link(match) if groups["link"] else ()
        elif groups.get("phone"):
            at = start
            for one, is_phone in split_phones(match[0]):
                other = is_reference(match.string, start, one, at + len(one))
                if is_phone and not other and not (at == start and is_thousands(match.string, at, one)):
                    yield from self.number((at, at + len(one)), one, reached)
                at += len(one)
        elif groups.get("label"):
            yield from self.labelled(match, patterns, reached)
        elif match.re in self.names:
            is_own = is_person(self.contact.name, match, self.told)
            if is_own and groups.get("full"):
                self.told = self.told._replace(named=True)
            yield from ((start, end),) if is_own else ()
        else:
            reached.append((start, end))
            yield start, end

    def labelled(self, match: re.Match[str], patterns: Patterns, reached: list[Span]) -> Iterator[Span]:
        """The numbers after «puh.»; where the digits are too many for one, and none of them is a telephone's,
        what else they hold."""
        number, (start, end) = match["labelled"], match.span("labelled")
        digits = sum(map(str.isdigit, number))
        one = digits in LABELLED_DIGITS and "\n" not in number
        pieces = ((number, True),) if one else tuple(split_phones(number))
        if digits >= LABELLED_DIGITS.stop and not any(is_phone for _, is_phone in pieces):
            for inner in _leftmost(patterns, match.string, start, end):
                yield from self.parts(inner, patterns, reached)
            return
        at = start
        for piece, is_phone in pieces:
            if sum(map(str.isdigit, piece)) >= LABELLED_DIGITS.start and (is_phone or "\n" in number):
                yield from self.number((at, at + len(piece)), piece, reached)
            at += len(piece)
        for span in more_numbers(match.string, end):
            yield from self.number(span, match.string[slice(*span)], reached)

    def number(self, span: Span, number: str, reached: list[Span]) -> Iterator[Span]:
        """A telephone number, unless an organisation gave it as its own."""
        reached.append(span)
        if phone_key(number) not in self.public_phones:
            yield span

    def in_link(self, match: re.Match[str]) -> Iterator[Span]:
        """A link, where it spells the contact's name, e-mail or number; of another, identity codes."""
        plain = ascii_letters(match[0])
        names = [[ascii_letters(word) for word in words] for words in split_names(self.contact.name)]
        mails = [[ascii_letters(word) for word in words] for words in self.emails]
        whole = [words for words in (*names, *mails) if len(words) > 1] + [[one] for one in self.phones]
        if any(all(word in plain for word in words) for words in whole):
            yield match.span()
        else:
            yield from identity_codes(match.string, *match.span())
