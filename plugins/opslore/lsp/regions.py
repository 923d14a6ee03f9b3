"""Which lines of an open text are YAML, and the link at a place in the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opslore.lsp.text import Text

_FENCE = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")


class Region(NamedTuple):
    """The lines of YAML: those from `first` on that lie before `end`."""

    first: int
    end: int
    lines: list[str]


def region(text: Text, *, data: bool) -> Region:
    """Return the front matter of a text, or all of a data file; it may not be closed yet."""
    if data:
        return Region(0, len(text) + 1, text.lines())
    if not _FENCE.fullmatch(text.line(0).lstrip("\ufeff")):
        return Region(0, 0, [])
    lines = []
    for number in range(1, len(text)):
        line = text.line(number)
        if _CLOSING.fullmatch(line):
            break
        lines.append(line)
    return Region(1, 1 + len(lines), lines)


def link_target(line: str, column: int) -> tuple[int, int, str] | None:
    """Return start, end and the text up to the cursor of the link address it stands in."""
    start = line.rfind("](", 0, column) + 2
    if start < 2 or column < start:
        return None
    typed = line[start:column]
    if any(character in typed for character in ")<> \t"):
        return None
    end = column
    while end < len(line) and line[end] not in ") \t":
        end += 1
    return start, end, typed
