"""The changes that can be made to a module: what a mutation run tries.

Comparisons, arithmetic, `and` and `or`, `not`, numbers, strings, and calls whose result is not used. Left
alone are docstrings, types, decorators, assertions (also `strict` of a `zip`), keys of a cache, names that
only a debugger shows, values of an `Enum`, errors and whatever is said to people, whose words no test should
repeat.
"""

from __future__ import annotations

import ast
import copy
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
Operator = type[ast.operator] | type[ast.cmpop] | type[ast.boolop]
SWAPPED: dict[Operator, Operator] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
SAID = {"Message", "Notice", "note", "warn", "keep_stray", "print", "echo"}
"""Calls whose strings are for people."""
SENTENCE = re.compile(r"[\w,.:«»–-]+(?: [\w,.:«»–-]+)+")
"""Several words, and nothing else: for people too."""
NAMED = {"TypeVar", "NewType", "ContextVar", "ParamSpec"}
"""Calls whose first argument is a name that nothing looks up: only a debugger shows it."""
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
        self.changed: tuple[int, str, str] = (0, "", "")

    def offer(self, node: ast.AST, change: ast.AST) -> ast.AST:
        """A change that can be made here: the node as it is to be."""
        self.seen += 1
        if self.seen - 1 != self.wanted:
            return node
        self.changed = getattr(node, "lineno", 0), ast.unparse(node), ast.unparse(change)
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
        if any(getattr(base, "id", "") == "Enum" for base in node.bases):
            return node  # what its members are called matters to nobody
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
        asserted = [one for one in node.keywords if one.arg == "strict" and called(node) == "zip"]
        node.keywords = [one for one in node.keywords if one not in asserted]
        at = 1 if called(node) in LABELLED else 0 if is_kept(node) else len(node.args)
        left = node.args[at : at + 1]
        del node.args[at : at + 1]
        self.generic_visit(node)
        node.args[at:at] = left
        node.keywords += asserted
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
        if isinstance(value, str) and value and not SENTENCE.fullmatch(value):
            return self.offer(node, ast.Constant(value + "x"))
        return node


def called(call: ast.Call) -> str:
    """The last name of what a call calls."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_kept(call: ast.Call) -> bool:
    """Whether the first argument of a call could be any other: the key of a cache, as in
    `snapshot.cache.get(KEY, …)` and `words.get_or_compute(KEY, …)`, or a name that only a debugger shows.
    """
    if called(call) in NAMED or called(call) == "get_or_compute":
        return True
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "attr", "") == "cache"


def is_type(node: ast.AST) -> bool:
    """Whether an expression is of types only: `Word | Phrase | None`."""
    if isinstance(node, ast.BinOp):
        return is_type(node.left) and is_type(node.right)
    name = getattr(node, "id", getattr(node, "attr", ""))
    return name[:1].isupper() or (isinstance(node, ast.Constant) and node.value is None)


def count_changes(path: str) -> int:
    """How many changes can be made to a file."""
    counter = Changer()
    counter.visit(ast.parse((ROOT / path).read_text("utf-8")))
    return counter.seen


def change(path: str, number: int) -> Mutant:
    """One of these changes."""
    changer = Changer(number)
    changer.visit(ast.parse((ROOT / path).read_text("utf-8")))
    return Mutant(path, number, *changer.changed)


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
