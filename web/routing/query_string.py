"""The bytes after the «?» of an address as text: UTF-8, else Windows-1252, as old bookmarks have it.

«?q=ty%C3%B6» and «?q=ty%F6» are both «työ». Each name and each value is read for itself.
"""

from __future__ import annotations

from urllib.parse import quote_from_bytes, unquote_to_bytes

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

LATIN = {byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}
"""What each byte is in Windows-1252; the five that have no letter there are control characters (WHATWG)."""


class AddressRequest(Request):
    """A request whose address and form are read whatever their encoding."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the address."""
        return ImmutableMultiDict(parse_query_string(self.query_string))

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        """The fields of a form that was sent, whatever its encoding."""
        if self.mimetype != "application/x-www-form-urlencoded":
            return super().form
        return ImmutableMultiDict(parse_query_string(self.get_data()))

    @property
    def full_path(self) -> str:
        """The path with the parameters as they are written, in ASCII."""
        return f"{self.path}?{quote_from_bytes(self.query_string, safe=_AS_WRITTEN)}"


def parse_query_string(written: bytes) -> list[tuple[str, str]]:
    """The names and values of an address, in order; a name without «=» has the value ""."""
    pairs = (part.partition(b"=") for part in written.split(b"&") if part)
    return [(decode(name), decode(value)) for name, _, value in pairs]


def decode(written: bytes) -> str:
    """A percent-encoded name or value as text. Never fails."""
    plain = unquote_to_bytes(written.replace(b"+", b" "))
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1").translate(LATIN)


_AS_WRITTEN = "".join(map(chr, range(0x21, 0x7F)))
