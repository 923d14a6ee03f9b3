"""From byte offsets in a body, which pyromark gives, to lines and columns of the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from opslore.findings import Location

_BREAK = re.compile(r"\r\n?|\n")


class Places:
    """A body that byte offsets index: one character a byte (for ASCII it is the text itself)."""

    __slots__ = ("above", "flat", "path", "starts", "wide")

    def __init__(self, path: str, text: str, offset: int) -> None:
        self.path = path
        body = text[offset:]
        raw = body.encode("utf-8", "replace")
        self.wide = len(raw) != len(body)
        self.flat = raw.decode("latin-1") if self.wide else body
        self.starts = [0, *accumulate(map(len, raw.splitlines(keepends=True)))]
        if body and body[-1] not in "\r\n":
            self.starts.pop()
        # A line's number is its place in `starts`, from 1, and the lines above the body.
        returns = text.find("\r", 0, offset) >= 0
        self.above = (
            len(_BREAK.findall(text, 0, offset)) if returns else text.count("\n", 0, offset)
        )

    def __repr__(self) -> str:
        return f"Places({self.path!r})"

    @property
    def lines(self) -> int:
        """The number of the file's last line that holds anything, even if only its end."""
        return len(self.starts) + self.above - self.flat.endswith(("\n", "\r"))

    def line(self, offset: int) -> int:
        """Return the number of the line that holds an offset."""
        return bisect_right(self.starts, offset) + self.above

    def end_line(self, offset: int) -> int:
        """Return the number of the line behind the one in which a part ends."""
        return bisect_right(self.starts, offset - 1) + self.above + 1

    def location(self, start: int, end: int) -> Location:
        """Return the place between two offsets."""
        starts = self.starts
        first = bisect_right(starts, start)
        last = bisect_right(starts, max(end - 1, start))
        column = len(self.source(starts[first - 1], start)) + 1
        end_column = len(self.source(starts[last - 1], end)) + 1
        return Location(self.path, first + self.above, column, last + self.above, end_column)

    def source(self, start: int, end: int) -> str:
        """Return the text between two offsets, as written."""
        text = self.flat[start:end]
        return text.encode("latin-1").decode("utf-8", "replace") if self.wide else text
