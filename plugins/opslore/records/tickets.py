"""`tickets.json`: a snapshot of the tracker; an action item with a ticket takes its state here."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from opslore.frozen import dataclass
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from opslore.document import Document


# What trackers call an action item's states; a word of none of them is open until it is closed.
_WORDS = {
    "done": "done closed complete completed resolved fixed merged released verified",
    "cancelled": "cancelled canceled declined rejected duplicate invalid obsolete abandoned"
    " wontfix wontdo notplanned",
    "in-progress": "inprogress inreview doing started active underway review testing",
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as the tracker told it."""

    index: int  # its place in the file
    url: str
    status: str  # open, in-progress, done, cancelled, whatever the tracker's word
    closed_at: date | None
    assignee: str | None


@dataclass(frozen=True)
class Tickets:
    """All tickets by URL."""

    document: Document | None = None
    by_url: Mapping[str, Ticket] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Document, zone: tzinfo = UTC) -> Tickets:
        """Return the snapshot in a data file; what cannot be read is left out."""
        return cls(
            document,
            {
                url: Ticket(
                    index,
                    url,
                    state(
                        values.text(item.get("status")), closed=item.get("closed_at") is not None
                    ),
                    values.day_or_instant(item.get("closed_at"), zone),
                    values.text(item.get("assignee")),
                )
                for index, item in values.mappings(cast(Any, document.data))
                if (url := values.text(item.get("url")))
            },
        )

    def find(self, url: str | None) -> Ticket | None:
        """Return the ticket with an address, which people copy with a slash or an anchor at its end."""
        if not url:
            return None
        return self.by_url.get(url) or self._by_address.get(_address(url))

    @cached_property
    def _by_address(self) -> Mapping[str, Ticket]:
        return {_address(url): ticket for url, ticket in self.by_url.items()}


def _address(url: str) -> str:
    return url.strip().partition("#")[0].rstrip("/").lower()


def state(word: str | None, *, closed: bool) -> str:
    """Return which of an action item's states a tracker's word means.

    A word nobody knows ("Deployed to canary") counts as open until the ticket is closed.
    """
    known = _STATES.get("".join(c for c in (word or "").lower() if c.isalpha()))
    return known or ("done" if closed else "open")
