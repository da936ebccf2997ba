"""SKOS vocabularies, such as Finto's YSO, KOKO and JUHO: the labels of each concept are a group.

Read by pyoxigraph (extra `hankehaku[vocabularies]`): Turtle, RDF/XML and N-Triples, triple by triple. Nothing
is fetched: neither imports nor external entities are followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from index.errors import VocabularyError
from index.vocabulary.group import LANGUAGES, Group, Label

FORMATS = {".ttl": "TURTLE", ".rdf": "RDF_XML", ".xml": "RDF_XML", ".nt": "N_TRIPLES", ".owl": "RDF_XML"}
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABELS = {f"{_SKOS}prefLabel", f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel"}
_TITLES = {"http://purl.org/dc/terms/title", "http://purl.org/dc/elements/1.1/title"}
_LICENCES = {"http://purl.org/dc/terms/license", "http://creativecommons.org/ns#license"}


def read_skos(path: Path) -> tuple[dict[str, str], Iterator[Group]]:
    """What the file says of itself («title», «licence»), and its groups. Raises `VocabularyError`."""
    try:
        from pyoxigraph import Literal, RdfFormat, parse
    except ImportError as error:
        raise VocabularyError(
            path, 0, "reading SKOS needs pyoxigraph: pip install 'hankehaku[vocabularies]'"
        ) from error
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise VocabularyError(path, 0, f"expected a vocabulary in SKOS with one of the endings {known}")
    labels: dict[str, list[Label]] = defaultdict(list)
    about: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for triple in parse(file, format=getattr(RdfFormat, FORMATS[path.suffix.lower()])):
                name, value = triple.predicate.value, triple.object
                if name in _LABELS and isinstance(value, Literal) and value.language:
                    language = value.language.split("-")[0].lower()
                    if language in LANGUAGES:
                        labels[str(triple.subject)].append(Label(language, value.value))
                elif name in _TITLES:
                    about.setdefault("title", value.value)
                elif name in _LICENCES:
                    about.setdefault("licence", value.value)
    except (OSError, SyntaxError, ValueError) as error:
        raise VocabularyError(path, 0, f"it cannot be read ({error})") from error
    return about, (Group(tuple(dict.fromkeys(own))) for own in labels.values() if len(own) > 1)
