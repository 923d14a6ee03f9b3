"""The one thing of a period that is worth presenting to others, and why that one.

Points decide, and the reason says where they came from: the impact of an incident, 15 if it came
back and 15 more if something promised after the earlier one was overdue that day; 20 for a drill
that refuted what everybody believed, 5 for another that met a failed runbook; 12 for a near miss
that only luck caught, 4 for another. Drafts and restricted documents are never presented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.metrics.dates import days
from opslore.metrics.impact import parts, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.metrics.returns import Return
    from opslore.records import Drill, NearMiss, Postmortem, Record

CAME_BACK, UNKEPT = 15, 15
REFUTED, RUNBOOK_FAILED = 20, 5
LUCK, CAUGHT = 12, 4


@dataclass(frozen=True, slots=True)
class Pick:
    """A document to present, and the reason in words without capital and full stop."""

    record: Record
    reason: str


class _Candidate(NamedTuple):
    points: int
    record: Record
    reason: str


def pick(
    incidents: Iterable[Postmortem],
    came_back: Iterable[Return],
    near_misses: Iterable[NearMiss],
    drills: Iterable[Drill],
) -> Pick | None:
    """Return what to present; None if nothing has something to teach."""
    back = {found.incident.ref: found for found in came_back}
    found = [
        *(_incident(p, back.get(p.ref)) for p in incidents if p.status != "draft"),
        *(c for d in drills for c in _drill(d)),
        *(_near_miss(n) for n in near_misses),
    ]
    shown = [candidate for candidate in found if not candidate.record.restricted]
    if not shown:
        return None
    best = max(shown, key=lambda c: (c.points, c.record.ref))
    return Pick(best.record, best.reason)


def _incident(incident: Postmortem, found: Return | None) -> _Candidate:
    points = score(incident)
    if found is None or found.earlier.restricted:
        gravest = sorted(parts(incident), key=lambda part: -part.points)[:3]
        reason = ", ".join(part.reason for part in gravest if part.reason)
        return _Candidate(points, incident, f"chosen for its impact: {reason}" if reason else "new")
    points += CAME_BACK
    told = f"it came back after {days(found.days)}"
    if found.late:
        points += UNKEPT
        late = max(found.late, key=lambda promise: promise.days)
        name = late.action.item.id or "an action item"
        told += f", when {name} of the earlier incident was {days(late.days)} overdue"
    elif found.promises and all(promise.state == "done" for promise in found.promises):
        told += ", although everything promised then was done"
    return _Candidate(points, incident, told)


def _drill(drill: Drill) -> Iterator[_Candidate]:
    if drill.result == "refuted":
        yield _Candidate(REFUTED, drill, "it refuted what we believed")
    elif any(use.result == "failed" for use in drill.runbooks_used):
        yield _Candidate(RUNBOOK_FAILED, drill, "a runbook failed in it")


def _near_miss(near_miss: NearMiss) -> _Candidate:
    if near_miss.caught_by == "luck":
        return _Candidate(LUCK, near_miss, "nothing but luck caught it")
    caught = (near_miss.caught_by or "").replace("-", " ")
    reason = f"caught by {caught}" if caught else "caught in time"
    return _Candidate(CAUGHT, near_miss, f"{reason}, before a user was hurt")
