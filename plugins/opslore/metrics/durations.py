"""How long an incident took, and what may be said of many of them.

Durations are whole minutes between instants in UTC, so a change of the clocks in some zone never
lengthens or shortens one. They count from `started_at`, when users were first hurt; an incident
that is still open is counted but never timed with others.
"""

from __future__ import annotations

from statistics import quantiles
from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from opslore.records import Postmortem

ENOUGH = 5  # below that a median says more about chance than about us
MEASURES = {
    "detect": "detected_at",
    "acknowledge": "acknowledged_at",
    "mitigate": "mitigated_at",
    "resolve": "resolved_at",
}


def minutes_to(postmortem: Postmortem, measure: str) -> int | None:
    """Return the minutes from start to `detect`, `acknowledge`, `mitigate` or `resolve`.

    None where an instant is missing or stands before the start.
    """
    end: datetime | None = getattr(postmortem, MEASURES[measure])
    if postmortem.started_at is None or end is None or end < postmortem.started_at:
        return None
    return int((end - postmortem.started_at).total_seconds() // 60)


def timed(postmortem: Postmortem, measure: str) -> int | None:
    """Return the minutes that may stand beside those of others: None while an incident is open."""
    return None if postmortem.open else minutes_to(postmortem, measure)


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles of a set of durations, in minutes, with the number of values."""

    n: int
    lower: float
    median: float
    upper: float


def spread(values: Iterable[float]) -> Spread | None:
    """Return the quartiles, or None where there are fewer than five values.

    Never a mean: one incident over a weekend would speak for all the others (VOID report 2021).
    """
    found = sorted(values)
    if len(found) < ENOUGH:
        return None
    lower, median, upper = quantiles(found, n=4, method="inclusive")
    return Spread(len(found), lower, median, upper)


def spread_of(postmortems: Iterable[Postmortem], measure: str) -> Spread | None:
    """Return the quartiles of one measure over many incidents."""
    found = (timed(p, measure) for p in postmortems)
    return spread(m for m in found if m is not None)
