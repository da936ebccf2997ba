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
    LABELLED_DIGITS,
    Span,
    contact_emails,
    contact_phones,
    contact_regexes,
    is_reference,
    is_thousands,
    joined,
    more_numbers,
    phone_key,
    split_phones,
)
from index.privacy.contact_places import is_away
from index.privacy.contact_signs import (
    CODE,
    OTHER,
    Search,
    code_search,
    email_search,
    email_signs,
    identity_codes,
    leftmost,
    number_signs,
    other_search,
    own_searches,
    phone_search,
)
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
from index.privacy.texts import fold_together, texts_at, texts_of
from index.privacy.unknown_persons import withhold_unknown_persons
from index.templates.registry import TEMPLATES

REMOVED = "[yhteystieto poistettu]"
"""What stands where contact data stood."""
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
    mask.suspects = mask.suspect(texts_of(shown))
    return mask.apply(shown) if mask.suspects else shown, mask.count


def find_contact_data(text: str, contact: Contact) -> list[Span]:
    """Where contact data stands in a text that is no part of a project, such as the name of a file."""
    mask, folded = _Mask(Project("", contact=contact)), fold(text)
    return [folded.span(*span) for span in mask.find(folded.text)]


def drop_form_words(project: Project) -> Project:
    """The project without the form's own words: what `hankehaku index --with-contacts` keeps of it."""
    return dataclasses.replace(project, other={k: v for k, v in project.other.items() if k != FORM_WORDS})


Patterns = Sequence[re.Pattern[str]]
Searches = Sequence[Search]


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
        self.suspects: frozenset[str] = frozenset()  # texts that may hold contact data
        self.named = False  # whether the text that is searched has had the contact's whole name

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

    def searches(self, text: str) -> Searches:
        """What is looked for in a folded text: no names or addresses of the contact where it has no sign of
        any, because each makes every word of the text slower."""
        lowered = text.lower()
        numbers = number_signs(text, self.phones)
        own = self.own if self.may_have_data(text, lowered) else ()
        names = self.names if may_name(self.contact.name, lowered) else ()
        return [
            code_search(numbers),
            other_search(text),
            *own_searches(own),
            email_search(text),
            *own_searches(names),
            phone_search(numbers),
        ]

    def suspect(self, texts: list[str]) -> frozenset[str]:
        """Which of a project's texts may hold contact data. Cheap: most do not, and are not searched."""
        folded = fold_together(texts)
        signs = [*email_signs(folded.text), *number_signs(folded.text, self.phones)]
        found = texts_at(texts, folded, signs)
        if not self.may_have_own(folded.text.lower()):
            return found
        return found | {text for text in texts if self.may_have_own(fold(text).text.lower())}

    def mask_text(self, text: str) -> str:
        """A text without contact data."""
        folded = fold(text)
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
        searches, self.named = self.searches(text), False
        matches = leftmost(searches, text, 0, len(text))
        found = [span for match in matches for span in self.parts(match, searches, reached)]
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
            return self.mask_text(thing) if thing in self.suspects else thing
        if isinstance(thing, tuple):
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
            shown, masked = self.apply(title), self.apply(text)
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
            elif value and name not in changed and (codes := identity_codes(value)):
                changed[name] = self.replace(value, codes)
        return dataclasses.replace(one, **changed) if changed else one

    def parts(self, match: re.Match[str], searches: Searches, reached: list[Span]) -> Iterator[Span]:
        """What is contact data in a match; it is added to `reached` if a person is reached by it."""
        start, end = match.span()
        groups = match.groupdict()
        if match.re is CODE:
            yield start, end
        elif match.re is OTHER:
            yield from self.in_link(match) if groups["link"] else ()
        elif groups.get("phone"):
            at = start
            for one, is_phone in split_phones(match[0]):
                other = is_reference(match.string, start, one, at + len(one))
                if is_phone and not other and not (at == start and is_thousands(match.string, at, one)):
                    yield from self.number((at, at + len(one)), one, reached)
                at += len(one)
        elif groups.get("label"):
            yield from self.labelled(match, searches, reached)
        elif match.re in self.names:
            is_own = is_person(self.contact.name, match, Told(self.named, self.away))
            self.named |= is_own and bool(groups.get("full"))
            yield from ((start, end),) if is_own else ()
        else:
            reached.append((start, end))
            yield start, end

    def labelled(self, match: re.Match[str], searches: Searches, reached: list[Span]) -> Iterator[Span]:
        """The numbers after «puh.»; where the digits are too many for one, and none of them is a telephone's,
        what else they hold."""
        number, (start, end) = match["labelled"], match.span("labelled")
        digits = sum(map(str.isdigit, number))
        one = digits in LABELLED_DIGITS and "\n" not in number
        pieces = ((number, True),) if one else tuple(split_phones(number))
        if digits >= LABELLED_DIGITS.stop and not any(is_phone for _, is_phone in pieces):
            for inner in leftmost(searches, match.string, start, end):
                yield from self.parts(inner, searches, reached)
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
