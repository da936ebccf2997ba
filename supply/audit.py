"""Compares the locks with a folder of OSV records, without the network: `python -m supply.audit FOLDER`.

The records are those of https://osv.dev in its own schema (https://ossf.github.io/osv-schema/), one JSON file
each; https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip has all of PyPI's. Exit code 1 where a
locked version is affected or a file cannot be read, 2 where the folder has no records of PyPI.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from supply.lock import LOCKS, Package, normal, read_lock


def main(arguments: Sequence[str]) -> int:
    """Print what is found, one line each."""
    folder = Path(arguments[0]) if arguments else Path("build/osv")
    records = list(read_records(folder))
    if not records:
        print(
            f"{folder}: no OSV records of PyPI here. docs/supply-chain.md says how to fetch them.",
            file=sys.stderr,
        )
        return 2
    packages = {package for path in sorted(LOCKS.glob("*.txt")) for package in read_lock(path)}
    found = sorted(line for record in records for line in matches(record, packages))
    for line in found:
        print(line)
    newest = max(str(record.get("modified", "")) for record in records)
    print(
        f"{len(packages)} packages, {len(records)} records up to {newest[:10]}: {len(found)} vulnerabilities"
    )
    return 1 if found else 0


def read_records(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of a folder and those below it that are of PyPI and have not been withdrawn."""
    for path in sorted(folder.rglob("*.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
            if not record.get("withdrawn") and any(map(is_pypi, record.get("affected") or ())):
                yield record
        except (ValueError, AttributeError) as error:
            raise SystemExit(f"{path}: no OSV record ({error}). Fetch the folder again.") from error


def is_pypi(affected: dict[str, Any]) -> bool:
    return str(affected.get("package", {}).get("ecosystem", "")).partition(":")[0] == "PyPI"


def matches(record: dict[str, Any], packages: set[Package]) -> Iterator[str]:
    """A line for each package that a record is about, in a version that it affects."""
    for affected in filter(is_pypi, record.get("affected") or ()):
        for package in packages:
            if package.name == normal(affected["package"]["name"]) and affects(affected, package.version):
                fixed = [event["fixed"] for event in events(affected) if "fixed" in event]
                named = ", ".join([record["id"], *record.get("aliases", ())])
                mended = f"; fixed in {', '.join(fixed)}" if fixed else "; no fixed version"
                yield f"{package.name} {package.version}: {named}: {record.get('summary', '')[:100]}{mended}"


def events(affected: dict[str, Any]) -> list[dict[str, str]]:
    """The events of all ranges of versions."""
    return [event for one in ranges_of(affected) for event in one.get("events") or ()]


def ranges_of(affected: dict[str, Any]) -> list[dict[str, Any]]:
    """The ranges of versions; those of commits say nothing of a release."""
    return [one for one in affected.get("ranges") or () if one.get("type") != "GIT"]


def affects(affected: dict[str, Any], version: str) -> bool:
    """Whether a version is listed, or lies in a range (the algorithm of the OSV schema, «Evaluation»)."""
    own = Version(version)
    if any(_version(one) == own for one in affected.get("versions") or ()):
        return True
    return any(_in_range(one.get("events") or (), own) for one in ranges_of(affected))


def _in_range(changes: Sequence[dict[str, str]], own: Version) -> bool:
    inside = False
    told = [(_version(text), kind) for change in changes for kind, text in change.items()]
    for version, kind in sorted(
        ((v or Version("0"), k) for v, k in told if v or k == "introduced"), key=_order
    ):
        if kind == "introduced":
            inside = inside or own >= version
        elif (kind == "fixed" and own >= version) or (kind == "last_affected" and own > version):
            inside = False
    return inside


def _order(change: tuple[Version, str]) -> tuple[Version, bool]:
    """By version; at the same one, what ends a range comes after what begins one."""
    return change[0], change[1] != "introduced"


def _version(text: str) -> Version | None:
    """None where it cannot be compared: it begins a range and ends none, rather a false alarm than none."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
