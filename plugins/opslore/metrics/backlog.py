"""The reliability backlog: what to invest in next, scored with the arithmetic in sight.

The score of a failure mode is frequency x impact x detection gap x immaturity, each 1 to 4:

- frequency: incidents in 365 days, one point each, at most 4; two near misses weigh one incident;
- impact: the mean impact score of these incidents (see `opslore.metrics.impact`), 1 below 10,
  2 below 25, 3 below 45, 4 from there;
- detection gap: 1 when the median time to detect is at most 5 minutes, 2 up to 15, 3 up to 60,
  4 beyond or not known; one more, at most 4, if a customer noticed one first;
- immaturity: 1 when a runbook that can be trusted was used with success, 2 when one was used that
  worked only in part or is not to be trusted today, or when the missing one was written since, 3
  when one failed, 4 when there was none.

An investment is compared with what was counted in the 90 days up to its day: met when the count is
at most the target, missed when it is more, too early to say before its day. The exact Poisson
interval stands beside it, so that nobody takes a lucky quarter for a proof.
"""

from __future__ import annotations

from statistics import mean, median
from typing import TYPE_CHECKING

from opslore.counted import counted
from opslore.frozen import dataclass
from opslore.metrics import dates, impact, poisson
from opslore.metrics.automate import written_since
from opslore.metrics.durations import minutes_to
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.recurrence import recurrences
from opslore.metrics.windows import QUARTER, YEAR, within
from opslore.records import Investment, Runbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.recurrence import Recurrence
    from opslore.records import Postmortem

MOST = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One factor of the score with the figure it came from."""

    name: str
    points: int  # 1 to 4
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """One failure mode of the backlog."""

    recurrence: Recurrence
    terms: tuple[Term, ...]

    @property
    def value(self) -> int:
        """The product of the terms, 1 to 256."""
        product = 1
        for term in self.terms:
            product *= term.points
        return product


@dataclass(frozen=True, slots=True)
class Outcome:
    """An investment compared with what was counted."""

    investment: Investment
    word: str  # met, missed, too early to say
    counted: int | None  # incidents in the 90 days up to its day, or up to today before it
    low: float  # true rates that fit the count
    high: float


def scores(catalogue: Catalogue) -> tuple[Score, ...]:
    """Return every failure mode with an incident or near miss in a year, the highest first."""
    found = [_score(r, catalogue) for r in recurrences(catalogue)]
    kept = [score for score in found if score is not None]
    return tuple(sorted(kept, key=lambda s: (-s.value, s.recurrence.mode)))


def outcomes(catalogue: Catalogue) -> tuple[Outcome, ...]:
    """Return every investment that has a target, in the order of their days."""
    found = []
    for investment in catalogue.of(Investment):
        if investment.by is None or investment.goal is None or investment.status == "cancelled":
            continue
        until = min(investment.by, catalogue.as_of)
        came = _incidents_until(until, investment, catalogue)
        word = "too early to say"
        if catalogue.as_of >= investment.by:
            word = "met" if came <= investment.goal else "missed"
        found.append(Outcome(investment, word, came, *poisson.interval(came)))
    return tuple(sorted(found, key=lambda o: (o.investment.by or catalogue.as_of, o.investment.id)))


def _incidents_until(until: date, investment: Investment, catalogue: Catalogue) -> int:
    """Count the incidents of the failure mode on the services in the 90 days up to a day."""
    services = set(investment.services)
    return sum(
        1
        for p in catalogue.incidents
        if investment.failure_mode in p.failure_modes
        and (not services or services & set(p.services))
        and within(day_of(p, catalogue), until, QUARTER)
    )


def _score(found: Recurrence, catalogue: Catalogue) -> Score | None:
    as_of = catalogue.as_of
    incidents = [p for p in found.incidents if within(day_of(p, catalogue), as_of, YEAR)]
    near = sum(within(day_of(n, catalogue), as_of, YEAR) for n in found.near_misses)
    if not incidents and not near:
        return None
    terms = (
        _frequency(len(incidents), near),
        _impact(incidents),
        _detection(incidents),
        _maturity(incidents, catalogue),
    )
    return Score(found, terms)


def _frequency(incidents: int, near: int) -> Term:
    points = min(MOST, max(1, incidents + near // 2))
    said = counted(incidents, "incident")
    if near:
        said += f" and {counted(near, 'near miss', 'near misses')}"
    return Term("frequency", points, f"{said} in a year")


def _impact(incidents: list[Postmortem]) -> Term:
    if not incidents:
        return Term("impact", 1, "near misses only")
    average = mean(impact.score(p) for p in incidents)
    points = 1 + sum(average >= limit for limit in (10, 25, 45))
    return Term("impact", points, f"impact score {average:.0f} on average")


def _detection(incidents: list[Postmortem]) -> Term:
    if not incidents:
        return Term("detection gap", 1, "caught before it hurt")
    over = [p for p in incidents if not p.open] or incidents
    minutes = [m for p in over if (m := minutes_to(p, "detect")) is not None]
    if not minutes:
        return Term("detection gap", MOST, "nobody wrote when it was detected")
    middle = round(median(minutes))
    points = 1 + sum(median(minutes) > limit for limit in (5, 15, 60))
    reason = f"detected after {dates.span(middle)}"
    if len(minutes) > 1:
        reason += f", the median of {len(minutes)}"
    if told := sum("customer" in (p.detection_source or "") for p in incidents):
        points = min(MOST, points + 1)
        reason += f"; {'once' if told == 1 else f'{told} times'} a customer noticed first"
    return Term("detection gap", points, reason)


def _maturity(incidents: list[Postmortem], catalogue: Catalogue) -> Term:
    used = list(_uses(incidents, catalogue))
    if not used:
        if not incidents:
            return Term("immaturity", 2, "no runbook was needed yet")
        return Term("immaturity", MOST, "no runbook was used")
    return Term("immaturity", *min(used))


def _uses(incidents: list[Postmortem], catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """Yield what each use of a runbook is worth, and in words."""
    for p in incidents:
        for use in p.runbooks_used:
            runbook = catalogue.find(Runbook, use.runbook)
            state = freshness(runbook, catalogue) if runbook else None
            if use.result == "worked":
                if state and state.bad:
                    yield 2, "the runbook that worked is not to be trusted today"
                else:
                    yield 1, "a trusted runbook worked"
            elif use.result == "partly":
                yield 2, "the runbook worked in part"
            elif use.result == "failed":
                yield 3, "the runbook failed"
            elif written_since(use, p, catalogue):
                yield 2, "the missing runbook was written since"
            else:
                yield MOST, "the runbook did not exist"
