"""Fuzzes one target: `python -m tests.fuzz parse --cases 1000000`.

With atheris (`pip install -e '.[fuzz]'`) guided by coverage; else, or with --engine own, by our mutator.
Prints what was used and how many cases were run; a case that fails is printed and kept in a file.
"""

from __future__ import annotations

import sys
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

import click

TARGETS = ("parse", "query", "snippets", "urls", "pages")
MOST_FAILED = 20
"""Cases that fail before a run gives up: the first often stands for all."""


@click.command()
@click.argument("name", type=click.Choice(TARGETS))
@click.option("--cases", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--engine", type=click.Choice(["atheris", "own"]), help="Default: atheris where it is installed."
)
def main(name: str, cases: int, seed: int, engine: str | None) -> None:
    """Run NAME on hostile cases."""
    chosen = engine or ("atheris" if find_spec("atheris") else "own")
    click.echo(f"{name}: {cases} cases by {chosen}, seed {seed}", err=True)
    if chosen == "atheris":
        guided(name, cases, seed)
    else:
        mutated(name, cases, seed)


def mutated(name: str, cases: int, seed: int) -> None:
    """Run a target on the cases of our own mutator; goes on after a failure, until there are many."""
    from tests.fuzz import mutate
    from tests.fuzz.targets import TARGETS as targets

    target = targets[name]
    began, slowest, failed, done = time.process_time(), (0.0, b""), 0, 0
    for done, case in enumerate(mutate.cases(target.seeds(), seed, cases), 1):
        start = time.process_time()
        try:
            target.run(case)
        except Exception:
            failed += 1
            _keep(name, seed, done - 1, case)
        slowest = max(slowest, (time.process_time() - start, case))
        if done % 10_000 == 0:
            click.echo(f"{done} cases, {failed} failed", err=True)
        if failed == MOST_FAILED:
            break
    spent = time.process_time() - began
    click.echo(
        f"{name}: {done} cases, {failed or 'none'} failed; {spent:.0f} s of processor time, "
        f"{1000 * spent / max(done, 1):.2f} ms a case, "
        f"slowest {1000 * slowest[0]:.0f} ms ({len(slowest[1])} bytes)"
    )
    sys.exit(1 if failed else 0)


def _keep(name: str, seed: int, number: int, case: bytes) -> None:
    """Keep a case that fails in a file, and say why it does."""
    kept = Path(f"fuzz-{name}-{seed}-{number}.bin")
    kept.write_bytes(case)
    click.echo(f"{name}: case {number} of seed {seed} fails, kept in {kept}: {case[:300]!r}", err=True)
    traceback.print_exc()


def guided(name: str, cases: int, seed: int) -> None:
    """Run a target guided by coverage. libFuzzer ends the process, with its own report."""
    import tempfile

    import atheris

    with atheris.instrument_imports(include=["index", "search", "web"]):
        from tests.fuzz.targets import TARGETS as targets

    target = targets[name]
    folder = Path(tempfile.mkdtemp(prefix=f"hankehaku-fuzz-{name}-"))
    for number, data in enumerate(target.seeds()):
        (folder / f"seed-{number}").write_bytes(data)
    arguments = [f"-runs={cases}", f"-seed={seed}", "-max_len=8192", "-timeout=60", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *arguments, str(folder)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
