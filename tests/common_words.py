"""Makes `index/storage/common_words.tsv`: the commonest words of the samples, the rarest of them first.

    python -m tests.common_words

Zstandard uses them as its dictionary (`index.storage.document_store`). They are counted in the descriptions
as an index keeps them, so that no contact person's name is among them. With other words an index has to be
rebuilt.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from index.formats.record import MAX_BYTES
from index.indexing.record_reader import read_file, record_project
from index.model.serialization import encode_project
from index.storage.document_store import COMMON_WORDS

SAMPLES = Path(__file__).parents[1] / "corpus"
WORDS = 4_000
"""With more, the samples of other texts become hardly smaller."""
WORD = re.compile(r"[^\W\d_]{5,}")


def texts(value: Any) -> list[str]:
    """The strings in decoded JSON, without those that are names, codes and dates."""
    if isinstance(value, str):
        return [value] if len(value) >= 20 else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def common_words() -> list[str]:
    """The words, the commonest last; of equally common ones in the order of the alphabet."""
    counts: Counter[str] = Counter()
    for path in sorted(map(str, SAMPLES.glob("*.txt"))):
        for record in read_file(path, MAX_BYTES).records:
            project, _, _ = record_project(path, record, contacts=False)
            every = texts(msgspec.json.decode(encode_project(project)))
            counts.update(word for text in dict.fromkeys(every) for word in WORD.findall(text))
    return sorted(
        sorted(counts, key=lambda word: (-counts[word], word))[:WORDS], key=lambda w: (counts[w], w)
    )


if __name__ == "__main__":
    COMMON_WORDS.write_text("\n".join(common_words()) + "\n", "utf-8")
