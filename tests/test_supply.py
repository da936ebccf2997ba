"""What is installed is locked with hashes, compared with OSV records, and listed in the SBOM."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from supply import audit
from supply.lock import LOCKS, Package, normal, read_lock
from supply.sbom import bill
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
REQUIRED = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]


def names(lines: list[str]) -> set[str]:
    return {normal(re.split(r"[\s\[<>=!~;]", line)[0]) for line in lines} - {"hankehaku"}


def locked(lock: str) -> dict[str, Package]:
    return {package.name: package for package in read_lock(LOCKS / f"{lock}.txt")}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", names([*REQUIRED, *EXTRAS["pdf"], *EXTRAS["office"], *EXTRAS["watch"]])),
        ("dev", names([*REQUIRED, *EXTRAS["dev"], *EXTRAS["vocabularies"]])),
        ("fuzz", names([*REQUIRED, *EXTRAS["dev"], *EXTRAS["fuzz"]])),
        ("run", names(PROJECT["build-system"]["requires"])),
        ("tools", {"uv"}),
        ("whoosh-reloaded", {"whoosh-reloaded", "cached-property"}),
    ],
)
def test_all_that_is_required_is_locked_with_hashes(lock: str, wanted: set[str]) -> None:
    assert wanted
    assert wanted <= locked(lock).keys()


def test_the_locks_agree() -> None:
    """In versions and hashes; a package may be needed on more systems by the larger one."""
    run, dev, fuzz = (
        {name: (one.version, one.hashes) for name, one in locked(lock).items()}
        for lock in ("run", "dev", "fuzz")
    )
    assert run.items() <= dev.items() <= fuzz.items()


@pytest.mark.parametrize("line", ["flask>=3", "flask==3.1.3", "git+https://example.org/x", "-e ."])
def test_a_lock_without_versions_or_hashes_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.txt").write_text(line)
    with pytest.raises(ValueError, match="no exact version or no hash"):
        read_lock(tmp_path / "x.txt")


def test_every_installation_demands_hashes() -> None:
    """Of the Makefile, the Dockerfile and the instructions; our own code is built without the network."""
    for name in ("Makefile", "deploy/Dockerfile", "deploy/README.md"):
        text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
        text = text.replace("$(PIP)", "pip install").replace("$(HASHED)", "pip install --require-hashes")
        text = text.replace("$(OURS)", "pip install --no-index")
        for line in re.findall(r"pip(?: --python \S+)? install .*", text):
            assert "--require-hashes" in line or "--no-index" in line or line.endswith("version-check"), line


def record(**changes: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": "Flask"}, **changes}
    return {
        "id": "GHSA-x",
        "aliases": ["CVE-1"],
        "summary": "Bad.",
        "modified": "2026-01-02",
        "affected": [affected],
    }


def ranges(*events: dict[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "version", "is_hit"),
    [
        ({"versions": ["3.1.3"]}, "3.1.3", True),
        ({"versions": ["3.1.2"]}, "3.1.3", False),
        (ranges({"introduced": "0"}), "3.1.3", True),
        (ranges({"introduced": "0"}, {"fixed": "3.1.3"}), "3.1.3", False),
        (ranges({"introduced": "0"}, {"fixed": "3.1.10"}), "3.1.3", True),  # numbers, not letters
        (ranges({"introduced": "3.2"}), "3.1.3", False),
        (ranges({"introduced": "2"}, {"last_affected": "3.1.3"}), "3.1.3", True),
        (ranges({"introduced": "2"}, {"last_affected": "3.1.2"}), "3.1.3", False),
        (ranges({"fixed": "2"}, {"introduced": "0"}, {"introduced": "3"}, {"fixed": "4"}), "3.1.3", True),
        (ranges({"introduced": "0"}, {"limit": "*"}), "3.1.3", True),
        (ranges({"introduced": "0"}, {"fixed": "not-a-version"}), "3.1.3", True),  # rather a false alarm
        (ranges({"introduced": "0"}, kind="GIT"), "3.1.3", False),
        ({"versions": ["v3.1.3.0"]}, "3.1.3", True),  # another writing of the same
        ({"versions": None, "ranges": None}, "3.1.3", False),
        ({"package": {"ecosystem": "npm", "name": "flask"}, "versions": ["3.1.3"]}, "3.1.3", False),
        ({"package": {"ecosystem": "PyPI", "name": "other"}, "versions": ["3.1.3"]}, "3.1.3", False),
    ],
)
def test_records_are_compared(affected: dict[str, Any], version: str, is_hit: bool) -> None:
    package = Package("flask", version, "", ("0" * 64,))
    assert bool(list(audit.matches(record(**affected), {package}))) is is_hit


def test_the_audit_works_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([str(tmp_path)]) == 2
    (tmp_path / "PyPI").mkdir()
    file = tmp_path / "PyPI" / "GHSA-x.json"
    file.write_text(json.dumps(record(**ranges({"introduced": "0"}, {"fixed": "0.1"}))))
    assert audit.main([str(tmp_path)]) == 0
    assert "1 records up to 2026-01-02: 0 vulnerabilities" in capsys.readouterr().out
    file.write_text(json.dumps(record(**ranges({"introduced": "0"}, {"fixed": "99"}))))
    assert audit.main([str(tmp_path)]) == 1
    assert (
        f"flask {locked('run')['flask'].version}: GHSA-x, CVE-1: Bad.; fixed in 99" in capsys.readouterr().out
    )
    file.write_text(json.dumps({**record(**ranges({"introduced": "0"})), "withdrawn": "2026-02-01"}))
    assert audit.main([str(tmp_path)]) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '"a"', '{"affected": [1]}', "\xff"])
def test_a_file_that_is_no_record_stops_the_audit(tmp_path: Path, text: str) -> None:
    """One that was passed over would hide a vulnerability."""
    (tmp_path / "GHSA-x.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(SystemExit, match=r"GHSA-x\.json: no OSV record"):
        audit.main([str(tmp_path)])


def test_the_bill_of_materials() -> None:
    made = bill(LOCKS / "run.txt", ROOT)
    assert made == bill(LOCKS / "run.txt", ROOT)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    parts = {one["name"]: one for one in made["components"]}
    assert parts.keys() == locked("run").keys() | {"libvoikko1", "voikko-fi"}
    flask = parts["flask"]
    assert flask["purl"] == f"pkg:pypi/flask@{locked('run')['flask'].version}"
    hashes = [one["content"] for one in flask["externalReferences"][0]["hashes"]]
    assert tuple(hashes) == locked("run")["flask"].hashes
    assert flask["licenses"] == [{"expression": "BSD-3-Clause"}]
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    refs = {one["bom-ref"] for one in made["components"]} | {made["metadata"]["component"]["bom-ref"]}
    assert needs.keys() == refs
    assert {one for own in needs.values() for one in own} <= refs
    assert any("werkzeug" in one for one in needs[flask["bom-ref"]])


def test_what_replaces_each_dependency_is_written_down() -> None:
    text = (ROOT / "docs" / "supply-chain.md").read_text("utf-8")
    direct = names(
        [*REQUIRED, *(line for extra in ("pdf", "office", "watch", "vocabularies") for line in EXTRAS[extra])]
    )
    rows = dict(re.findall(r"^\| `([\w-]+)` ([\w.]+) \|", text, re.M))
    assert rows == {name: locked("run")[name].version for name in direct}


def test_the_numbers_in_the_list_of_promises() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    locks = len(list(LOCKS.glob("*.txt")))
    told = (
        f"{locks} locks; {len(locked('fuzz'))} packages with tests and fuzzer, {len(locked('run'))} without"
    )
    assert f"| {told} |" in text
    assert f"| {len(bill(LOCKS / 'run.txt', ROOT)['components'])} parts |" in text
