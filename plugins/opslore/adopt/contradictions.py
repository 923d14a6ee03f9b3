"""What a document says against itself, and what a template left in it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from opslore.adopt import actions, dates, timeline
from opslore.adopt.model import Note
from opslore.adopt.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.adopt.model import Action
    from opslore.adopt.source import Source
    from opslore.adopt.times import Times

_FAR = timedelta(days=20)
_STOP = frozenset(
    "the a an of on in to and or for with from at by is was are incident postmortem post mortem report"
    " outage issue issues service services prod production".split()
)
_MALFORMED = re.compile(
    r"(?<![\d-])(?:19|20)\d{3,}-\d\d-\d\d|(?<!\d)(?:19|20)\d\d-(?:1[3-9]|[2-9]\d)-\d\d"
)
_NO_SPACE = re.compile(r"#{2,6}[A-Z][\w ]{3,}")
MOST = 3  # of one sort in a document


def incident(
    source: Source, day: date | None, times: Times, found: tuple[Action, ...]
) -> Iterator[Note]:
    """Yield what is contradictory in a postmortem."""
    if source.is_huge:
        return
    reading = times.reading
    for line in reading.left_over[:MOST]:
        yield Note(line, "a line of the template is left over in the timeline")
    for line in reading.unclear[:MOST]:
        yield Note(line, "the time cannot be read")
    yield from _order(reading)
    yield from _order_of_days(reading)
    yield from _strays(source, day, reading)
    yield from _names(source, day)
    yield from _malformed(source)
    if found and not any(action.owner or action.due for action in found):
        yield Note(found[0].line, "no action item has an owner or a due date")
    for action in found:
        if action.due and day and action.due < day - timedelta(days=1):
            yield Note(action.line, f"it is due on {action.due}, before the incident ({day})")
        if action.due_said:
            yield Note(action.line, f"the due date `{action.due_said[:40]}` names no day")
        if action.status_said:
            yield Note(action.line, f"the state `{action.status_said[:40]}` is none that is known")
        if action.status == "cancelled" and not action.reason:
            yield Note(action.line, "it is cancelled, and no reason is stated")


def page(source: Source) -> Iterator[Note]:
    """Yield what is wrong with any document."""
    for fault in source.document.faults:
        if fault.kind in ("duplicate-key", "confusing-name", "byte-order-mark", "bad-character"):
            yield Note(fault.at.line if fault.kind == "duplicate-key" else 0, fault.message)
    calls = source.document.text.count("<%=")
    if calls:
        yield Note(0, f"{calls} ERB calls are rendered by the site it comes from, and nowhere else")
    for number, line in enumerate(source.lines):
        if number not in source.fenced and _NO_SPACE.match(line):
            yield Note(number, "a space is missing behind the `#`, so this is no heading")
            break
    if not re.search(r"\.(?:md)$", source.path):
        yield Note(0, "opslore reads files whose names end in .md; rename it")


def _order(reading: timeline.Reading) -> Iterator[Note]:
    told = 0
    entries = timeline.dated(reading.entries)
    for before, entry in itertools.pairwise(entries):
        assert before.day is not None
        assert entry.day is not None
        back = (entry.day, entry.clock.minutes) < (before.day, before.clock.minutes)
        sure = before.day == entry.day or (entry.stated and before.stated)
        if back and sure and told < MOST:
            told += 1
            yield Note(
                entry.line,
                f"the timeline is out of order: {_said(entry, before)} stands behind "
                f"{_said(before, entry)}",
            )


def _order_of_days(reading: timeline.Reading) -> Iterator[Note]:
    told = 0
    for (_, before), (line, day) in zip(reading.days, reading.days[1:], strict=False):
        if day < before and told < MOST:
            told += 1
            yield Note(line, f"the timeline is out of order: {day} stands behind {before}")


def _said(entry: timeline.Entry, other: timeline.Entry) -> str:
    return entry.clock.text if entry.day == other.day else f"{entry.day} {entry.clock.text}"


def _strays(source: Source, day: date | None, reading: timeline.Reading) -> Iterator[Note]:
    """Find days off by a year or a month among the rest."""
    stated: list[tuple[date, int]] = [
        (e.day, e.line) for e in reading.entries if e.stated and e.day
    ]
    facts = [value for values in source.stated.values() for value in values if value.line > 1]
    stated += [(found.day, f.line) for f in facts if (found := dates.first(f.text))]
    taken = {line for _, line in stated} | actions.lines_of(source)
    told_in = [p for p in source.document.body.paragraphs if p.line not in taken]
    stated += [(found.day, p.line) for p in told_in for found in dates.days(p.text)]
    if day is None and stated:
        day = Counter(d for d, _ in stated).most_common(1)[0][0]
    near = sum(1 for d, _ in stated if day and abs(d - day) <= _FAR)
    told: set[date] = set()
    for other, line in sorted(stated, key=lambda pair: pair[1]):
        if day is None or abs(other - day) <= timedelta(days=10) or other in told or near < 2:
            continue
        for what, shifted in (("year", _years(other, day)), ("month", _months(other, day))):
            if (
                shifted
                and timedelta() <= abs(shifted - day) <= timedelta(days=3)
                and len(told) < MOST
            ):
                told.add(other)
                yield Note(line, f"{other} stands among days around {day}: is the {what} wrong?")
                break


def _years(other: date, day: date) -> date | None:
    if abs(other.year - day.year) != 1:
        return None
    try:
        return other.replace(year=day.year)
    except ValueError:
        return None


def _months(other: date, day: date) -> date | None:
    apart = (other.year - day.year) * 12 + other.month - day.month
    if not 1 <= abs(apart) <= 2:
        return None
    try:
        return other.replace(year=day.year, month=day.month)
    except ValueError:
        return None


def _names(source: Source, day: date | None) -> Iterator[Note]:
    """Compare file name, front matter and first heading, which should name one incident."""
    headings = source.document.body.headings
    first = headings[0] if headings and headings[0].level == 1 else None
    front = source.front.get("title")
    stem = source.path.rsplit("/", 1)[-1].split(".", 1)[0]
    named = dates.first(stem)
    if first is None:
        return
    text = plain(first.text)
    heading_day = dates.first(text)
    if named and heading_day and abs(named.day - heading_day.day) > timedelta(days=7):
        yield Note(
            first.line,
            f"the heading names {heading_day.day}, the file {named.day}: "
            "is it the heading of another incident?",
        )
    if named and heading_day:
        return
    if named and day and not heading_day and abs(named.day - day) > timedelta(days=31):
        yield Note(0, f"the file is named {named.day}, the document says {day}")
    others = [(stem, "the file's name")]
    if isinstance(front, str):
        others.append((front, "the front matter"))
    for other, where in others:
        a, b = _content(text), _content(other)
        if (
            len(a) >= 2
            and len(b) >= 2
            and not any(x.startswith(y[:5]) or y.startswith(x[:5]) for x in a for y in b)
        ):
            yield Note(
                first.line,
                f"the heading `{text[:60]}` and {where} `{other[:60]}` have no word in "
                "common: is it the heading of another incident?",
            )
            break


def _content(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z]{3,}", text.lower()) if w not in _STOP}


def _malformed(source: Source) -> Iterator[Note]:
    told = 0
    for number, line in enumerate(source.lines):
        if number in source.fenced or told >= MOST or "://" in line:
            continue
        if found := _MALFORMED.search(line):
            told += 1
            yield Note(number, f"there is no day {found[0]}")
