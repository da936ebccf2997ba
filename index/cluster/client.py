"""The connection to a cluster: opensearch-py with our settings, and its errors as ours.

opensearch-py is imported where a connection is made: the embedded engine never needs it.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.cluster.errors import (
    ClusterError,
    ClusterExtraMissing,
    ClusterIncomplete,
    error_of_answer,
    not_trusted,
    timed_out,
    unreachable,
)
from index.messages import Notice

if TYPE_CHECKING:
    from opensearchpy import OpenSearch, Urllib3HttpConnection

OLDEST = (2, 19)
"""The version of OpenSearch from which on everything used here is there."""
CONNECTIONS = 16
"""Connections to each node, at most: as many requests as a server process may have under way."""
PASSWORD = "HANKEHAKU_OPENSEARCH_PASSWORD"
"""The environment variable of the password, which is no setting: settings are printed."""
ADDRESS = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?")
"""Of a node: without a user, since addresses stand in messages and logs."""


@dataclass(frozen=True)
class ClusterSettings:
    """Which cluster, and how it is spoken to.

    urls:    addresses of nodes, or of what stands before them.
    name:    of the index: an alias, which leads to the generation that is served.
    user, password: "" where the cluster asks for none.
    ca:      file of the authorities whose certificates are trusted; None = those of the system.
    timeout: seconds that an answer may take.
    shards, replicas: of an index that is made anew.
    """

    urls: tuple[str, ...]
    name: str = "hankehaku"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    timeout: float = 30.0
    shards: int = 1
    replicas: int = 1

    @property
    def where(self) -> str:
        """The cluster as messages name it."""
        return ", ".join(self.urls)


def read_password(file: Path | None) -> str:
    """The password of the file, else of the environment, else "". Raises `ClusterError`."""
    if file is None:
        return os.environ.get(PASSWORD, "")
    try:
        return file.read_text("utf-8").strip("\r\n")
    except (OSError, ValueError) as error:
        raise ClusterError(
            str(file),
            Notice("the file of the password cannot be read (%(error)s)", error=type(error).__name__),
            Notice("Correct the setting opensearch_password_file."),
        ) from None  # a decoding error would show the password


def connect(settings: ClusterSettings) -> OpenSearch:
    """A client of the cluster, for many threads. Nothing is sent yet.

    Raises `ClusterExtraMissing`, and `ClusterError` where the settings cannot be used.
    """
    try:
        from opensearchpy import OpenSearch
    except ImportError as error:
        raise ClusterExtraMissing from error
    for url in settings.urls:
        if not ADDRESS.fullmatch(url):
            raise ClusterError(
                "opensearch_url",
                Notice("an address is not of the form https://node.example:9200"),
                Notice("User and password have settings of their own: opensearch_user."),
            )
    if settings.ca is not None and not settings.ca.is_file():
        raise ClusterError(
            str(settings.ca),
            Notice("there is no file of certificates here"),
            Notice("Correct the setting opensearch_ca."),
        )
    options: dict[str, Any] = {"ca_certs": str(settings.ca)} if settings.ca else {}
    if settings.user:
        options["http_auth"] = (settings.user, settings.password)
    return OpenSearch(
        hosts=list(settings.urls),
        http_compress=True,
        connection_class=_quick_connection(),
        timeout=settings.timeout,
        max_retries=len(settings.urls),  # each node may be the one that is lost
        retry_on_status=(),
        retry_on_timeout=False,
        pool_maxsize=CONNECTIONS,
        ssl_show_warn=False,
        **options,
    )


@cache
def _quick_connection() -> type[Urllib3HttpConnection]:
    """Connections that pack what they send at gzip's quickest level.

    The usual level, the highest, saves a sixth of the bytes and takes longer than a node needs to index them.
    """
    from opensearchpy import Urllib3HttpConnection

    class QuickConnection(Urllib3HttpConnection):
        def _gzip_compress(self, body: bytes) -> bytes:
            return gzip.compress(body, 1)

    return QuickConnection


@contextmanager
def translated(settings: ClusterSettings) -> Iterator[None]:
    """Raise the errors of opensearch-py as ours, within."""
    from opensearchpy import exceptions
    from urllib3.exceptions import HTTPError

    where = settings.where
    try:
        yield
    except exceptions.SSLError:
        raise not_trusted(where) from None
    except exceptions.ConnectionTimeout:
        raise timed_out(where, settings.timeout) from None
    except exceptions.ConnectionError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error) or "certificate verify failed" in str(error):
            raise not_trusted(where) from None
        if not isinstance(error.info, HTTPError | OSError):
            raise  # a mistake of ours, which no other attempt mends
        raise unreachable(where, type(error.info).__name__) from None
    except exceptions.TransportError as error:
        kind, reason = _reason(error.info)
        status = error.status_code if isinstance(error.status_code, int) else 0
        raise error_of_answer(where, status, kind, reason) from None


def _reason(info: Any) -> tuple[str, str]:
    """The type and the reason of an answer that is an error; of several causes the first."""
    error = info.get("error") if isinstance(info, dict) else None
    if not isinstance(error, dict):
        return "", str(error or "")
    causes = error.get("root_cause") or [error]
    failed = [one.get("reason") for one in error.get("failed_shards") or () if isinstance(one, dict)]
    cause = next(
        (one for one in (*failed, *causes, error) if isinstance(one, dict) and one.get("type")), error
    )
    return str(cause.get("type", "")), str(cause.get("reason", ""))


def whole(settings: ClusterSettings, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of a search, an item of `msearch` too. Raises where it is an error or not of all shards."""
    if "error" in answer:
        kind, reason = _reason(answer)
        raise error_of_answer(settings.where, int(answer.get("status", 500)), kind, reason)
    shards = answer.get("_shards", {})
    if shards.get("failed"):
        raise ClusterIncomplete(settings.where, shards["failed"], shards["total"])
    if answer.get("timed_out"):
        raise timed_out(settings.where, settings.timeout)
    return answer


def version(settings: ClusterSettings, client: OpenSearch) -> tuple[int, int]:
    """The version of the cluster. Raises `ClusterError` where it is too old, or no OpenSearch."""
    with translated(settings):
        told = client.info().get("version", {})
    number = str(told.get("number", ""))
    major, _, rest = number.partition(".")
    minor = rest.partition(".")[0]
    found = (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
    distribution = told.get("distribution")
    if distribution != "opensearch" or found < OLDEST:
        raise ClusterError(
            settings.where,
            Notice("this is %(found)s %(number)s", found=distribution, number=number)
            if distribution
            else Notice("this is no OpenSearch, %(number)s", number=number),
            Notice("OpenSearch from version 2.19 on is needed."),
        )
    return found
