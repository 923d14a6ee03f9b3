"""Weeks, months and quarters: their names, their days, and in which of them something belongs.

Weeks are ISO weeks, from Monday to Sunday: 2026-W53 ends on 3 January 2027, and 1 January 2027
lies in it. An instant belongs to the day it had in the settings' time zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.lazy import pattern
from opslore.metrics.dates import day as written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
KINDS = ("week", "month", "quarter")
# Slips of the pen such as the year 0206 make no archive of eighteen centuries.
FIRST_YEAR, LAST_YEAR = 1970, 9990
_FORMS = pattern(r"(\d{4})-(?:[Ww](\d\d)|(\d\d)|[Qq]([1-4]))", re.ASCII)
_EXPECTED = "expected a week such as 2026-W46, a month such as 2026-10 or a quarter such as 2026-Q3"


@dataclass(frozen=True, slots=True)
class Period:
    """One week, month or quarter."""

    kind: str  # one of KINDS
    name: str  # 2026-W46, 2026-10, 2026-Q3
    start: date
    end: date  # its last day

    @property
    def label(self) -> str:
        """The period in a heading: `Week 46 of 2026`, `October 2026`, `Q3 2026`."""
        year, _, part = self.name.partition("-")
        if self.kind == "week":
            return f"Week {int(part[1:])} of {year}"
        if self.kind == "quarter":
            return f"{part} {year}"
        return f"{MONTHS[int(part) - 1]} {year}"

    @property
    def span(self) -> str:
        """Its first and last day: `9 Nov to 15 Nov 2026`."""
        first = written(self.start)
        if self.start.year == self.end.year:
            first = first.rpartition(" ")[0]
        return f"{first} to {written(self.end)}"

    @property
    def previous(self) -> Period:
        """The period of the same kind before it."""
        return period_of(self.start - timedelta(days=1), self.kind)

    @property
    def following(self) -> Period:
        """The period of the same kind after it."""
        return period_of(self.end + timedelta(days=1), self.kind)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.start <= day <= self.end


def week(day: date) -> Period:
    """Return the ISO week of a day."""
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period("week", f"{year:04}-W{number:02}", monday, monday + timedelta(days=6))


def month(day: date) -> Period:
    """Return the month of a day."""
    return Period("month", f"{day.year:04}-{day.month:02}", day.replace(day=1), _end(day))


def quarter(day: date) -> Period:
    """Return the calendar quarter of a day."""
    number = (day.month - 1) // 3 + 1
    start = date(day.year, 3 * number - 2, 1)
    return Period(
        "quarter", f"{day.year:04}-Q{number}", start, _end(start.replace(month=3 * number))
    )


_OF: dict[str, Callable[[date], Period]] = {"week": week, "month": month, "quarter": quarter}


def period_of(day: date, kind: str) -> Period:
    """Return the period of a kind that holds a day."""
    return _OF[kind](day)


def parse(text: str) -> Period:
    """Return the period of that name; raises ValueError with the expected forms."""
    match = _FORMS.fullmatch(text)
    if match is None:
        raise ValueError(f"is {text!r}, {_EXPECTED}")
    year = int(match[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"is {text!r}, expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    if match[2]:
        try:
            return week(date.fromisocalendar(year, int(match[2]), 1))
        except ValueError:
            last = date(year, 12, 28).isocalendar().week  # 28 December lies in the last week
            raise ValueError(f"is {text!r}, but {year} has the weeks 01 to {last}") from None
    if match[3]:
        if not 1 <= int(match[3]) <= 12:
            raise ValueError(f"is {text!r}, expected a month from 01 to 12")
        return month(date(year, int(match[3]), 1))
    return quarter(date(year, 3 * int(match[4]), 1))


def last_complete(as_of: date, kind: str) -> Period:
    """Return the last period of a kind that was over on a day: its last day lies before it."""
    return period_of(as_of, kind).previous


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day of an instant on a wall clock of a zone."""
    if FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment.astimezone(zone).date()
    return moment.date()  # no zone moves the ends of time; they belong to no period


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which a day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _end(day: date) -> date:
    """Return the last day of a day's month."""
    first = day.replace(day=1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
