"""The engine over a cluster answers as the embedded one: the same index, the same questions, both asked.

The index has 500 descriptions: the samples, and others made of their sentences. It is analysed with the
vocabularies that come with the project, and lies in two shards on three nodes.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from index.cluster.client import ClusterSettings, connect
from index.errors import UnknownOrganisation, UnknownProject
from index.indexing.index_writer import build
from index.model.project import FACETS
from search import open_engine, publish
from search.cluster.engine import ClusterEngine
from search.contract.engine_port import Searcher
from search.contract.request import Precision, Request
from search.contract.statistics import ORGANISATION_ORDERS
from search.engine import Engine
from search.export.citation import cite
from tests.benchmarks.generate import CORPUS, generate
from tests.benchmarks.metrics import ndcg
from tests.cluster.asked import drawn
from tests.cluster.conftest import NODES
from tests.cluster.same import differences
from tests.search.test_needs import read_needs

GOLDEN = Path(__file__).parents[1] / "search" / "golden" / "queries.tsv"
SETTINGS = ClusterSettings(NODES, name="koe-parity", shards=2, replicas=1)
DESCRIPTIONS = 500
RANDOM = 300
NEAR_NDCG = 0.005
FLOORS = {"needs": 0.2, "mismatch": 0.1}
"""Mean nDCG@10 of each file, among generated descriptions; without a vocabulary other words find little."""
FIELDS = tuple(facet.query for facet in FACETS)
PLAN = (
    "Hankkeessa kehitetään ikäihmisten digitaalisia taitoja: vertaistukea ja digitukea maaseudun kylissä. "
    "Nuorille järjestetään työpajoja, joissa suunnitellaan biokaasulaitos maatilalle."
)


class Both(NamedTuple):
    """The two engines over one index."""

    embedded: Engine
    cluster: ClusterEngine

    def same(self, ask: Callable[..., Any], *rest: Any) -> Any:
        """What both answer. ask: called with an engine and the rest."""
        mine, theirs = ask(self.embedded, *rest), ask(self.cluster, *rest)
        assert theirs == mine
        return mine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with descriptions and their index."""
    made = tmp_path_factory.mktemp("parity")
    generate(made / "descriptions", DESCRIPTIONS - len(list(CORPUS.glob("[AS]*.txt"))), CORPUS)
    for path in CORPUS.glob("[AS]*.txt"):
        shutil.copy(path, made / "descriptions")
    build(made / "index", [made / "descriptions"])
    return made


@pytest.fixture(scope="module")
def both(folder: Path) -> Iterator[Both]:
    try:
        publish(SETTINGS, folder / "index", anew=True)
        engine = open_engine(folder / "lexicon", cluster=SETTINGS)
        assert isinstance(engine, ClusterEngine)
        yield Both(Engine(folder / "index"), engine)
    finally:
        connect(SETTINGS).indices.delete(index=f"{SETTINGS.name}-*", params={"expand_wildcards": "all"})


def check(both: Both, request: Request) -> list[str]:
    found = differences(both.embedded.answer(request), both.cluster.answer(request))
    return [f"{request}: {one}" for one in found[:2]]


def test_there_are_as_many_as_are_told(both: Both) -> None:
    assert both.embedded.documents == both.cluster.documents == DESCRIPTIONS


@pytest.mark.parametrize("precision", Precision)
def test_golden_queries(both: Both, precision: Precision) -> None:
    queries = [line.split("\t")[0] for line in GOLDEN.read_text("utf-8").splitlines()]
    asked = [Request(query, precision=precision, explain=True) for query in queries]
    assert len(asked) == 40
    assert [one for request in asked for one in check(both, request)] == []


@pytest.mark.parametrize("name", ["needs", "mismatch"])
def test_needs(both: Both, name: str) -> None:
    needs = [need for need in read_needs(name) if need.samples]
    assert len(needs) > 50
    asked = [Request(need.query) for need in needs]
    mine, theirs = ([engine.answer(request) for request in asked] for engine in both)
    assert [one for pair in zip(mine, theirs, strict=True) for one in differences(*pair)] == []
    quality = [
        math.fsum(
            ndcg([hit.code for hit in answer.hits], need.samples, 10)
            for need, answer in zip(needs, answers, strict=True)
        )
        / len(needs)
        for answers in (mine, theirs)
    ]
    assert min(quality) > FLOORS[name]
    assert abs(quality[0] - quality[1]) < NEAR_NDCG


def test_random_requests(both: Both) -> None:
    asked = drawn(RANDOM)
    assert len({request.query for request in asked}) > RANDOM / 2
    assert [one for request in asked for one in check(both, request)] == []


def test_counts_and_names_and_statistics_and_organisations(both: Both) -> None:
    for request in drawn(40, seed=17):
        both.same(lambda engine, asked: engine.count(asked), request)
        both.same(lambda engine, asked: engine.statistics(asked, FIELDS, money=True), request)
        both.same(lambda engine, asked: engine.statistics(asked, FIELDS[:1]), request)
        by_day = replace(request, sort="alkaa")
        both.same(lambda engine, asked: engine.names(asked), by_day)
        both.same(lambda engine, asked: list(engine.codes(asked)), by_day)
    for order in ("", *ORGANISATION_ORDERS, "-arvo"):
        both.same(lambda engine, own: engine.organisations(Request("koulutus"), own, 2, 30), order)


def test_listings(both: Both) -> None:
    def listed(engine: Searcher, request: Request) -> Any:
        listing = engine.listing(request)
        return listing.header.total, listing.header.notes, sorted(listing.projects)

    for request in (Request("digituki"), Request(), Request("nuoret maakunta:Kainuu", sort="-nimi")):
        total, _, projects = both.same(lambda engine, asked: listed(engine, asked), request)
        assert len(projects) == total > 3


def test_organisations(both: Both) -> None:
    every = both.embedded.organisations(Request()).listed
    assert len(every) > 20
    for one in every[::5]:
        both.same(lambda engine, own: engine.organisation(own, (1, 0), 3), one.organisation.id)
    for engine in both:
        with pytest.raises(UnknownOrganisation):
            engine.organisation("Atlantiksen opisto")


def test_projects_and_similar_ones(both: Both) -> None:
    for code in ("S29901", "a89905", "A100010", "S100007"):
        both.same(lambda engine, own: engine.project(own, "digituki nuoret"), code)
        assert both.same(lambda engine, own: engine.similar(own), code)
    for engine in both:
        with pytest.raises(UnknownProject):
            engine.project("S1")


def test_a_plan(both: Both) -> None:
    for filters in ({}, {"maakunta": ("Kainuu",)}, {"vuosi": ("2019",), "kunta": ("Atlantis",)}):
        both.same(lambda engine, own: engine.compare(PLAN, Request(filters=own)), filters)
    assert both.cluster.compare(PLAN).found


@pytest.mark.parametrize(
    "typed",
    ["digit", "digituki nuo", "maakunta:kai", 'kunta:"', "kajaani", "ammattikork", "nimi:dig", "S299",
     "kehitt", "xyzz", "digitukki", "matkalu", "-nuor", "hakija:näsi", "nuorten työpa", "tyopa"],
)  # fmt: skip
def test_suggestions(both: Both, typed: str) -> None:
    both.same(lambda engine: engine.suggest(typed))


@pytest.mark.parametrize(
    "query",
    ["digitukki", "matkalu Lapissa", "opinto ohjaaja", "biokasu TAI tuulivoma", "29901", "maakunta:Kainu",
     "digituki Lapissa", "Tauon paikka -hanke", "kiertotalous -talous", "metsäkonen simulatori"],
)  # fmt: skip
def test_what_else_could_be_meant(both: Both, query: str) -> None:
    assert check(both, Request(query)) == []
    assert check(both, Request(filters={"maakunta": (query, "Kainu")})) == []


def test_citations(both: Both) -> None:
    found = both.same(lambda engine: cite(engine.listing(Request("digituki", sort="nimi"))).projects)
    assert len(found) > 20


def test_pages_behind_what_a_search_passes_over(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.cluster.retrieval.WINDOW", 100)
    monkeypatch.setattr("search.cluster.retrieval.BATCH", 7)
    for offset in (90, 95, 240, 499, 600):
        request = Request("", sort="nimi", offset=offset, limit=15)
        assert check(both, request) == []
    both.same(lambda engine: list(engine.codes(Request("koulutus", sort="alkaa"))))


def test_few_round_trips(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[Any] = []
    client = both.cluster._latest.get().connection.client
    original = client.msearch

    def counted(**rest: Any) -> Any:
        trips.append(rest)
        return original(**rest)

    monkeypatch.setattr(client, "msearch", counted)
    for query, most in (("koulutus nuorille", 1), ("digituki ikäihmisille", 2), ("digitukki", 3)):
        both.cluster.answer(Request(query))
        trips.clear()
        both.cluster.answer(Request(query))
        assert len(trips) <= most, query


def test_after_changes_the_answers_are_the_same(both: Both, folder: Path) -> None:
    changed = sorted((folder / "descriptions").glob("*.txt"))[:60:12]
    for path in changed:
        path.write_text(path.read_text("utf-8").replace("hankkeen", "digituen"), "utf-8")
    build(folder / "index", [folder / "descriptions"])
    published = publish(SETTINGS, folder / "index")
    assert 0 < published.sent <= len(changed), "the others are as they were"
    engines = Both(Engine(folder / "index"), ClusterEngine(SETTINGS, folder / "lexicon"))
    assert engines.cluster.generation == "2"
    queries = [line.split("\t")[0] for line in GOLDEN.read_text("utf-8").splitlines()]
    found = [one for query in ("digituen", *queries) for one in check(engines, Request(query))]
    assert found == []
