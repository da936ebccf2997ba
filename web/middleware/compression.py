"""Smaller answers for browsers that can unpack them, so that the service is quick without a proxy too.

Nothing secret is ever in an answer, so that compressing what the asker wrote gives nothing away.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request

WORTH = 1_000
"""Bytes from which on compressing pays."""
TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/javascript",
    "image/svg+xml",
)
LEVEL = 5


def compress(response: Response) -> Response:
    """The answer gzipped, where the browser takes that and it pays."""
    response.vary.add("Accept-Encoding")
    if not _wanted(response):
        return response
    if response.is_streamed and not response.direct_passthrough:
        response.response = _packed(response.iter_encoded())
        response.content_encoding = "gzip"
        return response
    response.direct_passthrough = False
    packed = gzip.compress(response.get_data(), LEVEL, mtime=0)
    response.set_data(packed)
    response.content_encoding = "gzip"
    return response


def _packed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of an answer that is sent while it is made, gzipped as they come."""
    packer = zlib.compressobj(LEVEL, wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


def _wanted(response: Response) -> bool:
    return (
        response.status_code == 200
        and not response.content_encoding
        and bool(request.accept_encodings["gzip"])
        and request.method == "GET"
        and (response.mimetype or "").startswith(TYPES)
        and (response.content_length or WORTH) >= WORTH
    )
