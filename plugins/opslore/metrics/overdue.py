"""Overdue action items: which, since when, and how long they are only warned about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.happened import day_in
from opslore.records import Postmortem

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from opslore.catalogue import Action, Catalogue
    from opslore.settings import Grace

SEVERE = frozenset({"sev1", "sev2"})


@dataclass(frozen=True, slots=True)
class Overdue:
    """An unfinished action item whose day has passed."""

    action: Action
    days: int  # since the due day, at least 1
    grace_until: date  # up to and including this day it is a warning


def days_overdue(action: Action, as_of: date) -> int:
    """Return for how many days an action item has been overdue; 0 if it is not.

    Due today is not overdue, nor is what is done, cancelled, or without a day.
    """
    due = action.item.due
    if due is None or action.finished or due >= as_of:
        return 0
    return (as_of - due).days


def lapsed_on(action: Action, as_of: date) -> date | None:
    """Return the day on which an action item became overdue; None if it never was.

    That is the day after its due day, unless it was finished by then. What was cancelled has no
    day on which that happened, so nothing is held against it; nor what was done on a day unknown.
    """
    due = action.item.due
    if due is None or due >= as_of or action.status == "cancelled":
        return None
    if action.status == "done" and (action.done_on is None or action.done_on <= due):
        return None
    return due + timedelta(days=1)


def grace(action: Action, settings: Grace) -> int:
    """Return the days after the due day for which an overdue action item is only a warning."""
    source = action.source
    severe = isinstance(source, Postmortem) and source.severity in SEVERE
    return settings.action_severe if severe else settings.action


def overdue(catalogue: Catalogue) -> tuple[Overdue, ...]:
    """Return all overdue action items of a library, the longest overdue first."""
    found = []
    for action in catalogue.action_items:
        days = days_overdue(action, catalogue.as_of)
        if days and action.item.due:
            until = action.item.due + timedelta(days=grace(action, catalogue.settings.grace))
            found.append(Overdue(action, days, until))
    return tuple(sorted(found, key=lambda o: (-o.days, o.action.id)))


def raised_on(action: Action, zone: tzinfo) -> date | None:
    """Return the day from which an action item counts: that of what it came from."""
    return day_in(action.source, zone)


def age(action: Action, as_of: date, zone: tzinfo) -> int | None:
    """Return the days for which an action item has been open; None if finished or not known."""
    raised = raised_on(action, zone)
    if raised is None or action.finished:
        return None
    return max(0, (as_of - raised).days)


def orphaned(action: Action, catalogue: Catalogue) -> bool:
    """Whether an unfinished action item belongs to somebody who has left."""
    owner = catalogue.directory.people.get(action.item.owner or "")
    return owner is not None and owner.gone(catalogue.as_of) and not action.finished
