"""The software bill of materials, CycloneDX 1.6 in JSON: `python -m supply.sbom [LOCK] > FILE`.

Of what the lock names (default: `locks/run.txt`), with the hashes of every file that pip may take, and the
licences that the installed packages state. The same lock and packages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from supply.lock import LOCKS, Package, normal, read_lock

SYSTEM = {
    "libvoikko1": "Finnish morphology, a library in C++: https://voikko.puimula.org",
    "voikko-fi": "its Finnish dictionary",
}
"""Packages of the system that setup.sh installs, in the version of the distribution."""


def bill(lock: Path, project: Path) -> dict[str, Any]:
    """The document. project: the folder with `pyproject.toml`."""
    about = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    packages = read_lock(lock)
    own = f"pkg:pypi/{about['name']}@{about['version']}"
    needed = {package.name: _needs(package, packages) for package in packages}
    named = {normal(re.split(r"[\s\[<>=!~;]", line)[0]) for line in about["dependencies"]}
    direct = sorted(named & needed.keys())
    system = [
        {"type": "library", "bom-ref": f"system:{name}", "name": name, "description": text}
        for name, text in SYSTEM.items()
    ]
    refs = {package.name: _purl(package) for package in packages}
    serial = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(lock.read_bytes()).hexdigest())
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": about["name"], "version": about["version"],
                "purl": own, "licenses": [{"license": {"id": about["license"]}}],
            }
        },
        "components": [*map(_component, packages), *system],
        "dependencies": [
            _edge(own, [*(refs[name] for name in direct), *(one["bom-ref"] for one in system)]),
            *(_edge(refs[name], [refs[one] for one in needs]) for name, needs in needed.items()),
            *(_edge(one["bom-ref"], []) for one in system),
        ],
    }  # fmt: skip


def _edge(ref: str, needs: list[str]) -> dict[str, Any]:
    return {"ref": ref, "dependsOn": needs}


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(package),
        "name": package.name,
        "version": package.version,
        "purl": _purl(package),
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{package.name}/{package.version}/",
                "hashes": [{"alg": "SHA-256", "content": one} for one in package.hashes],
            }
        ],
    }
    licence = _licence(package.name)
    if licence:
        component["licenses"] = [
            {"expression": licence} if "-" in licence else {"license": {"name": licence}}
        ]
    if package.marker:
        component["properties"] = [{"name": "hankehaku:marker", "value": package.marker}]
    return component


def _purl(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _licence(name: str) -> str:
    """What the installed package says: its SPDX expression, else the first line of its licence."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    stated = [about[name].strip() for name in ("License-Expression", "License") if name in about]
    return stated[0].split("\n")[0][:80] if stated else ""


def _needs(package: Package, packages: Sequence[Package]) -> list[str]:
    """The packages of the lock that an installed one requires."""
    try:
        lines = metadata.requires(package.name) or []
    except metadata.PackageNotFoundError:
        return []
    names = {normal(re.split(r"[\s\[(<>=!~;]", line)[0]) for line in lines if "extra ==" not in line}
    return sorted(names & {one.name for one in packages})


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCKS / "run.txt"
    json.dump(bill(chosen, LOCKS.parent), sys.stdout, ensure_ascii=False, indent=2)
    print()
