"""Lines that no field has and that may hold a person: withheld whole, and the person masked everywhere else.

Part of `redaction.py`. Forms name a contact person in more ways than any list has. So it is a rule: a key or
heading that the form does not have is withheld when a word of it is about persons or contact data, and also
when its value is an e-mail address, a telephone number or a person's name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.analysis.voikko import name_classes
from index.messages import Notice
from index.model.project import FORM_WORDS, Project
from index.model.project_parts import Contact
from index.model.template import collapse_whitespace
from index.privacy.contact_patterns import EMAIL, NOT_CONTACT, PHONE, split_phones
from index.privacy.names.word_stems import IN_CHARGE, LABEL

_ABOUT_PERSONS = re.compile(
    rf"{IN_CHARGE}|yhteystie|kontakt(?!i)|contact|laatija|kirjoittaja|tekijä|allekirjoit|vastaava\b|lisätie(?:to|do)"
    rf"|ansvarig|person(?!al|lig)|(?<!\w)namn\b|(?<!\w){LABEL}(?!\w)|author\b|further information",
    re.IGNORECASE,
)
"""Words of keys that are about a person or how to reach one, in Finnish, Swedish and English."""

_KEY_LINE = re.compile(r"(?P<key>[^\W\d_][^:]{0,99}):(?P<value>(?:\s.*)?)")
_MAX_KEY_WORDS = 5  # of a line that is a key without a colon
_CONTACT_DATA = re.compile(f"{NOT_CONTACT}|(?P<mail>{EMAIL})|{PHONE}", re.IGNORECASE)
_WORD = r"[A-ZÅÄÖÉÜŠŽ][\w'’]*[^\W\d_](?:-[^\W\d_][\w'’]*)?"
_NAME = re.compile(rf"{_WORD}(?:[^\S\n]+(?:(?:von|af|de)[^\S\n]+)?(?:{_WORD}|[A-ZÅÄÖ]\.)){{1,3}}(?!\w)")
_NAME_IN_LINES = re.compile(_NAME.pattern.replace(r"[^\S\n]", r"\s"))
_SAYING = ("yhteyshenkilö", "yhdyshenkilö", "kontaktperson", "contact person", "lisätietoja antaa")
_SAID = re.compile(
    rf"(?:{'|'.join(_SAYING)})\w*[^\S\n]{{0,2}}[:–-]?"
    r"[^\S\n]{1,2}(?-i:(?:[a-zåäö-]{3,30},?[^\S\n]{1,2}){0,3})",
    re.IGNORECASE,
)
"""What may stand before a contact person's name in a text, with up to three words of a title."""

_KEPT = re.compile(r"line (?P<line>\d+): unknown (?:key|heading) «(?P<title>.*)»;? .*kept as text", re.DOTALL)
"""A warning of the reader, which keeps what is withheld here."""


@dataclass
class UnknownPersons:
    """What was found: the loose text that stays, persons' data, and the keys and headings withheld."""

    other: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)


def withhold_unknown_persons(project: Project) -> Project:
    """The project without loose lines that may hold a person, whose data are put into its private rows.

    There they are what `redact` masks in the texts. Each key or heading withheld has a warning that names it.
    """
    found = UnknownPersons()
    for title, text in project.other.items():
        if title == FORM_WORDS:
            found.other[title] = text
        else:
            _read_loose(title, text, found)
    texts = list(_texts(project))
    lowered = "\n".join(texts).lower()  # most texts say nothing of the kind, and that is seen fast
    for text in texts if any(word in lowered for word in _SAYING) else ():
        _read_prose(text, found)
    for heading in _headings(project):
        if _ABOUT_PERSONS.search(heading) and _NAME.search(heading):
            found.withheld.append(heading)
            _take_persons(heading, found)
    if not (found.names or found.emails or found.phones or found.withheld):
        return project
    return dataclasses.replace(
        project,
        contact=_joined(project.contact, found),
        other=found.other,
        warnings=_told(project.warnings, tuple(dict.fromkeys(found.withheld))),
    )


def _told(warnings: Sequence[str], withheld: Sequence[str]) -> tuple[str, ...]:
    """Warnings that name what was withheld, with its line in place of one that it was kept as text."""
    lines: dict[str, str] = {}
    others = []
    for warning in warnings:
        kept = _KEPT.fullmatch(warning)
        title = kept["title"].removesuffix("…") if kept else ""
        key = next((key for key in withheld if title and key.startswith(title)), "")
        if kept and key:
            lines.setdefault(key, kept["line"])
        else:
            others.append(warning)
    told = ((lines.get(key), Notice("«%(key)s» may hold a person: withheld", key=key)) for key in withheld)
    return (*others, *(_on_line(line, text) for line, text in told))


def _on_line(line: str | None, text: Notice) -> Notice:
    return Notice("line %(number)s: %(message)s", number=int(line), message=text) if line else text


def _joined(contact: Contact, found: UnknownPersons) -> Contact:
    return dataclasses.replace(
        contact,
        name="; ".join(dict.fromkeys([*filter(None, [contact.name]), *found.names])) or None,
        email=", ".join(dict.fromkeys([*filter(None, [contact.email]), *found.emails])) or None,
        phone=", ".join(dict.fromkeys([*filter(None, [contact.phone]), *found.phones])) or None,
    )


def _read_loose(title: str, text: str, found: UnknownPersons) -> None:
    """The loose text under a heading: what may hold a person is taken out of it."""
    if _ABOUT_PERSONS.search(title) and not _is_form_heading(title):
        found.withheld.append(title)
        _take_persons(f"{title}\n{text}", found)
        return
    kept = []
    value: list[str] | None = None  # of the line being withheld, as far as it has been read
    for line in [*text.split("\n"), ""]:
        match = _KEY_LINE.fullmatch(line.strip())
        begins = bool(match) or _is_bare_key(line)
        if value is not None and (begins or not line.strip()) and any(value):
            _take_persons("\n".join(value), found)
            value = None
        if match and _may_hold_person(match["key"], match["value"]):
            found.withheld.append(collapse_whitespace(match["key"]))
            found.names += [match["key"]] if _is_name(match["key"]) else []
            value = [match["value"].strip()]
        elif begins and not match:
            found.withheld.append(collapse_whitespace(line))
            value = [line.strip()] if _NAME.search(line) or any(_contact_data(line)) else [""]
        elif value is not None and not match:
            value.append(line.strip())
        else:
            value = None  # an empty one, and another key after it
            kept.append(line)
    if any(line.strip() for line in kept):
        found.other[title] = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _is_form_heading(title: str) -> bool:
    """Whether a heading is one that counts people: it has no person below it."""
    return bool(re.search(r"lukumäärä|määrä\b|antal", title, re.IGNORECASE))


def _is_bare_key(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _MAX_KEY_WORDS and bool(_ABOUT_PERSONS.search(words[0]))


def _may_hold_person(key: str, value: str) -> bool:
    value = collapse_whitespace(value)
    if any(_contact_data(value)):
        return True
    if _ABOUT_PERSONS.search(key):  # a number is of people, not a person
        return not value or bool(re.search(r"[^\W\d_]", value))
    return _is_name(value.partition(",")[0])


def _is_name(text: str) -> bool:
    """Whether a text is a person's name and no more: «Maija Mallila», «Mallila Maija-Liisa»."""
    text = collapse_whitespace(text)
    if not _NAME.fullmatch(text):
        return False
    words = re.findall(r"[^\W\d_]{2,}", text)
    return any("etunimi" in name_classes(word) for word in (words[0], words[-1]))


def _contact_data(text: str) -> Iterator[tuple[bool, str]]:
    """The e-mail addresses and telephone numbers of a text, as written; whether each is an address."""
    for match in _CONTACT_DATA.finditer(text):
        if match["mail"]:
            yield True, match["mail"]
        elif match["labelled"]:
            yield False, match["labelled"]
        elif match["phone"]:
            yield from ((False, number) for number, is_phone in split_phones(match["phone"]) if is_phone)


def _take_persons(text: str, found: UnknownPersons) -> None:
    """Note the names, addresses and numbers of a text that is withheld."""
    for is_address, data in _contact_data(text):
        (found.emails if is_address else found.phones).append(data)
    rest = _CONTACT_DATA.sub(";", text)
    names = [collapse_whitespace(match[0]) for match in _NAME_IN_LINES.finditer(rest)]
    if not names and len(rest.split()) <= 3:  # «maija mallila», «Mallila»
        words = re.findall(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?", rest)
        names = [" ".join(words)] if any(name_classes(word) != {"word"} for word in words) else []
    found.names += filter(None, map(_without_titles, names))


def _without_titles(name: str) -> str:
    """A name without words about persons: «Yhteyshenkilöt» above it begins with a capital as well."""
    return " ".join(word for word in name.split() if not _ABOUT_PERSONS.search(word))


def _has_name_word(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", text)
    return any(name_classes(word) & {"etunimi", "sukunimi"} for word in words)


def _read_prose(text: str, found: UnknownPersons) -> None:
    """A text of the applicant: the person whom it introduces as the one to contact."""
    for said in _SAID.finditer(text):
        match = _NAME.match(text, said.end())
        if match and _has_name_word(match[0]):
            found.names.append(collapse_whitespace(match[0]))


def _headings(project: Project) -> Iterator[str]:
    """Headings that nothing stands below: of indicators, and those that warnings quote."""
    yield from (one.name for one in project.monitored)
    for warning in project.warnings:
        yield from re.findall("«([^»]*)»", warning)


def _texts(project: Project) -> Iterable[str]:
    texts = (project.summary, project.target_groups, project.indirect_target_groups, project.final_report)
    answers = (*(one.text for one in project.equality), *(one.text for one in project.sustainability))
    return filter(None, (project.title, *texts, *answers))
