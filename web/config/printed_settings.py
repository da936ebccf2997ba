"""The settings as they are printed: a settings file, and the table of `docs/settings.md`."""

from __future__ import annotations

import json

from web.config.setting_types import Setting
from web.config.settings import SETTINGS, Settings


def as_toml(settings: Settings) -> str:
    """All settings as a settings file, with what each is for and where its value came from."""
    lines = []
    for row in SETTINGS:
        value = row.type.write(getattr(settings, row.name))
        origin = settings.origins.get(row.name, "default")
        lines.append(f"# {row.help} ({row.type.expected})\n{row.name} = {_toml(value)}  # {origin}\n")
    return "\n".join(lines)


def as_markdown() -> str:
    """The table of `docs/settings.md`."""
    rows = (f"| `{r.name}` | {_default(r)} | {r.help} |" for r in SETTINGS)
    return "\n".join(("| setting | default | meaning |", "|---|---|---|", *rows))


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _default(row: Setting) -> str:
    value = row.type.write(row.default)
    return f"`{_toml(value)}`" if isinstance(value, bool | list) else f"`{value}`"
