"""A new generation completes its own words, also those that the one before did not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.cluster.client import ClusterSettings
from search import open_engine, publish
from search.cluster import generations
from search.contract.request import Request
from tests.attacks.servers import wait_until
from tests.small import index_of


def test_words_of_a_new_generation_are_suggested(
    cluster: ClusterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "LOOK_AGAIN", 0.0)
    publish(cluster, index_of(tmp_path, {"S10001": {"_3": "zorpika"}}))
    engine = open_engine(tmp_path / "lexicon", cluster=cluster)
    assert [one.query for one in engine.suggest("zorp")] == ["zorpika"]
    assert engine.suggest("vork") == ()
    publish(cluster, index_of(tmp_path, {"S10002": {"_3": "vorkamo"}}))
    assert engine.count(Request()) == 2
    wait_until(lambda: [one.query for one in engine.suggest("vork")] == ["vorkamo"], 20)
