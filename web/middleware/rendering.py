"""Renders a template as a page, within the time budget and with a size limit of a few megabytes.

Every link of a page repeats the whole search, so a long search makes the page many times longer.

Jinja wraps every output value in `Markup`, and unwraps and wraps existing `Markup` again: nine thousand calls
for a page with 1,500 values. This is unnecessary for pieces that are joined anyway. It is also unnecessary to
look up attributes as items of a mapping, or to check which context functions and macros take: templates get
dataclasses, and only a few functions take a context.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator

from search.contract import deadline
from search.contract.messages import Message
from web.i18n.soft_breaks import escaped
from web.middleware.errors import RequestRefused
from web.routing import engine_access

PAGE_CHARACTERS = 4 * 1024 * 1024
"""The longest page, for a query of at most `USUAL_QUERY` characters; in proportion for longer ones.

A page of 285 links that each repeat 1,000 characters outside the basic plane has 3.5 million.
"""
USUAL_QUERY = 1_000


class PlainPieces(CodeGenerator):
    """Has values put out by `escaped`, where templates are escaped at all, and asks for attributes and calls
    functions as Python does."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Getattr(self, node: Any, frame: Any) -> None:
        self.write("getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Call(self, node: Any, frame: Any, forward_caller: bool = False) -> None:
        if isinstance(node.node, nodes.Name) and _takes_context(self.environment, node.node.name):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(*()")  # the signature begins with a comma
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class Imported(Template):
    """A template that others import: all have the same globals, so that nothing has to be looked for among
    those of the one that imports."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def _takes_context(environment: Environment, name: str) -> bool:
    """Whether a global function wants to be given the context or the environment: those of `trans` do."""
    return hasattr(environment.globals.get(name), "jinja_pass_arg")


def register(app: Flask) -> None:
    """Compile the templates of the application in this way. Call it before the first one is compiled."""
    app.jinja_env.code_generator_class = PlainPieces
    app.jinja_env.template_class = Imported
    app.jinja_env.escaped = escaped  # type: ignore[attr-defined]


def render(template: str, **context: Any) -> str:
    """The template with its context. Raises `DeadlineExceeded`, and `RequestRefused` for a page too long."""
    current_app.update_template_context(context)
    most = PAGE_CHARACTERS * max(1, engine_access.settings().query_length // USUAL_QUERY)
    pieces, length = [], 0
    for piece in current_app.jinja_env.get_template(template).generate(context):
        deadline.check()
        length += len(piece)
        if length > most:
            raise RequestRefused(
                400, Message("Sivusta tulisi liian suuri. Lyhennä hakulausetta tai poista rajauksia.")
            )
        pieces.append(piece)
    return "".join(pieces)
