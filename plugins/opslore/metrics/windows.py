"""Counts over a window of days, with the window before beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MONTH, QUARTER, YEAR = 30, 90, 365  # days
WINDOWS = (MONTH, QUARTER, YEAR)


@dataclass(frozen=True, slots=True)
class Count:
    """How many in the last `days` days up to and including the day, and in as many before."""

    days: int
    now: int
    before: int

    @property
    def change(self) -> int:
        """More (positive) or fewer (negative) than in the window before."""
        return self.now - self.before


def within(day: date | None, as_of: date, days: int, *, back: int = 0) -> bool:
    """Whether a day lies in the window of `days` ending on `as_of`, `back` windows earlier."""
    if day is None:
        return False
    # Days are taken from one another, so that none leaves the calendar.
    return 0 <= (as_of - day).days - days * back < days


def count(happened: Iterable[date | None], as_of: date, days: int) -> Count:
    """Count the days that lie in the window, and those in the window before."""
    known = list(happened)
    return Count(
        days,
        sum(within(day, as_of, days) for day in known),
        sum(within(day, as_of, days, back=1) for day in known),
    )
