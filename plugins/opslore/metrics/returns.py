"""Incidents that came back: the earlier one, and what had become of its action items by then.

An incident came back when its postmortem says so (`recurrence-of`), or when it has the failure
mode of an earlier one on the same service, at most 730 days before. The question that matters is
whether what was promised then had been done on the day of the new one.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.periods import local_day
from opslore.records import Postmortem
from opslore.records.vocabulary import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from opslore.catalogue import Action, Catalogue

REMEMBERED = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item of the earlier incident, on the day of the new one."""

    action: Action
    state: str  # done, overdue, open, undated, cancelled
    days: int  # overdue: since its due day; open: until it


@dataclass(frozen=True, slots=True)
class Return:
    """An incident, the nearest earlier one of its kind, and the promises made then."""

    incident: Postmortem
    earlier: Postmortem
    days: int  # from start to start
    promises: tuple[Promise, ...]

    @property
    def late(self) -> tuple[Promise, ...]:
        """What was overdue on that day: the incident that need not have been."""
        return tuple(promise for promise in self.promises if promise.state == "overdue")


@lru_cache(maxsize=2)
def returns(catalogue: Catalogue) -> Mapping[str, Return]:
    """Return ref -> what came back, for every counted incident up to the catalogue's day."""
    zone = catalogue.settings.zone
    found: dict[str, Return] = {}
    seen: dict[tuple[str, str], list[tuple[date, Postmortem]]] = {}
    for incident in catalogue.incidents:
        if incident.started_at is None:
            continue
        day = local_day(incident.started_at, zone)
        if day > catalogue.as_of:
            continue
        keys = _keys(incident)
        earlier = _stated(incident, catalogue) or _nearest(day, [seen.get(key) for key in keys])
        if earlier and earlier.started_at and earlier.started_at < incident.started_at:
            before = local_day(earlier.started_at, zone)
            made = tuple(promises(earlier, day, catalogue))
            found[incident.ref] = Return(incident, earlier, (day - before).days, made)
        for key in keys:
            seen.setdefault(key, []).append((day, incident))
    return found


def _keys(incident: Postmortem) -> list[tuple[str, str]]:
    modes = [mode for mode in incident.failure_modes if mode != UNCLASSIFIED]
    return [(service, mode) for service in incident.services for mode in modes]


def _stated(incident: Postmortem, catalogue: Catalogue) -> Postmortem | None:
    named = [r.postmortem for r in incident.related if r.relation == "recurrence-of"]
    known = [found for name in named if (found := catalogue.find(Postmortem, name))]
    dated = [found for found in known if found.started_at and found is not incident]
    return max(dated, key=lambda p: (p.started_at, p.id), default=None)


def _nearest(day: date, lists: list[list[tuple[date, Postmortem]] | None]) -> Postmortem | None:
    last = [known[-1] for known in lists if known]
    near = [pair for pair in last if day - pair[0] <= REMEMBERED]
    return max(near, key=lambda pair: (pair[0], pair[1].id))[1] if near else None


def promises(earlier: Postmortem, day: date, catalogue: Catalogue) -> Iterator[Promise]:
    """Yield what had become, on a day, of each action item of an incident."""
    for action in catalogue.actions_of(earlier):
        due, done = action.item.due, action.done_on
        if action.status == "cancelled":
            yield Promise(action, "cancelled", 0)
        elif action.status == "done" and (done is None or done <= day):
            yield Promise(action, "done", 0)
        elif due is None:
            yield Promise(action, "undated", 0)
        elif due < day:
            yield Promise(action, "overdue", (day - due).days)
        else:
            yield Promise(action, "open", (due - day).days)
