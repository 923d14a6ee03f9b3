"""How days and durations are written in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.counted import counted

if TYPE_CHECKING:
    from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """Return `14 Oct 2026`; month names do not depend on the machine's language."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(count: int) -> str:
    """Return `1 day`, `12 days`."""
    return counted(count, "day")


def span(minutes: int) -> str:
    """Return minutes as people say them: `45 min`, `3 h 20 min`, `2 d 4 h`."""
    if minutes < 120:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    whole, hours = divmod(hours, 24)
    return f"{whole} d {hours} h" if hours else f"{whole} d"
