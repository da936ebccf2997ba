"""Run all attacks, or those of the named subjects, and count for each kind how many were withstood.

    python -m tests.attacks [SUBJECT[:KIND] …]

KIND: how the kinds that are wanted begin. Exit code 1 where something broke.
"""

from __future__ import annotations

import pkgutil
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

from tests import attacks


def subjects() -> list[str]:
    """The modules that have attacks."""
    names = (module.name for module in pkgutil.iter_modules(attacks.__path__) if module.name != "__main__")
    return [name for name in names if hasattr(import_module(f"tests.attacks.{name}"), "attacks")]


def run(wanted: list[str]) -> tuple[Counter[str], list[str]]:
    """How many attacks of each kind there were, and what broke."""
    made: Counter[str] = Counter()
    broken: list[str] = []
    for subject, _, begins in (name.partition(":") for name in wanted):
        with tempfile.TemporaryDirectory(prefix="hankehaku-attacks-") as folder:
            for attack in import_module(f"tests.attacks.{subject}").attacks(Path(folder)):
                if not attack.kind.startswith(begins):
                    continue
                kind = f"{subject}: {attack.kind}"
                made[kind] += 1
                try:
                    attack.attempt()
                except Exception as error:  # any failure is a finding
                    broken.append(f"{kind}: {attack.name}: {type(error).__name__}: {str(error)[:300]}")
                    print(f"BROKEN  {broken[-1]}", flush=True)
    return made, broken


def main(wanted: list[str]) -> int:
    """Print the counts. The exit code."""
    began = time.monotonic()
    made, broken = run(wanted or subjects())
    for kind, count in made.items():
        lost = sum(line.startswith(f"{kind}: ") for line in broken)
        print(f"{count - lost:5} of {count:5} held  {kind}")
    print(f"{made.total() - len(broken)} passed, {len(broken)} failed ({time.monotonic() - began:.0f} s)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
