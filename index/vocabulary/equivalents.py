"""All vocabularies together as one file of flat arrays, and looking words up in it.

Made when an index is made, and mapped into memory when it is searched. Arrays (K keys, G groups, L labels):

    term_text, blocks   the keys of each language, see `index/storage/term_dictionary.py`
    key_ends     [K]    end of each key's groups in …
    key_groups          int32, numbers of groups, in the order of the sources
    group_ends   [G]    end of each group's labels
    group_source [G]    uint8, number of the group's source
    group_bridge [G]    uint8, 1 where the group only leads from one language to another
    label_key    [L]    int32, number of the label's key
    label_offered[L]    uint8, see `Label.is_offered`
    label_text          the labels as written, a line each, compressed
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.numeric import smallest
from index.storage.array_file import Arrays, write_arrays
from index.storage.term_dictionary import Terms, lay_out_terms
from index.vocabulary.group import LANGUAGES, Group, Source
from index.vocabulary.keys import label_key


class Term(NamedTuple):
    """A term that means the same as a word asked for.

    key:    its lemmas or stems, with spaces between.
    source: the number of its vocabulary, in the order in which they are preferred.
    """

    language: str
    key: str
    text: str
    source: int
    is_offered: bool
    is_bridge: bool


def write_equivalents(path: Path, sources: Sequence[tuple[Source, Sequence[Group]]]) -> None:
    """Write vocabularies as one file. Terms without a key, and groups of one term, are left out."""
    keys: dict[tuple[str, str], list[int]] = {}
    groups: list[tuple[int, Group]] = []
    labels: list[tuple[str, str, str, bool]] = []
    ends: list[int] = []
    for number, (_, own) in enumerate(sources):
        for group in own:
            keyed = list(_keyed(group))
            if len(keyed) < 2:
                continue
            for language, key, _, _ in dict.fromkeys(keyed):
                held = keys.setdefault((language, key), [])
                if not held or held[-1] != len(groups):
                    held.append(len(groups))
            labels += keyed
            ends.append(len(labels))
            groups.append((number, group))
    order = sorted(keys, key=lambda one: (LANGUAGES.index(one[0]), one[1].encode()))
    rank = {key: number for number, key in enumerate(order)}
    lists = [keys[key] for key in order]
    runs = {
        language: [
            next((i for i, key in enumerate(order) if key[0] == language), 0),
            max((i + 1 for i, key in enumerate(order) if key[0] == language), default=0),
        ]
        for language in LANGUAGES
    }
    text = "\n".join(" ".join(written.split()) for _, _, written, _ in labels).encode()
    write_arrays(
        path,
        {
            **lay_out_terms([key.encode() for _, key in order]),
            "key_ends": smallest(np.cumsum([len(own) for own in lists], dtype=np.int64)),
            "key_groups": np.array([g for own in lists for g in own], np.int32),
            "group_ends": smallest(np.array(ends, np.int64)),
            "group_source": np.array([number for number, _ in groups], np.uint8),
            "group_bridge": np.array([group.is_bridge for _, group in groups], np.uint8),
            "label_key": np.array([rank[language, key] for language, key, _, _ in labels], np.int32),
            "label_offered": np.array([offered for *_, offered in labels], np.uint8),
            "label_text": np.frombuffer(zlib.compress(text), np.uint8),
        },
        {"fields": runs, "sources": [asdict(source) for source, _ in sources]},
    )


def _keyed(group: Group) -> Iterator[tuple[str, str, str, bool]]:
    """Language, key, text and `is_offered` of each label that has a key."""
    for one in group.labels:
        key = label_key(one.language, one.text, is_headword=group.is_bridge)
        if key:
            yield one.language, key, one.text, one.is_offered


def digest(sources: Sequence[Source], analyser: str) -> str:
    """Names what a file of equivalents is made of: 16 letters and digits."""
    text = "\n".join([analyser, *(f"{source.name} {source.digest}" for source in sources)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Equivalents:
    """A file of equivalents opened for reading. Safe in many threads."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises `IndexDamaged`."""
        self._arrays = Arrays(path)
        self._fields: dict[str, list[int]] = self._arrays.meta["fields"]
        self._keys = Terms(self._arrays, self._fields)
        self.sources = tuple(Source(**row) for row in self._arrays.meta["sources"])

    def has(self, language: str, key: str) -> bool:
        """Whether a key stands in any group."""
        return self._keys.find(language, key.encode()) is not None

    def terms(self, language: str, key: str) -> list[Term]:
        """All terms of the groups in which a key stands, but those with this key itself."""
        number = self._keys.find(language, key.encode())
        if number is None:
            return []
        groups = self._arrays["key_groups"][self._run("key_ends", number)]
        found = [term for group in groups.tolist() for term in self._group(group)]
        return [term for term in found if (term.language, term.key) != (language, key)]

    def _group(self, group: int) -> list[Term]:
        run = self._run("group_ends", group)
        source = int(self._arrays["group_source"][group])
        is_bridge = bool(self._arrays["group_bridge"][group])
        offered = self._arrays["label_offered"][run].tolist()
        return [
            Term(*self._key(key), text, source, bool(is_offered), is_bridge)
            for key, text, is_offered in zip(
                self._arrays["label_key"][run].tolist(), self._texts[run], offered, strict=True
            )
        ]

    def _key(self, number: int) -> tuple[str, str]:
        language = next(name for name, (first, end) in self._fields.items() if first <= number < end)
        return language, self._keys.text(number).decode()

    def _run(self, ends: str, number: int) -> slice:
        bounds = self._arrays[ends]
        return slice(int(bounds[number - 1]) if number else 0, int(bounds[number]))

    @cached_property
    def _texts(self) -> list[str]:
        return zlib.decompress(self._arrays["label_text"].tobytes()).decode().split("\n")
