"""The nginx site of `deploy/` run for real, on loopback, before the real server."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import ROOT
from tests.web.live import running

NAME = "haku.example.fi"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        NGINX is None or not shutil.which("openssl"), reason="nginx is not installed: apt-get install nginx"
    ),
]
MAIN = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
BROKEN = """
from flask import Flask
from web import server
from web.config.settings import Settings

def pieces():
    yield from [b"x" * 65536] * 50
    raise RuntimeError

app = Flask("broken")
app.add_url_rule("/haku.csv", "file", lambda: app.response_class(pieces()))
server.Server(lambda: app, Settings(workers=1), server.listen("127.0.0.1", 0)).run()
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def before(server: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The ports of TLS and of plain HTTP of an nginx before a server, with its log in a folder."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made: list[str | Path] = [
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        certificate,
        "-days",
        "2",
    ]
    subprocess.run(["openssl", "req", *made, "-subj", f"/CN={NAME}"], check=True, capture_output=True)
    tls, plain = free_port(), free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("    listen [::]:80;\n", ""),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
        ("/var/log/nginx", str(folder)),
        ("http://127.0.0.1:8000", server),
    ):
        assert old in site, old
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
    assert NGINX
    process = subprocess.Popen([NGINX, "-e", "stderr", "-c", folder / "nginx.conf"])
    try:
        _wait(process, tls)
        yield tls, plain
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nginx ended with {process.returncode}")


def ask(
    port: int, path: str, source: str = "127.0.0.1", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer over TLS, from a client of some address of loopback."""
    trusting = ssl._create_unverified_context()
    client = http.client.HTTPSConnection(
        "127.0.0.1", port, timeout=60, context=trusting, source_address=(source, 0)
    )
    try:
        client.request(
            "GET", path, headers={"Host": NAME} | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = client.getresponse()
        return response, response.read()
    finally:
        client.close()


@pytest.fixture(scope="module")
def site(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, Path]]:
    """The site as `deploy/hankehaku.toml` sets it up, behind nginx: its two ports and nginx's folder."""
    folder = tmp_path_factory.mktemp("nginx")
    settings = (ROOT / "deploy" / "hankehaku.toml").read_text("utf-8")
    settings = settings.replace("rate_limit = 120", "rate_limit = 20").replace('"stdout"', '"off"')
    (folder / "hankehaku.toml").write_text(settings, "utf-8")
    options = ("--config", str(folder / "hankehaku.toml"), "--workers", "1")
    with running(corpus_index, *options) as (_, address), before(address, folder) as (tls, plain):
        yield tls, plain, folder


def test_a_page_comes_through_and_knows_that_it_is_encrypted(site: tuple[int, int, Path]) -> None:
    response, page = ask(site[0], "/?q=digituki", "127.0.0.3")
    assert response.status == 200
    assert "<mark" in page.decode()
    assert response.headers["Strict-Transport-Security"]
    assert response.headers["Server"] == "nginx"
    feed = ask(site[0], "/haku.atom", "127.0.0.3")[1].decode()
    assert f"https://{NAME}/hanke/" in feed
    assert "http://127" not in feed


def test_other_names_are_refused_and_plain_http_is_sent_to_tls(site: tuple[int, int, Path]) -> None:
    assert ask(site[0], "/", "127.0.0.3", Host="evil.example")[0].status == 400
    client = http.client.HTTPConnection("127.0.0.1", site[1], timeout=60)
    client.request("GET", "/?q=a", headers={"Host": "evil.example"})
    response = client.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{NAME}/?q=a")
    client.close()


def test_each_client_has_its_own_limit_and_cannot_pretend_to_be_another(site: tuple[int, int, Path]) -> None:
    for number in range(25):
        last, told = ask(site[0], "/api", "127.0.0.4", X_Forwarded_For=f"10.0.0.{number}")
    assert last.status == 429
    assert last.headers["Retry-After"]
    assert "Enintään 20 pyyntöä minuutissa" in told.decode()
    assert ask(site[0], "/api", "127.0.0.5")[0].status == 200


def test_figures_are_for_the_machine_itself(site: tuple[int, int, Path]) -> None:
    for path in ("/metrics", "/readyz"):
        assert ask(site[0], path)[0].status == 200
        assert ask(site[0], path, "127.0.0.2", X_Forwarded_For="127.0.0.1")[0].status == 403
    assert json.loads(ask(site[0], "/healthz", "127.0.0.2")[1]) == {"status": "ok"}


def test_the_longest_query_gets_to_the_site(site: tuple[int, int, Path]) -> None:
    response, page = ask(site[0], f"/?q={quote('ä' * 10_000)}", "127.0.0.3")
    assert response.status == 400
    assert "10&nbsp;000 merkkiä" in page.decode() or "10\u00a0000 merkkiä" in page.decode()


def test_files_come_whole_and_the_log_does_not_say_what_was_searched_for(site: tuple[int, int, Path]) -> None:
    lines = ask(site[0], "/haku.jsonl?q=salaisuus+TAI+hanke", "127.0.0.3")[1].decode().splitlines()
    assert len([json.loads(line)["code"] for line in lines]) > 5
    for _ in range(600):  # written once the answer is sent
        log = (site[2] / "hankehaku.log").read_text("utf-8")
        if " GET /haku.jsonl 200 " in log:
            break
        time.sleep(0.1)
    else:
        pytest.fail(log)
    assert "salaisuus" not in log
    assert "127.0.0." not in log


def test_what_asks_without_pause_is_stopped_by_nginx(site: tuple[int, int, Path]) -> None:
    answers = [ask(site[0], "/healthz", "127.0.0.6")[0].status for _ in range(250)]
    assert answers[:100] == [200] * 100
    assert 429 in answers  # the site itself does not count these
    assert ask(site[0], "/healthz", "127.0.0.7")[0].status == 200


def test_a_file_that_is_broken_off_does_not_look_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BROKEN]
    with (
        running(None, command=command) as (_, address),
        before(address, tmp_path) as (tls, _),
        pytest.raises(http.client.IncompleteRead),
    ):
        ask(tls, "/haku.csv")
