"""Parameters of a runbook in its commands, quoted as a shell needs it where they stand.

The script of the site does the same in a browser; one table of cases tests both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAFE = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
_PLACE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_-]*)\}")
_FENCE = re.compile(r"^([ \t]*)(```+|~~~+)[^\n]*\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return Markdown with the placeholders in its fenced blocks filled."""
    if not values:
        return text

    def fill(found: re.Match[str]) -> str:
        start, end = found.start(3) - found.start(), found.end(3) - found.start()
        return found[0][:start] + command(found[3], values) + found[0][end:]

    return _FENCE.sub(fill, text)


def command(text: str, values: Mapping[str, str]) -> str:
    """Return a block of commands with the placeholders that have a value filled."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        return quoted(values[found[1]], open_quote(text, found.start()))

    return _PLACE.sub(put, text)


def quoted(value: str, opened: str) -> str:
    """Return a value as a shell takes it for itself; `opened` is the quote it stands in."""
    if _SAFE.fullmatch(value):
        return value
    literal = "'" + value.replace("'", "'\\''") + "'"
    return f"{opened}{literal}{opened}"


def open_quote(text: str, end: int) -> str:
    """Return the quote that is open at an index of a command, as a shell reads it, or nothing."""
    opened = ""
    at = 0
    while at < end:
        character = text[at]
        if character == "\\" and opened != "'":
            at += 1
        elif not opened and character in "'\"":
            opened = character
        elif character == opened:
            opened = ""
        elif character == "#" and not opened and (at == 0 or text[at - 1].isspace()):
            line = text.find("\n", at)
            if line < 0 or line >= end:
                return ""
            at = line
        at += 1
    return opened
