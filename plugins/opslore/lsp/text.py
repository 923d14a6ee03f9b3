"""The text of an open file, and places in it as the client counts them.

Editors count columns in UTF-16 units unless something else is agreed on; documents count code
points. A byte order mark is no part of a document's first line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from opslore.document.lines import ended_as, line_starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from opslore.findings import Location

_BOM = "\ufeff"


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_UNITS: dict[str, Callable[[str], int]] = {"utf-16": _utf16, "utf-8": _utf8, "utf-32": len}


class Text:
    """One version of a file, by lines; lines and columns count from 0, in code points."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._units = _UNITS.get(encoding, _utf16)
        self._starts = line_starts(text)
        self._marks = len(text) - len(text.lstrip(_BOM))

    def __len__(self) -> int:
        return len(self._starts)

    def line(self, number: int) -> str:
        """Return a line without its end; empty if there is no such line."""
        if not 0 <= number < len(self._starts):
            return ""
        last = number + 1 == len(self._starts)
        end = len(self.text) if last else self._starts[number + 1]
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def lines(self) -> list[str]:
        """Return all lines without their ends."""
        return [self.line(number) for number in range(len(self))]

    def with_ends(self, text: str) -> str:
        """Return a text that is to be put in here, with its lines ended as the first one is."""
        return ended_as(text, self.text)

    def column(self, position: types.Position) -> int:
        """Return the column at which the client's position stands; behind the line, its end."""
        line = self.line(position.line)
        if line.isascii():
            return min(max(position.character, 0), len(line))
        units = 0
        for column, character in enumerate(line):
            units += self._units(character)
            if units > position.character:
                return column
        return len(line)

    def position(self, line: int, column: int) -> types.Position:
        """Return a place as the client counts it."""
        line = min(max(line, 0), len(self) - 1)
        return types.Position(line, self._units(self.line(line)[: max(column, 0)]))

    def span(self, line: int, start: int, end: int) -> types.Range:
        """Return a part of one line as the client counts it."""
        return types.Range(self.position(line, start), self.position(line, end))

    def range(self, at: Location) -> types.Range:
        """Return the place of a finding; without a span, the rest of its line."""
        first = at.line - 1
        start = at.column - 1 + (self._marks if at.line == 1 else 0)
        if not at.end_line:
            return self.span(first, start, len(self.line(first).rstrip()))
        end = at.end_column - 1 + (self._marks if at.end_line == 1 else 0)
        return types.Range(self.position(first, start), self.position(at.end_line - 1, end))
