"""Where a key or its value stands in TOML, which the standard library's reader does not tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterator


def line_of(text: str, name: str, key: str, section: str = "", *, value: bool = False) -> Location:
    """Return the place of a key, or of its value, or else of its section.

    tomllib keeps no positions, so the text is scanned once more.
    """
    wanted = (*section.split("."), key) if section else (key,)
    found = Location(name)
    for at, path in _keys(text, name, value=value):
        if path == wanted:
            return at
        if path == wanted[:-1]:
            found = at  # an inline table, or the header of the section
    return found


_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[(?P<key>\s*{_NAME}(?:\s*\.\s*{_NAME})*\s*)\]")
_PAIR = re.compile(rf"\s*(?P<key>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=\s*(?P<value>.*)")
_VALUE = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^#"'])*""")


def _keys(text: str, name: str, *, value: bool) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """Yield each key with its tables, and where it or its value stands."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        match = header or _PAIR.match(line)
        if match is None:
            continue
        path = tuple(part.strip("\"'") for part in re.findall(_NAME, match["key"]))
        if header:
            path = path[2:] if path[:2] == ("tool", "opslore") else path
            table = path
        else:
            path = (*table, *path)
        start, end = match.span("key")
        if value and not header and (written := _VALUE.match(match["value"])):
            start = match.start("value")
            end = start + len(written[0].rstrip())
        yield Location(name, number, start + 1, number, end + 1), path
