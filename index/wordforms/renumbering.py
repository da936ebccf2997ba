"""Gives the batches of all worker processes the numbers of one vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from index.numeric import Array
from index.storage.postings import Batch
from index.storage.vocabulary import VocabularyDelta, number_strings


@dataclass
class _Renumbering:
    """int32: for each number of one process's vocabulary, the number in the run's."""

    terms: Array
    forms: Array


class VocabularyMerger:
    """Renumbers each worker's local term and form ids into the run's global ids.

    All batches that it returns share one list of terms and one of forms.
    """

    def __init__(self) -> None:
        self._term_numbers: dict[str, int] = {}
        self._form_numbers: dict[str, int] = {}
        self.terms: list[str] = []
        self.forms: list[str] = []
        self._renumberings: dict[tuple[int, int], _Renumbering] = {}

    def renumber(self, batch: Batch, delta: VocabularyDelta) -> Batch:
        """A batch of a worker, given what is new in that worker's vocabulary since its last batch."""
        none = np.zeros(0, np.int32)
        own = self._renumberings.setdefault(delta.name, _Renumbering(none, none))
        own.terms = np.concatenate([own.terms, number_strings(delta.terms, self._term_numbers, self.terms)])
        own.forms = np.concatenate([own.forms, number_strings(delta.forms, self._form_numbers, self.forms)])
        return replace(
            batch,
            terms=self.terms,
            group_terms=own.terms[batch.group_terms],
            forms=self.forms,
            form_ids=own.forms[batch.form_ids],
        )
