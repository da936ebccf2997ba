"""Fuzzing of addresses: every case is parsed, and a share of the cases is requested.

A target gets any bytes as the part of an address after «?».
"""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from index.indexing.index_writer import build
from tests.index.samples import CORPUS
from tests.web.html_check import read_page
from tests.web.made import made_engine
from web.api.endpoints import ENDPOINTS, PREFIX
from web.api.openapi import Endpoint
from web.app import create_app
from web.downloads import export
from web.middleware import limits
from web.middleware.errors import BadParameter, RequestRefused
from web.routing import request_reader, uploads, urls
from web.routing.engine_access import settings

ADDRESSES = (
    "q=digituki&maakunta=Kainuu&maakunta=Lappi&vuosi=2019..2022&sivu=3&jarjestys=-myonnetty",
    "q=%22a&myonnetty_min=100&myonnetty_max=1%20000&alkaa_min=1.9.2021&alkaa_max=2022-01-01&nimi=%00&sivu=abc",
    "q=hanke&limit=10&offset=20&explain=1",
    "q=digi&tarkkuus=tarkka&sija=2",
    "koodi=S29903",
    "erotin=puolipiste&bom=1&q=nuoret",
    "nayta=kunta&hae=a&hakija=b",
    "nayta=hakija&hae=oy&hakija=9036426-1&osatoteuttaja=*&lajittelu=-osatoteuttajana&osasivu=2",
)
PAGES = (
    *("/", "/hankkeet", "/tilastot", "/hanke/S29903", "/vertaa", "/haku-ohje", "/api", "/saavutettavuus"),
    *("/sv/", "/en/tilastot", "/haku.csv", "/haku.jsonl", "/haku.xlsx", "/haku.atom"),
    *("/organisaatio/9036426-1", "/organisaatiot.csv"),
)
SHARE = 100
"""One of so many addresses is not only read but answered by a page and an endpoint of the API."""
ASKED = [endpoint for endpoint in ENDPOINTS if not endpoint.bodies]
"""The endpoints that are asked with an address alone."""
FILLED = {"code": "S29903", "facet": "kunta", "id": "vaarojen-väki-ry"}
"""What stands in their paths."""
ANSWERS = (200, 301, 302, 304, 308, 400, 404)
"""What strangers may get, whatever they write: nothing above, which would be a fault of the site."""
MESSAGE = 1_000
"""Characters in which an error is told at the most, whatever was written."""
KNOWN = {e.name: frozenset(p.name for p in e.parameters if not p.in_path) for e in ENDPOINTS}
CONTROL = re.compile(r"[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
Args = MultiDict[str, str]


def run_urls(data: bytes) -> None:
    """Address → all that is read of it, everywhere: never an error but the one that is told to its writer."""
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True, errors="replace")
    args = MultiDict(pairs)
    with _app().test_request_context():
        _round(args)
        _refusable(limits.check_size, args, settings())
    _refusable(export.csv_options, args)
    request_reader.position_from_args(args)
    assert not CONTROL.search(uploads.clean_plan(args.get(urls.QUERY, "")))
    for endpoint in ENDPOINTS:
        _read(endpoint, args)
    _refuses_unknown(ENDPOINTS[crc32(data) % len(ENDPOINTS)], args)
    if crc32(data) % SHARE == 0:
        answered(data, pairs)


def _round(args: Args) -> None:
    """What was read, written again, is the same request, and a line of ASCII."""
    request, notes = request_reader.request_from_args(args)
    assert all(isinstance(note, str) for note in notes)
    address = urls.search_url(request)
    assert address.isascii()
    assert not re.search(r"[\s<>\"']", address)
    written = MultiDict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    assert request_reader.is_canonical(written)
    assert urls.params(request_reader.request_from_args(written)[0]) == urls.params(request)


def _refusable(read: object, *given: object) -> None:
    told = ""
    try:
        read(*given)  # type: ignore[operator]
    except RequestRefused as error:
        told = str(error)
    assert len(told) < MESSAGE


def _read(endpoint: Endpoint, args: Args) -> None:
    """Of the parameters that an endpoint has, it takes or refuses the values."""
    names = KNOWN[endpoint.name]
    path = {p.name: args.get(urls.QUERY, "") for p in endpoint.parameters if p.in_path}
    _refusable(endpoint.read, path, MultiDict(pair for pair in args.items(multi=True) if pair[0] in names))


def _refuses_unknown(endpoint: Endpoint, args: Args) -> None:
    if any(name not in KNOWN[endpoint.name] for name in args):
        with pytest.raises(BadParameter):
            endpoint.read({p.name: "" for p in endpoint.parameters if p.in_path}, args)


def answered(data: bytes, pairs: list[tuple[str, str]]) -> None:
    """A page and an answer of the API, which of them is up to the address."""
    client = _corpus_app().test_client()
    chosen = crc32(data) // SHARE
    _shown(client, PAGES[chosen % len(PAGES)], data.decode("latin-1"))
    endpoint = ASKED[chosen % len(ASKED)]
    path = endpoint.path.format(**FILLED)
    one_of_each = dict(pair for pair in pairs if pair[0] in KNOWN[endpoint.name])
    answer = client.get(PREFIX + path, query_string=urlencode(one_of_each, errors="replace"))
    assert answer.status_code in ANSWERS, answer.status_code
    assert answer.json is not None


def _shown(client: FlaskClient, path: str, query: str) -> None:
    """Whatever a page or a file was asked for, it is no fault, well formed, and all escaped."""
    answer = client.get(path, query_string=query)
    assert answer.status_code in ANSWERS, (path, answer.status_code)
    if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 308):
        assert not read_page(answer.text).faults
    if answer.mimetype == "application/atom+xml":
        ElementTree.fromstring(answer.data)
    assert answer.data is not None  # a file is read to its end


def run_pages(data: bytes) -> None:
    """Address → every page, file and endpoint over the sample corpus."""
    client = _corpus_app().test_client()
    query = data.decode("latin-1")
    for path in PAGES:
        _shown(client, path, query)
    for endpoint in ASKED:
        path = PREFIX + endpoint.path.format(**FILLED)
        assert client.get(path, query_string=query).status_code in ANSWERS


@cache
def _app() -> Flask:
    return create_app(made_engine(), TESTING=True)


@cache
def _corpus_app() -> Flask:
    folder = Path(tempfile.mkdtemp(prefix="hankehaku-fuzz-")) / "index"
    build(folder, [CORPUS])
    return create_app(folder, TESTING=True)
