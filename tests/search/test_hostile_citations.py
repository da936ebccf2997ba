"""Citations that somebody wrote by hand, with the right hash: each is repeated, or refused with a message."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hankehaku import main

WHOLE: dict[str, Any] = {
    "kind": "hankehaku-viite/2",
    "query": "hanke",
    "filters": {"maakunta": ["Lappi"]},
    "sort": "nimi",
    "precision": "osat",
    "equivalents": True,
    "taken": "2026-11-01T10:00:00+00:00",
    "generation": "1",
    "fingerprint": "format 8",
    "total": 1,
    "notes": [],
    "projects": [{"code": "S29901", "hash": "0" * 64}],
}
HASHED = ("query", "filters", "sort", "precision", "equivalents", "projects")


def hashed(**changes: Any) -> bytes:
    """A citation with these changes, and the hash that goes with it, worked out as `docs` say."""
    data = {**WHOLE, **changes}
    text = json.dumps({key: data[key] for key in HASHED}, ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))  # fmt: skip
    data["hash"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return json.dumps(data).encode()


def deep(levels: int) -> Any:
    return json.loads("[" * levels + "]" * levels)


REFUSED = {
    "no precision of ours": hashed(precision="../../etc"),
    "precision a list": hashed(precision=["osat"]),
    "half of a pair": hashed(query="\ud800"),
    "half of a pair in a filter": hashed(filters={"maakunta": ["\udfff"]}),
    "query a number": hashed(query=7),
    "query nothing": hashed(query=None),
    "query deep": hashed(query=deep(400)),
    "filters a list": hashed(filters=[["maakunta", "Lappi"]]),
    "a filter that is a text": hashed(filters={"maakunta": "Lappi"}),
    "a filter with a list in it": hashed(filters={"maakunta": [["Lappi"]]}),
    "sort a list": hashed(sort=[]),
    "equivalents a text": hashed(equivalents="kyllä"),
    "codes that are lists": hashed(projects=[{"code": [1], "hash": "0"}]),
    "codes that are objects": hashed(projects=[{"code": {}, "hash": {}}]),
    "projects an object": hashed(projects={"code": "S1"}),
    "total a text": hashed(total="1"),
    "taken an object": hashed(taken={}),
    "a terminal's escape in a code": hashed(projects=[{"code": "\x1b]0;x\x07", "hash": "0"}]),
    "a terminal's escape in the day": hashed(taken="\x1b[2J"),
    "a terminal's escape in the fingerprint": hashed(fingerprint="format\x1b[2J"),
    "a code again": hashed(projects=[{"code": "S1", "hash": "0"}, {"code": "S1", "hash": "1"}]),
    "a number too long": b'{"kind": ' + b"9" * 6000 + b"}",
    "deep": b"[" * 100_000,
    "deep behind the kind": b'{"kind": "hankehaku-viite/2", "query": ' + b"[" * 100_000,
    "NUL": b"\0" * 100,
    "UTF-16": hashed().decode().encode("utf-16"),
    "empty": b"",
}
REPEATED = {
    "as it was": hashed(),
    "with a mark before": b"\xef\xbb\xbf" + hashed(),
    "a field that there is not": hashed(filters={"olematon": ["x"]}),
    "a sort that there is not": hashed(sort="olematon"),
    "a query too long": hashed(query="hanke " * 100_000),
    "a query of signs": hashed(query='"((( -- ~~ ** : \x00 \x1b[2J'),
    "a range that is none": hashed(filters={"vuosi": ["9999999999999999999999..x", "NaN"]}),
    "a total that is another": hashed(total=10**30),
}


def replayed(path: Path, index: Path) -> Any:
    return CliRunner().invoke(main, ["replay", str(path), "--index", str(index)])


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(tmp_path: Path, corpus_index: Path, name: str) -> None:
    path = tmp_path / "viite.json"
    path.write_bytes(REFUSED[name])
    done = replayed(path, corpus_index)
    assert done.exit_code == 2, done.exception or done.output
    assert done.stderr.startswith(f"Error: {path}: ")
    assert "\x1b" not in done.output


@pytest.mark.parametrize("name", REPEATED)
def test_it_is_repeated(tmp_path: Path, corpus_index: Path, name: str) -> None:
    path = tmp_path / "viite.json"
    path.write_bytes(REPEATED[name])
    done = replayed(path, corpus_index)
    assert done.exit_code == 1, done.exception or done.output
    assert "projects" in done.stdout.splitlines()[-1]
    assert "\x1b" not in done.output


def test_what_is_no_file_is_refused(tmp_path: Path, corpus_index: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        assert replayed(path, corpus_index).exit_code == 2
