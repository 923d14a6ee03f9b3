"""`tickets.json`: a snapshot of the tracker; an action item with a ticket takes its state here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as the tracker told it."""

    index: int  # its place in the file
    url: str
    status: str  # open, in-progress, done, cancelled
    closed_at: date | None
    assignee: str | None


@dataclass(frozen=True)
class Tickets:
    """All tickets by URL."""

    document: Document | None = None
    by_url: Mapping[str, Ticket] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Document) -> Tickets:
        """Return the snapshot in a data file; what cannot be read is left out."""
        return cls(
            document,
            {
                url: Ticket(
                    index,
                    url,
                    values.text(item.get("status")) or "open",
                    values.day_or_instant(item.get("closed_at")),
                    values.text(item.get("assignee")),
                )
                for index, item in values.mappings(cast(Any, document.data))
                if (url := values.text(item.get("url")))
            },
        )
