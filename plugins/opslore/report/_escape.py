"""Authored text, made harmless."""

from __future__ import annotations

import json
from typing import Any

from opslore.lazy import pattern

# CI services read these anywhere in a line of a log: ##[error], ##vso[...], ##teamcity[...].
_LOG_COMMAND = pattern(r"##(?=\w*\[)")


def printable(value: str) -> str:
    """Return a text that can neither break a line nor command a terminal or a CI service."""
    if not value.isprintable():
        value = "".join(" " if c == "\t" else c if c.isprintable() else _escaped(c) for c in value)
    return _LOG_COMMAND.sub(r"#\\x23", value) if "##" in value else value


def line(value: str) -> str:
    """Return a text that may open a line: `::` there is a command to GitHub."""
    value = printable(value)
    if value.lstrip().startswith("::"):
        return value.replace("::", r"\x3a:", 1)
    return value


def path(value: str) -> str:
    """Return a path that may open a line, and that is still one."""
    value = printable(value)
    return f"./{value}" if value.startswith((":", "#", "-")) else value


def storable(value: str) -> str:
    """Return a text that UTF-8 can hold: a lone surrogate of a file name cannot be written."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def as_json(value: Any) -> str:
    """Return a value as JSON that people can read; what does not print is a code in it.

    So is a `#` that would make a command in a job's log, which a report may be printed to.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text)
    return _LOG_COMMAND.sub(r"#\\u0023", text) + "\n"


def _escaped(char: str) -> str:
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
