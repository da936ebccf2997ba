"""Malformed requests, as data."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from index.model.project import QUERYABLE

SECRET = "salaisuus"
"""Stands in every request; no log may have it."""

BAD_HOSTS = (
    "a..b", ".x", "..", ".", "x" * 64, "x" * 64 + ".fi", "a." + "y" * 64, "a.b." * 70 + "fi", "x:99999",
    "x:abc",
    "x:-1", "x:80:80", "[::1", "::1]", "[zz]", "[]", "ä.fi", "a b", "a/b", "a\\b", "x@y", "a,b", "a;b", "-x",
    "x-", "a.-b", "a.b-", "%00", "%41", "x#y", "a?b=c", "<b>", "'", '"', "a\tb", "http://x", "xn--a", "xn--",
    "xn--99999999999", "x" * 8000, "a" * 300, "*", "*.fi", "${x}", "{{7*7}}", "127.0.0.1/../", "a|b", "a`b",
    "1.2.3.4:65536", "\udce4\udcf6", "\udcff",
)  # fmt: skip
GOOD_HOSTS = (
    "127.0.0.1", "localhost", "LOCALHOST", "haku.example.fi", "haku.example.fi.", "a.b:8000", "a.b:", "[::1]",
    "[::1]:80", "a_b", "a-b.c", "x" * 63 + ".fi", "xn--4ca0bs.fi", "1", "0x7f.1",
)  # fmt: skip

_Q = f"/?q={SECRET}"
_GET = f"GET {_Q} HTTP/1.1\r\nHost: a\r\n".encode()
_POST = f"POST /vertaa?q={SECRET} HTTP/1.1\r\nHost: a\r\n".encode()
_BODY_OF_CHUNKS = b"Transfer-Encoding: chunked\r\n\r\n"
_CHUNKS = _POST + _BODY_OF_CHUNKS
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
_PARTS = b"Content-Type: multipart/form-data; boundary=x\r\n"
_H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
MALFORMED: dict[str, bytes] = {
    "no words": b"\r\n\r\n",
    "one word": f"{SECRET}\r\n\r\n".encode(),
    "no version": f"GET {_Q}\r\nHost: a\r\n\r\n".encode(),
    "version 0.9": f"GET {_Q} HTTP/0.9\r\nHost: a\r\n\r\n".encode(),
    "version 3": f"GET {_Q} HTTP/3.0\r\nHost: a\r\n\r\n".encode(),
    "version in words": f"GET {_Q} HTTP/one\r\nHost: a\r\n\r\n".encode(),
    "another protocol": f"GET {_Q} FTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "four words": f"GET {_Q} x HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "method in small letters": f"get {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "method of signs": f"G(T {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "long method": b"G" * 5000 + f" {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "unknown method": f"BREW {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "TRACE": f"TRACE {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "CONNECT": b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT": f"PUT {_Q} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx".encode(),
    "DELETE": f"DELETE {_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "no path": b"GET  HTTP/1.1\r\nHost: a\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "whole address": f"GET http://evil.example{_Q} HTTP/1.1\r\nHost: a..b\r\n\r\n".encode(),
    "address of a broken IPv6": f"GET http://[zz{_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "path without a slash": b"GET x HTTP/1.1\r\nHost: a\r\n\r\n",
    "path of two slashes": f"GET //x{_Q} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "path up": f"GET /../../etc/passwd?q={SECRET} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "encoded path up": f"GET /static/..%2f..%2fapp.py?q={SECRET} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "zero byte in the path": f"GET /%00?q={SECRET} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "raw zero byte": b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "raw bytes above 127": b"GET /?q=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "control character": b"GET /?q=\x01\x02 HTTP/1.1\r\nHost: a\r\n\r\n",
    "bare line feeds": f"GET {_Q} HTTP/1.1\nHost: a\n\r\n\r\n".encode(),
    "carriage return in an address": f"GET {_Q}\rx HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "header without a colon": _GET + f"{SECRET}\r\n\r\n".encode(),
    "header without a name": _GET + f": {SECRET}\r\n\r\n".encode(),
    "space before the colon": f"GET {_Q} HTTP/1.1\r\nHost : a\r\n\r\n".encode(),
    "folded header": _GET + f" {SECRET}\r\n\r\n".encode(),
    "zero byte in a header": _GET + f"X: \x00{SECRET}\r\n\r\n".encode(),
    "header name of signs": _GET + f"(x): {SECRET}\r\n\r\n".encode(),
    "header of 100 kB": _GET + f"X: {'x' * 100_000}\r\n\r\n".encode(),
    "a thousand headers": _GET + b"X: y\r\n" * 1000 + b"\r\n",
    "headers of 400 kB": _GET + b"X: y\r\n" * 70_000,
    "headers without an end": _GET + b"X" * 300_000,
    "address of 200 kB": f"GET {_Q}{'x' * 200_000} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "two hosts": _GET + b"Host: b\r\n\r\n",
    "two lengths": _POST + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nxyz",
    "length in words": _POST + b"Content-Length: three\r\n\r\nxyz",
    "negative length": _POST + b"Content-Length: -3\r\n\r\nxyz",
    "length with a sign": _POST + b"Content-Length: +3\r\n\r\nxyz",
    "endless length": _POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nxyz",
    "length and chunks": _POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": _POST + b"Transfer-Encoding: zip\r\n\r\n0\r\n\r\n",
    "chunked twice": _POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "hidden chunked": _POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "chunk size in words": _CHUNKS + b"xyz\r\n0\r\n\r\n",
    "chunk of negative size": _CHUNKS + b"-1\r\nx\r\n0\r\n\r\n",
    "chunk of endless size": _CHUNKS + b"" + b"f" * 300 + b"\r\n0\r\n\r\n",
    "chunk without an end": _CHUNKS + b"5\r\nab0\r\n\r\n",
    "expects a miracle": _POST + b"Expect: miracle\r\nContent-Length: 1\r\n\r\nx",
    "upgrade to HTTP/2": _GET + _H2C,
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00" * 30,
    "TLS": bytes.fromhex("16030100c8010000c40303") + b"\x00" * 190 + b"\r\n\r\n",
    "proxy protocol": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "script name": f"GET {_Q} HTTP/1.1\r\nHost: a..b\r\nSCRIPT_NAME: /evil\r\n\r\n".encode(),
    "multipart without an end": _POST + _PARTS + b"Content-Length: 9\r\n\r\n--x\r\nX: y",
    "form beyond the limit": _POST + _FORM + b"Content-Length: 99999999\r\n\r\nteksti=x",
    "chunks beyond the limit": _POST + _FORM + _BODY_OF_CHUNKS + b"80000\r\n" + b"x" * 600_000,
}  # fmt: skip
"""Whole requests that no server has to understand."""

SLOW: dict[str, bytes] = {
    "nothing": b"",
    "a letter": b"G",
    "half a line": b"GET / HT",
    "an empty line": b"\r\n",
    "a line": b"GET / HTTP/1.1\r\n",
    "headers": b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n",
    "all but the last byte": b"GET / HTTP/1.1\r\nHost: a\r\n\r",
    "a body to come": _POST + b"Content-Length: 20\r\n\r\n",
    "half a body": _POST + b"Content-Length: 20\r\n\r\nteksti=x",
    "half a chunk": _CHUNKS + b"20\r\nteks",
    "chunks without an end": _CHUNKS + b"1\r\nt\r\n",
    "an expectation": _POST + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    "an answered request": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "one answered and a half": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /",
    "a page that is not read": b"GET /?q=hanke HTTP/1.1\r\nHost: a\r\n\r\n" * 50,
    "a file that is not read": b"GET /haku.jsonl HTTP/1.1\r\nHost: a\r\n\r\n",
    "a form beyond the limit": _POST + b"Content-Length: 99999999\r\n\r\nteksti=",
}
"""What silent clients have sent before they say no more."""

SHAPES: dict[str, str] = {
    "one word": "a" * 990,
    "many words": "työ " * 240,
    "many choices": "työ TAI " * 120,
    "negations": "-työ " * 190,
    "prefixes": "a* " * 300,
    "fuzzy words": "hankke~ " * 120,
    "phrases": '"työ ja hanke" ' * 60,
    "brackets": "(" * 490 + "a" + ")" * 490,
    "open brackets": "(" * 990,
    "quotes": '"' * 990,
    "fields": "maakunta:Lappi " * 60,
    "ranges": "vuosi:1..9999 " * 70,
    "emoji": "😀" * 990,
    "marks on a letter": "a" + "\u0301" * 980,
    "right to left": "\u202eא" * 490,
    "zero width": "t\u200by\u200b" * 240,
    "controls": "\x01" * 990,
    "markup": "<script>" * 120,
    "templates": "{{7*7}}" * 140,
    "numbers": "9" * 990,
}
"""Searches of nearly 1,000 characters, the limit."""
PAGES = ("/", "/tilastot", "/api/v1/search", "/haku.atom", "/hanke/S29901")
NUMBERS = tuple(name for name, field in QUERYABLE.items() if field.kind.is_number)

FORWARDED: tuple[dict[str, str], ...] = (
    *({"X_Forwarded_For": name} for name in (
        "1.2.3.4", "x" * 8000, "1.2.3.4, " * 500, ",,,", "::1", "2001:db8::1", "[2001:db8::1]:80", "unknown",
        "_hidden", "1.2.3.4:5678", "<b>", "%00", "' OR 1=1", "999.999.999.999", "::ffff:1.2.3.4", "1e9", "-1",
        "fe80::1%eth0", "fe80::1%" + "x" * 4000, " ", "\udcff",
    )),
    *({"X_Forwarded_Proto": name} for name in (
        "https", "http", "javascript", "x" * 4000, "https,http", "", "HTTPS", "ht tp", "\udcff", "file",
        "//evil", ":",
    )),
    *({"X_Forwarded_Prefix": name} for name in (
        "/a", "//evil.example",
        "http://evil.example", "/a/../b", "/" + "x" * 4000, "/a\\b", "/ä", "/%2f%2fevil",
        "a",
    )),
    *({"X_Forwarded_Host": name} for name in ("evil.example", "a..b", "x" * 4000)),
    *({"X_Forwarded_Port": name} for name in ("80", "99999", "abc")),
    {"Forwarded": "for=1.2.3.4;host=evil.example;proto=https"},
    {"Accept_Language": "sv;q=" + "9" * 4000}, {"Accept_Language": "," * 4000},
    {"Accept_Encoding": "gzip;q=x" * 300},
    {"If_None_Match": '"' + "x" * 4000}, {"If_None_Match": "*, " * 1000}, {"Cookie": "kieli=" + "x" * 4000},
    {"Cookie": "kieli=../../etc"}, {"Cookie": "a=b; " * 1000}, {"Range": "bytes=" + "0-1," * 1000},
    {"If_Modified_Since": "x" * 4000}, {"Content_Type": "x" * 4000}, {"Accept": "*/*;q=" + "0" * 4000},
    {"User_Agent": "\x7f"}, {"Referer": "javascript:alert(1)"}, {"Origin": "null"},
)  # fmt: skip
"""Headers that a client writes and a proxy passes on."""


def heavy_addresses() -> Iterator[tuple[str, str]]:
    """Names and addresses of searches with more filters than any person chooses."""
    for name in QUERYABLE:
        yield f"100 values of {name}", "/?" + urlencode([(name, f"arvo {n}") for n in range(100)])
        yield f"long values of {name}", "/?" + urlencode([(name, f"{n}" + "ä" * 150) for n in range(20)])
    for name in NUMBERS:
        yield f"100 ranges of {name}", "/tilastot?" + urlencode([(name, f"{n}..{n + 5}") for n in range(100)])
        yield f"bounds of {name}", f"/?{name}_min={'9' * 3000}&{name}_max=-{'9' * 3000}"
    everything = urlencode([(name, f"{n}..{n + 5}") for name in NUMBERS for n in range(100)])[:32_000]
    for page in PAGES:
        yield f"all ranges of all fields at {page}", f"{page}?{everything}"
        yield f"5,000 parameters at {page}", f"{page}?" + "&".join(f"p{n}=x" for n in range(5000))
        yield f"5,000 empty values at {page}", f"{page}?" + "maakunta=&" * 5000
        yield f"5,000 of one parameter at {page}", f"{page}?" + "q=työ&".replace("ö", "%C3%B6") * 5000
        yield f"ampersands at {page}", f"{page}?" + "&" * 60_000
        yield f"percent signs at {page}", f"{page}?q=" + "%" * 3000
    for shown in ("kunta", "avainsana", "x" * 3000):
        yield f"a whole facet {shown[:9]}", "/?" + urlencode({"nayta": shown, "hae": "a" * 3000})


def long_searches() -> Iterator[tuple[str, str]]:
    """Names and addresses of searches as long as allowed, in every page that takes one."""
    for shape, text in SHAPES.items():
        for page in PAGES:
            yield f"{shape} at {page}", f"{page}?q={quote(text[:999])}"
