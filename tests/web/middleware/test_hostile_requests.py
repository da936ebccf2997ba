"""Odd hosts, clients' names of any length, too many filters, pages too long, an index that is not there."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from search.contract import deadline
from search.engine import Engine
from search.matching import latest_snapshot
from tests.attacks.requests import BAD_HOSTS, GOOD_HOSTS
from tests.attacks.wire import HEADERS
from tests.web.middleware.test_hardening import client_with, told
from web.app import create_app
from web.config.settings import Settings
from web.middleware import rendering
from web.middleware.limits import RateLimiter, client_key, is_host
from web.routing import engine_access


def test_what_is_a_host_and_what_is_not() -> None:
    assert [host for host in GOOD_HOSTS if not is_host(host)] == []
    assert [host for host in BAD_HOSTS if is_host(host)] == []


@pytest.mark.parametrize("host", ["a..b", ".x", "x" * 64, "a" * 300])
@pytest.mark.parametrize("allowed", [(), ("haku.example.fi",)])
def test_an_odd_host_is_an_ordinary_400(
    host: str, allowed: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    client = client_with(allowed_hosts=allowed, access_log="stderr")
    for path in ("/?q=salaisuus", "/api/v1/search?q=salaisuus", "/static/style.css?q=salaisuus"):
        response = client.get(path, environ_overrides={"HTTP_HOST": host})
        assert response.status_code in ({400} if "static" not in path else {200, 400})
        assert {name.lower() for name, _ in response.headers} >= set(HEADERS)
        response.close()
    assert client.get("/healthz", environ_overrides={"HTTP_HOST": host}).status_code == 200
    written = capfd.readouterr()
    assert "salaisuus" not in written.out + written.err
    assert "Traceback" not in written.err


def test_names_of_clients_take_bounded_memory() -> None:
    limiter = RateLimiter(10, max_clients=100)
    for number in range(1000):
        limiter.wait(client_key(f"{number}-" + "x" * 8000), 0.0)
    assert sum(map(sys.getsizeof, limiter._left)) < 100 * 200
    assert client_key("192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("name", ["maakunta", "vuosi", "alkaa", "kunta"])
@pytest.mark.parametrize("path", ["/", "/tilastot", "/api/v1/search", "/haku.csv", "/haku.atom"])
def test_too_many_values_are_refused(name: str, path: str) -> None:
    client = client_with(filter_values=10)
    most, more = (urlencode([(name, str(1900 + n)) for n in range(count)]) for count in (10, 11))
    assert client.get(f"{path}?{most}").status_code in {200, 302, 400}
    response = client.get(f"{path}?{more}")
    if path == "/api/v1/search" or path.startswith("/haku."):
        assert response.status_code == 400
    else:
        assert "niitä on 11, ja enimmäismäärä on 10" in told(response, 400, "bad_request")


def test_values_of_several_fields_and_bounds_of_ranges_count_together() -> None:
    client = client_with(filter_values=10)
    mixed = [("maakunta", f"m{n}") for n in range(4)] + [("kunta", f"k{n}") for n in range(4)]
    assert client.get("/?" + urlencode(mixed)).status_code == 200
    mixed += [("myonnetty_min", "1"), ("myonnetty_max", "2"), ("vuosi", "2020")]
    assert client.get("/?" + urlencode(mixed)).status_code == 400
    assert client.get("/?" + urlencode([("maakunta", "")] * 50)).status_code == 302
    long = [("maakunta", "ä" * 190)]
    assert "osoitteessa niissä on 1 140 merkkiä" in told(
        client.get("/?" + urlencode(long)), 400, "bad_request"
    ).replace("1140", "1 140").replace("\N{NO-BREAK SPACE}", " ")


def test_a_page_that_would_be_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_with()
    assert client.get("/?q=digituki").status_code == 200
    monkeypatch.setattr(rendering, "PAGE_CHARACTERS", 20_000)
    assert "Sivusta tulisi liian suuri" in told(client.get("/?q=digituki+hanke"), 400, "bad_request")


def test_the_clock_is_looked_at_while_a_page_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search itself takes no time here: only the making of the page does."""
    client = client_with(time_budget_ms=1000)
    now = [0.0]
    monkeypatch.setattr(deadline, "time", SimpleNamespace(monotonic=lambda: now[0]))
    render = rendering.render

    def slow(template: str, **context: object) -> str:
        now[0] += 2
        return render(template, **context)

    monkeypatch.setattr("web.pages.routes.render", slow)
    response = client.get("/?q=digituki")
    assert "kesti liian kauan" in told(response, 503, "took_too_long")
    assert int(response.headers["Retry-After"]) > 0


# An index that is not there


@pytest.fixture
def own_index(corpus_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the samples, to be spoilt."""
    return Path(shutil.copytree(corpus_index, tmp_path / "index"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new index is looked for at every request."""
    monkeypatch.setattr(engine_access, "RETRY_S", 0.0)
    monkeypatch.setattr(latest_snapshot, "LOOK_AGAIN", -1.0)


def assert_unavailable(client: FlaskClient) -> None:
    for path in ("/?q=hanke", "/tilastot", "/api/v1/search?q=hanke", "/haku.csv", "/readyz"):
        response = client.get(path)
        assert response.status_code == 503, path
        assert int(response.headers["Retry-After"]) > 0, path
        assert {name.lower() for name, _ in response.headers} >= set(HEADERS)
    assert client.get("/healthz").status_code == 200
    assert client.get("/haku-ohje").status_code in {200, 503}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("spoil", ["missing", "empty", "header", "cut"])
def test_a_process_starts_without_an_index_and_takes_it_up(
    corpus_index: Path, tmp_path: Path, spoil: str
) -> None:
    folder = tmp_path / "index"
    if spoil != "missing":
        shutil.copytree(corpus_index, folder)
        (segment,) = folder.glob("*.arr")
        if spoil == "header":
            data = bytearray(segment.read_bytes())
            data[20] ^= 0xFF
            segment.write_bytes(data)
        else:
            os.truncate(segment, 0 if spoil == "empty" else segment.stat().st_size // 2)
    client = create_app(folder, Settings(page_cache_mb=0)).test_client()
    assert_unavailable(client)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(corpus_index, folder)
    assert client.get("/?q=hanke").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("at_once")
def test_a_file_cut_short_under_a_server_is_an_answer_and_no_end(own_index: Path, corpus_index: Path) -> None:
    """Reading behind the end of a mapped file would end the process (SIGBUS)."""
    client = create_app(own_index, Settings(page_cache_mb=0)).test_client()
    assert client.get("/?q=hanke").status_code == 200
    (file,) = own_index.glob("*.arr")
    os.truncate(file, 100)
    assert_unavailable(client)
    shutil.rmtree(own_index)
    shutil.copytree(corpus_index, own_index)  # of the same generation
    assert client.get("/?q=hanke").status_code == 200


@pytest.mark.usefixtures("at_once")
def test_a_backup_of_the_same_generation_is_taken_up(own_index: Path, corpus_index: Path) -> None:
    engine = Engine(own_index)
    before = engine.snapshot()
    own_index.rename(own_index.with_name("damaged"))
    assert engine.snapshot() is before  # goes on with what it has
    shutil.copytree(corpus_index, own_index)
    assert engine.snapshot() is not before
    assert engine.generation == str(before.generation)
