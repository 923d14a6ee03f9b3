"""What the rest of a week, a month or a quarter asks for: still open, due, about to run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.attention import attention
from opslore.metrics.freshness import State, states
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import orphaned

if TYPE_CHECKING:
    from opslore.catalogue import Action, Catalogue
    from opslore.metrics.attention import Attention
    from opslore.metrics.freshness import Freshness
    from opslore.metrics.periods import Period
    from opslore.records import Postmortem

_WAITING = frozenset({"drafts", "near-misses", "running-out"})  # the others have their own lists


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a period that is not over still asks of somebody."""

    still_open: tuple[Postmortem, ...] = ()  # incidents that began before it
    due: tuple[Action, ...] = ()  # until its end, by day
    left: tuple[Action, ...] = ()  # unfinished, and the owner has left; by day
    expiring: tuple[Freshness, ...] = ()  # documents whose evidence ends in it, by day
    waiting: tuple[Attention, ...] = ()  # late drafts, near misses to promote, waivers and reviews


def ahead(period: Period, catalogue: Catalogue) -> Ahead:
    """Return what is ahead of the catalogue's day in the period it lies in."""
    as_of, last = catalogue.as_of, period.end
    going = [a for a in catalogue.action_items if not a.finished and not a.to_assign]
    due = [a for a in going if a.item.due and as_of <= a.item.due <= last]
    begun = [
        p
        for p in catalogue.incidents
        if p.open and (day := day_of(p, catalogue)) and day < period.start
    ]
    expiring = [
        f
        for f in states(catalogue).values()
        if f.state is State.DUE and f.day and as_of <= f.day <= last
    ]
    return Ahead(
        tuple(begun),
        tuple(sorted(due, key=lambda a: (a.item.due or last, a.id))),
        tuple(
            sorted(
                (a for a in going if orphaned(a, catalogue)),
                key=lambda a: (a.item.due or last, a.id),
            )
        ),
        tuple(sorted(expiring, key=lambda f: (f.day or last, f.record.ref))),
        tuple(item for item in attention(catalogue) if item.count in _WAITING),
    )
