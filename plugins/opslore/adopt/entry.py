"""An action item as it is written into front matter."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from opslore.adopt import facts, owners

if TYPE_CHECKING:
    from opslore.adopt.facts import Given
    from opslore.adopt.model import Action


def of(action: Action, number: int, day: date | None, given: Given) -> dict[str, Any]:
    """Return the fields of an action item, as front matter has them."""
    title = action.title
    if len(title) > facts.TITLE_LENGTH:
        sentence = re.split(r"(?<=[.!?])\s", title, maxsplit=1)[0]
        short = next(
            (t for t in (action.lead, sentence) if 8 <= len(t) <= facts.TITLE_LENGTH), title
        )
        title = facts.shortened(short)
    made: dict[str, Any] = {"id": f"A{number}", "title": title}
    if action.owner:
        identity = owners.identity(action.owner, given.names)
        made["owner" if identity else "x-owner"] = identity or action.owner
    # A cancelled item says why; one that does not is kept beside, and is not due.
    unsaid = action.status == "cancelled" and not action.reason
    if action.due:
        early = day is not None and action.due < day - timedelta(days=1)
        made["x-due" if early or unsaid else "due"] = str(action.due)
    elif action.due_said:
        made["x-due"] = action.due_said
    if unsaid:
        made["x-status"] = "cancelled"
    elif action.status:
        made["status"] = action.status
    elif action.status_said:
        made["x-status"] = action.status_said
    if action.reason:
        made["reason"] = action.reason
    if action.priority:
        made["priority"] = action.priority
    addresses = [t for t in action.tickets if t.startswith("http")]
    others = [t for t in action.tickets if t not in addresses[:1]]
    if addresses:
        made["ticket"] = addresses[0]
    if others:
        made["x-tickets"] = others
    if title != action.title:
        made["x-text"] = action.title
    return made
