"""How much an incident hurt, as one number whose arithmetic anybody can repeat.

The score orders incidents for reading ("the five most impactful", "worth reading this month");
it is no measure of quality and never compared between teams. Points:

- severity: 40, 20, 8, 2 for sev1 to sev4;
- error budget: a point for each 5 % of the month's budget spent, at most 20;
- duration: a point for each 15 minutes until users were no longer hurt, at most 16;
- users: a point for each 5 % of users hurt, at most 20;
- data lost: 15; a customer noticed it first: 5; it was a recurrence: 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opslore.metrics.dates import span
from opslore.metrics.durations import minutes_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.records import Postmortem

SEVERITY_POINTS = {"sev1": 40, "sev2": 20, "sev3": 8, "sev4": 2}


class Part(NamedTuple):
    """One term of the score."""

    reason: str
    points: int


def parts(postmortem: Postmortem) -> tuple[Part, ...]:
    """Return the terms of the score that are not 0, with the figure each came from."""
    return tuple(part for part in _parts(postmortem) if part.points)


def score(postmortem: Postmortem) -> int:
    """Return the sum of the terms."""
    return sum(part.points for part in parts(postmortem))


def most_impactful(postmortems: Iterable[Postmortem], count: int) -> list[Postmortem]:
    """Return the incidents with the highest score; the newer first where two are equal."""
    newest = sorted(postmortems, key=lambda p: p.id, reverse=True)
    return sorted(newest, key=score, reverse=True)[:count]


def _parts(postmortem: Postmortem) -> Iterator[Part]:
    impact = postmortem.impact
    yield Part(postmortem.severity or "", SEVERITY_POINTS.get(postmortem.severity or "", 0))
    if impact.error_budget_percent:
        spent = impact.error_budget_percent
        yield Part(f"{spent:g} % of the month's error budget", min(20, int(spent // 5)))
    minutes = minutes_to(postmortem, "mitigate")
    if minutes is None:
        minutes = minutes_to(postmortem, "resolve")
    if minutes:
        yield Part(f"{span(minutes)} until users were no longer hurt", min(16, minutes // 15))
    if impact.users_percent:
        yield Part(f"{impact.users_percent:g} % of users", min(20, int(impact.users_percent // 5)))
    if impact.data_loss:
        yield Part("data was lost", 15)
    if "customer" in (postmortem.detection_source or ""):
        yield Part("a customer noticed it first", 5)
    if any(related.relation == "recurrence-of" for related in postmortem.related):
        yield Part("it was a recurrence", 5)
