"""Due days as an iCalendar file (RFC 5545): one to-do an action item."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from opslore.catalogue import Action, Catalogue

_STATUS = {
    "open": "NEEDS-ACTION",
    "in-progress": "IN-PROCESS",
    "done": "COMPLETED",
    "cancelled": "CANCELLED",
}


def calendar(actions: Iterable[Action], catalogue: Catalogue) -> bytes:
    """Return the action items that have a due day; raises ImportError without icalendar."""
    from icalendar import Calendar, Todo

    made = Calendar()
    made.add("prodid", "-//opslore//action items//EN")
    made.add("version", "2.0")
    stamp = datetime.combine(catalogue.as_of, time(0), UTC)  # the same bytes on the same day
    for action in actions:
        due: date | None = action.item.due
        if due is None:
            continue
        todo = Todo()
        todo.add("uid", f"{action.id}@opslore")
        todo.add("dtstamp", stamp)
        todo.add("due", due)
        todo.add("summary", action.item.title)
        todo.add("status", _STATUS.get(action.status, "NEEDS-ACTION"))
        owner = action.item.owner or "nobody"
        todo.add("description", f"{action.source.title}\n{action.id}, {owner}")
        if action.item.ticket:
            todo.add("url", action.item.ticket)
        made.add_component(todo)
    raw: bytes = made.to_ical()
    return raw
