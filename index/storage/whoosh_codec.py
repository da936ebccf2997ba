"""Whoosh's codec interface over segments of flat arrays. `whoosh.codec.base` documents each method.

Whoosh gives the schema, the lock, the list of deleted documents and a searcher of its own, which the tests
compare ours with; this codec only tells it where the postings are. Nothing is written through it: the indexer
writes segment files and commits them with a table of contents (`index/storage/manifest.py`) that, unlike
Whoosh's, is no pickle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns as whoosh_columns
from whoosh.codec import base
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.model.fields import Role
from index.model.project import BY_ROLE
from index.numeric import Array
from index.storage.postings import MISSING
from index.storage.schema import STREAMS
from index.storage.segment_reader import SUFFIX, Segment


class ArrayCodec(base.Codec):
    """Reads segments of `index.storage.segment_reader` for Whoosh."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        raise NotImplementedError("documents are written by index.indexing.index_writer")

    def field_writer(self, storage: Any, segment: Any) -> Any:
        raise NotImplementedError("postings are written by index.indexing.index_writer")

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        raise NotImplementedError("postings are written by index.indexing.index_writer")

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None,
                        scorer: Any = None) -> Any:  # fmt: skip
        raise NotImplementedError("postings are read by the terms reader")

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        return TermsReader(open_segment(storage, segment))

    def per_document_reader(self, storage: Any, segment: Any) -> PerDocumentReader:
        return PerDocumentReader(open_segment(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        return ArraySegment(indexname)


class ArraySegment(base.Segment):
    """A line of Whoosh's table of contents: a segment's name, size and deleted documents."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)  # type: ignore[no-untyped-call]
        self.documents = 0
        self.deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, count: int) -> None:
        self.documents = count

    def doc_count_all(self) -> int:
        return self.documents

    def doc_count(self) -> int:
        return self.documents - len(self.deleted)

    def has_deletions(self) -> bool:
        return bool(self.deleted)

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def live(self) -> Array:
        """bool[D]: the documents that are not deleted."""
        mask = np.ones(self.documents, bool)
        mask[list(self.deleted)] = False
        return mask


def segment_path(folder: Path, segment: ArraySegment) -> Path:
    """The file of a segment."""
    return folder / f"{segment.indexname}_{segment.segid}{SUFFIX}"


def open_segment(storage: Any, segment: ArraySegment) -> Segment:
    """Map a segment's file into memory, for Whoosh."""
    return Segment(segment_path(Path(storage.folder), segment))


class FieldCursor(base.FieldCursor):
    """Walks the terms of one field in order: how Whoosh matches words with typing errors."""

    def __init__(self, segment: Segment, field: str, fieldobj: Any) -> None:
        self._segment = segment
        self._field = field
        self._fieldobj = fieldobj
        self._at, self._end = segment.fields.get(field, (0, 0))

    def first(self) -> str | None:
        self._at = self._segment.fields.get(self._field, (0, 0))[0]
        return self.text()

    def find(self, text: str | bytes) -> str | None:
        raw = text if isinstance(text, bytes) else self._fieldobj.to_bytes(text)
        self._at = self._segment.terms.lower_bound(self._field, raw)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        return str(self._fieldobj.from_bytes(self._segment.terms.text(self._at)))

    def term(self) -> str | None:
        return self.text()

    def is_valid(self) -> bool:
        return self._at < self._end


class TermsReader(base.TermsReader):
    """A segment's terms and postings as Whoosh asks for them."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def _number(self, field: str, text: bytes) -> int:
        number = self._segment.terms.find(field, text)
        if number is None:
            raise KeyError(f"{field}:{text!r}")
        return number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._segment.terms.find(*term) is not None

    def cursor(self, field: str, fieldobj: Any) -> FieldCursor:
        return FieldCursor(self._segment, field, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return itertools.chain.from_iterable(
            self.terms_from(field, b"") for field in sorted(self._segment.fields)
        )

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        end = self._segment.fields.get(field, (0, 0))[1]
        for number in range(self._segment.terms.lower_bound(field, prefix), end):
            yield field, self._segment.terms.text(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def term_info(self, field: str, text: bytes) -> TermInfo:
        docs, weights = self._segment.postings(self._number(field, text))
        lengths = self._segment.arrays["lengths"][docs]
        return TermInfo(
            weight=float(weights.sum(dtype=np.float64)),
            df=len(docs),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
            maxweight=float(weights.max()),
            minlength=float(lengths.min()),
            maxlength=float(lengths.max()),
        )

    def frequency(self, field: str, text: bytes) -> float:
        return float(self.term_info(field, text).weight())

    def doc_frequency(self, field: str, text: bytes) -> int:
        return len(self._segment.postings(self._number(field, text))[0])

    def matcher(self, field: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        number = self._segment.terms.find(field, text)
        if number is None:
            raise TermNotFound(f"No term {field}:{text!r}")
        docs, weights = self._segment.postings(number)
        values = None
        if field in STREAMS:
            _, counts, positions = self._segment.occurrences(number)
            ends = np.cumsum(counts, dtype=np.int64)
            values = [format_.encode(run.tolist()) for run in np.split(positions, ends[:-1])]
        info = self.term_info(field, text)
        return ListMatcher(
            docs.tolist(), weights.astype(np.float32).tolist(), values, format_, scorer,
            term=(field, text), terminfo=info,
        )  # fmt: skip

    def indexed_field_names(self) -> list[str]:
        return list(self._segment.fields)

    def close(self) -> None:
        """Nothing to close: the map goes with the last array that uses it."""


class PerDocumentReader(base.PerDocumentReader):
    """A segment's documents as Whoosh asks for them."""

    def __init__(self, opened: Segment, segment: ArraySegment) -> None:
        self._segment = opened
        self._toc = segment

    def doc_count(self) -> int:
        return self._toc.doc_count()

    def doc_count_all(self) -> int:
        return self._toc.doc_count_all()

    def has_deletions(self) -> bool:
        return self._toc.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._toc.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._toc.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, field: str) -> bool:
        return f"column_{field}" in self._segment.arrays

    def column_reader(self, field: str, column: Any) -> ColumnReader:
        return ColumnReader(self._segment.arrays[f"column_{field}"], column)

    def _lengths(self, field: str) -> Array:
        return self._segment.arrays["lengths"] if field in STREAMS else np.zeros(1, np.float32)

    def doc_field_length(self, docnum: int, field: str, default: float = 0) -> float:
        return float(self._lengths(field)[docnum]) if field in STREAMS else default

    def field_length(self, field: str) -> float:
        return float(self._lengths(field).sum(dtype=np.float64))

    def min_field_length(self, field: str) -> float:
        return float(self._lengths(field).min())

    def max_field_length(self, field: str) -> float:
        return float(self._lengths(field).max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {BY_ROLE[Role.CODE].query: self._segment.codes[docnum]}

    def close(self) -> None:
        """Nothing to close."""


class ColumnReader(whoosh_columns.ColumnReader):
    """A column of numbers; a missing value reads as the column's default."""

    def __init__(self, values: Array, column: Any) -> None:
        self._values = values
        self._default = column.default_value()

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return (self[docnum] for docnum in range(len(self)))

    def __getitem__(self, docnum: int) -> Any:
        value = int(self._values[docnum])
        return self._default if value == MISSING else value

    def sort_key(self, docnum: int) -> Any:
        return self[docnum]

    def load(self) -> list[Any]:
        return list(self)
