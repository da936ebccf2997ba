"""The bytes of an address after its «?», and of a form, as text: UTF-8, else Windows-1252 as in old links.

«?q=ty%C3%B6» and «?q=ty%F6» are both «työ». Each name and each value is decoded separately. Files that are
sent with a form stay in memory and are never written to disk.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING
from urllib.parse import quote_from_bytes, unquote_to_bytes

from flask import Request
from werkzeug.datastructures import Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.utils import cached_property

LATIN = {byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}
"""What each byte is in Windows-1252; the five that have no letter there are control characters (WHATWG)."""

if TYPE_CHECKING:
    from werkzeug.formparser import t_parse_result


class ByteParts(MultiPartParser):
    """Reads the fields of a form with files: each byte of a value as one character, to be decoded later."""

    def get_part_charset(self, headers: Headers) -> str:
        """The encoding that every byte has a character in."""
        return "latin-1"


class FormParser(FormDataParser):
    """Reads forms, with files and without, whatever the encoding of their fields."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> t_parse_result:
        sent = stream.read()
        if self.max_form_memory_size is not None and len(sent) > self.max_form_memory_size:
            raise RequestEntityTooLarge
        return stream, self.cls(parse_query_string(sent)), self.cls()

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> t_parse_result:
        boundary = options.get("boundary", "").encode("ascii", "replace")
        if not boundary:
            raise ValueError("no boundary")
        parts = ByteParts(
            self.stream_factory, self.max_form_memory_size, self.cls, max_form_parts=self.max_form_parts
        )
        fields, files = parts.parse(stream, boundary, content_length)
        decoded = [(name, text_of(value.encode("latin-1"))) for name, value in fields.items(multi=True)]
        return stream, self.cls(decoded), files


class AddressRequest(Request):
    """A request whose address and form are read whatever their encoding."""

    form_data_parser_class = FormParser

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the address."""
        return ImmutableMultiDict(parse_query_string(self.query_string))

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Where a file is read to: memory, which `MAX_CONTENT_LENGTH` bounds."""
        return BytesIO()

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
    return text_of(unquote_to_bytes(written.replace(b"+", b" ")))


def text_of(plain: bytes) -> str:
    """Bytes in UTF-8 or Windows-1252 as text. Never fails."""
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1").translate(LATIN)


_AS_WRITTEN = "".join(map(chr, range(0x21, 0x7F)))
