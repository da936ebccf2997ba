"""The batches of several processes, each with numbers of its own, in one numbering of terms and forms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from index.numeric import Array
from index.storage.postings import Batch
from index.storage.vocabulary import VocabularyDelta, numbered


@dataclass
class _Own:
    """For each number of one process's vocabulary, the run's."""

    terms: Array
    forms: Array


class VocabularyMerger:
    """Renumbers the batches of a run. All that it returns share one list of terms and one of forms."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self.terms: list[str] = []
        self.forms: list[str] = []
        self._own: dict[tuple[int, int], _Own] = {}

    def take(self, batch: Batch, new: VocabularyDelta) -> Batch:
        """A batch as a process made it, and what is new in that process's vocabulary since its last batch."""
        none = np.zeros(0, np.int32)
        own = self._own.setdefault(new.name, _Own(none, none))
        own.terms = np.concatenate([own.terms, numbered(new.terms, self._terms, self.terms)])
        own.forms = np.concatenate([own.forms, numbered(new.forms, self._forms, self.forms)])
        return replace(
            batch,
            terms=self.terms,
            post_terms=own.terms[batch.post_terms],
            forms=self.forms,
            form_ids=own.forms[batch.form_ids],
        )
