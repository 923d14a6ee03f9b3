"""From a place in a text to line and column.

Only a line feed, a carriage return, and the two in a row end a line. YAML's own idea of a line
end (it counts U+0085 and U+2028) and that of `str.splitlines` differ from what editors show.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

_BREAK = re.compile(r"\r\n?|\n")
_REST = re.compile(r"[^\r\n]*")


def line_starts(text: str) -> list[int]:
    """Return the index of every line's first character; the first is 0."""
    if text.isascii():  # then bytes and characters are the same, and bytes know only our ends
        starts = [0, *accumulate(map(len, text.encode().splitlines(keepends=True)))]
        if text and text[-1] not in "\r\n":
            starts.pop()
        return starts
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def rest_of_line(text: str, index: int) -> str:
    """Return what stands from an index to the end of its line, blanks at the end left out."""
    found = _REST.match(text, index)
    return found[0].rstrip() if found else ""


def ended_as(text: str, file: str) -> str:
    """Return a text that is to be put into a file, with its lines ended as the file's first is."""
    ending = "\r\n" if file.find("\r\n") == file.find("\n") - 1 >= 0 else "\n"
    return text if ending == "\n" else text.replace("\r\n", "\n").replace("\n", ending)


class Lines:
    """The lines of one text; places and texts are each made when the first is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The index of every line's first character."""
        return line_starts(self.text)

    @cached_property
    def texts(self) -> list[str]:
        """Every line without its end."""
        return _BREAK.split(self.text) if "\r" in self.text else self.text.split("\n")

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of an index, both from 1; beyond the end is the end."""
        index = min(max(index, 0), len(self.text))
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line without its end; empty if there is no such line."""
        return self.texts[number - 1] if 0 < number <= len(self.texts) else ""
