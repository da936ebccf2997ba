"""The array evaluator against Whoosh's own searcher on the same index: the slow, obvious implementation.

Whoosh reads the same segments through `whoosh_codec`, with its own matchers and collectors, one posting at a
time. Only the formula is shared: `Bm25` below is written again from the docstring of the evaluator.
"""

from __future__ import annotations

import math
import random
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh import scoring
from whoosh.index import open_dir

from index.analysis.finnish import Word
from index.indexing.index_writer import build
from index.model.serialization import from_json
from search.matching.docset import as_scored
from search.matching.evaluator import evaluate
from search.matching.snapshot import Snapshot
from search.matching.sorting import page
from search.query.ast import All, And, Name, Node, Not, Or, Phrase, Range, Term
from tests.examples import examples

WORDS = ["auto", "tie", "metsä", "koulu", "nuori", "vanha", "hanke", "talo", "meri", "kala"]
NEXT_TO_NOTHING = 1e-12  # Whoosh takes a constant score of 0 for 1
make_every: Any = whoosh_query.Every
EVERY: Any = make_every()
K1, B, MOST_LENGTH = 2.0, 0.75, 5.0
"""As the documentation has them: an oracle takes nothing from what it checks."""
REGIONS = ("Lappi", "Kainuu", "Uusimaa")
TEMPLATE = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus

1 Hanke

Hankekoodi: {code}

Hankkeen nimi: {title}

3 Suunnitelman mukainen tiivistelmä toteutuksesta

{summary}

5 Projektin julkinen rahoitus, euroa

Myönnetty EU- ja valtion rahoitus: {money}

6 Maantieteellinen kohdealue

Maakunnat: {regions}

9 Loppuraportin tiivistelmä

{report}
"""


def write_description(folder: Path, code: str, chance: random.Random) -> None:
    """A small random description."""

    def some(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    regions = ", ".join(chance.sample(REGIONS, chance.randint(0, 2)))
    money = chance.choice(["", "0", "100", "200 000", "999"])
    text = TEMPLATE.format(
        code=code, title=some(3), summary=some(12), report=some(6), regions=regions, money=money
    )
    (folder / f"{code}.txt").write_text(text, "utf-8")


class Bm25(scoring.WeightingModel):
    """The formula of the evaluator, for Whoosh: its statistics are over live documents, counted by Whoosh."""

    def __init__(self) -> None:
        self.searcher: Any = None  # of the whole index, where each segment has one of its own

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> Any:
        return Bm25Scorer(self, searcher, fieldname, text)

    def count(self, fieldname: str, text: str) -> int:
        """How many documents have a term."""
        reader = self.searcher.reader()
        there = (fieldname, text) in reader
        return sum(1 for _ in reader.postings(fieldname, text).all_ids()) if there else 0

    @cached_property
    def documents(self) -> int:
        """How many documents there are."""
        return sum(1 for _ in self.searcher.reader().all_doc_ids())

    @cached_property
    def mean_length(self) -> float:
        """Weighted number of words of a document, on an average."""
        docs = self.searcher.reader().all_doc_ids()
        return math.fsum(self.searcher.doc_field_length(doc, "sanat", 1) for doc in docs) / self.documents


class Bm25Scorer(scoring.BaseScorer):
    def __init__(self, model: Bm25, searcher: Any, fieldname: str, text: Any) -> None:
        self.model = model
        self.scored = fieldname in ("sanat", "osat")
        raw = text if isinstance(text, str) else bytes(text).decode()
        n = model.count(fieldname, raw) if self.scored else 1
        self.idf = math.log(1 + (model.documents - n + 0.5) / (n + 0.5))
        self.searcher, self.fieldname = searcher, fieldname

    def score(self, matcher: Any) -> float:
        if not self.scored:
            return 0.0
        tf = matcher.weight()
        length = self.searcher.doc_field_length(matcher.id(), self.fieldname, 1)
        norm = 1 - B + B * min(length / self.model.mean_length, MOST_LENGTH)
        return float(self.idf * tf * (K1 + 1) / (tf + K1 * norm))


def to_whoosh(node: Node) -> whoosh_query.Query:
    """The same question in Whoosh's own query language."""
    match node:
        case Term(word=word):
            return whoosh_query.Term("sanat", word.bases[0])  # none of the words is a part of another
        case Phrase(terms=terms):
            words_ = [t.word.bases[0] for t in terms]
            return whoosh_query.ConstantScoreQuery(
                whoosh_query.Phrase("sanat", words_), score=NEXT_TO_NOTHING
            )
        case Name(field=field, value=value):
            return whoosh_query.ConstantScoreQuery(whoosh_query.Term(field, value), score=NEXT_TO_NOTHING)
        case And(items=items):
            return whoosh_query.And([to_whoosh(item) for item in items])
        case Or(items=items):
            return whoosh_query.Or([to_whoosh(item) for item in items])
        case Not(item=item):
            inner = whoosh_query.AndNot(EVERY, to_whoosh(item))
            return whoosh_query.ConstantScoreQuery(inner, score=NEXT_TO_NOTHING)
        case All():
            return whoosh_query.ConstantScoreQuery(EVERY, score=NEXT_TO_NOTHING)
    raise AssertionError(node)


def without_phrase_scores(node: Node) -> bool:
    match node:
        case Phrase():
            return False
        case And(items=items) | Or(items=items):
            return all(map(without_phrase_scores, items))
        case _:
            return True


words = st.sampled_from(WORDS).map(lambda form: Term(form, Word((form,), (), "voikko")))
leaves = st.one_of(
    words,
    words,
    st.tuples(words, words).map(lambda pair: Phrase(pair)),
    st.sampled_from(REGIONS).map(lambda region: Name("maakunta", region)),
    st.just(All()),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Or(tuple(items))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Indexes of random corpora: one of one segment, one of several with deleted documents."""
    made = []
    for seed in range(2):
        chance = random.Random(seed)
        top = tmp_path_factory.mktemp(f"oracle{seed}")
        source = top / "source"
        source.mkdir()
        for number in range(40):
            write_description(source, f"S{10000 + number}", chance)
        build(top / "index", [source])
        if seed == 1:
            for number in range(30, 40):
                (source / f"S{10000 + number}.txt").unlink()
            for number in (3, 50, 51):
                write_description(source, f"S{10000 + number}", chance)
            build(top / "index", [source])
        made.append(top / "index")
    return made


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(tree=trees, number=st.integers(0, 1))
def test_same_documents_order_and_scores_as_whoosh(folders: list[Path], tree: Node, number: int) -> None:
    snapshot = Snapshot.open(folders[number], 10**7)
    matches = as_scored(evaluate(snapshot, tree))
    ours = {snapshot.codes[d]: float(s) for d, s in zip(matches.docs, matches.scores, strict=True)}
    model = Bm25()
    with open_dir(str(folders[number])).searcher(weighting=model) as searcher:
        model.searcher = searcher
        results = searcher.search(to_whoosh(tree), limit=None)
        theirs = {searcher.stored_fields(hit.docnum)["koodi"]: hit.score for hit in results}
    assert ours.keys() == theirs.keys()
    if without_phrase_scores(tree):
        for code, score in theirs.items():
            assert ours[code] == pytest.approx(score, abs=1e-4)
        docs, scores = page(snapshot, matches, "", 0, 10)
        expected = sorted(theirs, key=lambda code: (-np.float32(ours[code]), code))[:10]
        assert [snapshot.codes[d] for d in docs] == expected
        assert list(scores) == sorted(scores, reverse=True)


def test_ranges_as_counted_by_hand(folders: list[Path]) -> None:
    snapshot = Snapshot.open(folders[1], 10**7)
    stored = {
        snapshot.codes[d]: from_json(snapshot.document(d)) for d in np.flatnonzero(snapshot.live).tolist()
    }
    for low, high in ((None, 0), (100, 999), (1, None), (None, None)):
        found = as_scored(evaluate(snapshot, Range("myonnetty", low, high))).docs
        expected = {
            code
            for code, project in stored.items()
            if (money := project.funding.eu_state_granted) is not None
            and (low is None or money >= low)
            and (high is None or money <= high)
        }
        if (low, high) == (None, None):
            expected = {c for c, p in stored.items() if p.funding.eu_state_granted is not None}
        assert {snapshot.codes[d] for d in found} == expected
