"""An action item and its ticket say the same.

Where they differ, the ticket counts: people work there. But one of the two misleads whoever
reads it, and an item that looks done while its ticket is open is how an incident comes back.
Compared are the state (finished or not, done or cancelled) and the person, as far as the
tracker's name of the assignee is the id or the name of somebody in `directory.yml`.

Silent until there is a `tickets.json`, and for tickets it does not hold.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: done  # expect: ACT007
    ticket: https://tracker.example.com/PAY-81
  - id: A2
    title: Alert on their number
    owner: ada  # expect: ACT007
    due: 2026-04-01
    status: open
    ticket: https://tracker.example.com/PAY-82
# …
---
```

```json title="tickets.json"
[
  {"url": "https://tracker.example.com/PAY-81", "status": "open", "assignee": "ada"},
  {"url": "https://tracker.example.com/PAY-82", "status": "in-progress", "assignee": "grace"}
]
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    ticket: https://tracker.example.com/PAY-81
  - id: A2
    title: Alert on their number
    owner: grace
    due: 2026-04-01
    status: open
    ticket: https://tracker.example.com/PAY-82
# …
---
```

```json title="tickets.json"
[
  {"url": "https://tracker.example.com/PAY-81", "status": "open", "assignee": "ada"},
  {"url": "https://tracker.example.com/PAY-82", "status": "in-progress", "assignee": "grace"}
]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue.actions import FINISHED
from opslore.findings import Edit, Level, Problem
from opslore.records import Record
from opslore.rules._actions import actions_of, called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Action, Catalogue


@rule("ACT007", on=Record, level=Level.WARNING)
def ticket_contradiction(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.tickets.document is None:
        return
    for action in actions_of(record, catalogue):
        yield from _state(record, action)
        yield from _person(record, action, catalogue)


def _state(record: Record, action: Action) -> Iterator[Problem]:
    item, ticket = action.item, action.ticket
    if ticket is None or item.status is None or item.status == ticket.status:
        return
    if item.status not in FINISHED and ticket.status not in FINISHED:
        return  # open or in progress: the two move at different speeds
    at = record.at(*item.steps, "status")
    yield Problem(
        at,
        f"{called(item)} says `{item.status}`, its ticket is {_words(ticket.status)}",
        f"the ticket counts: write `status: {ticket.status}`, remove `status`, or mend the ticket",
        also=(record.at(*item.steps, "ticket"),),
        edits=(Edit(at, ticket.status),),
        subject=f"{item.id} status",
    )


def _person(record: Record, action: Action, catalogue: Catalogue) -> Iterator[Problem]:
    item, ticket = action.item, action.ticket
    if ticket is None or not ticket.assignee or item.owner is None or action.finished:
        return
    people = catalogue.directory.people
    named = ticket.assignee.strip().casefold()
    assignee = next(
        (p.id for p in people.values() if named in (p.id.casefold(), p.name.casefold())), None
    )
    if assignee is not None and item.owner in people and assignee != item.owner:
        at = record.at(*item.steps, "owner")
        yield Problem(
            at,
            f"{called(item)} belongs to `{item.owner}` here "
            f"and to `{ticket.assignee}` in its ticket",
            f"write `owner: {assignee}`, or assign the ticket to `{item.owner}`",
            also=(record.at(*item.steps, "ticket"),),
            edits=(Edit(at, assignee),),
            subject=f"{item.id} owner",
        )


def _words(status: str) -> str:
    return "in progress" if status == "in-progress" else status
