"""The settings of the cluster, where one is searched."""

from __future__ import annotations

from pathlib import Path

from index.cluster.client import ClusterSettings, read_password
from web.config.settings import Settings

OFF = "off"
"""What stands for no value."""


def cluster_settings(settings: Settings) -> ClusterSettings | None:
    """The cluster that holds the index; None with the embedded engine. Raises `ClusterError`.

    The password is read here, and kept in no setting.
    """
    if settings.engine != "opensearch":
        return None
    user = "" if settings.opensearch_user == OFF else settings.opensearch_user
    return ClusterSettings(
        urls=settings.opensearch_url,
        name=settings.opensearch_index,
        user=user,
        password=read_password(_file(settings.opensearch_password_file)) if user else "",
        ca=_file(settings.opensearch_ca),
        timeout=settings.opensearch_timeout_s,
        shards=settings.opensearch_shards,
        replicas=settings.opensearch_replicas,
    )


def _file(path: Path) -> Path | None:
    return None if str(path) == OFF else path
