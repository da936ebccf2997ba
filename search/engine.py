"""The search engine: `answer` a request, show a `project`. The one door for page, API and command line."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index import contents
from index.arrays import Array
from index.convert import from_json
from index.errors import HankehakuError, UnknownProject
from index.fields import Kind
from index.project import QUERYABLE, SEARCHED, Project, text_parts
from index.store import open_index
from search.evaluate import evaluate
from search.expand import cut
from search.explain import explain
from search.facets import UNKNOWN_LABEL, count_facets
from search.find import Found, find, partial, ranking
from search.hits import make_hits
from search.listing import Listing
from search.marks import Mark, find_marks, section_texts, sought
from search.matches import as_mask
from search.meant import meant
from search.messages import Message
from search.names import resolve
from search.parser import Parsed, parse_query
from search.rank import NEWEST, page
from search.request import ActiveFilter, Answer, Hit, Request, Status
from search.similar import Compared, Similar, compare, similar
from search.snapshot import Snapshot
from search.snippets import highlight
from search.statistics import Statistics, describe
from search.suggest import Suggestion, suggest
from search.tree import Fuzzy, Node, Prefix, at_precision, terms
from search.tree import Sought as Wanted
from search.values import BadValue, is_unknown, parse_value

CACHE_BYTES = 160 * 1024 * 1024
"""Memory for what was computed once and may be asked again, in a process."""
LOOK_AGAIN = 0.25
"""Seconds after which a new generation of the index is looked for."""


@dataclass(frozen=True)
class Shown:
    """A whole project. `html`: place in the JSON («summary», «equality.0.text») → escaped HTML with the
    words of the query marked by `<mark>`, line breaks kept."""

    project: Project
    html: Mapping[str, str]


class Engine:
    """Searches the index of a folder. Safe in many threads; takes up a new generation by itself."""

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES, *, ready: bool = False) -> None:
        """Open the index. Raises `IndexMissing`, `IndexMismatch`, `IndexDamaged`.

        ready: whether to sort the words for suggestions beforehand, in the background; it takes seconds in a
        large index, and a server would make somebody wait for them.
        """
        self._folder = folder
        self._cache_bytes = cache_bytes
        self._ready = ready
        self._snapshot = self._open()
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def snapshot(self) -> Snapshot:
        """The newest generation; the one at hand while a newer one cannot be opened."""
        now = time.monotonic()
        if now - self._looked > LOOK_AGAIN and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                if contents.generation(self._folder) not in (-1, self._snapshot.generation):
                    # One that is just being replaced, or of another version, is passed over.
                    with suppress(HankehakuError):
                        self._snapshot = self._open()
            finally:
                self._lock.release()
        return self._snapshot

    def _open(self) -> Snapshot:
        snapshot = Snapshot.open(self._folder, self._cache_bytes)
        if self._ready:
            threading.Thread(target=_prepare, args=(snapshot,), daemon=True).start()
        return snapshot

    @property
    def generation(self) -> str:
        """Names the state of the index: changes with each commit."""
        return str(self.snapshot().generation)

    @property
    def state(self) -> str:
        """Names the generation for good: an index made anew in the same folder counts from 1 again."""
        return self.snapshot().state

    @property
    def documents(self) -> int:
        """Number of projects in the index."""
        return self.snapshot().live_count

    def status(self) -> Status:
        """What is served. Raises `IndexMissing` where the folder has lost its index since it was opened."""
        if contents.generation(self._folder) < 0:
            open_index(self._folder)  # looks again: a commit under way can hide both old and new
        snapshot = self.snapshot()
        return Status(str(snapshot.generation), snapshot.committed, snapshot.live_count)

    def answer(self, request: Request) -> Answer:
        """Find, rank, count and show."""
        began = time.perf_counter()
        snapshot = self.snapshot()
        parsed, found, sort, notes = _search(snapshot, request)
        offset = max(request.offset, 0)
        docs, scores = _page(snapshot, found, sort, offset, max(request.limit, 0))
        wanted = terms(at_precision(parsed.tree, request.precision))
        whole = max(0, min(len(docs), found.full.total - offset))
        hits = make_hits(snapshot, docs, scores, wanted, whole)
        if request.explain and not sort:
            hits = _explained(snapshot, at_precision(parsed.tree, request.precision), docs, hits)
        return Answer(
            query=request.query,
            total=found.full.total,
            partial=len(found.partial[0]),
            precision={precision.value: count for precision, count in found.precision.items()},
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=hits,
            facets=count_facets(snapshot, found.query, found.masks, request.filters),
            active=_active(snapshot, request),
            notes=(*notes, *_cut_notes(snapshot, parsed.tree)),
            words=tuple(_described(term) for term in wanted),
            meant=meant(snapshot, request, found.masks, found.full.total),
        )

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become."""
        return suggest(self.snapshot(), text)

    def listing(self, request: Request) -> Listing:
        """Every project that matches the whole query, in the order of the ranking: what is exported."""
        snapshot = self.snapshot()
        _, found, sort, notes = _search(snapshot, request)
        docs = page(snapshot, found.full, sort, 0, found.full.total)[0].tolist()
        return Listing(
            request=request,
            generation=str(snapshot.generation),
            codes=tuple(snapshot.codes[doc] for doc in docs),
            notes=notes,
            stored=lambda place: snapshot.stored_text(docs[place]),
        )

    def statistics(self, request: Request, fields: tuple[str, ...], money: bool = False) -> Statistics:
        """What all projects that a request finds add up to, and how they divide by these facets.

        money: whether to sum up each value's money too. The matches of a query just answered are at hand, so
        that this costs only the adding up.
        """
        snapshot = self.snapshot()
        _, found, _, _ = _search(snapshot, request)
        return describe(snapshot, found.query, found.masks, fields, money)

    def project(self, code: str, query: str = "") -> Shown:
        """A project by its code, in capital or small letters. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        doc = _document(snapshot, code)
        data = snapshot.stored(doc)
        tokens = sought(snapshot, terms(parse_query(query).tree))
        marks = find_marks(snapshot, doc, tokens, section_texts(data))
        return Shown(from_json(data), _marked(data, marks))

    def similar(self, code: str) -> tuple[Similar, ...]:
        """The projects nearest to one, the nearest first. Raises `UnknownProject`."""
        snapshot = self.snapshot()
        return similar(snapshot, _document(snapshot, code))

    def compare(self, text: str) -> tuple[Compared, ...]:
        """The projects nearest to a text that is in no index, with the passages they share."""
        return compare(self.snapshot(), text)


# Finding


def _prepare(snapshot: Snapshot) -> None:
    with suppress(HankehakuError):  # who searches is told of damage
        suggest(snapshot, "aa")


def _document(snapshot: Snapshot, code: str) -> int:
    """The document of a project code, in capital or small letters. Raises `UnknownProject`."""
    doc = snapshot.by_code.get(code.strip().upper())
    if doc is None:
        raise UnknownProject(code)
    return doc


def _search(snapshot: Snapshot, request: Request) -> tuple[Parsed, Found, str, tuple[str, ...]]:
    """The query as read, what it found, the field to sort by, and what to tell about both."""
    parsed = parse_query(request.query)
    filters, notes = _filters(request)
    masks = {name: _any_of(snapshot, nodes) for name, nodes in filters.items()}
    sort, sort_notes = _sort(request, parsed)
    found = find(snapshot, parsed.tree, request.precision, masks, by_score=not sort)
    return parsed, found, sort, (*parsed.notes, *notes, *sort_notes)


def _page(snapshot: Snapshot, found: Found, sort: str, offset: int, limit: int) -> tuple[Array, Array]:
    """Documents and scores of the hits offset … offset + limit - 1: whole matches, then partial ones."""
    docs, scores = page(snapshot, found.full, sort, offset, limit)
    more, their_scores = found.partial
    rest = slice(max(0, offset - found.full.total), max(0, offset + limit - found.full.total))
    if not more[rest].size:
        return docs, scores
    return np.concatenate([docs, more[rest]]), np.concatenate([scores, their_scores[rest]])


def _explained(snapshot: Snapshot, tree: Node, docs: Array, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    whole, some = ranking(tree), partial(tree)
    trees = (some if hit.partial and some else whole for hit in hits)
    return tuple(
        replace(hit, explanation=explain(snapshot, own, doc))
        for hit, own, doc in zip(hits, trees, docs.tolist(), strict=True)
    )


def _cut_notes(snapshot: Snapshot, tree: Node) -> list[str]:
    return [
        Message(
            "«%(text)s» sopii hyvin moneen sanaan: niistä haettiin osaa. Tarkenna kirjoittamalla enemmän.",
            text=text,
        )
        for text in cut(snapshot, tree)
    ]


def _filters(request: Request) -> tuple[dict[str, list[Node]], list[str]]:
    """Query name → the nodes any of which will do. Values that cannot be read are left out, with a note."""
    found: dict[str, list[Node]] = {}
    notes: list[str] = []
    for name, values in request.filters.items():
        field = QUERYABLE.get(name)
        if field is None:
            notes.append(Message("Rajausta «%(name)s» ei ole: se jätettiin huomiotta.", name=name))
            continue
        for value in values:
            try:
                text = field.kind is Kind.TEXT
                node = parse_query(f"{name}:({value})").tree if text else parse_value(field, value)
            except BadValue as error:
                notes.append(
                    Message(
                        "Rajaus «%(label)s» jätettiin huomiotta: %(why)s.",
                        label=Message(field.label),
                        why=error.args[0],
                    )
                )
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
        note = Message("Järjestystä «%(sort)s» ei ole: käytettiin oletusta.", sort=sort)
        return _default_sort(parsed.tree), [note]
    return sort or _default_sort(parsed.tree), []


def _default_sort(tree: Node) -> str:
    """By relevance where there is a word to rank by, else newest first."""
    return "" if terms(tree) else NEWEST


# Showing


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


def _described(term: Wanted) -> tuple[str, tuple[str, ...]]:
    if isinstance(term, (Prefix, Fuzzy)):
        return term.text + ("*" if isinstance(term, Prefix) else "~"), ()
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
                Mark(number, m.start - start, m.end - start, m.term, m.weight, m.why)
                for m in own
                if m.start >= start
            )
            html[name] = highlight(words, inside, 0, len(words))
            start += len(words) + len(field.separator)
    return html
