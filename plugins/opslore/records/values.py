"""From front matter values to real types, once, at the edge; what is not of the type is None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)")


def text(value: Any) -> str | None:
    """Return `value` if it is a text with something in it."""
    return value if isinstance(value, str) and value.strip() else None


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list; anything else is an empty tuple."""
    return tuple(v for v in value if text(v)) if isinstance(value, list) else ()


def number(value: Any) -> float | None:
    """Return an int or a float (never a bool)."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def whole(value: Any) -> int | None:
    """Return an int (never a bool)."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping; anything else is empty."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the mappings of a list with the places at which the author wrote them."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def day(value: Any) -> date | None:
    """Return the day of `YYYY-MM-DD`; `20240301` and week dates are none."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def instant(value: Any) -> datetime | None:
    """Return an instant in UTC; a time without `Z` or offset is none."""
    if isinstance(value, str) and (match := _INSTANT.fullmatch(value)):
        zone = "+00:00" if match[4] == "Z" else match[4]
        try:
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ':00'}{zone}")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    return None


def day_or_instant(value: Any, zone: tzinfo = UTC) -> date | None:
    """Return the day of a day or of an instant, as it was in a zone."""
    moment = instant(value)
    if moment is None:
        return day(value)
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # no zone moves the ends of time
        return moment.date()


_LENGTH = r"(\d{1,5}) ?(min|[smhdw])"  # whatever the schemas let pass, and seconds
_DURATION = re.compile(rf"{_LENGTH}( ?{_LENGTH})?")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(value: Any) -> int | None:
    """Return the seconds of a duration such as `15m`, `1h 30m`, `90d`."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value):
        return None
    return sum(int(n) * _SECONDS[unit] for n, unit in re.findall(_LENGTH, value))


def minutes(value: Any) -> int | None:
    """Return the minutes of a duration, rounded up: 30 s of waiting is a minute on the clock."""
    found = seconds(value)
    return None if found is None else -(-found // 60)


def days(value: Any) -> int | None:
    """Return the whole days of a duration."""
    found = seconds(value)
    return None if found is None else found // 86400
