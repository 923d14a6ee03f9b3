"""Tables written in HTML, as wikis export them: their cells as Markdown, with lines."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
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
        reader.feed("\n".join(lines[start:begin])[:LONGEST])
        reader.close()
        if reader.rows:
            yield HtmlTable(start, begin, tuple(reader.rows))


class _Reader(HTMLParser):
    """Collects rows; a cell that spans several rows stands in the first of them only."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._first = line
        self._cells: list[str] | None = None
        self._heads: list[bool] = []
        self._text: list[str] | None = None
        self._line = line
        self._hrefs: list[str] = []
        self._over: dict[int, int] = {}  # columns that a cell above still fills, and for how long

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._end_row()
            self._cells, self._heads = [], []
            self._line = self._first + self.getpos()[0] - 1
        elif tag in ("td", "th") and self._cells is not None:
            self._end_cell()
            self._fill()
            self._heads.append(tag == "th")
            self._text = []
            if (span := _number(given.get("rowspan", ""))) > 1:
                self._over[len(self._cells)] = span
        elif self._text is not None:
            self._inside(tag, given)

    def handle_endtag(self, tag: str) -> None:
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

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        assert self._text is not None  # only called inside a cell
        href = given.get("href", "")
        if tag == "a" and href and not re.search(r"[\s()]", href):
            self._hrefs.append(href)
            self._text.append("[")
        elif tag in ("s", "del", "strike"):
            self._text.append("~~")
        elif tag == "br":
            self._text.append(" ")
        elif tag == "input" and given.get("type") == "checkbox":
            self._text.append("[x] " if "checked" in given else "[ ] ")
        elif tag == "time" and given.get("datetime"):
            self._text.append(f"{given['datetime']} ")
        elif tag == "img":
            self._text.append(_EMOTICONS.get(given.get("alt", "").strip(":()"), ""))

    def _fill(self) -> None:
        assert self._cells is not None  # only called inside a row
        while self._over.get(len(self._cells), 0) > 1:
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


def _number(text: str) -> int:
    return min(int(text), MOST_ROWS) if re.fullmatch(r"\d{1,4}", text.strip()) else 1
