"""Every action item of every source, with the status that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.records import ActionItem, Record
    from opslore.records.tickets import Ticket, Tickets

FINISHED = frozenset({"done", "cancelled"})


@dataclass(frozen=True, slots=True)
class Action:
    """One action item in its document; `status` is the ticket's where there is one."""

    source: Record
    item: ActionItem
    status: str  # open, in-progress, done, cancelled
    done_on: date | None
    ticket: Ticket | None

    @property
    def id(self) -> str:
        """`postmortem/<id>#A1`; an item without id goes by its place in the list."""
        return f"{self.source.ref}#{self.item.id or self.item.steps[-1]}"

    @property
    def finished(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self.status in FINISHED

    @property
    def to_assign(self) -> bool:
        """Whether it is still a wish: open, without owner or without due date."""
        return not self.finished and (self.item.owner is None or self.item.due is None)


def actions(records: Iterable[Record], tickets: Tickets) -> Iterator[Action]:
    """Yield the action items of all records that have some, in the order of the records."""
    for record in records:
        for item in getattr(record, "action_items", ()):
            ticket = tickets.find(item.ticket)
            stated = item.status or "open"
            status = ticket.status if ticket else stated
            done_on = item.done_on or (ticket.closed_at if ticket else None)
            yield Action(record, item, status, done_on, ticket)
