"""The parts of `hankehaku index` and `hankehaku check` for an index in a cluster: sending and checking it.

As in `hankehaku.py`, modules of the project are imported inside the functions.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terminal import progress_bar, say
from web.config.cli_options import default_cluster
from web.i18n.texts import command_text, translated

if TYPE_CHECKING:
    from index.cluster.client import ClusterSettings
    from index.cluster.publish import Published


class PartType(click.ParamType[tuple[int, int]]):
    """«3/8»: the third of eight machines."""

    name = "N/M"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", str(value))
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            self.fail(
                command_text(
                    "«%(value)s» is no part: expected such as 3/8, the third of eight machines", value=value
                )
            )
        return int(found[1]), int(found[2])


def publish_index(folder: Path, options: dict[str, Any]) -> Published | None:
    """Have the cluster of the settings serve the index in a folder; None with the embedded engine."""
    cluster = default_cluster()
    if cluster is None:
        return None
    from search import publish

    with progress_bar(command_text("Sending")) as progress:
        return publish(
            cluster,
            folder,
            part=options["part"],
            anew=options["rebuild"] or options["upgrade"],
            purge=options["purge"],
            progress=progress,
        )


def print_published(published: Published) -> None:
    """What was sent to the cluster, problems first."""
    for warning in published.warnings:
        say(command_text("Warning: %(problem)s", problem=translated(warning)), err=True)
    counts = command_text(
        "%(documents)s projects, %(sent)s sent, %(deleted)s removed",
        documents=published.documents,
        sent=published.sent,
        deleted=published.deleted,
    )
    say(f"{published.index}: {counts}")


def check_cluster(cluster: ClusterSettings, folder: Path) -> None:
    """Check the index that a cluster holds: numbers, lexicon, and a sample that is analysed anew."""
    from search import check_published

    with progress_bar(command_text("Checking")) as progress:
        checked = check_published(cluster, folder, progress)
    say(f"{checked.index}: {translated(checked.told)}")
