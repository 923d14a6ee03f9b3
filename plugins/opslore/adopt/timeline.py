"""The timeline of an incident, in its many forms, and the moments it names.

Entries stand in tables, bullets, headings or bare lines: `14:23 UTC  event`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import dates, words
from opslore.adopt.plain import cells, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.adopt.source import Source

_TITLE = re.compile(
    r"(?:incident\s+|detailed\s+|outage\s+)?(?:time ?lines?|chronology|sequence of events|chain of events"
    r"|events|log of events|course of events|history|timeline of events|timeline summary|chronologie"
    r"|context|zeitlicher (?:ab|ver)lauf|ablauf|zeitleiste|cronología|タイムライン)\b.*",
    re.IGNORECASE,
)
_START = re.compile(
    r"\((?:problem|incident|outage|impact) start(?:ed|s)?\)"
    r"|\b(?:incident|outage|impact|user impact|customer impact|problems?|issues?|errors?|failures?)"
    r" (?:first )?(?:begins?|began|starts?|started)\b",
    re.IGNORECASE,
)
_WORDS = (
    ("detected_at", re.compile(
        r"\bdetect(?:ed|ion|s)\b|\b(?:first |automatic )?(?:alert|alarm|page)s?\b.{0,40}\b(?:fire[sd]?|firing"
        r"|trigger(?:s|ed)?|received|sent|paged)\b|\b(?:alert|alarm|pagerduty) fires\b|\bon-?call (?:is |was )?paged\b"
        r"|\bpages? (?:the )?on-?call\b|^first (?:alert|alarm)\b",
        re.IGNORECASE)),
    ("acknowledged_at", re.compile(
        r"\backnowledg(?:es|ed)\b.{0,30}\b(?:page|alert|incident)\b"
        r"|\b(?:page|alert|incident) (?:is |was )?acknowledged\b|\bon-?call\b.{0,30}\backnowledg",
        re.IGNORECASE)),
    ("declared_at", re.compile(
        r"\bincident (?:is |was )?declared\b(?! resolved)|\bdeclare[sd]? (?:an |a |the )?(?:sev\W?\d |major )?incident\b",
        re.IGNORECASE)),
    ("mitigated_at", re.compile(r"\b(?:issue |incident |impact )?(?:is |was )?mitigated\b"
                                r"|\bincident repaired\b", re.IGNORECASE)),
    ("resolved_at", re.compile(
        r"\b(?:incident|issue|outage|problem)s? (?:is |was |declared |marked (?:as )?|fully )*(?:resolved|closed|over)\b"
        r"|\b(?:outage|incident|impact) (?:ends?|ended)\b|\ball clear\b|\bincident (?:repaired and )?resolved\b|\(resolved\)"
        r"|\bmark(?:ed|s)? (?:as )?resolved\b|^(?:fully )?resolved\b|[,;–—-]\s*resolved\W*$"
        r"|\bstörung (?:ist |war )?behoben\b|\bincident résolu\b",
        re.IGNORECASE)),
)  # fmt: skip
_LABEL = re.compile(
    r"\s*(?:(?:\*\*|__)(?P<bold>[^*_\n]{3,60}?)(?:\*\*|__)\s*:?|(?P<bare>[A-ZÀ-Þ][\w /()-]{2,50}):"
    r"|(?P<caps>[A-ZÀ-Þ][A-ZÀ-Þ /&()-]{3,50}))\s*"
)
_CLEAN = re.compile(r"^[\s|>*_#~\-+•`\[\]()]+")
_LEFT_OVER = re.compile(r"\b(?:HH:?mm|hh:mm|HH:MM|yyyy-mm-dd|YYYY-MM-DD)\b|\{\{.*\}\}")
_UNCLEAR = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):\?\?")


class Entry(NamedTuple):
    """One line of a timeline."""

    line: int
    day: date | None  # as stated, or that of the entry or heading before it
    clock: dates.Clock
    text: str
    stated: bool  # whether the day stands in the entry itself


class Reading(NamedTuple):
    """A timeline, read."""

    entries: tuple[Entry, ...]
    days: tuple[tuple[int, date], ...]  # lines with a day and no time
    left_over: tuple[int, ...]  # lines that a template left behind
    unclear: tuple[int, ...]  # lines with a time such as 14:??


def read(source: Source, day: date | None, order: str) -> Reading:
    """Return the entries of the timeline, in the order of the file."""
    if source.is_huge:
        return Reading((), (), (), ())
    whole = list(places(source))
    found = _read(source, [[n for n in p if n not in source.fenced] for p in whole], day, order)
    # A whole timeline may stand in a block of code; else logs do.
    return found if found.entries else _read(source, whole, day, order)


def _read(source: Source, places: list[list[int]], day: date | None, order: str) -> Reading:
    entries: list[Entry] = []
    days: list[tuple[int, date]] = []
    left_over: list[int] = []
    unclear: list[int] = []
    for lines in places:
        current = None
        for number in lines:
            line = source.lines[number][:2000]
            if line.startswith("{"):
                continue
            if _LEFT_OVER.search(line) and not line.lstrip().startswith("<"):
                left_over.append(number)
                continue
            if _UNCLEAR.search(line[:80]):
                unclear.append(number)
                continue
            text = (
                " ".join(plain(c) for c in cells(line)) if line.lstrip().startswith("|") else line
            )
            text = _CLEAN.sub("", plain(text) if "|" not in line else text)
            entry, current = _entry(text, number, current, day, order)
            if entry is None and line.lstrip().startswith(("|", "-", "*")):
                bare = dates.first(text[:16], order)
                days += [(number, bare.day)] if bare and bare.start < 4 else []
            if entry is not None:
                if not entry.text:
                    entry = entry._replace(text=_following(source, number))
                entries.append(entry)
    return Reading(tuple(entries), tuple(days), tuple(left_over), tuple(unclear))


def places(source: Source) -> Iterator[list[int]]:
    """Yield the lines of each timeline: sections, and bullets below a label."""
    sections = source.document.body.sections
    end = 0
    for section in sections:
        if section.line >= end and _TITLE.fullmatch(words.bare(section.title)):
            end = section.end_line
            yield list(range(section.line + 1, min(end, len(source.lines))))
    for bullet in source.document.body.bullets:
        if bullet.line >= end and re.fullmatch(
            r"(?i)(?:context|timeline)\s*:?\s*", bullet.text.strip()
        ):
            yield list(range(bullet.line + 1, min(bullet.end_line, len(source.lines))))
    yield from _labelled(source, end)


def _labelled(source: Source, begin: int) -> Iterator[list[int]]:
    """Yield what stands below a line "**Timeline**" or "Timeline:", up to the next such line."""
    headings = {heading.line for heading in source.document.body.headings}
    current: list[int] | None = None
    for number in range(max(begin, source.first_line), len(source.lines)):
        label = _LABEL.fullmatch(source.lines[number][:80])
        if label is None and number not in headings:
            if current is not None:
                current.append(number)
            continue
        if current:
            yield current
        named = (label["bold"] or label["bare"] or label["caps"]).strip(" :") if label else ""
        current = (
            [] if named and number not in headings and _TITLE.fullmatch(words.bare(named)) else None
        )
    if current:
        yield current


def _entry(
    text: str, number: int, current: date | None, day: date | None, order: str
) -> tuple[Entry | None, date | None]:
    head = text[:60]
    found = dates.first(head, order)
    if found and found.start > 14:
        found = None
    if found is None and day:
        found = dates.month_day(head, day)
        found = found or dates.yearless(head[:24], day - timedelta(days=200))
        if found and found.start > 3:
            found = None
    begin = 0
    if found:
        begin, current = found.end, found.day
    clock = dates.clock(text[: begin + 40], begin)
    if clock is None or clock.start - begin > (12 if found else 3):
        return None, current
    rest = re.sub(r"^[\s:;,|)\]–—*_-]+", "", text[clock.end :])
    return Entry(number, current or day, clock, rest.strip(), bool(found)), current


def _following(source: Source, number: int) -> str:
    for after in range(number + 1, min(number + 4, len(source.lines))):
        if text := plain(source.lines[after]).strip(" #-*|"):
            return text
    return ""


class Moment(NamedTuple):
    """A moment of the incident."""

    day: date
    clock: dates.Clock
    line: int
    words: str
    guessed: bool = False  # it is only the first entry of the timeline

    @property
    def order(self) -> tuple[date, int]:
        """What to sort by."""
        return self.day, self.clock.minutes


def moments(reading: Reading) -> dict[str, Moment]:
    """Return the moments that entries name: begin, detection, end and what lies between."""
    found: dict[str, Moment] = {}
    dated = _rolled(reading.entries)
    for entry in dated:
        assert entry.day is not None  # _rolled leaves the others out
        moment = Moment(entry.day, entry.clock, entry.line, entry.text)
        if _START.search(entry.text):
            found.setdefault("started_at", moment)
        for name, pattern in _WORDS:
            if pattern.search(entry.text):
                if name == "resolved_at":
                    found[name] = moment
                else:
                    found.setdefault(name, moment)
    if dated and "started_at" not in found and _at_once(dated):
        entry = dated[0]
        assert entry.day is not None
        found["started_at"] = Moment(entry.day, entry.clock, entry.line, entry.text, guessed=True)
    return found


def _at_once(entries: list[Entry]) -> bool:
    """Whether the second entry follows within hours: else the first one tells of its origins."""
    if len(entries) < 2:
        return False
    first, second = entries[0], entries[1]
    assert first.day is not None
    assert second.day is not None
    apart = (second.day - first.day).days * 1440 + second.clock.minutes - first.clock.minutes
    return 0 <= apart <= 6 * 60


def _rolled(entries: tuple[Entry, ...]) -> list[Entry]:
    """Return the entries with a day; where bare times pass midnight, the day goes on."""
    found: list[Entry] = []
    extra = timedelta()
    last: Entry | None = None
    for entry in entries:
        if entry.day is None:
            continue
        if entry.stated or (last and entry.day != last.day):
            extra = timedelta()
        elif last and last.clock.minutes - entry.clock.minutes > 6 * 60:
            extra += timedelta(days=1)
        last = entry
        found.append(entry._replace(day=entry.day + extra))
    return found


def dated(entries: tuple[Entry, ...]) -> list[Entry]:
    """Return the entries with their days, midnights counted."""
    return _rolled(entries)
