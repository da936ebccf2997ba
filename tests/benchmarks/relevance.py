"""How good are the rankings? Measured on a judged collection in BEIR layout.

    python -m tests.benchmarks.relevance --collection DIR [--json FILE]

The collection goes through the product's own path: each text becomes a description with one section, is
indexed by `index_writer` and searched by `search.engine`. The other chains rank the same texts with the same
BM25 by their own tokens, any of the query's tokens being enough.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index.analysis.tokenizer import tokenise
from index.indexing.index_writer import build
from index.vocabulary.sources import find_sources
from search.contract.request import Request
from search.engine import Engine
from search.matching.bm25 import idf
from search.plan.weights import K1, B
from tests.benchmarks.chains import CHAINS, Chain
from tests.benchmarks.metrics import average_precision, bootstrap, ndcg, recall
from tests.benchmarks.vocabulary_option import add_vocabulary_option
from web.config.settings import Settings

DEPTH = 100
Search = Callable[[str], list[str]]

TEMPLATE = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus

1 Hanke

Hankekoodi: {code}

3 Suunnitelman mukainen tiivistelmä toteutuksesta

{text}
"""


def read_jsonl(path: Path) -> dict[str, str]:
    """Identifier → text, the title before it."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        found[str(row["_id"])] = "\n".join(part for part in (row.get("title"), row["text"]) if part)
    return found


def read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """Query → document → gain."""
    judged: dict[str, dict[str, float]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, doc, gain = line.split("\t")
        judged[query][doc] = float(gain)
    return judged


def product(texts: dict[str, str], folder: Path, vocabularies: Sequence[Path]) -> Search:
    """The product's own index and search."""
    source = folder / "source"
    source.mkdir()
    by_code = {f"B{number:06}": doc for number, doc in enumerate(texts)}
    for code, doc in by_code.items():
        (source / f"{code}.txt").write_text(TEMPLATE.format(code=code, text=texts[doc]), "utf-8")
    build(folder / "index", [source], vocabularies=find_sources(vocabularies, Settings().dictionaries))
    engine = Engine(folder / "index")

    def search(query: str) -> list[str]:
        return [by_code[hit.code] for hit in engine.answer(Request(query, limit=DEPTH)).hits]

    return search


def baseline(texts: dict[str, str], chain: Chain) -> Search:
    """BM25 over the tokens of a chain."""
    frequencies = {doc: Counter(_tokens(text, chain)) for doc, text in texts.items()}
    lengths = {doc: sum(counts.values()) for doc, counts in frequencies.items()}
    mean = sum(lengths.values()) / len(lengths)
    postings: dict[str, dict[str, int]] = defaultdict(dict)
    for doc, counts in frequencies.items():
        for token, tf in counts.items():
            postings[token][doc] = tf

    def search(query: str) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for token in dict.fromkeys(_tokens(query, chain)):
            found = postings.get(token, {})
            weight = idf(len(texts), len(found)) * (K1 + 1)
            for doc, tf in found.items():
                scores[doc] += weight * tf / (tf + K1 * (1 - B + B * lengths[doc] / mean))
        return sorted(scores, key=lambda doc: (-scores[doc], doc))[:DEPTH]

    return search


def _tokens(text: str, chain: Chain) -> Iterable[str]:
    return (token for form in tokenise(text).forms for token in chain(form))


def measure(
    search: Search, queries: dict[str, str], judged: dict[str, dict[str, float]]
) -> dict[str, list[float]]:
    """Each metric of each query."""
    figures: dict[str, list[float]] = {"ndcg@10": [], "recall@100": [], "map": []}
    for query, gains in judged.items():
        ranking = search(queries[query])
        figures["ndcg@10"].append(ndcg(ranking, gains))
        figures["recall@100"].append(recall(ranking, gains))
        figures["map"].append(average_precision(ranking, gains))
    return figures


def describe(values: Sequence[float]) -> str:
    """Mean with its 95 % interval."""
    low, high = bootstrap(values)
    return f"{math.fsum(values) / len(values):.4f} [{low:.4f}–{high:.4f}]"


def main() -> None:
    """Measure every chain on the same collection and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--collection", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", help="measure one chain only")
    add_vocabulary_option(parser)
    arguments = parser.parse_args()
    folder: Path = arguments.collection
    texts, queries = read_jsonl(folder / "corpus.jsonl"), read_jsonl(folder / "queries.jsonl")
    judged = read_judgements(folder / "qrels" / "test.tsv")
    results = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, chain in CHAINS.items():
            if arguments.only in (None, name):
                search = (
                    product(texts, Path(temporary), arguments.vocabulary)
                    if name == "hankehaku"
                    else baseline(texts, chain)
                )
                figures = measure(search, queries, judged)
                results[name] = {k: round(math.fsum(v) / len(v), 4) for k, v in figures.items()}
                print(f"{name:12}", "   ".join(f"{k} {describe(v)}" for k, v in figures.items()), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
