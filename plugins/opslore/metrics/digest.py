"""What happened in a week, a month or a quarter, and what it asks of somebody.

The digest of a period that is over speaks of that period: what began, came back, became overdue
or stale in it. The digest of the current one speaks of today: everything that is overdue, to
assign or not to be trusted. Restricted documents are in the lists; whoever shows them leaves them
out and says how many there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from opslore.frozen import dataclass
from opslore.metrics import dates, periods
from opslore.metrics.ahead import Ahead, ahead
from opslore.metrics.freshness import UNTRUSTED, State, states
from opslore.metrics.happened import day_of
from opslore.metrics.impact import most_impactful
from opslore.metrics.overdue import lapsed_on, overdue
from opslore.metrics.present import Pick, pick
from opslore.metrics.returns import Return, returns
from opslore.metrics.turns import Turn, turns
from opslore.records import Drill, NearMiss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.catalogue import Action, Catalogue
    from opslore.metrics.periods import Period
    from opslore.records import Postmortem, Record

T = TypeVar("T")
READING = 3
NOTHING = Ahead()


@dataclass(frozen=True, slots=True)
class Lapse:
    """An action item that became overdue, and what has become of it."""

    action: Action
    day: date  # the first day on which it was overdue
    done_on: date | None  # None: it still is

    def days(self, as_of: date) -> int:
        """For how many days it was overdue, up to a day."""
        return ((self.done_on or as_of) - self.day).days + 1


@dataclass(frozen=True, slots=True)
class Distrust:
    """A document that nobody should rely on."""

    record: Record
    state: State
    day: date | None  # since when; None: not known
    reason: str  # without capital and full stop
    todo: str
    until: date | None  # when it was tried again; None: it lasts


@dataclass(frozen=True, slots=True)
class Digest:
    """One period of one library."""

    period: Period
    as_of: date
    current: bool  # the catalogue's day lies in it: its states are today's
    before: int  # incidents in the period before
    incidents: tuple[Postmortem, ...] = ()  # that began in it, by start
    resolved: tuple[Postmortem, ...] = ()  # that began earlier and were resolved in it
    returns: tuple[Return, ...] = ()
    to_assign: tuple[Action, ...] = ()
    overdue: tuple[Lapse, ...] = ()  # the longest overdue first
    untrusted: tuple[Distrust, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    drills: tuple[Drill, ...] = ()
    done: tuple[Action, ...] = ()
    present: Pick | None = None
    reading: tuple[Postmortem, ...] = field(default=())  # by impact, the gravest first
    ahead: Ahead = NOTHING  # of the current one: what the rest of it asks for

    @property
    def happened(self) -> bool:
        """Whether there is anything to say: else it is a line in the archive."""
        return any(
            (
                self.incidents,
                self.resolved,
                self.to_assign,
                self.overdue,
                self.untrusted,
                self.near_misses,
                self.drills,
                self.done,
                self.ahead.still_open,
            )
        )


class Dated(Generic[T]):
    """Things by their day, so that many periods can be cut out of them."""

    def __init__(self, things: Iterable[tuple[date, T]], as_of: date) -> None:
        first = date(periods.FIRST_YEAR, 1, 8)  # so that its week is of that year as well
        known = [(day, thing) for day, thing in things if first <= day <= as_of]
        known.sort(key=lambda pair: pair[0])
        self.days = [day for day, _ in known]
        self._things = [thing for _, thing in known]

    def within(self, period: Period) -> tuple[T, ...]:
        """Return the things of a period, by their day."""
        start = bisect_left(self.days, period.start)
        return tuple(self._things[start : bisect_right(self.days, period.end)])


class Events:
    """Everything of a library that has a day."""

    def __init__(self, catalogue: Catalogue) -> None:
        zone, as_of = catalogue.settings.zone, catalogue.as_of
        counted = catalogue.incidents
        begun = [(periods.local_day(p.started_at, zone), p) for p in counted if p.started_at]
        over = [(periods.local_day(p.resolved_at, zone), p) for p in counted if p.resolved_at]
        near = [(day, n) for n in catalogue.of(NearMiss) if (day := day_of(n, catalogue))]
        drills = [(day, d) for d in catalogue.of(Drill) if (day := day_of(d, catalogue))]
        actions = catalogue.action_items
        done = [(a.done_on, a) for a in actions if a.status == "done" and a.done_on]
        lapses = [(day, _lapse(a, day)) for a in actions if (day := lapsed_on(a, as_of))]
        self.begun = Dated(begun, as_of)
        self.resolved = Dated(over, as_of)
        self.near_misses = Dated(near, as_of)
        self.drills = Dated(drills, as_of)
        self.done = Dated(done, as_of)
        self.lapses = Dated(lapses, as_of)
        self.turns = Dated([(turn.day, turn) for turn in turns(catalogue)], as_of)

    @property
    def first(self) -> date | None:
        """The day of the first event."""
        kinds: tuple[Dated[Postmortem] | Dated[NearMiss] | Dated[Drill] | Dated[Action], ...]
        kinds = (self.begun, self.near_misses, self.drills, self.done)
        return min((dated.days[0] for dated in kinds if dated.days), default=None)


@lru_cache(maxsize=2)
def events(catalogue: Catalogue) -> Events:
    """Return the library's events; made once a catalogue."""
    return Events(catalogue)


@lru_cache(maxsize=2)
def digests(catalogue: Catalogue) -> Mapping[str, Digest]:
    """Return name -> digest of every period from the first event to the current one.

    Weeks, then months, then quarters, each by time; those in which nothing happened as well.
    """
    first = events(catalogue).first or catalogue.as_of
    found: dict[str, Digest] = {}
    for kind in periods.KINDS:
        period = periods.period_of(first, kind)
        while period.start <= catalogue.as_of:
            found[period.name] = digest(period, catalogue)
            period = period.following
    return found


def digest(period: Period, catalogue: Catalogue) -> Digest:
    """Return the digest of one period, which may have nothing in it."""
    known = events(catalogue)
    incidents = known.begun.within(period)
    begun = {p.ref for p in incidents}
    back = returns(catalogue)
    came_back = tuple(back[p.ref] for p in incidents if p.ref in back)
    near_misses = known.near_misses.within(period)
    drills = known.drills.within(period)
    current = period.holds(catalogue.as_of)
    return Digest(
        period=period,
        as_of=catalogue.as_of,
        current=current,
        before=len(known.begun.within(period.previous)),
        incidents=incidents,
        resolved=tuple(p for p in known.resolved.within(period) if p.ref not in begun),
        returns=came_back,
        to_assign=_to_assign(period, (*incidents, *near_misses, *drills), catalogue),
        overdue=_overdue(period, catalogue),
        untrusted=_untrusted(period, catalogue),
        near_misses=near_misses,
        drills=drills,
        done=known.done.within(period),
        present=pick(incidents, came_back, near_misses, drills),
        reading=worth_reading(incidents),
        ahead=ahead(period, catalogue) if current else NOTHING,
    )


def worth_reading(incidents: Iterable[Postmortem]) -> tuple[Postmortem, ...]:
    """Return the three incidents with the greatest impact that are written up and may be shown."""
    written = [p for p in incidents if not p.restricted and p.status != "draft"]
    return tuple(most_impactful(written, READING))


def _lapse(action: Action, day: date) -> Lapse:
    return Lapse(action, day, action.done_on if action.finished else None)


def _to_assign(
    period: Period, sources: Iterable[Record], catalogue: Catalogue
) -> tuple[Action, ...]:
    if period.holds(catalogue.as_of):
        return tuple(a for a in catalogue.action_items if a.to_assign)
    return tuple(a for source in sources for a in catalogue.actions_of(source) if a.to_assign)


def _overdue(period: Period, catalogue: Catalogue) -> tuple[Lapse, ...]:
    if period.holds(catalogue.as_of):
        one = timedelta(days=1)
        return tuple(
            Lapse(late.action, late.action.item.due + one, None)
            for late in overdue(catalogue)
            if late.action.item.due
        )
    return events(catalogue).lapses.within(period)


def _untrusted(period: Period, catalogue: Catalogue) -> tuple[Distrust, ...]:
    if not period.holds(catalogue.as_of):
        return tuple(_turned(turn) for turn in events(catalogue).turns.within(period))
    found = [f for f in states(catalogue).values() if f.state in UNTRUSTED]
    return tuple(Distrust(f.record, f.state, f.day, f.reason, f.next, None) for f in found)


def _turned(turn: Turn) -> Distrust:
    said = turn.evidence.words if turn.evidence else "its day for the next review passed"
    if turn.evidence and turn.state is State.STALE:
        said += f", which counted until {dates.day(turn.day - timedelta(days=1))}"
    if turn.until is None:
        said += "; nobody has looked at it since"
    return Distrust(turn.record, turn.state, turn.day, said, "", turn.until)
