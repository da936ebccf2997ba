"""Running it: health, metrics, a graceful stop, bounded memory, and what is in `deploy/`."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from index.indexing.index_writer import build
from search.engine import Engine
from tests.benchmarks import steady
from tests.conftest import ROOT
from tests.web.live import SERVE, get, running
from tests.web.made import Watched, made_engine
from web.app import create_app
from web.config.settings import Settings, load

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("hankehaku*.*") if path.suffix in {".service", ".timer"})


# Health


def test_healthz_asks_nothing_of_the_index(client: FlaskClient, watched: Watched) -> None:
    watched.status = None  # type: ignore[assignment, method-assign]
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"
    assert watched.asked == []


def test_readyz_tells_what_is_served(corpus_client: FlaskClient, engine: Engine) -> None:
    response = corpus_client.get("/readyz")
    told = response.json
    assert response.status_code == 200
    assert told
    assert told.keys() == {"status", "generation", "age_seconds", "projects"}
    assert (told["status"], told["generation"], told["projects"]) == ("ready", engine.generation, 24)
    assert 0 <= told["age_seconds"] <= time.time() - engine.status().committed + 1
    assert response.headers["Cache-Control"] == "no-store"


def test_readyz_is_503_without_an_index(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(corpus / "S29901.txt", source)
    build(tmp_path / "index", [source])
    client = create_app(tmp_path / "index").test_client()
    assert client.get("/readyz").status_code == 200
    shutil.rmtree(tmp_path / "index")
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (503, {"status": "unavailable", "reason": "IndexMissing"})
    assert client.get("/healthz").status_code == 200


# Metrics


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every figure of an answer of /metrics, by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_are_off_by_default(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_metrics_count_requests_and_tell_of_the_index(engine: Engine) -> None:
    client = create_app(engine, Settings(metrics=True)).test_client()
    for path in ("/?q=digi", "/?q=kylä", "/api/v1/projects/X", "/olematon", "/?sivu=999999999"):
        client.get(path)
    response = client.get("/metrics")
    assert response.mimetype == "text/plain"
    found = samples(response.get_data(as_text=True))
    requests = {labels: n for (name, labels), n in found.items() if name == "hankehaku_requests_total"}
    assert requests == {
        (("endpoint", "pages.search"), ("status", "200")): 2,
        (("endpoint", "pages.search"), ("status", "400")): 1,
        (("endpoint", "api.project"), ("status", "404")): 1,
        (("endpoint", "none"), ("status", "404")): 1,
    }
    search = ("endpoint", "pages.search")
    assert found["hankehaku_request_seconds_count", (search,)] == 3
    assert found["hankehaku_request_seconds_bucket", (search, ("le", "+Inf"))] == 3
    assert found["hankehaku_index_generation", ()] == int(engine.generation)
    assert found["hankehaku_index_projects", ()] == 24
    assert found["hankehaku_index_committed_seconds", ()] == pytest.approx(engine.status().committed)


def test_two_applications_count_for_themselves() -> None:
    one, other = (create_app(made_engine(), Settings(metrics=True)).test_client() for _ in range(2))
    one.get("/")
    assert "pages.search" not in other.get("/metrics").get_data(as_text=True)


@pytest.mark.slow
def test_the_processes_of_a_server_count_together(corpus_index: Path) -> None:
    with running(corpus_index, "--metrics", "yes", "--workers", "3") as (process, address):
        for _ in range(30):
            get(f"{address}/haku-ohje")
        found = samples(get(f"{address}/metrics"))
        labels = (("endpoint", "pages.help_page"), ("status", "200"))
        assert found["hankehaku_requests_total", labels] == 30
        assert found["hankehaku_request_seconds_count", labels[:1]] == 30
        assert found["hankehaku_index_projects", ()] == 24
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


# Stopping, and what the server believes


SLOW = """
import sys, time
from pathlib import Path
from search.engine import Engine
from hankehaku import main
begun, quick = Path(sys.argv.pop(1)), Engine.answer
def slow(self, request):
    begun.touch()
    time.sleep(1.5)
    return quick(self, request)
Engine.answer = slow
main()
"""


@pytest.mark.slow
def test_running_answers_finish_when_told_to_stop(corpus_index: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    command = [sys.executable, "-c", SLOW, str(begun), *SERVE[3:], str(corpus_index)]
    answers: list[str] = []
    with running(corpus_index, command=command) as (process, address):
        thread = threading.Thread(target=lambda: answers.append(get(f"{address}/api/v1/search?q=digituki")))
        thread.start()
        while not begun.exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
        thread.join(30)
    assert json.loads(answers[0])["total"] > 0
    assert (process.returncode, rest) == (0, "")


@pytest.mark.slow
def test_the_server_itself_believes_no_proxy(corpus_index: Path) -> None:
    """Gunicorn would, of its own accord, one on this machine."""
    with running(corpus_index, "--access-log", "stdout") as (process, address):
        sent = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "SCRIPT_NAME": "/evil"}
        with urllib.request.urlopen(urllib.request.Request(f"{address}/healthz", headers=sent)) as answer:
            assert "Strict-Transport-Security" not in answer.headers
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
    (entry,) = map(json.loads, rest.splitlines())
    assert entry["path"] == "/healthz"
    assert "192.0.2.1" not in rest


@pytest.mark.slow
def test_the_server_counts_what_one_client_asks(corpus_index: Path) -> None:
    with running(corpus_index, "--rate-limit", "5", "--workers", "1") as (_, address):
        for _ in range(5):
            get(f"{address}/haku-ohje")
        with pytest.raises(HTTPError, match="429") as refused:
            get(f"{address}/haku-ohje")
        assert int(refused.value.headers["Retry-After"]) <= 12
        refused.value.close()


# Memory


@pytest.mark.slow
def test_the_cache_stays_within_its_bound(corpus_index: Path) -> None:
    engine = Engine(corpus_index, cache_bytes=300_000)
    figures = list(steady.run(engine, 2000))
    assert [one["queries"] for one in figures] == list(range(200, 2001, 200))
    assert 100_000 < engine.snapshot().cache.bytes <= 300_000


# deploy/


def unit_with_real_paths(name: str, folder: Path) -> Path:
    """A unit whose program exists on this machine."""
    text = (DEPLOY / name).read_text("utf-8")
    path = folder / name
    path.write_text(text.replace("/opt/hankehaku/.venv/bin/hankehaku", str(Path(sys.executable))), "utf-8")
    return path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_units(tmp_path: Path, name: str) -> None:
    for other in UNITS:
        unit_with_real_paths(other, tmp_path)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True, timeout=60
    )
    ours = [line for line in done.stderr.splitlines() if "hankehaku" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_the_units_are_locked_down(name: str) -> None:
    unit = (DEPLOY / name).read_text("utf-8")
    for line in ("User=hankehaku", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert line in unit
    command = re.search(r"^ExecStart=(\S+) (\w+)", unit, re.M)
    assert command
    assert command[2] in {"serve", "index"}
    assert "Environment=HANKEHAKU_CONFIG=/etc/hankehaku.toml" in unit


def test_the_settings_file_is_right() -> None:
    settings = load({}, config=DEPLOY / "hankehaku.toml")
    assert settings.trusted_proxies == 1
    assert settings.rate_limit
    assert settings.allowed_hosts[0] in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_dockerfile_takes_all_of_the_project_that_runs() -> None:
    file = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", file, re.M) for name in line.split()}
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tools = project["tool"]["setuptools"]
    folders = {pattern.removesuffix("*") for pattern in tools["packages"]["find"]["include"]}
    wanted = folders | {f"{module}.py" for module in tools["py-modules"]}
    wanted |= {
        "pyproject.toml",
        "locks",
        project["project"]["readme"],
        *project["project"]["license-files"],
    }
    assert copied == wanted
    assert all((ROOT / name).exists() for name in copied)
    last = file.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.M)
    assert "libvoikko1 voikko-fi" in last
    assert "pip" not in last
