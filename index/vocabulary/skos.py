"""SKOS vocabularies, such as Finto's YSO, KOKO and JUHO: the labels of each concept are a group.

Read by pyoxigraph (extra `hankehaku[vocabularies]`): Turtle, RDF/XML and N-Triples, triple by triple. Nothing
is fetched: neither imports nor external entities are followed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.errors import VocabularyError
from index.messages import Notice
from index.vocabulary.group import LANGUAGES, Group, Label
from index.vocabulary.keys import label_key

FORMATS = {".ttl": "TURTLE", ".rdf": "RDF_XML", ".xml": "RDF_XML", ".nt": "N_TRIPLES", ".owl": "RDF_XML"}
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*\Z")
"""What tells a label from others that are written alike: «ohjaus (neuvominen)»; nobody types it."""
CHAIN = "--"
"""What stands between the headings of a chain."""
_PIECE = re.compile(r"\A-|-\Z|\A(?:ja|och|and)\s")
"""A label that is a piece of a term: «tuki-», «-ruokavalio», «ja liikuntaelinten sairaudet»."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PREFERRED = f"{_SKOS}prefLabel"
_LABELS = {_PREFERRED, f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel"}
_TITLES = {"http://purl.org/dc/terms/title", "http://purl.org/dc/elements/1.1/title"}
_LICENCES = {"http://purl.org/dc/terms/license", "http://creativecommons.org/ns#license"}


class _Label(NamedTuple):
    label: Label
    is_preferred: bool


def read_skos(path: Path) -> tuple[dict[str, str], Iterator[Group]]:
    """The metadata of the file («title», «licence»), and its groups. Raises `VocabularyError`."""
    try:
        from pyoxigraph import Literal, RdfFormat, parse
    except ImportError as error:
        raise VocabularyError(
            path, 0, Notice("reading SKOS needs pyoxigraph: pip install 'hankehaku[vocabularies]'")
        ) from error
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise VocabularyError(
            path, 0, Notice("expected a vocabulary in SKOS with one of the endings %(known)s", known=known)
        )
    concepts: dict[str, list[_Label]] = defaultdict(list)
    about: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for triple in parse(file, format=getattr(RdfFormat, FORMATS[path.suffix.lower()])):
                name, value = triple.predicate.value, triple.object
                if name in _LABELS and isinstance(value, Literal) and value.language:
                    language = value.language.split("-")[0].lower()
                    if language in LANGUAGES:
                        label = Label(language, _QUALIFIER.sub("", value.value))
                        concepts[str(triple.subject)].append(_Label(label, name == _PREFERRED))
                elif name in _TITLES:
                    about.setdefault("title", value.value)
                elif name in _LICENCES:
                    about.setdefault("licence", value.value)
    except (OSError, SyntaxError, ValueError) as error:
        raise VocabularyError(path, 0, Notice("it cannot be read (%(error)s)", error=error)) from error
    return about, _groups(concepts.values())


def _groups(concepts: Iterable[list[_Label]]) -> Iterator[Group]:
    """A group for each concept, without pieces of terms and without the labels that name another concept.

    A label that another concept prefers is its name.
    """
    concepts = [_whole_terms(own) for own in concepts]
    preferred = {_key(one.label) for own in concepts for one in own if one.is_preferred}
    for own in concepts:
        names = {_key(one.label) for one in own if one.is_preferred}
        labels = dict.fromkeys(
            one.label for one in own if (key := _key(one.label)) in names or key not in preferred
        )
        if len(labels) > 1:
            yield Group(tuple(labels))


def _whole_terms(labels: Sequence[_Label]) -> list[_Label]:
    """The labels that are terms, in the order of the file.

    Terms of former thesauri stand in YSO in pieces: the chain of headings «kirkot -- rakennukset» as the
    labels «kirkot», «--» and «rakennukset», and the term «tuki- ja liikuntaelinten sairaudet» as «tuki-» and
    «ja liikuntaelinten sairaudet». The pieces mean something else than the concept.
    """
    joints = [number for number, one in enumerate(labels) if one.label.text == CHAIN]
    pieces = {place for number in joints for place in (number - 1, number, number + 1)}
    return [
        one
        for number, one in enumerate(labels)
        if one.is_preferred or not (number in pieces or _PIECE.search(one.label.text))
    ]


def _key(label: Label) -> tuple[str, str]:
    return label.language, label_key(label.language, label.text) or label.text
