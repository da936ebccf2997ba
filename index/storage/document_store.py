"""A project's JSON packed for keeping in a segment.

Every project's JSON has the same keys, questions and indicators in it. Zstandard is given them beforehand as
a dictionary, so that what is kept is what the applicant wrote.
"""

from __future__ import annotations

import threading
from typing import Any

import orjson
import zstandard

from index.model.project import Answer, Indicator, Numbered, Project
from index.model.serialization import to_json
from index.model.template import INDICATORS, QUESTIONS

LEVEL = 4
"""From here on, more time for the packing hardly makes it smaller."""


def _skeleton() -> bytes:
    """A description without an applicant: the words that all have in common, the commonest last."""
    empty = Project(
        priority_axis=Numbered("1", ""),
        specific_objective=Numbered("1.1", ""),
        equality=tuple(Answer(question, True, "") for question in QUESTIONS),
        sustainability=tuple(
            Indicator(group, name, 0, 0, "") for group, names in INDICATORS.items() for name in names
        ),
    )
    return orjson.dumps(to_json(empty))


DICTIONARY = _skeleton()


class _Packers(threading.local):
    """What packs and unpacks, for one thread: neither may serve two at a time."""

    def __init__(self) -> None:
        words = zstandard.ZstdCompressionDict(DICTIONARY, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        self.packer = zstandard.ZstdCompressor(LEVEL, dict_data=words)
        self.unpacker = zstandard.ZstdDecompressor(dict_data=words)


_own = _Packers()


def packed(data: dict[str, Any]) -> bytes:
    """JSON as bytes."""
    return _own.packer.compress(orjson.dumps(data))


def unpacked(data: bytes) -> bytes:
    """The text of the JSON that `packed` packed. Raises `zstandard.ZstdError` where the bytes are damaged."""
    return _own.unpacker.decompress(data)
