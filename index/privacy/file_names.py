"""Paths of source files without the persons whom file names hold: «Maija X 0409876543 - S90001.txt».

The index keeps the path of each file to know it again, and reports name it. A path with a person is kept with
`MASKED` in the place of the name, and a digest of the whole path by which the next run knows the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from index.analysis.voikko import name_classes
from index.messages import rewritten
from index.model.project_parts import Contact
from index.privacy.contact_patterns import Span, joined
from index.privacy.names.name_sorts import is_first_name
from index.privacy.person_names import name_regexes, split_names
from index.privacy.redaction import find_contact_data

MASKED = "[henkilö]"
"""What stands where a person stood in a path."""
_DIGEST = 16  # hexadecimal digits
_STORED = re.compile(rf".*#([0-9a-f]{{{_DIGEST}}})", re.DOTALL)
_BEGINS = re.compile(r"(?<!\w)/")
_TOKEN = re.compile(r"(?!(?<=\.)[A-Za-z]{2,5}$)[^\W\d_]+(?![\w])|[^\W\d_]+(?=_)")
"""A word, but for the letters of a project code and what a name of a file ends with."""
_BESIDE = re.compile(r"[\W_]{1,3}")


def shown_path(path: str, contact: Contact | None = None) -> str:
    """A path as messages may have it; contact: of a description in the file, whose names go too."""
    return "/".join(_shown(part, contact or Contact()) for part in path.split("/"))


def stored_path(path: str, shown: str) -> str:
    """A path as the index keeps it: itself, or what is shown of it and its digest."""
    return path if shown == path else f"{shown}#{path_digest(path)}"


def path_digest(path: str) -> str:
    """What tells a path from others that look the same without their persons."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGEST]


def digest_in(stored: str) -> str:
    """The digest in a path as the index keeps it; "" where the path is itself."""
    match = _STORED.fullmatch(stored)
    return match[1] if match and MASKED in stored else ""


def hide_paths(messages: Sequence[str], paths: Iterable[str], stored: Mapping[str, str]) -> list[str]:
    """Messages without the persons in the names of files.

    paths: every file that they may name. stored: as what the index keeps some of these.
    """
    shown = {path: shown_path(path) for path in paths}
    shown |= {path: one.rpartition("#")[0] for path, one in stored.items() if digest_in(one)}
    hidden = {path: one for path, one in shown.items() if one != path}
    lengths = sorted(set(map(len, hidden)), reverse=True)
    if not hidden:
        return list(messages)
    return [rewritten(message, lambda text: _hidden(text, hidden, lengths)) for message in messages]


def _hidden(message: str, hidden: Mapping[str, str], lengths: Sequence[int]) -> str:
    pieces, at = [], 0
    for match in _BEGINS.finditer(message):
        start = match.start()
        length = next((size for size in lengths if message[start : start + size] in hidden), 0)
        if length and start >= at:
            pieces += [message[at:start], hidden[message[start : start + length]]]
            at = start + length
    return "".join([*pieces, message[at:]])


@lru_cache(maxsize=20_000)
def _shown(part: str, contact: Contact) -> str:
    """A name of a file or folder without persons and contact data."""
    spans = joined(find_contact_data(part.replace("_", " "), contact), _named(part, contact))
    pieces, at = [], 0
    for start, end in spans:
        pieces += [part[at:start], MASKED]
        at = end
    return "".join([*pieces, part[at:]])


def _named(part: str, contact: Contact) -> list[Span]:
    """Where persons' names stand: the contact's words, first names, and what is like a name beside them."""
    tokens = list(_TOKEN.finditer(part))
    own = {word.lower() for words in split_names(contact.name) for one in words for word in one.split("-")}
    inflected = [re.compile(one, re.IGNORECASE) for one in name_regexes(contact.name)]
    found = {
        token
        for token in tokens
        if token[0].lower() in own
        or is_first_name(token[0])
        or any(one.fullmatch(token[0]) for one in inflected)
    }
    for one, other in pairwise(tokens):
        beside = bool(_BESIDE.fullmatch(part, one.end(), other.start()))
        names = [bool(name_classes(token[0]) & {"etunimi", "sukunimi"}) for token in (one, other)]
        if beside and (all(names) or {one, other} & found):
            found |= {token for token in (one, other) if token in found or _like_name(token[0])}
    return sorted(token.span() for token in found)


def _like_name(word: str) -> bool:
    """Whether a word beside a first name may be the rest of the name: no ordinary word in small letters."""
    return word[0].isupper() or "word" not in name_classes(word)
