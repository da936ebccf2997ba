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
    text_ends    [L]    end of each label's text in …
    label_text          uint8, the labels as written (UTF-8); empty where a label is written like its key
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.errors import IndexDamaged
from index.messages import Notice
from index.numeric import Array, shrink_dtype
from index.storage.array_file import ArrayFile, write_arrays
from index.storage.term_dictionary import TermDictionary, term_arrays
from index.vocabulary.group import LANGUAGES, TARGET_LANGUAGES, Group, Label, VocabularySource
from index.vocabulary.keys import label_keys

FORMAT = "3"
"""Raise it with every change of what stands in the file: one that was made before is made again."""
MOST_GROUPS = 32
"""Groups of a key that are read, in the order of the sources: bounds the time of a common English word."""


class EquivalentTerm(NamedTuple):
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


def write_equivalents(path: Path, sources: Iterable[tuple[VocabularySource, Iterable[Group]]]) -> None:
    """Write vocabularies as one file. One is read after another, so that they are not in memory together.

    Some entries are left out, because they could never match or mean nothing: labels without a key or of one
    letter, English labels as targets (no text is in English; their keys lead to the others), and groups
    without a target.

    Raises `OSError`, `FileExistsError` where the file is there already.
    """
    groups = _KeyedGroups()
    read: list[VocabularySource] = []
    for source, own in sources:
        for group in own:
            groups.add(len(read), group)
        read.append(source)
    write_arrays(path, *groups.laid_out(read))


_Numbers = tuple[int | None, tuple[int, ...]]
"""Of a label: the number of its key, None without one, and that of the key as written, if it has one."""


class _KeyedGroups:
    """Groups by the numbers of their keys, as they are collected.

    A label that stands in many groups is cut into words and analysed once: `_known` has the numbers of its
    key and of the key as it is written, None where it has none. Which texts are headwords counts.
    """

    def __init__(self) -> None:
        # Of each language, each key by the order in which it came.
        self._numbers: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
        self._known: dict[tuple[str, bool], dict[str, _Numbers]] = defaultdict(dict)
        self._members: list[list[int]] = []  # groups of each key
        self._sources: list[int] = []
        self._bridges: list[bool] = []
        self._ends: list[int] = []
        self._label_keys: list[int] = []
        self._offered: list[bool] = []
        self._texts: list[str] = []

    def add(self, source: int, group: Group) -> None:
        keys: set[int] = set()
        written: set[int] = set()
        targets: dict[int, Label] = {}
        for label in group.labels:
            language, text, _ = label
            known = self._known[language, group.is_bridge]
            if text not in known:
                known[text] = self._keys_of(language, text, group.is_bridge)
            key, as_written = known[text]
            if key is not None:
                keys.add(key)
                written.update(as_written)
                if language in TARGET_LANGUAGES:
                    targets.setdefault(key, label)
        if not targets or len(keys) < 2:
            return
        for one in keys | written:
            self._members[one].append(len(self._ends))
        for one, label in targets.items():
            self._label_keys.append(one)
            self._offered.append(label.is_offered)
            self._texts.append(label.text)
        self._ends.append(len(self._label_keys))
        self._sources.append(source)
        self._bridges.append(group.is_bridge)

    def _keys_of(self, language: str, text: str, is_headword: bool) -> _Numbers:
        key, written = label_keys(language, text, is_headword=is_headword)
        if len(key) < 2:
            return None, ()
        return self._number(language, key), (self._number(language, written),) if written else ()

    def _number(self, language: str, key: str) -> int:
        number = self._numbers[language].setdefault(key, len(self._members))
        if number == len(self._members):
            self._members.append([])
        return number

    def laid_out(self, sources: Sequence[VocabularySource]) -> tuple[dict[str, Array], dict[str, object]]:
        """The arrays of the file and its meta."""
        self._known.clear()
        runs: dict[str, list[int]] = {}
        keys: list[str] = []
        numbers: list[int] = []  # of these
        for language, own in self._numbers.items():
            order = [key for key in sorted(own) if self._members[own[key]]]  # sorted as their UTF-8 would be
            if order:
                runs[language] = [len(keys), len(keys) + len(order)]
            keys += order
            numbers += map(own.__getitem__, order)
        rank = np.zeros(len(self._members), np.int32)
        rank[numbers] = np.arange(len(numbers))
        members = [self._members[number] for number in numbers]
        labels = rank[self._label_keys] if self._label_keys else np.zeros(0, np.int32)
        texts = (" ".join(text.split()) for text in self._texts)
        written = [
            b"" if text == keys[label] else text.encode()
            for text, label in zip(texts, labels.tolist(), strict=True)
        ]
        arrays = {
            **term_arrays([key.encode() for key in keys]),
            "key_ends": _ends(members),
            "key_groups": np.array(list(chain.from_iterable(members)), np.int32),
            "group_ends": shrink_dtype(np.array(self._ends, np.int64)),
            "group_source": np.array(self._sources, np.uint8),
            "group_bridge": np.array(self._bridges, np.uint8),
            "label_key": labels,
            "label_offered": np.array(self._offered, np.uint8),
            "text_ends": _ends(written),
            "label_text": np.frombuffer(b"".join(written), np.uint8),
        }
        return arrays, {"fields": runs, "sources": [asdict(source) for source in sources]}


def _ends(runs: Sequence[Sequence[int] | bytes]) -> Array:
    return shrink_dtype(np.cumsum(list(map(len, runs)), dtype=np.int64))


def digest(sources: Sequence[VocabularySource], analyser: str) -> str:
    """Names what a file of equivalents is made of: 16 letters and digits."""
    text = "\n".join([FORMAT, analyser, *(f"{source.name} {source.digest}" for source in sources)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Equivalents:
    """A file of equivalents opened for reading. Safe in many threads."""

    def __init__(self, arrays: ArrayFile) -> None:
        """arrays: of the file. Raises `IndexDamaged` where it is another one."""
        self._arrays = arrays
        self._columns: dict[str, memoryview] = {}
        try:
            self._fields: dict[str, list[int]] = self._arrays.meta["fields"]
            self.sources = tuple(VocabularySource(**row) for row in self._arrays.meta["sources"])
        except (KeyError, TypeError) as error:
            raise IndexDamaged(
                arrays.path, Notice("it is no file of equivalents (%(error)s)", error=repr(error))
            ) from error
        self._keys = TermDictionary(self._arrays, self._fields)

    def terms(self, language: str, key: str) -> list[EquivalentTerm]:
        """The Finnish and Swedish terms of the groups in which a key stands, but those with this key itself.

        Raises `IndexDamaged`.
        """
        number = self._keys.find(language, key.encode())
        if number is None:
            return []
        groups = self._column("key_groups")[self._run("key_ends", number)][:MOST_GROUPS]
        return [term for group in groups for term in self._group(group, number)]

    def _group(self, group: int, asked: int) -> Iterator[EquivalentTerm]:
        """The terms of a group, but those with the key number `asked`."""
        source = self._column("group_source")[group]
        is_bridge = bool(self._column("group_bridge")[group])
        run = self._run("group_ends", group)
        for label, number in enumerate(self._column("label_key")[run], run.start):
            if number != asked:
                language, key = self._key(number)
                written = bytes(self._column("label_text")[self._run("text_ends", label)]).decode()
                is_offered = bool(self._column("label_offered")[label])
                yield EquivalentTerm(language, key, written or key, source, is_offered, is_bridge)

    def _key(self, number: int) -> tuple[str, str]:
        language = next(name for name, (first, end) in self._fields.items() if first <= number < end)
        return language, self._keys.text(number).decode()

    def _run(self, ends: str, number: int) -> slice:
        bounds = self._column(ends)
        return slice(bounds[number - 1] if number else 0, bounds[number])

    def _column(self, name: str) -> memoryview:
        """An array of which single items are read: numpy gives one in three times the time."""
        if name not in self._columns:
            self._columns[name] = self._arrays[name].data
        return self._columns[name]
