"""A search result that can be cited: the request, the index and the projects found, in a small file.

`cite` makes it, `read_citation` reads the file, and `compare` finds what has changed since.

The hashes are SHA-256, so that others can work them out too: a project's is of its line in JSON Lines without
the last key `export`, the whole one's of the JSON of `query`, `filters`, `sort`, `precision`, `equivalents`
and `projects`, in UTF-8 with sorted keys and no spaces.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from index.errors import HankehakuError, SourceError
from index.formats.record import followed, read_bytes
from index.messages import Notice, joined
from index.model.serialization import to_builtins
from index.storage.schema import fingerprint
from search.contract.listing import Listing
from search.contract.messages import Message
from search.contract.request import Precision, Request

KIND = "hankehaku-viite/2"
"""What the file says it is; the number is raised with every change of its keys."""


MAX_BYTES = 50_000_000
"""The largest file that is read: a project takes 100 bytes, and a result has 300,000 of them at the most."""


class NotACitation(HankehakuError):
    """A file that is no citation, or was changed after it was made."""

    exit_code = 2

    def __init__(self, problem: str) -> None:
        super().__init__(
            Notice(
                "%(problem)s Expected a file from ”Viittaa” on the page of a search, or from "
                "/api/v1/snapshot of the API.",
                problem=problem,
            )
        )


@dataclass(frozen=True)
class CitedProject:
    """A project found."""

    code: str
    hash: Annotated[
        str, Message("Tiiviste (SHA-256) hankkeen rivistä JSON Lines -tiedostossa, ilman export-avainta.")
    ]


@dataclass(frozen=True)
class Citation:
    """What was found."""

    kind: Annotated[str, Message("Aina ”%(kind)s”.", kind=KIND)]
    query: str
    filters: dict[str, tuple[str, ...]]
    sort: str
    precision: Annotated[str, Message("Miten hakusanat saivat olla kirjoitettuja.")]
    equivalents: Annotated[bool, Message("Haettiinko myös samaa tarkoittavia sanoja.")]
    taken: Annotated[str, Message("Milloin haettiin (UTC).")]
    generation: Annotated[str, Message("Hakemiston järjestysnumero.")]
    fingerprint: Annotated[str, Message("Millä ohjelman ja sanaston versiolla hakemisto on tehty.")]
    total: int
    notes: Annotated[tuple[str, ...], Message("Mitä luettiin toisin kuin oli kirjoitettu.")]
    projects: Annotated[tuple[CitedProject, ...], Message("Hankkeet osumien järjestyksessä.")]
    hash: Annotated[str, Message("Haun ja tuloksen tiiviste (SHA-256).")]


@dataclass(frozen=True)
class Differences:
    """What has changed in a result: codes. moved: whether the remaining ones are in another order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    moved: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def cite(listing: Listing) -> Citation:
    """The citation of a result, as it is now."""
    header = listing.header
    projects = tuple(
        CitedProject(one.code, hashlib.sha256(one.json_line).hexdigest()) for one in listing.projects
    )
    return Citation(
        kind=KIND,
        query=header.request.query,
        filters=dict(header.request.filters),
        sort=header.request.sort,
        precision=header.request.precision.value,
        equivalents=header.request.equivalents,
        taken=datetime.now(UTC).isoformat(timespec="seconds"),
        generation=header.generation,
        fingerprint=fingerprint(),
        total=len(projects),
        notes=header.notes,
        projects=projects,
        hash=_hash_of_all(header.request, projects),
    )


def request_of(citation: Citation) -> Request:
    """The search that a citation is of."""
    return Request(
        citation.query,
        citation.filters,
        citation.sort,
        precision=Precision(citation.precision),
        equivalents=citation.equivalents,
    )


def read_citation(path: Path) -> Citation:
    """The citation in a file. Raises `NotACitation`."""
    try:
        return parse_citation(read_bytes(followed(path), MAX_BYTES), path)
    except SourceError as error:
        raise NotACitation(error.message) from error


def parse_citation(written: bytes, path: Path) -> Citation:
    """A citation from an untrusted file: its types are checked, and it is safe to print. path: for messages.

    Raises `NotACitation`.
    """
    try:
        data = msgspec.json.decode(written.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:  # neither UTF-8 nor JSON
        raise _refused(path, Notice("it is not JSON")) from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise _refused(path, Notice("it does not say ”kind”: ”%(kind)s”", kind=KIND))
    try:
        citation = msgspec.convert(data, Citation)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _refused(
            path, Notice("a key is missing or of another type (%(error)s)", error=error)
        ) from error
    problem = _problem(citation)
    if problem:
        raise _refused(path, problem)
    return citation


def _refused(path: Path, reason: str) -> NotACitation:
    return NotACitation(joined(f"{path}: ", reason, "."))


def _problem(citation: Citation) -> str:
    """What is wrong with a citation besides its types; "" where nothing is."""
    if citation.precision not in {precision.value for precision in Precision}:
        return Notice("its «precision» is none that there is")
    codes = [project.code for project in citation.projects]
    if len(set(codes)) < len(codes):
        return Notice("a project stands in it twice")
    if not all(map(str.isprintable, (*codes, citation.taken, citation.fingerprint))):
        return Notice("it holds signs that cannot be printed")
    if citation.hash != _hash_of_all(request_of(citation), citation.projects):
        return Notice("it was changed after it was made: its hash is not that of its contents")
    return ""


def compare(old: Citation, new: Citation) -> Differences:
    """What was added, removed or changed from one result of a search to another."""
    before = {project.code: project.hash for project in old.projects}
    after = {project.code: project.hash for project in new.projects}
    stayed = [code for code in before if code in after]
    return Differences(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        changed=tuple(code for code in stayed if before[code] != after[code]),
        moved=stayed != [code for code in after if code in before],
    )


def _hash_of_all(request: Request, projects: tuple[CitedProject, ...]) -> str:
    search = {
        "query": request.query,
        "filters": dict(request.filters),
        "sort": request.sort,
        "precision": request.precision.value,
        "equivalents": request.equivalents,
    }
    data = to_builtins({**search, "projects": projects})
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
