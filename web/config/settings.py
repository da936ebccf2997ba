"""Every setting in one table: the attributes of `Settings`, each with its type, default and help.

A value comes from the command line, else from the environment (`HANKEHAKU_PORT`), else from the settings
file (TOML), else it is the default. The options of `hankehaku serve`, `hankehaku settings` and the table in
`docs/settings.md` read the rows; a new setting is one new attribute. Nothing here needs Flask, so that the
command line starts quickly.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.cluster.client import PASSWORD
from index.errors import HankehakuError
from index.messages import Notice
from web.config.setting_types import (
    ACCESS_LOG,
    FEEDBACK,
    FLAG,
    HOSTS,
    INDEX_NAME,
    PATH,
    PATHS,
    PREFIX,
    TEXT,
    URLS,
    Setting,
    choice,
    integer,
    setting,
)

CONFIG = "HANKEHAKU_CONFIG"
"""The environment variable that names the settings file."""
SECRET = re.compile(r"//[^/\s]*@")
"""A user and password in an address, which no message may show."""
DEFAULT_FILE = Path("hankehaku.toml")
"""The settings file that is read where none is named, if it exists."""


class BadSetting(HankehakuError):
    """A setting that does not exist or whose value cannot be used."""

    exit_code = 2


@dataclass(frozen=True)
class Settings:
    """The settings in force. origins: name → where the value came from, unless it is the default."""

    index: Path = setting(PATH, Path("hankehaku-index"), "Index folder.")
    vocabularies: tuple[Path, ...] = setting(
        PATHS,
        (),
        "SKOS vocabularies that indexing adds to the usual ones, such as YSO.",
    )
    dictionaries: Path = setting(
        PATH, Path("/usr/share/dictd"), "Folder where indexing looks for the FreeDict dictionaries."
    )
    engine: str = setting(
        choice("embedded", "opensearch"),
        "embedded",
        "What searches: this machine, in the index folder; or an OpenSearch cluster, see docs/cluster.md.",
    )
    opensearch_url: tuple[str, ...] = setting(
        URLS,
        ("http://127.0.0.1:9200",),
        "Addresses of the nodes of the cluster, or of what stands before them.",
    )
    opensearch_index: str = setting(
        INDEX_NAME, "hankehaku", "Name of the index in the cluster; all its indexes begin so."
    )
    opensearch_user: str = setting(TEXT, "off", "User of the cluster; or off.")
    opensearch_password_file: Path = setting(
        PATH,
        Path("off"),
        "File with that user's password; off: it is in the variable HANKEHAKU_OPENSEARCH_PASSWORD.",
    )
    opensearch_ca: Path = setting(
        PATH,
        Path("off"),
        "File of the authorities that sign the cluster's certificates; off: the usual ones.",
    )
    opensearch_timeout_s: int = setting(
        integer(1, 600), 30, "Time limit for each answer of the cluster, in seconds."
    )
    opensearch_shards: int = setting(
        integer(1, 64), 1, "Shards of an index made anew: one for each 10 to 20 GB."
    )
    opensearch_replicas: int = setting(
        integer(0, 8), 1, "Copies of each shard: as many nodes may be lost at the same time."
    )
    host: str = setting(TEXT, "127.0.0.1", "Address to listen on.")
    port: int = setting(integer(0, 65535), 8000, "Port to listen on; 0 picks a free one.")
    workers: int = setting(integer(1, 64), 2, "Number of server processes.")
    threads: int = setting(integer(1, 64), 4, "Threads in each process.")
    connections: int = setting(
        integer(8, 100_000),
        1_024,
        "Open connections of each process; for one more, the one that has waited longest is closed.",
    )
    client_connections: int = setting(
        integer(1, 100_000),
        512,
        "Open connections of one client with each process; behind a proxy, the proxy is the client.",
    )
    cache_mb: int = setting(integer(1, 65536), 48, "Memory for search results in each process, in megabytes.")
    word_cache_mb: int = setting(
        integer(1, 65536), 24, "Memory for analysed words in each process, in megabytes."
    )
    page_cache_mb: int = setting(
        integer(0, 65536), 24, "Memory for finished pages, shared by all processes, in megabytes."
    )
    allowed_hosts: tuple[str, ...] = setting(
        HOSTS,
        (),
        "Host names of the site; any other gets 400. «.example.fi» includes subdomains; empty allows all.",
    )
    trusted_proxies: int = setting(
        integer(0, 10),
        0,
        "Number of proxies before the site whose X-Forwarded-For, -Proto and -Prefix are trusted.",
    )
    rate_limit: int = setting(
        integer(0, 100_000),
        0,
        "Requests per minute from one client, counted in each process; 0 means no limit.",
    )
    query_length: int = setting(
        integer(10, 10_000), 1_000, "Longest query, in characters; longer ones get 400."
    )
    filter_values: int = setting(
        integer(10, 1_000),
        60,
        "Values of filters in one request, of 100 bytes each on average; more get 400.",
    )
    page_depth: int = setting(
        integer(100, 10_000_000), 100_000, "Number of hits that can be paged through; beyond that 400."
    )
    text_length: int = setting(
        integer(100, 1_000_000), 20_000, "Longest pasted text, in characters; longer ones get 413."
    )
    upload_mb: int = setting(
        integer(1, 50), 5, "Largest file that a plan can be uploaded as, in megabytes; larger ones get 413."
    )
    uploads: int = setting(
        integer(1, 64),
        2,
        "Uploaded plans that each process reads at the same time, each in a process of its own; further ones "
        "get 503.",
    )
    export_rows: int = setting(
        integer(1, 10_000_000),
        50_000,
        "Largest number of projects in one export; larger exports get 400.",
    )
    exports: int = setting(
        integer(1, 64),
        2,
        "Exports that each process makes and sends at the same time; further ones get 503.",
    )
    export_seconds: int = setting(
        integer(1, 86_400),
        300,
        "Time limit for making and sending an export, in seconds; then it is cut off.",
    )
    time_budget_ms: int = setting(
        integer(0, 600_000),
        10_000,
        "Time limit for computing an answer, in milliseconds; then 503. 0 means no limit.",
    )
    access_log: str = setting(
        ACCESS_LOG, "off", "Where the access log goes, one line of JSON per request: stdout, stderr or off."
    )
    log_queries: bool = setting(FLAG, False, "Whether logs may contain search queries.")
    metrics: bool = setting(FLAG, False, "Whether /metrics is served, for Prometheus.")
    feedback: str = setting(
        FEEDBACK,
        "off",
        "E-mail address for feedback on accessibility, which the law requires; or off.",
    )
    keeper: str = setting(TEXT, "off", "Who runs the site, as its page about the service tells; or off.")
    inquiries: str = setting(TEXT, "off", "Whom to ask for a project's contact person; off: its authority.")
    origins: Mapping[str, str] = dataclasses.field(default_factory=dict)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(field.name, field.metadata["row"][0], field.default, field.metadata["row"][1])
    for field in dataclasses.fields(Settings)
    if "row" in field.metadata
)
"""The rows, in order of declaration."""
NAMES = tuple(row.name for row in SETTINGS)
MOST_SHOWN = 200
"""Letters of a wrong value that are repeated."""
MOST_BYTES = 1_000_000
"""Of a settings file. A device in its place has no end."""


def load(
    environ: Mapping[str, str], given: Mapping[str, str | None] | None = None, config: Path | None = None
) -> Settings:
    """The settings in force. Raises `BadSetting`.

    environ: environment variables. given: name → what the command line says, None where it says nothing.
    config:  the settings file; without it, the one that `CONFIG` names, else `DEFAULT_FILE` if it exists.
    """
    named = config or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    path = named or DEFAULT_FILE
    file = _read_file(path) if named or path.is_file() else {}
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for row in SETTINGS:
        for origin, written in (
            (f"option {row.option}", (given or {}).get(row.name)),
            (f"environment {row.variable}", environ.get(row.variable) or None),  # empty is unset
            (f"file {path}", file.get(row.name)),
        ):
            if written is not None:
                values[row.name], origins[row.name] = _value(row, written, origin), origin
                break
    return Settings(**values, origins=origins)


def unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """A warning for each environment variable that has the prefix of settings but is not a setting.

    Not an error: container platforms set some of their own after the name of a service.
    """
    known = {CONFIG, PASSWORD, *(row.variable for row in SETTINGS)}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            yield Notice(
                "environment variable %(name)s is no setting%(nearest)s",
                name=name,
                nearest=_nearest(name, known),
            )


def _not_toml(path: Path, why: object) -> BadSetting:
    return BadSetting(Notice("%(path)s: the settings file is not TOML (%(error)s).", path=path, error=why))


def _read_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _not_toml(path, Notice("it is larger than %(most_bytes)s bytes", most_bytes=MOST_BYTES))
        file = tomllib.loads(data.decode())
    except OSError as error:
        why = error.strerror
        raise BadSetting(
            Notice("%(path)s: the settings file cannot be read (%(strerror)s).", path=path, strerror=why)
        ) from error
    except (ValueError, RecursionError) as error:  # no TOML, or not even UTF-8; brackets in brackets
        raise _not_toml(path, error) from error
    for name in file:
        if name not in NAMES:
            raise BadSetting(
                Notice(
                    "%(path)s: there is no setting «%(name)s»%(nearest)s. For all of them see: "
                    "hankehaku settings --markdown",
                    path=path,
                    name=name,
                    nearest=_nearest(name, NAMES),
                )
            )
    return file


def _value(row: Setting, written: object, origin: str) -> Any:
    try:
        return row.type.read(written)
    except ValueError:
        shown = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False, default=str)
        shown = SECRET.sub("//…@", shown)[:MOST_SHOWN]
        raise BadSetting(
            Notice(
                "setting %(name)s: «%(shown)s» (from %(origin)s) cannot be used; expected %(expected)s.",
                name=row.name,
                shown=shown,
                origin=origin,
                expected=row.type.expected,
            )
        ) from None


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return Notice(" (perhaps you mean %(name)s)", name=near[0]) if near else ""
