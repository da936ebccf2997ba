"""A project's JSON, compressed to be kept in a segment.

Every project's JSON has the same keys, questions and indicators in it, and many words in common. Zstandard
gets them as a dictionary, so that little more than the applicant's text is stored.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from index.model.project import FIELDS, Project
from index.model.project_parts import FormAnswer, Indicator, Numbered
from index.model.serialization import encode_project
from index.templates.eura2014 import EURA2014

COMPRESSION_LEVEL = 6
"""Zstandard's level: from here on, more time hardly makes the JSON smaller."""
COMMON_WORDS = Path(__file__).with_name("common_words.tsv")
"""The commonest words of the samples (`tests/common_words.py` makes the file), the commonest last."""
BYTE_LEVEL = 1
"""The same for bytes that have little in common: they only get a code each by how frequent they are."""
PIECE = 1 << 14
"""Bytes that are unpacked at a time where the end of a project is not known."""


def _skeleton() -> bytes:
    """An empty description, which has what all descriptions have in common."""
    empty = Project(
        priority_axis=Numbered("1", ""),
        specific_objective=Numbered("1.1", ""),
        equality=tuple(FormAnswer(question, True, "") for question in EURA2014.questions),
        sustainability=tuple(
            Indicator(group, name, 0, 0, "") for group, names in EURA2014.indicators.items() for name in names
        ),
    )
    return encode_project(empty)


DICTIONARY = " ".join(COMMON_WORDS.read_text("utf-8").split()).encode() + _skeleton()
"""What Zstandard is given beforehand. An index can be read only with its own: the fingerprint has the CRC."""


class _Codecs(threading.local):
    """Compressor and decompressor of one thread: neither may serve two at a time."""

    def __init__(self) -> None:
        words = zstandard.ZstdCompressionDict(DICTIONARY, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        self.compressor = zstandard.ZstdCompressor(COMPRESSION_LEVEL, dict_data=words)
        self.decompressor = zstandard.ZstdDecompressor(dict_data=words)
        self.byte_compressor = zstandard.ZstdCompressor(BYTE_LEVEL)
        self.byte_decompressor = zstandard.ZstdDecompressor()


_codecs = _Codecs()


def compress_json(data: bytes) -> bytes:
    """The JSON of a project (UTF-8, as `encode_project` makes it), compressed."""
    return _codecs.compressor.compress(data)


def decompress_json(data: bytes) -> bytes:
    """What `compress_json` compressed. Raises `zstandard.ZstdError` where the bytes are damaged."""
    return _codecs.decompressor.decompress(data)


def compress_bytes(data: bytes) -> bytes:
    """Small numbers in a byte each, compressed."""
    return _codecs.byte_compressor.compress(data)


def decompress_bytes(data: bytes) -> bytes:
    """What `compress_bytes` compressed. Raises `zstandard.ZstdError` where the bytes are damaged."""
    return _codecs.byte_decompressor.decompress(data)


def split_compressed(data: bytes) -> Iterator[bytes]:
    """The parts of which `compress_json` made each, one after another without anything between.

    Raises `zstandard.ZstdError` where one is damaged; what is cut short at the end is left out.
    """
    at = 0
    while at < len(data):
        decoder, end = _codecs.decompressor.decompressobj(), at
        while not decoder.eof and end < len(data):
            decoder.decompress(data[end : end + PIECE])
            end = min(end + PIECE, len(data))
        if not decoder.eof:
            return
        end -= len(decoder.unused_data)
        yield data[at:end]
        at = end


# Reading


_SHORT = tuple(dict.fromkeys(("code", *(field.path[0] for field in FIELDS if field.in_hit))))
"""Attributes of a project that every hit shows."""
_TYPES = [(field.name, Any if field.name in _SHORT else msgspec.Raw, None) for field in fields(Project)]
_short_values = attrgetter(*_SHORT)
_DECODER = msgspec.json.Decoder(msgspec.defstruct("_Stored", _TYPES))


class StoredFields(dict[str, Any]):
    """A project's JSON, its long fields decoded when they are first asked for: a hit shows few of them."""

    def __init__(self, data: bytes) -> None:
        self._stored = _DECODER.decode(data)
        super().__init__(zip(_SHORT, _short_values(self._stored), strict=True))

    def __missing__(self, name: str) -> Any:
        try:
            value = getattr(self._stored, name)
        except AttributeError:
            raise KeyError(name) from None
        if type(value) is msgspec.Raw:
            value = msgspec.json.decode(value)
        self[name] = value
        return value
