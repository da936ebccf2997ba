"""The words of a generation: a snapshot of its lexicon, whose postings of texts are in the cluster."""

from __future__ import annotations

from index.storage.index_reader import OpenedIndex
from search.matching.snapshot import Snapshot
from search.plan.ranking import TITLE


class Lexicon(Snapshot):
    """Knows for each token in how many documents it occurs, and how often, without its postings.

    A lexicon has the documents of one generation, none of them deleted.
    """

    def __init__(self, opened: OpenedIndex, cache_bytes: int, mean_length: float) -> None:
        """mean_length: the mean length that was used to compute the frequencies of the documents."""
        super().__init__(opened, cache_bytes)
        self._mean_length = mean_length

    @property
    def mean_length(self) -> float:
        """Mean number of words of a document."""
        return self._mean_length

    def title(self, code: str) -> str:
        """The title of a project; "" where it has none."""
        return self.text(TITLE, self.by_code[code.upper()])

    def document_frequency(self, stream: str, token: str) -> int:
        """How many documents have a token."""
        found = self._in_segments(stream, token)
        return sum(int(segment.arrays["term_sizes"][number]) for _, segment, number in found)

    def term_weight(self, stream: str, token: str) -> float:
        """The weighted frequencies of a token in all documents together."""
        found = self._in_segments(stream, token)
        return sum(float(segment.arrays["term_weights"][number]) for _, segment, number in found)
