"""The two pages of the documentation that are made: settings from their schema, commands from the
program. `pytest tests/test_docs.py --update` writes them anew."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from opslore import schema
from opslore.cli import _group

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = """# Settings

Settings stand in `opslore.toml`, or in `[tool.opslore]` of `pyproject.toml`; the folder that holds
them is the project. All have defaults, so that a folder without settings is checked as well. A key
may be written `fail-on` or `fail_on`. An unknown key or a value of the wrong kind is a finding
(`unknown-setting`) at its line, and the default holds. An editor takes
[settings.schema.json](../schemas/settings.schema.json).

```toml
content = "content"
timezone = "Europe/Berlin"

[levels]
human-error = "off"

[grace]
runbook-tier-1 = 3

[alerts]
files = ["prometheus/*.yml"]

[site]
url = "https://ops.example.com/"
```

{tables}
## The plugins of the site

Options of `mkdocs.yml`. Each plugin works alone: whichever is used keeps back data files and
restricted documents, replaces front matter and sanitises HTML.

| Plugin | Option | Default | What it says |
|---|---|---|---|
| `opslore/check` | `fail_on` | `error` | `error`, `warning` or `never`: the gravest level that a build survives is the one below. Under `mkdocs serve` findings stand on the page instead. |
| `opslore/library` | | | The generated pages, the frames around documents, feeds and the JSON catalogue. |
| `opslore/search` | `enabled` | `true` | Without it the static lists of the library remain. |

## Environment

| Variable | What it does |
|---|---|
| `SOURCE_DATE_EPOCH` | the day, where neither `--as-of` nor `as-of` says one |
| `NO_COLOR`, `FORCE_COLOR` | never and always paint the output |
| `XDG_CACHE_HOME` | where `check` keeps what it has read |
| `NO_MKDOCS_2_WARNING` | hides the notice that Material prints at every build |
"""
COMMANDS = """# Commands

Each command has `--help` with the same text, and examples. Standard output is the result, standard
error the rest. `opslore --version` prints the version.

| Exit code | Meaning |
|---|---|
| 0 | nothing at or above `--fail-on` |
| 1 | findings; for `ready` the service is not ready, for `search` nothing was found |
| 2 | usage, settings, nothing to check, files of ours that cannot be read or written |
| 101 | a fault of opslore itself |
| 130 | interrupted |

{sections}"""
_DEFAULT = re.compile(r"\s*\[default: [^\]]*\]")


def settings_page() -> str:
    """Return docs/settings.md."""
    body = schema.schema("settings")["properties"]
    plain = {key: value for key, value in body.items() if "properties" not in value}
    tables = ["## Top level\n", *_table(plain)]
    for key, value in body.items():
        if "properties" in value:
            tables += [f"## `[{key}]`\n", f"{value['description']}\n", *_table(value["properties"])]
    return SETTINGS.format(tables="\n".join(tables))


def _table(properties: dict[str, Any]) -> Iterator[str]:
    yield "| Setting | Default | What it says |\n|---|---|---|"
    for key, value in properties.items():
        default = f"`{json.dumps(value['default'])}`" if "default" in value else ""
        said = value["description"].replace("|", "\\|")
        if options := value.get("enum"):
            said += f" One of {', '.join(f'`{option}`' for option in options)}."
        yield f"| `{key}` | {default} | {said} |"
    yield ""


def commands_page() -> str:
    """Return docs/commands.md."""
    sections = []
    for words, command in commands():
        sections.append(_section(words, command))
    return COMMANDS.format(sections="\n".join(sections))


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and what stands below it, with its words."""
    context = click.Context(_group.group)
    for name in _group.group.list_commands(context):
        command = _group.group.get_command(context, name)
        assert command is not None
        yield (name,), command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                assert inner is not None
                yield (name, below), inner


def _section(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(("opslore", *words)))
    usage = " ".join(piece for piece in command.collect_usage_pieces(context))
    lines = [f"## opslore {' '.join(words)}", "", f"`{context.info_name} {usage}`", ""]
    lines += [_plain(command.help or ""), ""]
    rows = [row for row in _options(command) if row]
    if rows:
        lines += ["| Option | What it says |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _options(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if not isinstance(option, click.Option) or "--help" in option.opts:
            continue
        names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len))
        value = "" if option.is_flag else f" {option.metavar or _choices(option)}"
        said = _DEFAULT.sub("", _plain(option.help or ""))
        if option.required:
            said = f"{said} Required.".strip()
        yield f"| {names}{value} | {said} |".replace("  ", " ")


def _choices(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return " ".join(f"`{choice}`" for choice in option.type.choices)
    return option.type.name.upper()


def _plain(text: str) -> str:
    return " ".join(text.replace("\b", "").split()).replace("|", "\\|")
