"""A project's JSON packed for keeping in a segment.

Every project's JSON has the same keys, questions and indicators in it. zlib is given them beforehand as a
preset dictionary, so that what is kept is what the applicant wrote.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from index.convert import to_json
from index.project import Answer, Indicator, Numbered, Project
from index.template import INDICATORS, QUESTIONS

LEVEL = 6


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
    return json.dumps(to_json(empty), ensure_ascii=False).encode()


DICTIONARY = _skeleton()


def packed(data: dict[str, Any]) -> bytes:
    """JSON as bytes."""
    packer = zlib.compressobj(LEVEL, zdict=DICTIONARY)
    return packer.compress(json.dumps(data, ensure_ascii=False).encode()) + packer.flush()


def unpacked(data: bytes) -> bytes:
    """The text of the JSON that `packed` packed. Raises `zlib.error` where the bytes are damaged."""
    unpacker = zlib.decompressobj(zdict=DICTIONARY)
    return unpacker.decompress(data) + unpacker.flush()
