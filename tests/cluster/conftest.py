"""Tests on real nodes: they run by `make test-cluster` alone, which starts three and names them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest

from index.cluster.client import ClusterSettings, connect

NODES = tuple(os.environ.get("HANKEHAKU_TEST_CLUSTER", "").split())
"""Addresses of the nodes."""
collect_ignore_glob = [] if NODES else ["test_*.py"]


@pytest.fixture
def cluster() -> Iterator[ClusterSettings]:
    """The nodes, with the name of an index that is not there; all its indexes go afterwards."""
    settings = ClusterSettings(NODES, name=f"koe-{uuid.uuid4().hex[:8]}", shards=2, replicas=1)
    yield settings
    connect(settings).indices.delete(index=f"{settings.name}-*", params={"expand_wildcards": "all"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pools of urllib3 leave sockets to be closed when they are collected, in whichever test that is."""
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
