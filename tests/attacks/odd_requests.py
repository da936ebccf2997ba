"""Valid requests that no page needs: odd headers, paths, cookies, bodies and searches."""

from __future__ import annotations

import gzip
import zlib

RANGES = (
    "bytes=0-0", "bytes=-1", "bytes=5-", "bytes=9-2", "bytes=0-" + "9" * 400, "bytes=0-0,-1",
    "bytes=" + ",".join(["0-"] * 1300), "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 2000, 2)),
    "items=0-5", "bytes=a-b", "bytes 0-5", "bytes=\x010-1", "bytes=-0",
)  # fmt: skip
OVERRIDES = (
    {"X_HTTP_Method_Override": "DELETE"}, {"X_HTTP_Method": "PUT"}, {"X_Method_Override": "TRACE"},
    {"X_HTTP_Method_Override": "POST"}, {"X_Original_URL": "/metrics"}, {"X_Rewrite_URL": "/olematon"},
    {"X_Original_Host": "evil.example"}, {"X_Host": "evil.example"}, {"X_Forwarded_Server": "evil.example"},
    {"X_Forwarded_For": "127.0.0.1"}, {"X_Forwarded_Scheme": "nothttps"}, {"Front_End_Https": "on"},
    {"X_Forwarded_SSL": "on"}, {"X_WAP_Profile": "http://evil.example/wap.xml"}, {"Max_Forwards": "0"},
    {"Te": "trailers"}, {"Connection": "close, Host, Cookie"}, {"Proxy": "http://evil.example:8080"},
    {"Content_Length": "0"}, {"Via": "1.1 evil.example"},
    {"X_Forwarded_Host": "evil.example"}, {"Forwarded": "host=evil.example"}, {"X_Forwarded_Port": "1337"},
)  # fmt: skip
"""Headers by which some servers take a request for another one. Here none changes the answer."""
PATHS = (
    "/static/..%5c..%5capp.py", "/static/%c0%ae%c0%ae/app.py", "/static/%252e%252e/app.py",
    "/static/./../app.py",
    "/static//etc/passwd", "/static/%00", "/static/.%00./app.py", "/static/;/../app.py",
    "/\uff0e\uff0e/app.py",
    "/static/\uff0e\uff0e\uff0fapp.py", "/hanke/%2e%2e%2fS29901", "/hanke/" + "%0d%0aSet-Cookie:%20a=b",
    "/hanke/\u202eS29901", "/sitemap-" + "9" * 5000 + ".xml", "/sitemap--1.xml", "/sitemap-\u0661.xml",
    "/sv/en/fi/", "//evil.example/", "/\\evil.example/", "/organisaatio/..%2f..%2f", "/organisaatio/%ff%fe",
    "/organisaatio/" + "a" * 9000, "/haku.csv%00.html?q=olematon", "/haku.atom;jsessionid=1?q=a",
    "/api/v1/projects/__proto__", "/api/v1/facets/__class__", "/api/v1/facets/constructor", "/hanke/CON",
)  # fmt: skip
COOKIES = (
    "kieli=sv; kieli=en", 'kieli="s\\166"', "kieli", "=sv", ";;;;=;", "kieli=" + "%73%76", "kieli=\x00sv",
    "kieli=sv" + "; a=b" * 20_000, "; ".join(f"c{n}=x" for n in range(5000)), 'kieli="' + "\\" * 9999,
    "kieli=sv\x1b[2J", "__Host-kieli=sv", "kieli=__class__", "a" * 60_000, "kieli=\udcff",
    "$Version=1; kieli=sv",
)  # fmt: skip
BOMBS = {
    "gzip": gzip.compress(b"teksti=" + b"a" * 50_000_000, 9),
    "deflate": zlib.compress(b"teksti=" + b"a" * 50_000_000, 9),
    "gzip, gzip": gzip.compress(gzip.compress(b"teksti=" + b"a" * 50_000_000)),
    "br": b"\x1b\xff\xff\xff\x01" * 50,
    "zstd": b"\x28\xb5\x2f\xfd" + b"\xff" * 60,
}
"""Bodies that are small and unpack to much: none is unpacked."""
PROGRAMS = (
    "hanke~99", "hanke~-1", "hanke~1e9", '"työ hanke"~999999999', "vuosi:[* TO *]", "vuosi:9999999999..-1",
    "vuosi:" + "9" * 900, "vuosi:-9..-" + "9" * 500, "myönnetty:1e308..1e309", "myönnetty:NaN..Infinity",
    "*a*b*c*d*e*", "?" * 60, "/(a+)+$/", "/.*.*.*=.*/", "kenttä:" * 120, "vuosi:" * 150, "EI " * 200 + "a",
    "a^1e308 b^-5", "^^^^^", "-(-(-(-(-(a)))))" * 30, "(a TAI (b JA (c EI (d TAI e))))" * 25,
    "((((a* TAI b*) JA c~) TAI d*) JA e~)" * 20, "{}[]!~^*?:\\/" * 70, "\\" * 900, "a\\" * 400,
    "%s%n%x" * 100,
    "${jndi:ldap://a.example/a}", "' OR 1=1 --", "q=a&q=b", "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass"),
    "alkaa:0000-00-00..9999-99-99", "alkaa:31.2.2020", "alkaa:1.1.10000..", "alkaa:-1.-1.-1", "kunta:*", "*",
    "**:**",
    "ä" * 20 + "*", "\u0130\u0131" * 200, "\u1e9e" * 300, "\ufdfa" * 50, "ﬀ" * 300, "a\u200d" * 300,
)  # fmt: skip
DIRECTIONS = "\u202eabc\u202c \u2066x \x1b[31m \x07\x08 \x9b31m \u2028 \ufeff"
DATES = (
    "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 0000 00:00:00 GMT",
    "Mon, 30 Feb 2026 25:61:61 GMT", "Thu, 01 Jan 1970 00:00:00 +9999", "Sat, 29 Oct 1994 19:43:31 EST",
    "-1", "99999999999999999999", "Sunday, 06-Nov-94 08:49:37 GMT", "\u0661", "now",
)  # fmt: skip
