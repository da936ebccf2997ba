"""Metrics for Prometheus at `/metrics`: requests, how long they took, and the index that answers.

The processes of the server share the counts through files in a folder that the server makes for them
(`prometheus_client`'s multiprocess mode), so that any process reports the counts of all.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from contextlib import suppress

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index.errors import HankehakuError
from web.middleware.log_writer import log_writer
from web.routing import engine_access

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder of shared counts."""
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram of durations, in seconds."""
BROKEN = (OSError, ValueError, KeyError, IndexError, struct.error)
"""What `prometheus_client` raises where the folder is gone, the disk is full, or a file is not its own."""
LOGS = ("stdout", "stderr")
NOT_FOUND = "none"
"""The endpoint of addresses that lead nowhere."""


def register(app: Flask) -> None:
    """Count every request, and answer at `/metrics`."""
    _make_folder()
    registry = CollectorRegistry()
    seconds = Histogram(
        "hankehaku_request_seconds",
        "Time from a request to its answer.",
        ["endpoint"],
        registry=registry,
        buckets=BUCKETS_S,
    )
    requests = Counter("hankehaku_requests", "Requests by status.", ["endpoint", "status"], registry=registry)
    dropped = Counter(
        "hankehaku_log_lines_dropped", "Log lines that could not be written.", ["log"], registry=registry
    )
    told = dict.fromkeys(LOGS, 0)

    @app.before_request
    def begin() -> None:
        g.counted_from = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or NOT_FOUND
        with suppress(*BROKEN):  # not counted, but answered
            seconds.labels(endpoint).observe(time.perf_counter() - g.counted_from)
            requests.labels(endpoint, str(response.status_code)).inc()
            for name in LOGS:
                lost = log_writer(name).dropped - told[name]
                if lost:
                    dropped.labels(name).inc(lost)
                    told[name] += lost
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        text = _shared() if FOLDER in os.environ else generate_latest(registry)
        return Response(text + generate_latest(_index()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _make_folder() -> None:
    """Create the folder of shared counts again if it was removed."""
    if FOLDER in os.environ:
        with suppress(OSError):
            os.makedirs(os.environ[FOLDER], mode=0o700, exist_ok=True)


def _shared() -> bytes:
    """The counts of all processes; empty if their folder is gone or a file in it is damaged."""
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    except BROKEN as error:
        current_app.logger.warning("the counts cannot be read: %s", type(error).__name__)
        return b""


def _index() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Index())
    return registry


class _Index(Collector):
    """The state of the index at the time of the scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = engine_access.engine().status()
        except HankehakuError:
            return  # without an index the counts of requests are still given
        for name, about, value in (
            ("generation", "Number of the commit.", float(found.generation)),
            ("projects", "Projects in the index.", found.projects),
            ("committed_seconds", "Unix time of the commit.", found.committed),
        ):
            yield GaugeMetricFamily(f"hankehaku_index_{name}", about, value)
