"""Writes the generated parts of `docs/` (`make docs`); `tests/test_docs.py` checks that they are up to date.

A part stands between two comments of its document, `<!-- generated: NAME -->` and `<!-- end -->`. What is
around it is written by hand.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from hankehaku import main as cli
from index.model.fields import Field, Kind
from index.model.project import FIELDS
from index.templates.eura2014 import EURA2014
from search.contract import query_reference
from tests.conftest import CORPUS, ROOT
from web.config.printed_settings import as_markdown
from web.config.settings import NAMES

DOCS = ROOT / "docs"
WIDTH = 100
"""Characters of a line of help, the most that the command line itself prints."""
PART = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
VALUES = {
    Kind.TEXT: "text",
    Kind.KEYWORD: "name",
    Kind.ORGANISATION: "name or business id",
    Kind.NUMBERED: "number and name",
    Kind.CODE: "code",
    Kind.DATE: "date",
    Kind.MONEY: "euros",
    Kind.COUNT: "number",
    Kind.PERCENT: "per cent",
    Kind.YEAR: "year",
    Kind.FLAG: "yes or no",
}
"""What the values of a field are, by its kind."""


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """A document with its generated parts as they are now. Raises `KeyError` for a part that nobody makes."""
    return PART.sub(lambda found: f"{found[1]}{parts[found['name']].strip()}\n{found[3]}", text)


def made(openapi: Mapping[str, Any]) -> dict[str, str]:
    """Every generated part by its name; `openapi` is the OpenAPI document of the API in English."""
    return {
        "query-language": query_reference.markdown(),
        "settings": as_markdown(),
        "commands": command_table(),
        "help": help_texts(),
        "query-fields": query_fields(),
        "shown-fields": shown_fields(),
        "endpoints": endpoints(openapi),
        "parameters": parameters(openapi),
    }


# The command line


def command_table() -> str:
    """Every command and what it does."""
    lines = (f"| `hankehaku {name}` | {c.get_short_help_str(WIDTH)} |" for name, c in _commands())
    return "\n".join(("| command | what it does |", "|---|---|", *lines))


def help_texts() -> str:
    """The help of every command as it is printed, without the options that are settings."""
    return "\n\n".join(f"### {name}\n\n{_help(name, command)}" for name, command in _commands())


def _help(name: str, command: click.Command) -> str:
    shown = copy.copy(command)
    takes_settings = set(NAMES) <= {one.name for one in command.params}
    if takes_settings:
        shown.params = [one for one in command.params if one.name not in NAMES]
    context = click.Context(
        shown, info_name=f"hankehaku {name}", terminal_width=WIDTH, max_content_width=WIDTH
    )
    context.help_option_names = ["-h", "--help"]
    more = "\nand an option for every [setting](settings.md).\n" if takes_settings else ""
    return f"```\n{shown.get_help(context)}\n```\n{more}".strip()


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield from cli.commands.items()  # in the order of the code, which is that of use


# The fields


def query_fields() -> str:
    """The fields that queries, filters and addresses know."""
    lines = (
        f"| `{f.query}` | {f.label} | {_value(f)} | {_place(f)} | {_used(f)} | {f.weight or ''} | {_key(f)} |"
        for f in FIELDS
        if f.query
    )
    head = "| name | label | value | place in the template | used as | weight | JSON |"
    return "\n".join((head, "|---|---|---|---|---|---|---|", *lines))


def shown_fields() -> str:
    """The other fields, which are read and shown only."""
    merged = {name: f.query for f in FIELDS for name in f.merged_paths}
    rows = [f for f in FIELDS if not f.query]
    lines = (f"| {f.label} | {_value(f)} | {_place(f)} | {_treatment(f, merged)} | {_key(f)} |" for f in rows)
    head = "| label | value | place in the template | treatment | JSON |"
    return "\n".join((head, "|---|---|---|---|---|", *lines))


def _value(field: Field) -> str:
    return VALUES[field.kind] + (", several" if field.multivalued else "")


def _place(field: Field) -> str:
    if field.derived:
        return "computed"
    line = f"«{field.key}»" if field.key else ""
    section = "preamble" if field.section == EURA2014.preamble.number else field.section
    return " ".join(part for part in (section, line) if part)


def _key(field: Field) -> str:
    return "" if field.derived else f"`{field.name}`"


def _used(field: Field) -> str:
    return ", ".join(name for name, on in (("facet", field.facet), ("sort", field.sortable)) if on)


def _treatment(field: Field, merged: Mapping[str, str]) -> str:
    if field.private:
        return "private: kept out of the index"
    return f"searched as part of `{merged[field.name]}`" if field.name in merged else "shown"


# The API


def endpoints(openapi: Mapping[str, Any]) -> str:
    """The addresses of the API, each with its own parameters."""
    lines = []
    for path, methods in openapi["paths"].items():
        ((method, operation),) = methods.items()
        names = [one["name"] for one in operation["parameters"]]
        listed = [f"`{name}`" for name in names if name not in _filters(openapi) or len(names) == 1]
        filters = ["field filters"] if set(_filters(openapi)) <= set(names) else []
        address = f"`/api/v1{path}`" + ("" if method == "get" else f" ({method.upper()})")
        lines.append(f"| {address} | {operation['summary']} | {', '.join(listed + filters)} |")
    return "\n".join(("| address | what it gives | parameters |", "|---|---|---|", *lines))


def parameters(openapi: Mapping[str, Any]) -> str:
    """What each parameter means, without the filters, which are the fields."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for path, methods in openapi["paths"].items():
        ((_, operation),) = methods.items()
        for one in operation["parameters"]:
            if one["name"] not in _filters(openapi) or len(operation["parameters"]) == 1:
                row = (one["name"], one["description"], _bounds(one["schema"]))
                rows.setdefault(row, []).append(path)
    lines = (
        f"| `{name}`{f' of `{paths[0]}`' if len(paths) == 1 else ''} | {help} | {bounds} |"
        for (name, help, bounds), paths in rows.items()
    )
    return "\n".join(("| parameter | meaning | values |", "|---|---|---|", *lines))


def _filters(openapi: Mapping[str, Any]) -> list[str]:
    """The parameters that filter by a field: those of a search that take several values."""
    declared = openapi["paths"]["/search"]["get"]["parameters"]
    return [one["name"] for one in declared if one["schema"]["type"] == "array"]


def _bounds(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        plain = [value for value in schema["enum"] if not value.startswith("-")]
        return ", ".join(f"`{value}`" for value in plain)
    if "maximum" in schema:
        default = f", default {schema['default']}" if "default" in schema else ""
        return f"{schema['minimum']}–{schema['maximum']}{default}"
    return f"at most {schema['maxLength']:,} characters"


# Writing


def documents() -> Iterator[Path]:
    """The documents of `docs/`."""
    yield from sorted(DOCS.glob("*.md"))


def main() -> None:
    """Write every generated part anew."""
    from index.indexing.index_writer import build
    from web.app import create_app

    with TemporaryDirectory() as folder:
        build(Path(folder) / "index", [CORPUS])
        answer = create_app(Path(folder) / "index").test_client().get("/en/api/v1/openapi.json")
    parts = made(answer.get_json())
    for path in documents():
        path.write_text(with_parts(path.read_text("utf-8"), parts), "utf-8")


if __name__ == "__main__":
    main()
