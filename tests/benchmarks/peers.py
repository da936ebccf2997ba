"""The engines that the speed benchmark compares: each takes a query tree and gives count and ten best."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from whoosh import query as whoosh_query
from whoosh.index import open_dir

from index.storage.postings import MISSING
from index.storage.schema import BASES
from search.matching.docset import as_scored
from search.matching.evaluator import compute, evaluate
from search.matching.snapshot import Snapshot
from search.matching.sorting import page
from search.query.ast import And, Name, Node, Not, Or, Phrase, Prefix, Range, Term

Run = Callable[[], Any]
TOP = 10


def base_texts(snapshot: Snapshot) -> list[str]:
    """Each document's base forms in order, cut at white space: what the other engines index.

    Sections lie apart by a run of fillers, so that their phrases do not reach across either.
    """
    texts: list[str] = []
    for _, segment in snapshot.segments_with_base():
        first, end = segment.fields[BASES]
        names = ["".join(filter(str.isalnum, text)) for text in segment.terms.texts_of(BASES)]
        rows = [segment.occurrences(number) for number in range(first, end)]
        terms = np.repeat(np.arange(len(rows), dtype=np.int32), [len(positions) for _, _, positions in rows])
        keys = np.concatenate([np.repeat(docs.astype(np.int64), counts) for docs, counts, _ in rows]) << 24
        keys |= np.concatenate([positions for _, _, positions in rows])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        each = np.flatnonzero(np.diff(keys, prepend=-1))  # the first base form of each place
        terms = terms[order][each]
        ends = np.searchsorted(keys[each] >> 24, np.arange(segment.documents), "right").tolist()
        for start, stop in zip([0, *ends[:-1]], ends, strict=True):
            texts.append(" ".join(map(names.__getitem__, terms[start:stop].tolist())))
    return texts


class Peer:
    """An engine under measurement."""

    name = ""

    def prepare(self, node: Node, sort: str = "") -> Run:
        """What to run for a query, sorted by a column or by relevance; not in the time measured."""
        raise NotImplementedError


class Hankehaku(Peer):
    """This project's evaluator and ranking."""

    name = "hankehaku"

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def prepare(self, node: Node, sort: str = "") -> Run:
        snapshot = self.snapshot

        def run() -> tuple[int, Any]:
            matches = as_scored(evaluate(snapshot, node))
            return matches.total, page(snapshot, matches, sort, 0, TOP, node)

        return run


class Uncached(Hankehaku):
    """This project without what it keeps of whole queries: known words in a new combination."""

    name = "hankehaku_new_combination"

    def prepare(self, node: Node, sort: str = "") -> Run:
        snapshot = self.snapshot

        def run() -> tuple[int, Any]:
            matches = as_scored(
                compute(snapshot, node) if isinstance(node, (And, Or)) else evaluate(snapshot, node)
            )
            known = None if isinstance(node, (And, Or)) else node
            return matches.total, page(snapshot, matches, sort, 0, TOP, known)

        return run


class WhooshSearcher(Peer):
    """Whoosh's own searcher on the same index."""

    name = "whoosh"

    def __init__(self, snapshot: Snapshot, folder: Path) -> None:
        self.searcher = open_dir(str(folder)).searcher()

    def prepare(self, node: Node, sort: str = "") -> Run:
        query = to_whoosh(node)
        options: dict[str, Any] = {"sortedby": sort, "reverse": True} if sort else {}

        def run() -> tuple[int, Any]:
            results = self.searcher.search(query, limit=TOP, **options)
            return len(results), [hit.docnum for hit in results]

        return run


def to_whoosh(node: Node) -> Any:
    """The query in Whoosh's terms; base forms only."""
    match node:
        case Term(word=word):
            return whoosh_query.Term(BASES, word.bases[0])
        case Phrase(terms=terms):
            return whoosh_query.Phrase(BASES, [t.word.bases[0] for t in terms])
        case Prefix(text=text):
            return whoosh_query.Prefix(BASES, text)
        case Name(field=field, value=value):
            return whoosh_query.Term(field, value)
        case Range(field=field, low=low, high=high):
            sized: Any = SizedColumnQuery
            return sized(field, lambda value: low <= value <= high)
        case And(items=items):
            return whoosh_query.And([to_whoosh(item) for item in items])
        case Or(items=items):
            return whoosh_query.Or([to_whoosh(item) for item in items])
        case Not(item=item):
            return whoosh_query.Not(to_whoosh(item))
    raise ValueError(node)


class SizedColumnQuery(whoosh_query.ColumnQuery):
    """A column's range; Whoosh's own cannot be put into an AND for want of this estimate."""

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count())


class SqliteFts5(Peer):
    """SQLite's FTS5 with its bm25, beside a table of the fields."""

    name = "fts5"

    def __init__(self, snapshot: Snapshot, texts: list[str]) -> None:
        self.connection = sqlite3.connect(":memory:")
        run = self.connection.execute
        run("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61 remove_diacritics 0')")
        run("CREATE TABLE facts (id INTEGER PRIMARY KEY, money INTEGER)")
        run("CREATE TABLE regions (id INTEGER, name TEXT)")
        self.connection.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", enumerate(texts))
        money = snapshot.column("myonnetty").tolist()
        rows = ((doc, None if value == MISSING else value) for doc, value in enumerate(money))
        self.connection.executemany("INSERT INTO facts VALUES (?, ?)", rows)
        names = snapshot.names("maakunta")
        pairs = zip(names.docs.tolist(), (names.values[i] for i in names.ids.tolist()), strict=True)
        self.connection.executemany("INSERT INTO regions VALUES (?, ?)", pairs)
        run("CREATE INDEX by_name ON regions(name, id)")
        run("INSERT INTO words(words) VALUES ('optimize')")

    def prepare(self, node: Node, sort: str = "") -> Run:
        match, extra = to_fts5(node)
        extra = "JOIN facts f ON f.id = words.rowid" if sort else extra
        order = "money DESC" if sort else "bm25(words)"
        where = f"FROM words {extra} WHERE words MATCH ?"
        count = f"SELECT count(*) {where}"
        best = f"SELECT words.rowid {where} ORDER BY {order} LIMIT {TOP}"

        def run() -> tuple[int, Any]:
            execute = self.connection.execute
            return execute(count, (match,)).fetchone()[0], execute(best, (match,)).fetchall()

        return run


def to_fts5(node: Node) -> tuple[str, str]:
    """MATCH expression, and the join that filters."""
    match node:
        case And(items=(Term() as term, Name(value=value))):
            return to_fts5(term)[0], f"JOIN regions r ON r.id = words.rowid AND r.name = '{value}'"
        case And(items=(Term() as term, Range(low=low, high=high))):
            return to_fts5(term)[
                0
            ], f"JOIN facts f ON f.id = words.rowid AND f.money BETWEEN {low} AND {high}"
        case Term(word=word):
            return f'"{word.bases[0]}"', ""
        case Phrase(terms=terms):
            return '"' + " ".join(t.word.bases[0] for t in terms) + '"', ""
        case Prefix(text=text):
            return f'"{text}"*', ""
        case And(items=(first, Not(item=second))):
            return f"{to_fts5(first)[0]} NOT {to_fts5(second)[0]}", ""
        case And(items=items):
            return " AND ".join(to_fts5(item)[0] for item in items), ""
        case Or(items=items):
            return " OR ".join(to_fts5(item)[0] for item in items), ""
    raise ValueError(node)


class Tantivy(Peer):
    """tantivy, white-space tokeniser, one segment, in memory."""

    name = "tantivy"

    def __init__(self, snapshot: Snapshot, texts: list[str]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("region", tokenizer_name="raw")
        builder.add_integer_field("money", indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(heap_size=500_000_000, num_threads=1)
        names = snapshot.names("maakunta")
        regions: list[list[str]] = [[] for _ in texts]
        for doc, number in zip(names.docs.tolist(), names.ids.tolist(), strict=True):
            regions[doc].append(names.values[number])
        money = snapshot.column("myonnetty").tolist()
        for doc, text in enumerate(texts):
            writer.add_document(
                tantivy.Document(text=[text], region=regions[doc], money=[max(money[doc], -1)])
            )
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def prepare(self, node: Node, sort: str = "") -> Run:
        query = self.to_tantivy(node)
        options: dict[str, Any] = {"order_by_field": "money"} if sort else {}

        def run() -> tuple[int, Any]:
            result = self.searcher.search(query, TOP, True, **options)
            count: int = result.count  # type: ignore[attr-defined]  # missing from its stubs
            return count, result.hits

        return run

    def to_tantivy(self, node: Node) -> Any:
        """The query in tantivy's terms."""
        must, should, must_not = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
        match node:
            case Term(word=word):
                return tantivy.Query.term_query(self.schema, "text", word.bases[0])
            case Phrase(terms=terms):
                return tantivy.Query.phrase_query(self.schema, "text", [t.word.bases[0] for t in terms])
            case Prefix(text=text):
                return tantivy.Query.regex_query(self.schema, "text", f"{text}.*")
            case Name(value=value):
                return tantivy.Query.const_score_query(
                    tantivy.Query.term_query(self.schema, "region", value), 0.0
                )
            case Range(low=low, high=high):
                return tantivy.Query.const_score_query(
                    tantivy.Query.range_query(self.schema, "money", tantivy.FieldType.Integer, low, high), 0.0
                )
            case And(items=items):
                return tantivy.Query.boolean_query(
                    [
                        (must_not, self.to_tantivy(i.item))
                        if isinstance(i, Not)
                        else (must, self.to_tantivy(i))
                        for i in items
                    ]
                )
            case Or(items=items):
                return tantivy.Query.boolean_query([(should, self.to_tantivy(i)) for i in items])
        raise ValueError(node)
