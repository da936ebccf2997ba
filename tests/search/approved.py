"""Answers over the sample descriptions, each looked at once and kept: `golden/answers.jsonl`; and with our
own vocabularies: `golden/answers_in_other_words.jsonl`.

Every line is a question, `[kind, argument …]`, and what is shown for it. `python -m tests.search.approved`
writes both files again for the questions in them; look at what changed before you keep it. Scores have three
decimals, so that another order of summing does not matter.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.contract.messages import Message
from search.contract.request import Precision, Request
from search.contract.results import Snippet, Span
from search.engine import Engine
from search.export.answer_json import answer_json
from search.query.parser import parse_query
from tests.conftest import CORPUS

GOLDEN = Path(__file__).parent / "golden"
ANSWERS = GOLDEN / "answers.jsonl"
IN_OTHER_WORDS = GOLDEN / "answers_in_other_words.jsonl"
Shown = Any


def request(query: str, options: dict[str, Any]) -> Request:
    """A request by its query and whatever else is said of it."""
    filters = {name: tuple(values) for name, values in options.get("filters", {}).items()}
    precision = Precision(options.get("precision", Precision.PARTS.value))
    return Request(**{"query": query, "limit": 8, **options, "filters": filters, "precision": precision})


def said(message: Message) -> str:
    """A message without its words, which may change: what stands in it."""
    return "|".join(f"{name}={value}" for name, value in sorted(message.values.items())) or "·"


def spans(found: tuple[Span, ...]) -> list[str]:
    return [f"{one.start}-{one.end} {one.reason.name} {one.word}" for one in found]


def passage(one: Snippet) -> Shown:
    ends = f"{'…' * one.cut_before}{one.text}{'…' * one.cut_after}"
    return [one.field, ends, spans(one.spans)]


def find(engine: Engine, query: str, **options: Any) -> Shown:
    """What is found, in which order, and what is said about it."""
    found = engine.answer(request(query, options))
    return {
        "total": found.total,
        "partial": found.partial,
        "hits": [
            f"{hit.code} {hit.score:.3f}{' ~' * hit.partial}{' -' * bool(hit.missing)}{','.join(hit.missing)}"
            for hit in found.hits
        ],
        "precision": list(found.precision.values()),
        "notes": list(map(said, found.notes)),
        "words": [[word, *bases] for word, bases in found.words],
        "other": [f"{one.query} {one.total} {one.partial}" for one in found.suggestions],
        "values": [
            f"{one.field} {one.written} {one.value} {one.name} {one.total}" for one in found.value_suggestions
        ],
        "same": [[one.typed, *one.terms] for one in found.equivalents],
        "places": [f"{one.word} {one.field} {one.value} «{one.query}» {one.total}" for one in found.places],
        "active": [f"{one.name} {one.value} {one.value_label}" for one in found.active],
    }


def show(engine: Engine, query: str, **options: Any) -> Shown:
    """The first hits with what is marked in them."""
    found = engine.answer(request(query, {"limit": 3, **options}))
    return [
        [hit.code, spans(hit.title_spans), sorted(hit.facts), hit.reported, *map(passage, hit.snippets)]
        for hit in found.hits
    ]


def facets(engine: Engine, query: str, **options: Any) -> Shown:
    found = engine.answer(request(query, options))
    return {
        name: " ".join(f"{one.value}={one.count}{'*' * one.active}" for one in values)
        for name, values in found.facets.items()
        if values
    }


def explain(engine: Engine, query: str, **options: Any) -> Shown:
    found = engine.answer(request(query, {"limit": 2, "explain": True, **options}))
    return [
        [
            hit.code,
            *(
                f"{c.word} {c.role.template} {c.stream} {c.token} {c.section} {c.frequency:.2f} "
                f"{dict(c.sections)} "
                f"{c.documents} {c.idf:.3f} {c.length_norm:.3f} {c.weight:.3f} {c.score:.3f}"
                for c in hit.explanation
            ),
        ]
        for hit in found.hits
    ]


def sums(engine: Engine, query: str, *fields: str, **options: Any) -> Shown:
    money = options.pop("money", False)
    return json.loads(json.dumps(_plain(engine.statistics(request(query, options), fields, money))))


def listed(engine: Engine, query: str, **options: Any) -> Shown:
    found = request(query, options)
    names = [one.code for one in engine.names(found)]
    return [engine.count(found), " ".join(engine.codes(found)), " ".join(names)]


def suggest(engine: Engine, typed: str) -> Shown:
    return ["|".join((one.kind, one.text, one.query, one.field, one.value)) for one in engine.suggest(typed)]


def similar(engine: Engine, code: str) -> Shown:
    return [f"{one.code} {one.similarity} {','.join(one.words)}" for one in engine.similar(code)]


def compare(engine: Engine, text: str) -> Shown:
    return [
        [f"{one.project.code} {one.project.similarity} {','.join(one.project.words)}", spans(one.title_spans)]
        + [[passage(own), passage(other)] for own, other in one.pairs]
        for one in engine.compare(text).found[:2]
    ]


def organisations(engine: Engine, query: str, order: str, **options: Any) -> Shown:
    return _plain(engine.organisations(request(query, options), order, limit=12))


def organisation(engine: Engine, name: str) -> Shown:
    return _plain(engine.organisation(name))


def project(engine: Engine, code: str, query: str, **options: Any) -> Shown:
    return {place: spans(found) for place, found in engine.project(code, query, **options).spans.items()}


def api(engine: Engine, query: str, **options: Any) -> Shown:
    found = json.loads(json.dumps(answer_json(engine.answer(request(query, {"limit": 1, **options})))))
    return {**found, "took_ms": 0, "facets": sorted(found["facets"])}


def read(_: Engine, query: str) -> Shown:
    """How a query is read, without an index."""
    parsed = parse_query(query)
    leaves = [
        f"{leaf.start}-{leaf.end} {leaf.text} {leaf.field.query if leaf.field else ''} "
        + "".join("01"[flag] for flag in (leaf.is_value, leaf.is_plain, leaf.quoted, leaf.excluded))
        for leaf in parsed.leaves
    ]
    return [_tree(parsed.tree), leaves, list(map(said, parsed.notes))]


def _tree(node: Any) -> Shown:
    """A node of a query's tree: its kind, and what is in it but for a word's tokens."""
    if isinstance(node, tuple) and not hasattr(node, "_fields"):
        return [_tree(one) for one in node]
    if type(node).__module__ == "search.query.ast":
        inner = {name: getattr(node, name) for name in node.__dataclass_fields__ if name != "word"}
        return [
            type(node).__name__,
            *(_tree(value) for value in inner.values() if value not in ("", 0, False, ())),
        ]
    return (
        node.value
        if isinstance(node, Precision)
        else node
        if isinstance(node, str | int | None)
        else str(node)
    )


def _plain(thing: Any) -> Any:
    """Statistics as plain data, numbers rounded."""
    if isinstance(thing, float):
        return round(thing, 3)
    if isinstance(thing, Message | str | int | None):
        return str(thing) if isinstance(thing, Message) else thing
    if isinstance(thing, dict):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple) and not hasattr(thing, "_fields"):
        return [_plain(one) for one in thing]
    names = (
        getattr(thing, "__dataclass_fields__", None)
        or getattr(thing, "__struct_fields__", None)
        or thing._fields
    )
    return [_plain(getattr(thing, name)) for name in names]


KINDS: dict[str, Callable[..., Shown]] = {
    one.__name__: one
    for one in (
        find,
        show,
        facets,
        explain,
        sums,
        listed,
        suggest,
        similar,
        compare,
        organisation,
        organisations,
        project,
        api,
        read,
    )
}


def shown(engine: Engine, asked: list[Any]) -> Shown:
    """What is shown for a question: its kind, arguments, and last, options."""
    kind, *arguments = asked
    options = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
    return KINDS[kind](engine, *arguments, **options)


def approved(path: Path) -> list[dict[str, Any]]:
    """The lines of a file: `ask` and `shown`."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Answer the questions of the files again."""
    for path, vocabularies in ((ANSWERS, ()), (IN_OTHER_WORDS, find_sources([], Path("nowhere")))):
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder) / "index", [CORPUS], vocabularies=vocabularies)
            engine = Engine(Path(folder) / "index")
            asked = [line["ask"] for line in approved(path)]
            lines = [
                json.dumps({"ask": one, "shown": shown(engine, one)}, ensure_ascii=False) for one in asked
            ]
        path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    from tests.conftest import pytest_configure

    pytest_configure()  # without the dictionaries of the system, as the tests
    main()
