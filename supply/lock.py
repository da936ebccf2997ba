"""Reads a lock: the packages in their exact versions, and the SHA-256 of every file that pip may take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LOCKS = Path(__file__).parents[1] / "locks"
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+))?")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    """A package of a lock. marker: where it is installed, as in PEP 508; "" = everywhere."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> list[Package]:
    """The packages of a lock. Raises `ValueError` for a line without an exact version or without hashes."""
    packages = []
    for entry in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        line = entry.split("#")[0].strip()
        if not line:
            continue
        pinned = PINNED.fullmatch(line.partition("--hash=")[0].strip())
        hashes = tuple(HASH.findall(line))
        if pinned is None or not hashes:
            raise ValueError(
                f"{path}: «{line[:60]}» has no exact version or no hash. Make it anew: make lock"
            )
        packages.append(Package(normal(pinned["name"]), pinned["version"], pinned["marker"] or "", hashes))
    return packages


def normal(name: str) -> str:
    """The name of a package as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
