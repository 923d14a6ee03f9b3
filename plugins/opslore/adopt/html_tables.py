"""Tables written in HTML, as wikis export them: their cells as Markdown, with lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEGIN = re.compile(r"<table\b", re.IGNORECASE)
_END = re.compile(r"</table\s*>", re.IGNORECASE)
_EMOTICONS = {"tick": "✅", "check_mark": "✅", "white_check_mark": "✅", "warning": "⚠"}
MOST_TABLES = 50  # of one document
MOST_ROWS = 500  # of one table
MOST_CELLS = 40  # of one row
LONGEST = 200_000  # characters of one table
# Tags end at the next bracket, so that a text of brackets costs no more than it is long.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?P<rest>[^<>]{0,2000})>")
_ATTRIBUTE = re.compile(
    r"(?P<name>[A-Za-z-]{1,30})(?:\s{0,5}=\s{0,5}(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+)))?"
)
_COMMENT = re.compile(r"<!--[^<>]{0,2000}-->")


class Row(NamedTuple):
    """A row of a table: its line in the file and its cells in Markdown."""

    line: int
    cells: tuple[str, ...]
    heads: bool  # whether every cell is the head of a column


class HtmlTable(NamedTuple):
    """A table: its first line in the file, the line behind its last one, and its rows."""

    line: int
    end_line: int
    rows: tuple[Row, ...]

    @property
    def lines_of_several(self) -> frozenset[int]:
        """The lines in which more than one row begins."""
        counts = Counter(row.line for row in self.rows)
        return frozenset(line for line, count in counts.items() if count > 1)


def find(lines: Sequence[str], fenced: frozenset[int]) -> Iterator[HtmlTable]:
    """Yield the tables of a file whose first line has the number 1; never raises."""
    starts = (n for n, line in enumerate(lines) if n not in fenced and _BEGIN.search(line))
    begin = 0
    for start in islice(starts, MOST_TABLES):
        if start < begin:
            continue
        begin, size = start, 0
        for number in range(start, len(lines)):
            size += len(lines[number])
            begin = number + 1
            if size > LONGEST or _END.search(lines[number]):
                break
        reader = _Reader(start)
        reader.read("\n".join(lines[start:begin])[:LONGEST])
        if reader.rows:
            yield HtmlTable(start, begin, tuple(reader.rows))


class _Reader:
    """Collects rows; a cell that spans several rows stands in the first of them only."""

    def __init__(self, line: int) -> None:
        self.rows: list[Row] = []
        self._first = line
        self._cells: list[str] | None = None
        self._heads: list[bool] = []
        self._text: list[str] | None = None
        self._line = line
        self._hrefs: list[str] = []
        self._over: dict[int, int] = {}  # columns that a cell above still fills, and for how long

    def read(self, text: str) -> None:
        """Take the rows of a text."""
        text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        at = 0
        for tag in _TAG.finditer(text):
            self._data(text[at : tag.start()])
            name, at = tag["name"].lower(), tag.end()
            if tag["end"]:
                self._close(name)
            else:
                self._open(name, tag["rest"], self._first + bisect_right(starts, tag.start()) - 1)
        self._end_row()

    def _open(self, tag: str, rest: str, line: int) -> None:
        if tag == "tr":
            self._end_row()
            self._cells, self._heads, self._line = [], [], line
        elif tag in ("td", "th") and self._cells is not None:
            self._end_cell()
            self._fill()
            self._heads.append(tag == "th")
            self._text = []
            if (span := _number(_attributes(rest).get("rowspan", ""))) > 1:
                self._over[len(self._cells)] = span
        elif self._text is not None:
            self._inside(self._text, tag, _attributes(rest))

    def _close(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "thead", "tbody", "table"):
            self._end_row()
        elif self._text is not None:
            if tag == "a" and self._hrefs:
                self._text.append(f"]({self._hrefs.pop()})")
            elif tag in ("s", "del", "strike"):
                self._text.append("~~")
            elif tag in ("p", "div", "li"):
                self._text.append(" ")

    def _data(self, text: str) -> None:
        if self._text is not None and text:
            self._text.append(unescape(text))

    def _inside(self, text: list[str], tag: str, given: dict[str, str]) -> None:
        href = given.get("href", "")
        if tag == "a" and href and not re.search(r"[\s()]", href):
            self._hrefs.append(href)
            text.append("[")
        elif tag in ("s", "del", "strike"):
            text.append("~~")
        elif tag == "br":
            text.append(" ")
        elif tag == "input" and given.get("type") == "checkbox":
            text.append("[x] " if "checked" in given else "[ ] ")
        elif tag == "time" and given.get("datetime"):
            text.append(f"{given['datetime']} ")
        elif tag == "img":
            text.append(_EMOTICONS.get(given.get("alt", "").strip(":()"), ""))

    def _fill(self) -> None:
        assert self._cells is not None  # only called inside a row
        while self._over.get(len(self._cells), 0) > 1 and len(self._cells) < MOST_CELLS:
            self._over[len(self._cells)] -= 1
            self._cells.append("")

    def _end_cell(self) -> None:
        if self._text is not None and self._cells is not None and len(self._cells) < MOST_CELLS:
            self._cells.append(" ".join("".join(self._text).split()))
        self._text = None
        self._hrefs.clear()

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells and len(self.rows) < MOST_ROWS:
            self._fill()
            heads = bool(self._heads) and all(self._heads)
            self.rows.append(Row(self._line, tuple(self._cells), heads))
        self._cells = None


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text)
    return {m["name"].lower(): unescape(m["a"] or m["b"] or m["c"] or "") for m in found}


def _number(text: str) -> int:
    return min(int(text), MOST_ROWS) if re.fullmatch(r"\d{1,4}", text.strip()) else 1
