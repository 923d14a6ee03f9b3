"""The milestones of an incident: how long until it was detected, acknowledged, mitigated, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.dates import span
from opslore.metrics.durations import minutes_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from opslore.records import Postmortem

MILESTONES = (
    ("started", "started_at", ""),
    ("detected", "detected_at", "detect"),
    ("acknowledged", "acknowledged_at", "acknowledge"),
    ("mitigated", "mitigated_at", "mitigate"),
    ("resolved", "resolved_at", "resolve"),
)
WIDTH = 100  # of the bar, in its own units


@dataclass(frozen=True, slots=True)
class Milestone:
    """One instant of the incident and how long after the start it came."""

    name: str
    at: datetime
    clock: str  # "10:04 UTC", with the day where it is not the first
    first_day: bool
    minutes: int
    after: str  # "12 min", empty for the start


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar, from a milestone to the next."""

    name: str  # of the milestone at its end
    x: str  # in units of the bar
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The time of an incident as a bar, and the same in words."""

    segments: tuple[Segment, ...]
    words: str


def milestones(record: Postmortem) -> tuple[Milestone, ...]:
    """Return the instants that are known, where there is more than the start."""
    found = tuple(_milestones(record))
    return found if len(found) > 1 else ()


def bar(found: Sequence[Milestone]) -> Bar | None:
    """Return the bar of an incident's milestones; None where nothing lasted."""
    ordered = sorted(found, key=lambda m: m.minutes)
    total = ordered[-1].minutes if ordered else 0
    if not total:
        return None
    segments = []
    before = 0
    for milestone in ordered:
        if milestone.minutes > before:
            segments.append(
                Segment(
                    milestone.name,
                    f"{WIDTH * before / total:.1f}",
                    f"{WIDTH * (milestone.minutes - before) / total:.1f}",
                )
            )
            before = milestone.minutes
    told = ", ".join(f"{m.name} after {m.after}" for m in ordered if m.after)
    return Bar(tuple(segments), f"From the start: {told}")


def spoken(minutes: int | None) -> str:
    """Return minutes as people say them, a dash where they are not known."""
    return "–" if minutes is None else span(minutes)


def _milestones(record: Postmortem) -> Iterator[Milestone]:
    start = record.started_at
    for name, field, measure in MILESTONES:
        at = getattr(record, field)
        minutes = minutes_to(record, measure) if measure else 0
        if start is None or at is None or minutes is None:
            continue
        same = at.date() == start.date()
        clock = f"{at:%H:%M} UTC" + ("" if same else f" on {at.date()}")
        yield Milestone(name, at, clock, same, minutes, spoken(minutes) if measure else "")
