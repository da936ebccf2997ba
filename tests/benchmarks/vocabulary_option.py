"""The option `--vocabulary` of benchmarks: vocabularies that the measured index has beside the usual ones."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_vocabulary_option(parser: argparse.ArgumentParser) -> None:
    """Gives a benchmark `--vocabulary FILE`, repeatable: a list of paths in `arguments.vocabulary`."""
    parser.add_argument(
        "--vocabulary", action="append", type=Path, default=[], metavar="FILE", help="SKOS vocabulary to use"
    )
