"""Files of plans and forms that are not what they seem: archives in archives, PDFs with programs."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.index import formats
from tests.index.tables import workbook
from tests.search.test_upload import WORDS, pdf_file

BOUNDARY = "raja"
_DOCUMENT = "word/document.xml"


def form_of(data: bytes, file_name: str = "plan.docx") -> tuple[str, bytes]:
    """Content type and body of a form with a file."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="tiedosto"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode("utf-8", "surrogateescape") + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    return f"multipart/form-data; boundary={BOUNDARY}", body


def _zip(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return made.getvalue()


def _nested(depth: int) -> bytes:
    """A Word file in a Word file in a Word file …"""
    data = formats.word_file(WORDS)
    for _ in range(depth):
        data = _zip({_DOCUMENT: data, "word/embeddings/a.docx": data})
    return data


def _overlapping() -> bytes:
    """Many names in the directory of a ZIP file, all of them for the same packed bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b" " * 10_000_000) + packed.flush()
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(data), 10_000_000, 17, 0)
    body, entries = local + _DOCUMENT.encode() + data, b""
    for number in range(500):
        name = _DOCUMENT if not number else f"word/header{number}.xml"
        entries += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(data), 10_000_000, len(name), 0, 0, 0,
            0, 0, 0
        ) + name.encode()  # fmt: skip
    return body + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, len(entries), len(body), 0)


def _linked() -> bytes:
    """A part that says it is a link of the file system."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        link = zipfile.ZipInfo(_DOCUMENT)
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return made.getvalue()


def _pdf(*objects: str, catalog: str = "", stream: bytes = b"", coded: str = "") -> bytes:
    """The PDF of a line of text with more objects, and a stream, in it."""
    added = "".join(f"{50 + n} 0 obj{one} endobj\n" for n, one in enumerate(objects)).encode()
    if stream:
        added += b"49 0 obj<</Length %d%s>>stream\n%s\nendstream endobj\n" % (
            len(stream),
            coded.encode(),
            stream,
        )
    whole = pdf_file(WORDS).replace(b"<</Type/Catalog", f"<</Type/Catalog{catalog}".encode())
    return whole.replace(b"trailer", added + b"trailer")


def _flate(times: int) -> bytes:
    data = b"0" * 30_000_000
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def _drawn(data: bytes, coded: str) -> bytes:
    """A PDF whose page is drawn by this stream."""
    whole = pdf_file(WORDS)
    start, end = whole.index(b"5 0 obj"), whole.index(b"endobj", whole.index(b"5 0 obj"))
    body = b"5 0 obj<</Length %d%s>>stream\n%s\nendstream " % (len(data), coded.encode(), data)
    return whole[:start] + body + whole[end:]


_ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
UPLOADS: dict[str, Callable[[], bytes]] = {
    "Word files in one another": partial(_nested, 12),
    "a ZIP of overlapping parts": _overlapping,
    "a ZIP with a link": _linked,
    "a ZIP with a path up": lambda: _zip({"../../../etc/cron.d/a": b"x", _DOCUMENT: b"<d/>"}),
    "a ZIP with the same part 5,000 times": lambda: (
        _zip({f"{_DOCUMENT}{'/' * n}"[:60000]: b"<d/>" for n in range(5000)})
    ),
    "a ZIP with a comment of 64 kB": lambda: (
        _zip({_DOCUMENT: b"<d/>"})[:-2] + b"\xff\xff" + b"PK\x05\x06" * 16383 + b"abc"
    ),
    "a ZIP with a false size": lambda: (
        formats.word_file(WORDS).replace(struct.pack("<I", 0), struct.pack("<I", 0xFFFFFFFF), 3)
    ),
    "a Word file of a file of the machine": lambda: formats.zipped(_ENTITY + "<d>&x;</d>"),
    "a Word file of a file of the network": lambda: formats.zipped(_PARAMETER + "<d>a</d>"),
    "a Word file in UTF-16": lambda: formats.zipped((_ENTITY + "<d>&x;</d>").encode("utf-16")),
    "a Word file in UTF-7": lambda: formats.zipped('<?xml version="1.0" encoding="utf-7"?>+ADw-d+AD4-'),
    "a Word file that includes": lambda: (
        formats.zipped(
            '<d xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd" parse="text"/></d>'
        )
    ),
    "a Word file of 200,000 attributes": lambda: (
        formats.zipped("<d " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>")
    ),
    "a Word file of 100,000 namespaces": lambda: (
        formats.zipped("<d " + " ".join(f'xmlns:a{n}="u"' for n in range(100_000)) + "/>")
    ),
    "a Word file of a program's instruction": lambda: (
        formats.zipped('<?xml-stylesheet href="file:///etc/passwd"?><d>a</d>')
    ),
    "a workbook": lambda: workbook([["=cmd|' /C calc'!A0"] * 50] * 50),
    "a PDF with JavaScript": lambda: (
        _pdf("<</S/JavaScript/JS(app.alert(1);while(1){})>>", catalog="/OpenAction 50 0 R")
    ),
    "a PDF that starts a program": lambda: _pdf("<</S/Launch/F(/bin/sh)>>", catalog="/OpenAction 50 0 R"),
    "a PDF with a file in it": lambda: (
        _pdf(catalog="/Names<</EmbeddedFiles<</Names[(a)49 0 R]>>>>", stream=b"x" * 100_000)
    ),
    "a PDF of 40,000 objects": lambda: _pdf(*["<</A 1>>"] * 40_000),
    "a PDF whose objects lead to one another": lambda: (
        _pdf(*[f"{50 + (n + 1) % 900} 0 R" for n in range(900)], catalog="/Names 50 0 R")
    ),
    "a PDF whose pages are their own parents": lambda: (
        pdf_file(WORDS).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")
    ),
    "a PDF packed twice": lambda: _drawn(_flate(2), "/Filter[/FlateDecode/FlateDecode]"),
    "a PDF packed to 30 MB": lambda: _drawn(_flate(1), "/Filter/FlateDecode"),
    "a PDF of 60 filters": lambda: _drawn(b"00", "/Filter[" + "/ASCIIHexDecode" * 60 + "]"),
    "a PDF of runs": lambda: _drawn(b"\x81 " * 300_000, "/Filter/RunLengthDecode"),
    "a PDF of deep states": lambda: _drawn(b"q " * 400_000 + b"BT /F 9 Tf (a) Tj ET", ""),
    "a PDF that draws itself": lambda: (
        _drawn(b"/X Do", "/Type/XObject/Subtype/Form/Resources<</XObject<</X 5 0 R>>>>")
    ),
    "a PDF of numbers without an end": lambda: _drawn(b"9" * 1_000_000 + b" Tf", ""),
    "a PDF of a false length": lambda: pdf_file(WORDS).replace(b"/Length", b"/Length 99999999999/L"),
    "a PDF of deep arrays": lambda: _pdf("[" * 100_000 + "]" * 100_000),
    "a PDF with a font of millions of signs": lambda: (
        pdf_file(WORDS).replace(b"/WinAnsiEncoding", b"<</Differences[0 " + b"/a" * 200_000 + b"]>>")
    ),
    "two files in one": lambda: b"%PDF-1.4\n" + formats.word_file(WORDS) + b"\n%%EOF",
    "text of one line of 4 MB": lambda: b"sana " * 800_000,
    "text of marks": lambda: ("a" + "\u0301" * 1_000_000).encode(),
    "text of signs of direction": lambda: "\u202e\u2066<script>alert(1)</script>\x1b[2J".encode() * 500,
    "a citation that is deep": lambda: b"[" * 200_000 + b"]" * 200_000,
    "a citation of numbers": lambda: json.dumps({"version": 1, "request": {"offset": 10**400}}).encode(),
    "a citation of odd days": lambda: (
        json.dumps({"made": "9999-99-99T99:99:99Z", "generation": "-1"}).encode()
    ),
}  # fmt: skip
"""What may be chosen as the file of a plan, or of a citation."""


def _parts(*parts: str) -> tuple[str, bytes]:
    body = "".join(f"--{BOUNDARY}\r\n{one}\r\n" for one in parts) + f"--{BOUNDARY}--\r\n"
    return f"multipart/form-data; boundary={BOUNDARY}", body.encode("utf-8", "surrogateescape")


def _named(name: str) -> tuple[str, bytes]:
    return form_of(b"Digitukea kylille.", name)


_TEXT = 'Content-Disposition: form-data; name="teksti"\r\n\r\nDigitukea kylille.'
FORMS: dict[str, tuple[str, bytes]] = {
    "a name of a file with a path": _named("../../../../etc/passwd"),
    "a name of a file with markup": _named("<script>alert(1)</script>.txt"),
    "a name of a file with quotes": _named('a"; name="teksti.txt'),
    "a name of a file of 100 kB": _named("a" * 100_000),
    "a name of a file with an escape": _named("a\x1b[2J\x07.txt"),
    "a name of a file with signs of direction": _named("a\u202etxt.exe"),
    "a name of a file in another coding": _parts(
        "Content-Disposition: form-data; name=tiedosto; filename*=UTF-8''%2e%2e%2fa%00%ff.txt\r\n\r\nabc"
    ),
    "a part of a part": _parts(
        "Content-Disposition: form-data; name=teksti\r\nContent-Type: multipart/mixed; boundary=raja\r\n\r\n"
        "--raja\r\n\r\nx"
    ),
    "a part without a name": _parts("Content-Type: text/plain\r\n\r\nabc", _TEXT),
    "a part with a header of 500 kB": _parts("X: " + "y" * 500_000 + "\r\n" + _TEXT),
    "a part with 20,000 headers": _parts("X: y\r\n" * 20_000 + _TEXT),
    "a part in base64": _parts("Content-Transfer-Encoding: base64\r\n" + _TEXT),
    "a text of another charset": (
        _parts("Content-Type: text/plain; charset=utf-7\r\n" + _TEXT.replace("Digi", "+ADw-"))
    ),
    "5,000 parts": _parts(*[_TEXT] * 5000),
    "5,000 files": _parts(*['Content-Disposition: form-data; name="tiedosto"; filename="a"\r\n\r\nx'] * 5000),
    "two files of one name": (
        _parts(*['Content-Disposition: form-data; name="tiedosto"; filename="a"\r\n\r\nx'] * 2)
    ),
    "a boundary of 70 signs": ("multipart/form-data; boundary=" + "-" * 70, b"-" * 500_000),
    "a boundary in quotes": ('multipart/form-data; boundary="a\\"b;c"', b'--a"b;c\r\n\r\nx\r\n--a"b;c--'),
    "no boundary": ("multipart/form-data", b"--\r\n\r\n----"),
    "an empty boundary": ("multipart/form-data; boundary=", b"--\r\n" * 100_000),
    "a boundary of bytes": ("multipart/form-data; boundary=\udcff\udcfe", b"--\xff\xfe\r\n\r\nx"),
    "half a boundary again and again": (f"multipart/form-data; boundary={BOUNDARY}", b"\r\n--raj" * 70_000),
    "a form of 100,000 ampersands": ("application/x-www-form-urlencoded", b"&" * 100_000),
    "a form of percent signs": ("application/x-www-form-urlencoded", b"teksti=" + b"%" * 200_000),
    "a form of half signs": ("application/x-www-form-urlencoded", b"teksti=" + b"%e4%F0%9F" * 20_000),
    "a form as JSON": ("application/json", b'{"teksti": ' + b"[" * 100_000),
    "a form as XML": (
        ("text/xml", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><teksti>&x;</teksti>')
    ),
    "a form of a charset": (
        ("application/x-www-form-urlencoded; charset=utf-16", "teksti=digituki".encode("utf-16"))
    ),
}  # fmt: skip
"""Content type and body of a form."""
