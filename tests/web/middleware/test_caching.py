"""Answers that are kept: 304 before anything is searched, until the index changes; and who else may read."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.contract.request import Request
from tests.web.made import Watched
from web.app import create_app
from web.config.settings import Settings

KEPT = ["/", "/?q=digitukea", "/hanke/S10000", "/haku-ohje", "/api", "/api/v1/search?q=digitukea",
        "/api/v1/projects/S10000", "/api/v1/facets/maakunta", "/api/v1/snapshot", "/api/v1/openapi.json",
        "/haku.csv", "/haku.xlsx", "/haku.jsonl", "/haku.atom", "/sitemap.xml", "/robots.txt",
        "/opensearch.xml"]  # fmt: skip
OPEN = [path for path in KEPT if path.startswith(("/api/", "/haku."))]


def etag(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cache_control.public
    assert response.cache_control.no_cache
    return response.headers["ETag"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", KEPT)
def test_what_has_not_changed_is_not_searched_again(
    client: FlaskClient, watched: Watched, monkeypatch: pytest.MonkeyPatch, path: str, method: str
) -> None:
    known = etag(client, path)
    for name in ("answer", "listing", "project"):
        monkeypatch.setattr(watched, name, None)  # asking for anything is an error
    response = client.open(path, method=method, headers={"If-None-Match": f'"other", {known}'})
    assert response.status_code == 304
    assert response.data == b""
    assert response.headers["ETag"] == known
    assert response.cache_control.no_cache


@pytest.mark.parametrize("path", KEPT)
def test_a_new_index_is_a_new_answer(client: FlaskClient, watched: Watched, path: str) -> None:
    known = etag(client, path)
    watched.renamed = "another"
    response = client.get(path, headers={"If-None-Match": known})
    assert response.status_code == 200
    assert response.headers["ETag"] != known


def test_each_address_has_its_own(client: FlaskClient) -> None:
    tags = {etag(client, path) for path in (*KEPT, "/?q=x", "/?q=x&sivu=1")}
    tags.add(client.get("/", headers={"Host": "toinen.example"}).headers["ETag"])
    assert len(tags) == len(KEPT) + 3


def test_a_new_version_of_the_program_is_a_new_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = etag(client, "/")
    monkeypatch.setattr("web.middleware.http_cache.program_hash", lambda: "another")
    assert client.get("/", headers={"If-None-Match": known}).status_code == 200


@pytest.mark.parametrize("path", ["/hanke/X", "/api/v1/projects/X", "/api/v1/search?x=1", "/olematon"])
def test_errors_are_not_kept(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"If-None-Match": "*"})
    assert response.status_code in {400, 404}
    assert "ETag" not in response.headers


def test_health_is_always_asked(client: FlaskClient) -> None:
    response = client.get("/healthz", headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", [*OPEN, "/api/v1/olematon", "/api/v1/search?x=1"])
def test_programs_on_other_sites_may_read(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://muu.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    known = response.headers.get("ETag", "")
    assert client.get(path, headers={"If-None-Match": known}).headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_that_asks_first_is_told(client: FlaskClient) -> None:
    headers = {"Origin": "https://muu.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/search", headers=headers)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("path", ["/", "/hanke/S10000", "/healthz"])
def test_pages_are_not_for_other_sites(client: FlaskClient, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/?q=digitukea", "/hanke/S10000", "/api/v1/search?q=digitukea"])
def test_a_page_made_before_is_given_again_until_the_index_changes(watched: Watched, path: str) -> None:
    """That it is the same page is told by `test_kept_answers.py`, which makes it anew."""
    client = create_app(watched, TESTING=True).test_client()
    for packed in ({}, {"Accept-Encoding": "gzip"}):
        first = client.get(path, headers=packed)
        made = len(watched.asked)
        assert client.get(path, headers=packed).status_code == 200
        assert len(watched.asked) == made
    watched.renamed = "another"
    assert client.get(path).headers["ETag"] != first.headers["ETag"]


def test_errors_and_files_are_not_kept(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(watched, TESTING=True).test_client()
    assert client.get("/hanke/S99999").status_code == client.get("/hanke/S99999").status_code == 404
    rows = client.get("/haku.csv").data
    other = watched.listing(Request("olematon"))
    monkeypatch.setattr(watched, "listing", lambda _: other)
    assert client.get("/haku.csv").data != rows


@pytest.mark.slow
def test_what_was_asked_longest_ago_makes_room(watched: Watched) -> None:
    client = create_app(watched, Settings(page_cache_mb=1), TESTING=True).test_client()
    paths = [f"/?q=digitukea&sivu={page}" for page in (1, 2)] + [f"/?q=digitukea+{n}" for n in range(100)]
    sizes = [len(client.get(path).data) for path in paths]
    assert min(sizes) * len(paths) > 2**20  # they do not all find room

    def is_kept(path: str) -> bool:
        made = len(watched.asked)
        client.get(path)
        return len(watched.asked) == made

    assert is_kept(paths[-1])
    assert is_kept(paths[-5])
    assert not is_kept(paths[0])
    assert is_kept(paths[0])


def test_nothing_is_kept_in_no_room(watched: Watched) -> None:
    client = create_app(watched, Settings(page_cache_mb=0), TESTING=True).test_client()
    client.get("/?q=digitukea")
    made = len(watched.asked)
    client.get("/?q=digitukea")
    assert len(watched.asked) > made


def test_other_settings_are_another_answer(watched: Watched) -> None:
    """After SIGHUP with a new address for feedback, no client keeps the old page."""
    one, other = (
        create_app(watched, Settings(feedback=f"{name}@example.fi")).test_client() for name in ("a", "b")
    )
    assert etag(one, "/saavutettavuus") != etag(other, "/saavutettavuus")
