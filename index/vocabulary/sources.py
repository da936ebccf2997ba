"""Which vocabularies are in use: our own, the dictionaries that are installed, and those named."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import VocabularyError
from index.messages import Notice
from index.vocabulary import dictd, own_tables, skos
from index.vocabulary.group import Group, VocabularySource

OWN_NAME = "Hankehaun oma sanasto"
FREEDICT_LICENCE = "CC BY-SA 3.0"
FREEDICT_ATTRIBUTION = "FreeDict ja WikDict (Wiktionaryn tekijät)"


def find_sources(named: Sequence[Path], dictionaries: Path) -> list[VocabularySource]:
    """The vocabularies in the order in which they are preferred. Raises `VocabularyError` for a named one."""
    own = [own_tables.FOLDER / name for name in own_tables.TABLES]
    found = [_source(path, OWN_NAME, "MIT", "Hankehaun tekijät") for path in own if path.is_file()]
    for path in named:
        if not path.is_file():
            raise VocabularyError(path, 0, Notice("there is no such file"))
        found.append(replace(_source(path, path.name, "", ""), is_named=True))
    for name in dictd.DICTIONARIES:
        path = dictionaries / f"{name}.dict.dz"
        if path.is_file():
            found.append(_source(path, name, FREEDICT_LICENCE, FREEDICT_ATTRIBUTION))
    return found


def read_source(source: VocabularySource) -> tuple[VocabularySource, list[Group]]:
    """The groups of a vocabulary, and what it says of itself. Raises `VocabularyError`."""
    path = Path(source.path)
    if path.name.endswith(".dict.dz"):
        languages = dictd.DICTIONARIES[path.name.removesuffix(".dict.dz")]
        groups = list(dictd.read_dictionary(path, *languages))
    elif path.suffix == ".tsv":
        groups = list(own_tables.read_table(path))
    else:
        about, labels = skos.read_skos(path)
        groups = list(labels)
        source = replace(
            source, name=about.get("title", source.name), licence=about.get("licence", source.licence)
        )
    return replace(source, groups=len(groups)), groups


def _source(path: Path, name: str, licence: str, attribution: str) -> VocabularySource:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise VocabularyError(
            path, 0, Notice("it cannot be read (%(strerror)s)", strerror=error.strerror)
        ) from error
    return VocabularySource(name, licence, attribution, str(path), digest)
