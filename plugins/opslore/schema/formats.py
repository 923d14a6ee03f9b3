"""Formats a pattern cannot decide: the calendar, and regular expressions.

One function a format, for both validation engines, so that they agree.
"""

from __future__ import annotations

import re
from datetime import date, datetime


def is_day(value: object) -> bool:
    """Whether a text of the form YYYY-MM-DD is in the calendar."""
    if not isinstance(value, str):
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_instant(value: object) -> bool:
    """Whether a text is an instant that Python can compute with."""
    if not isinstance(value, str):
        return True
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def is_regex(value: object) -> bool:
    """Whether a text is a regular expression."""
    if not isinstance(value, str):
        return True
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


FORMATS = {"date": is_day, "opslore-instant": is_instant, "regex": is_regex}
