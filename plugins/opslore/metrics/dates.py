"""How a day is written in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """Return `14 Oct 2026`; month names do not depend on the machine's language."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def days(count: int) -> str:
    """Return `1 day`, `12 days`."""
    return f"{count} day" if count == 1 else f"{count} days"
