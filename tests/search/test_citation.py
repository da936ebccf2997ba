"""Citations: what was found can be found again, and what has changed since is told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.model.serialization import to_builtins
from search.contract.listing import Listing, ListingHeader, StoredProject
from search.contract.request import Request
from search.engine import Engine
from search.export.citation import KIND, Citation, NotACitation, cite, compare, read_citation, request_of
from search.export.tables import FORMATS

ASKED = Request("hanke", {"maakunta": ("Kainuu", "Lappi")}, "nimi")


@pytest.fixture
def citation(engine: Engine) -> Citation:
    """A citation of a search of the sample corpus."""
    return cite(engine.listing(ASKED))


def saved(citation: Citation, folder: Path, **changes: Any) -> Path:
    path = folder / "viite.json"
    path.write_text(json.dumps({**to_builtins(citation), **changes}), "utf-8")
    return path


def test_a_citation_comes_back_from_its_file(citation: Citation, engine: Engine, tmp_path: Path) -> None:
    back = read_citation(saved(citation, tmp_path))
    assert back == citation
    assert request_of(back) == ASKED
    assert citation.total == len(citation.projects) == engine.answer(ASKED).total > 1
    assert not compare(citation, cite(engine.listing(request_of(back))))


def test_a_search_without_equivalents_is_cited_as_one(engine: Engine) -> None:
    typed, wide = (engine.listing(Request("seniorit", equivalents=on)) for on in (False, True))
    assert request_of(cite(typed)) == Request("seniorit", equivalents=False)
    assert cite(typed).hash != cite(wide).hash


def test_others_can_work_the_hashes_out(citation: Citation, engine: Engine) -> None:
    lines = b"".join(FORMATS["jsonl"].stream(engine.listing(ASKED))).splitlines()
    assert [hashlib.sha256(line).hexdigest() for line in lines] == [p.hash for p in citation.projects]
    wanted = {
        key: to_builtins(citation)[key]
        for key in ("query", "filters", "sort", "precision", "equivalents", "projects")
    }
    text = json.dumps(wanted, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == citation.hash


def test_what_has_changed_is_told() -> None:
    def listing(**texts: str) -> Listing:
        projects = (StoredProject(code, text.encode()) for code, text in texts.items())
        return Listing(ListingHeader(Request(), "1", len(texts)), projects)

    old = cite(listing(S1="a", S2="b", S3="c"))
    told = compare(old, cite(listing(S3="c", S1="muu", S4="d")))
    assert (told.added, told.removed, told.changed, told.moved) == (("S4",), ("S2",), ("S1",), True)
    assert not compare(old, cite(listing(S1="a", S2="b", S3="c")))
    assert not compare(old, cite(listing(S0="x", S1="a", S2="b", S3="c"))).moved


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"# README", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", f"does not say ”kind”: ”{KIND}”"),
        (b'{"query": "x", "hits": []}', "does not say ”kind”"),
        (json.dumps({"kind": KIND}).encode(), "a key is missing or of another type"),
        (json.dumps({"kind": KIND, "filters": [], "notes": [], "projects": []}).encode(), "another type"),
        (json.dumps({"kind": KIND, "filters": {}, "notes": [], "projects": [1]}).encode(), "another type"),
    ],
    ids=range(8),
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "muu.json"
    path.write_bytes(content)
    with pytest.raises(NotACitation) as caught:
        read_citation(path)
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotACitation, match="cannot be read"):
        read_citation(tmp_path / "missing.json")


@pytest.mark.parametrize("change", [{"query": "muu"}, {"filters": {}}, {"projects": []}, {"hash": "0"}])
def test_a_changed_file_is_refused(citation: Citation, tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(NotACitation, match="was changed after it was made"):
        read_citation(saved(citation, tmp_path, **change))


def test_the_hash_is_of_the_result_and_not_of_the_moment(citation: Citation, tmp_path: Path) -> None:
    later = replace(citation, taken="2030-01-01T00:00:00+00:00", generation="99")
    assert read_citation(saved(later, tmp_path)).hash == citation.hash
