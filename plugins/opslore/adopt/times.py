"""The moments of an incident: stated, compared, and written where a zone is stated."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import dates, timeline
from opslore.adopt.model import Note
from opslore.records.postmortem import INSTANT_NOUNS, INSTANTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.adopt.source import Source

# What cannot come before what.
_AFTER = {
    "detected_at": ("started_at",),
    "acknowledged_at": ("started_at", "detected_at"),
    "declared_at": ("started_at",),
    "mitigated_at": ("started_at", "detected_at"),
    "resolved_at": ("started_at", "detected_at", "acknowledged_at", "declared_at", "mitigated_at"),
}


class Stamp(NamedTuple):
    """A moment as stated."""

    day: date
    clock: str  # HH:MM or HH:MM:SS
    zone: str  # Z or an offset; empty if no zone is stated
    line: int
    header: bool  # stated as a fact, not read out of the timeline
    guessed: bool = False

    @property
    def moment(self) -> datetime:
        """To compare with; without a zone, as if in UTC."""
        return datetime.fromisoformat(f"{self.day}T{self.clock}{self.zone or 'Z'}")

    @property
    def written(self) -> str:
        """As front matter has it."""
        return f"{self.day}T{self.clock}{self.zone}"

    @property
    def said(self) -> str:
        """As a person reads it."""
        return f"{self.day} {self.clock}"


class Times(NamedTuple):
    """All that is known of the moments of an incident."""

    stamps: Mapping[str, Stamp]  # in order, contradictions left out
    notes: tuple[Note, ...]
    reading: timeline.Reading
    zone_missing: bool = False  # there are times, and no zone is stated


def read(source: Source, day: date | None, order: str) -> Times:
    """Return the moments of an incident."""
    zone, name = _zone(source)
    reading = timeline.read(source, day, order)
    notes: list[Note] = []
    found: dict[str, Stamp] = {}
    for field in INSTANTS:
        for stated in source.stated.get(field, ()):
            if stamp := _stated(stated.text, stated.line, day, zone, order):
                found.setdefault(field, stamp)
    for field, moment in timeline.moments(reading).items():
        stamp = Stamp(
            moment.day,
            moment.clock.text,
            moment.clock.zone or zone,
            moment.line,
            False,
            moment.guessed,
        )
        if field not in found and not (moment.guessed and _later_than_any(stamp, found)):
            found[field] = stamp
    kept, contradictions = _in_order(found)
    notes += contradictions
    notes += _durations(source, found)
    if day and name and (other := dates.summer(name, day)):
        notes.append(
            Note(0, f"times are said to be in {name}, but on {day} the clocks showed {other}")
        )
    start = kept.get("started_at")
    if start and start.guessed and start.zone:
        notes.append(
            Note(
                start.line,
                "the start is taken from the first entry of the timeline; no other is stated",
            )
        )
    missing = bool(found) and not any(stamp.zone for stamp in found.values())
    return Times(kept, tuple(notes), reading, missing)


def _zone(source: Source) -> tuple[str, str]:
    if stated := source.one("timezone"):
        words = re.search(dates.ZONE, stated.text)
        if words and (found := dates.offset(words[0])):
            return found, words[0]
    return dates.document_zone(source.document.text)


def _stated(text: str, line: int, day: date | None, zone: str, order: str) -> Stamp | None:
    found = dates.first(text, order)
    known = found.day if found else day
    clock = dates.clock(text, found.end if found and found.start < 12 else 0)
    if clock is None and found:
        clock = dates.clock(text[: found.start])
    if clock is None or known is None or (found is None and clock.start > 6):
        return None
    return Stamp(known, clock.text, clock.zone or zone, line, True)


def _later_than_any(stamp: Stamp, found: Mapping[str, Stamp]) -> bool:
    return any(stamp.moment > other.moment for other in found.values())


def _in_order(found: Mapping[str, Stamp]) -> tuple[dict[str, Stamp], list[Note]]:
    """Return the moments without those that contradict earlier ones, and the contradictions."""
    kept = {name: found[name] for name in INSTANTS if name in found}
    notes: list[Note] = []
    for name, before in _AFTER.items():
        for earlier in before:
            if name in kept and earlier in kept and kept[name].moment < kept[earlier].moment:
                late, soon = kept[name], kept[earlier]
                if late.header or soon.header or name == "resolved_at":
                    notes.append(
                        Note(
                            late.line or soon.line,
                            f"the {INSTANT_NOUNS[name]} ({late.said}) is before the "
                            f"{INSTANT_NOUNS[earlier]} ({soon.said}, line {soon.line})",
                        )
                    )
                wrong = earlier if soon.guessed or (late.header and not soon.header) else name
                del kept[wrong]
    return kept, notes


def _durations(source: Source, found: Mapping[str, Stamp]) -> list[Note]:
    """Compare the stated length with the stated start and end."""
    end = found.get("resolved_at")
    begins = [found[n] for n in ("started_at", "detected_at") if n in found]
    if end is None or not begins:
        return []
    for stated in source.stated.get("duration", ()):
        minutes = dates.span(stated.text)
        if minutes is None or re.search(r"(?i)support|working|office|business", stated.text):
            continue
        if (
            not (end.header and any(b.header for b in begins))
            and "duration" not in source.lines[stated.line].lower()
        ):
            continue
        # Over a night, some count only the hours they work.
        least = 0.15 if end.day > begins[0].day else 1.0
        lengths = [(end.moment - begin.moment) // timedelta(minutes=1) for begin in begins]
        if not any(
            abs(length - minutes) <= max(2, minutes // 10) or least * length <= minutes < length
            for length in lengths
        ):
            return [
                Note(
                    stated.line,
                    f"it says it took {stated.text.strip()}; from {begins[0].said} to {end.said} "
                    f"it is {spoken(lengths[0])}",
                )
            ]
    return []


def spoken(minutes: int) -> str:
    """Return minutes as people say them; a negative span says so."""
    sign = "minus " if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{rest} min"]
    return sign + " ".join(part for part in parts if part)
