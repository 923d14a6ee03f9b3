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
    from collections.abc import Iterator

    from opslore.document import Document

COLUMNS = ("period", "service", "pages", "class", "overnight")
CLASSES = ("actionable", "auto-resolvable", "noise")


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages of one class a service sent in one period."""

    at: Location
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
            at = Location(document.path, reader.line_num)
            if len(cells) != len(header):
                yield Problem(at, f"has {len(cells)} cells, expected {len(header)}")
                continue
            yield _row(at, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        yield Problem(Location(document.path, reader.line_num), f"cannot be read: {error}")


def _row(at: Location, row: dict[str, str]) -> PageCount | Problem:
    period = span(row["period"])
    if period is None:
        return Problem(
            at, f"`{row['period']}` is no period", "expected a week 2026-W46 or a month 2026-11"
        )
    for name in ("pages", "overnight"):
        if not re.fullmatch(r"\d{1,7}", row[name]):
            return Problem(at, f"`{name}` is `{row[name]}`, expected a whole number")
    if row["class"] not in CLASSES:
        return Problem(at, f"`class` is `{row['class']}`, expected {', '.join(CLASSES)}")
    if int(row["overnight"]) > int(row["pages"]):
        return Problem(at, f"{row['overnight']} of {row['pages']} pages cannot be overnight")
    return PageCount(
        at,
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
