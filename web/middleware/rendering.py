"""Renders a template as a page, within the time budget and with a size limit of a few megabytes.

Every link of a page repeats the whole search, so a long search makes the page many times longer.

Jinja wraps every output value in `Markup`, and unwraps and wraps existing `Markup` again: nine thousand calls
for a page with 1,500 values. This is unnecessary for pieces that are joined anyway. It is also unnecessary to
look up attributes as items of a mapping, or to check which context functions and macros take: templates get
dataclasses, and only a few functions take a context. Macros take no arguments but those they name, and are
called in the mode of escaping in which they are defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from keyword import iskeyword
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing

from index.remembered import remembered
from search.contract import deadline
from search.contract.messages import Message
from web.i18n.soft_breaks import as_html, escaped
from web.i18n.texts import language
from web.middleware.errors import RequestRefused
from web.routing import engine_access

PAGE_CHARACTERS = 4 * 1024 * 1024
"""The longest page, for a query of at most `USUAL_QUERY` characters; in proportion for longer ones.

A page of 285 links that each repeat 1,000 characters outside the basic plane has 3.5 million.
"""
USUAL_QUERY = 1_000
PIECES = 16
"""Pieces of a page after which it is asked whether its time is over; most have a few dozen characters."""

MAKE_HTML = frozenset({"_", "lang_fi", "once", "soft", "source_text"})
"""Functions and filters of the templates whose result is markup."""


class PlainPieces(CodeGenerator):
    """Has values put out by `escaped`, where templates are escaped at all, except what macros and functions
    in `MAKE_HTML` give; and asks for attributes and calls functions as Python does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._make_html = set(MAKE_HTML)

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        elif _name_of(node) in self._make_html:
            self.write("(")
        else:
            self.write("environment.escaped(")

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        super().visit_Macro(node, frame)
        self._make_html.add(node.name)

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:
        super().visit_FromImport(node, frame)
        self._make_html.update(name if isinstance(name, str) else name[1] for name in node.names)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        takes_context = isinstance(node.node, nodes.Name) and _takes_context(self.environment, node.node.name)
        odd = node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs)
        if takes_context or odd or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        if macro_ref.accesses_kwargs or macro_ref.accesses_varargs or macro_ref.accesses_caller:
            super().macro_def(macro_ref, frame)
            return
        names = tuple(one.name for one in macro_ref.node.args)
        self.write(f"environment.macro(macro, {names!r}, context.eval_ctx.autoescape)")


def plain_macro(function: Callable[..., str], names: tuple[str, ...], is_html: bool) -> Callable[..., str]:
    """A macro that takes these arguments and no others: Jinja's asks at each call what it may take."""
    number = len(names)

    def macro(*given: Any, **named: Any) -> str:
        if len(given) != number:
            given += tuple(named.pop(name, missing) for name in names[len(given) :])
        made = function(*given, **named)
        return as_html(made) if is_html else made

    return macro


@remembered(100)
def _kept(_language: str, macro: Callable[..., str], *arguments: Any) -> str:
    return macro(*arguments)


def once(macro: Callable[..., str], *arguments: Any) -> str:
    """What a macro makes of arguments that are the same on many pages of a language."""
    return _kept(language(), macro, *arguments)


class Imported(Template):
    """A template that others import: all have the same globals, so that nothing has to be looked for among
    those of the one that imports."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def _name_of(node: nodes.Node) -> str:
    """The name of the function or filter that is called; "" of anything else."""
    if isinstance(node, nodes.Filter):
        return node.name
    called = node.node if isinstance(node, nodes.Call) else None
    return called.name if isinstance(called, nodes.Name) else ""


def _takes_context(environment: Environment, name: str) -> bool:
    """Whether a global function wants to be given the context or the environment: those of `trans` do."""
    return hasattr(environment.globals.get(name), "jinja_pass_arg")


def register(app: Flask) -> None:
    """Compile the templates of the application in this way. Call it before the first one is compiled."""
    app.jinja_env.code_generator_class = PlainPieces
    app.jinja_env.template_class = Imported
    app.jinja_env.escaped = escaped  # type: ignore[attr-defined]
    app.jinja_env.globals["once"] = once
    app.jinja_env.macro = plain_macro  # type: ignore[attr-defined]


def render(template: str, **context: Any) -> str:
    """The template with its context. Raises `DeadlineExceeded`, and `RequestRefused` for a page too long."""
    current_app.update_template_context(context)
    most = PAGE_CHARACTERS * max(1, engine_access.settings().query_length // USUAL_QUERY)
    pieces, length = [], 0
    for number, piece in enumerate(_generate(current_app.jinja_env.get_template(template), context)):
        if number % PIECES == 0:
            deadline.check()
        length += len(piece)
        if length > most:
            raise RequestRefused(
                400, Message("Sivusta tulisi liian suuri. Lyhennä hakulausetta tai poista rajauksia.")
            )
        pieces.append(piece)
    return "".join(pieces)


def _generate(template: Template, variables: dict[str, Any]) -> Iterator[str]:
    """The pieces of a page.

    Its context refers to the macros of the template, and they to the context: so it is emptied, and what the
    page was made of is gone at once, not only when garbage is collected.
    """
    context = template.new_context(variables)
    try:
        yield from template.root_render_func(context)
    except Exception:
        template.environment.handle_exception()
    finally:
        context.vars.clear()
        context.parent.clear()
