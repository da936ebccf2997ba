"""The search engine: `answer` a request, show a `project`. The one door for page, API and command line."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import store
from index.arrays import Array
from index.convert import from_json
from index.errors import HankehakuError, UnknownProject
from index.fields import Kind, json_at
from index.project import FIELDS, QUERYABLE, SEARCHED, Project, text_parts
from search.evaluate import evaluate
from search.facets import UNKNOWN_LABEL, count_facets
from search.marks import Mark, Sought, find_marks, section_texts, sought
from search.matches import Matches, as_mask, as_matches, let_through
from search.names import resolve
from search.parser import Parsed, parse_query
from search.rank import NEWEST, page
from search.request import ActiveFilter, Answer, Hit, Request
from search.snapshot import Snapshot
from search.snippets import highlight, make_snippets
from search.statistics import Statistics, describe
from search.tree import And, Node, Or, Phrase, Prefix, Term, terms
from search.values import BadValue, is_unknown, parse_value

CACHE_BYTES = 192 * 1024 * 1024
"""Memory for what was computed once and may be asked again, in a process."""
LOOK_AGAIN = 0.25
"""Seconds after which a new generation of the index is looked for."""

FACTS = tuple(f for f in FIELDS if f.query and not f.private and f.kind is not Kind.TEXT and not f.derived)
"""The fields whose values a hit carries."""
TITLE_SECTION = next(i for i, f in enumerate(SEARCHED) if f.name == "title")


@dataclass(frozen=True)
class Shown:
    """A whole project. `html`: place in the JSON («summary», «equality.0.text») → escaped HTML with the
    words of the query marked by `<mark>`, line breaks kept."""

    project: Project
    html: Mapping[str, str]


class Engine:
    """Searches the index of a folder. Safe in many threads; takes up a new generation by itself."""

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES) -> None:
        """Open the index. Raises `IndexMissing`, `IndexMismatch`."""
        self._folder = folder
        self._cache_bytes = cache_bytes
        self._snapshot = Snapshot.open(folder, cache_bytes)
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def snapshot(self) -> Snapshot:
        """The newest generation; the one at hand while a newer one cannot be opened."""
        now = time.monotonic()
        if now - self._looked > LOOK_AGAIN and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                if store.generation(self._folder) not in (-1, self._snapshot.generation):
                    # One that is just being replaced, or of another version, is passed over.
                    with suppress(HankehakuError):
                        self._snapshot = Snapshot.open(self._folder, self._cache_bytes)
            finally:
                self._lock.release()
        return self._snapshot

    @property
    def generation(self) -> str:
        """Names the state of the index: changes with each commit."""
        return str(self.snapshot().generation)

    @property
    def documents(self) -> int:
        """Number of projects in the index."""
        return self.snapshot().live_count

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show."""
        began = time.perf_counter()
        snapshot = self.snapshot()
        parsed = parse_query(request.query)
        filters, notes = _filters(request)
        masks = {name: _any_of(snapshot, nodes) for name, nodes in filters.items()}
        matches, partial = _find(snapshot, parsed.tree, masks)
        narrowed = _narrow(matches, masks)
        sort, sort_notes = _sort(request, parsed)
        docs, scores = page(snapshot, narrowed, sort, max(request.offset, 0), max(request.limit, 0))
        wanted = terms(parsed.tree)
        tokens = sought(snapshot, wanted)
        hits = tuple(
            _hit(snapshot, doc, score, tokens)
            for doc, score in zip(docs.tolist(), scores.tolist(), strict=True)
        )
        return Answer(
            query=request.query,
            total=narrowed.total,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=hits,
            facets=count_facets(snapshot, as_mask(matches, snapshot.documents), masks, request.filters),
            active=_active(snapshot, request),
            partial=partial,
            notes=(*parsed.notes, *notes, *sort_notes),
            words=tuple(_described(term) for term in wanted),
        )

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What all projects that a request finds add up to, and how they divide by these facets.

        money: whether to sum up each value's money too. The matches of a query just answered are at hand, so
        that this costs only the adding up.
        """
        snapshot = self.snapshot()
        filters, _ = _filters(request)
        masks = {name: _any_of(snapshot, nodes) for name, nodes in filters.items()}
        matches, _ = _find(snapshot, parse_query(request.query).tree, masks)
        return describe(snapshot, as_mask(matches, snapshot.documents), masks, fields, money)

    def project(self, code: str, query: str = "") -> Shown:
        """A project by its code, in capital or small letters. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        doc = snapshot.by_code.get(code.strip().upper())
        if doc is None:
            raise UnknownProject(code)
        data = snapshot.stored(doc)
        tokens = sought(snapshot, terms(parse_query(query).tree))
        marks = find_marks(snapshot, doc, tokens, section_texts(data))
        return Shown(from_json(data), _marked(data, marks))


# Finding


def _find(snapshot: Snapshot, tree: Node, masks: Mapping[str, Array]) -> tuple[Matches, bool]:
    """The matches of the whole query; of its words one by one where nothing has them all."""
    matches = as_matches(evaluate(snapshot, tree))
    if _narrow(matches, masks).total:
        return matches, False
    looser = _loosened(tree)
    if looser is None:
        return matches, False
    some = as_matches(evaluate(snapshot, looser))
    return (some, True) if _narrow(some, masks).total else (matches, False)


def _loosened(tree: Node) -> Node | None:
    """The query with any of its words instead of all, filters and exclusions kept; None where it has one."""
    if not isinstance(tree, And):
        return None
    words = tuple(i for i in tree.items if isinstance(i, (Term, Phrase, Prefix, Or)))
    rest = tuple(i for i in tree.items if i not in words)
    return And((*rest, Or(words))) if len(words) > 1 else None


def _narrow(matches: Matches, masks: Mapping[str, Array]) -> Matches:
    return let_through(matches, list(masks.values())) if masks else matches


def _filters(request: Request) -> tuple[dict[str, list[Node]], list[str]]:
    """Query name → the nodes any of which will do. Values that cannot be read are left out, with a note."""
    found: dict[str, list[Node]] = {}
    notes = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is None:
            notes.append(f"Rajausta «{name}» ei ole: se jätettiin huomiotta.")
            continue
        for value in values:
            try:
                text = field.kind is Kind.TEXT
                node = parse_query(f"{name}:({value})").tree if text else parse_value(field, value)
            except BadValue as error:
                notes.append(f"Rajaus «{field.label}» jätettiin huomiotta: {error}.")
                continue
            found.setdefault(name, []).append(node)
    return found, notes


def _any_of(snapshot: Snapshot, nodes: list[Node]) -> Array:
    """bool[D]: documents that any of a field's filters lets through."""
    chosen = np.zeros(snapshot.documents, bool)
    for node in nodes:
        chosen |= as_mask(evaluate(snapshot, node), snapshot.documents)
    return chosen


def _sort(request: Request, parsed: Parsed) -> tuple[str, list[str]]:
    """The field to sort by; "" = by relevance."""
    sort = request.sort
    field = QUERYABLE.get(sort.lstrip("-"))
    if sort and (field is None or not field.sortable):
        note = f"Järjestystä «{sort}» ei ole: käytettiin oletusta."
        return _default_sort(parsed.tree), [note]
    return sort or _default_sort(parsed.tree), []


def _default_sort(tree: Node) -> str:
    """By relevance where there is a word to rank by, else newest first."""
    return "" if terms(tree) else NEWEST


# Showing


def _hit(snapshot: Snapshot, doc: int, score: float, tokens: tuple[Sought, ...]) -> Hit:
    data = snapshot.stored(doc)
    texts = section_texts(data)
    marks = find_marks(snapshot, doc, tokens, texts)
    title = texts[TITLE_SECTION] or data["code"]
    in_title = tuple(mark for mark in marks if mark.section == TITLE_SECTION)
    return Hit(
        code=data["code"],
        title=title,
        title_html=highlight(title, in_title, 0, len(title)),
        score=round(score, 4),
        facts={f.name: json_at(data, f.path) for f in FACTS},
        snippets=make_snippets(texts, marks, TITLE_SECTION),
    )


def _active(snapshot: Snapshot, request: Request) -> tuple[ActiveFilter, ...]:
    """The filters in force, in the order of the request."""
    found = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is not None:
            found += [
                ActiveFilter(name, field.label, value, _value_label(snapshot, name, value))
                for value in values
            ]
    return tuple(found)


def _value_label(snapshot: Snapshot, name: str, value: str) -> str:
    """«9. REACT-EU:n ESR-toimenpiteet» for «9»; the value itself where it means no one name."""
    field = QUERYABLE[name]
    if is_unknown(value):
        return UNKNOWN_LABEL
    if not field.kind.is_name:
        return value
    meant = resolve(snapshot, field, value)
    return snapshot.names(name).values[meant[0]] if len(meant) == 1 else value


def _described(term: Term | Prefix) -> tuple[str, tuple[str, ...]]:
    if isinstance(term, Prefix):
        return term.text + "*", ()
    # The stem of a word that no dictionary has is nothing to show.
    return term.form, (term.form,) if term.word.how == "stem" else term.word.bases


def _marked(data: dict[str, Any], marks: list[Mark]) -> dict[str, str]:
    """Every searched text of a project as HTML, by its place in the JSON."""
    html = {}
    for number, field in enumerate(SEARCHED):
        own = [mark for mark in marks if mark.section == number]
        start = 0
        for name, words in text_parts(data, field):
            inside = tuple(
                Mark(number, m.start - start, m.end - start, m.term, m.weight)
                for m in own
                if m.start >= start
            )
            html[name] = highlight(words, inside, 0, len(words))
            start += len(words) + len(field.separator)
    return html
