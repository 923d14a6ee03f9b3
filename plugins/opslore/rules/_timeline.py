"""The timeline of a postmortem, read from its text: a table, or lines that begin with a time.

A row without a day goes on with the day of the row above; after a step back of more than twelve
hours it is the next day. The first row takes the day that lies nearest to the incident's start.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.findings import Location
from opslore.records import values
from opslore.rules._sections import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document, Section

DAY = timedelta(days=1)
_YEARS = range(1900, 2200)  # others are slips, and some have no day before or after them
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_LEAD = re.compile(r"[\s|>#*_`\[(~-]*(?:\d{1,3}\.\s)?[\s*_`\[(~]*")
_DIGIT = re.compile(r"\d")
_UTC = re.compile(r"\b(?:UTC|GMT)(?![A-Za-z+-])")
_OTHER_ZONE = re.compile(r"\b(?:[A-Z]{2,3}T|CEST|AEST|AEDT|local time|UTC[+-]\d)\b")
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<numbers>\d\d-\d\d)(?=\s\d{1,2}:)"
    rf"|(?P<day>\d{{1,2}})\.?\s+(?P<month>{_MONTH})(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,?\s+(?P<year2>\d{4}))?(?!:)",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s|*_`T,]*(?:at\s+)?[\s|*_`~]*")
_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!:?\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"[\s)*_`]*\(?(?:(?P<zero>UTC|GMT|Z)(?![A-Za-z+-])"
    r"|(?P<named>UTC|GMT)?(?P<offset>[+-]\d{1,2}(?::?\d\d)?)(?![\d-])"
    r"|(?P<other>[A-Z]{2,3}T|CEST|AEST|AEDT|ACST|AWST|NZDT|NZST)\b)"
)


class Entry(NamedTuple):
    """One line of a timeline."""

    row: Row
    moment: datetime  # in UTC where the zone is known, else as if it were

    @property
    def at(self) -> Location:
        """The place of the time."""
        return self.row.at

    @property
    def written(self) -> str:
        """The time as it stands there."""
        return self.row.written


class Row(NamedTuple):
    """A line that begins with a day, a time or both."""

    path: str
    number: int
    start: int
    written: str
    day: date | None
    clock: time | None
    zone: str  # as _offset gives it

    @property
    def at(self) -> Location:
        """The place of what is written."""
        end = self.start + len(self.written)
        return Location(self.path, self.number, self.start + 1, self.number, end + 1)


class Timeline(NamedTuple):
    """The timeline of one document; without a section there is none."""

    section: Section
    entries: tuple[Entry, ...]
    zone: str  # "utc" (or offsets): stated; "other": a name we do not count with; "": not stated
    days_only: bool  # whether lines begin with a day, and none with a time


@lru_cache(maxsize=4)
def timeline(document: Document) -> Timeline | None:
    """Return what stands below the heading Timeline."""
    section = find(document.body, "Timeline")
    if section is None:
        return None
    start = values.instant(document.data.get("started_at"))
    if start and start.year not in _YEARS:
        start = None
    zone = _zone_of_head(document, section)
    entries: list[Entry] = []
    day: date | None = None
    zones = set()
    # A log pasted between the lines is evidence; a timeline may itself stand in a block of code.
    rows = tuple(_rows(document, section, code=False)) or _rows(document, section, code=True)
    for row in rows:
        stated, clock, offset = row.day, row.clock, row.zone
        if stated is not None:
            day = stated if stated.year in _YEARS else _with_year(stated, start)
        if clock is None:
            continue
        zones.add("other" if offset == "other" else "utc" if offset else zone)
        shift = timezone(timedelta(minutes=int(offset))) if offset not in ("", "other") else UTC
        if day is None:
            day = _nearest(clock, shift, start)
        if day is None:
            break
        moment = datetime.combine(day, clock, shift)
        if shift is not UTC:
            moment = moment.astimezone(UTC)
        if stated is None and entries and entries[-1].moment - moment > DAY / 2:
            day += DAY
            moment += DAY
        entries.append(Entry(row, moment))
    known = "other" if "other" in zones else "" if "" in zones else "utc"
    return Timeline(section, tuple(entries), known, day is not None and not entries)


def _rows(document: Document, section: Section, *, code: bool) -> Iterator[Row]:
    first, end = section.line + 1, section.end_line
    fenced = {
        number
        for fence in document.body.fences
        if fence.line < end
        for number in range(max(first, fence.line), fence.end_line)
    }
    for number, line in enumerate(document.lines[first - 1 : end - 1], first):
        if (number in fenced) is not code or not _DIGIT.search(line, 0, 60):
            continue
        start = _end(_LEAD, line, 0)
        # "9:30" and "09:30" are no day; most lines begin so.
        hour_only = ":" in line[start + 1 : start + 3]
        stated = None if hour_only else _DATE.match(line, start)
        position = _end(_GAP, line, stated.end()) if stated else start
        clock = _TIME.match(line, position)
        day = _day(stated) if stated else None
        if clock is None:
            if day is not None:
                yield Row(document.path, number, start, line[start:position], day, None, "")
            continue
        hour, minute, second, half = clock.groups()
        hours = int(hour)
        if half:
            hours = hours % 12 + (12 if half.lower() == "p" else 0)
        zone = _ZONE.match(line, clock.end())
        if zone and (zone["offset"] or "").startswith("-"):
            # "10:09-10:30" is a range; an offset west stands behind UTC or in an ISO instant.
            zone = zone if zone["named"] or line[position - 1 : position] == "T" else None
        yield Row(
            document.path,
            number,
            start,
            line[start : clock.end()],
            day,
            time(hours, int(minute), int(second or 0)),
            _offset(zone) if zone else "",
        )


def _end(pattern: re.Pattern[str], line: str, start: int) -> int:
    found = pattern.match(line, start)
    return found.end() if found else start


def _day(found: re.Match[str]) -> date | None:
    """Return the day; one without a year is in the year 1."""
    if found["iso"]:
        return values.day(found["iso"])
    if found["numbers"]:
        return values.day(f"0001-{found['numbers']}")
    month = _MONTHS.index((found["month"] or found["month2"])[:3].lower()) + 1
    year = found["year"] or found["year2"] or "1"
    try:
        return date(int(year), month, int(found["day"] or found["day2"]))
    except ValueError:
        return None


def _with_year(day: date, start: datetime | None) -> date | None:
    """Return the day in the year in which it lies nearest to the start."""
    if start is None:
        return None
    near = []
    for year in (start.year - 1, start.year, start.year + 1):
        try:
            near.append(day.replace(year=year))
        except ValueError:  # 29 February
            continue
    return min(near, key=lambda found: abs(found - start.date()), default=None)


def _nearest(clock: time, zone: timezone, start: datetime | None) -> date | None:
    if start is None:
        return None
    days = (start.date() - DAY, start.date(), start.date() + DAY)
    return min(days, key=lambda d: abs(datetime.combine(d, clock, zone) - start))


def _zone_of_head(document: Document, section: Section) -> str:
    """Return the zone that the heading, the head of the table or a sentence before it names."""
    for number in range(section.line, min(section.line + 8, section.end_line)):
        line = document.line(number)
        if number > section.line and _TIME.search(line):
            break
        if _UTC.search(line):
            return "utc"
        if _OTHER_ZONE.search(line):
            return "other"
    return ""


def _offset(found: re.Match[str]) -> str:
    """Return minutes east of Greenwich as text, "other", or "" for none."""
    if found["zero"]:
        return "0"
    if found["other"]:
        return "other"
    digits = found["offset"][1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = int(hours) * 60 + int(minutes)
    if total > 14 * 60:
        return ""
    return str(-total if found["offset"][0] == "-" else total)
