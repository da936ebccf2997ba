"""The settings as options of a command of click: one for each row of the table, and `--config`."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from index.cluster.client import ClusterSettings
from web.config.cluster import cluster_settings
from web.config.named_path import PATH
from web.config.settings import CONFIG, DEFAULT_FILE, SETTINGS, load, unknown_variables
from web.i18n.texts import command_text, translated


def default_index() -> Path:
    """The index folder if no option names one: that of the environment or settings file, else the default.
    Raises `BadSetting`."""
    return load(os.environ).index


def default_vocabularies() -> tuple[Path, ...]:
    """The vocabularies of `hankehaku index` if no option gives any: the setting."""
    return load(os.environ).vocabularies


def default_cluster() -> ClusterSettings | None:
    """The cluster that holds the index; None = the folder does. Raises `BadSetting`, `ClusterError`."""
    return cluster_settings(load(os.environ))


def default_dictionaries() -> Path:
    """The folder of dictionaries that `hankehaku index` uses: the setting."""
    return load(os.environ).dictionaries


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each setting, and call it with the `Settings` in force.

    The `obj` of click's context reads them again.
    """

    @wraps(command)
    def run(config: Path | None, **options: Any) -> Any:
        given = {row.name: options.pop(row.name) for row in SETTINGS}
        click.get_current_context().obj = lambda: load(os.environ, given, config)
        settings = load(os.environ, given, config)
        for warning in unknown_variables(os.environ):
            click.echo(command_text("Warning: %(problem)s", problem=translated(warning)), err=True)
        return command(settings, **options)

    for row in reversed(SETTINGS):
        shown = row.type.write(row.default)
        help = f"{row.help}  [env: {row.variable}; default: {shown if shown != [] else 'none'}]"
        run = click.option(row.option, row.name, metavar="VALUE", help=help)(run)
    return click.option(
        "--config",
        type=PATH,
        help=f"Settings file (TOML).  [env: {CONFIG}; default: {DEFAULT_FILE}, where there is one]",
    )(run)
