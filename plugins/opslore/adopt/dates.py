"""Days, quarters and times as people write them.

A day that can be read in two ways is none, unless another day of the document settles the order.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# English, German, French and Spanish, as far as one word never means two months.
_MONTHS = (
    r"jan(?:uary|uar|vier|v)?|jänner|enero",
    r"feb(?:ruary|ruar|rero)?|févr?(?:ier)?",
    r"mar(?:ch|s|zo)?|märz|mär|mrz",
    r"apr(?:il)?|avr(?:il)?|abril",
    r"may|mai|mayo",
    r"june?|juni|juin|junio",
    r"july?|juli|juillet|juil|julio",
    r"aug(?:ust)?|août|agosto",
    r"sept?(?:ember|embre)?|septiembre",
    r"oct(?:ober|obre|ubre)?|okt(?:ober)?",
    r"nov(?:ember|embre|iembre)?",
    r"dec(?:ember)?|dez(?:ember)?|déc(?:embre)?|diciembre",
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_IS_MONTH = [re.compile(rf"(?:{names})\.?", re.IGNORECASE) for names in _MONTHS]
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_NTH = r"(?:st|nd|rd|th|er|º|\.)?"
_OF = r"(?:\s+(?:of|de)\s+|[\s/-]+)"
_PATTERNS = {
    "iso": rf"(?<![\d-])(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>{_DAY})(?!\d)",
    "cjk": rf"(?P<y>{_YEAR})年\s?(?P<m>\d\d?)月\s?(?P<d>\d\d?)日",
    "day-month": rf"(?<![\d.])(?P<d>{_DAY}){_NTH}{_OF}(?P<n>{_MONTH}),?{_OF}(?P<y>{_YEAR})(?!\d)",
    "month-day": rf"\b(?P<n>{_MONTH})[\s-]+(?P<d>{_DAY}){_NTH}(?:\s?[-–]\s?{_DAY}{_NTH})?,?[\s-]+(?P<y>{_YEAR})(?!\d)",
    "spreadsheet": rf"(?<![\d/-])(?P<d>{_DAY})(?P<s>[-/])(?P<n>{_MONTH})(?P=s)(?P<y>\d\d)(?![\d/-])",
    "figures": rf"(?<![\d/.-])(?P<a>\d\d?)(?P<s>[/.-])(?P<b>\d\d?)(?P=s)(?P<y>{_YEAR})(?![\d/-]|\.\d)",
    "short": r"(?<![\d/.-])(?P<a>\d\d?)(?P<s>[/.])(?P<b>\d\d?)(?P=s)(?P<y>\d\d)(?![\d/-]|\.\d)",
}
_FULL = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
_YEARLESS = (
    re.compile(rf"\b(?P<n>{_MONTH})\s+(?P<d>{_DAY}){_NTH}(?![\d:])", re.IGNORECASE),
    re.compile(
        rf"(?<![\d.])(?P<d>{_DAY}){_NTH}[\s-]+(?:(?:of|de)\s+)?(?P<n>{_MONTH})(?!\w)", re.IGNORECASE
    ),
)
_MONTH_ONLY = re.compile(rf"(?:the )?(?:end of )?(?P<n>{_MONTH})", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(?<![\d/.-])(?P<a>\d\d?)/(?P<b>\d\d?)(?![\d/.-])")
_QUARTER = re.compile(
    rf"\b(?:Q(?P<q>[1-4])|(?P<q2>[1-4])Q)(?:[\s/'’-]*(?:of\s+)?(?P<y>{_YEAR}|\d\d(?!\d)))?"
    rf"|\b(?P<y2>{_YEAR})[\s/-]?Q(?P<q3>[1-4])\b",
    re.IGNORECASE,
)
_HALF = re.compile(rf"\bH(?P<h>[12])[\s/-]*(?P<y>{_YEAR})|\b(?P<y2>{_YEAR})[\s/-]?H(?P<h2>[12])\b")
_MONTH_YEAR = re.compile(rf"\b(?P<n>{_MONTH})[\s-]+(?P<y>{_YEAR})(?!\d)", re.IGNORECASE)
_ISO_MONTH = re.compile(rf"(?<![\d-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?![\d-])")
_WEEK = re.compile(
    rf"\b(?P<y>{_YEAR})[\s/-]?(?:C?W|KW)(?P<w>\d\d?)\b"
    rf"|\b(?:CW|KW|W|week|Woche)[\s-]?(?P<w2>\d\d?)(?:\s*[,/]\s*|\s+(?:of\s+)?)(?P<y2>{_YEAR})\b",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\bFY[\s'’]?\d\d", re.IGNORECASE)
_YEAR_END = re.compile(
    rf"\b(?:EOY|end of (?:the )?year)[\s,]*(?P<y>{_YEAR})|\bend of (?P<y2>{_YEAR})", re.IGNORECASE
)


MOST = 200  # days of each form in one text


class Found(NamedTuple):
    """A day in a text, and where it stands there."""

    day: date
    start: int
    end: int
    yearless: bool = False  # its year was taken from the day it must come after


def order(text: str) -> str:
    """Return "dm" or "md" where a day in figures shows which comes first; else nothing."""
    seen = set()
    for name in ("figures", "short"):
        for found in _FULL[name].finditer(text):
            a, b = int(found["a"]), int(found["b"])
            if a > 12 >= b:
                seen.add("dm")
            elif b > 12 >= a:
                seen.add("md")
    return seen.pop() if len(seen) == 1 else ""


def days(text: str, known: str = "") -> Iterator[Found]:
    """Yield the days with a year, in the order of the text."""
    found: list[Found] = []
    for name, pattern in _FULL.items():
        for match in islice(pattern.finditer(text), MOST):
            day = _figures(match, known) if name in ("figures", "short") else _day(match)
            if day and not any(f.start < match.end() and match.start() < f.end for f in found):
                found.append(Found(day, match.start(), match.end()))
    yield from sorted(found, key=lambda f: f.start)


def first(text: str, known: str = "") -> Found | None:
    """Return the first day with a year."""
    return next(days(text, known), None)


def yearless(text: str, after: date) -> Found | None:
    """Return the first day without a year, as the first such day from `after` on."""
    for pattern in _YEARLESS:
        if match := pattern.search(text):
            for year in (after.year, after.year + 1):
                day = _made(year, _month(match["n"]), int(match["d"]))
                if day and day >= after:
                    return Found(day, match.start(), match.end(), yearless=True)
    return None


def due(text: str, known: str = "", after: date | None = None) -> Found | None:
    """Return the last day of what is said: a day, a month, a quarter, a half, a year."""
    if found := first(text, known):
        return found
    if (week := _WEEK.search(text)) and (sunday := _sunday(week)):
        return Found(sunday, week.start(), week.end())
    if _FISCAL.search(text):
        return None  # nothing tells with which month such a year begins
    for match, year, month in _periods(text):
        last = calendar.monthrange(year, month)[1]
        return Found(date(year, month, last), match.start(), match.end())
    if after is None:
        return None
    if named := _QUARTER.search(text):
        quarter = int(named["q"] or named["q2"] or named["q3"])
        for year in (after.year, after.year + 1):
            last = calendar.monthrange(year, quarter * 3)[1]
            if (day := date(year, quarter * 3, last)) >= after:
                return Found(day, named.start(), named.end(), yearless=True)
    return yearless(text, after) or _short_day(text, known, after)


def _sunday(match: re.Match[str]) -> date | None:
    try:
        return date.fromisocalendar(
            int(match["y"] or match["y2"]), int(match["w"] or match["w2"]), 7
        )
    except ValueError:
        return None


def _short_day(text: str, known: str, after: date) -> Found | None:
    """Return the day of "8/25", where one of the figures cannot be a month."""
    for match in islice(_SHORT_DAY.finditer(text), MOST):
        a, b = int(match["a"]), int(match["b"])
        for year in (after.year, after.year + 1):
            day = _ordered(a, b, year, known)
            if day and day >= after:
                return Found(day, match.start(), match.end(), yearless=True)
    return None


def month(text: str, after: date | None) -> Found | None:
    """Return the last day of a month without a year: "end of May"."""
    match = _MONTH_ONLY.fullmatch(text)
    if match is None or after is None:
        return None
    number = _month(match["n"])
    year = after.year if number >= after.month else after.year + 1
    last = date(year, number, calendar.monthrange(year, number)[1])
    return Found(last, 0, len(text), yearless=True)


_MONTH_DAY = re.compile(r"\[?(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?=\]?\s+\d\d?:\d\d)")


def month_day(text: str, near: date) -> Found | None:
    """Return the day that `03-26 23:04` begins with, in the year that is nearest to a day."""
    match = _MONTH_DAY.match(text)
    if match is None:
        return None
    made = [_made(near.year + n, int(match["m"]), int(match["d"])) for n in (-1, 0, 1)]
    fit = [day for day in made if day]
    if not fit:
        return None
    return Found(min(fit, key=lambda d: abs(d - near)), match.start(), match.end(), yearless=True)


def _periods(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    for match in _QUARTER.finditer(text):
        year = match["y"] or match["y2"]
        if year:
            quarter = int(match["q"] or match["q2"] or match["q3"])
            yield match, int(year) if len(year) == 4 else 2000 + int(year), quarter * 3
    for match in _HALF.finditer(text):
        yield match, int(match["y"] or match["y2"]), int(match["h"] or match["h2"]) * 6
    for match in _MONTH_YEAR.finditer(text):
        yield match, int(match["y"]), _month(match["n"])
    for match in _ISO_MONTH.finditer(text):
        yield match, int(match["y"]), int(match["m"])
    for match in _YEAR_END.finditer(text):
        yield match, int(match["y"] or match["y2"]), 12


def _day(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    month = _month(groups["n"]) if groups.get("n") else int(groups["m"])
    year = int(groups["y"])
    return _made(year + (2000 if year < 100 else 0), month, int(groups["d"]))


def _figures(match: re.Match[str], known: str) -> date | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    year += 2000 if year < 100 else 0
    # With dots the day always comes first.
    return _ordered(a, b, year, "dm" if match["s"] == "." else known)


def _ordered(a: int, b: int, year: int, known: str) -> date | None:
    if a > 12 or (known == "dm" and b <= 12):
        return _made(year, b, a)
    if b > 12 or known == "md" or a == b:
        return _made(year, a, b)
    return None


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_IS_MONTH, 1) if month.fullmatch(name))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Abbreviations that mean one offset only; CST and IST each mean several.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "CET": 60, "WEST": 60, "CEST": 120,
    "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780,
}  # fmt: skip
_SUMMER = {"CET": "CEST", "PST": "PDT", "EST": "EDT", "EET": "EEST", "MST": "MDT"}
ZONE = (
    r"(?:(?:UTC|GMT)\s?[+\-−]\s?\d\d?(?::?\d\d)?|[+\-−]\d\d:\d\d"
    rf"|(?:{'|'.join(sorted(_ZONES, key=len, reverse=True))})(?![A-Za-z]))"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\-−])\s?(\d\d?)(?::?(\d\d))?")
_ALL_TIMES = re.compile(
    rf"(?:\btimes?\b[^.|]{{0,40}}?|\bzone\b\W{{0,6}}|^(?:#+[^\w\n]{{0,6}}(?:\d[\d.)]{{0,6}}[^\w\n]{{0,6}})?|[*_]{{0,2}})time ?line[^\n]{{0,30}}?"
    rf"|\btime(?:stamp)?\s*\(|\bwhen\s*\()\b(?P<zone>{ZONE})",
    re.IGNORECASE | re.MULTILINE,
)
TIME = re.compile(
    rf"(?<![\d:.])(?P<h>[01]?\d|2[0-3])(?:(?:[:.]|(?<=\d\d)h)(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?)?"
    rf"\s?(?P<half>[AaPp]\.?[Mm]\b\.?)?(?!\d)(?:\s*\(?(?P<zone>{ZONE})\)?)?"
)


class Clock(NamedTuple):
    """A time of day, and the zone it is stated in, if it is."""

    text: str  # HH:MM or HH:MM:SS
    zone: str  # Z or +HH:MM; empty if none stands beside it
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return int(self.text[:2]) * 60 + int(self.text[3:5])


def clock(text: str, at: int = 0) -> Clock | None:
    """Return the first time of day from `at` on; a bare number is none."""
    for match in TIME.finditer(text, at):
        half = (match["half"] or "").lower().replace(".", "")
        if match["mi"] is None and not half:
            continue
        hour = int(match["h"])
        if half:
            if hour > 12 or hour == 0:
                half = ""  # 16:30 PM
            hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
        said = f"{hour:02}:{match['mi'] or '00'}" + (f":{match['s']}" if match["s"] else "")
        return Clock(said, offset(match["zone"] or ""), match.start(), match.end())
    return None


def offset(zone: str) -> str:
    """Return `Z` or `+HH:MM` for a zone as people write it; empty for none."""
    zone = zone.strip()
    if not zone:
        return ""
    if zone.upper() in _ZONES:
        return _spoken(_ZONES[zone.upper()])
    match = _OFFSET.fullmatch(zone)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return ""
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return _spoken(minutes if match[1] == "+" else -minutes)


def document_zone(text: str) -> tuple[str, str]:
    """Return the zone that holds for all times of a document, as an offset and as written."""
    found = {
        (offset(match["zone"]), match["zone"])
        for match in _ALL_TIMES.finditer(text[:100_000])
        if match["zone"].upper() != "Z"
    }
    offsets = {zone for zone, _ in found}
    return min(found) if len(offsets) == 1 else ("", "")


def summer(zone: str, day: date) -> str:
    """Return the name that the zone has on that day, where a winter name stands in summer."""
    other = _SUMMER.get(zone.upper(), "")
    return other if other and _is_summer(zone.upper(), day) else ""


def _is_summer(zone: str, day: date) -> bool:
    def sunday(month: int, number: int) -> date:
        """Return the n-th Sunday of a month; -1 for its last."""
        if number < 0:
            last = date(day.year, month, calendar.monthrange(day.year, month)[1])
            return last - timedelta(days=(last.weekday() + 1) % 7)
        begin = date(day.year, month, 1)
        return begin + timedelta(days=(6 - begin.weekday()) % 7 + 7 * (number - 1))

    if zone in ("CET", "EET"):
        return sunday(3, -1) <= day < sunday(10, -1)
    return sunday(3, 2) <= day < sunday(11, 1)


def _spoken(minutes: int) -> str:
    if minutes == 0:
        return "Z"
    sign = "+" if minutes > 0 else "-"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


_SPAN = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s*(?P<u>d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?)\b", re.IGNORECASE
)
_UNIT = {"d": 1440, "h": 60, "m": 1}


def span(text: str) -> int | None:
    """Return the minutes of "1h 47m", "47 minutes", "2 hours and 5 minutes"; None for others."""
    total, at = 0.0, -1
    for match in _SPAN.finditer(text):
        between = text[at : match.start()] if at >= 0 else text[: match.start()]
        if not re.fullmatch(r"[\s,(~≈]*(?:and|about|approximately|approx\.?|around)?\s*", between):
            break
        total += float(match["n"]) * _UNIT[match["u"][0].lower()]
        at = match.end()
    return round(total) if at >= 0 else None
