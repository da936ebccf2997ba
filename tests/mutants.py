"""Do the tests notice when the program is changed? A mutation run over `index/` and `search/`.

    python -m tests.mutants                 300 random changes, each tried on the tests of its room
    python -m tests.mutants --room search/matching --count 40
    pytest $(python -m tests.mutants --tests search/matching)

A process that has imported nothing of the program yet is forked for each change, and an import hook gives it
the changed module: no file is touched and no copy made. What is changed: comparisons, arithmetic, `and` and
`or`, `not`, numbers, strings, calls whose result is not used. Left alone are docstrings, types, decorators,
assertions, keys of a cache, errors and whatever is said to people, whose words no test should repeat.

Written here because mutmut 3 changes neither tables of a module nor decorated functions (properties, caches),
cosmic-ray writes each change into the tree and starts Python anew for it, and mutatest has had no release
since 2022.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import hypothesis
import numpy
import pytest
import whoosh.index

ROOT = Path(__file__).parents[1]
FLOOR = 0.9
"""The share of changes that must be noticed."""
LONGEST = 120
"""Seconds of a room's tests: a change that makes them endless is noticed too."""
OPTIONS = ("-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--assert=plain")
INDEX, SEARCH = "tests/index/test_", "tests/search/test_"
ROOMS: dict[str, tuple[str, ...]] = {
    "index/model": (INDEX + "convert", INDEX + "parse", INDEX + "words_kept", SEARCH + "statistics"),
    "index/reader": (
        *(INDEX + name for name in ("values", "read", "parse", "words_kept", "convert")),
        "tests/test_cli",
    ),
    "index/privacy": (INDEX + "privacy", INDEX + "convert", "tests/test_contacts"),
    "index/analysis": (INDEX + "analysis", INDEX + "pairs", SEARCH + "queries", SEARCH + "meant"),
    "index/storage": (
        *(INDEX + name for name in ("terms", "damage", "faults")),
        *(SEARCH + name for name in ("exact", "obvious", "generations", "oracle", "cache")),
    ),
    "index/indexing": (INDEX + "faults", INDEX + "damage", SEARCH + "generations", "tests/test_cli"),
    "search/contract": (SEARCH + "wire", SEARCH + "listing", SEARCH + "queries", "tests/web/test_budget"),
    "search/query": (SEARCH + "queries", SEARCH + "obvious", SEARCH + "statistics", SEARCH + "suggest"),
    "search/plan": (
        *(SEARCH + name for name in ("plan", "obvious", "queries", "sorting", "explain", "statistics")),
        SEARCH + "suggest",
    ),
    "search/matching": (
        *(SEARCH + name for name in ("obvious", "sorting", "cache", "exact", "oracle", "queries")),
        *(SEARCH + name for name in ("generations", "statistics")),
    ),
    "search/aggregation": (SEARCH + "sorting", SEARCH + "statistics"),
    "search/highlight": (SEARCH + "snippets", SEARCH + "queries", SEARCH + "explain", SEARCH + "similar"),
    "search/suggestion": (SEARCH + "suggest", SEARCH + "meant", SEARCH + "similar", SEARCH + "generations"),
    "search/export": (SEARCH + "export", SEARCH + "citation", "tests/test_cli_export", "tests/web/test_api"),
    "search": (SEARCH + "listing", SEARCH + "queries", SEARCH + "cache", SEARCH + "generations"),
    "index": (INDEX + "parse", "tests/test_cli", SEARCH + "obvious"),
}
"""The test files of each room, the quickest first."""
Operator = type[ast.operator] | type[ast.cmpop] | type[ast.boolop]
SWAPPED: dict[Operator, Operator] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
SAID = {"Message", "note", "warn", "keep_stray", "print", "echo"}
"""Calls whose strings are for people."""
LABELLED = {"row", "Field"}
"""Calls whose second argument is a label on the page."""


@dataclass(frozen=True)
class Mutant:
    """A changed module: the n-th change of those that can be made to its file."""

    path: str
    number: int
    line: int
    before: str
    after: str

    @property
    def room(self) -> str:
        """The folder of the module."""
        return os.path.dirname(self.path)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  →  {self.after}"


class Changer(ast.NodeTransformer):
    """Makes the n-th change that can be made to a tree, or none and counts them."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.seen = 0
        self.lines: list[int] = []
        self.changed: tuple[str, str] = ("", "")

    def offer(self, node: ast.AST, change: ast.AST) -> ast.AST:
        """A change that can be made here: the node as it is to be."""
        self.seen += 1
        self.lines.append(getattr(node, "lineno", 0))
        if self.seen - 1 != self.wanted:
            return node
        self.changed = ast.unparse(node), ast.unparse(change)
        return ast.copy_location(change, node)

    # Left alone

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    visit_Raise = visit_Assert = visit_Import = visit_ImportFrom = visit_JoinedStr  # type: ignore[assignment]

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        decorators, returns = node.decorator_list, node.returns
        node.decorator_list, node.returns = [], None
        self.generic_visit(node)
        node.decorator_list, node.returns = decorators, returns
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(each) for each in node.body]
        return node

    # Changed

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        if isinstance(node.value, ast.Call) and called(node.value) not in SAID:
            node = self.offer(node, ast.Pass())  # type: ignore[assignment]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if called(node) in SAID or called(node).endswith(("Error", "Mismatch", "Damaged", "Missing")):
            return node
        at = 1 if called(node) in LABELLED else 0 if is_kept(node) else len(node.args)
        left = node.args[at : at + 1]
        del node.args[at : at + 1]
        self.generic_visit(node)
        node.args[at:at] = left
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        other = copy.copy(node)
        other.ops = [SWAPPED[type(node.ops[0])](), *node.ops[1:]]  # type: ignore[list-item]
        return self.offer(node, other)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) not in SWAPPED or (isinstance(node.op, ast.BitOr) and is_type(node)):
            return node
        other = copy.copy(node)
        other.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]
        return self.offer(node, other)

    visit_AugAssign = visit_BinOp  # type: ignore[assignment]

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = copy.copy(node)
        other.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]
        return self.offer(node, other)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return self.offer(node, node.operand) if isinstance(node.op, ast.Not | ast.USub) else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool):
            return self.offer(node, ast.Constant(not value))
        if isinstance(value, int | float):
            return self.offer(node, ast.Constant(value + 1))
        return self.offer(node, ast.Constant(value + "x")) if isinstance(value, str) and value else node


def called(call: ast.Call) -> str:
    """The last name of what a call calls."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_kept(call: ast.Call) -> bool:
    """Whether a call looks into a cache, by a key that could be any other: `snapshot.cache.get(KEY, …)`."""
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "attr", "") == "cache"


def is_type(node: ast.AST) -> bool:
    """Whether an expression is of types only: `Word | Phrase | None`."""
    if isinstance(node, ast.BinOp):
        return is_type(node.left) and is_type(node.right)
    name = getattr(node, "id", getattr(node, "attr", ""))
    return name[:1].isupper() or (isinstance(node, ast.Constant) and node.value is None)


def mutants_of(path: str) -> Iterator[Mutant]:
    """All changes that can be made to a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    counter = Changer()
    counter.visit(copy.deepcopy(tree))
    for number, line in enumerate(counter.lines):
        changer = Changer(number)
        changer.visit(copy.deepcopy(tree))
        yield Mutant(path, number, line, *changer.changed)


class Hook(MetaPathFinder, Loader):
    """Gives the program a changed module."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.path.removesuffix(".py").replace("/", ".")
        self.file = ROOT / mutant.path
        tree = Changer(mutant.number).visit(ast.parse(self.file.read_text("utf-8")))
        self.code = compile(ast.fix_missing_locations(tree), str(self.file), "exec")

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return spec_from_file_location(name, self.file, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def tests_of(room: str) -> list[str]:
    """The test files of a room; all of `index/` or `search/` where the table has none."""
    return [name + ".py" for name in ROOMS[room]] if room in ROOMS else [f"tests/{room.partition('/')[0]}"]


def begin(room: str, mutant: Mutant | None) -> int:
    """Begin a room's tests in a process of their own; it ends with 0 where all pass."""
    process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    signal.alarm(LONGEST)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(1, 2)
    try:
        if mutant:
            sys.meta_path.insert(0, Hook(mutant))
        os._exit(pytest.main([*OPTIONS, *tests_of(room)]))
    except BaseException:
        os._exit(99)


def run(tasks: Sequence[tuple[str, Mutant | None]], jobs: int) -> Iterator[tuple[str, Mutant | None, int]]:
    """Each task as it ends, with the exit code of its tests; `jobs` at a time."""
    waiting = list(reversed(tasks))
    running: dict[int, tuple[str, Mutant | None]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            task = waiting.pop()
            running[begin(*task)] = task
        process, status = os.wait()
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)  # what the tests have begun and not ended
        yield *running.pop(process), os.waitstatus_to_exitcode(status)


def chosen(rooms: Sequence[str], count: int, seed: int) -> list[Mutant]:
    """Some of all changes, the same for the same seed."""
    paths = [
        path.relative_to(ROOT).as_posix()
        for top in ("index", "search")
        for path in (ROOT / top).rglob("*.py")
    ]
    wanted = sorted(path for path in paths if not rooms or os.path.dirname(path) in rooms)
    every = [mutant for path in wanted for mutant in mutants_of(path)]
    return random.Random(seed).sample(every, min(count, len(every)))


def main() -> int:
    """Run, print what was not noticed, and say whether enough was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--room", action="append", default=[], choices=sorted(ROOMS), help="only changes of this room"
    )
    parser.add_argument("--count", type=int, default=300, help="changes to make")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other changes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument(
        "--tests", choices=sorted(ROOMS), help="print the test files of a room, and nothing else"
    )
    arguments = parser.parse_args()
    if arguments.tests:
        print(*tests_of(arguments.tests))
        return 0
    os.chdir(ROOT)
    hypothesis.settings.register_profile(
        "mutants", database=None, derandomize=True, deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")
    began, mutants = time.monotonic(), chosen(arguments.room, arguments.count, arguments.seed)
    rooms = sorted({mutant.room for mutant in mutants})
    for room, _, code in run([(room, None) for room in rooms], arguments.jobs):
        if code:
            print(f"The tests of {room} fail as they are: {' '.join(tests_of(room))}")
            return 2
    every, survived = Counter(mutant.room for mutant in mutants), Counter[str]()
    for room, mutant, code in run([(mutant.room, mutant) for mutant in mutants], arguments.jobs):
        if not code:
            survived[room] += 1
            print(mutant, flush=True)
    print(f"\n{'room':22} changes  not noticed")
    for room in rooms:
        print(f"{room:22} {every[room]:7}  {survived[room]:11}")
    share = 1 - survived.total() / len(mutants)
    print(f"{share:.1%} of {len(mutants)} changes were noticed, in {time.monotonic() - began:.0f} s")
    return int(share < FLOOR)


WARM = (numpy, whoosh.index)
"""Imported once, before the processes are forked."""

if __name__ == "__main__":
    raise SystemExit(main())
