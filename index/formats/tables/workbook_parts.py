"""The files inside an Excel workbook as streams of XML elements, within bounds.

Elements are recognised by their local names: programs write different prefixes, and the strict form of the
standard has other namespaces. No tree of elements is built, and XML that no workbook needs (document types,
deep nesting) is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from index.errors import SourceError
from index.messages import Notice

MAX_ELEMENTS = 5_000_000
"""XML elements of a sheet or of the shared texts: a million cells have three million at most."""
MAX_ELEMENTS_ABOUT = 500_000
"""The same of any other part: Excel itself allows 65,490 styles."""
MAX_DEPTH = 50
"""Elements inside each other: a text in a cell has eight."""
_BLOCK = 1 << 16

Attributes = dict[str, str]


class Parts:
    """The files inside a workbook. path: for messages."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self.path, self.packed = path, packed
        self._names = {name.lower(): name for name in packed.namelist()}

    def elements(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Read a part: calls for each element's start, end and text; yields after each block.

        text: given where the part holds the texts of cells, so that it may have many elements. A part that is
        missing has none. Raises `SourceError` for XML that no workbook has.
        """
        real = self._names.get(name.lower())
        if real is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        most = MAX_ELEMENTS if text else MAX_ELEMENTS_ABOUT
        count = depth = 0

        def starts(tag: str, attributes: Attributes) -> None:
            nonlocal count, depth
            count, depth = count + 1, depth + 1
            if depth > MAX_DEPTH or count > most:
                raise SourceError(
                    Notice(
                        "%(path)s: the XML of the workbook is too large. Save it again as .csv.",
                        path=self.path,
                    )
                )
            start(tag.rpartition(":")[2], attributes)

        def ends(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(tag.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = starts, ends
        parser.StartDoctypeDeclHandler = self._refuse_entities
        if text:
            parser.CharacterDataHandler = text
        with self.packed.open(real) as file:
            while block := file.read(_BLOCK):
                parser.Parse(block)
                yield
            parser.Parse(b"", True)

    def _refuse_entities(self, *_: object) -> None:
        raise SourceError(
            Notice("%(path)s: it declares entities, as no workbook should. Save it again.", path=self.path)
        )


def read_whole(elements: Iterator[None]) -> None:
    """Read a part to its end."""
    for _ in elements:
        pass


def related_parts(parts: Parts, source: str, kind: str) -> dict[str, str]:
    """The parts that a part is related to, by the identifier of the relationship.

    source: the part; "" = the whole workbook. kind: how the relationship's type ends.
    """
    folder, name = posixpath.split(source)
    found: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        inside = attributes.get("TargetMode", "Internal") == "Internal"
        if tag == "Relationship" and inside and attributes.get("Type", "").endswith(kind):
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = target.lstrip("/")

    read_whole(parts.elements(posixpath.join(folder, "_rels", f"{name}.rels"), start))
    return found
