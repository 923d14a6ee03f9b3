"""`pages.csv`: how often people were paged, week by week, and whether it was worth it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from opslore.findings import Location, Problem
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.document import Document

COLUMNS = ("period", "service", "pages", "class", "overnight")
CLASSES = ("actionable", "auto-resolvable", "noise")


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages of one class a service sent in one period."""

    at: Location  # of the service
    period: str  # ISO week 2026-W46, or month 2026-11
    start: date
    end: date  # exclusive
    service: str
    pages: int
    kind: str  # actionable, auto-resolvable, noise
    overnight: int  # of these, how many outside waking hours


@dataclass(frozen=True)
class Pages:
    """The rows that could be read, and what is wrong with the others."""

    document: Document | None = None
    rows: tuple[PageCount, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, document: Document) -> Pages:
        """Return the counts in a data file."""
        rows: list[PageCount] = []
        problems: list[Problem] = []
        for item in _rows(document):
            (rows if isinstance(item, PageCount) else problems).append(item)  # type: ignore[arg-type]
        return cls(document, tuple(rows), tuple(problems))


def _rows(document: Document) -> Iterator[PageCount | Problem]:
    reader = csv.reader(io.StringIO(document.text))
    header = [cell.strip() for cell in next(reader, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        yield Problem(
            Location(document.path),
            f"the first line lacks the column {', '.join(f'`{name}`' for name in missing)}",
            f"the first line is expected to be {','.join(COLUMNS)}",
        )
        return
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number = reader.line_num
            if len(cells) != len(header):
                yield Problem(
                    cell_at(document, number),
                    f"has {len(cells)} cells, expected {len(header)}",
                    f"the columns are {','.join(header)}",
                )
                continue
            at = {name: cell_at(document, number, index) for index, name in enumerate(header)}
            yield _row(at, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        yield Problem(Location(document.path, reader.line_num), f"cannot be read: {error}")


def cell_at(document: Document, number: int, index: int | None = None) -> Location:
    """Return where a cell of a line stands; without an index, or within quotes, the whole line."""
    line = document.line(number)
    start, end = 0, len(line)
    if index is not None and '"' not in line:
        cells = line.split(",")
        start = sum(len(cell) + 1 for cell in cells[:index])
        end = start + len(cells[index])
        start += len(cells[index]) - len(cells[index].lstrip())
    return Location(document.path, number, start + 1, number, max(end, start + 1) + 1)


def _row(at: Mapping[str, Location], row: dict[str, str]) -> PageCount | Problem:
    period = span(row["period"])
    if period is None:
        return Problem(
            at["period"],
            f"`{row['period']}` is no period",
            "expected a week 2026-W46 or a month 2026-11",
        )
    for name in ("pages", "overnight"):
        if not re.fullmatch(r"\d{1,7}", row[name]):
            told = f"`{name}` is `{row[name]}`, expected a whole number"
            return Problem(at[name], told, "write how many there were, 0 if none")
    if row["class"] not in CLASSES:
        import difflib

        near = difflib.get_close_matches(row["class"], CLASSES, 1, 0.5)
        told = f"`class` is `{row['class']}`, allowed are {', '.join(f'`{c}`' for c in CLASSES)}"
        return Problem(at["class"], told, f"write `{near[0]}`" if near else "")
    if int(row["overnight"]) > int(row["pages"]):
        return Problem(
            at["overnight"],
            f"{row['overnight']} of {row['pages']} pages cannot be overnight",
            "`overnight` says how many of `pages` came outside waking hours",
        )
    return PageCount(
        at["service"],
        row["period"],
        *period,
        row["service"],
        int(row["pages"]),
        row["class"],
        int(row["overnight"]),
    )


def span(period: str) -> tuple[date, date] | None:
    """Return first day and day after the last of `2026-W46` or `2026-11`; None if neither."""
    try:
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", period):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return monday, monday + timedelta(days=7)
        if match := re.fullmatch(r"(\d{4})-(\d\d)", period):
            first = date(int(match[1]), int(match[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        return None
    return None
